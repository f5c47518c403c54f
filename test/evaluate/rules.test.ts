/** What whoever evaluates rules is promised, beside the rows themselves. */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile/compile.ts";
import { evaluateRule, evaluateRules, failed, type Evaluated, type Outcome, type Table } from "../../src/evaluate/index.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { chooseProfile, readManifest, type Manifest, type Profile } from "../../src/lang/pack.ts";
import { Failure } from "../../src/values/failure.ts";
import { INT64, STRING } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { kit } from "../ir/kit.ts";
import { host } from "../support/pack.ts";

const SOURCES = 'param least: int64 = 2\nsource sales = csv("sales.csv") { id: int64, shop: string?, amount: int64?, key [id] }\n';
const SALES: Table = {
  columns: [{ name: "id", type: INT64 }, { name: "shop", type: STRING }, { name: "amount", type: INT64 }],
  rows: [[1n, "b", 5n], [2n, "a", 1n], [3n, null, 7n], [4n, "a", null]],
};
const manifest = readManifest('{"name": "p", "version": "0.1.0", "language": 1, "roots": [""]}', () => []).manifest as Manifest;

function rulesOf(text: string): readonly Rule[] {
  const { rules, diagnostics } = compile({ manifest, profile: chooseProfile(manifest, null) as Profile, files: [{ path: "m.rule", text: SOURCES + text }] }, host, { keep: true });
  expect(diagnostics.filter(({ severity }) => severity === "error").map(({ code, title }) => `${code}: ${title}`)).toEqual([]);
  return rules.map(({ rule }) => rule as Rule);
}
const run = (text: string, params: ReadonlyMap<string, Value> = new Map([["m.least", 2n]]), sales: Table = SALES): ReadonlyMap<string, Outcome> =>
  evaluateRules(rulesOf(text), new Map([["m.sales", sales]]), params);
const rowsIn = (outcomes: ReadonlyMap<string, Outcome>, name: string): readonly (readonly Value[])[] => (outcomes.get(`m.${name}`) as Evaluated).table.rows;

describe("rules that read each other", () => {
  test("each has its rows in the order that it promises, and its readers begin in that order", () => {
    const outcomes = run("rule dear ordered by [amount desc, id] { from sales |> where amount is not null }\nrule two ordered by [id] tier best_effort { from dear |> limit 2 |> select { id } }");
    expect(rowsIn(outcomes, "dear").map(([id]) => id)).toEqual([3n, 1n, 2n]);
    expect(rowsIn(outcomes, "two")).toEqual([[1n], [3n]]);
  });
  test("a parameter has the value that it is given, a rule's own under the rule's name, else its default", () => {
    const text = "rule many(factor: int64 = 10) ordered by [id] { from sales |> where amount > $least |> select { id, much: amount * $factor } }";
    expect(rowsIn(run(text), "many")).toEqual([[1n, 50n], [3n, 70n]]);
    expect(rowsIn(run(text, new Map([["m.least", 6n], ["m.many.factor", 2n]])), "many")).toEqual([[3n, 14n]]);
  });
  test("what stops one stops its readers, and nothing else", () => {
    const outcomes = run(`rule huge ordered by [id] { from sales |> derive { n: amount * 9223372036854775807 } }
      rule reader ordered by [id] { from huge |> where n > 1 }
      rule other ordered by [id] { from sales |> select { id } }`);
    expect([...outcomes].map(([name, outcome]) => `${name}: ${failed(outcome) ? outcome.kind : outcome.table.rows.length}`).sort()).toEqual(["m.huge: overflow", "m.other: 4", "m.reader: overflow"]);
  });
  test("a table that nobody gives is empty", () => {
    const outcomes = evaluateRules(rulesOf("rule n unordered { from sales |> aggregate { n: count(), most: max(amount) } }"), new Map(), new Map());
    expect(rowsIn(outcomes, "n")).toEqual([[0n, null]]);
  });
});

