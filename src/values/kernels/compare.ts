/** Comparisons, and what picks one of several values. Numbers of several types may meet here: integers, decimals and floats as they stand. */
import { compareValues } from "../compare.ts";
import { FLOAT64, type Type } from "../type.ts";
import type { Value } from "../value.ts";
import type { Kernels, KernelTypes, ScalarKernel } from "./kernel.ts";
import { and, or } from "./logic.ts";
import { isFloatType, rescaled, scaleOf, toFloat, within } from "./numeric.ts";

/** The order of two values that are not null; where a float stands among all that are compared, numbers are compared as float64. */
type Order = (a: Value, aType: Type, b: Value, bType: Type) => number;

const asFloats: Order = (a, aType, b, bType) => compareValues(FLOAT64, toFloat(a, aType), toFloat(b, bType));

const asTheyAre: Order = (a, aType, b, bType) => {
  const [left, right] = [scaleOf(aType), scaleOf(bType)];
  if (left === right) return compareValues(aType, a, b);
  const scale = Math.max(left, right);
  return compareValues(aType, rescaled(a as bigint, left, scale), rescaled(b as bigint, right, scale));
};

const orderOf = (types: readonly Type[]): Order => (types.some(isFloatType) ? asFloats : asTheyAre);

/** Null where one of the two is, else whether their order is one of those meant. */
function compared(args: readonly Value[], { args: types }: KernelTypes, i: number, j: number, meant: (order: number) => boolean): Value {
  const [a, b] = [args[i] as Value, args[j] as Value];
  return a === null || b === null ? null : meant(orderOf(types)(a, types[i] as Type, b, types[j] as Type));
}

const comparison = (meant: (order: number) => boolean): ScalarKernel => (args, types) => compared(args, types, 0, 1, meant);

const isEqual = (order: number): boolean => order === 0;
const isAtLeast = (order: number): boolean => order >= 0;
const isAtMost = (order: number): boolean => order <= 0;

const notDistinct: ScalarKernel = (args, types) => (args[0] === null || args[1] === null ? args[0] === args[1] : compared(args, types, 0, 1, isEqual));

/** False among no values, whatever x is. */
const inValues: ScalarKernel = (args, types) =>
  args.slice(1).reduce<Value>((found, _, i) => or(found, compared(args, types, 0, i + 1, isEqual)), false);

const inList: ScalarKernel = ([x, xs], { args: [type, listType] }) => {
  if (xs === null || listType?.kind !== "list") return null;
  const element = listType.element.type;
  const same = (item: Value): Value => compared([x as Value, item], { args: [type as Type, element], result: element }, 0, 1, isEqual);
  return (xs as readonly Value[]).reduce<Value>((found, item) => or(found, same(item)), false);
};

const between: ScalarKernel = (args, types) => and(compared(args, types, 0, 1, isAtLeast), compared(args, types, 0, 2, isAtMost));

const nullIf: ScalarKernel = (args, types) => (compared(args, types, 0, 1, isEqual) === true ? null : (args[0] as Value));

/** A number in the type in which it stands beside others. */
function met(value: Value, from: Type, to: Type): Value {
  if (value === null || from === to) return value;
  if (isFloatType(to)) return toFloat(value, from);
  return to.kind === "decimal" ? within(rescaled(value as bigint, scaleOf(from), to.scale), to) : value;
}

const coalesce: ScalarKernel = (args, { args: types, result }) => {
  const first = args.findIndex((value) => value !== null);
  return first < 0 ? null : met(args[first] as Value, types[first] as Type, result);
};

/** The first of those that no other passes; nulls are left out. */
const extreme = (passes: (order: number) => boolean): ScalarKernel => (args, { args: types, result }) => {
  const values = args.map((value, i) => met(value, types[i] as Type, result)).filter((value) => value !== null);
  return values.reduce<Value>((best, value) => (best === null || passes(compareValues(result, value, best)) ? value : best), null);
};

export const COMPARISONS: Kernels<ScalarKernel> = {
  eq: comparison(isEqual),
  ne: comparison((order) => order !== 0),
  lt: comparison((order) => order < 0),
  le: comparison(isAtMost),
  gt: comparison((order) => order > 0),
  ge: comparison(isAtLeast),
  is_not_distinct: notDistinct,
  in: inValues,
  "in.list": inList,
  between,
  nullif: nullIf,
  coalesce,
  greatest: extreme((order) => order > 0),
  least: extreme((order) => order < 0),
};
