import { describe, expect, test } from "vitest";
import { bindQuery } from "../../src/lang/bind-rule.ts";
import { parsePipeline } from "../../src/lang/parser/index.ts";
import { fieldText } from "../../src/values/type.ts";
import { bound, boundFiles, host, mended, parsedLoosely, ruleIn, shown } from "./program.ts";

const SOURCES = `
source sales = csv("sales.csv") { id: int64, day: date, region: string?, amount: decimal(12, 2), note: string?, tags: list<string>?, key [id] }
source lines = csv("lines.csv") { order_id: int64, line_no: int32, sku: string, key [order_id, line_no] }
source events = csv("events.csv") { at: timestamp, what: string }
source levels = csv("levels.csv") { level: float64? }
`;
const of = (text: string): ReturnType<typeof bound> => bound({ main: SOURCES + text });
const problems = (text: string): string[] => shown({ main: SOURCES + text }, of(text).diagnostics);
/** The text after `check --fix`, without the sources. */
const fixed = (text: string): string => (mended({ main: SOURCES + text }, of(text).diagnostics)["main"] ?? "").slice(SOURCES.length);
function mends(text: string, to: string): void {
  expect(fixed(text)).toBe(to);
  expect(problems(to)).toEqual([]);
}
/** The promised order of the rule `r`. */
function orderOf(text: string): string[] {
  const rule = ruleIn(SOURCES + text, "r");
  return rule.order.map(({ column, desc, nullsFirst }) => `${rule.columns[column]?.name ?? ""}${desc ? " desc" : ""}${nullsFirst ? " nulls first" : ""}`);
}

