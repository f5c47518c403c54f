/** `RULEC_LINTED` random programs with planted problems, from `RULEC_SEED`: each is found, and the edits leave it gone, no file broken, and every rule meaning what the edit says. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile } from "../../src/compile/compile.ts";
import type { LintId } from "../../src/lang/diagnostics/index.ts";
import { readPack } from "../../src/runtime/pack/read-pack.ts";
import { plantedBatch } from "../lint/planted.ts";
import { packNames } from "../support/normals.ts";
import { host } from "../support/host.ts";
import { SEED } from "../support/seed.ts";
import { RULES } from "../support/stability.ts";

const PROGRAMS = Number(process.env["RULEC_LINTED"] ?? 600);
const BATCH = 100;
const EXPRESSIONS = 300;

test("nothing is found in the packs of this repository", () => {
  for (const name of packNames) {
    const opened = readPack({ start: join(RULES, name), profile: null });
    const { diagnostics } = opened.pack === null ? opened : compile(opened.pack, host, { lint: { only: null, all: false } });
    expect([name, diagnostics.map(({ code, title, at }) => `${at.file}: ${code}: ${title}`)]).toEqual([name, []]);
  }
});

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
