/** What names mean in a pipeline that stands in no file. */
import { nameOf } from "./modules.ts";
import type { Declaration, ModuleScope } from "./scope.ts";

/**
 * What names mean where no module is around (`show -e`): every declaration by its qualified name, and by its own where the pack has one of
 * that name, rules before sources.
 */
export function packScope(declarations: ReadonlyMap<string, Declaration>, file: string, text: string): ModuleScope {
  const symbols = new Map<string, Declaration>(declarations);
  const byName = new Map<string, Declaration[]>();
  for (const declared of declarations.values()) {
    const name = nameOf(declared).text;
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [declared]);
    else same.push(declared);
  }
  for (const [name, same] of byName) {
    const rules = same.filter(({ kind }) => kind === "rule");
    const [only, ...others] = rules.length > 0 ? rules : same;
    if (only !== undefined && others.length === 0) symbols.set(name, only);
  }
  return { module: "", file, text, symbols, missing: new Set(), faults: [] };
}
