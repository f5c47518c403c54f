/** The kernels of all functions, by the names of their rows. test/evaluate holds the table against ir/functions: neither has a name that the other lacks. */
import { ARITHMETIC } from "./arithmetic.ts";
import { BITS } from "./bits.ts";
import { COMPARISONS } from "./compare.ts";
import { ROUNDING } from "./decimal.ts";
import { HASHES } from "./hash.ts";
import { PARTS } from "./json.ts";
import { LOGIC } from "./logic.ts";
import { MATH } from "./math.ts";
import type { AggregateKernel, Kernels, LambdaKernel, ScalarKernel, WindowKernel } from "./kernel.ts";

export const SCALAR_KERNELS: Kernels<ScalarKernel> = {
  ...ARITHMETIC, ...ROUNDING, ...BITS, ...MATH,
  ...COMPARISONS, ...LOGIC, ...PARTS, ...HASHES,
};
export const LAMBDA_KERNELS: Kernels<LambdaKernel> = {};
export const AGGREGATE_KERNELS: Kernels<AggregateKernel> = {};
export const WINDOW_KERNELS: Kernels<WindowKernel> = {};

export type { AggregateKernel, Kernels, KernelTypes, LambdaKernel, ScalarKernel, WindowKernel } from "./kernel.ts";
