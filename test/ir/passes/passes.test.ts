/**
 * Passes keep rows and order, over random pipelines (thousands of them: test/long/passes.test.ts); and what a pass must not do, done on
 * purpose: the comparison sees it.
 */
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PASSES } from "../../../src/ir/passes/list.ts";
import type { Pass } from "../../../src/ir/rule.ts";
import { bound, closeData, openData } from "../../evaluate/pipelines.ts";
import { difference, LISTS, programs, textOf, withNeeded } from "./equivalence.ts";
import { MUTATIONS, RULES, UNBROKEN } from "./mutations.ts";

beforeAll(openData);
afterAll(closeData);

test("a random pipeline gives the same rows with each pass by itself, with all and without", () => {
  fc.assert(fc.property(programs, (program) => {
    expect(difference(textOf(program), program.set, LISTS)).toBeNull();
  }), { numRuns: 12 });
});

describe("a pass that breaks a rule is caught:", () => {
  test.each(MUTATIONS.map((mutation) => [mutation.pass.name, mutation.breaks, mutation] as const))("%s: %s", (name, _, { pass, program, set }) => {
    expect(bound(program), program).not.toBeNull();
    const sound = PASSES.find((one) => one.name === name) as Pass;
    expect(difference(program, set, [withNeeded(pass)])).not.toBeNull();
    expect(difference(program, set, [withNeeded(sound), PASSES])).toBeNull();
  });
});

test("each rule of each pass is broken by a mutation, or it is said why none can show it", () => {
  const broken = new Set(MUTATIONS.flatMap(({ keys }) => keys));
  expect(RULES.filter((rule) => broken.has(rule) === UNBROKEN.has(rule))).toEqual([]);
  expect([...broken, ...UNBROKEN.keys()].filter((rule) => !RULES.includes(rule))).toEqual([]);
  expect(new Set(RULES.map((rule) => rule.replace(/:.*/, "")))).toEqual(new Set(PASSES.map(({ name }) => name)));
});
