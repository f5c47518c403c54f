/** What programs have had in them: kinds of the IR by type, functions, pairs of verbs. */
import { FUNCTIONS } from "../../src/ir/functions/index.ts";
import type { ColumnDef, Rule } from "../../src/ir/rule.ts";
import { relExprs, relsOf, walkExpr } from "../../src/ir/walk.ts";
import { VERBS, type Verb } from "./generate/making.ts";

/** How many programs had each. */
export type Coverage = { programs: number; readonly kinds: Map<string, number>; readonly functions: Map<string, number>; readonly pairs: Map<string, number> };

export const noCoverage = (): Coverage => ({ programs: 0, kinds: new Map(), functions: new Map(FUNCTIONS.map(({ name }) => [name, 0])), pairs: new Map(VERBS.flatMap((a) => VERBS.map((b) => [`${a} … ${b}`, 0]))) });

const count = (of: Map<string, number>, keys: ReadonlySet<string>): void => keys.forEach((key) => void of.set(key, (of.get(key) ?? 0) + 1));

/** `verbs`: in the order of the pipeline. A pair counts where one stands somewhere before the other. */
export function cover(coverage: Coverage, rule: Rule, verbs: readonly Verb[]): void {
  const [kinds, functions] = [new Set<string>(), new Set<string>()];
  for (const rel of relsOf(rule)) {
    for (const column of rel.outputs) kinds.add(`${rel.kind} × ${(rule.columns[column] as ColumnDef).type.kind}`);
    for (const expr of relExprs(rel)) {
      walkExpr(expr, (part) => {
        kinds.add(`${part.kind} × ${part.type.kind}`);
        if (part.kind === "call" || part.kind === "aggregate" || part.kind === "window") functions.add(part.fn);
      });
    }
  }
  coverage.programs++;
  count(coverage.kinds, kinds);
  count(coverage.functions, functions);
  count(coverage.pairs, new Set(verbs.flatMap((verb, i) => verbs.slice(i + 1).map((later) => `${verb} … ${later}`))));
}

/** The rarest of a table, as lines. */
export const rarest = (of: ReadonlyMap<string, number>, most: number): readonly string[] => [...of].toSorted(([, a], [, b]) => a - b).slice(0, most).map(([key, times]) => `${times} × ${key}`);
