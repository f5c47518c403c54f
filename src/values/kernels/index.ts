/** The kernels of all functions, by the names of their rows. test/evaluate holds the table against ir/functions: neither has a name that the other lacks. */
import type { AggregateKernel, Kernels, LambdaKernel, ScalarKernel, WindowKernel } from "./kernel.ts";

export const SCALAR_KERNELS: Kernels<ScalarKernel> = {};
export const LAMBDA_KERNELS: Kernels<LambdaKernel> = {};
export const AGGREGATE_KERNELS: Kernels<AggregateKernel> = {};
export const WINDOW_KERNELS: Kernels<WindowKernel> = {};

export type { AggregateKernel, Kernels, KernelTypes, LambdaKernel, ScalarKernel, WindowKernel } from "./kernel.ts";
