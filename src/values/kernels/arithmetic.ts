/** `+ - * / // %` and the sign. Integers and decimals are exact, and fail beyond their type; floats are IEEE's. */
import type { Kernels, KernelTypes, ScalarKernel } from "./kernel.ts";
import { Failure } from "../failure.ts";
import { integerRange } from "../coerce.ts";
import type { Value } from "../value.ts";
import { isFloatType, magnitude, rescaled, scaleOf, toFloat, within } from "./numeric.ts";

type Operation = { readonly exact: (a: bigint, b: bigint) => bigint; readonly float: (a: number, b: number) => number };

/** Operands of sums and remainders are brought to the scale of the result; those of a product have its scale together. */
const arithmetic = ({ exact, float }: Operation, aligned: boolean): ScalarKernel => ([a, b], types) => {
  const { args: [left, right], result } = types;
  if (isFloatType(result)) return float(toFloat(a, left), toFloat(b, right));
  const at = (value: Value | undefined, scale: number): bigint => (aligned ? rescaled(value as bigint, scale, scaleOf(result)) : (value as bigint));
  return within(exact(at(a, scaleOf(left)), at(b, scaleOf(right))), result);
};

const remainder: ScalarKernel = ([a, b], types) => {
  if (toFloat(b, types.args[1]) === 0) return null;
  noLeastByMinusOne(a as Value, b as Value, types);
  return modulo([a as Value, b as Value], types);
};
const modulo = arithmetic({ exact: (a, b) => a % b, float: (a, b) => a % b }, true);

const quotient: ScalarKernel = ([a, b], { args: [left, right] }) => {
  const divisor = toFloat(b, right);
  return divisor === 0 ? null : toFloat(a, left) / divisor;
};

const wholeQuotient: ScalarKernel = ([a, b], types) => {
  if (b === 0n) return null;
  noLeastByMinusOne(a as Value, b as Value, types);
  return within((a as bigint) / (b as bigint), types.result);
};

const wholeQuotientOfFloats: ScalarKernel = (args, types) => {
  const value = quotient(args, types);
  return value === null ? null : Math.trunc(value as number);
};

/** The least integer has no counterpart with the other sign, so `//` has no result, and `%`, what it leaves, has none either. */
function noLeastByMinusOne(a: Value, b: Value, { args: [left], result }: KernelTypes): void {
  if (b !== -1n || left === undefined || scaleOf(left) > 0 || result.kind === "decimal") return;
  if (a === integerRange(result)?.min) throw new Failure("overflow", `${String(a)} divided by -1 is beyond ${result.kind}`);
}

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
