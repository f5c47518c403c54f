/** What expressions of several kinds are made of: operands that meet in one type, sort keys, windows. */
import type { Expr, ExprBy, Frame, SortKey, Window } from "../../ir/expr.ts";
import { sqlType } from "../../ir/functions/duckdb-types.ts";
import { widensExactly } from "../../values/coerce.ts";
import { INT32, isExact, isInteger, type Type } from "../../values/type.ts";
import { refuse } from "../options.ts";
import { HAS, castTo, holds, isFixed, type OrderItem, type Sql, type WindowSpec } from "./ast.ts";
import { columnDef, type Lowering } from "./block.ts";
import { intervalLiteral, naturalDecimal, negatedInterval, type Want } from "./literal.ts";

/**
 * Expressions that meet in one type (branches, elements): where one of them has it, literals need not say it. A literal says it where
 * DuckDB would find a wider type for both, and beside constants that may be a null of no type.
 */
export function unified(l: Lowering, parts: readonly Expr[], type: Type, want: Want = "typed"): Sql[] {
  const computed = parts.map((part) => (part.kind === "literal" ? null : l.expr(part, "typed")));
  let typed = (want === "bare" && isInteger(type)) || computed.some((sql, i) => sql !== null && parts[i]?.type === type && !holds(sql, HAS.nullish));
  return parts.map((part, i) => {
    const bare = typed && part.kind === "literal" && meets(part.value, part.type);
    const first = !typed && part.kind === "literal" && part.value !== null;
    typed ||= first && part.type === type;
    const sql = computed[i] ?? l.expr(part, bare ? "bare" : "typed");
    // Digits alone count as whatever integer stands beside them.
    return first && part.type === INT32 && parts.some((other) => other.kind !== "literal" && isInteger(other.type)) ? castTo(part.at, sql, sqlType(INT32)) : sql;
  });
}

/** Whether DuckDB leaves the type as it is when the bare literal meets it. */
function meets(value: ExprBy<"literal">["value"], type: Type): boolean {
  if (value === null) return true;
  if (isInteger(type)) return type.kind === "int64" || (type.kind === "int32" && String(value).length < 10);
  if (type.kind === "decimal") {
    const natural = naturalDecimal(String(value));
    // Digits without a point are an integer, of as many places as its type may have.
    const whole = natural.scale > 0 ? natural.precision - natural.scale : natural.precision < 10 ? 10 : natural.precision < 19 ? 19 : 38;
    return natural.scale <= type.scale && whole <= type.precision - type.scale;
  }
  return type.kind !== "float32";
}

/** What a comparison does not need: DuckDB compares exact numbers of any two types exactly. */
export const withoutWidening = (l: Lowering, expr: Expr): Expr =>
  expr.kind === "cast" && expr.arg.kind !== "literal" && isExact(expr.arg.type) && isExact(expr.type) && widensExactly(expr.arg.type, expr.type) && l.takes("bare-comparisons") ? expr.arg : expr;

/** A constant among other keys orders nothing. */
export function orderItems(l: Lowering, keys: readonly SortKey[], constants: Want = "bare"): readonly OrderItem[] {
  const telling = tellingItems(l, keys);
  return telling.length > 0 ? telling : keys.map((key) => orderItem(l, key, constants));
}

/** Those that are not the same for all rows. */
export const tellingItems = (l: Lowering, keys: readonly SortKey[]): readonly OrderItem[] => keys.map((key) => orderItem(l, key)).filter(({ sql }) => !isFixed(sql));

const orderItem = (l: Lowering, { expr, desc, nullsFirst }: SortKey, as: Want = "bare"): OrderItem => ({ sql: l.expr(expr, as), desc, nullsFirst });

/** A frame by value adds to its key, so that one which is constant has to say its type. */
export const windowSpec = (l: Lowering, expr: Window): WindowSpec => ({
  by: expr.by.map((by) => l.expr(by, "bare")), order: orderItems(l, expr.sort, expr.frame?.unit === "range" ? "typed" : "bare"), frame: expr.frame === null ? "" : frameText(l, expr.frame),
  columns: expr.by.map((by) => (by.kind === "column" ? columnDef(l, by.column).name : "value")), name: null,
});

function frameText(l: Lowering, { unit, from, to }: Frame): string {
  const start = from === null ? "unbounded preceding" : boundText(l, from);
  const end = to === null ? "unbounded following" : boundText(l, to);
  return `${unit} between ${start} and ${end}`;
}

/** Constants: a number of rows or an interval, negative for what comes before; or a parameter, which counts forward unless negated. */
function boundText(l: Lowering, bound: Expr): string {
  if (bound.kind === "cast") return boundText(l, bound.arg);
  if (bound.kind === "call" && bound.fn.startsWith("negate")) return boundText(l, bound.args[0] as Expr).replace("following", "preceding");
  if (bound.kind === "param") return `$${l.naming.param(bound.name)}::${sqlType(bound.type)} following`;
  if (bound.kind !== "literal" || typeof bound.value !== "string") return refuse(bound.at, "frame", "a bound is a literal or a parameter");
  if (bound.type.kind === "interval") {
    const before = bound.value.split(" ").some((part) => part.startsWith("-"));
    if (/^0 0 0$/.test(bound.value)) return "current row";
    return before ? `${intervalLiteral(negatedInterval(bound.value))} preceding` : `${intervalLiteral(bound.value)} following`;
  }
  if (Number(bound.value) === 0) return "current row";
  return bound.value.startsWith("-") ? `${bound.value.slice(1)} preceding` : `${bound.value} following`;
}
