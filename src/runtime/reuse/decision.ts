/** What was decided for the rules of a run, as its steps read it. */
import type { RuleName } from "../../ir/id.ts";
import type { SourceState } from "./fingerprints.ts";
import type { Reason } from "./reason.ts";

/** A table that a run which did not end well has staged, and what it was made of. */
export type KeptTable = { readonly run: string; readonly schema: string; readonly table: string; readonly rule: string; readonly key: string };

/** `key`: of what a run makes now; null where it is to be made again in any case. `kept`: is there already, and only to be verified and published. */
export type Decision = { readonly action: "build" | "reuse"; readonly reason: Reason; readonly key: string | null; readonly kept: KeptTable | null };
export type Decisions = { readonly of: ReadonlyMap<RuleName, Decision>; readonly sources: ReadonlyMap<RuleName, SourceState> };

/** Of what is only looked at. */
export const NO_DECISIONS: Decisions = { of: new Map(), sources: new Map() };