describe("the ordering contract", () => {
  test("a stored rule whose order leaves ties does not compile, and the message names the columns that would do", () => {
    const text = "rule r ordered by [day] {\n  from sales |> group { day, region } { revenue: sum(amount) }\n}";
    expect(problems(text)).toEqual(["order-not-total: day"]);
    const [problem] = of(text).diagnostics;
    expect([problem?.title, problem?.label, problem?.hint]).toEqual([
      "the order of r leaves ties", "rows with equal day could come in any order", "add a key: `ordered by [day, region]`",
    ]);
    expect(problem?.related.map(({ label }) => label)).toEqual(["the result has one row per day and region"]);
    mends(text, text.replace("[day]", "[day, region]"));
  });

  // 9007199254740992 and the integer after it are one float64.
  test.each([
    ["an integer that equals a float is not one value", "rule r ordered by [amount] { from levels as e |> join sales as s on e.level == s.id, cardinality: \"n:m\" |> select { e.level, s.amount, s.id } |> group { amount, id } { n: count() } |> where id == 1e0 }", ["order-not-total: amount"]],
    ["nor is a row found by it", "rule r unordered { from levels as e |> join left sales as s on e.level == s.id |> select { e.level, s.day } }", ["cardinality-missing: e.level == s.id"]],
    ["nor is a key that equals a constant with a point one row", "rule r ordered by [day] { from sales |> where id == 9007199254740992e0 |> select { day, note } }", ["order-not-total: day"]],
    ["two integers, and two floats, are", "rule r ordered by [sku] { from lines as l |> join sales as s on l.line_no == s.id |> where l.order_id == s.id and line_no == 1 |> select { sku } }", []],
  ])("%s", (_promise, text, codes) => {
    expect(problems(text)).toEqual(codes);
  });

  test("with several keys the shortest repair comes first", () => {
    const text = "rule r ordered by [sku] { from lines |> derive { n: row_number() over (sort [order_id, line_no]) } }";
    expect(of(text).diagnostics[0]?.hint).toBe("add a key: `ordered by [sku, n]` or `ordered by [sku, order_id, line_no]`");
    mends(text, text.replace("[sku]", "[sku, n]"));
  });

  // Each way to a total order: what leaves ties, the columns that would do, and the order that does.
  test.each([
    ["the rest of a key that a filter makes constant", "from lines |> where order_id == 7", "[sku]", "line_no", "[line_no]"],
    ["a column that a join makes equal to a key's", "from lines as l |> join sales as s on l.order_id == s.id |> select { id: s.id, line_no, sku }", "[id]", "line_no", "[id, line_no]"],
    ["a key that a join of n:1 keeps", "from lines as l |> join sales as s on l.order_id == s.id |> select { order_id, line_no, day: s.day }", "[day]", "order_id, line_no", "[order_id, line_no]"],
    ["the keys of a group", "from sales |> group { day, region } { n: count() }", "[day]", "region", "[region, day]"],
    ["an explode's index", "from sales |> select { id, tags } |> explode tags as tag, index: i, base: 0", "[id]", "i", "[id, i]"],
    ["row_number", "from sales |> window by [region] sort [id] { nth: row_number() } |> select { region, nth, day }", "[region]", "nth", "[region, nth]"],
    ["what is computed from the order's own columns", "from sales |> derive { month: date_trunc(\"month\", day) } |> group { month, day } { n: count() }", "[month]", "day", "[day]"],
    ["dedupe", "from sales |> dedupe on [region] keep first by [id] |> select { region, day }", "[day]", "region", "[region]"],
    ["distinct", "from sales |> select { day, region } |> distinct", "[day]", "region", "[region, day]"],
    ["unpivot", "from sales |> select { id, note, region } |> unpivot [note, region], names_to: \"what\", values_to: \"text\"", "[id]", "what", "[id, what]"],
  ])("is total by %s; otherwise the message names what would do", (_way, body, open, would, total) => {
    const rule = (order: string): string => `rule r ordered by ${order} { ${body} }`;
    expect(of(rule(open)).diagnostics.map(({ code, hint }) => [code, hint?.split(" or ")[0]])).toEqual([["order-not-total", `add a key: \`ordered by ${open.slice(0, -1)}, ${would}]\``]]);
    expect(problems(rule(total))).toEqual([]);
  });

  test.each([
    ["from sales |> select { day, amount }", "left out here: id, which would do"],
    ["from sales |> select { id, day, tags } |> explode tags as tag", "with `index: i, base: 0` here, id, i would do"],
    ["from lines |> select { day: 1, line_no }", "left out here: order_id, which would do"],
  ])("where the key is lost on the way, the message shows where: %s", (body, label) => {
    expect(of(`rule r ordered by [day] { ${body} }`).diagnostics.map((one) => [one.code, one.related.map((related) => related.label)])).toEqual([["order-not-total", [label]]]);
  });

  test("without a key the other columns break ties, where all of them can be sorted", () => {
    const text = "rule r ordered by [at] { from events }";
    expect(problems(text)).toEqual(["order-not-total: at"]);
    mends(text, "rule r ordered by [at] then all { from events }");
    expect(orderOf("rule r ordered by [at desc] then all { from events }")).toEqual(["at desc", "what"]);
    expect(problems("rule r ordered by [day] then all { from sales |> select { day, tags } }")).toEqual(["order-by-unsortable: day"]);
  });

  test("`then all` adds nothing to an order that is total", () => {
    expect(orderOf("rule r ordered by [day, id] then all { from sales }")).toEqual(["day", "id"]);
  });

  test("`check key` states a key, which the order may rely on", () => {
    expect(problems("rule r ordered by [at] { from events |> check key [at] }")).toEqual([]);
  });

  test("`ordered by key` is the key in the order in which it was written", () => {
    expect(orderOf("rule r ordered by key { from lines }")).toEqual(["order_id", "line_no"]);
    expect(orderOf("schema S { line_no: int32, order_id: int64, key [order_id, line_no] }\nrule r -> S ordered by key { from lines |> select { line_no, order_id } }")).toEqual(["order_id", "line_no"]);
    expect(problems("rule r ordered by key { from events }")).toEqual(["order-no-key: ordered by key"]);
  });

  test("a stored rule says its order, and the fix proposes the one that it has", () => {
    mends("rule r { from lines }", "rule r ordered by [order_id, line_no] { from lines }");
    mends("rule r { from sales |> sort [day desc, id] }", "rule r ordered by [day desc, id] { from sales |> sort [day desc, id] }");
    mends("rule r { from sales |> sort [day desc] }", "rule r ordered by [day desc, id] { from sales |> sort [day desc] }");
    mends("rule r { from events }", "rule r ordered by [at] then all { from events }");
    expect(problems("rule r { from lines }")).toEqual(["order-missing: r"]);
  });

  test("what is not stored needs no order, and promises none", () => {
    expect(problems("rule r as inline { from lines }")).toEqual([]);
    mends("rule r as inline ordered by [order_id, line_no] { from lines }", "rule r as inline  { from lines }");
  });

  test("an unordered rule promises the same rows, not the same bytes", () => {
    const rule = ruleIn(`${SOURCES}rule r unordered { from events }`, "r");
    expect([rule.tier, rule.order, rule.root.kind]).toEqual(["stable_set", [], "scan"]);
    expect(ruleIn(`${SOURCES}rule r unordered tier best_effort { from events |> limit 5, arbitrary: true }`, "r").tier).toBe("best_effort");
    expect(problems("rule r unordered tier canonical { from events }")).toEqual(["unordered-canonical: canonical"]);
    expect(problems("rule r ordered by [order_id, line_no] tier canonicl { from lines }")).toEqual(["unknown-tier: canonicl"]);
  });

  test("the promised sort is there once, whether the pipeline sorts or not", () => {
    for (const text of ["rule r ordered by [id] { from sales }", "rule r ordered by [id] { from sales |> sort [id] }"]) {
      const { root } = ruleIn(SOURCES + text, "r");
      expect([root.kind, root.kind === "sort" && root.promised, root.kind === "sort" && root.input.kind]).toEqual(["sort", true, "scan"]);
    }
  });

  test("a sort that says otherwise than the promise is an error; one that a limit used, or an upstream's order, is none", () => {
    expect(problems("rule r ordered by [id] { from sales |> sort [day, id] }")).toEqual(["order-conflict: id"]);
    expect(problems("rule r ordered by [day, id] { from sales |> sort [day] }")).toEqual([]);
    expect(problems("rule r ordered by [id] { from sales |> sort [day, id] |> limit 3 }")).toEqual([]);
    expect(problems("rule up ordered by [day, id] { from sales }\nrule r ordered by [id] { from up }")).toEqual([]);
    expect(problems('rule r ordered by [id] { from sales |> where region == "EU" |> sort [region, id] }')).toEqual([]);
  });

  test("an order names columns of the result that can be sorted", () => {
    expect(problems("rule r ordered by [order_idd, line_no] { from lines }")).toEqual(["unknown-column: order_idd"]);
    expect(problems("rule r ordered by [tags, id] { from sales }")).toEqual(["not-sortable: tags"]);
    expect(problems("rule r ordered by [id + 1] { from sales }")).toEqual(["column-name-expected: id + 1"]);
    mends("rule r ordered by [order_idd, line_no] { from lines }", "rule r ordered by [order_id, line_no] { from lines }");
  });

  test("a schema's order is the rule's, which may go on and may not contradict", () => {
    const schema = "schema S { id: int64, day: date, key [id], ordered by [day desc] }\n";
    const body = "{ from sales |> select { id, day } }";
    expect(orderOf(`${schema}rule r -> S ordered by [day desc, id] ${body}`)).toEqual(["day desc", "id"]);
    expect(problems(`${schema}rule r -> S ordered by [day, id] ${body}`)).toEqual(["order-not-as-promised: day, id"]);
    expect(orderOf(`schema S { id: int64, day: date, key [id], ordered by [day, id] }\nrule r -> S ${body}`)).toEqual(["day", "id"]);
  });
});

