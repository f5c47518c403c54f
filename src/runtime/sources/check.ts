/** Holds a source's declared schema against its data, before any row is used. */
import { statSync } from "node:fs";
import type { LiteralValue } from "../../ir/expr.ts";
import { nearest } from "../../lang/diagnostics/define.ts";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { typeText } from "../../values/type.ts";
import { EngineError, type EngineColumn, type Session } from "../engine.ts";
import type { CompiledSource } from "../plan-types.ts";
import { inPlainWords, typeInWords } from "../run/engine-diagnostic.ts";
import { path as sqlPath, stringList, stringLiteral } from "../sql-text.ts";
import { plainTypeText, readableAs } from "../types.ts";
import { csvDialect, csvHeader } from "./csv-text.ts";
import { relative, type Located } from "./paths.ts";

type Options = Readonly<Record<string, LiteralValue>>;
/** Columns as one of the source's files has them; `file` as people see it. `typed`: whether the types are the file's own, not guessed from its values. */
type Found = { readonly file: string; readonly columns: readonly EngineColumn[]; readonly typed: boolean };

/** Errors: source-column-missing, source-type-differs, source-unreadable, source-empty, source-table-missing, and an interrupt. */
export async function checkSource(session: Session, located: Located, root: string): Promise<Diagnostic[]> {
  const { source, paths } = located;
  const empty = paths.find((file) => statSync(file).size === 0);
  if (empty !== undefined && source.provider.kind !== "json") return [diagnose("source-empty", { source: source.name, file: relative(root, empty) }, source.at)];
  try {
    const found = await foundColumns(session, located, root);
    return Array.isArray(found) ? compare(source, found) : [found];
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind === "interrupted") throw error;
    const file = paths.find((path) => error.message.includes(path)) ?? paths[0] ?? "";
    const says = inPlainWords(error.message).replaceAll(file, relative(root, file));
    return [diagnose("source-unreadable", { source: source.name, file: relative(root, file), says }, source.at)];
  }
}

async function foundColumns(session: Session, { source, paths }: Located, root: string): Promise<Found[] | Diagnostic> {
  const { provider } = source;
  const shown = (file: string): string => relative(root, file);
  if (provider.kind === "table") return tableColumns(session, source, provider.table);
  if (provider.kind === "parquet") {
    const files = await differentSchemas(session, paths);
    return Promise.all(inTurn(files, async (file) => ({ file: shown(file), columns: await session.describe(`SELECT * FROM read_parquet(${stringLiteral(file)}, hive_partitioning = false)`), typed: true })));
  }
  if (provider.kind === "csv") return Promise.all(inTurn(paths, async (file) => ({ file: shown(file), columns: await csvColumns(session, provider.options, file), typed: false })));
  return [await jsonColumns(session, { source, paths }, provider.options, paths.map(shown).join(", "))];
}

/** One statement at a time: a session does no more. */
function inTurn<T>(files: readonly string[], look: (file: string) => Promise<T>): Promise<T>[] {
  let last: Promise<unknown> = Promise.resolve();
  return files.map((file) => {
    const next = last.then(() => look(file));
    last = next.catch(() => null);
    return next;
  });
}

/** The first file of each schema that occurs among the files: a thousand files of one schema cost one statement. */
async function differentSchemas(session: Session, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length <= 2) return paths;
  const { rows } = await session.query({
    text: `SELECT min(file_name) FROM (
  SELECT file_name, md5(string_agg(concat_ws('|', name, type, num_children, converted_type, scale, precision, logical_type), ';' ORDER BY nth)) AS schema
  FROM (SELECT *, row_number() OVER () AS nth FROM parquet_schema(${stringList(paths)})) GROUP BY file_name
) GROUP BY schema ORDER BY 1`,
  });
  return rows.map(([file]) => file as string);
}

