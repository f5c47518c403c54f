import { describe, expect, test } from "vitest";
import { paramValues, type GivenParams } from "../../src/lang/bind/params.ts";
import type { Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { manifestOf } from "../../src/lang/pack.ts";
import { fieldText } from "../../src/values/type.ts";
import { bound, mended, programOf, shown } from "./program.ts";

const problems = (text: string): string[] => shown({ main: text }, programOf({ main: text }).diagnostics);
const labels = (text: string): (string | null)[] => programOf({ main: text }).diagnostics.map((d) => d.label);

describe("types", () => {
  test("every type of the language is read as it is written, and `?` alone makes it nullable", () => {
    const text = `schema S {
      a: bool, b: int8?, c: uint64, d: float32, e: decimal(38, 2), f: string, g: binary, h: uuid, i: json?, j: date, k: time, l: timestamp, m: timestamptz,
      n: list<int64?>?, o: struct<x: string, y: list<decimal(4, 1)>>, p: map<string, float64?>,
    }`;
    const { program, diagnostics } = programOf({ main: text });
    expect(diagnostics).toEqual([]);
    expect(program.schemas.get("main.S")?.columns.map((column) => `${column.name}: ${fieldText(column)}`).join(", ")).toBe(
      "a: bool, b: int8?, c: uint64, d: float32, e: decimal(38, 2), f: string, g: binary, h: uuid, i: json?, j: date, k: time, l: timestamp, m: timestamptz, "
      + "n: list<int64?>?, o: struct<x: string, y: list<decimal(4, 1)>>, p: map<string, float64?>",
    );
  });

  test("names of types from elsewhere are corrected", () => {
    const text = "schema S { a: bigint, b: varchar, c: sting, d: datetime? }";
    expect(labels(text)).toEqual(["did you mean `int64`?", "did you mean `string`?", "did you mean `string`?", "did you mean `timestamp`?"]);
    expect(mended({ main: text }, programOf({ main: text }).diagnostics)).toEqual({ main: "schema S { a: int64, b: string, c: string, d: timestamp? }" });
  });

  test("a decimal has 1 to 38 digits, and its scale fits into them", () => {
    expect(problems("schema S { a: decimal(39, 2), b: decimal(4, 5), c: decimal, d: decimal(4), e: decimal(38, 38) }")).toEqual([
      "type-arguments: decimal(39, 2)", "type-arguments: decimal(4, 5)", "type-arguments: decimal", "type-arguments: decimal(4)",
    ]);
  });

  test("a column holds no interval and no macro's kind", () => {
    expect(problems("schema S { a: interval, b: table }")).toEqual(["type-misplaced: interval", "type-misplaced: table"]);
  });
});

describe("schemas", () => {
  test("an include brings columns, keys and claims in place", () => {
    const text = "schema Base { id: int64, at: date, key [id] }\nschema Full { ...Base, note: string?, unique [at, note], ordered by [at desc nulls first] }";
    const { program, diagnostics } = programOf({ main: text });
    expect(diagnostics).toEqual([]);
    const full = program.schemas.get("main.Full");
    expect(full?.columns.map(({ name }) => name)).toEqual(["id", "at", "note"]);
    expect([full?.keys.map(({ columns }) => columns), full?.uniques.map(({ columns }) => columns)]).toEqual([[["id"]], [["at", "note"]]]);
    expect(full?.order).toEqual([{ name: "at", desc: true, nullsFirst: true }]);
  });

  test("schemas that include each other are one error that shows the way round", () => {
    const text = "schema A { a: int64, ...B }\nschema B { b: int64, ...C }\nschema C { ...A }";
    expect(problems(text)).toEqual(["schema-cycle: A"]);
    expect(labels(text)).toEqual(["A → B → C → A"]);
  });

  test("columns have different names, included ones too", () => {
    expect(problems("schema A { id: int64, id: string }\nschema B { ...A, id: int64 }")).toEqual(["duplicate-column: id", "duplicate-column: id"]);
  });

  test("columns that differ by case alone are refused, as the engine would mix them up", () => {
    expect(problems("schema A { id: int64, Id: string }")).toEqual(["case-collision: Id"]);
    const text = 'source s = csv("s.csv") { id: int64, key [id] }\nrule r ordered by [id] { from s |> derive { ID: id + 1 } }';
    expect(shown({ main: text }, bound({ main: text }).diagnostics)).toEqual(["case-collision: r"]);
  });

  test("keys, orders and references name columns of the schema that can be compared or sorted", () => {
    const text = `source s = csv("s.csv") { id: int64, key [id] }
      schema A { id: int64, m: map<string, string>, l: list<int64>, key [i], key [m], key [l], ordered by [l], unique [id + 1], references [idd] -> s [id], references [id] -> t [id] }`;
    expect(problems(text)).toEqual(["unknown-column: i", "key-type: m", "key-type: l", "column-name-expected: id + 1", "unknown-column: idd", "unknown-relation: t"]);
  });

  test("a key may stand before its columns, and hold nulls", () => {
    expect(problems("schema A { key [a, b], a: int64?, b: string? }")).toEqual([]);
  });

  test("a reference leads to what is stored", () => {
    const text = 'source s = csv("s.csv") { id: int64, key [id] }\nrule some as inline { from s }\nschema S { id: int64, key [id], references [id] -> some [id] }';
    expect(shown({ main: text }, bound({ main: text }).diagnostics)).toEqual(["not-supported-yet: references [id] -> some [id]"]);
  });

  test("what a reference leads to is checked once all columns are known, in either direction", () => {
    const text = `source s = csv("s.csv") { id: int64, parent: int64?, name: string, key [id], references [parent] -> s [id], references [name] -> s [id], references [id] -> s [idd] }`;
    expect(shown({ main: text }, bound({ main: text }).diagnostics)).toEqual(["reference-type: references [name] -> s [id]", "unknown-column: references [id] -> s [idd]"]);
  });
});

describe("sources", () => {
  const provider = (text: string): unknown => programOf({ main: text }).program.sources.get("main.s")?.provider;
  const columns = "{ id: int64, amount: decimal(12, 2)?, key [id], check amount >= 0 else warn \"{id} owes\" }";

  test("a source has its provider, its paths with parameters in them, and its options as data", () => {
    expect(provider(`source s = csv("data/s.csv", delimiter: ";", header: false) ${columns}`)).toEqual({ kind: "csv", paths: [["data/s.csv"]], options: { delimiter: ";", header: false } });
    expect(provider(`param dir: string\nsource s = parquet([f"{$dir}/a/*.parquet", "b.parquet"]) ${columns}`)).toEqual(
      { kind: "parquet", paths: [[{ param: "main.dir" }, "/a/*.parquet"], ["b.parquet"]], options: {} },
    );
    expect(provider(`source s = table("raw.orders") ${columns}`)).toEqual({ kind: "table", table: "raw.orders" });
  });

  test("what a run verifies of a source is all that its schema says beyond types", () => {
    const { program, interfaces } = programOf({ main: `source s = json("s.json", trusted: true) ${columns}` });
    const source = program.sources.get("main.s");
    expect(source?.claims.obligations.map(({ kind, severity, columns: of }) => [kind, severity, of.map((id) => source.claims.columns[id]?.name)])).toEqual([
      ["not_null", "error", ["id"]], ["key", "error", ["id"]], ["check", "warn", ["id"]],
    ]);
    expect(source?.trusted).toBe(true);
    expect(interfaces.get("main.s")).toMatchObject({ kind: "source", storage: "source", order: [], keys: [["id"]] });
  });

  test.each([
    [`source s = csv("a.csv", delimeter: ";") ${columns}`, "unknown-provider-option: delimeter"],
    [`source s = csv("a.csv", delimiter: ";;") ${columns}`, 'provider-option-value: ";;"'],
    [`source s = csv("a.csv", trusted: 1) ${columns}`, "provider-option-value: 1"],
    [`source s = parqet("a.parquet") ${columns}`, "unknown-provider: parqet"],
    [`source s = csv() ${columns}`, "provider-arguments: csv"],
    [`source s = csv("a", "b") ${columns}`, 'provider-arguments: "b"'],
    [`source s = csv(f"{1 + 1}") ${columns}`, "provider-arguments: 1 + 1"],
    [`source s = csv(f"{$dir}/a.csv") ${columns}`, "unknown-parameter: $dir"],
    ['source s = csv("a.csv") { key [id] }', "unknown-column: id"],
    ['source s: Sales = csv("a.csv")', "unknown-schema: Sales"],
    ['param p: int64 = 1\nsource s: p = csv("a.csv")', "not-a-schema: p"],
    ['source s = csv("a.csv") { id: int64, check idd > 0 }', "unknown-column: idd"],
  ])("%s is one mistake, at its place", (text, problem) => {
    expect(problems(text)[0]).toBe(problem);
    expect(problems(`${text}\nrule r ordered by [id] { from s |> where id > 0 }`)).toEqual(problems(text));
  });

  test("a mistake in a schema's check is said once, however many use the schema", () => {
    const text = 'schema S { id: int64, check idd > 0 }\nsource a: S = csv("a.csv")\nsource b: S = csv("b.csv")';
    expect(problems(text)).toEqual(["unknown-column: idd"]);
  });
});

describe("parameters", () => {
  test("a default is a literal of the parameter's type", () => {
    const text = 'param a: date = "2026-01-31"\nparam b: int8 = 300\nparam c: string = null\nparam d: float64 = -1\nparam e: list<string> = ["x", "y"]\nparam f: int64 = 1 + 1';
    expect(problems(text)).toEqual(['param-default: "2026-01-31"', "param-default: 300", "param-default: null", "param-default: 1 + 1"]);
    const { params } = programOf({ main: text }).program;
    expect([params.get("main.d")?.default, params.get("main.e")?.default]).toEqual(["-1", '["x","y"]']);
  });

  const text = [
    "param day: date = date \"2026-01-01\"", "param n: int64", "param rate: decimal(6, 3) = 0.5", "param names: list<string> = []", "param who: string?", "param flag: bool = false",
  ].join("\n");
  function values(given: Partial<GivenParams>): { readonly values: unknown; readonly missing: readonly string[]; readonly problems: string[] } {
    const diagnostics: Diagnostic[] = [];
    const manifest = given.manifest ?? manifestOf({ name: "p", version: "0.1.0", language: 1 });
    const profile = given.profile ?? manifest.profiles["dev"];
    if (profile === undefined) throw new Error("no profile");
    const read = paramValues(programOf({ main: text }).program.params, { args: [], env: {}, ...given, manifest, profile }, (d) => diagnostics.push(d));
    return { values: Object.fromEntries(read.values), missing: read.missing, problems: diagnostics.map((d) => d.title) };
  }

  test("values come from the command line, else the environment, the profile, rulepack.json, the default", () => {
    const manifest = manifestOf({ name: "p", version: "0.1.0", language: 1, params: { n: 1, rate: "0.25", flag: true, who: "pack" }, profiles: { dev: { params: { n: 2, "main.names": ["a"], who: null } } } });
    expect(values({ manifest })).toEqual({
      values: { "main.day": "2026-01-01", "main.n": "2", "main.rate": "0.250", "main.names": '["a"]', "main.who": null, "main.flag": true }, missing: [], problems: [],
    });
    const given = values({ manifest, env: { RULEC_PARAM_N: "3", RULEC_PARAM_DAY: "2026-02-02" }, args: [["n", "1_000"], ["main.names", '["x", "y"]'], ["who", "EU"]] });
    expect(given.values).toMatchObject({ "main.n": "1000", "main.day": "2026-02-02", "main.names": '["x","y"]', "main.who": "EU" });
  });

  test("text and times may be given bare or as a literal", () => {
    for (const day of ["2026-03-04", '"2026-03-04"', 'date "2026-03-04"']) expect(values({ args: [["day", day]] }).values).toMatchObject({ "main.day": "2026-03-04" });
    expect(values({ args: [["who", "null"]] }).values).toMatchObject({ "main.who": null });
    expect(values({ args: [["who", '"null"']] }).values).toMatchObject({ "main.who": "null" });
  });

  test("what has neither a value nor a default is listed", () => {
    expect(values({}).missing).toEqual(["main.n", "main.who"]);
  });

  test("what stands as a pattern is a pattern, of as many groups as are asked for", () => {
    const demands = new Map([["main.who", { groups: 1 }]]);
    expect(values({ args: [["who", "(?i)(a|b)"]], demands }).values).toMatchObject({ "main.who": "(?i)(a|b)" });
    expect(values({ args: [["who", "null"]], demands }).values).toMatchObject({ "main.who": null });
    for (const wrong of ["(a)\\B", "(a", "a"]) expect(values({ args: [["who", wrong]], demands }).problems).toEqual([`\`${wrong}\` is not a pattern, which \`main.who\` is`]);
  });

  test("a value of the wrong type and a name that is none are errors", () => {
    expect(values({ args: [["n", "ten"], ["dya", "2026-01-01"], ["day", "yesterday"], ["names", "a, b"]] }).problems).toEqual([
      "`ten` is not an int64, which `main.n` is", "no module has a parameter `dya`, did you mean `day`?", "`yesterday` is not a date, which `main.day` is", "`a, b` is not a list<string>, which `main.names` is",
    ]);
  });
});
