import type { Expr, SortKey } from "./expr.ts";
import type { ColumnId, Dialect, NodeId, Origin, RuleName } from "./id.ts";

/** `outputs` is the row that leaves the node, in order; what a column is called, typed and tagged is in `Rule.columns`. */
export type RelOf<K extends string, P> = P & {
  readonly kind: K;
  readonly id: NodeId;
  readonly at: Origin;
  readonly outputs: readonly ColumnId[];
};

/** What a scan reads: an interface by name (a source or a rule), what the rule itself stored before, or a relation of this rule that is used more than once. */
export type Reference =
  | { readonly kind: "source" | "rule" | "previous"; readonly name: RuleName }
  | { readonly kind: "local"; readonly local: number }
  | { readonly kind: "self"; readonly recurse: NodeId };

export type JoinKind = "inner" | "left" | "right" | "full" | "cross" | "semi" | "anti";
export type Multiplicity = "1:1" | "n:1" | "1:n" | "n:m";
/** The nearest right row by one inequality, which stands last in `on`; `tolerance` is a constant. */
export type Asof = { readonly tolerance: Expr | null };

/** `reads`: the interface's column name and the column that it becomes here. */
export type Scan = RelOf<"scan", { readonly of: Reference; readonly reads: readonly (readonly [name: string, column: ColumnId])[] }>;
/** Each row has one constant expression per output. */
export type Values = RelOf<"values", { readonly rows: readonly (readonly Expr[])[] }>;
/** Keeps the rows for which `predicate` is true; conjuncts are nested `and` calls. */
export type Filter = RelOf<"filter", { readonly input: Rel; readonly predicate: Expr }>;
/** select, derive, drop, rename, window: `outputs` are columns of `input` or of `adds`. */
export type Project = RelOf<"project", { readonly input: Rel; readonly adds: readonly (readonly [ColumnId, Expr])[] }>;
/** `on` is a list of conjuncts. `claimed`: the author wrote the cardinality; keys prove it otherwise. `merged` (`using`): [left, right, merged column]. */
export type Join = RelOf<"join", {
  readonly how: JoinKind;
  readonly left: Rel;
  readonly right: Rel;
  readonly on: readonly Expr[];
  readonly multiplicity: Multiplicity;
  readonly asof: Asof | null;
  readonly merged: readonly (readonly [left: ColumnId, right: ColumnId, merged: ColumnId])[];
}>;
/** One row per distinct `by` (one row in all when empty); `by` are columns of `input`, kept under their ids. */
export type AggregateRel = RelOf<"aggregate", { readonly input: Rel; readonly by: readonly ColumnId[]; readonly adds: readonly (readonly [ColumnId, Expr])[] }>;
/** `promised`: the contract's order, which no pass may remove. */
export type Sort = RelOf<"sort", { readonly input: Rel; readonly keys: readonly SortKey[]; readonly promised: boolean }>;
export type Limit = RelOf<"limit", { readonly input: Rel; readonly count: Expr; readonly offset: Expr | null; readonly arbitrary: boolean }>;
export type Distinct = RelOf<"distinct", { readonly input: Rel }>;
/** Per distinct `on` (nulls equal), the first row in the order `by`; `keep last` is bound as the reversed order. */
export type Dedupe = RelOf<"dedupe", { readonly input: Rel; readonly on: readonly ColumnId[]; readonly by: readonly SortKey[]; readonly ties: "total" | "error" }>;
/** Output i is column `maps[k][i]` of input k; a null there is a missing column, filled with null. */
export type SetRel = RelOf<"set", { readonly how: "union_all" | "union" | "intersect" | "except"; readonly inputs: readonly Rel[]; readonly maps: readonly (readonly (ColumnId | null)[])[] }>;
/** One output row per element of `lists` (zipped); `index` counts from `base`. `as` has one column per list, or key and value of a map. Meaning: docs/language.md, "Explode". */
export type Explode = RelOf<"explode", {
  readonly input: Rel;
  readonly lists: readonly Expr[];
  readonly as: readonly ColumnId[];
  readonly index: ColumnId | null;
  readonly base: 0 | 1;
  readonly keepEmpty: boolean;
  readonly pad: boolean;
  readonly source: "list" | "map";
}>;
export type Unpivot = RelOf<"unpivot", { readonly input: Rel; readonly columns: readonly ColumnId[]; readonly name: ColumnId; readonly value: ColumnId }>;
export type Recurse = RelOf<"recurse", { readonly seed: Rel; readonly step: Rel; readonly depth: ColumnId | null; readonly maxDepth: number | null }>;
/**
 * Opaque SQL: `parts` around holes, which are the names of `inputs` and constants of `values`, each in its order. Where somebody wrote the text, the
 * origins that follow `at` are those of its words (`sqlWords` of each part, in turn).
 */
export type SqlRel = RelOf<"sql", {
  readonly dialect: Dialect;
  readonly parts: readonly string[];
  readonly holes: readonly ("input" | "value")[];
  readonly inputs: readonly Rel[];
  readonly values: readonly Expr[];
}>;
/** Words and what stands between them: joined, the text. */
export const sqlWords = (part: string): string[] => part.match(/\w+|\s+|[^\w\s]/gu) ?? [];
export type ErrorRel = RelOf<"error", { readonly inputs: readonly Rel[] }>;

export type Rel =
  | Scan | Values | Filter | Project | Join | AggregateRel | Sort | Limit | Distinct | Dedupe | SetRel | Explode | Unpivot | Recurse | SqlRel | ErrorRel;
export type RelKind = Rel["kind"];
export type RelBy<K extends RelKind> = Extract<Rel, { kind: K }>;
