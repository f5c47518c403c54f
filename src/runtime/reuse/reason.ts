/** Why a rule is built, used again or left out. Words for people: src/cli/plan-text.ts. */

export const BUILD_REASONS = [
  /** Nothing is known of an earlier result, as in a warehouse in memory. */
  "never-built", "unknown", "asked",
  "sql-changed", "text-changed", "param-changed", "storage-changed", "policy-changed", "compiler-changed", "engine-changed",
  "source-changed", "file-new", "file-gone", "file-changed", "reads",
  "missing", "rows-differ", "columns-differ", "file-damaged",
  "unsteady", "run-at", "reads-table", "intervals",
] as const;
export const REUSE_REASONS = ["unchanged", "kept"] as const;
export const SKIP_REASONS = ["inline", "not-selected", "read-by"] as const;
export type ReasonKind = (typeof BUILD_REASONS)[number] | (typeof REUSE_REASONS)[number] | (typeof SKIP_REASONS)[number];

/** `of`: the names that the reason is about: rules, sources, parameters, files, functions, a count; of `unchanged` how many files and parameters are the same. */
export type Reason = { readonly kind: ReasonKind; readonly of: readonly string[] };

export const because = (kind: ReasonKind, of: readonly string[] = []): Reason => ({ kind, of });
