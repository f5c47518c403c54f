/** Edits that mean nothing change no form of a rule but its tree, which sees places. All cases and packs: test/long/stability.test.ts. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CASES, edited, EDITS, formsOf, openedPack, type Opened } from "./support/stability.ts";
import { SEED } from "./support/seed.ts";

describe.each(["macros", "let-twice", "lists", "imports", "sql-rule", "spread"])("in the case %s, hash, canonical SQL and normal form of every rule stay the same under", (name) => {
  const opened = openedPack(join(CASES, name)) as Opened;
  const before = formsOf(opened.compiled);
  test.each(Object.entries(EDITS))("%s", (_, change) => {
    expect(edited(opened, change, SEED, before) ?? { errors: [], changed: [] }).toEqual({ errors: [], changed: [] });
  });
});

test("what means something else has another hash, canonical SQL and normal form", () => {
  const opened = openedPack(join(CASES, "macros")) as Opened;
  const [path, text] = [...opened.files].find(([, one]) => /\b\d+\b/.test(one)) as [string, string];
  const done = edited(opened, { edit: () => () => new Map([...opened.files, [path, text.replaceAll(/(?<=[<>=*+-] )\d+\b/g, (digits) => String(Number(digits) + 1))]]) }, SEED);
  expect(done?.errors).toEqual([]);
  expect(done?.changed.length).toBeGreaterThan(0);
});
