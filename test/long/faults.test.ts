import { rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSuite, type Suite } from "../faults/kills.ts";
import { SEED } from "../support/seed.ts";
import { planKills, trialText } from "../faults/plan-kills.ts";

// Beside node_modules, so that the child finds the database.
const child = path.resolve("node_modules/.cache/rulec-tests", `faults-child-${process.pid}.mjs`);
const KILLS = Number(process.env["RULEC_KILLS"] ?? 40);
let suites: readonly Suite[];
beforeAll(async () => {
  await build({ entryPoints: ["test/faults/child.ts"], outfile: child, bundle: true, platform: "node", format: "esm", external: ["@duckdb/*", "apache-arrow"] });
  suites = await Promise.all([openSuite(child), openSuite(child)]);
});
afterAll(() => {
  for (const suite of suites) suite.close();
  rmSync(child, { force: true });
});

test(`${KILLS} kills, at each kind of statement and of change to files, and at random moments: all old or all new, the next run completes, nothing is left, the ledger is right`, async () => {
  const { points: passed } = suites[0] as Suite;
  const trials = planKills(passed, KILLS, SEED);
  const points = trials.flatMap(({ kills }) => kills).flatMap((kill) => ("at" in kill ? [kill.at.kind] : []));
  expect(new Set(points)).toEqual(new Set(passed));
  const wrong: string[] = [];
  const work = async (suite: Suite, from: number): Promise<void> => {
    for (const trial of trials.filter((_, i) => i % suites.length === from)) wrong.push(...(await suite.run(trial)).problems.map((problem) => `${trialText(trial)}: ${problem}`));
  };
  await Promise.all(suites.map(work));
  expect(wrong).toEqual([]);
});
