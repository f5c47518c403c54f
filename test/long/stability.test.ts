/** Edits that mean nothing, on every case and pack: the hash of each rule, its canonical SQL and its normal form stay. */
import { expect, test } from "vitest";
import { SEED } from "../support/seed.ts";
import { edited, EDITS, formsOf, openedPack, packFolders } from "../support/stability.ts";

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

test("each edit was tried on many rules", () => {
  for (const what of Object.keys(EDITS)) expect([what, (applied.get(what) ?? 0) > 60]).toEqual([what, true]);
});