describe("promises", () => {
  const broken = (text: string) => (run(text).get("m.r") as Evaluated).broken.map(({ obligation, failures, rows }) => [obligation.kind, obligation.severity, failures, rows.length]);
  test("those that do not hold are told with the rows that break them, and the rule has its rows", () => {
    const text = 'rule r unordered { from sales |> check amount > 2 else warn "{id}" |> check key [shop] |> check count() > 9 }';
    expect(broken(text)).toEqual([["check", "warn", 1, 1], ["key", "error", 1, 2], ["check", "error", 1, 1]]);
    expect(rowsIn(run(text), "r")).toHaveLength(4);
  });
  test("a reference may lead to a rule that comes later, or back", () => {
    const text = `schema Child { id: int64, key [id], references [id] -> parents [id] }\nschema Parent { id: int64, key [id], references [id] -> children [id] }
      rule children -> Child ordered by [id] { from sales |> where id < 4 |> select { id } }\nrule parents -> Parent ordered by [id] { from sales |> where id > 1 |> select { id } }`;
    const outcomes = run(text);
    const told = (name: string) => (outcomes.get(`m.${name}`) as Evaluated).broken.map(({ obligation, rows }) => [obligation.kind, rows]);
    expect(told("children")).toEqual([["reference", [[1n]]]]);
    expect(told("parents")).toEqual([["reference", [[4n]]]]);
  });
  test("those that hold are not told", () => {
    expect(broken("rule r ordered by [id] { from sales |> check amount is null or amount > 0 |> check key [id] }")).toEqual([]);
  });
});

describe("what fails", () => {
  const outcome = (entry: string): Outcome | undefined => run(`rule r ordered by [id] { from sales |> where id == 1 |> select { id, x: ${entry} } }`).get("m.r");
  const kind = (entry: string): string => {
    const of = outcome(entry) as Outcome;
    return failed(of) ? of.kind : "rows";
  };
  const huge = "(amount * 9223372036854775807 > 0)";
  test("fails in any argument of a call, whatever the others are", () => {
    expect(kind(huge)).toBe("overflow");
    expect(kind(`amount is null and ${huge}`)).toBe("overflow");
    expect(kind(`null::bool == ${huge}`)).toBe("overflow");
  });
  test("does not fail in a branch that is not taken, nor behind what is not null", () => {
    expect(kind(`if amount is null then ${huge} else true`)).toBe("rows");
    expect(kind(`(amount > 0) ?? ${huge}`)).toBe("rows");
  });
  test("is null in a cast that asks for it", () => {
    expect(kind("shop::int64")).toBe("cast");
    expect((outcome("shop::?int64") as Evaluated).table.rows).toEqual([[1n, null]]);
    expect((outcome('["1", shop ?? ""]::?list<int64>') as Evaluated).table.rows).toEqual([[1n, [1n, null]]]);
  });
  test("SQL of an engine's own has no meaning here, and says so", () => {
    expect(kind('sql<int64>("1", dialect: "duckdb", pure: true)')).toBe("opaque");
  });
});

describe("by hand", () => {
  const t = { t: { columns: { id: "int64" }, keys: [["id"]], order: ["id"] } };
  const table: Table = { columns: [{ name: "id", type: INT64 }], rows: [[1n], [2n]] };
  test("what a rule stored before is a table of its own", () => {
    const k = kit(t);
    const before: Rel = { ...(k.scan("t") as Extract<Rel, { kind: "scan" }>), of: { kind: "previous", name: "test.r" } };
    const inputs = { tables: new Map([["t", table]]), params: new Map() };
    expect(evaluateRule(k.rule(before), { ...inputs, previous: new Map([["test.r", { ...table, rows: [[7n]] }]]) }).table.rows).toEqual([[7n]]);
    expect(evaluateRule(k.rule(before), { ...inputs, previous: null }).table.rows).toEqual([]);
  });
  test("ten thousand stages, and conditions of ten thousand parts, do not exhaust the stack", () => {
    const k = kit(t);
    let rel = k.scan("t");
    for (let i = 0; i < 10_000; i++) rel = k.filter(rel, k.test("gt", k.ref(rel, "id"), k.int(1)));
    const conditions = Array.from({ length: 10_000 }, () => k.test("gt", k.ref(rel, "id"), k.int(1)));
    expect(evaluateRule(k.rule(k.filter(rel, k.and(...conditions))), { tables: new Map([["t", table]]), previous: null, params: new Map() }).table.rows).toEqual([[2n]]);
  });
  test("a value that a kernel cannot give is a Failure, and nothing else is thrown", () => {
    const k = kit(t);
    const scan = k.scan("t");
    const rule = k.rule(k.derive(scan, { n: k.fn("multiply", [k.ref(scan, "id"), k.lit(INT64, "9223372036854775807")]) }));
    expect(() => evaluateRule(rule, { tables: new Map([["t", table]]), previous: null, params: new Map() })).toThrow(Failure);
  });
});
