import type { Arg, ExprNode, ListExpr, RowExpr, WindowSpec } from "./expr.ts";
import type { Name, NodeOf, Text } from "./node.ts";

/** `from relation as alias |> stage …` */
export type Pipeline = NodeOf<"pipeline", { readonly from: RelationNode; readonly alias: Name | null; readonly stages: readonly Stage[] }>;

/** A name, or an instance of a rule or table macro with its arguments. */
export type NamedRelation = NodeOf<"named", { readonly name: Name; readonly args: readonly Arg[] | null }>;
export type ValuesRelation = NodeOf<"values", { readonly rows: ListExpr }>;
export type PreviousRelation = NodeOf<"previous", { readonly name: Name }>;
export type NestedRelation = NodeOf<"nested", { readonly pipeline: Pipeline }>;
export type ErrorRelation = NodeOf<"error_relation">;
export type RelationNode = NamedRelation | ValuesRelation | PreviousRelation | NestedRelation | ErrorRelation;

/** `, name: value` behind a stage. */
export type Option = NodeOf<"option", { readonly name: Name; readonly value: ExprNode }>;
type StageOf<K extends string, P = object> = NodeOf<K, P & { readonly options: readonly Option[] }>;

export type Where = StageOf<"where", { readonly predicate: ExprNode }>;
export type Derive = StageOf<"derive", { readonly row: RowExpr }>;
/** A row, or a set of columns. */
export type Select = StageOf<"select", { readonly of: ExprNode }>;
export type Drop = StageOf<"drop", { readonly of: ExprNode }>;
export type Rename = StageOf<"rename", { readonly row: RowExpr }>;
export type AggregateStage = StageOf<"aggregate", { readonly row: RowExpr }>;
export type Group = StageOf<"group", { readonly by: ExprNode; readonly row: RowExpr }>;
export type WindowStage = StageOf<"window", { readonly spec: WindowSpec; readonly row: RowExpr }>;
export type SortStage = StageOf<"sort", { readonly by: ListExpr }>;
export type LimitStage = StageOf<"limit", { readonly count: ExprNode }>;
export type SampleStage = StageOf<"sample", { readonly fraction: ExprNode }>;
export type DistinctStage = StageOf<"distinct">;
export type JoinHow = "inner" | "left" | "right" | "full" | "cross" | "semi" | "anti";
export type JoinStage = StageOf<"join", {
  readonly how: JoinHow;
  readonly asof: boolean;
  readonly right: RelationNode;
  readonly alias: Name | null;
  readonly on: ExprNode | null;
  readonly using: ListExpr | null;
}>;
export type SetStage = StageOf<"set", { readonly how: "union" | "intersect" | "except"; readonly all: boolean; readonly right: RelationNode }>;
export type DedupeStage = StageOf<"dedupe", { readonly on: ExprNode; readonly keep: "first" | "last"; readonly by: ListExpr }>;
/** `as x`, `as { a, b }` (unpacks structs, a map's key and value, or names zipped lists). */
export type ExplodeStage = StageOf<"explode", { readonly lists: ExprNode; readonly as: ExplodeAs }>;
export type ExplodeAs = { readonly names: readonly Name[]; readonly braces: boolean };
export type RecurseStage = StageOf<"recurse", { readonly alias: Name; readonly body: Body }>;
export type PivotStage = StageOf<"pivot", { readonly by: ListExpr; readonly on: ExprNode; readonly values: ListExpr; readonly row: RowExpr }>;
export type UnpivotStage = StageOf<"unpivot", { readonly of: ExprNode }>;
export type CheckStage = StageOf<"check", { readonly check: Check }>;
/** A table macro as a stage: the pipeline is its first argument. */
export type MacroStage = StageOf<"macro_stage", { readonly name: Name; readonly args: readonly Arg[] }>;
export type ErrorStage = StageOf<"error_stage">;

export type Stage =
  | Where | Derive | Select | Drop | Rename | AggregateStage | Group | WindowStage | SortStage | LimitStage | SampleStage | DistinctStage | JoinStage
  | SetStage | DedupeStage | ExplodeStage | RecurseStage | PivotStage | UnpivotStage | CheckStage | MacroStage | ErrorStage;
export type StageKind = Stage["kind"];

/** `key [..]`, or a predicate with what to do and say when it is false. */
export type Check =
  | NodeOf<"check_key", { readonly columns: ListExpr }>
  | NodeOf<"check_expr", { readonly predicate: ExprNode; readonly severity: "warn" | "error"; readonly message: Text | null }>;

/** `{ let …, from … }` */
export type Body = NodeOf<"body", { readonly lets: readonly Let[]; readonly pipeline: Pipeline }>;
export type Let = NodeOf<"let", { readonly name: Name; readonly value: Pipeline | ExprNode }>;
