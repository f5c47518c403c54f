import type { Type } from "../values/type.ts";
import type { ColumnId, Dialect, FunctionId, NodeId, Origin } from "./id.ts";

/** What an expression ranges over: nothing, one row, the rows of a group, or the rows around this one. */
export type Shape = "constant" | "row" | "aggregate" | "window";

export type ExprOf<K extends string, P> = P & {
  readonly kind: K;
  readonly id: NodeId;
  readonly at: Origin;
  readonly type: Type;
  readonly nullable: boolean;
  readonly shape: Shape;
};

export type SortKey = { readonly expr: Expr; readonly desc: boolean; readonly nullsFirst: boolean };
/** A missing bound is unbounded; a bound is a constant: rows before (negative), the current row (0), rows after. */
export type Frame = { readonly unit: "rows" | "range"; readonly from: Expr | null; readonly to: Expr | null };

/**
 * A literal's value as canonical text, which the node's type says how to read: integers, decimals (with their scale) and floats as
 * digits, temporals in ISO form, intervals as `<months> <days> <microseconds>`, binary as hex. Text keeps every digit through JSON.
 */
export type LiteralValue = string | boolean | null;

export type Column = ExprOf<"column", { readonly column: ColumnId }>;
export type Literal = ExprOf<"literal", { readonly value: LiteralValue }>;
/** `name` is qualified: `rule_param` of the rule itself, `module.param` of a module. */
export type ParamRef = ExprOf<"param", { readonly name: string }>;
/** Operators are functions too: names and meaning in ir/functions. */
export type Call = ExprOf<"call", { readonly fn: FunctionId; readonly args: readonly Expr[] }>;
export type Aggregate = ExprOf<"aggregate", { readonly fn: FunctionId; readonly args: readonly Expr[]; readonly where: Expr | null; readonly sort: readonly SortKey[] }>;
export type Window = ExprOf<"window", {
  readonly fn: FunctionId;
  readonly args: readonly Expr[];
  readonly where: Expr | null;
  readonly by: readonly Expr[];
  readonly sort: readonly SortKey[];
  readonly frame: Frame | null;
}>;
export type Case = ExprOf<"case", { readonly arms: readonly (readonly [condition: Expr, value: Expr])[]; readonly otherwise: Expr }>;
/** To `type`; a value that does not fit fails the run or gives null. */
export type Cast = ExprOf<"cast", { readonly arg: Expr; readonly onError: "fail" | "null" }>;
export type Lambda = ExprOf<"lambda", { readonly params: readonly ColumnId[]; readonly body: Expr }>;
export type FieldAccess = ExprOf<"field", { readonly arg: Expr; readonly name: string }>;
/** `type` is a struct whose fields are named in the order of `args`. */
export type StructOf = ExprOf<"struct", { readonly args: readonly Expr[] }>;
export type ListOf = ExprOf<"list", { readonly args: readonly Expr[] }>;
/** Keys and values in turn. */
export type MapOf = ExprOf<"map", { readonly args: readonly Expr[] }>;
export type SqlExpr = ExprOf<"sql", { readonly dialect: Dialect; readonly parts: readonly string[]; readonly holes: readonly Expr[]; readonly pure: boolean }>;
/** Stands where a mistake was reported, so that analysis goes on; nothing with an error in it is lowered. */
export type ErrorExpr = ExprOf<"error", object>;

export type Expr =
  | Column | Literal | ParamRef | Call | Aggregate | Window | Case | Cast | Lambda | FieldAccess | StructOf | ListOf | MapOf | SqlExpr | ErrorExpr;
export type ExprKind = Expr["kind"];
export type ExprBy<K extends ExprKind> = Extract<Expr, { kind: K }>;
