/**
 * Each pass over thousands of random pipelines: `RULEC_PROGRAMS` says how many, `RULEC_SEED` which. What each pass changed is counted and printed.
 * Likewise each rewrite and each shape of the SQL, on DuckDB: `RULEC_REWRITTEN`.
 */
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PASSES } from "../../src/ir/passes/list.ts";
import { closeData, openData } from "../evaluate/pipelines.ts";
import { difference, isCaught, LISTS, programs, textOf } from "../ir/passes/equivalence.ts";
import { MUTATIONS } from "../ir/passes/mutations.ts";
import { CHOICES, differs, PROGRAMS } from "../lower/choices.ts";
import { SEED } from "../support/seed.ts";

beforeAll(openData);
afterAll(closeData);

const numRuns = Number(process.env["RULEC_PROGRAMS"] ?? 700);

test("thousands of random pipelines give the same rows with each pass by itself, with all and without", () => {
  const changed = new Map<string, number>();
  fc.assert(fc.property(programs, (program) => {
    expect(difference(textOf(program), program.set, LISTS, changed)).toBeNull();
  }), { numRuns });
  process.stdout.write(`${numRuns} programs; rules changed by ${[...changed].map(([name, count]) => `${name} ${count} times`).join(", ")}\n`);
  for (const { name } of PASSES) expect([name, (changed.get(name) ?? 0) * 200 > numRuns]).toEqual([name, true]);
}, 7_200_000);

test("thousands of random pipelines give the same rows on DuckDB with each rewrite and without, and in each shape of the SQL", async () => {
  const wanted = Number(process.env["RULEC_REWRITTEN"] ?? 150);
  const changed = new Map<string, number>();
  await fc.assert(fc.asyncProperty(programs, async (program) => {
    expect(await differs(textOf(program), program.set, changed)).toBeNull();
  }), { numRuns: wanted });
  process.stdout.write(`${wanted} programs; texts changed by ${[...changed].map(([name, count]) => `${name} ${count} times`).join(", ")}\n`);
  // What pipelines of this kind never hold has programs of its own.
  for (const text of Object.values(PROGRAMS).flat()) expect(await differs(text, "plain", changed)).toBeNull();
  for (const [name] of CHOICES) expect([name, changed.has(name)]).toEqual([name, true]);
}, 7_200_000);

test("random pipelines find every mutation of a pass", () => {
  const alive = new Set(MUTATIONS);
  const found: number[] = [];
  for (const [at, program] of fc.sample(programs, { numRuns: 4000, seed: SEED }).entries()) {
    if (alive.size === 0) break;
    const text = textOf(program);
    for (const mutation of alive) if (isCaught(mutation, text, program.set) && alive.delete(mutation)) found.push(at + 1);
  }
  process.stdout.write(`${found.length} mutations, found by program ${found.join(", ")}\n`);
  expect([...alive].map(({ pass, breaks }) => `${pass.name}: ${breaks}`)).toEqual([]);
});
