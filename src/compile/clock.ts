/** Adds up the time of phases; outside `time`, nothing is measured. */
import { PHASES, type Phase } from "./types.ts";

export type Clock = { readonly spent: Readonly<Record<Phase, number>>; readonly time: <T>(phase: Phase, work: () => T) => T };

export function createClock(now: () => number): Clock {
  const spent = Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>;
  return {
    spent,
    time: (phase, work) => {
      const start = now();
      const result = work();
      spent[phase] += now() - start;
      return result;
    },
  };
}
