/** The kernels of all functions, by the names of their rows. test/evaluate holds the table against ir/functions: neither has a name that the other lacks. */
import { AGGREGATES } from "./aggregates.ts";
import { ARITHMETIC } from "./arithmetic.ts";
import { BITS } from "./bits.ts";
import { CODE_POINTS } from "./code-points.ts";
import { COMPARISONS } from "./compare.ts";
import { ROUNDING } from "./decimal.ts";
import { DIVISORS } from "./divisors.ts";
import { ENCODINGS } from "./encoding.ts";
import { FORMAT } from "./format.ts";
import { HASHES } from "./hash.ts";
import { PARTS } from "./json.ts";
import { LISTS, LIST_LAMBDAS } from "./lists.ts";
import { LOGIC } from "./logic.ts";
import { MAPS } from "./maps.ts";
import { MATH } from "./math.ts";
import { PARSED_TIME } from "./parse-time.ts";
import { REGEX } from "./regex.ts";
import { SEQUENCES } from "./sequences.ts";
import { RELATIVE_RANKS, STATISTICS } from "./statistics.ts";
import { TEXT } from "./text.ts";
import { TIME } from "./time.ts";
import { WINDOWS } from "./windows.ts";
import type { AggregateKernel, Kernels, LambdaKernel, ScalarKernel, WindowKernel } from "./kernel.ts";

export const SCALAR_KERNELS: Kernels<ScalarKernel> = {
  ...ARITHMETIC, ...ROUNDING, ...BITS, ...MATH,
  ...COMPARISONS, ...LOGIC, ...PARTS, ...HASHES,
  ...TEXT, ...REGEX, ...FORMAT, ...TIME, ...LISTS, ...MAPS,
  ...CODE_POINTS, ...ENCODINGS, ...DIVISORS, ...PARSED_TIME, ...SEQUENCES,
};
export const LAMBDA_KERNELS: Kernels<LambdaKernel> = LIST_LAMBDAS;
export const AGGREGATE_KERNELS: Kernels<AggregateKernel> = { ...AGGREGATES, ...STATISTICS };
export const WINDOW_KERNELS: Kernels<WindowKernel> = { ...WINDOWS, ...RELATIVE_RANKS };

export type { AggregateKernel, Kernels, KernelTypes, LambdaKernel, ScalarKernel, WindowKernel } from "./kernel.ts";
