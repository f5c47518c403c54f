import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile/compile.ts";
import { mend } from "../../src/compile/mend.ts";
import type { Compiled, CompileOptions, DependencyText, PackText } from "../../src/compile/types.ts";
import { evaluateRule, type Inputs } from "../../src/evaluate/index.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { CATALOGUE, LINTS, type Diagnostic, type LintId } from "../../src/lang/diagnostics/index.ts";
import { LINT_IDS } from "../../src/lang/lint/levels.ts";
import { chooseProfile, manifestOf, type ManifestJson, type Profile } from "../../src/lang/pack.ts";
import { random } from "../evaluate/random-values.ts";
import { PAGE_PRELUDE } from "../docs/pages.ts";
import { sampleFiles } from "../docs/samples.ts";
import { someValue } from "../fuzz/data.ts";
import { rowText } from "../fuzz/texts.ts";
import { host } from "../support/host.ts";

const PRELUDE = "rules/prelude.rule";
const MANIFEST: ManifestJson = { name: "shop", version: "0.1.0", language: 1, roots: ["rules"] };

function packOf(text: string, more: Partial<ManifestJson> = {}, dependencies: readonly DependencyText[] = []): PackText {
  const manifest = manifestOf({ ...MANIFEST, ...more });
  return { manifest, profile: chooseProfile(manifest, null) as Profile, files: sampleFiles(text, PAGE_PRELUDE), dependencies };
}

const DEFAULT: CompileOptions = { keep: true, lint: { only: null, all: false } };
/** A lint that is off is looked for alone. */
const asked = (id: LintId): CompileOptions => (LINTS[id].lint?.level === "off" ? { keep: true, lint: { only: [id], all: false } } : DEFAULT);
const own = ({ diagnostics }: Pick<Compiled, "diagnostics">): readonly Diagnostic[] => diagnostics.filter(({ at }) => at.file !== PRELUDE);
const told = (text: string, options = DEFAULT, more: Partial<ManifestJson> = {}): string[] => own(compile(packOf(text, more), host, options)).map(({ code, title }) => `${code}: ${title}`);
const codes = (text: string, options = DEFAULT, more: Partial<ManifestJson> = {}): string[] => own(compile(packOf(text, more), host, options)).map(({ code }) => code);

/** A few rows of each source, whose integers count up, so that keys are keys. */
function inputsOf({ sources }: Compiled): Inputs {
  const chance = random(1);
  const tables = sources.map(({ name, columns }) => {
    const rows = [1n, 2n, 3n].map((n) => columns.map(({ type }) => (type.kind === "int64" || type.kind === "int32" ? n : someValue(chance, type, true))));
    return [name, { columns, rows }] as const;
  });
  return { tables: new Map(tables), previous: null, params: new Map() };
}

const rowsOf = (compiled: Compiled, inputs: Inputs): string[] => compiled.rules.map(({ name, rule }) => `${name}\n${evaluateRule(rule as Rule, inputs).table.rows.map(rowText).sort().join("\n")}`);
const hashes = ({ rules }: Compiled): string[] => rules.map(({ name, hash }) => `${name} ${hash}`);

describe("a lint's page shows", () => {
  test.each(LINT_IDS)("%s", (id) => {
    const facts = LINTS[id].lint;
    if (facts === undefined) throw new Error(`${id} is no lint`);
    expect(told(facts.wrong, asked(id)), "the wrong form").toEqual([expect.stringMatching(new RegExp(`^${id}: `))]);
    expect(told(facts.right, asked(id)), "the right form").toEqual([]);
    expect(CATALOGUE[id].severity).toBe("warning");
  });
});

