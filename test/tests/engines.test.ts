/** The same tests on DuckDB: what holds on the evaluator holds there, what fails fails so. */
import { expect, test } from "vitest";
import { judgeSafely, prepareTest, runTest, suiteOf, type Suite } from "../../src/compile/tests/index.ts";
import { rowText } from "../../src/compile/tests/literals.ts";
import { scriptOf } from "../../src/compile/tests/statements.ts";
import type { BoundTest } from "../../src/lang/bind/tests.ts";
import { onTestEngine } from "../../src/runtime/index.ts";
import { openFolder, packFolder } from "../support/pack.ts";

const RULES = `param least: decimal(12, 2) = 0
source orders = csv("orders.csv") { order_id: int64, customer_id: int64, status: string, placed_at: timestamp, amount: decimal(12, 2), fee: float64?, tags: list<string>?, key [order_id], check amount >= 0 }
source customers = csv("customers.csv") { id: int64, region: string?, since: date, key [id] }
rule big ordered by [order_id] { from orders |> where amount >= $least |> select { order_id, customer_id, amount, status, at: placed_at, fee, tags } }
rule cheap(most: decimal(12, 2) = 5) as inline { from orders |> where amount <= $most |> select { order_id, amount } }
rule cheapest ordered by [order_id] { from cheap |> where amount < 2 }
rule known(region: string? = null) ordered by [order_id] { from big as b |> join left customers as c on b.customer_id == c.id |> where $region is null or c.region == $region |> select { order_id, c.region, c.since } }
rule keyed ordered by [customer_id] { from big |> select { customer_id, amount } |> check key [customer_id] }
schema Child { order_id: int64, customer_id: int64, references [customer_id] -> customers [id] }
rule child -> Child ordered by [order_id] { from big |> select { order_id, customer_id } }
rule bag unordered { from big |> select { amount } }
rule kept as table(mode: "merge", key: [order_id]) ordered by [order_id] { from orders |> select { order_id, status } }
rule added as table(mode: "append") ordered by [order_id] { from orders |> select { order_id, status } }
rule history as table(mode: "versions", key: [order_id], at: placed_at) ordered by [order_id] { from orders |> select { order_id, status, placed_at } }
rule by_day as table(mode: "by_time", time: day, grain: "day", start: date "2026-01-01") ordered by [day, order_id] { from orders |> where placed_at.date() >= $from and placed_at.date() < $to |> select { day: placed_at.date(), order_id } }
rule wide ordered by [order_id] { from orders |> select { order_id, x: order_id + 9223372036854775807 } }
rule text ordered by [order_id] { from orders |> select { order_id, x: status::int64 } }
function twice(n: int64) -> int64 = n * 2
`;
const order = (id: number, more = ""): string => `{ order_id: ${id}, customer_id: 7, status: "x", placed_at: timestamp "2026-01-0${id} 09:00:00", amount: ${id}.50${more} }`;
const TESTS = `test "values of every kind" for big { given orders = [${order(1, ', fee: 0.1, tags: ["a", "b"]')}, ${order(2)}] expect rows [{ order_id: 1, amount: 1.5, at: timestamp "2026-01-01 09:00:00", fee: 0.1, tags: ["a", "b"] }, { order_id: 2, amount: 2.5, at: timestamp "2026-01-02 09:00:00" }] }
test "parameters" for big(least: 2) { given orders = [${order(1)}, ${order(2)}] expect rows [{ order_id: 2 }] }
test "its own parameter" for known(region: "EU") { given big = [{ order_id: 1, customer_id: 7, at: timestamp "2026-01-03 00:00:00" }, { order_id: 2, customer_id: 8, at: timestamp "2026-01-03 00:00:00" }] given customers = [{ id: 7, region: "EU", since: date "2026-01-01" }] expect rows [{ order_id: 1, region: "EU", since: date "2026-01-01" }] }
test "inline" for cheap(most: 2) { given orders = [${order(1)}, ${order(2)}] expect rows [{ order_id: 1 }] }
test "given inline" for cheapest { given cheap = [{ order_id: 9, amount: 1.5 }] expect rows [{ order_id: 9 }] }
test "nothing" for big { expect no rows }
test "of nothing said" for bag { given big = [{ amount: 1 }, { amount: 1 }] expect rows [{ amount: 1 }, { amount: 1 }] }
test "a key" for keyed { given orders = [${order(1)}, ${order(2)}] expect error "key-violated" }
test "a claim" for big { given orders = [${order(1)}, ${order(1)}] expect error "key-violated" }
test "a reference" for child { given orders = [${order(1)}] given customers = [{ id: 8, since: date "2026-01-01" }] expect error "reference-broken" }
test "a reference that holds" for child { given orders = [${order(1)}] given customers = [{ id: 7, since: date "2026-01-01" }] expect rows [{ customer_id: 7 }] }
test "merged" for kept { given previous kept = [{ order_id: 1, status: "o" }, { order_id: 2, status: "o" }] given orders = [{ order_id: 2, status: "p" }] expect rows [{ order_id: 1, status: "o" }, { order_id: 2, status: "p" }] }
test "appended" for added { given previous added = [{ order_id: 1, status: "o" }] given orders = [{ order_id: 1, status: "p" }] expect rows [{ order_id: 1, status: "o" }, { order_id: 1, status: "p" }] }
test "first" for added { given orders = [{ order_id: 1, status: "p" }] expect rows [{ order_id: 1, status: "p" }] }
test "versions" for history { given previous history = [{ order_id: 1, status: "o", placed_at: timestamp "2026-01-01 00:00:00", valid_from: timestamp "2026-01-01 00:00:00", valid_to: null }] given orders = [{ order_id: 1, status: "p", placed_at: timestamp "2026-01-02 00:00:00" }] expect rows [{ status: "o", valid_to: timestamp "2026-01-02 00:00:00" }, { status: "p", valid_to: null }] }
test "an older version" for history { given previous history = [{ order_id: 1, status: "o", placed_at: timestamp "2026-01-03 00:00:00", valid_from: timestamp "2026-01-03 00:00:00", valid_to: null }] given orders = [{ order_id: 1, status: "p", placed_at: timestamp "2026-01-02 00:00:00" }] expect error "value-error" }
test "by time" for by_day(from: date "2026-01-02", to: date "2026-01-03") { given previous by_day = [{ day: date "2026-01-01", order_id: 9 }, { day: date "2026-01-02", order_id: 9 }] given orders = [${order(1)}, ${order(2)}] expect rows [{ day: date "2026-01-01", order_id: 9 }, { day: date "2026-01-02", order_id: 2 }] }
test "by time until now" for by_day(run_at: timestamptz "2026-01-03 05:00:00Z") { given orders = [${order(1)}, ${order(2)}, ${order(3)}] expect rows [{ order_id: 1 }, { order_id: 2 }] }
test "too wide" for wide { given orders = [${order(1)}] expect error "engine-out-of-range" }
test "no number" for text { given orders = [${order(1)}] expect error "engine-conversion" }
test "a function" { expect twice(2) == 4 }
`;
const FAILING = `test "other rows" for big { given orders = [${order(1)}, ${order(2)}] expect rows [{ order_id: 1, amount: 9 }, { order_id: 3, amount: 1 }] }
test "other order" for big { given orders = [${order(1)}, ${order(2)}] expect rows [{ order_id: 2 }, { order_id: 1 }] }
test "no error" for keyed { given orders = [${order(1)}] expect error "key-violated" }
test "broken" for keyed { given orders = [${order(1)}, ${order(2)}] expect no rows }
test "untrue" for big { given orders = [${order(1)}, ${order(1)}] expect no rows }
test "lacking" for big { given orders = [{ order_id: 1 }] expect rows [{ order_id: 1 }] }
test "false" { expect twice(2) == 5 }
`;

