/**
 * Where rows come in: a SELECT over files or a table that has the declared names and types, and guesses nothing. DuckDB's own reading of
 * text is not the language's (`1.5` as an integer is 2, ` 12 ` is 12, `t` is true), so text is read as text and cast.
 */
import { castSql } from "../ir/functions/casts.ts";
import { sqlType } from "../ir/functions/duckdb-types.ts";
import type { Provider } from "../ir/rule.ts";
import { STRING, isNested, scalar, typeText, type Type } from "../values/type.ts";
import { formOf } from "./sql/templates.ts";
import { identifier, path, stringLiteral } from "./sql/quote.ts";

export type ScanColumn = { readonly name: string; readonly type: Type };
export type ScannedSource = { readonly provider: Provider; readonly columns: readonly ScanColumn[] };

/** `header`: the names that a CSV's first line really holds, in order, since DuckDB takes declared columns by place; without it, as declared. */
export type ScanOptions = { readonly header?: readonly string[] };

/** One SELECT with the declared columns in order. `paths` are absolute; a table has none. */
export function scanSource(source: ScannedSource, paths: readonly string[], options: ScanOptions = {}): string {
  const items = source.columns.map((column) => `  ${valueOf(source.provider, column)} as ${identifier(column.name)}`);
  return `select\n${items.join(",\n")}\nfrom ${relationOf(source, paths, options)}`;
}

/**
 * What a file or table really has: rows of `column_name` and `column_type`. For a CSV with a header, one row with its first line (split it with
 * `csvFields`), which is read without a guess at the rest.
 */
export function describeSource(source: ScannedSource, file: string): string {
  const { provider } = source;
  if (provider.kind === "csv") return `select line\nfrom read_csv(${call([list([file]), "header = false", "auto_detect = false", "columns = {'line': 'VARCHAR'}", "delim = chr(1)", "quote = ''", "escape = ''", ...compressionOf(provider)])}\nlimit 1`;
  const relation = provider.kind === "table" ? tablePath(provider.table) : provider.kind === "json" ? `read_json(${call([list([file]), ...jsonOptions(provider)])}` : `read_parquet(${call([list([file]), ...PLAIN_FILES])}`;
  return `describe select *\nfrom ${relation}`;
}

/**
 * Finds a text that is not of its column's type: one row with `record`, its number in the file (from 1, the header not counted), and `value`;
 * none where all fit. For CSV and JSON; null for what is not read as text.
 */
export function misfitOf(source: ScannedSource, file: string, column: ScanColumn, options: ScanOptions = {}): string | null {
  const from = textType(source.provider, column.type);
  if (from === null) return null;
  const name = identifier(column.name);
  const tried = filled(castSql(from, column.type, "null"), name);
  const records = `select row_number() over () as record, ${name} from ${relationOf(source, [file], options)}`;
  return `select record, ${name}::varchar as value\nfrom (${records}) as records\nwhere ${name} is not null and (${tried}) is null\nlimit 1`;
}

