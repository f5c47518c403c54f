/** What kernels of numbers share: digits, rounding, and the way into float64. */
import { integerRange } from "../coerce.ts";
import { Failure } from "../failure.ts";
import { isFloat, typeText, type Type } from "../type.ts";
import type { Value } from "../value.ts";

const TENS: readonly bigint[] = Array.from({ length: 80 }, (_, i) => 10n ** BigInt(i));
/** 10ⁿ */
export const tens = (n: number): bigint => TENS[n] ?? 10n ** BigInt(n);

/** The nearest float64 of 10ⁿ: the power operator of JavaScript is not always it. */
export const powerOfTen = (n: number): number => Number(`1e${n}`);

/** Digits behind the point; an integer has none. */
export const scaleOf = (type: Type | undefined): number => (type?.kind === "decimal" ? type.scale : 0);

export const magnitude = (n: bigint): bigint => (n < 0n ? -n : n);

/** n / d as a whole number, half away from zero; d is not 0. */
export function dividedHalfAway(n: bigint, d: bigint): bigint {
  const rounded = (2n * magnitude(n) + magnitude(d)) / (2n * magnitude(d));
  return n < 0n === d < 0n ? rounded : -rounded;
}

/** The digits of a number at another scale, rounded half away from zero where there are fewer. */
export function rescaled(digits: bigint, from: number, to: number): bigint {
  return to >= from ? digits * tens(to - from) : dividedHalfAway(digits, tens(from - to));
}

/** The nearest float64 of any number. */
export function toFloat(value: Value | undefined, type: Type | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value !== "bigint") return Number.NaN;
  const scale = scaleOf(type);
  return scale === 0 ? Number(value) : Number(`${value}e-${scale}`);
}

/** The number itself, where its type holds it; `Failure` otherwise. */
export function within(value: bigint, type: Type): bigint {
  if (holds(type, value)) return value;
  throw new Failure("overflow", `a number is beyond ${typeText(type)}`);
}

/** Whether an integer type has such a number, a decimal so many digits. */
export function holds(type: Type, value: bigint): boolean {
  if (type.kind === "decimal") return magnitude(value) < tens(type.precision);
  const range = integerRange(type);
  return range === null || (value >= range.min && value <= range.max);
}

/** To the nearest whole number, half away from zero. */
export function roundedHalfAway(x: number): number {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}

export const isFloatType = (type: Type | undefined): boolean => type !== undefined && isFloat(type);
