/**
 * The shape of every node, said once: which of its properties hold relations, expressions, columns, sort keys or plain data.
 * Children, walks, maps, canonical JSON and the printer follow from these tables. A kind or a property that is missing here, or
 * that is given a role its type does not have, does not compile.
 */
import type { Case, Expr, ExprBy, ExprKind, Frame, SortKey } from "./expr.ts";
import type { ColumnId } from "./id.ts";
import type { Asof, Join, Reference, Rel, RelBy, RelKind, Scan, SetRel } from "./rel.ts";

/** What a role's value looks like; `data` is everything else and means the same wherever it stands. */
export type Roles = {
  readonly rel: Rel;
  readonly rels: readonly Rel[];
  readonly expr: Expr;
  readonly "expr?": Expr | null;
  readonly exprs: readonly Expr[];
  readonly rows: readonly (readonly Expr[])[];
  readonly arms: Case["arms"];
  readonly adds: readonly (readonly [ColumnId, Expr])[];
  readonly sort: readonly SortKey[];
  readonly "frame?": Frame | null;
  readonly "asof?": Asof | null;
  readonly column: ColumnId;
  readonly "column?": ColumnId | null;
  readonly columns: readonly ColumnId[];
  readonly reads: Scan["reads"];
  readonly merged: Join["merged"];
  readonly maps: SetRel["maps"];
  readonly reference: Reference;
};
export type Role = keyof Roles | "data";

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Matching<V> = { [R in keyof Roles]: Same<V, Roles[R]> extends true ? R : never }[keyof Roles];
type RoleOf<V> = [Matching<V>] extends [never] ? "data" : Matching<V>;

type CommonToRels = "kind" | "id" | "at" | "outputs";
type CommonToExprs = "kind" | "id" | "at" | "type" | "nullable" | "shape";
type FieldsOf<N, Common extends string> = { readonly [P in Exclude<keyof N, Common>]: RoleOf<N[P]> };

export const REL_FIELDS = {
  scan: { of: "reference", reads: "reads" },
  values: { rows: "rows" },
  filter: { input: "rel", predicate: "expr" },
  project: { input: "rel", adds: "adds" },
  join: { how: "data", left: "rel", right: "rel", on: "exprs", multiplicity: "data", asof: "asof?", merged: "merged" },
  aggregate: { input: "rel", by: "columns", adds: "adds" },
  sort: { input: "rel", keys: "sort", promised: "data" },
  limit: { input: "rel", count: "expr", offset: "expr?", arbitrary: "data" },
  distinct: { input: "rel" },
  dedupe: { input: "rel", on: "columns", by: "sort", ties: "data" },
  set: { how: "data", inputs: "rels", maps: "maps" },
  explode: { input: "rel", lists: "exprs", as: "columns", index: "column?", base: "data", keepEmpty: "data", pad: "data", source: "data" },
  unpivot: { input: "rel", columns: "columns", name: "column", value: "column" },
  recurse: { seed: "rel", step: "rel", depth: "column?", maxDepth: "data" },
  sql: { dialect: "data", parts: "data", holes: "data", inputs: "rels", values: "exprs" },
  error: { inputs: "rels" },
} as const satisfies { readonly [K in RelKind]: FieldsOf<RelBy<K>, CommonToRels> };

export const EXPR_FIELDS = {
  column: { column: "column" },
  literal: { value: "data" },
  param: { name: "data" },
  call: { fn: "data", args: "exprs" },
  aggregate: { fn: "data", args: "exprs", where: "expr?", sort: "sort" },
  window: { fn: "data", args: "exprs", where: "expr?", by: "exprs", sort: "sort", frame: "frame?" },
  case: { arms: "arms", otherwise: "expr" },
  cast: { arg: "expr", onError: "data" },
  lambda: { params: "columns", body: "expr" },
  field: { arg: "expr", name: "data" },
  struct: { args: "exprs" },
  list: { args: "exprs" },
  map: { args: "exprs" },
  sql: { dialect: "data", parts: "data", holes: "exprs", pure: "data" },
  error: {},
} as const satisfies { readonly [K in ExprKind]: FieldsOf<ExprBy<K>, CommonToExprs> };

/** One property: its name, its role. */
export type FieldRow = readonly [name: string, role: Role];
type Fields<K extends string> = { readonly [P in K]: Readonly<Record<string, Role>> };

/** The rows of a table whose roles pass the test, by kind, in the written order. */
export const rowsOf = <K extends string>(fields: Fields<K>, test: (role: Role) => boolean): ReadonlyMap<string, readonly FieldRow[]> =>
  new Map(Object.entries<Readonly<Record<string, Role>>>(fields).map(([kind, of]) => [kind, Object.entries(of).filter(([, role]) => test(role))]));

/** A property of a node by name; the tables above say what it is. */
export const propertyOf = (node: Rel | Expr, name: string): unknown => (node as Readonly<Record<string, unknown>>)[name];

/** One function per relation kind: how every analysis over relations is written. */
export type RelTable<R, A extends readonly unknown[]> = { readonly [K in RelKind]: (node: RelBy<K>, ...rest: A) => R };
export const byKind = <R, A extends readonly unknown[]>(table: RelTable<R, A>, node: Rel, ...rest: A): R =>
  (table[node.kind] as (node: Rel, ...rest: A) => R)(node, ...rest);
