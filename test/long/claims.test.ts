import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { optimise } from "../../src/ir/passes/list.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { Failure } from "../../src/values/failure.ts";
import { falseClaims } from "../evaluate/claims.ts";
import { bound, closeData, dataNames, inputsOf, openData, pipeline, prepared, steps } from "../evaluate/pipelines.ts";

beforeAll(openData);
afterAll(closeData);

const RUNS = Number(process.env["RULEC_CLAIMS"] ?? 1_500);

test(`what is inferred of the relations of ${RUNS} random pipelines is true of their rows: order, keys, nulls, dependencies, bounds`, { timeout: 600_000 }, () => {
  fc.assert(fc.property(steps, fc.constantFrom(...dataNames), (plan, set) => {
    const text = pipeline(plan);
    const rule = bound(text) as Rule;
    for (const of of [rule, optimise(rule, prepared.env)]) expect([text, falseOrFails(of, set)]).toEqual([text, []]);
  }), { numRuns: RUNS });
});

function falseOrFails(rule: Rule, set: string): readonly string[] {
  try {
    return falseClaims(rule, prepared.env, inputsOf(set));
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}