describe("the edit of a lint leaves a text without it that means what the edit says", () => {
  test.each(LINT_IDS.filter((id) => LINTS[id].lint?.edit !== null))("%s", (id) => {
    const { wrong, edit } = LINTS[id].lint ?? { wrong: "", edit: null };
    const before = compile(packOf(wrong), host, asked(id));
    expect(own(before)[0]?.edits).not.toEqual([]);
    const { applied, compiled: after } = mend(packOf(wrong), host, asked(id));
    // What changes a rule is somebody's choice.
    expect([applied > 0, own(after).map(({ code }) => code)]).toEqual(edit === "nothing" ? [false, [id]] : [true, []]);
    const inputs = inputsOf(before);
    expect(rowsOf(after, inputs)).toEqual(rowsOf(before, inputs));
    if (edit === "ir") expect(hashes(after)).toEqual(hashes(before));
  });
  test("and none is offered where rows that any would do for come by what it takes out", () => {
    expect(own(compile(packOf(rule("sort [x] |> limit 3, arbitrary: true", "unordered tier best_effort")), host, DEFAULT)).map(({ code, edits }) => [code, edits])).toEqual([["sort-unused", []]]);
  });
  test("and a lint without an edit carries none", () => {
    for (const id of LINT_IDS.filter((one) => LINTS[one].lint?.edit === null)) expect([id, own(compile(packOf(LINTS[id].lint?.wrong ?? ""), host, asked(id)))[0]?.edits]).toEqual([id, []]);
  });
});

const rule = (stages: string, order = "ordered by [order_id]"): string => `rule r ${order} {\n  from orders\n  |> ${stages}\n}\n`;

