/** Frames by value, over sorts with nulls, ties, NaN, infinities and the ends of types: the evaluator and the engine see the same rows in them. */
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { agrees } from "./agree.ts";
import { bound, closeData, dataNames, openData } from "./pipelines.ts";

beforeAll(openData);
afterAll(closeData);

const key = fc.constantFrom("id", "a", "b", "d", "f", "day", "at", "g", "ok");
const frame = fc.constantFrom(
  "range ..0", "range 0..", "range -1..1", "range -2..-1", "range 1..", "range ..-1", "range -0.5..0.5", "range 1.5..3", 'range -interval "1 month"..0',
  'range -interval "1 day"..interval "1 day"', 'range interval "1 month"..', "range ..",
);
const aggregate = fc.constantFrom("count()", "count(a)", "sum(d)", "min(f)", "max(at)", "avg(b)", "count(where: a > 1)", "count_distinct(g)");

test("whichever way the sort goes, wherever its nulls stand", async () => {
  let compiled = 0;
  await fc.assert(fc.asyncProperty(key, frame, aggregate, fc.boolean(), fc.boolean(), fc.boolean(), fc.constantFrom(...dataNames), async (by, range, fn, desc, nullsFirst, parted, set) => {
    const text = `from s |> select { id, x: ${fn} over (${parted ? "by [g] " : ""}sort [${by}${desc ? " desc" : ""}${nullsFirst ? " nulls first" : ""}] ${range}) }`;
    // An interval lies between times alone.
    if (bound(text) === null) return;
    compiled++;
    expect(await agrees(text, set)).toBeNull();
  }), { numRuns: 200 });
  expect(compiled).toBeGreaterThan(60);
});
