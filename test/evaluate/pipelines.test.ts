/** Pipelines that nobody thought of: the evaluator and the engine give the same rows. */
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeData, dataNames, leavingOut, oneStep, openData, pipeline, steps } from "./pipelines.ts";
import { agrees, agreesOnPromises } from "./agree.ts";

beforeAll(openData);
afterAll(closeData);

test("a random pipeline's rows are the same on the evaluator and on the engine, as bound and after the passes", async () => {
  await fc.assert(fc.asyncProperty(steps, fc.constantFrom(...dataNames), async (plan, set) => {
    expect(await agrees(pipeline(plan), set)).toBeNull();
  }), { numRuns: 60 });
});

test("a promise is broken by as many rows on the evaluator as on the engine", async () => {
  await fc.assert(fc.asyncProperty(steps, oneStep, fc.constantFrom(...dataNames), async (plan, step, set) => {
    expect(await agreesOnPromises(pipeline(plan), step, set)).toBeNull();
  }), { numRuns: 25 });
});

/** Found by the properties above. */
const FOUND = [
  ["a column of `using` has the type in which its sides meet", "from s |> select { l: d, d } |> join right (from r |> select { d: rid, e }) using [d], cardinality: \"n:m\" |> derive { n: l + d }", "plain"],
  ["a union whose rows are sorted and then counted", "from s |> select { id, g } |> union all (from r |> select { id: rid, g: rg }) |> sort [g]", "plain"],
  ["a condition on a group's key beside an output of the name of the column that it is computed from", "from s |> group { k: id + a } { n: sum(id) } |> where k > 1 |> derive { id: 1 + k }", "plain"],
  ["the same of text, where the output is a constant", 'from s |> group { k: g || "a" } { n: count() } |> where k > "x" |> derive { g: "u" }', "plain"],
  ["a limited union beside a recursion", 'from s |> select { id, k: id } |> union (from s |> select { id, k: a }) |> sort [id, k] |> limit 3 |> select { src: id, dst: id } |> recurse as q, depth: far, max_depth: 3 { from q |> join r as rr on dst == rr.w, cardinality: "n:m" |> select { src, dst: rr.v } }', "plain"],
  ["a sorted union that is aggregated", "from s |> select { id, g, x: id } |> union all (from s |> where b > 0 |> select { id, g, x: a }) |> sort [id desc nulls first] |> aggregate { n: sum(x), c: count() } |> derive { k: n + c }", "plain"],
  ["windows of one name in two branches of a union", "from s |> window by [g] sort [id] range ..0 { n: avg(id), m: max(id) } |> union all (from s |> window by [g] sort [id] range ..0 { n: avg(id), m: max(id) })", "plain"],
  ["what a round past the last one would compute", "from s |> select { k: a } |> where k > 1 |> recurse as q, max_depth: 0 { from q |> select { k: (k + 2) % 5 } }", "extreme"],
] as const;
test.each(FOUND)("%s", async (_, text, set) => {
  expect(await agrees(text, set)).toBeNull();
  for (const x of leavingOut) expect(await agreesOnPromises(text, { op: 0, x, y: 0, z: 0 }, set)).toBeNull();
});
