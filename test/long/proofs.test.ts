import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Compiled, Prepared } from "../../src/compile/types.ts";
import { bindRule } from "../../src/lang/bind-rule.ts";
import { bound, closeData, openData, pipeline, prepared, steps as pipelineSteps } from "../evaluate/pipelines.ts";
import { build, steps } from "../ir/random-rule.ts";
import { caseFolder, caseNames } from "../support/cases.ts";
import { openFolder } from "../support/pack.ts";
import { expectProven } from "../support/proofs.ts";

beforeAll(openData);
afterAll(closeData);

function expectAllProven({ declared, prepared }: Compiled): { readonly proven: number; readonly refused: number } {
  const { program, env } = prepared as Prepared;
  let [proven, refused] = [0, 0];
  for (const { name } of declared) {
    const of = program.declarations.get(name);
    const rule = of?.kind === "rule" ? bindRule(of, program, env).rule : null;
    if (rule === null) continue;
    const counted = expectProven(rule, env);
    proven += counted.proven;
    refused += counted.refused;
  }
  return { proven, refused };
}

test("every order, key, bound and column without nulls that is inferred in the cases has a proof, and what is not inferred has none", async () => {
  let [proven, refused] = [0, 0];
  for (const name of caseNames) {
    const { compiled } = openFolder(await caseFolder(name));
    if (compiled === null) continue;
    const counted = expectAllProven(compiled);
    proven += counted.proven;
    refused += counted.refused;
  }
  expect([proven > 5000, refused > 5000]).toEqual([true, true]);
});
test.each(["codeintel", "tpch", "quickstart"])("and in the pack %s", (pack) => {
  expect(expectAllProven(openFolder(join(import.meta.dirname, "../../rules", pack)).compiled as Compiled).proven).toBeGreaterThan(100);
});
test("and of 500 random pipelines, as they are written", () => {
  fc.assert(fc.property(pipelineSteps, (plan) => {
    const rule = bound(pipeline(plan));
    if (rule !== null) expectProven(rule, prepared.env);
  }), { numRuns: 500 });
});
test("and of 500 random rules", () => {
  fc.assert(fc.property(steps, (plan) => {
    const { k, rule } = build(plan);
    expectProven(rule, k.env);
  }), { numRuns: 500 });
});
