/** The data of `rulec docs` for every case and pack: whole, and as the commands say it. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { placesIn } from "../../src/compile/places.ts";
import { proofJson } from "../../src/compile/proof-forms.ts";
import { proofSectionsOf } from "../../src/compile/proof.ts";
import { collectFacts } from "../../src/compile/site/facts.ts";
import type { Chunk, Page, SiteIndex, SiteLineage } from "../../src/compile/site/model.ts";
import { siteOf } from "../../src/compile/site/site.ts";
import type { Compiled, Prepared } from "../../src/compile/types.ts";
import { bindNamed } from "../../src/lang/bind-rule.ts";
import { caseFolder, caseNames } from "../support/cases.ts";
import { hasErrors, openFolder, type Opened } from "../support/pack.ts";

/** How many rules were looked at. */
function look({ compiled, pack, diagnostics }: Opened): number {
  if (compiled === null || pack === null) return 0;
  const { program, env } = compiled.prepared as Prepared;
  const places = placesIn(program);
  const facts = collectFacts();
  const rules = compiled.declared.filter(({ name }) => {
    const rule = bindNamed(name, program, env);
    if (rule === null) return false;
    facts.add(rule, compiled.prepared as Prepared);
    const [ahead, asked] = [true, false].map((all) => proofJson(proofSectionsOf(rule, compiled.prepared as Prepared, places, all)));
    expect([name, asked]).toEqual([name, ahead]);
    return true;
  });
  if (!hasErrors(diagnostics)) lookAtPages(compiled, sited(compiled, pack, facts));
  return rules.length;
}

type Read = { readonly index: SiteIndex; readonly pages: readonly Page[]; readonly lineage: SiteLineage };

function sited(compiled: Compiled, pack: NonNullable<Opened["pack"]>, facts: ReturnType<typeof collectFacts>): Read {
  const texts: string[] = [];
  const site = siteOf({
    compiled, prepared: compiled.prepared as Prepared, facts, manifest: pack.manifest, profile: pack.profile, packOf: () => null, recent: { runs: [], byRule: new Map() }, compiler: "0", made: "",
    pack: (json) => String(texts.push(json)),
  });
  for (const { pieces } of site.files) for (const piece of pieces) expect(piece).toMatch(/^rulecSite\(/);
  return { index: JSON.parse(texts[0] as string) as SiteIndex, pages: texts.slice(1, -1).flatMap((text) => JSON.parse(text) as Chunk), lineage: JSON.parse(texts.at(-1) as string) as SiteLineage };
}

/** Everything that is pointed at is there. */
function lookAtPages({ rules, tests }: Compiled, { index, pages, lineage }: Read): void {
  const { entries, columnNames } = index;
  expect([pages.length, lineage.length]).toEqual([entries.length, entries.length]);
  const named = new Map(entries.map((entry, id) => [entry.name, { entry, page: pages[id] as Page, lineage: lineage[id] }]));
  for (const [id, entry] of entries.entries()) {
    const page = pages[id] as Page;
    expect([entry.name, page.columns.map(({ name }) => name)]).toEqual([entry.name, entry.columns.map((column) => columnNames[column])]);
    expect(entry.reads.every((read) => read < id)).toBe(true);
    for (const of of [...page.links.map(([, , link]) => link), ...page.uses, ...page.usedBy]) expect(entries[of]).toBeDefined();
    for (const [at, length] of page.links) expect(page.text.slice(at, at + length)).toMatch(/^(\$?\w+|`[^`]+`)$/);
    for (const step of page.proof?.steps ?? []) for (const premise of step.premises) expect(page.proof?.steps[premise]).toBeDefined();
    for (const { steps } of page.proof?.sections ?? []) for (const step of steps) expect(page.proof?.steps[step]).toBeDefined();
    for (const step of page.steps) {
      expect([entry.name, step.of, named.has(step.of)]).toEqual([entry.name, step.of, true]);
      for (const [from] of step.into) expect(page.steps[from]).toBeDefined();
    }
  }
  for (const rule of rules) {
    const { page, entry, lineage: of } = named.get(rule.name) as { entry: SiteIndex["entries"][number]; page: Page; lineage: SiteLineage[number] };
    expect(page.sql).toBe(rule.select.text);
    // Columns that a mode adds to the table have no lineage: they are the last.
    expect(of?.columns.length).toBeLessThanOrEqual(entry.columns.length);
    for (const [leaf, column] of of?.leaves ?? []) expect([rule.name, leaf >= 0 && column >= 0 && column < (entries[leaf]?.columns.length ?? 0)]).toEqual([rule.name, true]);
    for (const { name } of page.columns.slice(0, of?.columns.length)) expect([rule.name, name, page.steps.some((step) => step.kind === "rule" && step.of === rule.name && step.column === name)]).toEqual([rule.name, name, true]);
  }
  expect(pages.reduce((sum, page) => sum + page.tests.length, 0)).toBeGreaterThanOrEqual(tests.some(({ target }) => target !== null) ? 1 : 0);
}

test("pages lead nowhere that is not there, and their proofs are those that `rulec show --proof` tells, in every case", async () => {
  let looked = 0;
  for (const name of caseNames) looked += look(openFolder(await caseFolder(name)));
  expect(looked).toBeGreaterThan(300);
});
test.each(["codeintel", "tpch", "quickstart"])("and in the pack %s", (pack) => {
  expect(look(openFolder(join(import.meta.dirname, "../../rules", pack)))).toBeGreaterThan(2);
});