const opened = (tests: string): Suite => {
  const { compiled, diagnostics } = openFolder(packFolder({ "m.rule": RULES + tests }));
  if (compiled === null || diagnostics.some(({ severity }) => severity === "error")) throw new Error(diagnostics.map(({ title }) => title).join("\n"));
  return suiteOf(compiled);
};
const told = (one: BoundTest, problems: ReturnType<typeof runTest>["problems"]): string =>
  [one.title, ...problems.map(({ says, diff }) => `${says}${(diff?.pairs ?? []).map(({ expected, found }) => ` ${[expected, found].map((row) => (row === null ? "none" : rowText(diff?.columns ?? [], row.row))).join(" / ")}`).join("")}`)].join(": ");
const onEvaluator = (suite: Suite): string[] => suite.compiled.tests.map((one) => told(one, runTest(one, suite).problems));
const onDuckDB = (suite: Suite): Promise<string[]> => onTestEngine(async (run) => {
  const out: string[] = [];
  for (const one of suite.compiled.tests) {
    const planned = prepareTest(one, suite);
    if ("problems" in planned) out.push(told(one, planned.problems));
    else {
      const script = scriptOf(planned.plan, suite);
      if ("code" in script) throw new Error(script.title);
      const { made, untrue } = await run(script);
      out.push(told(one, judgeSafely(planned.plan, (rule) => made.get(rule) ?? null, untrue, suite)));
    }
  }
  return out;
});

test("a test that holds on the evaluator holds on DuckDB: values, parameters, promises, tables that keep their rows, errors", async () => {
  const suite = opened(TESTS);
  const titles = suite.compiled.tests.map(({ title }) => title);
  expect(onEvaluator(suite)).toEqual(titles);
  expect(await onDuckDB(suite)).toEqual(titles);
});

test("a test that fails on the evaluator fails on DuckDB, with the same rows", async () => {
  const suite = opened(FAILING);
  const said = onEvaluator(suite);
  expect(said.filter((one) => !one.includes(": "))).toEqual([]);
  expect(await onDuckDB(suite)).toEqual(said);
});

test("a rule of SQL is tested on its engine alone, which the evaluator says", async () => {
  const suite = opened(`schema Total { total: int64? }
rule written -> Total unordered = sql """select sum(customer_id)::bigint as total from {orders}"""
test "opaque" for written { given orders = [${order(1)}, ${order(2)}] expect rows [{ total: 14 }] }
`);
  expect(onEvaluator(suite)).toEqual(["opaque: written fails: SQL means something to its engine alone: it is not evaluated; rulec test --engine duckdb"]);
  expect(await onDuckDB(suite)).toEqual(["opaque"]);
});
