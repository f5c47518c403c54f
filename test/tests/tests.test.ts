/** `test` blocks: what they promise of a rule is seen without data and without an engine. */
import { describe, expect, test } from "vitest";
import { runTest, suiteOf, type RowDiff } from "../../src/compile/tests/index.ts";
import { rowText } from "../../src/compile/tests/literals.ts";
import { openFolder, packFolder } from "../support/pack.ts";

const SALES = `param least: decimal(12, 2) = 0
source orders = csv("orders.csv") { order_id: int64, customer_id: int64, status: string, placed_at: timestamp, amount: decimal(12, 2), fee: decimal(12, 2)?, key [order_id], check amount >= 0 }
source customers = csv("customers.csv") { id: int64, region: string, name: string, key [id] }
schema Daily { day: date, region: string?, revenue: decimal(38, 2), orders: int64, key [day, region], check revenue < 1000 }
rule big ordered by [order_id] { from orders |> where amount >= $least and status != "void" }
rule daily(region: string? = null) -> Daily ordered by [day, region] {
  from orders as o |> join left customers as c on o.customer_id == c.id
  |> where ($region is null or c.region == $region) and amount >= $least
  |> group { day: placed_at.date(), c.region } { revenue: sum(amount), orders: count() }
}
rule keyed ordered by [customer_id] { from big |> select { customer_id, amount } |> check key [customer_id] }
rule bag unordered { from big |> select { amount } }
function twice(n: int64) -> int64 = n * 2
rule dated ordered by [order_id] { from orders |> where placed_at < at_zone($run_at, "UTC") |> select { order_id } }
param factor: int64
rule scaled ordered by [order_id] { from orders |> select { order_id, times: order_id * $factor } }
`;
const results = (tests: string, files: Readonly<Record<string, string>> = {}): string[] => {
  const { compiled, diagnostics } = openFolder(packFolder({ ...files, "m.rule": SALES + tests }));
  if (diagnostics.length > 0 || compiled === null) return diagnostics.map(({ code, title }) => `${code}: ${title}`);
  const suite = suiteOf(compiled);
  return compiled.tests.flatMap((one) => {
    const { problems } = runTest(one, suite);
    return problems.length === 0 ? [`${one.title}: holds`] : problems.map(({ says, diff }) => [`${one.title}: ${says}`, ...(diff === null ? [] : rowsOf(diff))].join("\n"));
  });
};

const rowsOf = ({ columns, pairs }: RowDiff): string[] => {
  const text = (label: string, of: "expected" | "found"): string[] => pairs.flatMap(({ [of]: one }) => (one === null ? [] : [`${label} ${rowText(columns, one.row)}`]));
  return [...text("expected", "expected"), ...text("found", "found")];
};

describe("a test holds", () => {
  test("where a value cannot be computed, by the code that a run stops with or by any", () => {
    const rule = (name: string, value: string): string => `rule ${name} ordered by [order_id] { from orders |> select { order_id, x: ${value} } }\n`;
    const rules = rule("wide", "order_id + 9223372036854775807") + rule("text", "status::int64");
    const of = (name: string, code: string): string => `test "${name} ${code}" for ${name} { given orders = [{ order_id: 1, customer_id: 1, amount: 1, status: "x", placed_at: timestamp "2026-01-01 00:00:00" }] expect error "${code}" }\n`;
    expect(results(rules + of("wide", "engine-out-of-range") + of("text", "engine-conversion") + of("wide", "value-error") + of("text", "engine-out-of-range"))).toEqual([
      "wide engine-out-of-range: holds", "text engine-conversion: holds", "wide value-error: holds", "text engine-out-of-range: `engine-conversion` where `engine-out-of-range` was expected",
    ]);
  });

  test("where the rows that it names come out, in the rule's order", () => {
    expect(results(`test "by day" for daily(region: "EU") {
  given orders = [{ order_id: 1, customer_id: 7, placed_at: timestamp "2026-01-01 09:00:00", amount: 10.00 }, { order_id: 2, customer_id: 8, placed_at: timestamp "2026-01-01 09:00:00", amount: 3 }]
  given customers = [{ id: 7, region: "EU" }, { id: 8, region: "US" }]
  expect rows [{ day: date "2026-01-01", region: "EU", revenue: 10.00, orders: 1 }]
}
test "named columns" for big(least: 2) { given orders = [{ order_id: 2, amount: 5, status: "x" }, { order_id: 1, amount: 1, status: "x" }] expect rows [{ order_id: 2, fee: null }] }
test "nothing given" for big { expect no rows }
test "a bag" for bag { given big = [{ amount: 2 }, { amount: 1 }, { amount: 2 }] expect rows [{ amount: 1 }, { amount: 2 }, { amount: 2 }] }
test "another rule" for bag { given orders = [{ order_id: 1, amount: 1, status: "x" }, { order_id: 2, amount: 1, status: "void" }] expect rows big [{ order_id: 1 }] expect rows [{ amount: 1.00 }] }
test "a key" for keyed { given big = [{ order_id: 1, customer_id: 1, amount: 1, status: "x", placed_at: timestamp "2026-01-01 00:00:00" }, { order_id: 2, customer_id: 1, amount: 1, status: "x", placed_at: timestamp "2026-01-01 00:00:00" }] expect error "key-violated" }
test "a function" { expect twice(2) == 4 expect twice(0) == 0 }
test "an instant" for dated(run_at: timestamptz "2026-01-02 00:00:00Z") { given orders = [{ order_id: 1, placed_at: timestamp "2026-01-01 00:00:00" }, { order_id: 2, placed_at: timestamp "2026-01-03 00:00:00" }] expect rows [{ order_id: 1 }] }
`)).toEqual(["by day: holds", "named columns: holds", "nothing given: holds", "a bag: holds", "another rule: holds", "a key: holds", "a function: holds", "an instant: holds"]);
  });
});

