/** Sixty edits, made by hand before there was anything to judge them: what the diff says of each. */
import { describe, expect, test } from "vitest";
import type { RowsVerdict } from "../../src/compile/diff/rows.ts";
import { diffOf, pairsIn, said } from "./pairs.ts";

const [equal, subtle, breaking] = ["equal.md", "subtle.md", "breaking.md"].map(pairsIn) as [ReturnType<typeof pairsIn>, ReturnType<typeof pairsIn>, ReturnType<typeof pairsIn>];

test("there are twenty of each kind, or more", () => {
  expect(Math.min(...[equal, subtle, breaking].map(({ length }) => length))).toBeGreaterThanOrEqual(20);
});

const known = new Map<string, RowsVerdict | null>();
/** Of the rule that was edited, which stands last. */
function verdict(pair: (typeof equal)[number]): RowsVerdict | null {
  const made = known.has(pair.title) ? (known.get(pair.title) ?? null) : (diffOf(pair).rules.at(-1)?.rows ?? null);
  known.set(pair.title, made);
  return made;
}

describe("of two forms of one meaning no difference is told", () => {
  test.each(equal)("$title", (pair) => {
    expect(verdict(pair)?.kind ?? "same IR").not.toBe("differs");
  });
  test("and of at least 15 it is proved", () => {
    const proved = equal.filter((pair) => ["equal", undefined].includes(verdict(pair)?.kind));
    expect(proved.map(({ title }) => title).length).toBeGreaterThanOrEqual(15);
  });
});

describe("what is subtly another meaning is never called equal, and shown on a few rows", () => {
  const countOf = (found: RowsVerdict | null): number | null => (found?.kind === "differs" ? found.example.inputs.reduce((sum, of) => sum + of.rows.length, 0) : null);
  test.each(subtle)("$title", (pair) => {
    expect(verdict(pair)?.kind).not.toBe("equal");
  });
  test("at least 18 on five rows or fewer", () => {
    expect(subtle.map((pair) => countOf(verdict(pair))).filter((count) => count !== null && count <= 5).length).toBeGreaterThanOrEqual(18);
  });
});

describe("each change is named, and those that break readers are told apart", () => {
  test.each(breaking)("$title", (pair) => {
    expect(`${diffOf(pair).rules.map(said).join("\n")}\n`).toBe(pair.says);
  });
});