/** [what, text, the lints that are told of it] */
const CORNERS: readonly (readonly [what: string, text: string, codes: readonly LintId[]])[] = [
  ["a let that a later let uses, which is used", "rule r ordered by [order_id] {\n  let a = _ + 1\n  let b = a(_) * 2\n  from orders |> select { order_id, x: b(x) }\n}", []],
  ["a let that only itself names, as a column", "rule r ordered by [order_id] {\n  let x = orders.x\n  from orders |> select { order_id }\n}", ["unused-let"]],
  ["a let whose check is verified", "rule r ordered by [order_id] {\n  let checked = from sales |> check amount > 0\n  from orders |> select { order_id }\n}", []],
  ["an import that a test alone uses", "-- other.rule\nrule base ordered by [id] { from people }\n-- r.rule\nimport { base } from \"other\"\nrule r as inline { from orders }\ntest \"t\" for base { given people = [] expect no rows }", ["dead-rule"]],
  ["a parameter in a path", "param day: string = \"1\"\nsource files = csv(f\"{$day}.csv\") { id: int64, key [id] }\nrule r ordered by [id] { from files }", []],
  ["a parameter with a name that says so", "function pick_a(a: int64, _b: int64) -> int64 = a\nrule r ordered by [order_id] { from orders |> select { order_id, x: pick_a(x, x) } }", []],
  ["a macro's parameter that nothing uses", "macro table newest(t: table, by: columns) -> table = from t |> distinct\nrule r ordered by [id] { from a |> newest([id]) }", ["unused-param"]],
  ["a public macro of a pack that stores nothing", "macro expr net(x: expr<numeric>) -> expr<numeric> = x - 1", []],
  ["a private macro of a pack that stores nothing", "macro expr _net(x: expr<numeric>) -> expr<numeric> = x - 1", ["unused-macro"]],
  ["a source that a reference names", "source shops = csv(\"s.csv\") { id: int64, key [id] }\nsource visits = csv(\"v.csv\") { id: int64, shop: int64, key [id], references [shop] -> shops [id] }\nrule r ordered by [id] { from visits }", []],
  ["a column that a contract's type replaces", "schema R { order_id: int64, rate: decimal(9, 4), key [order_id] }\nrule r -> R ordered by [order_id] { from orders |> select { order_id, rate: 1.50 } }", []],
  ["a column that only a union hands on", rule("select { order_id, x: x + 1 } |> union all (from orders |> select { order_id, x }) |> group { order_id } { n: count() }"), ["unused-column"]],
  ["a sort before an arbitrary limit in best effort", rule("sort [x] |> limit 3, arbitrary: true", "unordered tier best_effort"), ["sort-unused"]],
  ["a join on true with one row", rule("join (from sales |> aggregate { n: count() }) as s on true |> select { order_id, s.n }"), []],
  ["a join on true that claims what a run verifies, which is one finding", "rule r unordered { from a |> join (from b |> select { other: id }) as q on true, cardinality: \"1:n\" |> select { id, q.other } }", ["implicit-cross-join"]],
  ["a join that says cross", "rule r unordered { from a |> join cross (from b |> select { other: id }) as q |> select { id, q.other } }", []],
  ["a sum by the other side's column", "rule r ordered by [payment_id] { from orders as o |> join payments as p on o.order_id == p.order_id, cardinality: \"1:n\" |> group { p.payment_id } { total: sum(o.amount) } }", []],
  ["a sum of what the many have", "rule r ordered by [customer_id] { from orders as o |> join payments as p on o.order_id == p.order_id, cardinality: \"1:n\" |> group { o.customer_id } { total: sum(p.payment_id) } }", []],
  ["a sum of both sides' columns", "rule r ordered by [customer_id] { from orders as o |> join payments as p on o.order_id == p.order_id, cardinality: \"1:n\" |> group { o.customer_id } { total: sum(o.amount * p.payment_id) } }", []],
  ["a greatest value behind a join that repeats rows", "rule r ordered by [customer_id] { from orders as o |> join payments as p on o.order_id == p.order_id, cardinality: \"1:n\" |> group { o.customer_id } { most: max(o.amount) } }", []],
  ["a sum through a derive, behind a join that repeats rows", "rule r ordered by [customer_id] { from orders as o |> join payments as p on o.order_id == p.order_id, cardinality: \"1:n\" |> derive { net: o.amount - 1 } |> group { customer_id } { total: sum(net) } }", ["join-multiplies"]],
  ["a null-safe equality", "source t = csv(\"t.csv\") { id: int64, person: int64?, key [id] }\nrule r unordered { from t |> join people as p on person <=> p.id |> select { t_id: person, id: p.id } }", []],
  ["a key that is filtered before", "source t = csv(\"t.csv\") { id: int64, person: int64?, key [id] }\nrule r ordered by [id] { from t as t |> where person is not null |> join people as p on t.person == p.id |> select { t.id, p.name } }", []],
  ["an append that says its columns", "rule r as table(mode: \"append\") unordered { from events |> where kind != \"ping\" |> group { kind } { n: count() } }", []],
  ["an append of all columns by a selector", "rule r as table(mode: \"append\") unordered { from events |> select @all - @starts(\"z\") }", ["star-of-source"]],
  ["a float that is compared with zero, or not a number", rule("where weight == 0 or weight != 100.0 or weight == -1 |> select { order_id }"), []],
  ["floats that meet in a join", "rule r unordered { from readings as q |> join (from orders |> select { order_id, weight }) as o on q.width == o.weight, cardinality: \"n:m\" |> select { q.site, o.order_id } }", ["float-equality"]],
  ["a sum of floats in a lesser tier", "rule r ordered by [region] tier stable_set { from orders |> group { region } { total: sum(weight) } }", []],
  ["engine text in best effort", "rule r ordered by [id] tier best_effort { from people |> select { id, b: sql<string>(\"printf('%d', {id})\", dialect: \"duckdb\") } }", []],
  ["a schema and a source that differ by case", "schema Visits { id: int64, key [id] }\nsource visits: Visits = csv(\"v.csv\")\nrule r ordered by [id] { from visits }", []],
  ["two lets that differ by case", "rule r ordered by [order_id] {\n  let net = _ - 1\n  let Net = _ - 2\n  from orders |> select { order_id, a: net(x), b: Net(x) }\n}", ["names-differ-by-case"]],
  ["a let that is named as a function and not called", "rule r ordered by [order_id] {\n  let lower = x - 1\n  from orders |> select { order_id, lower }\n}", []],
];

describe("lints tell what is likely a mistake, and are silent about", () => {
  test.each(CORNERS)("%s", (_, text, wanted) => {
    expect(codes(text).sort()).toEqual([...wanted].sort());
  });
});

const SORTED = "rule r unordered {\n  from orders\n  @ABOVE\n  |> sort [x] @BESIDE\n}\n";
const withComments = (above: string, beside = ""): string => SORTED.replace("@ABOVE", above === "" ? "|> where x > 1" : above).replace("@BESIDE", beside);

