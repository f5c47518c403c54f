import { join } from "node:path";
import { expect, test } from "vitest";
import type { Compiled } from "../../src/compile/types.ts";
import { caseFolder, caseNames } from "../support/cases.ts";
import { expectSameLineage } from "../support/lineage.ts";
import { openFolder } from "../support/pack.ts";

test("the steps that `rulec lineage` shows lead to what the lineage in the artifacts says, in every case", async () => {
  let compared = 0;
  for (const name of caseNames) {
    const { compiled } = openFolder(await caseFolder(name));
    if (compiled !== null) compared += expectSameLineage(compiled);
  }
  expect(compared).toBeGreaterThan(500);
});
test.each(["codeintel", "tpch", "quickstart"])("and in the pack %s", (pack) => {
  expect(expectSameLineage(openFolder(join(import.meta.dirname, "../../rules", pack)).compiled as Compiled)).toBeGreaterThan(10);
});
