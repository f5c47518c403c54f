/** Parameters that stand where nothing below zero may: numbers of rows, bounds of frames, tolerances. Their values are read before an engine sees them. */
import type { Expr, ExprBy, LiteralValue } from "./expr.ts";
import type { Rel } from "./rel.ts";

export function* naturalParams(rel: Rel): Iterable<ExprBy<"param">> {
  const bounds = rel.kind === "limit" ? [rel.count, rel.offset] : rel.kind === "join" ? [rel.asof?.tolerance ?? null] : [];
  for (const bound of bounds) yield* paramIn(bound);
}

export function* frameParams(expr: Expr): Iterable<ExprBy<"param">> {
  if (expr.kind === "window" && expr.frame !== null) for (const bound of [expr.frame.from, expr.frame.to]) yield* paramIn(bound);
}

/** Null for what is neither a literal nor a parameter: what it will be cannot be read off it. */
export function boundOf(expr: Expr): ExprBy<"literal" | "param"> | null {
  if (expr.kind === "cast") return boundOf(expr.arg);
  if (expr.kind === "call" && expr.fn.startsWith("negate")) return boundOf(expr.args[0] as Expr);
  return expr.kind === "literal" || expr.kind === "param" ? expr : null;
}

function* paramIn(expr: Expr | null): Iterable<ExprBy<"param">> {
  const bound = expr === null ? null : boundOf(expr);
  if (bound?.kind === "param") yield bound;
}

/** Why a value (a number's text, or an interval's) may not stand there; null when it may. NaN and infinity are no numbers of anything. */
export function naturalProblem(value: LiteralValue): string | null {
  if (value === null) return "null is no number of rows and no distance";
  return String(value).split(" ").every((part) => Number.isFinite(Number(part)) && Number(part) >= 0) ? null : "where it stands it is at least 0";
}
