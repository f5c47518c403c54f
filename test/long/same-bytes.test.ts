/** Random rules with a promised order make the same bytes however their sources lie and however many threads read them. `RULEC_ORDERED`: how many small, `RULEC_ORDERED_LARGE`: how many large. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openLayouts, orderedRule } from "../evaluate/layouts.ts";
import { steps } from "../evaluate/pipelines.ts";

test.each([
  ["40 rows", 40, Number(process.env["RULEC_ORDERED"] ?? 400)],
  ["300,000 rows in several row groups", 300_000, Number(process.env["RULEC_ORDERED_LARGE"] ?? 8)],
] as const)("a random ordered rule over %s gives the same bytes with 1, 2 and 8 threads over shuffled files", async (_, rows, wanted) => {
  const layouts = await openLayouts(rows, 20_000);
  const counts = { same: 0, failed: 0, late: 0, refused: 0 };
  try {
    await fc.assert(fc.asyncProperty(steps, async (plan) => {
      if (counts.same >= wanted) return;
      const rule = orderedRule(plan);
      const hashes = rule === null ? [] : await layouts.bytes(rule);
      if (!hashes.includes("late")) expect(new Set(hashes).size, `${rule?.select.text}\n${hashes.join("\n")}`).toBeLessThan(2);
      counts[hashes.length === 0 ? "refused" : hashes.includes("late") ? "late" : hashes[0] === "failed" ? "failed" : "same"]++;
    }), { numRuns: wanted * 4 });
  } finally {
    layouts.close();
  }
  console.log(`over ${rows} rows: ${JSON.stringify(counts)}`);
  expect(counts.same).toBe(wanted);
});
