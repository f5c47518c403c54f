/**
 * Functions of texts, times, lists and groups: every function with every combination of nasty values. `RULEC_KERNEL_CALLS` (3000) says how many of a
 * family, `RULEC_KERNEL_GROUPS` (12) how many groups of a type, `RULEC_KERNEL_SEED` which.
 */
import { expect, test } from "vitest";
import { lower, upper } from "../../src/values/kernels/letter-case.ts";
import { compareOnDuckDB, type Call } from "../evaluate/differential.ts";
import { query } from "../functions/engine.ts";
import { PLANS, wrongGroups } from "../values/aggregate-groups.ts";
import { slice } from "../values/call-products.ts";
import { LIST_CALLS } from "../values/list-calls.ts";
import { patternCalls } from "../values/pattern-calls.ts";
import { TEXT_CALLS } from "../values/text-calls.ts";
import { TIME_CALLS } from "../values/time-calls.ts";

const SEED = Number(process.env["RULEC_KERNEL_SEED"] ?? 7);
const SIZE = Number(process.env["RULEC_KERNEL_CALLS"] ?? 3000);

test.each(Object.entries<readonly Call[]>({ ...TEXT_CALLS, ...TIME_CALLS, ...LIST_CALLS }))("%s: kernels compute what DuckDB does", async (_name, calls) => {
  const { mismatches } = await compareOnDuckDB(slice(calls, SIZE));
  expect(mismatches.slice(0, 50)).toEqual([]);
});

test("every letter has the counterpart that it has on DuckDB", async () => {
  const changed = await query("select list([i::varchar, lower(chr(i::int)), upper(chr(i::int))]) from range(1, 1114112) t(i) where i not between 55296 and 57343 and (lower(chr(i::int)) <> chr(i::int) or upper(chr(i::int)) <> chr(i::int))");
  const theirs = new Map((changed as readonly (readonly [string, string, string])[]).map(([code, ...cases]) => [Number(code), cases]));
  for (let code = 1; code < 0x110000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const char = String.fromCodePoint(code);
    const [small, capital] = theirs.get(code) ?? [char, char];
    if (lower(char) !== small || upper(char) !== capital) expect([code, lower(char), upper(char)]).toEqual([code, small, capital]);
  }
  expect(theirs.size).toBeGreaterThan(2500);
});

test("random patterns match the same here and on DuckDB", async () => {
  const { mismatches } = await compareOnDuckDB(patternCalls(SIZE / 10, SEED));
  expect(mismatches.slice(0, 50)).toEqual([]);
});

test.each(PLANS.map((plan) => [plan.fn, plan] as const))("%s: groups and frames are what DuckDB makes of them", async (_fn, plan) => {
  const wrong = await wrongGroups(plan, Number(process.env["RULEC_KERNEL_GROUPS"] ?? 12), SEED);
  expect(wrong.slice(0, 50)).toEqual([]);
});
