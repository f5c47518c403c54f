/** A slice of `node scripts/format.mjs`, as large as RULEC_FORMAT_PROGRAMS, RULEC_FORMAT_TREES and RULEC_FORMAT_LAYOUTS say, from RULEC_SEED. */
import { expect, test } from "vitest";
import { BATCH, lookAtPrograms, lookAtTexts, lookAtTrees } from "../format/searches.ts";
import { ruleFiles, samples } from "../format/texts.ts";
import { SEED } from "../support/seed.ts";

const size = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const [programs, trees, layouts] = [size("RULEC_FORMAT_PROGRAMS", 600), size("RULEC_FORMAT_TREES", 3_000), size("RULEC_FORMAT_LAYOUTS", 2)];

test(`every text of the repository in ${layouts} layouts`, () => {
  expect(lookAtTexts([...ruleFiles(), ...samples()], SEED, layouts).problems).toEqual([]);
});

test(`${trees} random trees`, () => {
  expect(lookAtTrees(SEED, trees)).toEqual({ tried: trees, problems: [] });
});

test(`${programs} random programs`, () => {
  for (let batch = 0; batch * BATCH < programs; batch++) expect(lookAtPrograms(SEED, batch, Math.min(BATCH, programs - batch * BATCH)).problems).toEqual([]);
});
