/** `+ - * / // %` and the sign. Integers and decimals are exact, and fail beyond their type; floats are IEEE's. */
import { isInteger } from "../type.ts";
import type { Value } from "../value.ts";
import type { Kernels, ScalarKernel } from "./kernel.ts";
import { isFloatType, magnitude, rescaled, scaleOf, toFloat, within } from "./numeric.ts";

type Operation = { readonly exact: (a: bigint, b: bigint) => bigint; readonly float: (a: number, b: number) => number };

/** Operands of sums and remainders are brought to the scale of the result; those of a product have its scale together. */
const arithmetic = ({ exact, float }: Operation, aligned: boolean): ScalarKernel => ([a, b], types) => {
  const { args: [left, right], result } = types;
  if (isFloatType(result)) return float(toFloat(a, left), toFloat(b, right));
  const at = (value: Value | undefined, scale: number): bigint => (aligned ? rescaled(value as bigint, scale, scaleOf(result)) : (value as bigint));
  return within(exact(at(a, scaleOf(left)), at(b, scaleOf(right))), result);
};

const rest = arithmetic({ exact: (a, b) => a % b, float: (a, b) => a % b }, true);

/** Null by zero; of integers it fails where `//` does, whose rest it is: for the least one by -1. */
const remainder: ScalarKernel = (args, types) => {
  const [a, b] = args;
  if (toFloat(b, types.args[1]) === 0) return null;
  if (isInteger(types.result)) within((a as bigint) / (b as bigint), types.result);
  return rest(args, types);
};

const quotient: ScalarKernel = ([a, b], { args: [left, right] }) => {
  const divisor = toFloat(b, right);
  return divisor === 0 ? null : toFloat(a, left) / divisor;
};

const wholeQuotient: ScalarKernel = ([a, b], { result }) => (b === 0n ? null : within((a as bigint) / (b as bigint), result));

const wholeQuotientOfFloats: ScalarKernel = (args, types) => {
  const value = quotient(args, types);
  return value === null ? null : Math.trunc(value as number);
};

const negate: ScalarKernel = ([x], { result }) => (typeof x === "number" ? -x : within(-(x as bigint), result));
const absolute: ScalarKernel = ([x], { result }) => (typeof x === "number" ? Math.abs(x) : within(magnitude(x as bigint), result));

export const ARITHMETIC: Kernels<ScalarKernel> = {
  add: arithmetic({ exact: (a, b) => a + b, float: (a, b) => a + b }, true),
  subtract: arithmetic({ exact: (a, b) => a - b, float: (a, b) => a - b }, true),
  multiply: arithmetic({ exact: (a, b) => a * b, float: (a, b) => a * b }, false),
  divide: quotient,
  int_divide: wholeQuotient,
  "int_divide.float": wholeQuotientOfFloats,
  modulo: remainder,
  negate,
  "negate.decimal": negate,
  "negate.float": negate,
  abs: absolute,
  "abs.decimal": absolute,
  "abs.float": absolute,
};
