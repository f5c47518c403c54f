import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { packFolder } from "../support/pack.ts";
import { filesBelow, rulec, rulecJson, useBuilt } from "../support/cli.ts";

useBuilt();

const SOURCES = `source orders = csv("orders.csv") { order_id: int64, day: date, region: string?, amount: decimal(12, 2), items: list<string>, key [order_id] }
source regions = csv("regions.csv") { region: string, tax: decimal(4, 2) }
source pairs = csv("pairs.csv") { a: int64, b: int64 }
`;
type Told = { readonly diagnostics: readonly { readonly code: string; readonly severity: string; readonly at: { readonly file: string }; readonly edits: readonly unknown[] }[]; readonly fixed: number };

/** [code, rule with the mistake, what must stand in the file afterwards] */
const REPAIRS: readonly (readonly [code: string, rule: string, then: string])[] = [
  ["order-not-total", "rule r ordered by [day] { from orders }", "ordered by [day, order_id]"],
  ["order-missing", "rule r { from orders }", "rule r ordered by [order_id]"],
  ["order-not-total", "rule r ordered by [region] { from orders |> select { region } }", "then all"],
  ["cardinality-missing", "rule r ordered by [order_id] { from orders as o |> join regions as g on o.region == g.region |> select { o.order_id, g.tax } }", "key [region]"],
  ["cardinality-missing", "rule r ordered by [order_id] { from orders as o |> join pairs as p on o.order_id >= p.a |> select { o.order_id, p.b } |> group { order_id } { n: count() } }", 'cardinality: "n:m"'],
  ["explode-base-missing", "rule r ordered by [order_id, n] { from orders |> explode items as item, index: n }", ", index: n, base: 1"],
  ["frame-missing", "rule r ordered by [order_id] { from orders |> derive { total: sum(amount) over (sort [order_id]) } }", "sort [order_id] rows ..0"],
  ["window-not-total", "rule r ordered by [order_id] { from orders |> derive { n: row_number() over (sort [day]) } }", "sort [day, order_id]"],
  ["operand-types", "rule r ordered by [order_id] { from orders |> where order_id == \"7\" }", "order_id == 7"],
  ["operand-types", "rule r ordered by [order_id] { from orders |> where day >= \"2026-01-31\" }", "day >= date \"2026-01-31\""],
  ["argument-type", "rule r ordered by [order_id] { from orders |> derive { n: length(amount) } }", "length(amount::string)"],
  ["compare-null", "rule r ordered by [order_id] { from orders |> where region == null }", "region is null"],
  ["dedupe-not-total", "rule r ordered by [region] { from orders |> dedupe on [region] keep first by [day] }", "by [day, order_id]"],
  ["limit-needs-order", "rule r ordered by [order_id] { from orders |> limit 3 }", "|> sort [order_id]"],
  ["unknown-column", "rule r ordered by [order_id] { from orders |> where ammount > 1 }", "where amount > 1"],
  ["unknown-function", "rule r ordered by [order_id] { from orders |> derive { n: lenght(region ?? \"\") } }", "length(region"],
  ["unknown-relation", "rule r ordered by [order_id] { from order }", "from orders"],
  ["misspelt-word", "rule r ordered by [order_id] { from orders |> wher amount > 1 }", "|> where amount > 1"],
  ["equals-sign", "rule r ordered by [order_id] { from orders |> where order_id = 1 }", "order_id == 1"],
  ["single-quoted-string", "rule r ordered by [order_id] { from orders |> where region == 'it''s' }", "region == \"it's\""],
  ["missing-pipe", "rule r ordered by [order_id] { from orders where amount > 1 }", "from orders\n|> where"],
  ["missing-comma", "rule r ordered by [order_id] { from orders |> select { order_id amount } }", "order_id, amount"],
  ["sibling-column", "rule r ordered by [order_id] { from orders |> derive { a: amount * 2, b: a + 1 } }", "|> derive { b: a + 1 }"],
  ["star-argument", "rule r ordered by [n] { from orders |> aggregate { n: count(*) } }", "count()"],
  ["unnamed-entry", "rule r ordered by [order_id] { from orders |> select { order_id, amount * 2 } }", "value: amount * 2"],
  ["contract-column-order", "schema S { region: string?, order_id: int64, key [order_id] }\nrule r -> S ordered by [order_id] { from orders |> select { order_id, region } }", "|> select [region, order_id]"],
];

describe("check --fix mends what one edit repairs", () => {
  // A module for each, so that one process checks them all.
  const fileOf = (i: number): string => `m${i}.rule`;
  const named = (rule: string, i: number): string => rule.replace(/rule r\b/, `rule r${i}`).replaceAll(/\bS\b/g, `S${i}`);
  let [before, after]: [Told["diagnostics"], Told["diagnostics"]] = [[], []];
  let folder = "";
  beforeAll(() => {
    folder = packFolder(Object.fromEntries(REPAIRS.map(([, rule], i) => [fileOf(i), `${SOURCES}${named(rule, i)}\n`])));
    before = (rulecJson(["check"], { cwd: folder }).document as Told).diagnostics;
    const { exit, document } = rulecJson(["check", "--fix"], { cwd: folder });
    after = (document as Told).diagnostics.filter(({ severity }) => severity === "error");
    expect([exit, after]).toEqual([0, []]);
  });
  test.each(REPAIRS.map((repair, i) => [...repair, i] as const))("%s: %s", (code, _rule, then, i) => {
    expect(before.filter(({ at }) => at.file === fileOf(i)).map((one) => [one.code, one.edits.length > 0])).toEqual([[code, true]]);
    expect(readFileSync(join(folder, fileOf(i)), "utf8").replaceAll(/\s*\|>/g, "\n|>")).toContain(named(then, i));
  });
});

