/** What evaluating an expression may do beside giving a value: what it reads, whether it can fail, whether it must stay where it is. */
import { isFloat, isInteger, type Type } from "../values/type.ts";
import type { Cast, Expr } from "./expr.ts";
import { functionNamed } from "./functions/index.ts";
import type { ColumnId } from "./id.ts";
import { walkExpr } from "./walk.ts";

export type Effects = {
  /** Columns of the row that it is evaluated in, each once; a lambda's own parameters are not among them. */
  readonly reads: readonly ColumnId[];
  /** Whether two evaluations over equal rows may differ. */
  readonly volatile: boolean;
  /** Whether some row can make it an error: evaluated over more rows than written, it could stop a run that would have gone well. */
  readonly fails: boolean;
  /** Whether it looks at the rows around its own. */
  readonly window: boolean;
};

/**
 * Functions that give a value, or null, for every row. A closed list, so that a new function counts as one that can fail until somebody
 * has made sure: arithmetic overflows, text is not always a number, a pattern from a column may not be one.
 */
export const TOTAL_FUNCTIONS: ReadonlySet<string> = new Set([
  "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "is_not_distinct", "is_null", "in", "in.list", "between", "coalesce", "nullif", "greatest", "least",
  "concat", "concat_ws", "lower", "upper", "trim", "ltrim", "rtrim", "length", "byte_length", "starts_with", "ends_with", "contains", "position",
  "index", "index.map", "index.member", "index.element", "length.list", "length.map", "contains.list", "contains.map", "is_nan", "is_finite",
  "date", "year", "quarter", "month", "day", "week", "iso_year", "weekday", "day_of_year", "hour", "minute", "second", "microsecond", "md5", "sha256",
  "reverse", "unicode", "chr", "translate", "to_hex", "to_hex.integer", "from_hex", "to_base64", "to_base64.text", "from_base64", "url_encode", "url_decode", "bit_count",
  "pi", "degrees", "radians", "map_values", "map_entries", "json_keys", "json_array_length", "json_elements", "make_date", "make_time", "parse_date", "parse_timestamp",
]);

const FAILS: { readonly [K in Expr["kind"]]: (expr: Extract<Expr, { kind: K }>) => boolean } = {
  column: () => false,
  literal: () => false,
  param: () => false,
  call: (expr) => !TOTAL_FUNCTIONS.has(expr.fn),
  aggregate: () => true,
  window: () => true,
  case: () => false,
  cast: castCanFail,
  lambda: () => false,
  field: () => false,
  struct: () => false,
  list: () => false,
  // Two equal keys are an error.
  map: () => true,
  sql: () => true,
  error: () => true,
};

const VOLATILE: { readonly [K in Expr["kind"]]?: (expr: Extract<Expr, { kind: K }>) => boolean } = {
  call: (expr) => functionNamed(expr.fn)?.volatility !== "immutable",
  aggregate: (expr) => functionNamed(expr.fn)?.volatility !== "immutable",
  window: (expr) => functionNamed(expr.fn)?.volatility !== "immutable",
  sql: (expr) => !expr.pure,
  error: () => true,
};

const NOTHING: Effects = { reads: [], volatile: false, fails: false, window: false };
/** From here on a set finds a column faster than a look through the list. */
const MANY = 16;

export function effectsOf(root: Expr): Effects {
  if (root.kind === "column") return { ...NOTHING, reads: [root.column] };
  if (root.kind === "literal" || root.kind === "param") return NOTHING;
  const reads: ColumnId[] = [];
  let seen: Set<ColumnId> | null = null;
  let params: ColumnId[] | null = null;
  let [volatile, fails, window] = [false, false, false];
  walkExpr(root, (expr) => {
    if (expr.kind === "column") {
      if (seen === null && reads.length === MANY) seen = new Set(reads);
      if (seen?.has(expr.column) ?? reads.includes(expr.column)) return;
      seen?.add(expr.column);
      reads.push(expr.column);
      return;
    }
    if (expr.kind === "lambda") (params ??= []).push(...expr.params);
    window ||= expr.kind === "window";
    fails ||= (FAILS[expr.kind] as (expr: Expr) => boolean)(expr);
    volatile ||= (VOLATILE[expr.kind] as ((expr: Expr) => boolean) | undefined)?.(expr) ?? false;
  });
  // A parameter's id is its own, so that it can be taken out at the end whatever the order of the walk.
  const own = params as ColumnId[] | null;
  return { reads: own === null ? reads : reads.filter((column) => !own.includes(column)), volatile, fails, window };
}

/** Columns that an expression reads of its row, each once. */
export const readsOf = (expr: Expr): readonly ColumnId[] => (expr.kind === "column" ? [expr.column] : effectsOf(expr).reads);

const DIGITS: Readonly<Partial<Record<Type["kind"], number>>> = { int8: 3, int16: 5, int32: 10, int64: 19, uint8: 3, uint16: 5, uint32: 10, uint64: 20 };
const BITS: Readonly<Partial<Record<Type["kind"], number>>> = { int8: 8, int16: 16, int32: 32, int64: 64, uint8: 8, uint16: 16, uint32: 32, uint64: 64 };
const TEXT_FORM: ReadonlySet<Type["kind"]> = new Set<Type["kind"]>(["bool", "uuid", "json", "date", "time", "timestamp", "timestamptz", "decimal", "string"]);

/** Only a cast that every value of the type survives cannot fail: widening, and to text. */
function castCanFail(expr: Cast): boolean {
  if (expr.onError === "null") return false;
  const [from, to] = [expr.arg.type, expr.type];
  if (from === to || from.kind === "null") return false;
  if (isInteger(from) && isInteger(to)) return !fitsInteger(from, to);
  if (to.kind === "decimal") {
    const [whole, scale] = from.kind === "decimal" ? [from.precision - from.scale, from.scale] : [DIGITS[from.kind] ?? Infinity, 0];
    return whole > to.precision - to.scale || scale > to.scale;
  }
  if (to.kind === "float64") return !(isInteger(from) || isFloat(from) || from.kind === "decimal");
  if (to.kind === "string") return !(isInteger(from) || TEXT_FORM.has(from.kind));
  return !(from.kind === "date" && to.kind === "timestamp");
}

function fitsInteger(from: Type, to: Type): boolean {
  const [signed, wide] = [(t: Type): boolean => t.kind.startsWith("int"), (t: Type): number => BITS[t.kind] as number];
  if (signed(from)) return signed(to) && wide(from) <= wide(to);
  return signed(to) ? wide(from) < wide(to) : wide(from) <= wide(to);
}
