/** Functions of float64. Outside its domain a function is null. Those that are approximate may differ from an engine's in the last places. */
import type { Value } from "../value.ts";
import type { Kernels, ScalarKernel } from "./kernel.ts";
import { signOf } from "./decimal.ts";
import { toFloat } from "./numeric.ts";

type Domain = (x: number) => boolean;

const everywhere: Domain = () => true;
/** NaN is in every domain: what becomes of it is NaN. */
const unlessInfinite: Domain = (x) => x !== Infinity && x !== -Infinity;
const unlessBelowZero: Domain = (x) => !(x < 0);
const unlessUpToZero: Domain = (x) => !(x <= 0);

const of = (fn: (x: number) => number, domain: Domain = everywhere): ScalarKernel => ([x], { args: [type] }) => {
  // Rows that are null outside their domain get to see nulls.
  if (x === null) return null;
  const value = toFloat(x, type);
  return domain(value) ? fn(value) : null;
};

/** Null where no real number is: what is negative has powers of whole exponents, zero those that are not negative. */
const pow: ScalarKernel = ([x, y], { args: [xType, yType] }) => {
  if (x === null || y === null) return null;
  const [base, exponent] = [toFloat(x, xType), toFloat(y, yType)];
  if ((base === 0 && exponent < 0) || (base < 0 && Number.isFinite(exponent) && !Number.isInteger(exponent))) return null;
  // IEEE's: 1 to any power and any power of 1 is 1, which JavaScript denies of NaN and infinities.
  return base === 1 || (base === -1 && Math.abs(exponent) === Infinity) ? 1 : base ** exponent;
};

const atan2: ScalarKernel = ([y, x], { args: [yType, xType] }) => Math.atan2(toFloat(y, yType), toFloat(x, xType));

export const MATH: Kernels<ScalarKernel> = {
  sign: ([x]) => signOf(x as Value),
  sqrt: of(Math.sqrt, unlessBelowZero),
  exp: of(Math.exp),
  ln: of(Math.log, unlessUpToZero),
  log10: of(Math.log10, unlessUpToZero),
  log2: of(Math.log2, unlessUpToZero),
  pow,
  sin: of(Math.sin, unlessInfinite),
  cos: of(Math.cos, unlessInfinite),
  tan: of(Math.tan, unlessInfinite),
  asin: of(Math.asin, (x) => x >= -1 && x <= 1),
  acos: of(Math.acos, (x) => x >= -1 && x <= 1),
  atan: of(Math.atan),
  atan2,
  is_nan: ([x]) => Number.isNaN(x),
  is_finite: ([x]) => Number.isFinite(x),
};
