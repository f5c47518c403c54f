/** What a run reads of what compiling gives (src/compile/types.ts): plain data, and none of the IR. */
import type * as compiled from "../compile/types.ts";
import type { SqlParam } from "./engine.ts";

export type { Shape } from "../compile/shape.ts";
export type { CompiledColumn, CompiledParam, PromiseScan, Promised, Read, SqlText } from "../compile/types.ts";

/**
 * A rule as a run sees it. Its scans may read the rows that the rule itself has just made under the bare name `RESULT_NAME`: what is
 * promised of the result need not compute it again.
 */
export type CompiledRule = Pick<
  compiled.CompiledRule,
  "name" | "schema" | "table" | "select" | "reads" | "written" | "columns" | "order" | "keys" | "storage" | "tier" | "scans" | "params" | "hash" | "plan" | "at" | "origins"
> & Partial<Pick<compiled.CompiledRule, "lineage" | "unsteady">>;
export type CompiledSource = Pick<compiled.CompiledSource, "name" | "provider" | "columns" | "claims" | "claimName" | "claimReads" | "claimParams" | "written" | "trusted" | "hash" | "at" | "origins">;

export const RESULT_NAME = "__rulec_result";

/** Names of the parameters that a run itself gives their values (lang/bind/params.ts). */
export const RUN_PARAMS = { runAt: "run_at", from: "from", to: "to" } as const;

/** Values by qualified name, as canonical text. */
export type ParamValues = ReadonlyMap<string, SqlParam["value"]>;

/** The SELECT over a source's files (absolute paths, sorted), or over its table: names and types as declared. */
export type ScanOf = (source: CompiledSource, paths: readonly string[]) => string;
