/** Pipelines that nobody thought of: the evaluator and the engine give the same rows. */
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeData, dataNames, openData, pipeline, steps } from "./pipelines.ts";
import { agrees } from "./agree.ts";

beforeAll(openData);
afterAll(closeData);

test("a random pipeline's rows are the same on the evaluator and on the engine, as bound and after the passes", async () => {
  await fc.assert(fc.asyncProperty(steps, fc.constantFrom(...dataNames), async (plan, set) => {
    expect(await agrees(pipeline(plan), set)).toBeNull();
  }), { numRuns: 60 });
});
