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
  const counts = { same: 0, avoided: 0, failed: 0, late: 0, refused: 0 };
  try {
    await fc.assert(fc.asyncProperty(steps, async (plan) => {
      if (counts.same >= wanted) return;
      const rule = orderedRule(plan);
      const hashes = rule === null ? [] : await layouts.bytes(rule);
      // An engine may avoid an error, by not looking at a row that no result needs: then nothing or the same is published.
      const made = hashes.filter((hash) => hash !== "failed" && hash !== "late");
      expect(new Set(made).size, `${rule?.select.text}\n${hashes.join("\n")}`).toBeLessThan(2);
      counts[hashes.length === 0 ? "refused" : hashes.includes("late") ? "late" : made.length === 0 ? "failed" : made.length < hashes.length ? "avoided" : "same"]++;
    }), { numRuns: wanted * 4 });
  } finally {
    layouts.close();
  }
  console.log(`over ${rows} rows: ${JSON.stringify(counts)}`);
  expect(counts.same).toBe(wanted);
});
