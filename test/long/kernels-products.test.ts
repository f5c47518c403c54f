/**
 * Functions of texts, times, lists and groups: every function with every combination of nasty values. `RULEC_KERNEL_CALLS` (3000) says how many of a
 * family, `RULEC_KERNEL_GROUPS` (12) how many groups of a type, `RULEC_KERNEL_SEED` which.
 */
import { expect, test } from "vitest";
import { compareOnDuckDB, type Call } from "../evaluate/differential.ts";
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

test("random patterns match the same here and on DuckDB", async () => {
  const { mismatches } = await compareOnDuckDB(patternCalls(SIZE / 10, SEED));
  expect(mismatches.slice(0, 50)).toEqual([]);
});

test.each(PLANS.map((plan) => [plan.fn, plan] as const))("%s: groups and frames are what DuckDB makes of them", async (_fn, plan) => {
  const wrong = await wrongGroups(plan, Number(process.env["RULEC_KERNEL_GROUPS"] ?? 12), SEED);
  expect(wrong.slice(0, 50)).toEqual([]);
});
