/** Aggregates and window functions: over nasty groups, in frames, over long columns, and with ties, as DuckDB has them. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FLOAT64, INT64, list } from "../../src/values/type.ts";
import { PLANS, wrongGroups } from "./aggregate-groups.ts";
import { aggregateBoth, difference, windowBoth, type Column } from "./aggregates-on-duckdb.ts";

test.each(PLANS.map((plan) => [plan.fn, plan] as const))("%s of small groups and of frames", async (_fn, plan) => {
  expect(await wrongGroups(plan, 2, 20)).toEqual([]);
});

test("floats are added one after the other, however many there are", async () => {
  const values = fc.sample(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { numRuns: 2500, seed: 3 });
  for (const fn of ["sum", "avg", "stddev", "variance", "median"]) {
    const { kernel, duckdb } = await aggregateBoth(fn, [{ type: "float64", values }]);
    expect(kernel, fn).toEqual(duckdb);
  }
});

test("the mean of integers is their exact sum, divided once", async () => {
  const values = [9223372036854775807n, 9223372036854775807n, -9223372036854775807n, 3n, 4n];
  const { kernel, duckdb } = await aggregateBoth("avg", [{ type: "int64", values }]);
  expect(kernel).toEqual({ value: Number(9223372036854775814n) / 5 });
  expect(duckdb).toEqual(kernel);
});

/** Rows in order: each ties with the one before it or not. */
const tied = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }).map((same) => same.reduce<number[]>((ties, isSame, i) => [...ties, isSame && i > 0 ? (ties.at(-1) as number) : i], []));

test("ranks and parts count ties as DuckDB does", async () => {
  for (const ties of fc.sample(tied, { numRuns: 15, seed: 1 })) {
    for (const [fn, type] of [["rank", INT64], ["dense_rank", INT64], ["percent_rank", FLOAT64], ["cume_dist", FLOAT64]] as const) {
      const { kernel, duckdb } = await windowBoth(fn, [], null, ties);
      expect(difference(kernel, duckdb, list({ type, nullable: false })), `${fn} ${ties.join(" ")}`).toBeNull();
    }
  }
});

test("rows are numbered, dealt out and looked back at as DuckDB does", async () => {
  const x: Column = { type: "int64", values: [1n, null, 3n, 4n, null, 6n, 7n] };
  const plain = (n: string): Column => ({ literal: ["int64", n] });
  const calls: (readonly [string, readonly Column[]])[] = [
    ["row_number", []], ...["1", "2", "3", "5", "7", "9", "9223372036854775807"].map((n) => ["ntile", [plain(n)]] as const),
    ...["lag", "lead"].flatMap((fn) => [[fn, [x]] as const, ...["0", "1", "3", "9", "9223372036854775807"].flatMap((n) => [[fn, [x, plain(n)]] as const, [fn, [x, plain(n), plain("-1")]] as const])]),
  ];
  for (const [fn, columns] of calls) {
    const { kernel, duckdb } = await windowBoth(fn, columns, null, [0, 1, 2, 3, 4, 5, 6]);
    expect(difference(kernel, duckdb, list({ type: INT64, nullable: true })), `${fn} ${JSON.stringify(columns.slice(1))}`).toBeNull();
  }
});
