/** What functions a rule calls, and where. */
import { functionNamed } from "../../src/ir/functions/index.ts";
import type { Expr } from "../../src/ir/expr.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { relExprs, relsOf, walkExpr } from "../../src/ir/walk.ts";

export function exprsOf(rule: Rule): readonly Expr[] {
  const found: Expr[] = [];
  for (const rel of relsOf(rule)) for (const expr of relExprs(rel)) walkExpr(expr, (part) => void found.push(part));
  return found;
}

export const callsOf = (rule: Rule): readonly { readonly fn: string; readonly kind: Expr["kind"] }[] =>
  exprsOf(rule).flatMap((expr) => (expr.kind === "call" || expr.kind === "aggregate" || expr.kind === "window" ? [{ fn: expr.fn, kind: expr.kind }] : []));

/** Its floats may differ in their last digits: of approximate functions, and of sums of floats over frames. */
export const isApproximate = (rule: Rule): boolean =>
  callsOf(rule).some(({ fn, kind }) => functionNamed(fn)?.approximate === true || (kind === "window" && functionNamed(fn)?.ordered === "float"));
