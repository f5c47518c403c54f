/** Random numbers that a seed repeats: the same inputs on every machine. */

export type Random = {
  /** An integer in [0, n). */
  readonly below: (n: number) => number;
  readonly chance: (p: number) => boolean;
  readonly of: <T>(items: readonly T[]) => T;
};

/** Mulberry32 (T. Ettinger, 2017), of an input's own number and the seed: any input can be made again without those before it. */
export function randomOf(seed: number, input: number): Random {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(input + 1, 0xc2b2ae35)) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 4; i++) next();
  return { below: (n) => Math.floor(next() * n), chance: (p) => next() < p, of: (items) => items[Math.floor(next() * items.length)] as never };
}
