/** What a run says while it works. The command line prints it; nothing in it is needed for the result. */
import type { RuleName } from "../../ir/id.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import type { Change } from "./materialise/mode.ts";
import type { RunPhase } from "../record/results.ts";
import type { PlanStep } from "./plan.ts";

/** Times are milliseconds; `bytes` is what a file has, null for a table; `change` is what a table that is added to gains and loses. */
export type RunEvent =
  | { readonly kind: "waiting"; readonly holder: string }
  | { readonly kind: "recovered"; readonly run: string; readonly what: "rolled-forward" | "rolled-back"; /** How many tables that it had staged are there for the next run. */ readonly kept: number }
  | { readonly kind: "started"; readonly run: string; readonly pack: string; readonly engine: string; readonly plan: readonly PlanStep[] }
  | { readonly kind: "phase"; readonly phase: RunPhase }
  | { readonly kind: "source"; readonly source: RuleName; readonly files: number; readonly claims: number; readonly reused: boolean; readonly ms: number }
  | { readonly kind: "building"; readonly rule: RuleName; readonly index: number; readonly of: number; readonly percent: number | null; readonly ms: number }
  /** Built and verified, or failed. Like `building` it comes when it is so; the others come in the order of the plan. */
  | { readonly kind: "made"; readonly rule: RuleName }
  | { readonly kind: "built"; readonly rule: RuleName; readonly rows: number | null; readonly ms: number; readonly bytes: number | null }
  | { readonly kind: "verified"; readonly rule: RuleName; readonly held: number; readonly warned: number; readonly failed: number; readonly change: Change | null; readonly ms: number }
  /** Not built: what it reads, `because`, failed or was not built itself; null where the run was stopped before. */
  | { readonly kind: "skipped"; readonly rule: RuleName; readonly because: RuleName | null }
  | { readonly kind: "diagnostic"; readonly rule: RuleName | null; readonly diagnostic: Diagnostic }
  | { readonly kind: "published"; readonly tables: number; readonly views: number; readonly files: number; readonly ms: number }
  | { readonly kind: "finished"; readonly status: RunStatus; readonly ms: number };

export type RunStatus = "published" | "failed" | "interrupted" | "nothing";
export type OnEvent = (event: RunEvent) => void;
