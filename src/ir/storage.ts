/** What follows from how a rule is stored. */
import type { Storage } from "./rule.ts";

const NONE: readonly string[] = [];

/** The columns that part the rows into files, in the order of the folders; none where they lie in one. */
export function partitionsOf(storage: Storage): readonly string[] {
  const by = storage.kind === "parquet" ? storage.options["partition_by"] : undefined;
  return typeof by === "object" && by !== null ? by : NONE;
}
