/** `RULEC_LINTED` random programs with planted problems, from `RULEC_SEED`: each is found, and the edits leave it gone, no file broken, and every rule meaning what the edit says. */
import { expect, test } from "vitest";
import type { LintId } from "../../src/lang/diagnostics/index.ts";
import { plantedBatch } from "../lint/planted.ts";
import { SEED } from "../support/seed.ts";

const PROGRAMS = Number(process.env["RULEC_LINTED"] ?? 800);
const BATCH = 100;
const EXPRESSIONS = 300;

test(`${PROGRAMS} random programs with planted problems, mended`, { timeout: 60_000 + PROGRAMS * 500 }, () => {
  const planted = new Map<LintId, number>();
  let [made, spoilt] = [0, 0];
  for (let batch = 0; made < PROGRAMS; batch++) {
    const of = plantedBatch(SEED, batch, BATCH, EXPRESSIONS);
    expect([batch, of.wrong]).toEqual([batch, []]);
    for (const [id, times] of of.planted) planted.set(id, (planted.get(id) ?? 0) + times);
    made = [...planted.values()].reduce((sum, times) => sum + times, 0);
    spoilt += of.spoilt;
  }
  expect(spoilt / made).toBeLessThan(0.05);
  expect([...planted.keys()].sort()).toEqual(["allow-unknown", "allow-unused", "bare-right-column", "implicit-cross-join", "sort-unused", "unused-column", "unused-import", "unused-let"]);
});
