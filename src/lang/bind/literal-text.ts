/** How a literal of one type is written as one of another, where exactly one value can be meant. */
import type { Expr } from "../../ir/expr.ts";
import { readLiteral, readValue } from "../../values/literal.ts";
import { BOOL, STRING, isInteger, isNumeric, type Type } from "../../values/type.ts";
import type { ExprNode, Span } from "../ast/index.ts";

export type Written = { readonly start: number; readonly end: number; readonly text: string };

/**
 * The literals among operands, each as a literal of the type that the others have; null where the others have several types or none,
 * or where a literal cannot be said exactly in that type.
 */
export function literalsFor(text: string, operands: readonly { readonly expr: Expr; readonly at: Span }[]): readonly Written[] | null {
  const isDigits = ({ at }: { readonly at: Span }): boolean => BARE_DATE.test(text.slice(at.start, at.end));
  const literals = operands.filter((one) => isLiteral(one) || isDigits(one));
  const types = new Set(operands.filter((one) => !isLiteral(one) && !isDigits(one)).map(({ expr }) => expr.type));
  const [to] = types;
  if (to === undefined || types.size > 1) return null;
  const rewritten: Written[] = [];
  for (const { expr, at } of literals) {
    if (expr.type === to || (isNumeric(expr.type) && isNumeric(to))) continue;
    const written = text.slice(at.start, at.end);
    const as = isDigits({ at }) ? fromString(written, to) : literalText(written, expr, to);
    if (as === null) return null;
    // Two dashes would begin a comment.
    const apart = as.startsWith("-") && text[at.start - 1] === "-" ? " " : "";
    rewritten.push({ start: at.start, end: at.end, text: apart + as });
  }
  return rewritten.length === 0 ? null : rewritten;
}

/** `2026-01-31` without quotes: a subtraction, which nobody compares with a date. */
const BARE_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Written where it stands: a name that is bound to a literal is none. */
function isLiteral({ expr, at }: { readonly expr: Expr; readonly at: Span }): boolean {
  if (expr.kind !== "literal" || !("kind" in at)) return false;
  const node = at as ExprNode;
  return node.kind === "literal" || (node.kind === "unary" && node.op === "-" && node.arg.kind === "literal");
}

const MIDNIGHT = " 00:00:00";

function literalText(written: string, expr: Expr, to: Type): string | null {
  if (expr.kind !== "literal" || typeof expr.value !== "string") return null;
  const { type, value } = expr;
  if (type === STRING) return fromString(value, to);
  if (type.kind === "date" && to.kind === "timestamp") return `timestamp "${value}${MIDNIGHT}"`;
  if (type.kind === "timestamp" && to.kind === "date") return /[ T]00:00(:00(\.0+)?)?$/.test(value) ? `date "${value.slice(0, 10)}"` : null;
  // As it is written, digit for digit.
  return to === STRING && isNumeric(type) && /^-?\d+(\.\d+)?$/.test(written) ? `"${written}"` : null;
}

/** A text with zeros in front may be no number at all. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

function fromString(value: string, to: Type): string | null {
  if (to === BOOL) return value === "true" || value === "false" ? value : null;
  if (isNumeric(to)) return NUMBER.test(value) && !(isInteger(to) && value.includes(".")) && readValue(to, value).ok ? value : null;
  const { kind } = to;
  if (kind !== "date" && kind !== "time" && kind !== "timestamp" && kind !== "timestamptz") return null;
  if (readLiteral(kind, value).ok) return `${kind} ${JSON.stringify(value)}`;
  return kind === "timestamp" && readLiteral("date", value).ok ? `timestamp "${value}${MIDNIGHT}"` : null;
}