describe("`-> S`", () => {
  const schema = "schema S { id: int64, total: decimal(38, 2), key [id] }\n";

  test("the columns are exactly those of the schema, in its order", () => {
    expect(problems(`${schema}rule r -> S ordered by [id] { from sales |> group { id } { total: sum(amount) } }`)).toEqual([]);
    expect(problems(`${schema}rule r -> S ordered by [id] { from sales |> group { id } { n: count() } }`)).toEqual(["contract-columns: S"]);
    mends(`${schema}rule r -> S ordered by [id] { from sales |> group { id } { totl: sum(amount) } }`, `${schema}rule r -> S ordered by [id] { from sales |> group { id } { total: sum(amount) } }`);
    mends(
      "schema S { nid: int64, key [nid] }\nrule r -> S ordered by [nid] { from sales |> select { id } }",
      "schema S { nid: int64, key [nid] }\nrule r -> S ordered by [nid] { from sales |> select { nid: id } }",
    );
    mends(
      `${schema}rule r -> S ordered by [id] { from sales |> group { id } { total: sum(amount), n: count() } }`,
      `${schema}rule r -> S ordered by [id] { from sales |> group { id } { total: sum(amount), n: count() }\n  |> select [id, total] }`,
    );
    mends(
      `${schema}rule r -> S ordered by [id] { from sales |> select { total: amount::decimal(38, 2), id } }`,
      `${schema}rule r -> S ordered by [id] { from sales |> select { total: amount::decimal(38, 2), id }\n  |> select [id, total] }`,
    );
  });

  test("types widen to the promised ones, and nothing else is converted unasked", () => {
    const rule = ruleIn(`${SOURCES}schema S { order_id: decimal(20, 0), line_no: int64, rank: int16, key [order_id, line_no] }\nrule r -> S ordered by key { from lines |> select { order_id, line_no, rank: 1 } }`, "r");
    expect(rule.root.outputs.map((id) => rule.columns[id]).map((column) => column && `${column.name}: ${fieldText(column)}`)).toEqual(["order_id: decimal(20, 0)", "line_no: int64", "rank: int16"]);
    const text = "schema S { order_id: int64, line_no: string, key [order_id] }\nrule r -> S ordered by [order_id] { from lines |> select { order_id, line_no } }";
    expect(problems(text)).toEqual(["contract-type: line_no"]);
    mends(text, text.replace("{ order_id, line_no } }", "{ order_id, line_no: line_no::string } }"));
  });

  test("what types and keys prove costs nothing, the rest is verified by the run", () => {
    const promises = (text: string): unknown[] => {
      const rule = ruleIn(SOURCES + text, "r");
      return rule.obligations.map(({ kind, columns, references }) => [kind, columns.map((id) => rule.columns[id]?.name).join(), references?.name ?? null].filter((part) => part !== null && part !== ""));
    };
    expect(promises("schema S { order_id: int64, line_no: int32, key [order_id, line_no] }\nrule r -> S ordered by key { from lines |> select { order_id, line_no } }")).toEqual([]);
    expect(promises(
      "schema S { region: string, id: int64, key [region], unique [id], check id > 0, references [id] -> sales [id] }\nrule r -> S ordered by key { from sales |> select { region, id } }",
    )).toEqual([["not_null", "region"], ["key", "region"], ["reference", "id", "main.sales"], ["check"]]);
  });

  test("readers see what the contract says, not what the body happens to give", () => {
    const { interfaces } = of("schema S { id: int64, note: string?, day: date? #time, key [id] }\nrule r -> S ordered by [id] { from sales |> select { id, note: note ?? \"\", day } }");
    expect(interfaces.get("main.r")?.columns.map((column) => `${column.name}: ${fieldText(column)} ${column.tags.join()}`)).toEqual(["id: int64 ", "note: string? ", "day: date? time"]);
    expect(interfaces.get("main.r")).toMatchObject({ kind: "rule", storage: "table", tier: "canonical", order: [{ name: "id", desc: false, nullsFirst: false }], keys: [["id"]] });
  });

  test("an interface keeps its hash through changes that no reader can see, and an inline rule's does not", () => {
    const hash = (text: string): string | undefined => of(text).interfaces.get("main.r")?.hash;
    expect(hash("rule r ordered by [id] { from sales |> where amount > 1 }")).toBe(hash("rule r  ordered by [id] {\n from sales |> where amount > 2 }"));
    expect(hash("rule r ordered by [id] { from sales }")).not.toBe(hash("rule r ordered by [id desc] { from sales }"));
    expect(hash("rule r as inline { from sales |> where amount > 1 }")).not.toBe(hash("rule r as inline { from sales |> where amount > 2 }"));
  });
});

