/** Conversions that happen unasked: put in as casts, or done at once where the value is a literal. */
import { canWiden, castHint, commonType } from "../../values/coerce.ts";
import { convertLiteral } from "../../values/literal.ts";
import { ERROR, NULL, isInteger, typeText, type Type } from "../../values/type.ts";
import type { Expr } from "../../ir/expr.ts";
import { isError, newNode, type Context } from "./context.ts";

/** `expr` as a value of `to`; null where only a written cast could make it one. */
export function coerce(cx: Context, expr: Expr, to: Type): Expr | null {
  if (expr.type === to || isError(expr) || to === ERROR) return expr;
  if (expr.kind === "literal") {
    // A literal integer is as narrow as it needs to be.
    const value = convertLiteral(expr.value, expr.type, to);
    if (value !== undefined) return { ...expr, id: newNode(cx), type: to, value };
  }
  return canWiden(expr.type, to) ? castTo(cx, expr, to) : null;
}

/** `to` is a type that `expr` widens to. */
export function castTo(cx: Context, expr: Expr, to: Type): Expr {
  if (expr.type === to) return expr;
  if (expr.kind === "literal") {
    const value = convertLiteral(expr.value, expr.type, to);
    if (value !== undefined) return { ...expr, id: newNode(cx), type: to, value };
  }
  return { kind: "cast", id: newNode(cx), at: expr.at, type: to, nullable: expr.nullable || expr.type === NULL, shape: expr.shape, arg: expr, onError: "fail" };
}

/** The common type of branches, elements or rows, in which literals give way to the others; null with the pair that has none. */
export function meet(exprs: readonly Expr[]): { readonly type: Type } | { readonly clash: readonly [Expr, Expr] } {
  const isLoose = (expr: Expr): boolean => expr.kind === "literal" && (isInteger(expr.type) || expr.type.kind === "decimal");
  let type: Type = NULL;
  let from: Expr | null = null;
  // Literals last, so that `if c then small_int else 0` stays as narrow as its column.
  for (const expr of [...exprs.filter((one) => !isLoose(one)), ...exprs.filter(isLoose)]) {
    if (isError(expr)) return { type: ERROR };
    if (type !== NULL && isLoose(expr) && expr.kind === "literal" && convertLiteral(expr.value, expr.type, type) !== undefined) continue;
    const common = commonType(type, expr.type);
    if (common === null) return { clash: [from ?? expr, expr] };
    if (common !== type) from = expr;
    type = common;
  }
  return { type };
}

/** The cast that would let the one stand beside the other, as one would write it; null where there is none. */
export function castText(from: Type, to: Type): string | null {
  const forward = castHint(from, to);
  if (forward !== null) return `…::${typeText(forward)}`;
  const back = castHint(to, from);
  return back === null ? null : `…::${typeText(back)}`;
}
