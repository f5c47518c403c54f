/** The differences that are known, each with what tells it: rows of docs/types.md, "Where DuckDB differs", and of docs/engines.md. */
import { evaluate } from "../../src/evaluate/expr.ts";
import type { Expr } from "../../src/ir/expr.ts";
import { relationsOf, type Inputs, type Row } from "../../src/evaluate/index.ts";
import { effectsOf, readsOf } from "../../src/ir/effects.ts";
import type { ColumnId } from "../../src/ir/id.ts";
import type { Join, Rel } from "../../src/ir/rel.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { mapExpr, relInputs, relsOf, walkExpr } from "../../src/ir/walk.ts";
import { Failure } from "../../src/values/failure.ts";
import { isInteger } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { callsOf, exprsOf, SPREADS } from "./functions.ts";

/** `error`: DuckDB's, null where it gives other rows. `told`: what differs, for people. */
export type Difference = { readonly rule: Rule; readonly error: string | null; readonly inputs: Inputs; readonly told: string };

const calls = (rule: Rule, ...names: readonly string[]): boolean => callsOf(rule).some(({ fn }) => names.includes(fn));
const says = ({ error }: Difference, pattern: RegExp): boolean => error !== null && pattern.test(error);

/** By name; `open`: mistakes of ours that are known and not mended. */
export const PARDONS = {
  /** An intermediate product of `div` and `avg_decimal` that has more than 38 digits. */
  digits: (of) => says(of, /Out of Range|Overflow|Conversion/i) && calls(of.rule, "div", "avg_decimal"),
  /** A sum of decimals that passes 2^127 on its way, or that DuckDB multiplies by the number of its rows. */
  sums: (of) => says(of, /HUGEINT|INT128|Overflow in|Out of Range|sum of decimals/) && calls(of.rule, "sum.decimal", "avg.decimal", "avg_decimal", "list_sum", "list_sum.decimal"),
  /** A constant that cannot be worked out fails before there are rows. */
  constant: (of) => of.error !== null && exprsOf(of.rule).some(failsAlone),
  /** The digits behind the 17th of a float from 1e68 on. */
  format: ({ rule, error, told }) => error === null && /\d{69}/.test(told) && callsOf(rule).some(({ fn }) => fn.startsWith("format")),
  /** A zone that nobody knows may be looked up also where there is no time. */
  zones: (of) => says(of, /TimeZone/) && callsOf(of.rule).some(({ fn }) => fn.startsWith("at_zone")),
  /** A condition behind a join, a set or the like may be computed for rows that those take away. */
  early: (of) => of.error !== null && relsOf(of.rule).some((rel) => failsBelow(moving(rel), of)),
  /** What stands twice among the later arguments of a `coalesce` is computed once, for all rows. */
  twice: (of) => of.error !== null && exprsOf(of.rule).some((expr) => expr.kind === "call" && expr.fn === "coalesce" && saysTwice(expr.args.slice(1))),
  /** What is left where a spread of floats beyond 2^53 cancels out hangs on the order in which they are added. */
  cancels: ({ rule, error, inputs }) => error === null && callsOf(rule).some(({ fn }) => SPREADS.test(fn)) && [...inputs.tables.values()].some(({ rows }) => rows.some((row) => row.some((value) => typeof value === "number" && Math.abs(value) > 2 ** 53))),
} as const satisfies Record<string, (of: Difference) => boolean>;

/** Whether a part that may fail stands twice in these. */
function saysTwice(args: readonly Expr[]): boolean {
  const seen = new Set<string>();
  let twice = false;
  for (const arg of args) {
    walkExpr(arg, (part) => {
      if (!effectsOf(part).fails) return;
      const text = JSON.stringify(part, (name, value: unknown) => (name === "id" || name === "at" ? undefined : value));
      twice ||= seen.has(text);
      seen.add(text);
    });
  }
  return twice;
}

/** Conditions, each with the relation whose rows it may be computed of before or beside those that it is about. */
type Moving = readonly (readonly [Expr, Rel])[];

/** A filter's, in its input; a filter's and a join's, on the side of a join that a part of it reads; those of the inputs of an `intersect` or `except`, of the other inputs. */
function moving(rel: Rel): Moving {
  if (rel.kind === "filter") return conjuncts(rel.predicate).flatMap((part) => [part, ...sidesOf(part)]).map((part) => [part, rel.input]);
  if (rel.kind === "join") return rel.on.flatMap((on) => (on.kind === "call" ? on.args : [on])).flatMap((part) => [rel.left, rel.right].map((side) => [part, side] as const));
  if (rel.kind !== "set" || (rel.how !== "intersect" && rel.how !== "except")) return [];
  return rel.inputs.flatMap((input, i) => filtersOf(input).flatMap((part) => rel.inputs.flatMap((other, j) => {
    const pairs = (rel.maps[i] ?? []).flatMap((from, at) => (from === null ? [] : pairOf(from, rel.maps[j]?.[at])));
    return i === j || !readsOf(part).every((column) => pairs.some(([from]) => from === column)) ? [] : [[renamed(part, pairs), other] as const];
  })));
}