describe("storage", () => {
  test("rules are stored as tables unless they say otherwise", () => {
    expect(ruleIn(`${SOURCES}rule r ordered by [id] { from sales }`, "r").storage).toEqual({ kind: "table", mode: "replace" });
    expect(ruleIn(`${SOURCES}rule r as parquet("./out//r.parquet") ordered by [id] { from sales }`, "r").storage).toEqual({ kind: "parquet", path: "out/r.parquet", options: {} });
  });

  test.each([
    ['rule r as parquet() ordered by [id] { from sales }', "storage-arguments: parquet"],
    ['rule r as parquet("/tmp/r") ordered by [id] { from sales }', 'storage-arguments: "/tmp/r"'],
    ['rule r as parquet("../r") ordered by [id] { from sales }', 'storage-arguments: "../r"'],
    ['rule r as parqet("r") ordered by [id] { from sales }', "unknown-storage: parqet"],
    ["rule r as view { from sales |> where id > $least }\nparam least: int64 = 1", "view-needs-run: $least"],
    ["rule r(x: int64) ordered by [id] { from sales |> where id > $x }", "param-needs-default: x: int64"],
  ])("%s is one mistake", (text, problem) => expect(problems(text)).toEqual([problem]));

  test("two rules cannot write to one path", () => {
    expect(problems('rule a as parquet("out/x") ordered by [id] { from sales }\nrule b as parquet("./out/X") ordered by [id] { from sales }')).toEqual(['duplicate-path: "./out/X"']);
  });
});

