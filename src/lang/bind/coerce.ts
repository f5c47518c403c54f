/** Conversions that happen unasked: put in as casts, or done at once where the value is a literal. */
import { canWiden, castHint, commonType } from "../../values/coerce.ts";
import { convertLiteral } from "../../values/literal.ts";
import { ERROR, isInteger, NULL, typeText, type Type } from "../../values/type.ts";
import type { Expr } from "../../ir/expr.ts";
import { commonTypeOf } from "../../ir/functions/index.ts";
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

/** The common type of branches, elements or rows, in which literals give way to the others; else a pair that has none. */
export function meet(exprs: readonly Expr[]): { readonly type: Type } | { readonly clash: readonly [Expr, Expr] } {
  if (exprs.some(isError)) return { type: ERROR };
  // Literal integers last: beside a decimal literal they have its few digits too.
  const typed = exprs.map((expr) => ({ type: expr.type, literal: expr.kind === "literal" ? expr.value : undefined }));
  const isWhole = (one: (typeof typed)[number]): boolean => one.literal !== undefined && isInteger(one.type);
  const type = commonTypeOf([...typed.filter((one) => !isWhole(one)), ...typed.filter(isWhole)]);
  if (type !== null) return { type };
  for (const [i, other] of exprs.entries())
    for (const one of exprs.slice(0, i)) if (commonType(one.type, other.type) === null) return { clash: [one, other] };
  return { clash: [exprs[0] as Expr, exprs.at(-1) as Expr] };
}

/** The cast that would let the one stand beside the other, as one would write it; null where there is none. */
export function castText(from: Type, to: Type): string | null {
  const forward = castHint(from, to);
  if (forward !== null) return `…::${typeText(forward)}`;
  const back = castHint(to, from);
  return back === null ? null : `…::${typeText(back)}`;
}
