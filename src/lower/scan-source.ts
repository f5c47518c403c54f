/**
 * Where rows come in: a SELECT over files or a table that has the declared names and types, and guesses nothing. DuckDB's own reading of
 * text is not the language's (`1.5` as an integer is 2, ` 12 ` is 12, `t` is true), so text is read as text and cast.
 */
import { castSql } from "../ir/functions/casts.ts";
import { sqlType } from "../ir/functions/duckdb-types.ts";
import type { Provider } from "../ir/rule.ts";
import { STRING, isNested, scalar, typeText, type Field, type Type } from "../values/type.ts";
import { formOf } from "./sql/templates.ts";
import { identifier, path, stringLiteral } from "./sql/quote.ts";

export type ScanColumn = { readonly name: string; readonly type: Type };
export type ScannedSource = { readonly provider: Provider; readonly columns: readonly ScanColumn[] };

/** One SELECT with the declared columns in order. `paths` are absolute; a table has none. */
export function scanSource(source: ScannedSource, paths: readonly string[]): string {
  const items = source.columns.map((column) => {
    const [value, name] = [valueOf(source.provider, column), identifier(column.name)];
    return value === name ? `  ${name}` : `  ${value} as ${name}`;
  });
  return `select\n${items.join(",\n")}\nfrom ${relationOf(source, paths)}`;
}

/**
 * Finds a text that is not of its column's type: one row with `record`, its number in the file (from 1, the header not counted), and `value`;
 * none where all fit. For CSV and JSON; null for what is not read as text, and for nested values.
 */
export function misfitOf(source: ScannedSource, file: string, column: ScanColumn): string | null {
  const from = textType(source.provider, column.type);
  if (from === null || isNested(column.type)) return null;
  const name = identifier(column.name);
  const tried = triedSql(from, column.type, name);
  const records = `select row_number() over () as record, ${name} from ${relationOf(source, [file])}`;
  return `select record, ${name}::varchar as value\nfrom (${records}) as records\nwhere ${name} is not null and (${tried}) is null\nlimit 1`;
}

