/** What rules had stored before the run, for those that read it: `previous r`. */
import { existsSync } from "node:fs";
import type { RuleName } from "../../../ir/id.ts";
import { diagnose, type Diagnostic } from "../../../lang/diagnostics/index.ts";
import { fieldText } from "../../../values/type.ts";
import type { CompiledRule } from "../../plan-types.ts";
import { isPublished, objectOf, type Existing } from "../existing.ts";
import { outputFile } from "../outputs.ts";
import { nullsDiffer, publishedDiffers } from "../published.ts";
import { absolute, publishedFrom, type Work } from "../work.ts";
import { columnsFrom, noRows, storedRows } from "./index.ts";
import type { Target } from "./mode.ts";
import { targetsOf } from "./target.ts";

type Stored = { readonly targets: ReadonlyMap<RuleName, Target>; readonly previous: ReadonlyMap<RuleName, string>; readonly problems: readonly Diagnostic[] };

/** What is stored where a run will store, and what it reads of it. Errors: those of target.ts, previous-differs. */
export async function lookAtStored(work: Asking & Pick<Work, "ledger">, build: readonly CompiledRule[], there: Existing): Promise<Stored> {
  const found = await targetsOf(work, build, there);
  const { previous, problems } = await previousOf(work, build, found.targets, there);
  return { targets: found.targets, previous, problems: [...found.problems, ...problems] };
}

type Asking = Pick<Work, "engine" | "session" | "input" | "rules">;

/** A SELECT for each rule that `build` reads so: no rows where nothing is stored, or what is stored makes way. Error: previous-differs. */
async function previousOf(work: Asking, build: readonly CompiledRule[], targets: ReadonlyMap<RuleName, Target>, there: Existing): Promise<{ readonly previous: ReadonlyMap<RuleName, string>; readonly problems: readonly Diagnostic[] }> {
  const previous = new Map<RuleName, string>();
  const problems: Diagnostic[] = [];
  const building = new Set(build.map(({ name }) => name));
  for (const reader of build) {
    for (const { of } of reader.reads) {
      const rule = of.kind === "previous" ? work.rules.get(of.name) : undefined;
      if (rule === undefined || previous.has(rule.name)) continue;
      const target = targets.get(rule.name);
      const anew = target?.fresh === true || (work.input.fullRefresh === true && building.has(rule.name)) || !isThere(work, rule, there);
      const differs = anew || target !== undefined ? null : ((await publishedDiffers(work.session, publishedFrom(work, rule), rule)) ?? nullsDiffer(objectOf(there, rule)?.columns, rule));
      if (differs === null) previous.set(rule.name, anew ? noRows(rule) : target === undefined ? columnsFrom(rule, publishedFrom(work, rule)) : storedRows(work.engine, rule, target));
      else problems.push(diagnose("previous-differs", { rule: reader.table, previous: rule.table, stored: differs.params["published"] as string[], says: rule.columns.map((column) => `${column.name}: ${fieldText(column)}`) }, reader.at));
    }
  }
  return { previous, problems };
}

function isThere(work: Asking, rule: CompiledRule, there: Existing): boolean {
  const file = outputFile(rule);
  return file === null ? isPublished(work, rule, there) : existsSync(absolute(work, file));
}