/** Matches the message of the error that a value gives which is not of its column's type. */
export const MISFIT = /column "(?<column>[^]*)": "(?<value>[^]*)" is not (?<type>[^"\n]+)/;

const JSON_TYPE = scalar("json");

/** The type that a column is read as before it is cast; null where it is read as what it is. Nested values have no text of the language. */
function textType({ kind }: Provider, type: Type): Type | null {
  if (kind === "csv") return type === STRING ? null : STRING;
  return kind === "json" && type !== STRING && type !== JSON_TYPE && type.kind !== "binary" && !isNested(type) ? JSON_TYPE : null;
}

function valueOf(provider: Provider, { name, type }: ScanColumn): string {
  const column = identifier(name);
  const from = textType(provider, type);
  if (from === null) return provider.kind === "csv" || provider.kind === "json" ? column : `${column}::${sqlType(type)}`;
  const text = from === STRING ? column : `json_extract_string(${column}, '$')`;
  const tried = filled(castSql(from, type, "null"), column);
  const says = `error(${stringLiteral(`column "${name}": "`)} || ${text} || ${stringLiteral(`" is not ${typeText(type)}`)})`;
  return type.kind === "binary" ? filled(castSql(from, type, "fail"), column) : `coalesce(${tried}, ${says})`;
}

/** Column names are atoms, so that a template needs no parentheses around them. */
function filled(template: string, column: string): string {
  const form = formOf(template);
  if (form.kind === "call") return `${form.fn}(${form.holes.map(() => column).join(", ")})`;
  if (form.kind === "infix") throw new Error(`a cast is no operator: ${template}`);
  return form.parts.join(column);
}

const call = (parts: readonly string[]): string => `\n${parts.map((part) => `  ${part}`).join(",\n")}\n)`;
const list = (values: readonly string[]): string => `[${values.map(stringLiteral).join(", ")}]`;

/** What a name of a folder says is no column, and files are not matched by what happens to be in them. */
const PLAIN_FILES = ["union_by_name = false", "hive_partitioning = false"];

function relationOf(source: ScannedSource, paths: readonly string[], { header }: ScanOptions): string {
  const { provider, columns } = source;
  if (provider.kind === "table") return tablePath(provider.table);
  if (provider.kind === "parquet") return `read_parquet(${call([list(paths), ...PLAIN_FILES])}`;
  const declared = new Map(columns.map(({ name, type }) => [name, textType(provider, type) ?? type]));
  const entry = (name: string): string => `${stringLiteral(name)}: ${stringLiteral(sqlType(declared.get(name) ?? STRING))}`;
  const names = provider.kind === "csv" ? (header ?? columns.map(({ name }) => name)) : columns.map(({ name }) => name);
  const typed = `columns = {${names.map(entry).join(", ")}}`;
  if (provider.kind === "json") return `read_json(${call([list(paths), typed, ...jsonOptions(provider)])}`;
  return `read_csv(${call([list(paths), ...csvOptions(provider), typed])}`;
}

type Files = Exclude<Provider, { kind: "table" }>;
const textOption = ({ options }: Files, name: string, otherwise: string): string => stringLiteral(typeof options[name] === "string" ? options[name] : otherwise);

/** An unquoted empty field is null, a quoted one is an empty text. */
function csvOptions(provider: Files): string[] {
  const quote = textOption(provider, "quote", '"');
  return [
    `header = ${provider.options["header"] !== false}`, "auto_detect = false", `delim = ${textOption(provider, "delimiter", ",")}`, `quote = ${quote}`,
    `escape = ${typeof provider.options["escape"] === "string" ? textOption(provider, "escape", '"') : quote}`, `nullstr = ${textOption(provider, "null", "")}`,
    "allow_quoted_nulls = false", "strict_mode = true", ...PLAIN_FILES, ...compressionOf(provider),
  ];
}

const JSON_FORMATS: Readonly<Record<string, string>> = { auto: "auto", array: "array", lines: "newline_delimited" };

function jsonOptions(provider: Files): string[] {
  const { format } = provider.options;
  return [`format = ${stringLiteral(JSON_FORMATS[typeof format === "string" ? format : "auto"] ?? "auto")}`, ...PLAIN_FILES, ...compressionOf(provider)];
}

/** By the file's name, where nothing is said. */
function compressionOf({ options: { compression } }: Files): string[] {
  return typeof compression !== "string" || compression === "auto" ? [] : [`compression = ${stringLiteral(compression)}`];
}

/** `raw.orders`, `raw."odd.name"`. */
const tablePath = (table: string): string =>
  path([...table.matchAll(/"((?:[^"]|"")*)"|[^."]+/g)].map((part) => part[1]?.replaceAll('""', '"') ?? part[0]));

/** The fields of a CSV line, by the provider's delimiter, quote and escape. */
export function csvFields(line: string, { options }: Files): string[] {
  const option = (name: string, otherwise: string): string => (typeof options[name] === "string" ? options[name] : otherwise);
  const [delimiter, quote] = [option("delimiter", ","), option("quote", '"')];
  const escape = option("escape", quote);
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const next = line[i] as string;
    if (quoted && next === escape && line[i + 1] === quote) field += line[++i];
    else if (next === quote && (quoted || field === "")) quoted = !quoted;
    else if (next === delimiter && !quoted) {
      fields.push(field);
      field = "";
    } else field += next;
  }
  return [...fields, field];
}
