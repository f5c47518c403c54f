/** Integers as bits, in two's complement. */
import type { Kernels, ScalarKernel } from "./kernel.ts";
import { within } from "./numeric.ts";

const PLACES = 63n;

const both = (op: (a: bigint, b: bigint) => bigint): ScalarKernel => ([a, b], { result }) => within(op(a as bigint, b as bigint), result);

const isPlaces = (n: bigint): boolean => n >= 0n && n <= PLACES;

export const BITS: Kernels<ScalarKernel> = {
  bit_and: both((a, b) => a & b),
  bit_or: both((a, b) => a | b),
  bit_xor: both((a, b) => a ^ b),
  bit_not: ([x], { result }) => within(~(x as bigint), result),
  // Of the rule `always`: a null may arrive.
  shift_left: ([x, n], { result }) =>
    typeof x !== "bigint" || typeof n !== "bigint" || x < 0n || !isPlaces(n) ? null : within(x << n, result),
  shift_right: ([x, n]) => (typeof x !== "bigint" || typeof n !== "bigint" || !isPlaces(n) ? null : x >> n),
};
