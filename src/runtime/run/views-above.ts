/** Views that a run does not build itself, above tables whose columns it changes. */
import type { RuleName } from "../../ir/id.ts";
import type { CompiledRule } from "../plan-types.ts";
import { isPublished, keyOf, objectOf, type Existing } from "./existing.ts";
import { publishedDiffers } from "./published.ts";
import { publishedFrom, type Work } from "./work.ts";

/**
 * The database holds a view to the columns that it had when it was made, so these are made anew with what they read. One that reads something else
 * that is not as its rule says now is left: it could not be made. Throws what the engine throws.
 */
export async function viewsAbove(work: Work, there: Existing): Promise<readonly CompiledRule[]> {
  const changed = new Set([...work.staged.values()].flatMap(({ rule }) => (hasOtherColumns(rule, there) ? [rule.name] : [])));
  if (changed.size === 0) return [];
  const out: CompiledRule[] = [];
  for (const rule of work.input.rules) {
    const key = keyOf(rule.schema, rule.table);
    if (rule.storage.kind !== "view" || work.staged.has(rule.name) || there.objects.get(key) !== "view" || there.owned.get(key)?.pack !== work.input.pack) continue;
    const below = reached(work, rule);
    if (below.some((name) => changed.has(name)) && (await areThere(work, below, there))) out.push(rule);
  }
  return out;
}

function hasOtherColumns(rule: CompiledRule, there: Existing): boolean {
  const before = objectOf(there, rule)?.columns;
  if (rule.storage.kind === "view" || before === undefined || before === null) return false;
  const text = (columns: readonly { readonly name: string; readonly sqlType: string }[]): string => JSON.stringify(columns.map(({ name, sqlType }) => [name, sqlType]));
  return text(before) !== text(rule.columns);
}

/** Stored rules and sources that a view reads, through others. */
function reached({ rules }: Work, view: CompiledRule): readonly RuleName[] {
  const seen = new Set<RuleName>();
  const below: RuleName[] = [];
  const open = [view];
  for (let rule = open.pop(); rule !== undefined; rule = open.pop()) {
    for (const { of } of rule.reads) {
      if (seen.has(of.name)) continue;
      seen.add(of.name);
      const upstream = rules.get(of.name);
      if (upstream?.storage.kind === "view") open.push(upstream);
      else below.push(of.name);
    }
  }
  return below;
}

async function areThere(work: Work, below: readonly RuleName[], there: Existing): Promise<boolean> {
  for (const name of below) {
    const rule = work.rules.get(name);
    if (rule === undefined ? !work.located.has(name) : !work.staged.has(name) && (!isPublished(work, rule, there) || (await publishedDiffers(work.session, publishedFrom(work, rule), rule)) !== null)) return false;
  }
  return true;
}
