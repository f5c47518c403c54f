/** Rounding and exact division. Half goes away from zero. */
import type { Value } from "../value.ts";
import type { Kernels, ScalarKernel } from "./kernel.ts";
import { dividedHalfAway, magnitude, powerOfTen, rescaled, roundedHalfAway, scaleOf, tens, toFloat, within } from "./numeric.ts";

const same: ScalarKernel = ([x]) => x as Value;

/** As float64 calculates it; a number too large to be multiplied has no fraction, and stays. */
const roundFloat: ScalarKernel = ([x, digits]) => {
  const factor = powerOfTen(Number(digits));
  const rounded = roundedHalfAway((x as number) * factor) / factor;
  return Number.isFinite(rounded) ? rounded : (x as number);
};

const roundDecimal: ScalarKernel = ([x], { args: [type], result }) => within(rescaled(x as bigint, scaleOf(type), scaleOf(result)), result);

type Wholeness = "trunc" | "floor" | "ceil";

/** A fraction is left out, which is towards zero; floor and ceil go one further on their side. */
const wholeDecimal = (how: Wholeness): ScalarKernel => ([x], { args: [type], result }) => {
  const one = tens(scaleOf(type));
  const whole = (x as bigint) / one;
  const rest = (x as bigint) % one;
  if (how === "floor" && rest < 0n) return within(whole - 1n, result);
  return within(how === "ceil" && rest > 0n ? whole + 1n : whole, result);
};

const wholeFloat = (of: (x: number) => number): ScalarKernel => ([x], { args: [type] }) => of(toFloat(x, type));

/** `div(a, b, scale: n)`: exact, then rounded once. */
const div: ScalarKernel = ([a, b], { args: [left, right], result }) => {
  if (b === 0n) return null;
  const shift = scaleOf(result) + scaleOf(right) - scaleOf(left);
  const n = (a as bigint) * tens(Math.max(0, shift));
  const d = (b as bigint) * tens(Math.max(0, -shift));
  return within(dividedHalfAway(n, d), result);
};

export const ROUNDING: Kernels<ScalarKernel> = {
  round: roundFloat,
  "round.decimal": roundDecimal,
  "round.integer": same,
  trunc: wholeFloat(Math.trunc),
  "trunc.decimal": wholeDecimal("trunc"),
  "trunc.integer": same,
  floor: wholeFloat(Math.floor),
  "floor.decimal": wholeDecimal("floor"),
  "floor.integer": same,
  ceil: wholeFloat(Math.ceil),
  "ceil.decimal": wholeDecimal("ceil"),
  "ceil.integer": same,
  div,
};

/** -1, 0 or 1 of any number; 0 of NaN. */
export const signOf = (x: Value): bigint => (typeof x === "number" ? BigInt(Math.sign(x) || 0) : x === 0n ? 0n : (x as bigint) / magnitude(x as bigint));
