import { join } from "node:path";
import { expect, test } from "vitest";
import { placesIn } from "../../src/compile/places.ts";
import { proofJson } from "../../src/compile/proof-forms.ts";
import { proofSectionsOf } from "../../src/compile/proof.ts";
import type { Compiled, Prepared } from "../../src/compile/types.ts";
import { bindNamed } from "../../src/lang/bind-rule.ts";
import { caseFolder, caseNames } from "../support/cases.ts";
import { openFolder } from "../support/pack.ts";

/** How many rules were compared. */
function compare({ prepared, declared }: Compiled): number {
  const { program, env } = prepared as Prepared;
  const places = placesIn(program);
  return declared.filter(({ name }) => {
    const rule = bindNamed(name, program, env);
    if (rule === null) return false;
    const [ahead, asked] = [true, false].map((all) => proofJson(proofSectionsOf(rule, prepared as Prepared, places, all)));
    expect([name, asked]).toEqual([name, ahead]);
    return true;
  }).length;
}

test("the proofs on a rule's page are those that `rulec show --proof` tells, in every case", async () => {
  let compared = 0;
  for (const name of caseNames) {
    const { compiled } = openFolder(await caseFolder(name));
    if (compiled !== null) compared += compare(compiled);
  }
  expect(compared).toBeGreaterThan(300);
});
test.each(["codeintel", "tpch", "quickstart"])("and in the pack %s", (pack) => {
  expect(compare(openFolder(join(import.meta.dirname, "../../rules", pack)).compiled as Compiled)).toBeGreaterThan(2);
});
