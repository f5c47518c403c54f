/** When two rules give the same: the same rows, and in the same order as far as one is known of them. */
import type { Expr } from "../../../src/ir/expr.ts";
import type { ColumnId } from "../../../src/ir/id.ts";
import { coversKey, type PropsOf } from "../../../src/ir/props/index.ts";
import type { Rel } from "../../../src/ir/rel.ts";
import type { Rule } from "../../../src/ir/rule.ts";
import { relExprs, relsReached } from "../../../src/ir/walk.ts";

/** `rows` as texts; `ranks` the same rows in the columns that they are known to be sorted by, none where they are not. `total`: no two rows tie there. */
export type Told = { readonly rows: readonly string[]; readonly ranks: readonly string[]; readonly total: boolean };

/** What is the same of both where they are. */
export const comparable = ({ rows, ranks, total }: Told): readonly string[] => (total ? rows : [...rows.toSorted(), ...ranks]);

/** Whether rows, and not the sequence in which a relation without an order happens to come, say all that a rule gives: the language lets nobody write another. */
export const isDetermined = (rule: Rule, propsOf: PropsOf): boolean => relsReached(rule).every((rel) => fixed(rel, propsOf));

function fixed(rel: Rel, propsOf: PropsOf): boolean {
  if (rel.kind === "limit") return propsOf(rel.input).total;
  if (rel.kind === "dedupe") return coversKey(propsOf(rel.input), [...rel.on, ...columnsOf(rel.by.map(({ expr }) => expr))]);
  if (rel.kind !== "project") return true;
  return relExprs(rel).every((expr) => expr.kind !== "window" || expr.sort.length === 0
    || coversKey(propsOf(rel.input), columnsOf([...expr.by, ...expr.sort.map((key) => key.expr)])));
}

const columnsOf = (exprs: readonly Expr[]): readonly ColumnId[] => exprs.flatMap((expr) => (expr.kind === "column" ? [expr.column] : []));
