import type { Field, Type } from "../values/type.ts";
import type { Expr, LiteralValue } from "./expr.ts";
import type { ColumnId, Origin, Origins, RuleName } from "./id.ts";
import type { Rel } from "./rel.ts";

/** `nullable` is as defined where the column is made; an outer join above may add nulls (see props: notNull). */
export type ColumnDef = { readonly name: string; readonly type: Type; readonly nullable: boolean; readonly tags: readonly string[]; readonly doc: string | null };

/**
 * What a run must verify, over a relation.
 * - `check`: `predicate` is never false (null passes); with an aggregate in it, `over` is one row.
 * - `key`: no two rows of `over` agree in `columns` (nulls equal).
 * - `multiplicity`: as `key`, for a join whose claimed cardinality keys do not prove.
 * - `ties`: a dedupe with `ties: "error"` meets no tie: as `key`.
 * - `reference`: every non-null tuple of `columns` stands in `references`.
 * - `not_null`: `columns` hold no null.
 * - `fresh`: as `check`, of the one row that holds a column's newest value; `predicate` compares it with the run's instant.
 * Predicates fail on false only. `message` holds `{column}` places.
 */
export type Obligation = {
  readonly kind: "check" | "key" | "multiplicity" | "ties" | "reference" | "not_null" | "fresh";
  readonly at: Origin;
  readonly over: Rel;
  readonly predicate: Expr | null;
  readonly columns: readonly ColumnId[];
  readonly references: { readonly name: RuleName; readonly columns: readonly string[] } | null;
  readonly severity: "warn" | "error";
  readonly message: string;
};

/** Values of lists and structs are the JSON text of their parts' values: an array, an object by field. */
export type ParamDef = { readonly name: string; readonly type: Type; readonly nullable: boolean; readonly default: LiteralValue | undefined };

/** What a run does with a stored table whose columns are no longer the rule's: stops; adds the new ones, null in rows that are there; makes the table anew. */
export type OnChange = "fail" | "add" | "rebuild";
export type Grain = "hour" | "day" | "week" | "month" | "year";
/**
 * What a run makes of the rows that are stored already. Names are of columns of the rule's result.
 * - `by_time`: one statement for each whole `grain` since `start` (canonical text of `time`'s type), with the parameters `from` and `to`; the last `lookback` of them again in each run.
 * - `versions`: adds `valid_from` and `valid_to` behind the result's columns.
 */
export type TableMode =
  | { readonly mode: "replace" }
  | { readonly mode: "append"; readonly onChange: OnChange }
  | { readonly mode: "merge"; readonly key: readonly string[]; readonly onChange: OnChange }
  | { readonly mode: "by_time"; readonly time: string; readonly grain: Grain; readonly lookback: number; readonly start: string; readonly onChange: OnChange }
  | { readonly mode: "versions"; readonly key: readonly string[]; readonly at: string; readonly onChange: OnChange };
export type Storage =
  | ({ readonly kind: "table" } & TableMode)
  | { readonly kind: "view" | "inline" }
  | { readonly kind: "parquet" | "csv" | "json"; readonly path: string; readonly options: Readonly<Record<string, LiteralValue | readonly string[]>> };
export type Tier = "canonical" | "stable_set" | "best_effort";

export type SortedName = { readonly name: string; readonly desc: boolean; readonly nullsFirst: boolean };
export type SortedColumn = { readonly column: ColumnId; readonly desc: boolean; readonly nullsFirst: boolean };

/** A relation of the rule that is read more than once (a `let`, a table macro's argument, an inline rule); scans name it by its place. */
export type Local = { readonly name: string; readonly root: Rel };

export type Rule = {
  readonly name: RuleName;
  readonly params: readonly ParamDef[];
  /** Locals read only locals before them. */
  readonly locals: readonly Local[];
  readonly root: Rel;
  /** By column id. */
  readonly columns: readonly ColumnDef[];
  readonly nodes: number;
  readonly obligations: readonly Obligation[];
  readonly storage: Storage;
  readonly tier: Tier;
  /** The promised order over `root.outputs`; empty when the rule is unordered or not stored. */
  readonly order: readonly SortedColumn[];
  readonly tags: readonly string[];
  readonly doc: string | null;
  readonly origins: Origins;
};

export type InterfaceColumn = Field & { readonly name: string; readonly tags: readonly string[]; readonly doc: string | null };

/** What readers of a rule or source may rely on. A rule that recompiles to the same interface does not disturb its dependents. */
export type Interface = {
  readonly name: RuleName;
  readonly kind: "source" | "rule";
  readonly columns: readonly InterfaceColumn[];
  /** The order in which a scan starts; empty when none can be relied on. */
  readonly order: readonly SortedName[];
  /** Sets of columns in which no two rows agree, nulls equal. */
  readonly keys: readonly (readonly string[])[];
  readonly storage: Storage["kind"] | "source";
  readonly tier: Tier;
  readonly hash: string;
};

/** A path is text around `$params`, relative to the pack's folder; the runtime puts the values in. */
export type PathTemplate = readonly (string | { readonly param: string })[];
export type Provider =
  | { readonly kind: "parquet" | "csv" | "json"; readonly paths: readonly PathTemplate[]; readonly options: Readonly<Record<string, LiteralValue>> }
  | { readonly kind: "table"; readonly table: string };

/** Where rows come from. `claims` is a rule whose root scans the source and whose obligations are what the source's schema says beyond types. */
export type Source = { readonly name: RuleName; readonly provider: Provider; readonly interface: Interface; readonly claims: Rule; readonly trusted: boolean };

export type ColumnSet = { readonly size: number; readonly has: (column: ColumnId) => boolean; readonly [Symbol.iterator]: () => IterableIterator<ColumnId> };
/** `from` fixes `to`: rows that agree in the first agree in the second. */
export type Dependency = { readonly from: ColumnSet; readonly to: ColumnId };
/** A key is minimal as far as known; the empty set is a key of a relation of at most one row. */
export type Props = {
  readonly order: readonly SortedColumn[];
  /** Whether no two rows tie in `order`. */
  readonly total: boolean;
  readonly keys: readonly ColumnSet[];
  readonly equal: readonly ColumnSet[];
  readonly constant: ColumnSet;
  readonly determines: readonly Dependency[];
  readonly notNull: ColumnSet;
  readonly atMost: number | null;
};

/** What the pure core is handed by its host. `sha256` gives lower hex of the bytes' digest. */
export type Host = { readonly sha256: (bytes: Uint8Array) => string };
export type Env = { readonly interfaces: ReadonlyMap<RuleName, Interface>; readonly host: Host };

export type Trait = "typed" | "simplified" | "filters-low" | "subtrees-shared" | "sorts-used" | "distincts-used" | "columns-pruned" | "joins-used" | "windows-grouped" | "projects-merged";
/** A pass keeps the meaning: same rows, same order. What it needs makes it worth its place; it is right without, too. `version` changes when what it makes of some rule does. */
export type Pass = {
  readonly name: string; readonly version: number; readonly summary: string; readonly needs: readonly Trait[]; readonly provides: readonly Trait[];
  readonly run: (rule: Rule, env: Env) => Rule;
};
