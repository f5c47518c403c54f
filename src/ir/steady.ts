/** Whether a rule gives the same rows whenever it reads the same rows: what is made of them may be used again. */
import type { Expr } from "./expr.ts";
import { functionNamed } from "./functions/index.ts";
import type { Rule } from "./rule.ts";
import { relExprs, relsOf, walkExpr } from "./walk.ts";

/**
 * What in a rule may give something else each time, as the author wrote it: functions that are called so, and `sql`, text of the engine that does
 * not say it is pure. None: equal inputs give equal rows. The run's instant is no function but a parameter.
 */
export function unsteadyIn(rule: Rule): readonly string[] {
  const found = new Set<string>();
  const look = (root: Expr): void => walkExpr(root, (expr) => {
    if (expr.kind === "sql" && !expr.pure) found.add("sql");
    if ((expr.kind === "call" || expr.kind === "aggregate" || expr.kind === "window") && functionNamed(expr.fn)?.volatility !== "immutable") found.add(expr.fn);
  });
  for (const rel of relsOf(rule)) {
    if (rel.kind === "sql") found.add("sql");
    relExprs(rel).forEach(look);
  }
  for (const { predicate } of rule.obligations) if (predicate !== null) look(predicate);
  return [...found].sort();
}
