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
  return Math.abs(x) < 1e21 ? halfEven(x, digits) : `${BigInt(x)}${digits > 0 ? `.${"0".repeat(digits)}` : ""}`;
}

/** As many digits of a float as there may be: what is behind them decides nothing. */
const ALL = 100;

/** Where `round` left more digits than there is room for, the nearest, and of two that are as near the even one: `toFixed` takes the larger. */
function halfEven(x: number, digits: number): string {
  const [nearest, all] = [x.toFixed(digits), x.toFixed(ALL)];
  const isTie = /^50*$/.test(all.slice(digits - ALL));
  return isTie && /[13579]$/.test(nearest) ? all.slice(0, digits - ALL) : nearest;
}

const exact: ScalarKernel = ([x, digits], { args: [type] }) => {
  const n = Number(digits);
  const scaled = rescaled(x as bigint, scaleOf(type), n);
  if (magnitude(scaled) >= tens(DECIMAL_MAX)) throw new Failure("overflow", `more than ${DECIMAL_MAX} digits`);
  return decimalText(scaled, n);
};

export const FORMAT: Kernels<ScalarKernel> = strict({ format: float, "format.exact": exact });
