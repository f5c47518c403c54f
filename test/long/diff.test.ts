/** Proofs of equality over random programs: what is called equal has the same rows. */
import { expect, test } from "vitest";
import { ruleToJson } from "../../src/ir/json.ts";
import { mutantsOf } from "../diff/mutants.ts";
import { tried } from "../diff/unsound.ts";

const BATCHES = Number(process.env["RULEC_MUTANTS"] ?? 12);
const SEED = Number(process.env["RULEC_SEED"] ?? 1);

test(`of ${BATCHES * 100} random programs beside what a slip makes of them, none is called equal that gives other rows`, () => {
  let proved = 0;
  for (let batch = 0; batch < BATCHES; batch++) {
    for (const mutant of mutantsOf(SEED, batch, 100)) {
      const verdict = tried(mutant, 40);
      expect([mutant.text, mutant.mutated, verdict]).toEqual([mutant.text, mutant.mutated, expect.any(String)]);
      if (verdict === "proved" && ruleToJson(mutant.before).ir !== ruleToJson(mutant.after).ir) proved++;
    }
  }
  // A test in which nothing is proved shows nothing.
  expect(proved).toBeGreaterThan(BATCHES);
});
