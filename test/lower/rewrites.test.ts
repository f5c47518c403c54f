/** What the lowering chooses for DuckDB has another form, which gives the same rows. Thousands of programs: test/long/passes.test.ts. */
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PASSES } from "../../src/ir/passes/list.ts";
import { REWRITES } from "../../src/lower/index.ts";
import { bound, closeData, openData } from "../evaluate/pipelines.ts";
import { programs, textOf } from "../ir/passes/equivalence.ts";
import { CHOICES, differs } from "./choices.ts";

beforeAll(openData);
afterAll(closeData);

/** By choice: pipelines in which it has something to do. */
export const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  "explode-in-select": [
    "from s |> explode xs as x, index: i, base: 0 |> select { id, i, x }", "from s |> where b > 0 |> explode xs as x, index: i, base: 1, keep_empty: true |> select { id, i, x }",
    "from s |> explode ys as y |> explode xs as x |> select { id, x, y }", "from s |> explode m as { key, value }, index: i, base: 0 |> select { id, i, key, value }",
    "from s |> explode [xs, ys] as { x, y }, index: i, base: 0, pad: true |> select { id, i, x, y }", "from s |> explode ps as { p, q }, index: i, base: 0 |> where p > 0 |> select { id, i, q }",
    "from s |> explode ps as e |> select { id, e.p } |> distinct", "from s |> select { id, a, n: b::int64 } |> unpivot [a, n], names_to: \"name\", values_to: \"value\"",
    "from s |> explode xs as x |> aggregate { n: count() }", "from s |> explode ys as y, index: i, base: 0 |> dedupe on [y] keep first by [id, i] |> select { y, id }",
    "from s |> join r as j on id == j.rid |> explode ys as y, index: i, base: 0 |> join left r as k on y == k.rg, cardinality: \"n:m\" |> select { id, i, y, v: k.v }",
  ],
  "windows-in-qualify": [
    "from s |> dedupe on [g] keep first by [id] |> select { g, b }", "from s |> where row_number() over (by [g] sort [id]) == 1 and b > 0 |> select { id }",
    "from s |> derive { n: count() over (by [g]) } |> where n > 1 |> select { id, n }", "from s |> sort [id desc] |> where b >= max(b) over (by [g]) |> limit 2 |> select { id }",
    "from s |> group { g } { n: count() } |> where n == max(n) over () |> select { g, n }",
  ],
  "distinct-in-union": ["from s |> select { g } |> union all (from r |> select { g: rg ?? \"\" }) |> distinct", "from s |> select { id } |> except (from r |> select { id: rid }) |> distinct"],
  "flat-unions": ["from s |> select { k: id } |> union all (from r |> select { k: rid } |> union all (from r |> select { k: w }))", "from s |> select { k: id } |> union (from r |> select { k: rid } |> union all (from r |> select { k: w }))"],
  "named-windows": ["from s |> derive { n: row_number() over (by [g] sort [id]), m: lag(b) over (by [g] sort [id]) } |> select { id, n, m }"],
  "bare-comparisons": ["from s |> where b::int64 == id or d > b |> select { id }", "from s |> where d::decimal(12, 4) in [1.5, 99.99] |> select { id }"],
  "nothing fused": ["from s |> where b > 0 |> derive { c: b + 1 } |> sort [c desc, id] |> limit 3 |> select { id, c }"],
  "subqueries where they are read": ["from s |> sort [id] |> limit 3 |> where b > 0 |> group { g } { n: count() } |> join s as t on g == t.g, cardinality: \"n:m\" |> select { g, n, t.id }"],
};

describe("the rows are the same with and without", () => {
  test.each(Object.entries(PROGRAMS))("%s", async (choice, pipelines) => {
    for (const text of pipelines) {
      expect(bound(text), text).not.toBeNull();
      const tally = new Map<string, number>();
      for (const set of ["plain", "extreme", "empty"]) expect(await differs(text, set, tally)).toBeNull();
      expect([text, tally.has(choice)]).toEqual([text, true]);
    }
  });

  test("in random programs", async () => {
    await fc.assert(fc.asyncProperty(programs, async (program) => {
      expect(await differs(textOf(program), program.set)).toBeNull();
    }), { numRuns: 8 });
  });
});

test("every choice has a program in which it changes the text, and no name is a pass's", () => {
  const named = CHOICES.map(([name]) => name).filter((name) => !["no rewrite", "as little as can be"].includes(name));
  expect(Object.keys(PROGRAMS).toSorted()).toEqual(named.toSorted());
  expect(REWRITES.filter(({ name }) => PASSES.some((pass) => pass.name === name))).toEqual([]);
});