describe("rows that are given are held to what their source claims, as a run holds its files", () => {
  const row = (id: number, amount: number): string => `{ order_id: ${id}, customer_id: 1, amount: ${amount}, status: "x", placed_at: timestamp "2026-01-01 00:00:00" }`;
  test("where all columns are there that are never null", () => {
    expect(results(`test "twice" for big { given orders = [${row(1, 1)}, ${row(1, 2)}] expect error "key-violated" }
test "less" for big { given orders = [${row(1, -1)}] expect error "check-failed" }
test "unnoticed" for big { given orders = [${row(1, -1)}] expect no rows }
test "left out" for big { given orders = [{ order_id: 1, amount: -1, status: "x" }] expect no rows }
test "not read" for big { given customers = [{ id: 1, region: "EU", name: "a" }, { id: 1, region: "EU", name: "a" }] expect no rows }
`)).toEqual(["twice: holds", "less: holds", "unnoticed: the rows of orders break what it claims: `check-failed`", "left out: holds", "not read: holds"]);
  });
});

describe("rows of a test", () => {
  const shop = (tests: string, csv = "id,region,name\n7,EU,\"a, b\"\n8,US,\"\"\n"): string[] => results(tests, { "fixtures/customers.csv": csv });
  test("stand in a CSV file of the pack, too, where an empty field is null and an empty text is in quotes", () => {
    expect(shop(`rule named ordered by [id] { from customers |> select { id, name } }
test "all" for named { given customers = csv("fixtures/customers.csv") expect rows [{ id: 7, name: "a, b" }, { id: 8, name: "" }] }`)).toEqual(["all: holds"]);
    const one = (csv: string, path = "fixtures/customers.csv"): string[] => shop(`test "one" for big { given customers = csv("${path}") expect no rows }`, csv);
    expect([one("id,region,name\n7,EU,\n"), one("id,region,names\n"), one("id,region,name\nx,EU,a\n"), one("id\n1,2\n"), one("id\n", "fixtures/none.csv"), one("id\n", "../none.csv")].flat()).toEqual([
      "test-file: fixtures/customers.csv has in line 2 no string for `name`: it is empty, which is null", "test-file: fixtures/customers.csv has a column `names`, and customers has none: `name`?",
      "test-file: fixtures/customers.csv has in line 2 no int64 for `id`: an integer is written 12 or -12, without spaces", "test-file: fixtures/customers.csv has 2 fields in line 2, and 1 in its header",
      "test-file: fixtures/none.csv is not there", "test-file: ../none.csv lies outside of the pack",
    ]);
  });
  test("hold lists and structs whose parts take the types of their places, and a part that is none is told where it stands", () => {
    const nested = `source things = json("t.json") { id: int64, dims: struct<w: float64, h: decimal(5, 2)?>?, parts: list<struct<n: int32, of: list<float64>>>? }
rule again unordered { from things }
`;
    const row = '{ id: 1, dims: { h: null, w: 1 }, parts: [{ n: 1, of: [] }, { n: 2, of: [1, 2.5] }] }';
    expect(results(`${nested}test "all" for again { given things = [${row}] expect rows [${row}] }`)).toEqual(["all: holds"]);
    expect(results(`${nested}test "none" for again { given things = [{ id: 1, dims: { w: null, h: 1.005 }, parts: [{ n: 1, of: ["x"] }, { n: 1 }] }] expect no rows }`)).toEqual([
      "test-value: `dims.w` of things is float64", "test-value: `dims.h` of things is decimal(5, 2)?", "test-value: `parts[0].of[0]` of things is float64", "test-value: `parts[1]` of things is struct<n: int32, of: list<float64>>",
    ]);
  });
  test("stand for an inline rule, too, in whatever reads it; its own rows are tested like those of any other", () => {
    expect(results(`rule cheap(most: decimal(12, 2) = 5) as inline { from orders |> where amount <= $most |> select { order_id, amount } }
rule cheapest ordered by [order_id] { from cheap |> where amount < 2 }
test "itself" for cheap(most: 3) { given orders = [{ order_id: 1, amount: 3 }, { order_id: 2, amount: 4 }] expect rows [{ order_id: 1 }] }
test "through it" for cheapest { given orders = [{ order_id: 1, amount: 1 }, { order_id: 2, amount: 4 }] expect rows [{ order_id: 1 }] expect rows cheap [{ order_id: 1 }, { order_id: 2 }] }
test "in its place" for cheapest { given cheap = [{ order_id: 9, amount: 1.5 }, { order_id: 8, amount: 9 }] expect rows [{ order_id: 9 }] }`)).toEqual(["itself: holds", "through it: holds", "in its place: holds"]);
  });
});

