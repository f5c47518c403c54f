/** `state:modified` selects what means something else than when it was published, and nothing more. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { statesOf } from "../src/cli/rule-state.ts";
import { compile } from "../src/compile/compile.ts";
import { chooseProfile, manifestOf } from "../src/lang/pack.ts";
import { comment, move, randomOf, rename, reorder, reorderLets, split, type Files } from "./support/edits.ts";
import { host } from "./support/host.ts";
import { basePack, harmed, HARMFUL } from "./support/state-edits.ts";

/** How many of each: 200 in the long run. */
const RUNS = Number(process.env["STATE_EDITS"] ?? 6);

const manifest = manifestOf({ name: "p", version: "0.1.0", language: 1, profiles: { dev: {} } });
const profile = chooseProfile(manifest, null);

function states(texts: Files): ReturnType<typeof statesOf> {
  if ("code" in profile) throw new Error(profile.title);
  const compiled = compile({ manifest, profile, files: [...texts].map(([path, text]) => ({ path, text })) }, host);
  const problems = compiled.diagnostics.filter(({ severity }) => severity === "error").map(({ code, title }) => `${code}: ${title}`);
  if (problems.length > 0) throw new Error(`${problems.join("\n")}\n${[...texts.values()].join("\n")}`);
  return statesOf(compiled);
}

const before = states(basePack);
const modified = (texts: Files): string[] => {
  const now = states(texts);
  return [...before.keys()].filter((rule) => JSON.stringify(now.get(rule)) !== JSON.stringify(before.get(rule)));
};

/** All words but the names that nobody outside sees. */
const OUTSIDE = new Set([...basePack.values(), ...HARMFUL.flat()].flatMap((text) => text.match(/\w+/g) ?? []).filter((word) => !["rows", "d", "p", "c"].includes(word)));

/** One to four that change no meaning; a file is moved or cut in two once, at the end. */
const laidOut = fc.tuple(fc.nat(), fc.array(fc.constantFrom(comment, rename(OUTSIDE), reorder, reorderLets), { minLength: 1, maxLength: 3 }), fc.constantFrom(null, move, split)).map(([seed, edits, last]) => (texts: Files): Files => {
  const random = randomOf(seed);
  return [...edits, ...(last === null ? [] : [last])].reduce((made, edit) => edit(made, random, []) ?? made, texts);
});

test("edits that change no meaning leave every rule as it was: comments, blanks, inner names, order, files", () => {
  fc.assert(fc.property(laidOut, (lay) => { expect(modified(lay(basePack))).toEqual([]); }), { numRuns: RUNS });
});

test("edits that change what a rule means are found, whatever else is written in another way", () => {
  fc.assert(fc.property(fc.constantFrom(...HARMFUL), laidOut, (harm, lay) => { expect(modified(lay(harmed(harm))), harm.join(" ")).toContain(harm[0]); }), { numRuns: RUNS });
});

if (RUNS >= HARMFUL.length) test("each of the changes of meaning is found by itself", () => {
  for (const harm of HARMFUL) expect(modified(harmed(harm)), harm.join(" ")).toContain(harm[0]);
});
