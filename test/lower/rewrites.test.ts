/**
 * What the lowering chooses for DuckDB has another form, which gives the same rows. Thousands of programs: test/long/passes.test.ts.
 * `RULEC_GOLDENS=write npx vitest run test/lower/rewrites.test.ts` writes test/lower/rewrites.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PASSES } from "../../src/ir/passes/list.ts";
import { PRETTY, REWRITES, type ExplodeLane } from "../../src/lower/index.ts";
import { bound, closeData, openData } from "../evaluate/pipelines.ts";
import { programs, textOf } from "../ir/passes/equivalence.ts";
import { CHOICES, differs, lowered, PROGRAMS } from "./choices.ts";

beforeAll(openData);
afterAll(closeData);

const folder = join(dirname(fileURLToPath(import.meta.url)), "rewrites");

describe("the rows are the same with and without", () => {
  test.each(Object.entries(PROGRAMS))("%s", async (choice, pipelines) => {
    for (const text of pipelines) {
      expect(bound(text), text).not.toBeNull();
      const tally = new Map<string, number>();
      for (const set of ["plain", "extreme", "empty"]) expect(await differs(text, set, tally, [choice, "as little as can be"])).toBeNull();
      expect([text, tally.has(choice)]).toEqual([text, true]);
    }
  });

  test("in random programs", async () => {
    await fc.assert(fc.asyncProperty(programs, async (program) => {
      expect(await differs(textOf(program), program.set)).toBeNull();
    }), { numRuns: 5 });
  });
});

test("every choice has a program in which it changes the text, and no name is a pass's", () => {
  const named = CHOICES.map(([name]) => name).filter((name) => !["no rewrite", "as little as can be"].includes(name));
  expect(Object.keys(PROGRAMS).toSorted()).toEqual(named.toSorted());
  expect(REWRITES.filter(({ name }) => PASSES.some((pass) => pass.name === name))).toEqual([]);
});

test("every rewrite has a golden", () => {
  expect(readdirSync(folder).toSorted()).toEqual(REWRITES.map(({ name }) => `${name}.txt`).toSorted());
});

test.each(REWRITES)("$name does what its golden shows", ({ name }) => {
  const [program] = PROGRAMS[name] as readonly [string];
  const parts = [["program", program], ["SQL without", lowered(program, { ...PRETTY, without: [name] }).text], ["SQL", lowered(program, PRETTY).text]];
  const text = parts.map(([title, of]) => `-- ${title}\n${of}\n`).join("\n");
  const file = join(folder, `${name}.txt`);
  if (process.env["RULEC_GOLDENS"] === "write") writeFileSync(file, text);
  else expect(text).toBe(readFileSync(file, "utf8"));
});

/** Each way in which lists are taken apart, and why. Where they lie beside each other, the lateral form of each gives the same (`PROGRAMS`, above). */
const LANES: readonly (readonly [why: string, program: string, form: ExplodeLane["form"], select: ExplodeLane["select"]])[] = [
  ["nothing stands in its way", "from s |> explode xs as x", "list", "shared"],
  ["nothing stands in its way", "from s |> where b > 0 |> explode ps as { p, q }, index: i, base: 0 |> select { id, i, p }", "structs", "shared"],
  ["nothing stands in its way", "from s |> explode m as { key, value }, index: i, base: 1, keep_empty: true", "map", "shared"],
  ["nothing stands in its way", "from s |> explode [xs, ys] as { x, y }, pad: true", "zip", "shared"],
  ["nothing stands in its way", "from s |> derive { zs: [xs, xs] } |> explode zs as z |> select { id, z }", "lists", "shared"],
  ["the list is computed, and would be so twice", "from s |> derive { zs: [a, a, a, b, b, b, id, id, id] } |> explode zs as z, index: i, base: 0 |> select { id, i, z }", "list", "own"],
  ["two unnests in one select list would be zipped", "from s |> derive { zs: [xs, xs] } |> explode ys as y |> explode zs as z |> select { id, y, z }", "lists", "own"],
  ["two unnests in one select list would be zipped", "from s |> explode ps as e |> explode xs as x, index: i, base: 0 |> select { id, e.p, i, x }", "list", "own"],
  ["its input is grouped, told apart, limited or looked through by windows first", "from s |> select { g, ys } |> distinct |> explode ys as y", "list", "own"],
  ["its input is grouped, told apart, limited or looked through by windows first", "from s |> dedupe on [g] keep first by [id] |> explode m as { key, value }", "map", "own"],
  ["the rows are those of a set operation", "from s |> select { id, ys } |> union all (from s |> select { id, ys }) |> explode ys as y", "list", "own"],
];

describe("an explode says how it is computed, and why:", () => {
  test.each(LANES)("%s: %s", async (why, program, form, select) => {
    const lanes = lowered(program, PRETTY).choices.lanes;
    expect(lanes.at(-1)).toMatchObject({ form, lane: "unnest", select, why });
    for (const lane of lowered(program, { ...PRETTY, without: ["explode-in-select"] }).choices.lanes) expect(lane).toMatchObject({ lane: "lateral", why: "explode-in-select is switched off" });
    const tally = new Map<string, number>();
    expect(await differs(program, "plain", tally, ["explode-in-select"])).toBeNull();
    expect(tally.get("explode-in-select")).toBe(1);
  });
});
