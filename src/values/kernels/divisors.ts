/** Divisors and bits of integers, angles and roots. */
import type { Value } from "../value.ts";
import type { Kernels, KernelTypes, ScalarKernel } from "./kernel.ts";
import { magnitude, toFloat, within } from "./numeric.ts";
import { strict } from "./strict.ts";

/** Euclid's. */
function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [magnitude(a), magnitude(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

const lcm = (a: bigint, b: bigint): bigint => (a === 0n || b === 0n ? 0n : magnitude((a / gcd(a, b)) * b));

const bits = (x: bigint): bigint => BigInt(BigInt.asUintN(64, x).toString(2).replaceAll("0", "").length);

const ofFloat = (fn: (x: number) => number): ScalarKernel => ([x]: readonly Value[], { args: [type] }: KernelTypes) => fn(toFloat(x, type));

export const DIVISORS: Kernels<ScalarKernel> = strict({
  gcd: ([a, b], { result }) => within(gcd(a as bigint, b as bigint), result),
  lcm: ([a, b], { result }) => within(lcm(a as bigint, b as bigint), result),
  bit_count: ([x]) => bits(x as bigint),
  cbrt: ofFloat(Math.cbrt),
  pi: () => Math.PI,
  degrees: ofFloat((x) => x * (180 / Math.PI)),
  radians: ofFloat((x) => x * (Math.PI / 180)),
});
