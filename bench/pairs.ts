/** Two statements in turn, many times over: what else the machine does meets both alike. */
import { loadavg, cpus, totalmem } from "node:os";

/** `wall` by the clock, `cpu` of all threads of this process, in milliseconds. */
export type Took = { readonly wall: number; readonly cpu: number };
export type Pairs = { readonly ours: readonly Took[]; readonly theirs: readonly Took[] };
/** `ratio`: of the medians. `within`: whether ours takes no longer than theirs, give or take what the promise allows. */
export type Verdict = { readonly ours: Took; readonly theirs: Took; readonly ratio: Took; readonly within: { readonly [By in keyof Took]: boolean } };

/** Who begins changes from pair to pair; a first pair that nobody counts has read the files. */
export async function pairs(count: number, ours: () => Promise<unknown>, theirs: () => Promise<unknown>): Promise<Pairs> {
  const took: { ours: Took[]; theirs: Took[] } = { ours: [], theirs: [] };
  await ours();
  await theirs();
  for (let at = 0; at < count; at++) {
    const first = at % 2 === 0;
    if (first) took.ours.push(await time(ours));
    took.theirs.push(await time(theirs));
    if (!first) took.ours.push(await time(ours));
  }
  return took;
}

async function time(work: () => Promise<unknown>): Promise<Took> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: performance.now() - wall, cpu: (user + system) / 1000 };
}

/** At most `times` as long as theirs, and `ms` for what a statement costs before it begins. */
export type Allowed = { readonly times: number; readonly ms: number };

export function verdict({ ours, theirs }: Pairs, { times, ms }: Allowed): Verdict {
  const [mine, other] = [medians(ours), medians(theirs)];
  const within = (by: keyof Took): boolean => mine[by] <= other[by] * times + ms;
  return { ours: mine, theirs: other, ratio: { wall: mine.wall / other.wall, cpu: mine.cpu / other.cpu }, within: { wall: within("wall"), cpu: within("cpu") } };
}

const medians = (took: readonly Took[]): Took => ({ wall: median(took.map(({ wall }) => wall)), cpu: median(took.map(({ cpu }) => cpu)) });

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

export const geometricMean = (ratios: readonly number[]): number => Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);

export const machine = (): string =>
  `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${(loadavg()[0] as number).toFixed(1)} at the end`;

/** A page's table: the first column is text, the others numbers. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, ["---", ...head.slice(1).map(() => "--:")], ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
