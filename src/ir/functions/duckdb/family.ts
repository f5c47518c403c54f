/**
 * DuckDB's scalar functions, aggregates and macros by family, each with its place in the language. Loaded by `rulec functions`, the
 * documentation and tests; no compile reads it.
 */

/** `by`: how one writes it here (`in`), or why there is none (`later`, `out`). `names` are the engine's, with spaces between; `x_*` are all that begin so. */
type Entries = readonly (readonly [by: string, names: string])[];
export type EngineFamily = {
  readonly family: string;
  readonly in: Entries;
  /** Would have one exact meaning, and nothing has needed it yet; or the meaning is still to be found. */
  readonly later: Entries;
  /** Will not come: no engine-independent meaning, or another way is the language's own. */
  readonly out: Entries;
};
