/** What functions a rule calls, and where. */
import { functionNamed } from "../../src/ir/functions/index.ts";
import type { Aggregate, Call, Expr, Window } from "../../src/ir/expr.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { relExprs, relsOf, walkExpr } from "../../src/ir/walk.ts";

export function exprsOf(rule: Rule): readonly Expr[] {
  const found: Expr[] = [];
  for (const rel of relsOf(rule)) for (const expr of relExprs(rel)) walkExpr(expr, (part) => void found.push(part));
  return found;
}

export const callsOf = (rule: Rule): readonly { readonly fn: string; readonly kind: Expr["kind"] }[] =>
  exprsOf(rule).flatMap((expr) => (expr.kind === "call" || expr.kind === "aggregate" || expr.kind === "window" ? [{ fn: expr.fn, kind: expr.kind }] : []));

/** Aggregates of how far values spread. */
export const SPREADS = /^(stddev|variance|var_pop|corr|covar)/;

/** Its floats may differ in their last digits: of approximate functions, of sums of floats over frames, and of those that no order is given to (below the canonical tier). */
export const isApproximate = (rule: Rule): boolean =>
  exprsOf(rule).some((expr) => (expr.kind === "call" || expr.kind === "aggregate" || expr.kind === "window") && mayDiffer(expr));

function mayDiffer(expr: Call | Aggregate | Window): boolean {
  const row = functionNamed(expr.fn);
  return row?.approximate === true || (row?.ordered === "float" && (expr.kind !== "aggregate" || expr.sort.length === 0)) || expr.fn === "avg";
}