describe("a comment allows a lint", () => {
  const why = "-- allow sort-unused: the export wants it";
  test.each([
    ["beside it", withComments("", why)], ["above it", withComments(why)], ["among others above it", withComments(`-- first\n  ${why}\n  -- last`)],
    ["two at once", withComments(why.replace("sort-unused", "sort-unused, float-equality"), "-- also float").replace("|> sort", "|> where weight == 0.5 |> sort")],
  ])("%s", (_, text) => {
    const compiled = compile(packOf(text), host, DEFAULT);
    expect([own(compiled), compiled.allowed.map(({ diagnostic, reason }) => [diagnostic.code, reason])]).toEqual([[], expect.arrayContaining([["sort-unused", "the export wants it"]])]);
  });
  test.each([
    ["two lines above", withComments(`${why}\n  |> where x > 1`), ["allow-unused", "sort-unused"]],
    ["as documentation", withComments(why.replace("--", "---")), ["doc-misplaced", "sort-unused"]],
    ["of another name", withComments("-- allow sort-unsued: the export wants it"), ["allow-unknown", "sort-unused"]],
    ["that is a mistake", `-- allow unknown-column: no\n${rule("select { order_id, regio }")}`, ["allow-unknown", "unknown-column"]],
    ["without a reason", withComments("-- allow sort-unused"), ["allow-without-reason"]],
    ["in words that are no lint", withComments("-- allow nulls", "-- allow what comes: x"), ["sort-unused"]],
  ])("and not %s", (_, text, wanted) => {
    expect(codes(text).filter((code) => code !== "doc-misplaced").sort()).toEqual(wanted.filter((code) => code !== "doc-misplaced"));
  });
  test("under a name that is not quite its own, which --fix mends before it mends what is allowed", () => {
    const { texts, compiled } = mend(packOf(withComments("-- allow sort-unsued: the export wants it")), host, DEFAULT);
    expect([texts.get("rules/sample.rule"), own(compiled)]).toEqual([expect.stringContaining("-- allow sort-unused: the export wants it\n  |> sort [x]"), []]);
  });
  test("a lint that is off is not said to be missing", () => {
    expect(codes("-- allow missing-doc: later\nrule r ordered by [id] { from a }")).toEqual([]);
  });
  test("every command is silent about what is allowed, and tells what binding finds", () => {
    expect(codes(withComments(why), {})).toEqual([]);
    expect(codes(withComments(""), {})).toEqual(["sort-unused"]);
  });
});

describe("rulepack.json", () => {
  const severities = (text: string, lint: NonNullable<ManifestJson["lint"]>): string[] => own(compile(packOf(text, { lint }), host, DEFAULT)).map(({ code, severity }) => `${severity} ${code}`);
  test("switches lints off and on, and raises them", () => {
    expect(severities(withComments(""), { "sort-unused": "as the export wants it" })).toEqual([]);
    expect(severities(withComments(""), { "sort-unused": { level: "error" }, "missing-doc": { level: "warning" } })).toEqual(["warning missing-doc", "error sort-unused"]);
  });
  test("tells what is no lint", () => {
    expect(severities("rule r ordered by [id] { from a }", { "sort-unsued": "x" })).toEqual(["warning allow-unknown"]);
  });
  test("a lint that is raised stops no run", () => {
    expect(compile(packOf(withComments(""), { lint: { "sort-unused": { level: "error" } } }), host).diagnostics.map(({ severity }) => severity)).toEqual(["warning"]);
  });
});

test("lints of a dependency are its own matter", () => {
  const dependency: DependencyText = { name: "lib", path: "lib", roots: [""], files: [{ path: "lib/m.rule", text: "function f(a: int64, b: int64) -> int64 = a\nmacro expr _unused() -> expr<int64> = 1\n" }] };
  const pack = packOf('import { f } from "lib/m"\nrule r ordered by [order_id] { from orders |> select { order_id, x: f(x, x) } }', { dependencies: { lib: { path: "lib" } } }, [dependency]);
  expect(own(compile(pack, host, DEFAULT)).map(({ code, title }) => `${code} ${title}`)).toEqual([]);
});

test("lints wait until the text is mended: what is lost may be what uses a name", () => {
  expect(codes("rule r ordered by [order_id] {\n  let z = _ + 1\n  from orders |> select { order_id, a: z(regio) }\n}\nrule s ordered by [order_id] {\n  let z = _ + 1\n  from orders |> select { order_id }\n}")).toEqual(["unknown-column"]);
});
