import type { Name, NodeOf } from "./node.ts";
import type { TypeNode } from "./type.ts";

export type LiteralKind = "int" | "decimal" | "float" | "string" | "bool" | "null" | "date" | "time" | "timestamp" | "timestamptz" | "interval";

/** `value`: digits without `_`, the string with its escapes resolved, `true`, `false`, `null`, or the text between a temporal's quotes. `form` is how a string was written. */
export type LiteralExpr = NodeOf<"literal", { readonly literal: LiteralKind; readonly value: string; readonly form: "plain" | "raw" | "triple" }>;
/** `parts` has one string more than `holes`. */
export type FString = NodeOf<"fstring", { readonly parts: readonly string[]; readonly holes: readonly ExprNode[] }>;
/** A column, an alias, a `let`, a macro's parameter: the binder says which. */
export type Ref = NodeOf<"ref", { readonly name: Name }>;
/** `$name`. */
export type ParamExpr = NodeOf<"param", { readonly name: string }>;
/** `_`. */
export type Underscore = NodeOf<"underscore">;
/** `@name` or `@name(args)`. */
export type SelectorExpr = NodeOf<"selector", { readonly name: string; readonly args: readonly Arg[] | null }>;
export type FieldExpr = NodeOf<"field", { readonly object: ExprNode; readonly name: Name }>;
export type IndexExpr = NodeOf<"index", { readonly object: ExprNode; readonly index: ExprNode }>;
/** `f(args)`, or `receiver.f(args)`, which is `f(receiver, args)`. */
export type CallExpr = NodeOf<"call", { readonly fn: Name; readonly receiver: ExprNode | null; readonly args: readonly Arg[] }>;
export type CastExpr = NodeOf<"cast", { readonly arg: ExprNode; readonly type: TypeNode; readonly onError: "fail" | "null" }>;
export type OverExpr = NodeOf<"over", { readonly arg: ExprNode; readonly spec: WindowSpec }>;
export type UnaryOp = "-" | "~" | "not";
export type UnaryExpr = NodeOf<"unary", { readonly op: UnaryOp; readonly arg: ExprNode }>;
export type BinaryOp =
  | "*" | "/" | "//" | "%" | "+" | "-" | "||" | "&" | "|" | "??" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "<=>" | "and" | "or";
export type BinaryExpr = NodeOf<"binary", { readonly op: BinaryOp; readonly left: ExprNode; readonly right: ExprNode }>;
export type IsNullExpr = NodeOf<"is_null", { readonly arg: ExprNode; readonly negated: boolean }>;
export type InExpr = NodeOf<"in", { readonly arg: ExprNode; readonly list: ExprNode; readonly negated: boolean }>;
export type BetweenExpr = NodeOf<"between", { readonly arg: ExprNode; readonly low: ExprNode; readonly high: ExprNode; readonly negated: boolean }>;
export type IfExpr = NodeOf<"if", { readonly condition: ExprNode; readonly then: ExprNode; readonly otherwise: ExprNode }>;
export type CaseExpr = NodeOf<"case", { readonly arms: readonly CaseArm[]; readonly otherwise: ExprNode | null }>;
export type CaseArm = NodeOf<"arm", { readonly when: ExprNode; readonly then: ExprNode }>;
/** Only as an argument or the value of a `let`. */
export type LambdaExpr = NodeOf<"lambda", { readonly params: readonly Name[]; readonly body: ExprNode }>;
/** A list, a column set or a sort list, by where it stands. */
export type ListExpr = NodeOf<"list", { readonly elements: readonly Element[] }>;
/** A struct literal, or the row of a stage. */
export type RowExpr = NodeOf<"row", { readonly entries: readonly Entry[] }>;
/** `sql<T>"…"` or `sql<T>("…", dialect: "duckdb", pure: true)`; `text` splits at its `{holes}`. */
export type SqlEscape = NodeOf<"sql", { readonly type: TypeNode; readonly parts: readonly string[]; readonly holes: readonly ExprNode[]; readonly triple: boolean; readonly args: readonly Arg[] }>;
/** Where text could not be read; a diagnostic says why. */
export type ErrorNode = NodeOf<"error">;

export type ExprNode =
  | LiteralExpr | FString | Ref | ParamExpr | Underscore | SelectorExpr | FieldExpr | IndexExpr | CallExpr | CastExpr | OverExpr | UnaryExpr
  | BinaryExpr | IsNullExpr | InExpr | BetweenExpr | IfExpr | CaseExpr | LambdaExpr | ListExpr | RowExpr | SqlEscape | ErrorNode;
export type ExprNodeKind = ExprNode["kind"];

export type Arg = NodeOf<"arg", { readonly name: Name | null; readonly value: ExprNode }>;
export type Element = NodeOf<"element", { readonly expr: ExprNode; readonly spread: boolean; readonly direction: "asc" | "desc" | null; readonly nulls: "first" | "last" | null }>;
/** `name: expr`, a bare expression, or `...expr`. */
export type Entry = NodeOf<"entry", { readonly name: Name | null; readonly expr: ExprNode; readonly spread: boolean; readonly doc: string | null }>;
/** A missing bound is unbounded. A bound is a literal number (maybe negated), a parameter or an interval. */
export type FrameNode = NodeOf<"frame", { readonly unit: "rows" | "range"; readonly from: ExprNode | null; readonly to: ExprNode | null }>;
export type WindowSpec = NodeOf<"spec", { readonly by: ListExpr | null; readonly sort: ListExpr | null; readonly frame: FrameNode | null }>;
