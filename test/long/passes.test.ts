/** Each pass over thousands of random pipelines: `RULEC_PROGRAMS` says how many, `RULEC_SEED` which. What each pass changed is counted and printed. */
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PASSES } from "../../src/ir/passes/list.ts";
import { closeData, openData } from "../evaluate/pipelines.ts";
import { difference, LISTS, programs, textOf } from "../ir/passes/equivalence.ts";

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
