/** `RULEC_FUZZ_PROGRAMS` random programs from `RULEC_SEED`: none may differ but for what has a predicate (fuzz/pardons.ts), and everything is reached. */
import { expect, test } from "vitest";
import { SEED } from "../support/seed.ts";
import { noCoverage } from "../fuzz/coverage.ts";
import { openEngine } from "../fuzz/engine.ts";
import { BATCH, boundBatch, newTally, runBatch } from "../fuzz/search.ts";
import { shrunk } from "../fuzz/shrink.ts";

// So many, and not for so long: a faster machine would try programs that nobody has seen.
const TRIED = Number(process.env["RULEC_FUZZ_PROGRAMS"] ?? 1_500);

test(`${TRIED} random programs mean the same on the evaluator and on the engine`, { timeout: 60_000 + TRIED * 60 }, async () => {
  const engine = await openEngine();
  const tally = newTally(noCoverage());
  const found: string[] = [];
  for (let batch = 0; batch < TRIED / BATCH && found.length === 0; batch++) {
    await runBatch(SEED, batch, BATCH, engine, tally, { found: async (of, data) => void (found.length === 0 && found.push(await shrunk(of, data, engine))) });
  }
  engine.close();
  expect(found).toEqual([]);
  const refused = [...tally.rejected.values()].reduce((sum, times) => sum + times, 0);
  expect(refused / (tally.coverage.programs + refused)).toBeLessThan(0.06);
});

/** One in 5,000 is 200 in a million. */
const PROGRAMS = 5_000;

test(`of ${PROGRAMS} random programs at least one has each function, one each pair of verbs in their order, and nearly all compile`, { timeout: 300_000 }, () => {
  const tally = newTally(noCoverage());
  for (let batch = 0; batch < PROGRAMS / BATCH; batch++) boundBatch(3, batch, BATCH, tally);
  const { functions, pairs, programs } = tally.coverage;
  expect([...functions, ...pairs].filter(([, times]) => times === 0)).toEqual([]);
  expect(programs / PROGRAMS).toBeGreaterThan(0.95);
});