describe("a test fails", () => {
  test("with the rows that are missing and those that were not expected", () => {
    expect(results(`test "amounts" for big { given orders = [{ order_id: 1, amount: 1, status: "x" }, { order_id: 2, amount: 2, status: "x" }] expect rows [{ order_id: 1, amount: 1 }, { order_id: 3, amount: 2 }] }
test "order" for big { given orders = [{ order_id: 1, amount: 1, status: "x" }, { order_id: 2, amount: 2, status: "x" }] expect rows [{ order_id: 2 }, { order_id: 1 }] }
test "none" for big { given orders = [{ order_id: 1, amount: 1, status: "x" }] expect no rows expect error "key-violated" }
test "needed" for big { given orders = [{ order_id: 1, amount: 1 }] expect rows [{ order_id: 1 }] }
test "instant" for dated { expect no rows }
test "parameter" for scaled { expect no rows }
test "given parameter" for scaled(factor: 3) { given orders = [{ order_id: 2 }] expect rows [{ order_id: 2, times: 5 }] }
test "false" { expect twice(2) == 5 }
test "overflow" for big { given orders = [] expect rows [{ order_id: 9223372036854775807 + twice(1) }] }
`)).toEqual([
      "amounts: 2 rows, 2 expected\nexpected { order_id: 3, amount: 2.00 }\nfound { order_id: 2, amount: 2.00 }",
      "order: the rows come in another order\nexpected { order_id: 2 }\nexpected { order_id: 1 }\nfound { order_id: 1 }\nfound { order_id: 2 }",
      'none: 1 row, 0 expected\nfound { order_id: 1 }',
      "none: no error, and `key-violated` was expected",
      "needed: needs `status` of orders",
      "instant: dated uses `$run_at`: say it, `for dated(run_at: …)`",
      "parameter: scaled uses `$factor`: say it, `for scaled(factor: …)`",
      "given parameter: 1 row, 1 expected\nexpected { order_id: 2, times: 5 }\nfound { order_id: 2, times: 6 }",
      "false: is not true",
      expect.stringMatching(/^overflow: cannot be computed: /),
    ]);
  });
  test("to compile where a name or a value is none of what it stands for", () => {
    expect(results(`test "names" for bigg { expect no rows }
test "given" for big { given order = [] given twice = [] expect no rows }
test "columns" for big { given orders = [{ id: 1 }] expect rows [{ amout: 1 }] }
test "values" for big { given orders = [{ order_id: "one", amount: 1.005, status: null }] expect rows [{ amount: true }] }
test "shapes" for big { given orders = { order_id: 1 } expect rows [1] }
test "params" for big(lest: 1) { expect no rows }
test "no rule" { expect no rows }
`).map((one) => one.split(":")[0])).toEqual([
      "unknown-relation", "unknown-relation", "not-a-relation", "unknown-column", "unknown-column", "test-value", "test-value", "test-value", "test-value", "test-rows", "test-rows", "unknown-parameter", "test-rows",
    ]);
  });
});
