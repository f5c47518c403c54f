/** What the formatter promises, on every text of the repository, and a slice of what scripts/format.mjs looks at. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { AST_FIELDS, descendants } from "../../src/lang/ast/walk.ts";
import { formatText } from "../../src/lang/format/index.ts";
import { file } from "../lang/arbitrary.ts";
import { SEED } from "../support/seed.ts";
import { strayed } from "./beside.ts";
import { lookAtPrograms, lookAtTexts, lookAtTrees } from "./searches.ts";
import { ruleFiles, samples } from "./texts.ts";

test("every rule file and sample keeps what it says and its comments, and is laid out once", () => {
  const texts = [...ruleFiles(), ...samples()];
  const { tried, problems } = lookAtTexts(texts, SEED, 0);
  expect(problems).toEqual([]);
  expect(tried).toBeGreaterThan(250);
});

test("so do some of them from a layout that nobody would write, with comments in any gap", () => {
  expect(lookAtTexts(ruleFiles().filter((_, i) => i % 24 === SEED % 24), SEED, 3).problems).toEqual([]);
});

test("random trees have nodes of every kind that a text can give", () => {
  const seen = new Set(fc.sample(file, { seed: SEED, numRuns: 500 }).flatMap((made) => [...descendants(made)].map(({ kind }) => kind)));
  const kinds = (Object.keys(AST_FIELDS) as (keyof typeof AST_FIELDS)[]).filter((kind) => !kind.startsWith("error"));
  expect(kinds.filter((kind) => !seen.has(kind))).toEqual([]);
});

test("random trees print as text that reads as the same tree, and keep it in any layout", () => {
  expect(lookAtTrees(SEED, 60).problems).toEqual([]);
});

test("random programs keep the hash of every rule", () => {
  const { tried, problems } = lookAtPrograms(SEED, 0, 10, 40);
  expect(problems).toEqual([]);
  expect(tried).toBeGreaterThan(7);
});

test("a comment among keywords stays where it stood", () => {
  for (const text of ["where a is  -- c\n    not null", "where a is not  -- c\n    null", "dedupe on [a] keep  -- c\n    first by [a]", "join asof  -- c\n    left t on a == t.a", "derive { x: a::decimal(12,  -- c\n      2) }", "where a < (( -- b\n case -- c\n -- d\n { e -> 1 }) != 3)"]) {
    const whole = `rule r unordered {\n  from t\n  |> ${text}\n}\n`;
    const { text: laidOut } = formatText("a.rule", whole);
    expect([laidOut, strayed(whole, laidOut ?? "")]).toEqual([laidOut, []]);
  }
});

test("a comment that is lost, doubled or moved would be noticed", () => {
  expect(strayed("a -- x\nb", "a b")).toEqual(["lost: x"]);
  expect(strayed("a -- x\nb", "a -- x\n-- x\nb")).toEqual(["twice: x"]);
  expect(strayed("a b -- x\nc d", "a -- x\nb c d")).toEqual([]);
  expect(strayed("a b c d -- x\ne f", "a -- x\nb c d e f")).toHaveLength(1);
});
