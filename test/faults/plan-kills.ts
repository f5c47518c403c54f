/** Which runs are killed where: each kind of point once, then every point, then at random. */
import { pick, random } from "../evaluate/random-values.ts";
import type { Kill, Trial } from "./kills.ts";
import type { Point } from "./points.ts";

/** Kills in a row upon one folder: the second may meet the recovery from the first. */
const MOST = 3;

/** Trials with `kills` kills together. The same seed and points give the same trials. */
export function planKills(points: readonly string[], kills: number, seed: number): readonly Trial[] {
  const chance = random(seed);
  const kinds = [...new Set(points)];
  const counts = new Map(kinds.map((kind) => [kind, points.filter((point) => point === kind).length]));
  const when = (): Point["when"] => (chance() < 0.5 ? "before" : "after");
  const alone = (kill: Kill): Trial => ({ kills: [kill], looks: chance() < 0.7, cleans: chance() < 0.2, fresh: chance() < 0.1 });
  const trials: Trial[] = shuffled(kinds, chance).map((kind) => alone({ at: { kind, nth: 1 + Math.floor(chance() * (counts.get(kind) as number)), when: when() } }));
  // All of them, where that leaves as many again for chance.
  const all = kinds.flatMap((kind) => Array.from({ length: counts.get(kind) as number }, (_, i) => (["before", "after"] as const).map((side) => ({ at: { kind, nth: i + 1, when: side } })))).flat();
  if (kills >= 2 * all.length) trials.push(...shuffled(all, chance).map(alone));
  let planned = trials.length;
  while (planned < kills) {
    const some = Array.from({ length: Math.min(kills - planned, 1 + Math.floor(chance() * MOST)) }, (): Kill => {
      const kind = pick(chance, kinds);
      return chance() < 0.5 ? { part: chance() } : { at: { kind, nth: 1 + Math.floor(chance() * (counts.get(kind) as number)), when: when() } };
    });
    planned += some.length;
    trials.push({ kills: some, looks: chance() < 0.5, cleans: chance() < 0.2, fresh: chance() < 0.1 });
  }
  return trials.slice(0, kills);
}

function shuffled<T>(of: readonly T[], chance: () => number): T[] {
  return of.map((one) => ({ one, by: chance() })).toSorted((a, b) => a.by - b.by).map(({ one }) => one);
}

export const killText = (kill: Kill): string => ("part" in kill ? `after ${(100 * kill.part).toFixed(0)} % of the time` : `${kill.at.when} ${kill.at.kind} ${kill.at.nth}`);
export const trialText = ({ kills, looks, fresh }: Trial): string => `${fresh ? "from the first run on, " : ""}killed ${kills.map(killText).join(looks ? ", read, " : ", ")}`;
