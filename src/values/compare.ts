/** When values are equal, which comes first, and the text by which equal ones meet. */
import { DAY_MICROS } from "./calendar.ts";
import { compareText } from "./text.ts";
import type { Type } from "./type.ts";
import type { Interval, Value } from "./value.ts";
import { hexOf } from "./value-text.ts";

/**
 * Negative, zero or positive: the order in which values sort, a null above all. NaN equals itself and is above all numbers, `-0.0` equals
 * `0.0`, strings go by their UTF-8 bytes, bytes by number, `false` before `true`. Zero where `==` holds, with nulls inside lists and structs equal.
 */
export function compareValues(type: Type, a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "number") return compareFloats(a, b as number);
  if (typeof a === "string") return compareText(a, b as string);
  if (a instanceof Uint8Array) return compareBytes(a, b as Uint8Array);
  if (typeof a === "boolean") return Number(a) - Number(b);
  if (typeof a === "bigint") return a === b ? 0 : a < (b as bigint) ? -1 : 1;
  if (Array.isArray(a)) return compareParts(type, a as readonly Value[], b as readonly Value[]);
  return compareValues(type, span(a as Interval), span(b as Interval));
}

/** Whether `==` holds; nulls are equal, at the top too (as in `<=>`, groups and keys). */
export const sameValue = (type: Type, a: Value, b: Value): boolean => compareValues(type, a, b) === 0;

function compareFloats(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : a < b ? -1 : 1;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  return a.length - b.length;
}

/** Part by part; where one is the beginning of the other it comes first. */
function compareParts(type: Type, a: readonly Value[], b: readonly Value[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compareValues(partType(type, i), a[i] as Value, b[i] as Value);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** The type of part `i` of a list, a struct, or a map with its pairs. Values of one type tell by themselves how they compare: it is for the parts alone. */
function partType(type: Type, i: number): Type {
  if (type.kind === "list") return type.element.type;
  return (type.kind === "struct" && type.fields[i]?.type) || type;
}

/** Months of 30 days: intervals have no order that engines share, but equal ones must meet. */
const span = ({ months, days, micros }: Interval): bigint => (months * 30n + days) * DAY_MICROS + micros;

/** Equal for values that `sameValue` holds equal, different for all others of the type. */
export function keyOf(type: Type, value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  // Adding a zero takes the sign off a negative one.
  if (typeof value === "number") return String(value + 0);
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (value instanceof Uint8Array) return hexOf(value);
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map((part, i) => keyOf(partType(type, i), part)).join(",")}]`;
  return String(span(value as Interval));
}

/** The same for several values side by side. */
export const keyOfRow = (types: readonly Type[], values: readonly Value[]): string => values.map((value, i) => keyOf(types[i] as Type, value)).join(",");