describe("one mistake is one diagnostic", () => {
  test.each([
    ["an order that cannot be read is not missing too", "rule r ordered byday] { from sales }"],
    ["a schema that cannot be read in full is not held against a rule", "schema S { id: int64, day date key [id] }\nrule r -> S ordered by [id] { from sales |> select { id, amount } }"],
    ["names of an import that cannot be read are not unknown too", "import { a b c } fron \"x\"\nrule r ordered by [id] { from b }"],
  ])("%s", (_promise, text) => {
    const files = parsedLoosely({ main: text + SOURCES });
    const { diagnostics } = boundFiles(files);
    expect(files.flatMap((file) => file.diagnostics ?? []).length).toBeGreaterThan(0);
    expect(diagnostics.map(({ code, title }) => `${code}: ${title}`)).toEqual([]);
  });

  test.each([
    ["a rule in error silences what reads it", "rule a ordered by [id] { from salse }\nrule b ordered by [id] { from a |> where x > 1 }\nrule c ordered by [y] { from b }", ["unknown-relation: salse"]],
    ["columns that are known are still checked", "rule a ordered by [id] { from sales |> where amont > 1 }\nrule b ordered by [id] { from a |> where dya == null }", ["unknown-column: amont", "unknown-column: dya"]],
    ["a contract is what readers go on with", "schema S { id: int64, key [id] }\nrule a -> S ordered by [id] { from salse }\nrule b ordered by [id] { from a |> where idd > 1 }", ["unknown-relation: salse", "unknown-column: idd"]],
    ["an order that names a column the contract misses is not told again", "schema S { id: int64, total: int64, key [id] }\nrule a -> S ordered by [total, id] { from sales |> select { id } }", ["contract-columns: S"]],
    ["a contract that is not there is not held against the order", "rule a -> Sx ordered by [day] { from sales |> select { day, id } }\nrule b { from events }", ["unknown-schema: Sx", "order-missing: b"]],
    ["a cycle is one error for all that reads it", "rule a ordered by [id] { from b }\nrule b ordered by [id] { from a }\nrule c ordered by [id] { from a }", ["rule-cycle: b"]],
  ])("%s", (_promise, text, expected) => expect(problems(text)).toEqual(expected));
});

describe("a query that no rule holds", () => {
  const query = (text: string): ReturnType<typeof bindQuery> => {
    const files = { main: `${SOURCES}rule late ordered by [id] { from sales }`, other: 'source sales = csv("b.csv") { other: int64, key [other] }' };
    const { program, interfaces } = bound(files);
    const parsed = parsePipeline("query", text);
    expect(parsed.diagnostics).toEqual([]);
    return bindQuery(parsed.ast, { path: "query", text }, program, { interfaces, host });
  };

  test("reads any rule or source of the pack, and gives the columns that have a name", () => {
    const { rule, diagnostics } = query("from late |> join late as other on id == other.id |> derive { n: other.amount }");
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(rule?.root.outputs.map((id) => rule.columns[id]?.name)).toEqual(["id", "day", "region", "amount", "note", "tags", "n"]);
  });

  test("a name that two modules have is said with its module", () => {
    expect(query("from sales").diagnostics.map(({ code }) => code)).toEqual(["unknown-relation"]);
    expect(query("from `other.sales`").rule?.root.outputs.length).toBe(1);
  });
});
