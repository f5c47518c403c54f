/** Maps: pairs of key and value. */
import { compareValues, sameValue } from "../compare.ts";
import type { MapType } from "../type.ts";
import type { Value } from "../value.ts";
import type { Kernels, KernelTypes, ScalarKernel } from "./kernel.ts";
import { strict } from "./strict.ts";

type Pairs = readonly (readonly [key: Value, value: Value])[];

const pairs = (m: Value | undefined): Pairs => m as unknown as Pairs;
const keyType = ({ args: [type] }: KernelTypes): MapType["key"] => (type as MapType).key;

export const MAPS: Kernels<ScalarKernel> = strict({
  "length.map": ([m]) => BigInt(pairs(m).length),
  "contains.map": ([m, key], types) => pairs(m).some(([of]) => sameValue(keyType(types), of, key as Value)),
  map_keys: ([m], types) => pairs(m).map(([key]) => key).toSorted((a, b) => compareValues(keyType(types), a, b)),
});
