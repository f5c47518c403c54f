/** Windows: the rows around a row, in an order, as far as the frame reaches. Meaning: docs/language.md, "Windows". */
import type { Expr, Frame, SortKey, Window } from "../ir/expr.ts";
import { functionNamed } from "../ir/functions/index.ts";
import { boundOf, naturalProblem } from "../ir/natural-params.ts";
import { Failure } from "../values/failure.ts";
import { WINDOW_KERNELS } from "../values/kernels/index.ts";
import type { Value } from "../values/value.ts";
import { textOf } from "../values/value-text.ts";
import { aggregated, argumentsOf, compareBy, evaluate, kernelOf, kernelTypes, sortedBy, type Env } from "./expr.ts";
import { groupedBy } from "./groups.ts";
import { compareMeasures, isBeyond, measured, moved } from "./measure.ts";
import type { Scope } from "./scope.ts";
import type { Row } from "./types.ts";

/** For each of `rows` what expressions see that stand in a stage over them. */
export function envsOver(rows: readonly Row[], { param, inputs: { taken } }: Scope): readonly Env[] {
  const known = new Map<Window, readonly Value[]>();
  const envs: Env[] = rows.map((row, at) => ({ row, group: null, param, taken, window: (expr) => valuesOf(expr)[at] as Value }));
  const valuesOf = (expr: Window): readonly Value[] => {
    const values = known.get(expr) ?? windowValues(expr, envs);
    known.set(expr, values);
    return values;
  };
  return envs;
}

/** A partition in its order. `keys`: the values of the sort keys by row. */
type Partition = { readonly rows: readonly Env[]; readonly keys: readonly (readonly Value[])[]; readonly sort: readonly SortKey[]; readonly param: Env["param"] };

/** The value of a window for each row, in the order in which the rows came. */
function windowValues(expr: Window, rows: readonly Env[]): readonly Value[] {
  const values = new Map<Env, Value>();
  for (const unsorted of groupedBy(rows, expr.by.map(({ type }) => type), (env) => expr.by.map((by) => evaluate(by, env)))) {
    const sorted = sortedBy(unsorted, expr.sort, evaluate);
    const keys = sorted.map((env) => expr.sort.map((key) => evaluate(key.expr, env)));
    const partition: Partition = { rows: sorted, keys, sort: expr.sort, param: (sorted[0] as Env).param };
    const value = functionNamed(expr.fn)?.kind === "window" ? placed(expr, partition) : framed(expr, partition);
    sorted.forEach((env, at) => values.set(env, value(at)));
  }
  return rows.map((env) => values.get(env) as Value);
}

/** `row_number`, `lag` and their like: the place of a row among the others. */
function placed(expr: Window, partition: Partition): (at: number) => Value {
  const kernel = kernelOf(WINDOW_KERNELS, expr.fn);
  const rows = partition.rows.map((env) => argumentsOf(expr, env));
  const peers = peersOf(partition);
  return (at) => kernel(at, { rows, firstPeer: peers.first }, kernelTypes(expr));
}

/** An aggregate over the frame, or over the whole partition where it has none. */
function framed(expr: Window, partition: Partition): (at: number) => Value {
  const reach = expr.frame === null ? null : FRAMES[expr.frame.unit](expr.frame, partition);
  // Of all rows, also those that no frame reaches.
  const values = partition.rows.map((env) => argumentsOf(expr, env));
  const keeps = expr.where === null ? null : partition.rows.map((env) => evaluate(expr.where as Expr, env) === true);
  return (at) => {
    const [from, to] = reach === null ? [0, partition.rows.length - 1] : reach(at);
    const first = Math.max(0, from);
    const framed = values.slice(first, Math.max(0, to + 1));
    return aggregated(expr, keeps === null ? framed : framed.filter((_, i) => keeps[first + i] === true));
  };
}

/** The first and last row of a frame; the last before the first where it is empty. */
type Reach = (at: number) => readonly [from: number, to: number];

const FRAMES: { readonly [U in Frame["unit"]]: (frame: Frame, partition: Partition) => Reach } = {
  rows: (frame, { rows, param }) => {
    const [from, to] = [frame.from, frame.to].map((bound) => (bound === null ? null : Number(constantOf(bound, param)))) as [number | null, number | null];
    return (at) => [from === null ? 0 : at + from, to === null ? rows.length - 1 : at + to];
  },
  range: (frame, partition) => {
    const peers = peersOf(partition);
    const from = frame.from === null ? () => 0 : edge(frame.from, partition, peers.first, "from");
    const to = frame.to === null ? () => partition.rows.length - 1 : edge(frame.to, partition, peers.last, "to");
    return (at) => [from(at), to(at)];
  },
};

function constantOf(bound: Expr, param: Env["param"]): Value {
  const value = (expr: Expr): Value => evaluate(expr, { row: new Map(), group: null, param, taken: undefined, window: () => null });
  const given = boundOf(bound);
  // On which side of the row it lies is written; how far, a value says.
  if (given?.kind === "param" && naturalProblem(textOf(given.type, value(given))) !== null) throw new Failure("argument", "a bound of a frame is null or negative");
  return value(bound);
}

/**
 * Where a range begins or ends: the current row's peers, or the rows whose one key is no further away than the bound. Nulls are near nulls
 * alone.
 */
function edge(bound: Expr, { rows, keys, sort, param }: Partition, peer: (at: number) => number, which: "from" | "to"): (at: number) => number {
  if (bound.kind === "literal" && (bound.value === "0" || bound.value === "0 0 0")) return peer;
  const [key] = sort as readonly [SortKey];
  const { type } = key.expr;
  const distance = measured(bound.type, constantOf(bound, param));
  const near = rows.flatMap((_, i) => (keys[i]?.[0] === null ? [] : [i]));
  return (at) => {
    const own = keys[at]?.[0] as Value;
    if (own === null) return peer(at);
    // A bound counts along the sort: behind a row of a descending one lie smaller values.
    const limit = moved(measured(type, own), distance, key.desc ? -1 : 1);
    if (isBeyond(type, limit)) throw new Failure("overflow", "where a frame ends is beyond the type of its sort");
    const beyond = (i: number): number => compareMeasures(measured(type, keys[i]?.[0] as Value), limit) * (key.desc ? -1 : 1);
    // Where no value is near enough, an open end still reaches the nulls on its side.
    return which === "from" ? (near.find((i) => beyond(i) >= 0) ?? (near.at(-1) as number) + 1) : (near.findLast((i) => beyond(i) <= 0) ?? (near[0] as number) - 1);
  };
}

/** The first and the last row that tie with a row. */
function peersOf({ rows, keys, sort }: Partition): { readonly first: (at: number) => number; readonly last: (at: number) => number } {
  const tie = (a: number, b: number): boolean => sort.every((key, k) => compareBy(key.expr.type, key, keys[a]?.[k] as Value, keys[b]?.[k] as Value) === 0);
  const first: number[] = [];
  rows.forEach((_, at) => first.push(at > 0 && tie(at - 1, at) ? (first[at - 1] as number) : at));
  const last: number[] = [];
  for (let at = rows.length - 1; at >= 0; at--) last[at] = at < rows.length - 1 && tie(at, at + 1) ? (last[at + 1] as number) : at;
  return { first: (at) => first[at] as number, last: (at) => last[at] as number };
}
