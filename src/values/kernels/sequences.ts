/** Lists out of nothing, and between lists, maps and json. */
import { compareValues, keyOf } from "../compare.ts";
import { Failure } from "../failure.ts";
import { jsonElements, jsonKind } from "../json-text.ts";
import { compareText } from "../text.ts";
import type { MapType } from "../type.ts";
import type { Value } from "../value.ts";
import type { Kernels, KernelTypes, ScalarKernel } from "./kernel.ts";
import { strict } from "./strict.ts";

type Pair = readonly [key: Value, value: Value];

const LONGEST = 1_000_000n;

/** From … to, both among them; null for a step of 0. */
const sequence = (longest: bigint | null): ScalarKernel => ([from, to, step]) => {
  const [first, last, by] = [from, to, step] as readonly bigint[] as [bigint, bigint, bigint];
  if (by === 0n) return null;
  const steps = (last - first) / by;
  if (last < first !== by < 0n && last !== first) return [];
  if (longest !== null && steps >= longest) throw new Failure("argument", `a sequence has at most ${longest} elements`);
  return Array.from({ length: Number(steps) + 1 }, (_, i) => first + BigInt(i) * by);
};

const entries = ([m]: readonly Value[], { args: [type] }: KernelTypes): readonly Pair[] =>
  (m as unknown as readonly Pair[]).toSorted(([a], [b]) => compareValues((type as MapType).key, a, b));

const mapOf: ScalarKernel = ([xs], { result }) => {
  const keys = (xs as unknown as readonly Pair[]).map(([key]) => keyOf((result as MapType).key, key));
  if (new Set(keys).size < keys.length) throw new Failure("argument", "a key stands twice");
  return xs as Value;
};

export const SEQUENCES: Kernels<ScalarKernel> = strict({
  sequence: sequence(LONGEST),
  // There are fewer days than years 1 to 9999 have.
  "sequence.dates": sequence(null),
  map_values: (args, types) => entries(args, types).map(([, value]) => value),
  map_entries: (args, types) => entries(args, types),
  map_from_entries: mapOf,
  json_keys: ([j]) => (jsonKind(j as string) === "object" ? Object.keys(JSON.parse(j as string) as object).toSorted(compareText) : null),
  json_array_length: ([j]) => (jsonKind(j as string) === "array" ? BigInt((JSON.parse(j as string) as readonly unknown[]).length) : null),
  json_elements: ([j]) => jsonElements(j as string),
});
