import type { Type } from "../type.ts";
import type { Value } from "../value.ts";
import { within } from "./numeric.ts";

/** The sum of such values: floats one after the other as they stand, others exactly, as far as the type holds it. Null of none; no value is null. */
export function total(values: readonly Value[], type: Type): Value {
  if (values.length === 0) return null;
  if (type.kind === "float64") return floatTotal(values);
  return within(exactTotal(values), type);
}

export const exactTotal = (values: readonly Value[]): bigint => values.reduce<bigint>((sum, x) => sum + (x as bigint), 0n);
export const floatTotal = (values: readonly Value[]): number => values.reduce<number>((sum, x) => sum + (x as number), 0);
