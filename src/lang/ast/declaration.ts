import type { Arg, ExprNode, ListExpr } from "./expr.ts";
import type { Comment, Name, NodeOf, Tag, Text } from "./node.ts";
import type { Body, Check, Pipeline } from "./stage.ts";
import type { TypeNode } from "./type.ts";

export type ModuleDecl = NodeOf<"module", { readonly path: readonly Name[]; readonly doc: string | null }>;
export type ImportDecl = NodeOf<"import", { readonly names: readonly ImportName[]; readonly path: Text; readonly doc: string | null }>;
export type ExportDecl = NodeOf<"export", { readonly names: readonly ImportName[]; readonly path: Text; readonly doc: string | null }>;
/** `name` or `name as alias`. */
export type ImportName = NodeOf<"import_name", { readonly name: Name; readonly alias: Name | null }>;

/** Of a module, rule, macro or function. */
export type ParamNode = NodeOf<"param_node", { readonly name: Name; readonly type: TypeNode; readonly default: ExprNode | null }>;
export type ParamDecl = NodeOf<"param_decl", { readonly param: ParamNode; readonly doc: string | null }>;

export type SchemaColumn = NodeOf<"schema_column", { readonly name: Name; readonly type: TypeNode; readonly tags: readonly Tag[]; readonly doc: string | null }>;
export type SchemaKey = NodeOf<"schema_key", { readonly columns: ListExpr }>;
export type SchemaUnique = NodeOf<"schema_unique", { readonly columns: ListExpr }>;
export type SchemaOrder = NodeOf<"schema_order", { readonly by: ListExpr }>;
export type SchemaCheck = NodeOf<"schema_check", { readonly check: Check }>;
export type SchemaReferences = NodeOf<"schema_references", { readonly columns: ListExpr; readonly target: Name; readonly targetColumns: ListExpr }>;
/** `...Other` */
export type SchemaInclude = NodeOf<"schema_include", { readonly name: Name }>;
/** `fresh placed_at within interval "6 hours" else warn "…"` */
export type SchemaFresh = NodeOf<"schema_fresh", { readonly column: ExprNode; readonly within: ExprNode; readonly severity: "warn" | "error"; readonly message: Text | null }>;
export type SchemaEntry = SchemaColumn | SchemaKey | SchemaUnique | SchemaOrder | SchemaCheck | SchemaReferences | SchemaInclude | SchemaFresh;
export type SchemaBody = NodeOf<"schema_body", { readonly entries: readonly SchemaEntry[] }>;
export type SchemaDecl = NodeOf<"schema", { readonly name: Name; readonly body: SchemaBody; readonly doc: string | null }>;

/** `source name: Schema = parquet("…", option: …) { columns }`; `schema` or `body`, or both (the body then adds claims). */
export type SourceDecl = NodeOf<"source", {
  readonly name: Name;
  readonly schema: Name | null;
  readonly provider: Name;
  readonly args: readonly Arg[];
  readonly body: SchemaBody | null;
  readonly tags: readonly Tag[];
  readonly doc: string | null;
}>;

export type StorageNode = NodeOf<"storage", { readonly name: Name; readonly args: readonly Arg[] }>;
/** `ordered by [..]`, `ordered by key`, `… then all`, `unordered`, each maybe with a tier. */
export type OrderNode = NodeOf<"order", { readonly by: ListExpr | "key" | null; readonly thenAll: boolean; readonly tier: Name | null }>;
/** `= sql """…"""`: text around `{holes}`, each the name of a relation or an expression. */
export type SqlBody = NodeOf<"sql_body", { readonly parts: readonly string[]; readonly holes: readonly ExprNode[] }>;
export type RuleDecl = NodeOf<"rule", {
  readonly tags: readonly Tag[];
  readonly name: Name;
  readonly params: readonly ParamNode[];
  readonly contract: Name | null;
  readonly storage: StorageNode | null;
  readonly order: OrderNode | null;
  readonly body: Body | SqlBody;
  readonly doc: string | null;
}>;

export type MacroDecl = NodeOf<"macro", {
  readonly of: "table" | "expr" | "selector";
  readonly name: Name;
  readonly params: readonly ParamNode[];
  readonly returns: TypeNode | null;
  readonly body: Pipeline | Body | ExprNode;
  readonly doc: string | null;
}>;
/** An expression of the language, or a module of code with its tier. */
export type FunctionDecl = NodeOf<"function", {
  readonly name: Name;
  readonly params: readonly ParamNode[];
  readonly returns: TypeNode;
  readonly body: ExprNode | null;
  readonly external: { readonly path: Text; readonly tier: Name | null } | null;
  readonly doc: string | null;
}>;

export type Given = NodeOf<"given", { readonly name: Name; readonly previous: boolean; readonly rows: ExprNode }>;
export type Expect =
  | NodeOf<"expect_rows", { readonly of: Name | null; readonly rows: ListExpr }>
  | NodeOf<"expect_none">
  | NodeOf<"expect_error", { readonly code: Text }>
  | NodeOf<"expect_true", { readonly expr: ExprNode }>;
export type TestDecl = NodeOf<"test", {
  readonly title: Text;
  readonly rule: Name | null;
  readonly args: readonly Arg[];
  readonly givens: readonly Given[];
  readonly expects: readonly Expect[];
  readonly doc: string | null;
}>;

export type Declaration = ModuleDecl | ImportDecl | ExportDecl | ParamDecl | SchemaDecl | SourceDecl | RuleDecl | MacroDecl | FunctionDecl | TestDecl;
export type DeclarationKind = Declaration["kind"];

/** One file; `doc` is the documentation at its head that no declaration took, `lost` names the declarations that could not be read at all. */
export type FileNode = NodeOf<"file", {
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
  readonly doc: string | null;
  readonly lost: readonly Name[];
}>;
