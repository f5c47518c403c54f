/** Random programs of all verbs and functions on the evaluator and on DuckDB: what they have found, and a small slice of them. The search itself: `npm run fuzz`. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { corpus, judgeFile } from "./fuzz/corpus.ts";
import { noCoverage } from "./fuzz/coverage.ts";
import { openEngine, type Engine } from "./fuzz/engine.ts";
import { newTally, runBatch } from "./fuzz/search.ts";
import { laidOut, tokensOf } from "./fuzz/tokens.ts";

let engine: Engine;
beforeAll(async () => void (engine = await openEngine()));
afterAll(() => engine.close());

test.each(corpus)("a program that was different means the same on both sides: %s", async (name) => {
  for (const [rule, verdict] of await judgeFile(name, engine)) expect([rule, verdict]).toEqual([rule, expect.objectContaining({ kind: expect.stringMatching(/^(same|fails|avoided)$/) as unknown })]);
});

test("random programs mean the same on the evaluator and on the engine, nearly all of them compile, and what is inferred of them is true", async () => {
  const tally = newTally(noCoverage());
  const found: unknown[] = [];
  await runBatch(1, 0, 25, engine, tally, { found: ({ program, verdict }) => void found.push([program.text, verdict]) }, 60);
  expect(found).toEqual([]);
  expect(tally.coverage.programs).toBeGreaterThan(20);
});

test("a program that is made small keeps its strings and brackets", () => {
  const text = 'rule r unordered { from a |> where b == f"{c}|> x" and `d e`::decimal(3, 2) <=> -1.5 }';
  expect(tokensOf(laidOut(tokensOf(text)))).toEqual(tokensOf(text));
});
