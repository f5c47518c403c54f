/** The passes in the order in which they run. Each keeps rows and order, alone too; what it needs makes it worth its place. */
import type { Env, Pass, Rule, Trait } from "../rule.ts";
import { dropDistincts } from "./drop-distincts.ts";
import { dropJoins } from "./drop-joins.ts";
import { dropSorts } from "./drop-sorts.ts";
import { groupWindows } from "./group-windows.ts";
import { mergeProjects } from "./merge-projects.ts";
import { pruneColumns } from "./prune-columns.ts";
import { pushFilters } from "./push-filters.ts";
import { shareSubtrees } from "./share-subtrees.ts";
import { simplifyExpressions } from "./simplify.ts";

/** What binding provides. */
const GIVEN: readonly Trait[] = ["typed"];

/** The list itself; throws when a pass has a name twice or needs what none before it provides: a mistake in this file. */
export function checkPassOrder(passes: readonly Pass[]): readonly Pass[] {
  const provided = new Set(GIVEN);
  const names = new Set<string>();
  for (const pass of passes) {
    if (names.has(pass.name)) throw new Error(`two passes are called ${pass.name}`);
    names.add(pass.name);
    const missing = pass.needs.filter((trait) => !provided.has(trait));
    if (missing.length > 0) throw new Error(`the pass ${pass.name} needs ${missing.join(", ")}, which no pass before it provides`);
    pass.provides.forEach((trait) => provided.add(trait));
  }
  return passes;
}

export const PASSES: readonly Pass[] = checkPassOrder([simplifyExpressions, pushFilters, shareSubtrees, dropSorts, dropDistincts, pruneColumns, dropJoins, groupWindows, mergeProjects]);

/** `without`: names of passes to leave out, as those of `PASSES`. */
export type OptimiseOptions = { readonly without?: readonly string[] };

export const enabledPasses = ({ without = [] }: OptimiseOptions = {}): readonly Pass[] => PASSES.filter(({ name }) => !without.includes(name));

export const optimise = (rule: Rule, env: Env, options: OptimiseOptions = {}): Rule =>
  enabledPasses(options).reduce((done, pass) => pass.run(done, env), rule);
