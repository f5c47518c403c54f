/**
 * Every scalar function with every combination of argument types, and every literal where one must stand, over rows of nasty values: value, type and
 * error-or-not on the evaluator and on DuckDB. `RULEC_FUNCTION_ROWS` (12) says how many rows, `RULEC_SEED` (7) which, `RULEC_FUNCTION_CALLS` (150) how many calls
 * of a function; 0 is all.
 */
import { expect, test } from "vitest";
import { dataOf } from "../evaluate/expressions/columns.ts";
import { differences, explained } from "../evaluate/expressions/compare.ts";
import { SCALARS } from "../evaluate/expressions/calls.ts";
import { bind, relationOnBoth, type Bound } from "../evaluate/expressions/engine.ts";
import { callTexts, pipelinesOf } from "../evaluate/expressions/every-call.ts";
import { functionsIn } from "../evaluate/expressions/pardons.ts";
import { FUNCTIONS } from "../../src/ir/functions/index.ts";
import { identical, shown } from "../evaluate/differential.ts";
import { slice } from "../values/call-products.ts";

const data = dataOf(Number(process.env["RULEC_SEED"] ?? 7), Number(process.env["RULEC_FUNCTION_ROWS"] ?? 12));
const MOST = Number(process.env["RULEC_FUNCTION_CALLS"] ?? 150);
const TOGETHER = 25;
/** Memory would be compared: their lengths are tried in test/values. */
const LONG: ReadonlySet<string> = new Set(["repeat", "lpad", "rpad", "sequence", "sequence.dates"]);

test.each(SCALARS.filter(({ name }) => !LONG.has(name)).map((row) => [row.name, row] as const))("%s of every type gives on DuckDB what it gives on the evaluator", async (name, row) => {
  const all = callTexts(row);
  const bounds = (MOST === 0 ? all : slice(all, MOST)).map(bind).filter((bound): bound is Bound => !("code" in bound));
  expect(bounds.some(({ expr }) => functionsIn(expr).has(name))).toBe(true);
  const told: string[] = [];
  for (let at = 0; at < bounds.length && told.length < 5; at += TOGETHER) {
    const some = bounds.slice(at, at + TOGETHER);
    for (const [i, difference] of (await differences(some, data)).entries()) if (difference !== null) told.push(await explained(some[i] as Bound, difference, data));
  }
  expect(told.slice(0, 5).join("\n\n")).toBe("");
});

const GROUPED = FUNCTIONS.filter(({ kind }) => kind !== "scalar");
/** Sums of wide decimals fail on the engine where they pass 2^127 on the way, and `avg` of decimal(38, 38) where its sum is 1 or more. */
const GIVES_UP = /INT128|HUGEINT|addition of DECIMAL\(38\)/;
/** How far floats may be apart: nothing else is said of the order in which an aggregate adds. */
const ULPS = 4;

test.each(GROUPED.map((row) => [row.name, row] as const))("%s of groups and in windows of every type gives on DuckDB what it gives on the evaluator", async (_name, row) => {
  const all = pipelinesOf(row);
  const told: string[] = [];
  let compared = 0;
  for (const text of MOST === 0 ? all : slice(all, MOST)) {
    const both = await relationOnBoth(text, data);
    if (both === null) continue;
    compared++;
    const { evaluator, duckdb, sql, why } = both;
    if (evaluator === "fails" || duckdb === "fails" ? evaluator === duckdb || GIVES_UP.test(why) : identical(evaluator, duckdb, ULPS)) continue;
    told.push([text, `  evaluator: ${evaluator === "fails" ? evaluator : shown({ value: evaluator })}`, `  duckdb:    ${duckdb === "fails" ? `fails (${why})` : shown({ value: duckdb })}`, `  ${sql}`].join("\n"));
  }
  expect(compared).toBeGreaterThan(0);
  expect(told.slice(0, 5).join("\n\n")).toBe("");
});