test("check --fix mends a file of many mistakes at once, says how many edits it made, and a second time changes nothing", () => {
  const rules = REPAIRS.filter(([, rule]) => rule.startsWith("rule r ")).map(([, rule], i) => rule.replace("rule r ", `rule r${i} `));
  const folder = packFolder({ "m.rule": `${SOURCES}${rules.join("\n")}\n` });
  const first = rulec(["check"], { cwd: folder });
  expect([first.exit, first.stderr]).toEqual([1, expect.stringMatching(/(\d+) repairable/)]);
  expect(rulec(["check", "--fix"], { cwd: folder })).toMatchObject({ exit: 0, stderr: expect.stringMatching(/\d+ edits applied/) });
  const mended = readFileSync(join(folder, "m.rule"), "utf8");
  expect(rulec(["check", "--fix"], { cwd: folder })).toMatchObject({ exit: 0, stderr: expect.not.stringContaining("applied") });
  expect(readFileSync(join(folder, "m.rule"), "utf8")).toBe(mended);
});

test("edits that meet at one place are made one after the other, those of a mistake together", () => {
  const over = "over (partition by region order by day)";
  const folder = packFolder({ "m.rule": `${SOURCES}rule r ordered by [order_id] { from orders |> derive { total: sum(amount) ${over}, n: row_number() ${over} } }\n` });
  expect(rulec(["check", "--fix"], { cwd: folder })).toMatchObject({ exit: 0 });
  const mended = readFileSync(join(folder, "m.rule"), "utf8");
  for (const spec of ["sum(amount) over (by [region] sort [day] range ..0)", "row_number() over (by [region] sort [day, order_id])"]) expect(mended).toContain(spec);
});

test("what no edit repairs is left to its author, and nothing else is touched", () => {
  const folder = packFolder({ "m.rule": `${SOURCES}rule r ordered by [order_id] { from orders |> where nothing_of_that_name > 2 |> where amount = 1 }\n`, "other.rule": "rule   a unordered { from values [{ n: 1 }] }\n" });
  expect(rulec(["check", "--fix"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("unknown-column") });
  expect(readFileSync(join(folder, "m.rule"), "utf8")).toContain("where amount == 1");
  expect(readFileSync(join(folder, "other.rule"), "utf8")).toBe("rule   a unordered { from values [{ n: 1 }] }\n");
});

describe("golden files", () => {
  const RULE = "source orders = csv(\"orders.csv\") { order_id: int64, amount: decimal(12, 2), key [order_id] }\n\nrule a ordered by [order_id] { from orders }\n\nrule b ordered by [order_id] { from a |> where amount > 1 }\n";
  test("compile --check is silent while nothing differs, and exits with 3 and a diff when something does", () => {
    const folder = packFolder({ "m.rule": RULE });
    expect(rulec(["compile", "--check"], { cwd: folder })).toMatchObject({ exit: 3, stdout: expect.stringContaining("m/a.sql: missing") });
    expect(rulec(["compile", "--golden"], { cwd: folder })).toMatchObject({ exit: 0 });
    expect(readdirSync(join(folder, "golden/m")).sort()).toEqual(["a.interface.json", "a.sql", "b.interface.json", "b.sql"]);
    expect(rulec(["compile", "--check"], { cwd: folder })).toMatchObject({ exit: 0, stdout: "" });

    // A comment and another layout are no difference; another condition is, and only where it is.
    writeFileSync(join(folder, "m.rule"), RULE.replace("rule b", "-- why\nrule b").replace("amount > 1", "amount   >   1"));
    expect(rulec(["compile", "--check"], { cwd: folder })).toMatchObject({ exit: 0 });
    writeFileSync(join(folder, "m.rule"), RULE.replace("amount > 1", "amount > 2"));
    const differs = rulec(["compile", "--check"], { cwd: folder });
    expect([differs.exit, differs.stdout]).toEqual([3, expect.stringMatching(/^m\/b\.sql: differs\n[^]*^-where amount > 1\.00\n\+where amount > 2\.00$/m)]);
    expect(rulecJson(["compile", "--check"], { cwd: folder })).toMatchObject({ exit: 3, document: { differing: [{ path: "m/b.sql", what: "differs" }] } });
    expect(rulec(["compile", "--check", "a"], { cwd: folder })).toMatchObject({ exit: 0 });
  });

  test("a golden file that no rule makes differs too, and --golden removes it", () => {
    const folder = packFolder({ "m.rule": RULE });
    rulec(["compile", "--golden"], { cwd: folder });
    mkdirSync(join(folder, "golden/old"));
    writeFileSync(join(folder, "golden/old/gone.sql"), "select 1\n");
    writeFileSync(join(folder, "golden/README.md"), "ours");
    expect(rulec(["compile", "--check"], { cwd: folder })).toMatchObject({ exit: 3, stdout: expect.stringContaining("old/gone.sql: no rule makes it") });
    rulec(["compile", "--golden"], { cwd: folder });
    expect(filesBelow(join(folder, "golden"))).toEqual(["README.md", "m/a.interface.json", "m/a.sql", "m/b.interface.json", "m/b.sql"]);
  });

  test("a pack with mistakes writes nothing", () => {
    const folder = packFolder({ "m.rule": RULE.replace("amount > 1", "amont > 1") });
    for (const args of [["compile"], ["compile", "--golden"], ["compile", "--check"]]) expect(rulec(args, { cwd: folder }).exit).toBe(1);
    expect(filesBelow(folder)).toEqual(["m.rule", "rulepack.json"]);
  });
});
