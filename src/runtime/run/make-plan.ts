/** The plan of a run: what is to be built, what of earlier results is good still, and why. Looks at the ledger and at files, changes nothing. */
import type { RuleName } from "../../ir/id.ts";
import type { Engine, Session } from "../engine.ts";
import { decide } from "../reuse/decide.ts";
import type { Decisions } from "../reuse/decision.ts";
import type { FileMemory } from "../sources/file-memory.ts";
import type { Sources } from "../sources/sources.ts";
import { existing, type Existing } from "./existing.ts";
import type { Ledger, LedgerRun } from "./ledger.ts";
import { keptTables } from "./leftovers.ts";
import { missingIntervals } from "./materialise/missing.ts";
import { narrowed, type Plan } from "./plan.ts";
import type { RunInput } from "./work.ts";

export const fileMemoryOf = (target: string): string => `${target}/state/files.json`;

export type Planning = {
  readonly engine: Engine;
  readonly session: Session;
  readonly input: RunInput;
  readonly run: string;
  /** Null where there is no warehouse yet. */
  readonly ledger: Pick<Ledger, "owned" | "inputs" | "intervals" | "leftovers"> | null;
  readonly files: FileMemory;
};
export type MadePlan = {
  readonly plan: Plan;
  readonly decisions: Decisions;
  readonly there: Existing;
  /** What earlier runs have left. */
  readonly leftovers: readonly LedgerRun[];
};

export const NO_LEDGER: NonNullable<Planning["ledger"]> = { owned: async () => [], inputs: async () => [], intervals: async () => [], leftovers: async () => [] };

/** `wide`: as if nothing could be used again; `sources` are located. Throws what the engine and the file system throw. */
export async function makePlan({ engine, session, input, run, ledger: of, files }: Planning, wide: Plan, sources: Sources): Promise<MadePlan> {
  const ledger = of ?? NO_LEDGER;
  const there = await existing(engine, session, ledger, input.pack);
  const leftovers = await ledger.leftovers(input.pack);
  const missing: ReadonlyMap<RuleName, number> = await missingIntervals(ledger, input, wide.build, there);
  const decisions = await decide({ engine, session, there, root: input.root, files, input, run, ledger, plan: wide, located: sources.located, kept: keptTables(leftovers, there), missing });
  return { plan: narrowed(wide, input.sources, decisions.of), decisions, there, leftovers };
}
