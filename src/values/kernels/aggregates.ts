/** Over the rows of a group, in the order given. Nulls are skipped, but for `list`, `first` and `last`; over no rows all but counts are null. */
import { keyOf } from "../compare.ts";
import { Failure } from "../failure.ts";
import type { Type } from "../type.ts";
import type { Value } from "../value.ts";
import type { AggregateKernel, Kernels, KernelTypes } from "./kernel.ts";
import { extreme } from "./lists.ts";
import { dividedHalfAway, scaleOf, tens, toFloat, within } from "./numeric.ts";
import { exactTotal, floatTotal, total } from "./total.ts";

type Rows = readonly (readonly Value[])[];

const column = (rows: Rows): Value[] => rows.map(([x]) => x as Value);
const present = (rows: Rows): Value[] => column(rows).filter((x) => x !== null);

/** Of the values that are there; null of none. */
const of = (kernel: (values: readonly Value[], types: KernelTypes) => Value): AggregateKernel => (rows, types) => {
  const values = present(rows);
  return values.length === 0 ? null : kernel(values, types);
};

const typeOf = ({ args: [type] }: KernelTypes): Type => type as Type;

/** The float64 nearest to the exact sum, divided once. */
const exactMean = of((values, types) => toFloat(exactTotal(values), typeOf(types)) / values.length);

/** With four more digits, half away from zero. */
const decimalMean = of((values, { args: [type], result }) => {
  const digits = exactTotal(values) * tens(scaleOf(result) - scaleOf(type));
  return within(dividedHalfAway(digits, BigInt(values.length)), result);
});

/** The sum of the squared distances from the mean, by Welford's update. */
function squares(values: readonly number[]): number {
  let [mean, sum] = [0, 0];
  for (const [i, x] of values.entries()) {
    const before = x - mean;
    mean += before / (i + 1);
    sum += before * (x - mean);
  }
  return sum;
}

/** Of a sample: null of fewer than two values. */
const spread = (name: string, last: (variance: number) => number): AggregateKernel => (rows, types) => {
  const values = present(rows).map((x) => toFloat(x, typeOf(types)));
  if (values.length < 2) return null;
  const result = last(squares(values) / (values.length - 1));
  if (!Number.isFinite(result)) throw new Failure("overflow", `the ${name} is beyond float64`);
  return result;
};

/** As float64: that in the middle, or halfway between the two in the middle. NaN is above all. */
const median = of((values, types) => {
  const sorted = values.map((x) => toFloat(x, typeOf(types))).toSorted((a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : a < b ? -1 : Number(a > b)));
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)] as number, sorted[Math.floor(sorted.length / 2)] as number];
  return sorted.length % 2 === 1 ? low : low * 0.5 + high * 0.5;
});

const distinct: AggregateKernel = (rows, types) => BigInt(new Set(present(rows).map((x) => keyOf(typeOf(types), x))).size);

const sum = of((values, { result }) => total(values, result));

export const AGGREGATES: Kernels<AggregateKernel> = {
  count: (rows) => BigInt(rows.length),
  "count.value": (rows) => BigInt(present(rows).length),
  count_distinct: distinct,
  sum,
  "sum.decimal": sum,
  "sum.float": sum,
  avg: exactMean,
  "avg.decimal": exactMean,
  "avg.float": of((values) => floatTotal(values) / values.length),
  avg_decimal: decimalMean,
  stddev: spread("standard deviation", Math.sqrt),
  variance: spread("variance", (x) => x),
  median,
  min: of((values, types) => extreme(typeOf(types), values, 1)),
  max: of((values, types) => extreme(typeOf(types), values, -1)),
  bool_and: of((values) => !values.includes(false)),
  bool_or: of((values) => values.includes(true)),
  list: (rows) => (rows.length === 0 ? null : column(rows)),
  string_agg: (rows) => {
    const texts = present(rows) as string[];
    return texts.length === 0 ? null : texts.join(rows[0]?.[1] as string);
  },
  first: (rows) => rows[0]?.[0] ?? null,
  last: (rows) => rows.at(-1)?.[0] ?? null,
};
