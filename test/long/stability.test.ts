/** Edits that mean nothing, on every case and pack: the hash of each rule, its canonical SQL and its normal form stay. */
import { expect, test } from "vitest";
import { SEED } from "../support/seed.ts";
import { canonicalOf } from "../../src/compile/rule-forms.ts";
import type { Prepared } from "../../src/compile/types.ts";
import { parseTrees } from "../../src/runtime/index.ts";
import { apart, edited, EDITS, formsOf, openedPack, packFolders } from "../support/stability.ts";

type Tree = Parameters<typeof apart>[0] & { readonly error: boolean };
const ROUNDS = Number(process.env["RULEC_EDITS"] ?? 1);
const applied = new Map<string, number>();

test.each(packFolders())("%s", (name, folder) => {
  const opened = openedPack(folder);
  if (opened === null) return;
  const before = formsOf(opened.compiled);
  for (const [what, change] of Object.entries(EDITS)) {
    // Code is found beside the file that names it.
    if (name === "whole-language" && what === "other files") continue;
    for (let round = 0; round < ROUNDS; round++) {
      const done = edited(opened, change, SEED * 1000 + round, before);
      if (done === null) continue;
      expect([what, done]).toEqual([what, { errors: [], changed: [] }]);
      applied.set(what, (applied.get(what) ?? 0) + before.size);
    }
  }
});

test("the engine's parser makes of the emitted SQL what it makes of the canonical SQL, but for local names", async () => {
  const pairs = packFolders().flatMap(([name, folder]) => {
    const opened = openedPack(folder);
    const { rules = [], prepared } = opened?.compiled ?? {};
    return rules.map((rule) => ({ rule: `${name} ${rule.name}`, emitted: rule.select.text, canonical: canonicalOf(rule, prepared as Prepared) }));
  });
  const { trees } = await parseTrees(pairs.flatMap(({ emitted, canonical }) => [emitted, canonical]));
  const differing = pairs.flatMap(({ rule, emitted, canonical }, i) => {
    const [one, other] = [JSON.parse(trees[2 * i] as string), JSON.parse(trees[2 * i + 1] as string)] as [Tree, Tree];
    // Text in SQL that the engine cannot read: its message says where.
    const where = one.error && other.error ? null : apart(one, other);
    return where === null ? [] : [[rule, where, emitted, canonical]];
  });
  expect(differing).toEqual([]);
  expect(pairs.length).toBeGreaterThan(250);
});

test("each edit was tried on many rules", () => {
  for (const what of Object.keys(EDITS)) expect([what, (applied.get(what) ?? 0) > 60]).toEqual([what, true]);
});
