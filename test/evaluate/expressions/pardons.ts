/** The differences that docs/types.md allows, each with what tells it. What none of them tells is a mistake of ours. */
import { evaluate, type Env } from "../../../src/evaluate/expr.ts";
import type { Expr } from "../../../src/ir/expr.ts";
import { mapExpr, walkExpr } from "../../../src/ir/walk.ts";
import { Failure } from "../../../src/values/failure.ts";
import { rescaled, scaleOf } from "../../../src/values/kernels/numeric.ts";
import { isExact, isInteger, type Type } from "../../../src/values/type.ts";
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

/** `passed`: what the passes have made of `expr`. */
type Of = { readonly expr: Expr; readonly passed: Expr; readonly env: Env; readonly ulps: number; readonly functions: ReadonlySet<string>; readonly mine: Outcome; readonly theirs: Outcome };

/** What docs/types.md lists under "Where DuckDB differs": `row` is what it shows there, which a test of that page holds against both. */
export const PARDONS = {
  years: {
    row: 'date "9999-12-31" + qty',
    tells: ({ mine }) => "error" in mine && /outside of the years/.test(mine.error),
  },
  digits: {
    row: "div(1_000_000_000, wide, scale: 15)",
    tells: ({ mine, theirs, functions }) => "value" in mine && "error" in theirs && functions.has("div"),
  },
  zones: {
    row: 'at_zone(nullif(instant, instant), "Nowhere")',
    tells: ({ expr, env, mine, theirs }) =>
      "value" in mine && "error" in theirs && /TimeZone/.test(theirs.error) && some(expr, (part) => part.kind === "call" && part.fn.startsWith("at_zone") && evaluateOr(part.args[0] as Expr, env) === null),
  },
  constant: {
    row: 'if yes then "a" else chr(9223372036854775808)',
    tells: ({ passed, mine, theirs, env }) => "value" in mine && "error" in theirs && some(passed, (part) => !some(part, ({ kind }) => kind === "column") && failing(part, env)),
  },
  compared: {
    row: "most + 1 > 0",
    tells: ({ expr, env, ulps, mine, theirs }) => "error" in mine && "value" in theirs && identical(boundless(expr, env), theirs.value, ulps),
  },
  format: {
    row: "format(x * 4e69, 0)",
    tells: ({ expr, env }) => some(expr, (part) => part.kind === "call" && part.fn === "format" && isHuge(part.args[0] as Expr, env)),
  },
} as const satisfies Record<string, { readonly row: string; readonly tells: (of: Of) => boolean }>;

const isHuge = (expr: Expr, env: Env): boolean => !failing(expr, env) && Math.abs(Number(evaluateOr(expr, env))) >= 1e36;

const WHOLE: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = { add: (a, b) => a + b, subtract: (a, b) => a - b, multiply: (a, b) => a * b };

/** The value if there were no bounds to the numbers that are cast, added, subtracted and multiplied; null where it fails all the same. */
function boundless(expr: Expr, env: Env): Value {
  let next = expr.id;
  const free = mapExpr(expr, (part) => {
    const value = failing(part, env) ? exactValue(part, env) : null;
    return value === null ? part : { kind: "literal", id: part.id, at: part.at, type: part.type, nullable: false, shape: "constant", value: textOf(part.type, value) };
  }, () => ++next as typeof next);
  return evaluateOr(free, env);
}

function exactValue(part: Expr, env: Env): bigint | null {
  if (!isExact(part.type)) return null;
  if (part.kind === "call" && part.fn === "list_sum") return sumOf(evaluateOr(part.args[0] as Expr, env));
  const args = (part.kind === "cast" ? [part.arg] : part.kind === "call" ? part.args : []).filter(({ type }) => isExact(type)).map((arg) => evaluateOr(arg, env));
  const [a, b] = args;
  if (typeof a !== "bigint") return null;
  if (part.kind === "cast") return rescaled(a, scaleOf(part.arg.type), scaleOf(part.type));
  return part.kind === "call" && isInteger(part.type) && typeof b === "bigint" ? (WHOLE[part.fn]?.(a, b) ?? null) : null;
}

const sumOf = (list: Value): bigint | null => (Array.isArray(list) ? list.reduce((sum: bigint, item: Value) => sum + ((item as bigint | null) ?? 0n), 0n) : null);

export type Pardon = keyof typeof PARDONS;

export const pardonOf = (of: Of): Pardon | null => (Object.keys(PARDONS) as Pardon[]).find((name) => PARDONS[name].tells(of)) ?? null;

function some(expr: Expr, fits: (part: Expr) => boolean): boolean {
  let found = false;
  walkExpr(expr, (part) => void (found ||= fits(part)));
  return found;
}
