import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ScanEvidence } from "../../src/runtime/record/scans.ts";
import { caseFolder, caseNames, hasData } from "../support/cases.ts";
import { openFolder, runAll } from "../support/pack.ts";

test("no rule of any case scans a column that its lineage does not need, says the engine's own plan", async () => {
  let scans = 0;
  for (const name of caseNames) {
    const folder = await caseFolder(name);
    const opened = openFolder(folder);
    if (opened.compiled === null || !hasData(folder, opened.compiled)) continue;
    await runAll(opened, { evidence: true });
    const file = join(folder, "target", opened.pack?.manifest.name ?? "case", "run-scans.jsonl");
    if (!existsSync(file)) continue;
    for (const line of readFileSync(file, "utf8").trim().split("\n").slice(1)) {
      const { rule, scans: made } = JSON.parse(line) as ScanEvidence;
      for (const { operator, of, columns, unneeded } of made) expect([name, rule, operator, columns, unneeded, columns.length > 0 && of.length === 0]).toEqual([name, rule, operator, columns, [], false]);
      scans += made.length;
    }
  }
  expect(scans).toBeGreaterThan(50);
});
