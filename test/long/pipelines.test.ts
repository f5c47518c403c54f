/** Pipelines that nobody thought of, in thousands: `RULEC_PIPELINES` says how many, `RULEC_SEED` which (test/support/seed.ts). */
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { agrees, agreesOnPromises } from "../evaluate/agree.ts";
import { closeData, dataNames, oneStep, openData, pipeline, steps } from "../evaluate/pipelines.ts";

beforeAll(openData);
afterAll(closeData);

test("thousands of random pipelines give the same rows on the evaluator and on the engine", async () => {
  await fc.assert(fc.asyncProperty(steps, fc.constantFrom(...dataNames), async (plan, set) => {
    expect(await agrees(pipeline(plan), set)).toBeNull();
  }), { numRuns: Number(process.env["RULEC_PIPELINES"] ?? 2000) });
});

test("in thousands of them a promise is broken by as many rows on the evaluator as on the engine", async () => {
  await fc.assert(fc.asyncProperty(steps, oneStep, fc.constantFrom(...dataNames), async (plan, step, set) => {
    expect(await agreesOnPromises(pipeline(plan), step, set)).toBeNull();
  }), { numRuns: Number(process.env["RULEC_PIPELINES"] ?? 2000) / 2 });
});
