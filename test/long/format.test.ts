/** A slice of `node scripts/format.mjs`, as large as RULEC_FORMAT_PROGRAMS, RULEC_FORMAT_TREES and RULEC_FORMAT_LAYOUTS say, from RULEC_SEED. */
import { expect, test } from "vitest";
import { compile } from "../../src/compile/compile.ts";
import { formatText } from "../../src/lang/format/index.ts";
import { random } from "../evaluate/random-values.ts";
import { BATCH, lookAtPrograms, lookAtTexts, lookAtTrees } from "../format/searches.ts";
import { relaid } from "../format/relaid.ts";
import { ruleFiles, samples } from "../format/texts.ts";
import { host } from "../support/host.ts";
import { SEED } from "../support/seed.ts";
import { openedPack, packFolders } from "../support/stability.ts";

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

test("every rule of the cases and packs has its hash when its files are laid out from other layouts", () => {
  let count = 0;
  for (const [i, [name, folder]] of packFolders().entries()) {
    const opened = openedPack(folder);
    if (opened === null) continue;
    const { pack, compiled } = opened;
    const chance = random(SEED * 1_000 + i);
    const files = pack.files.map(({ path, text }) => ({ path, text: formatText(path, relaid(text, { chance, comments: 0.05, documents: false })).text ?? "" }));
    const hashesOf = ({ rules }: typeof compiled): unknown => rules.map((rule) => [rule.name, rule.hash]);
    expect([name, hashesOf(compile({ ...pack, files }, host))]).toEqual([name, hashesOf(compiled)]);
    count += compiled.rules.length;
  }
  expect(count).toBeGreaterThan(400);
});
