/** Aggregates of floats beyond the mean, in the order given; quantiles; places as parts of a whole. */
import { compareValues, keyOf } from "../compare.ts";
import { Failure } from "../failure.ts";
import type { Type } from "../type.ts";
import type { Value } from "../value.ts";
import type { AggregateKernel, Kernels, KernelTypes, WindowKernel } from "./kernel.ts";
import { scaleOf, tens, toFloat } from "./numeric.ts";

type Rows = readonly (readonly Value[])[];

const present = (rows: Rows): Value[] => rows.map(([x]) => x as Value).filter((x) => x !== null);
const floats = (values: readonly Value[], type: Type | undefined): number[] => values.map((x) => toFloat(x, type));

function finite(x: number, what: string): number {
  if (!Number.isFinite(x)) throw new Failure("overflow", `the ${what} is beyond float64`);
  return x;
}

/** The mean of the squared distances from the mean, by Welford's update; 0 of one value. */
function populationVariance(values: readonly number[]): number {
  let [mean, sum] = [0, 0];
  for (const [i, x] of values.entries()) {
    const before = x - mean;
    mean += before / (i + 1);
    sum += before * (x - mean);
  }
  return values.length > 1 ? sum / values.length : 0;
}

const ofPopulation = (what: string, last: (variance: number) => number): AggregateKernel => (rows, { args: [type] }) => {
  const values = floats(present(rows), type);
  return values.length === 0 ? null : finite(last(populationVariance(values)), what);
};

/** Rows where neither value is null. */
const pairs = (rows: Rows, { args: [x, y] }: KernelTypes): (readonly [x: number, y: number])[] =>
  rows.filter(([a, b]) => a !== null && b !== null).map(([a, b]) => [toFloat(a, x), toFloat(b, y)] as const);

/** Beyond float64 it is infinite or NaN, as the engine has it. The sum of the products of the distances from both means. The engine's second argument is updated first. */
function coMoment(of: readonly (readonly [number, number])[]): number {
  let [meanX, meanY, sum] = [0, 0, 0];
  for (const [i, [x, y]] of of.entries()) {
    const before = y - meanY;
    meanY += before / (i + 1);
    meanX += (x - meanX) / (i + 1);
    sum += before * (x - meanX);
  }
  return sum;
}

const covariance: AggregateKernel = (rows, types) => {
  const both = pairs(rows, types);
  return both.length < 2 ? null : coMoment(both) / (both.length - 1);
};

const correlation: AggregateKernel = (rows, types) => {
  const both = pairs(rows, types);
  if (both.length === 0) return null;
  const [x, y] = [0, 1].map((i) => finite(Math.sqrt(populationVariance(both.map((pair) => pair[i] as number))), "standard deviation")) as [number, number];
  const result = coMoment(both) / both.length / (x * y);
  return x * y === 0 || Number.isNaN(result) ? null : result;
};

/** Between two neighbours by a straight line. NaN is above all. */
const quantile: AggregateKernel = (rows, { args: [type, ofPart] }) => {
  const values = floats(present(rows), type).toSorted((a, b) => compareValues(type as Type, a, b));
  if (values.length === 0) return null;
  const at = (values.length - 1) * toFloat(rows[0]?.[1], ofPart);
  const [low, high, part] = [Math.floor(at), Math.ceil(at), at - Math.floor(at)];
  return low === high ? (values[low] as number) : (values[low] as number) * (1 - part) + (values[high] as number) * part;
};

/** The value at place n · p, rounded up. */
const quantileOfRows: AggregateKernel = (rows, { args: [type, ofPart] }) => {
  const values = present(rows).toSorted((a, b) => compareValues(type as Type, a, b));
  const whole = tens(scaleOf(ofPart));
  const place = (BigInt(values.length) * (rows[0]?.[1] as bigint ?? 0n) + whole - 1n) / whole;
  return values[Math.max(Number(place), 1) - 1] ?? null;
};

const mode: AggregateKernel = (rows, { args: [type] }) => {
  const counts = new Map<string, { readonly value: Value; count: number }>();
  for (const value of present(rows).toSorted((a, b) => compareValues(type as Type, a, b))) {
    const key = keyOf(type as Type, value);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { value, count: 1 });
    else known.count++;
  }
  const all = [...counts.values()];
  return all.reduce<(typeof all)[number] | null>((best, next) => (best === null || next.count > best.count ? next : best), null)?.value ?? null;
};

export const STATISTICS: Kernels<AggregateKernel> = {
  stddev_pop: ofPopulation("standard deviation", Math.sqrt),
  var_pop: ofPopulation("variance", (x) => x),
  covar: covariance,
  corr: correlation,
  mode,
  quantile,
  quantile_disc: quantileOfRows,
};

export const RELATIVE_RANKS: Kernels<WindowKernel> = {
  percent_rank: (at, { rows, firstPeer }) => (rows.length === 1 ? 0 : firstPeer(at) / (rows.length - 1)),
  cume_dist: (at, { rows, firstPeer }) => {
    let end = at + 1;
    while (end < rows.length && firstPeer(end) === firstPeer(at)) end++;
    return end / rows.length;
  },
};