/** What a condition compares: where a join makes its rows, the engine computes each side of it before. */
const sidesOf = (part: Expr): readonly Expr[] => (part.kind === "call" ? part.args : []);

/** The conditions of the filters at the top of a relation, beneath which rows stay as they are, over its columns and over what these are computed from, and where a tolerance ends there. */
function filtersOf(rel: Rel): readonly Expr[] {
  const found: Expr[] = [];
  let next: Rel | undefined = rel;
  for (; next !== undefined && next.kind !== "join"; next = relInputs(next).length === 1 ? relInputs(next)[0] : undefined) {
    if (next.kind === "filter") found.push(...conjuncts(next.predicate));
    if (next.kind === "project") {
      const computed = new Map(next.adds.filter(([, expr]) => expr.kind !== "column"));
      found.push(...found.map((part) => replaced(part, computed)));
    }
  }
  return next?.kind === "join" ? [...found, ...reachOf(next)] : found;
}

/** One side of an as-of join's last condition and its tolerance, added. */
function reachOf({ on, asof }: Join): readonly Expr[] {
  const nearest = on.at(-1);
  if (asof === null || asof.tolerance === null || nearest?.kind !== "call") return [];
  const { tolerance } = asof;
  return nearest.args.flatMap((side) => (isInteger(side.type) || side.type.kind === "decimal" ? [{ ...nearest, fn: "add", type: side.type, args: [side, { ...tolerance, type: side.type }] }] : []));
}

/** Whether one fails for a row of a relation below that has all it reads, or without any row: where a pass or the engine may compute it. */
function failsBelow(moved: Moving, { rule, inputs }: Difference): boolean {
  const rowsOf = relationsOf(rule, inputs);
  const param = (name: string): Value => inputs.params.get(name) ?? null;
  const compute = (expr: Expr, rows: readonly Row[]): unknown => rows.map((row) => evaluate(expr, { row, group: null, window: () => null, param }));
  const below = ([expr, rel]: Moving[number]): boolean => {
    const reads = readsOf(expr);
    if (reads.length === 0) return fails(() => compute(expr, [new Map()]));
    return (reads.every((column) => rel.outputs.includes(column)) && fails(() => compute(expr, rowsOf(rel)))) || lowered(expr, rel, rule).some(below);
  };
  return moved.some(below);
}

/** The expression over the inputs of a relation: what is computed in place of its column, columns of a set by their names there. */
function lowered(expr: Expr, rel: Rel, { locals, columns }: Rule): readonly (readonly [Expr, Rel])[] {
  if (rel.kind === "project") return [[replaced(expr, new Map(rel.adds)), rel.input]];
  if (rel.kind === "set") return rel.inputs.map((input, i) => [renamed(expr, rel.outputs.flatMap((column, at) => pairOf(column, rel.maps[i]?.[at]))), input]);
  if (rel.kind === "join") return [0, 1].flatMap((side) => [[renamed(expr, rel.merged.map((triple) => [triple[2], triple[side] as ColumnId])), side === 0 ? rel.left : rel.right] as const]);
  if (rel.kind !== "scan" || rel.of.kind !== "local") return relInputs(rel).map((input) => [expr, input]);
  const root = locals[rel.of.local]?.root;
  return root === undefined ? [] : [[renamed(expr, rel.reads.flatMap(([name, column]) => pairOf(column, root.outputs.find((output) => columns[output]?.name === name)))), root]];
}

const pairOf = (from: ColumnId, to: ColumnId | null | undefined): readonly (readonly [ColumnId, ColumnId])[] => (to === null || to === undefined ? [] : [[from, to]]);

function replaced(expr: Expr, by: ReadonlyMap<ColumnId, Expr>): Expr {
  let next = 1e6;
  return mapExpr(expr, (part) => (part.kind === "column" ? (by.get(part.column) ?? part) : part), () => ++next as Expr["id"]);
}

function renamed(expr: Expr, pairs: readonly (readonly [ColumnId, ColumnId])[]): Expr {
  const to = new Map(pairs);
  let next = 1e6;
  return mapExpr(expr, (part) => (part.kind === "column" ? { ...part, column: to.get(part.column) ?? part.column } : part), () => ++next as Expr["id"]);
}

const conjuncts = (expr: Expr): readonly Expr[] => (expr.kind === "call" && expr.fn === "and" ? expr.args.flatMap(conjuncts) : [expr]);

function fails(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    return error instanceof Failure;
  }
}

export type Pardon = keyof typeof PARDONS;

export const pardonOf = (of: Difference): Pardon | null => (Object.keys(PARDONS) as Pardon[]).find((name) => PARDONS[name](of)) ?? null;

const failsAlone = (expr: Expr): boolean =>
  expr.shape === "constant" && expr.kind !== "lambda" && fails(() => evaluate(expr, { row: new Map(), group: null, window: () => null, param: () => null }));