/** The header as it is written: an engine that looks for one passes over lines that do not fit what follows. */
async function csvColumns(session: Session, options: Options, file: string): Promise<readonly EngineColumn[]> {
  const dialect = csvDialect(options);
  const names = csvHeader(file, dialect, options["compression"]);
  if (names !== null) return names.map((name) => ({ name, sqlType: "VARCHAR", type: null }));
  const said = [["delim", dialect.delimiter], ["quote", dialect.quote], ["escape", dialect.escape]].map(([name, value]) => `, ${name} = ${stringLiteral(value as string)}`);
  return session.describe(`SELECT * FROM read_csv(${stringLiteral(file)}, all_varchar = true, header = ${options["header"] !== false}, skip = 0${said.join("")})`);
}

const JSON_FORMATS: Readonly<Record<string, string>> = { auto: "auto", array: "array", lines: "newline_delimited" };

/** A name that no object of the first ones has may still come: then all are looked at. */
async function jsonColumns(session: Session, { source, paths }: Pick<Located, "source" | "paths">, options: Options, file: string): Promise<Found> {
  const look = (sample: number): Promise<readonly EngineColumn[]> =>
    session.describe(`SELECT * FROM read_json(${stringList(paths)}, maximum_depth = 1, sample_size = ${sample}, union_by_name = true, format = ${stringLiteral(JSON_FORMATS[String(options["format"] ?? "auto")] ?? "auto")})`);
  let columns = await look(20_480);
  if (source.columns.some(({ name }) => !columns.some((column) => column.name === name))) columns = await look(-1);
  return { file, columns, typed: false };
}

async function tableColumns(session: Session, source: CompiledSource, table: string): Promise<Found[] | Diagnostic> {
  try {
    return [{ file: table, columns: await session.describe(`SELECT * FROM ${sqlPath(table.split("."))}`), typed: true }];
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== "binder") throw error;
    const { rows } = await session.query({ text: "SELECT schema_name || '.' || table_name AS name FROM duckdb_tables() WHERE NOT internal AND NOT starts_with(table_name, '__rulec_') UNION SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1 LIMIT 20" });
    return diagnose("source-table-missing", { source: source.name, table, known: rows.map(([name]) => name as string) }, source.at);
  }
}

function compare(source: CompiledSource, found: readonly Found[]): Diagnostic[] {
  const out: Diagnostic[] = [];
  const byPlace = source.provider.kind === "csv" && source.provider.options["header"] === false;
  for (const [index, declared] of source.columns.entries()) {
    for (const { file, columns, typed } of found) {
      const column = byPlace ? columns[index] : columns.find(({ name }) => name === declared.name);
      const at = declared.at;
      if (column === undefined) {
        const has = byPlace ? [`${columns.length} columns`] : columns.map(({ name }) => name);
        const meant = has.find((name) => name.toLowerCase() === declared.name.toLowerCase()) ?? nearest(declared.name, has.filter((name) => source.columns.every((other) => other.name !== name)));
        out.push(diagnose("source-column-missing", { source: source.name, column: declared.name, file, meant, has }, at));
        break;
      }
      if (typed && !isReadable(column, declared.type)) {
        out.push(diagnose("source-type-differs", { source: source.name, column: declared.name, declared: plainTypeText(declared.type), found: column.type === null ? typeInWords(column.sqlType) : plainTypeText(column.type), file }, at));
        break;
      }
    }
  }
  return out;
}

/** Types that the language has not are read as what holds all their values. */
function isReadable({ type, sqlType }: EngineColumn, declared: CompiledSource["columns"][number]["type"]): boolean {
  if (type !== null) return readableAs(type, declared);
  if (sqlType.startsWith("ENUM(")) return declared.kind === "string";
  if (sqlType === "TIMESTAMP_S" || sqlType === "TIMESTAMP_MS") return declared.kind === "timestamp";
  if (sqlType === "HUGEINT") return typeText(declared) === "decimal(38, 0)";
  return /\[\d+\]$/.test(sqlType) && declared.kind === "list";
}
