/** Groups of nasty values for each aggregate, drawn by a seed. */
import * as fc from "fast-check";
import { list } from "../../src/values/type.ts";
import { valueOf } from "../../src/values/value-text.ts";
import type { Value } from "../../src/values/value.ts";
import { typeOf } from "../functions/engine.ts";
import { aggregateBoth, difference, windowBoth, type Column, type Frame } from "./aggregates-on-duckdb.ts";
import { NASTY } from "./call-products.ts";

const NUMBERS = ["int8", "int32", "int64", "uint64", "float32", "float64", "decimal(5, 2)", "decimal(18, 18)", "decimal(38, 0)", "decimal(38, 10)"];
const ALL = Object.keys(NASTY);
const COMPARABLE = ALL.filter((type) => !type.startsWith("map"));
const SORTABLE = ALL.filter((type) => !/^(list|map)/.test(type));
const part = (type: string, text: string): Column => ({ literal: [type, text] });

type Plan = { readonly fn: string; readonly types: readonly string[]; readonly more?: readonly Column[]; /** A second column of the same type. */ readonly pairs?: true };
export const PLANS: readonly Plan[] = [
  { fn: "count", types: ALL }, { fn: "count_distinct", types: COMPARABLE }, { fn: "list", types: ALL }, { fn: "first", types: ALL }, { fn: "last", types: ALL },
  ...["sum", "avg", "stddev", "variance", "stddev_pop", "var_pop", "median"].map((fn) => ({ fn, types: NUMBERS })), { fn: "avg_decimal", types: NUMBERS.filter((type) => !type.startsWith("float")) },
  ...["min", "max"].map((fn) => ({ fn, types: SORTABLE })), ...["bool_and", "bool_or"].map((fn) => ({ fn, types: ["bool"] })),
  ...["-", "", "😀"].map((separator) => ({ fn: "string_agg", types: ["string"], more: [part("string", separator)] })),
  ...["0.25", "0.50", "1.00"].map((p) => ({ fn: "quantile", types: NUMBERS, more: [part("decimal(3, 2)", p)] })),
  ...["0.00", "0.75", "1.00"].map((p) => ({ fn: "quantile_disc", types: SORTABLE, more: [part("decimal(3, 2)", p)] })),
  ...["covar", "corr"].map((fn) => ({ fn, types: NUMBERS, pairs: true as const })),
];

export const FRAMES: readonly Frame[] = [
  { sql: "rows between 2 preceding and 1 following", from: (at) => at - 2, to: (at) => at + 1 },
  { sql: "rows between unbounded preceding and current row", from: () => 0, to: (at) => at },
  { sql: "rows between 3 preceding and 2 preceding", from: (at) => at - 3, to: (at) => at - 2 },
  { sql: "rows between 1 following and unbounded following", from: (at) => at + 1, to: () => Number.MAX_SAFE_INTEGER },
];

/** Sums of wide decimals fail on the engine where they pass 2^127 on the way (docs/types.md). */
const givesUp = (fn: string, type: string): boolean => /^(sum|avg|avg_decimal)$/.test(fn) && type.startsWith("decimal(38");

/** What is wrong with `runs` groups of each type, over all rows and in frames; empty where nothing is. */
export async function wrongGroups({ fn, types, more = [], pairs }: Plan, runs: number, seed: number): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const type of types) {
    const pool: Value[] = [null, ...(NASTY[type] ?? []).map((text) => valueOf(typeOf(type), text))];
    const few = fc.subarray(pool, { minLength: 1, maxLength: Math.min(4, pool.length) });
    const values = fc.oneof(fc.constant(pool), few).chain((from) => fc.array(fc.tuple(fc.constantFrom(...from), fc.constantFrom(...from)), { maxLength: 9 }));
    for (const [run, rows] of fc.sample(values, { numRuns: runs, seed }).entries()) {
      const columns: Column[] = [{ type, values: rows.map(([x]) => x) }, ...(pairs === true ? [{ type, values: rows.map(([, y]) => y) }] : []), ...more];
      const found = await wrongGroup(fn, columns, FRAMES[run % FRAMES.length] as Frame, rows.length);
      const isGivenUp = givesUp(fn, type) && found?.includes("HUGEINT") === true;
      if (found !== null && !isGivenUp) wrong.push(`${fn} of ${type} ${JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" || typeof value === "number" ? String(value) : value))}: ${found}`);
    }
  }
  return wrong;
}

async function wrongGroup(fn: string, columns: readonly Column[], frame: Frame, rows: number): Promise<string | null> {
  const { kernel, duckdb, type } = await aggregateBoth(fn, columns);
  const whole = difference(kernel, duckdb, type);
  if (whole !== null || rows === 0) return whole;
  const framed = await windowBoth(fn, columns, frame, Array.from({ length: rows }, (_, i) => i));
  const apart = difference(framed.kernel, framed.duckdb, list({ type, nullable: true }));
  return apart === null ? null : `${frame.sql}: ${apart}`;
}
