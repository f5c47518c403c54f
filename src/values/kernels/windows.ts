/** By a row's place in its sorted partition. */
import type { Value } from "../value.ts";
import type { Kernels, WindowKernel } from "./kernel.ts";

type FirstPeer = Parameters<WindowKernel>[1]["firstPeer"];
/** By the ties of a partition, so that each is counted through once. */
const denseRanks = new WeakMap<FirstPeer, readonly bigint[]>();

function denseRanksOf(size: number, firstPeer: FirstPeer): readonly bigint[] {
  let rank = 0n;
  const ranks = Array.from({ length: size }, (_, i) => (firstPeer(i) === i ? ++rank : rank));
  denseRanks.set(firstPeer, ranks);
  return ranks;
}

const denseRank: WindowKernel = (at, { rows, firstPeer }) => (denseRanks.get(firstPeer) ?? denseRanksOf(rows.length, firstPeer))[at] as bigint;

/** The first `size % n` parts have one row more than the others. */
const ntile: WindowKernel = (at, { rows }) => {
  const n = rows[at]?.[0] as bigint;
  const [size, row] = [BigInt(rows.length), BigInt(at)];
  const [least, larger] = [size / n, size % n];
  const inLarger = larger * (least + 1n);
  return row < inLarger ? row / (least + 1n) + 1n : larger + (row - inLarger) / least + 1n;
};

/** The value so many rows behind (`sign` 1) or before (-1); the default where there is no such row. */
const neighbour = (sign: 1n | -1n): WindowKernel => (at, { rows }) => {
  const [, steps, otherwise = null] = rows[at] as readonly Value[];
  const row = rows[Number(BigInt(at) + sign * (steps as bigint))];
  return row === undefined ? otherwise : (row[0] as Value);
};

export const WINDOWS: Kernels<WindowKernel> = {
  row_number: (at) => BigInt(at + 1),
  rank: (at, { firstPeer }) => BigInt(firstPeer(at) + 1),
  dense_rank: denseRank,
  ntile,
  lag: neighbour(-1n),
  "lag.default": neighbour(-1n),
  lead: neighbour(1n),
  "lead.default": neighbour(1n),
};
