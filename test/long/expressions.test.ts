/**
 * Random expressions over all functions, operators, casts, branches, lambdas, lists and structs: `RULEC_EXPRESSIONS` (5000) says how many,
 * `RULEC_SEED` (7) which, `RULEC_EXPRESSION_ROWS` (8) over how many rows.
 */
import { expect, test } from "vitest";
import { random } from "../evaluate/random-values.ts";
import { dataOf } from "../evaluate/expressions/columns.ts";
import { differences, noCounts, shrunk } from "../evaluate/expressions/compare.ts";
import { bind, type Bound } from "../evaluate/expressions/engine.ts";
import { randomExpression, textOfTree, type Tree } from "../evaluate/expressions/generate.ts";

const SEED = Number(process.env["RULEC_SEED"] ?? 7);
const WANTED = Number(process.env["RULEC_EXPRESSIONS"] ?? 5000);
const ROWS = Number(process.env["RULEC_EXPRESSION_ROWS"] ?? 8);
const MOST_TOLD = Number(process.env["RULEC_EXPRESSION_TOLD"] ?? 10);
/** How many expressions share rows, and how many a statement. */
const [SHARED, TOGETHER] = [500, 25];

test("random expressions give on DuckDB what they give on the evaluator: value, type, and error or not", async () => {
  const chance = random(SEED);
  const counts = noCounts();
  const rejected = new Map<string, number>();
  const told: string[] = [];
  let expressions = 0;
  for (let from = 0; from < WANTED && told.length < MOST_TOLD; from += SHARED) {
    const data = dataOf(Math.floor(chance() * 2 ** 31), ROWS);
    const found: (readonly [Tree, Bound])[] = [];
    for (let i = 0; i < SHARED; i++) {
      const tree = randomExpression(chance, 1 + Math.floor(chance() * 5));
      const bound = bind(textOfTree(tree));
      if ("code" in bound) rejected.set(bound.code, (rejected.get(bound.code) ?? 0) + 1);
      else found.push([tree, bound]);
    }
    for (let at = 0; at < found.length && told.length < MOST_TOLD; at += TOGETHER) {
      const some = found.slice(at, at + TOGETHER);
      const wrong = await differences(some.map(([, bound]) => bound), data, counts);
      expressions += some.length;
      for (const [i, difference] of wrong.entries()) if (difference !== null && told.length < MOST_TOLD) told.push(await shrunk((some[i] as (typeof some)[number])[0], data));
    }
  }
  console.log(`${expressions} expressions, ${counts.rows} rows: ${counts.failed} fail on both, ${counts.avoided} on the evaluator alone, whose engine need not look; known: ${JSON.stringify(Object.fromEntries(counts.pardoned))}; not compiled: ${JSON.stringify(Object.fromEntries(rejected))}`);
  expect(told.join("\n\n")).toBe("");
});
