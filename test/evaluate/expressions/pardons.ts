/** The differences that docs/types.md allows, each with what tells it. What none of them tells is a mistake of ours. */
import { evaluate, type Env } from "../../../src/evaluate/expr.ts";
import type { Expr } from "../../../src/ir/expr.ts";
import { mapExpr, walkExpr } from "../../../src/ir/walk.ts";
import { Failure } from "../../../src/values/failure.ts";
import type { Type } from "../../../src/values/type.ts";
import type { Value } from "../../../src/values/value.ts";
import { textOf } from "../../../src/values/value-text.ts";
import { EXACTLY, PICKS_A_ZERO, ULPS, identical } from "../differential.ts";
import { nastyValues } from "../nasty.ts";
import type { Outcome } from "../on-duckdb.ts";
import { functionNamed } from "../../../src/ir/functions/index.ts";

export function functionsIn(expr: Expr): ReadonlySet<string> {
  const found = new Set<string>();
  walkExpr(expr, (part) => {
    if (part.kind === "call" || part.kind === "aggregate" || part.kind === "window") found.add(part.fn);
  });
  return found;
}

/** How far floats may be apart: approximate functions differ in their last places, and of two zeros an engine picks either. */
export function tolerance(functions: ReadonlySet<string>): number {
  if ([...functions].some((name) => functionNamed(name)?.approximate === true)) return ULPS;
  return [...functions].some((name) => PICKS_A_ZERO.has(name) || name.startsWith("list_")) ? 0 : EXACTLY;
}

function failing(expr: Expr, env: Env): boolean {
  try {
    evaluate(expr, env);
    return false;
  } catch (error) {
    // Within a lambda there is no element to be had.
    return error instanceof Failure;
  }
}

/** Within a lambda there is no element to be had: null. */
function evaluateOr(expr: Expr, env: Env): Value {
  try {
    return evaluate(expr, env);
  } catch {
    return null;
  }
}

/** The value with something else in place of each part that fails; undefined where that fails, too. */
function without(expr: Expr, env: Env, stand: (type: Type) => Value): Value | undefined {
  let next = expr.id;
  const mended = mapExpr(expr, (part) => (failing(part, env) ? { kind: "literal", id: part.id, at: part.at, type: part.type, nullable: true, shape: "constant", value: textOf(part.type, stand(part.type)) } : part), () => ++next as typeof next);
  return failing(mended, env) ? undefined : evaluate(mended, env);
}

/** An error is avoided where the value is the engine's whatever stands in place of the parts that fail: nobody has to look at them. */
export function isAvoided(expr: Expr, env: Env, theirs: Value, ulps: number): boolean {
  const stands: readonly ((type: Type) => Value)[] = [() => null, (type) => nastyValues(type)[0] ?? null, (type) => nastyValues(type).at(-1) ?? null];
  return stands.every((stand) => {
    const value = without(expr, env, stand);
    return value !== undefined && identical(value, theirs, ulps);
  });
}

/** What compares, or has a comparison in its SQL. */
const COMPARE: ReadonlySet<string> = new Set([
  "eq", "ne", "lt", "le", "gt", "ge", "is_not_distinct", "in", "between", "nullif", "substr", "substr.from", "left", "right", "lpad", "rpad", "repeat", "shift_left", "shift_right", "index", "index.element",
  "slice", "chr", "pow", "make_date", "make_time", "utf16_prefix_bytes",
]);

/** What docs/types.md lists under "Where DuckDB differs", by name. */
const PARDONS = {
  /** A date or timestamp that leaves the years 1 to 9999 is not stopped. */
  years: ({ mine }) => "error" in mine && /outside of the years/.test(mine.error),
  /** An intermediate product of `div` that has more than 38 digits. */
  digits: ({ theirs, functions }) => "error" in theirs && functions.has("div"),
  /** A zone that nobody knows may be looked up also where there is no time. */
  zones: ({ expr, env, mine, theirs }) => "value" in mine && "error" in theirs && /TimeZone/.test(theirs.error) && some(expr, (part) => part.kind === "call" && part.fn.startsWith("at_zone") && evaluateOr(part.args[0] as Expr, env) === null),
  /** A constant that cannot be worked out fails before there are rows. */
  constant: ({ expr, theirs, env }) => "error" in theirs && some(expr, (part) => part.shape === "constant" && failing(part, env)),
  /** Beside a constant DuckDB compares before it casts, adds or subtracts, and does not meet the number that is out of range. */
  compared: ({ mine, theirs, functions }) => "error" in mine && "value" in theirs && /is not (u?int|decimal)|beyond/.test(mine.error) && [...functions].some((name) => COMPARE.has(name)),
  /** The digits behind the 17th of a float from 1e68 on. */
  format: ({ expr, env }) => some(expr, (part) => part.kind === "call" && part.fn === "format" && isHuge(part.args[0] as Expr, env)),
} as const satisfies Record<string, (of: { readonly expr: Expr; readonly env: Env; readonly functions: ReadonlySet<string>; readonly mine: Outcome; readonly theirs: Outcome }) => boolean>;

const isHuge = (expr: Expr, env: Env): boolean => !failing(expr, env) && Math.abs(Number(evaluateOr(expr, env))) >= 1e68;

export type Pardon = keyof typeof PARDONS;

export const pardonOf = (of: Parameters<(typeof PARDONS)[Pardon]>[0]): Pardon | null => (Object.keys(PARDONS) as Pardon[]).find((name) => PARDONS[name](of)) ?? null;

function some(expr: Expr, fits: (part: Expr) => boolean): boolean {
  let found = false;
  walkExpr(expr, (part) => void (found ||= fits(part)));
  return found;
}
