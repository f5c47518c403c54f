/** Normal forms of all cases and packs, and of random pipelines: the text compiles to the same, and is its own normal form. */
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../src/compile/compile.ts";
import { normalNamed } from "../../src/compile/expand.ts";
import type { Prepared } from "../../src/compile/types.ts";
import { chooseProfile, type Profile } from "../../src/lang/pack.ts";
import { manifest, pipeline, SOURCES, steps } from "../evaluate/pipelines.ts";
import { caseNames, normalsOf, packNames } from "../support/normals.ts";
import { host } from "../support/pack.ts";
import { CASES, RULES } from "../support/stability.ts";

const compiled = (rule: string): Prepared =>
  compile({ manifest, profile: chooseProfile(manifest, null) as Profile, files: [{ path: "p.rule", text: `${SOURCES}\n${rule}` }] }, host, { keep: true }).prepared as Prepared;

const RUNS = Number(process.env["RULEC_PIPELINES"] ?? 1_000);
let printed = 0;

test("every case and pack", () => {
  const folders = [...caseNames.map((name) => join(CASES, name)), ...packNames.map((name) => join(RULES, name))];
  let count = 0;
  for (const folder of folders) {
    const made = normalsOf(folder);
    expect([folder, made]).toMatchObject([folder, { without: [], unlike: [] }]);
    count += made.count;
  }
  expect(count).toBeGreaterThan(400);
});

test("a random pipeline", () => {
  fc.assert(fc.property(steps, (plan) => {
    const text = `rule q unordered tier best_effort {\n${pipeline(plan)}\n}`;
    const made = normalNamed("p.q", compiled(text));
    if (made === null) return;
    expect([text, made]).toMatchObject([text, { ok: true }]);
    if (!made.ok) return;
    printed++;
    // Names are those of one file here, so that the text stands in the rule's place.
    expect([text, normalNamed("p.q", compiled(made.text))]).toMatchObject([text, { ok: true, text: made.text }]);
  }), { numRuns: RUNS });
  expect(printed).toBeGreaterThan(RUNS * 0.9);
});