/** Matches the message of the error that a value gives which is not of its column's type. */
export const MISFIT = /column "(?<column>[^]*?)": "(?<value>[^]*?)" is not (?<type>[^"\n]+)$/m;

const JSON_TYPE = scalar("json");

/** The type that a column is read as before it is cast; null where it is read as what it is. */
function textType({ kind }: Provider, type: Type): Type | null {
  if (kind === "csv") return type === STRING ? null : STRING;
  return kind === "json" && type !== STRING && type !== JSON_TYPE && type.kind !== "binary" ? JSON_TYPE : null;
}

function valueOf(provider: Provider, { name, type }: ScanColumn): string {
  const column = identifier(name);
  const from = textType(provider, type);
  if (from === null) return provider.kind === "csv" || provider.kind === "json" ? column : `${column}::${sqlType(type)}`;
  if (isNested(type)) return nestedOf({ name, type }, { type, nullable: true }, column, "", 1);
  if (type.kind === "binary") return filled(castSql(from, type, "fail"), column);
  return `coalesce(${triedSql(from, type, column)}, ${misfit({ name, type }, textOf(from, column), "")})`;
}

const textOf = (from: Type, x: string): string => (from === STRING ? x : `json_extract_string(${x}, '$')`);

/** An error, or null where `text` is. `path` leads to it within a nested value. */
const misfit = ({ name, type }: ScanColumn, text: string, path: string): string =>
  `error(${stringLiteral(`column "${name}": "`)} || ${text} || ${stringLiteral(`${path === "" ? "" : ` at ${path}`}" is not ${typeText(type)}`)})`;

/** Null where the text is no value of the type. A decimal has no more digits than are declared: nothing is rounded on the way in. */
function triedSql(from: Type, type: Type, x: string): string {
  if (type.kind !== "decimal") return filled(castSql(from, type, "null"), x);
  const text = textOf(from, x);
  const cast = (digits: string): string => `try_cast(${digits} as ${sqlType(type)})`;
  const exact = cast(`regexp_extract(${text}, '^[+-]?\\d+(?:[.]\\d{0,${type.scale}}0*)?(?:[eE][+]?\\d+)?$')`);
  if (from === STRING) return exact;
  // DuckDB reads a number of JSON as a float64 and writes small ones with an exponent.
  const small = type.scale < SMALL ? exact : `coalesce(${exact}, case when ${cast(text)}::varchar::double = try_cast(regexp_extract(${text}, '^.*e-.*$') as double) then ${cast(text)} end)`;
  if (type.precision <= DOUBLE_DIGITS) return small;
  // Where neighbouring floats are further apart than the scale's last place, digits were lost.
  const lost = `json_type(${x}) = 'DOUBLE' and abs(try_cast(regexp_extract(${text}, '^.*[.eE].*$') as double)) >= ${2 ** 53}e-${type.scale}`;
  return `case when ${lost} then null else ${small} end`;
}

/** Digits that a float64 holds, whatever they are. */
const DOUBLE_DIGITS = 15;
const SMALL = 4;

/** A value of JSON as a nested type, each part read like a column of its own; what may not be null is not. `depth` numbers the lambdas. */
function nestedOf(column: ScanColumn, { type, nullable }: Field, x: string, path: string, depth: number): string {
  const value = partOf(column, type, x, path, depth);
  return nullable ? value : `coalesce(${value}, ${misfit(column, "'null'", path)})`;
}

function partOf(column: ScanColumn, type: Type, x: string, path: string, depth: number): string {
  const wrong = misfit(column, `${x}::varchar`, path);
  const one = `e${depth}`;
  const each = (field: Field, list: string): string => `list_transform(${list}, lambda ${one}: ${nestedOf(column, field, one, `${path}[]`, depth + 1)})`;
  if (type.kind === "list") return `case json_type(${x}) when 'ARRAY' then ${each(type.element, `${x}::json[]`)} when 'NULL' then null else ${wrong} end`;
  if (type.kind === "map") {
    const map = `${x}::map(varchar, json)`;
    const keys = type.key === STRING ? `map_keys(${map})` : `list_transform(map_keys(${map}), lambda ${one}: coalesce(${triedSql(STRING, type.key, one)}, ${misfit(column, one, path)}))`;
    return `case json_type(${x}) when 'OBJECT' then map(${keys}, ${each(type.value, `map_values(${map})`)}) when 'NULL' then null else ${wrong} end`;
  }
  if (type.kind === "struct") {
    const fields = type.fields.map((field) => {
      const pointer = `/${field.name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      return `${stringLiteral(field.name)}: ${nestedOf(column, field, `json_extract(${x}, ${stringLiteral(pointer)})`, path === "" ? field.name : `${path}.${field.name}`, depth)}`;
    });
    return `case json_type(${x}) when 'OBJECT' then {${fields.join(", ")}} when 'NULL' then null else ${wrong} end`;
  }
  if (type === JSON_TYPE) return x;
  if (type === STRING || type.kind === "binary") return filled(castSql(JSON_TYPE, type, "fail"), x);
  return `coalesce(${triedSql(JSON_TYPE, type, x)}, ${misfit(column, textOf(JSON_TYPE, x), path)})`;
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

function relationOf(source: ScannedSource, paths: readonly string[]): string {
  const { provider, columns } = source;
  if (provider.kind === "table") return tablePath(provider.table);
  const files = list(paths);
  if (provider.kind === "parquet") return `read_parquet(${call([files, ...PLAIN_FILES])}`;
  const typed = columns.map(({ name, type }) => `${stringLiteral(name)}: ${stringLiteral(sqlType(textType(provider, type) ?? type))}`);
  const declared = `columns = {${typed.join(", ")}}`;
  return provider.kind === "json" ? `read_json(${call([files, declared, ...jsonOptions(provider)])}` : `read_csv(${call([files, ...csvOptions(provider, declared)])}`;
}

type Files = Exclude<Provider, { kind: "table" }>;
const textOption = ({ options }: Files, name: string, otherwise: string): string => stringLiteral(typeof options[name] === "string" ? options[name] : otherwise);

/**
 * An unquoted empty field is null, a quoted one is an empty text. Declared columns would be taken by place whatever the header says, so
 * with a header all its columns are read, as texts and by name: then the order in the file does not matter, and others may stand there.
 */
function csvOptions(provider: Files, declared: string): string[] {
  const quote = textOption(provider, "quote", '"');
  const names = provider.options["header"] === false ? ["header = false", "auto_detect = false", declared] : ["header = true", "all_varchar = true", "skip = 0", "comment = ''"];
  return [
    ...names, `delim = ${textOption(provider, "delimiter", ",")}`, `quote = ${quote}`,
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
