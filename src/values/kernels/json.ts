/** `[]` of lists, maps and json, the kind of a json value, and `||`. */
import { compareValues } from "../compare.ts";
import { jsonElement, jsonKind, jsonMember } from "../json-text.ts";
import type { Value } from "../value.ts";
import type { Kernels, ScalarKernel } from "./kernel.ts";

const element: ScalarKernel = ([xs, i]) => (xs === null || i === null ? null : ((xs as readonly Value[])[Number(i) - 1] ?? null));

const valueOfKey: ScalarKernel = ([map, key], { args: [type] }) => {
  if (map === null || key === null || type?.kind !== "map") return null;
  const pair = (map as readonly (readonly [Value, Value])[]).find(([k]) => compareValues(type.key, k, key as Value) === 0);
  return pair?.[1] ?? null;
};

export const PARTS: Kernels<ScalarKernel> = {
  index: element,
  "index.map": valueOfKey,
  "index.member": ([j, key]) => (typeof j === "string" && typeof key === "string" ? jsonMember(j, key) : null),
  "index.element": ([j, i]) => (typeof j === "string" && typeof i === "bigint" ? jsonElement(j, i) : null),
  json_type: ([j]) => jsonKind(j as string),
  concat: ([a, b]) => (a as string) + (b as string),
  "concat.list": ([a, b]) => [...(a as readonly Value[]), ...(b as readonly Value[])],
};
