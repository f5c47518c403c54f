/**
 * The tables as data: columns in order, their types and nulls, and the key that also orders the rows.
 * The `.rule` sources declare the same; a difference is a wrong contract, so this file is the one place to change.
 */

/** DuckDB's name of each column type. Spans and sizes are 64 bit; lines, UTF-16 columns and counts are 32 bit. */
export const DUCKDB_TYPES = {
  string: "VARCHAR",
  bool: "BOOLEAN",
  int32: "INTEGER",
  int64: "BIGINT",
  strings: "VARCHAR[]",
  params: "STRUCT(name VARCHAR, type VARCHAR, optional BOOLEAN)[]",
  qnames: "STRUCT(name VARCHAR, source VARCHAR)[]",
  marks: "STRUCT(name VARCHAR, bstart BIGINT, bend BIGINT)[]",
  meta: "MAP(VARCHAR, VARCHAR)",
} as const;

type Values = {
  string: string;
  bool: boolean;
  int32: number;
  int64: number;
  strings: readonly string[];
  params: readonly Param[];
  qnames: readonly QName[];
  marks: readonly Mark[];
  meta: Readonly<Record<string, string>>;
};

/** `type` is null where none is written; `optional` is true for `?` and for a default value. */
export type Param = { readonly name: string; readonly type: string | null; readonly optional: boolean };
/** A name that a callee might have, and why: import, local, global, this, super, name, member. */
export type QName = { readonly name: string; readonly source: string };
/** One place where a name is written or read. */
export type Mark = { readonly name: string; readonly bstart: number; readonly bend: number };

type TypeName = keyof Values;
/** A type name; with a `?` the column may be null. */
type ColumnType = TypeName | `${TypeName}?`;
type Columns = Readonly<Record<string, ColumnType>>;
type Table<C extends Columns = Columns> = { readonly columns: C; readonly key: readonly (keyof C & string)[] };

const table = <const C extends Columns>(key: readonly (keyof C & string)[], columns: C): Table<C> => ({ columns, key });

const SPAN = { bstart: "int64", bend: "int64" } as const;
const NAME_SPAN = { name_bstart: "int64?", name_bend: "int64?" } as const;

export const TABLES = {
  files: table(["file_id"], {
    path: "string", file_id: "string", language: "string", size_bytes: "int64", sha256: "string", is_test: "bool",
  }),
  file_lines: table(["path", "line_no"], {
    path: "string", file_id: "string", line_no: "int32", start_byte: "int64", end_byte: "int64", line_text: "string",
  }),
  scip_documents: table(["document_id"], {
    path: "string", document_id: "string", language: "string", position_encoding: "string", module_symbol: "string",
  }),
  scip_occurrences: table(["occurrence_id"], {
    path: "string", occurrence_id: "string", symbol: "string", symbol_roles: "int32",
    start_line: "int32", start_char: "int32", end_line: "int32", end_char: "int32", range_len: "int32",
  }),
  scip_symbols: table(["path", "symbol"], {
    path: "string", symbol: "string", display_name: "string", kind: "string", enclosing_symbol: "string?", documentation: "strings",
  }),
  scip_relationships: table(["path", "symbol", "related_symbol"], {
    path: "string", symbol: "string", related_symbol: "string",
    is_reference: "bool", is_implementation: "bool", is_type_definition: "bool", is_definition: "bool",
  }),
  ast_imports: table(["import_id"], {
    path: "string", import_id: "string", module: "string", kind: "string", name: "string?", alias: "string?", is_type: "bool",
    ...SPAN, module_bstart: "int64", module_bend: "int64", ...NAME_SPAN, alias_bstart: "int64?", alias_bend: "int64?",
  }),
  ast_calls: table(["call_id"], {
    path: "string", call_id: "string", kind: "string", ...SPAN, callee_bstart: "int64", callee_bend: "int64",
    callee_text: "string", arg_count: "int32", callee_qnames: "qnames", owner_def_id: "string",
  }),
  ast_defs: table(["def_id"], {
    path: "string", def_id: "string", container_def_id: "string", kind: "string", name: "string?", ...SPAN, ...NAME_SPAN,
    exported_as: "string?", is_ambient: "bool", params: "params", decorators: "strings?",
  }),
  ast_refs: table(["ref_id"], {
    path: "string", ref_id: "string", owner_def_id: "string", scope_id: "string?", role: "string", name: "string", is_member: "bool", ...SPAN,
  }),
  ast_type_refs: table(["type_ref_id"], {
    path: "string", type_ref_id: "string", owner_def_id: "string", role: "string", text: "string", ...SPAN,
  }),
  ast_scopes: table(["scope_id"], {
    path: "string", scope_id: "string", parent_scope_id: "string", kind: "string", ...SPAN, locals: "strings", writes: "marks", reads: "marks",
  }),
  diagnostics: table(["diag_id"], {
    path: "string", diag_id: "string", source: "string", severity: "string", code: "string", message: "string", tags: "strings",
    ...SPAN, meta: "meta?",
  }),
  parse_errors: table(["path", "error_no"], { path: "string", error_no: "int32", message: "string", meta: "meta" }),
  package_entries: table(["path", "kind"], { path: "string", kind: "string" }),
  jsx_factories: table(["path", "name"], { path: "string", name: "string" }),
} as const;

export type TableName = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];

type ValueOf<T> = T extends `${infer N extends TypeName}?` ? Values[N] | null : T extends TypeName ? Values[T] : never;
type ColumnsOf<T extends TableName> = (typeof TABLES)[T]["columns"];
export type Row<T extends TableName> = { readonly [C in keyof ColumnsOf<T>]: ValueOf<ColumnsOf<T>[C]> };
/** The rows found so far, by table. */
export type Rows = { readonly [T in TableName]: Row<T>[] };

export function noRows(): Rows {
  return Object.fromEntries(TABLE_NAMES.map((name) => [name, []])) as unknown as Rows;
}

export type Column = { readonly name: string; readonly type: string; readonly nullable: boolean };

/** The columns of one table with DuckDB's type names. */
export function columnsOf(name: TableName): readonly Column[] {
  return Object.entries<ColumnType>(TABLES[name].columns).map(([column, type]) => {
    const nullable = type.endsWith("?");
    return { name: column, type: DUCKDB_TYPES[(nullable ? type.slice(0, -1) : type) as TypeName], nullable };
  });
}
