/** Lists. Places count from 1; nulls are elements. */
import { compareValues, keyOf, sameValue } from "../compare.ts";
import type { ListType, Type } from "../type.ts";
import type { LambdaValue, Value } from "../value.ts";
import type { Kernels, KernelTypes, LambdaKernel, ScalarKernel } from "./kernel.ts";
import { strict } from "./strict.ts";
import { total } from "./total.ts";

type Items = readonly Value[];

const items = (xs: Value | LambdaValue | undefined): Items => xs as Items;
const elementType = ({ args: [type] }: KernelTypes): Type => (type as ListType).element.type;
const present = (xs: Value | undefined): Items => items(xs).filter((x) => x !== null);

const ascending = (type: Type) => (a: Value, b: Value): number => compareValues(type, a, b);

const sorted: ScalarKernel = ([xs], types) => items(xs).toSorted(ascending(elementType(types)));

const distinct: ScalarKernel = ([xs], types) => {
  const type = elementType(types);
  const byKey = new Map<string, Value>();
  for (const x of present(xs)) if (!byKey.has(keyOf(type, x))) byKey.set(keyOf(type, x), x);
  return [...byKey.values()].toSorted(ascending(type));
};

/** The first of those that no other is before (`sign` 1) or behind (-1); null of none. */
export function extreme(type: Type, values: Items, sign: 1 | -1): Value {
  let best: Value = null;
  for (const x of values) if (x !== null && (best === null || compareValues(type, x, best) * sign < 0)) best = x;
  return best;
}

const place = (xs: Value | undefined, x: Value | undefined, types: KernelTypes): number =>
  items(xs).findIndex((item) => item !== null && sameValue(elementType(types), item, x as Value));

const position: ScalarKernel = ([xs, x], types) => {
  const at = place(xs, x, types);
  return at < 0 ? null : BigInt(at + 1);
};

const slice: ScalarKernel = ([xs, from, to]) => items(xs).slice(Math.max(Number(from) - 1, 0), Math.max(Number(to), 0));

export const LISTS: Kernels<ScalarKernel> = strict({
  "length.list": ([xs]) => BigInt(items(xs).length),
  "contains.list": ([xs, x], types) => place(xs, x, types) >= 0,
  "position.list": position,
  slice,
  list_sort: sorted,
  list_reverse: ([xs]) => items(xs).toReversed(),
  list_distinct: distinct,
  list_min: ([xs], types) => extreme(elementType(types), items(xs), 1),
  list_max: ([xs], types) => extreme(elementType(types), items(xs), -1),
  list_sum: ([xs], { result }) => total(present(xs), result),
  list_join: ([xs, separator]) => (present(xs) as string[]).join(separator as string),
  flatten: ([xs]) => present(xs).flatMap(items),
});

/** A null list gives null; a lambda that gives null is not true. Every element is looked at, also where an earlier one decides. */
const overItems = (of: (xs: Items, f: LambdaValue) => Value): LambdaKernel => ([xs, f]) => (xs === null ? null : of(items(xs), f as LambdaValue));
const holds = (f: LambdaValue) => (x: Value): boolean => f(x) === true;

export const LIST_LAMBDAS: Kernels<LambdaKernel> = {
  transform: overItems((xs, f) => xs.map((x) => f(x))),
  filter: overItems((xs, f) => xs.filter(holds(f))),
  any_of: overItems((xs, f) => xs.map(holds(f)).includes(true)),
  all_of: overItems((xs, f) => !xs.map(holds(f)).includes(false)),
};
