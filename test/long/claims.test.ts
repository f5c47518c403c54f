import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { evaluateRule, type Inputs } from "../../src/evaluate/index.ts";
import { optimise } from "../../src/ir/passes/list.ts";
import type { Env, Rule } from "../../src/ir/rule.ts";
import { Failure } from "../../src/values/failure.ts";
import { falseClaims } from "../evaluate/claims.ts";
import { ruleOver, rulesOverNulls } from "../evaluate/nullable-keys.ts";
import { bound, closeData, dataNames, inputsOf, oneStep, openData, pipeline, prepared, promising, steps } from "../evaluate/pipelines.ts";

beforeAll(openData);
afterAll(closeData);

const NULLABLE = Number(process.env["RULEC_CLAIMS_NULLS"] ?? 300);
const RUNS = Number(process.env["RULEC_CLAIMS"] ?? 1_500);

test(`what is inferred of the relations of ${RUNS} random pipelines is true of their rows: order, keys, nulls, dependencies, bounds`, { timeout: 600_000 }, () => {
  fc.assert(fc.property(steps, fc.constantFrom(...dataNames), (plan, set) => {
    const text = pipeline(plan);
    const rule = bound(text) as Rule;
    for (const of of [rule, optimise(rule, prepared.env)]) expect([text, falseOrFails(of, inputsOf(set))]).toEqual([text, []]);
  }), { numRuns: RUNS });
});

test(`so is what follows from promises that hold, in ${RUNS} rules`, { timeout: 600_000 }, () => {
  let held = 0;
  fc.assert(fc.property(steps, oneStep, fc.constantFrom(...dataNames), (plan, step, set) => {
    const text = pipeline(plan);
    const made = promising(text, step)?.rule ?? null;
    if (made === null || !holds(made, inputsOf(set))) return;
    held++;
    expect([text, step, falseOrFails(made, inputsOf(set))]).toEqual([text, step, []]);
  }), { numRuns: RUNS });
  expect(held).toBeGreaterThan(RUNS / 20);
});

test(`and where keys hold nulls, in ${NULLABLE} rules`, { timeout: 600_000 }, () => {
  let held = 0;
  fc.assert(fc.property(rulesOverNulls, (over) => {
    const { text, rule, env, inputs } = ruleOver(over);
    if (!holds(rule, inputs)) return;
    held++;
    for (const of of [rule, optimise(rule, env)]) expect([text, falseOrFails(of, inputs, env)]).toEqual([text, []]);
  }), { numRuns: NULLABLE });
  expect(held).toBeGreaterThan(NULLABLE / 2);
});

/** Nothing is broken that stops a run. */
function holds(rule: Rule, inputs: Inputs): boolean {
  try {
    return evaluateRule(rule, inputs).broken.every(({ obligation }) => obligation.severity === "warn");
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

function falseOrFails(rule: Rule, inputs: Inputs, env: Env = prepared.env): readonly string[] {
  try {
    return falseClaims(rule, env, inputs);
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}
