/** Numbers as text with so many digits behind the point. */
import { Failure } from "../failure.ts";
import { decimalText } from "../value-text.ts";
import { DECIMAL_MAX } from "../type.ts";
import type { Kernels, ScalarKernel } from "./kernel.ts";
import { magnitude, rescaled, roundedHalfAway, scaleOf, tens } from "./numeric.ts";
import { strict } from "./strict.ts";

/** Rounded as `round` does it, then its exact digits; a negative zero has no sign. */
const float: ScalarKernel = ([x, digits]) => {
  const n = Number(digits);
  const factor = 10 ** n;
  const rounded = roundedHalfAway((x as number) * factor) / factor;
  return fixed((Number.isFinite(rounded) ? rounded : (x as number)) + 0, n);
};

function fixed(x: number, digits: number): string {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x < 0 ? "-inf" : "inf";
  // `toFixed` writes an exponent from 1e21 on, where all floats are whole.
  return Math.abs(x) < 1e21 ? x.toFixed(digits) : `${BigInt(x)}${digits > 0 ? `.${"0".repeat(digits)}` : ""}`;
}

const exact: ScalarKernel = ([x, digits], { args: [type] }) => {
  const n = Number(digits);
  const scaled = rescaled(x as bigint, scaleOf(type), n);
  if (magnitude(scaled) >= tens(DECIMAL_MAX)) throw new Failure("overflow", `more than ${DECIMAL_MAX} digits`);
  return decimalText(scaled, n);
};

export const FORMAT: Kernels<ScalarKernel> = strict({ format: float, "format.exact": exact });
