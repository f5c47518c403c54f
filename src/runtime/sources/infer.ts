/** Finds out what a file, several files or a table hold, as a person would declare it. */
import type { LiteralValue } from "../../ir/expr.ts";
import type { Provider } from "../../ir/rule.ts";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { MISFIT, scanSource } from "../../lower/scan-source.ts";
import { STRING, decimal, isSortable, scalar, type Type } from "../../values/type.ts";
import { EngineError, type EngineColumn, type Session } from "../engine.ts";
import { inPlainWords } from "../run/engine-diagnostic.ts";
import { nowhere } from "../run/warehouse.ts";
import { identifier, path as sqlPath, stringList } from "../sql-text.ts";
import { csvDialect, csvHeader, guessDialect, raggedRecord } from "./csv-text.ts";
import { glob } from "./glob.ts";
import { findKeys, type Measured } from "./infer-keys.ts";
import { nestedNulls } from "./infer-nested.ts";
import { classifyTexts, jsonNumbers, jsonTexts, type TextColumn } from "./infer-text.ts";
import { relative } from "./paths.ts";

export type InferredColumn = { readonly name: string; readonly type: Type; readonly nullable: boolean };
export type Inferred = {
  readonly name: string;
  readonly provider: { readonly kind: Provider["kind"]; /** As the source says it: a path relative to the pack, or a table's name. */ readonly of: string; readonly options: Readonly<Record<string, LiteralValue>> };
  readonly files: number;
  readonly rows: number;
  readonly columns: readonly InferredColumn[];
  /** Columns of types that the language has not. */
  readonly left: readonly { readonly name: string; readonly sqlType: string }[];
  /** Columns that tell rows apart, as found in all rows; the best first. */
  readonly keys: readonly (readonly string[])[];
};

/** `pattern` is relative to `root`. `name`: what the source is to be called; by default after the file, its folder or the table. */
export type Asked = { readonly name?: string | undefined } & ({ readonly pattern: string; readonly root: string; readonly format?: "parquet" | "csv" | "json" | undefined } | { readonly table: string });

type Found = { readonly kind: Provider["kind"]; readonly paths: readonly string[]; readonly options: Readonly<Record<string, LiteralValue>>; readonly table: string };
type Columns = { readonly known: { name: string; type: Type }[]; readonly left: { readonly name: string; readonly sqlType: string }[] };

/** Types are tried on the first rows, and hold for all. */
const SAMPLE_ROWS = 50_000;

/** Errors: source-missing, source-empty, source-unreadable, source-table-missing, source-value, interrupted. */
export async function inferSource(session: Session, asked: Asked): Promise<Inferred | Diagnostic> {
  const named = findFiles(asked);
  if ("code" in named) return named;
  const found = named.kind === "csv" ? { ...named, options: csvOptions(named.paths[0] as string) } : named;
  const shown = "table" in asked ? asked.table : asked.pattern;
  const name = asked.name ?? sourceName(shown);
  try {
    const { known, left } = await columnsOf(session, found);
    const measured = await settle(session, found, known);
    const from = `(${scanOf(found, known)})`;
    const columns = await nullability(session, from, measured);
    const keys = await findKeys(session, from, measured, singular(name));
    return { name, provider: { kind: found.kind, of: shown, options: found.options }, files: found.paths.length, rows: measured.rows, columns, left, keys };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return problem(error, found, shown, "root" in asked ? asked.root : "");
  }
}

function problem(error: EngineError, found: Found, shown: string, root: string): Diagnostic {
  if (error.kind === "interrupted") return diagnose("interrupted", {}, nowhere);
  if (found.kind === "table" && error.kind === "binder") return diagnose("source-table-missing", { source: "infer", table: shown, known: [] }, nowhere);
  const file = found.paths.find((path) => error.message.includes(path)) ?? found.paths[0] ?? "";
  const ragged = found.kind === "csv" ? raggedRecord(file, csvDialect(found.options), undefined) : null;
  if (ragged !== null) {
    const value = `a line of ${ragged.fields.length} fields where ${ragged.expected} are expected`;
    return diagnose("source-value", { source: "infer", file: relative(root, file), line: ragged.line, column: null, value, type: null }, nowhere);
  }
  return diagnose("source-unreadable", { source: "infer", file: relative(root, file), says: inPlainWords(error.message).replaceAll(file, relative(root, file)) }, nowhere);
}

const FORMATS: readonly (readonly [RegExp, "parquet" | "csv" | "json"])[] = [[/\.(parquet|pq)$/i, "parquet"], [/\.(json|jsonl|ndjson)(\.(gz|zst))?$/i, "json"], [/./, "csv"]];

function findFiles(asked: Asked): Found | Diagnostic {
  if ("table" in asked) return { kind: "table", paths: [], options: {}, table: asked.table };
  const paths = glob(asked.root, asked.pattern);
  if (paths.length === 0) return diagnose("source-missing", { source: "infer", path: asked.pattern }, nowhere);
  const kind = asked.format ?? (FORMATS.find(([pattern]) => pattern.test(paths[0] as string)) as (typeof FORMATS)[number])[1];
  return { kind, paths, options: {}, table: "" };
}

async function columnsOf(session: Session, found: Found): Promise<Columns> {
  if (found.kind === "csv") return csvColumns(session, found);
  const files = stringList(found.paths);
  const from = found.kind === "table" ? sqlPath(found.table.split(".")) : found.kind === "parquet" ? `read_parquet(${files}, hive_partitioning = false)` : `read_json(${files}, sample_size = ${SAMPLE_ROWS}, hive_partitioning = false)`;
  const described = await session.describe(`SELECT * FROM ${from}`);
  const known = described.flatMap((column) => {
    const type = typeOf(column);
    return type === null ? [] : [{ name: column.name, type }];
  });
  const left = described.filter((column) => typeOf(column) === null).map(({ name, sqlType }) => ({ name, sqlType }));
  return { known: found.kind === "json" ? await jsonNumbers(session, found.paths, known, SAMPLE_ROWS) : known, left };
}

/** What the language has not, as what holds all its values. */
function typeOf({ type, sqlType }: EngineColumn): Type | null {
  if (type !== null) return type.kind === "interval" || type.kind === "null" ? null : type;
  if (sqlType.startsWith("ENUM(")) return STRING;
  if (sqlType === "TIMESTAMP_S" || sqlType === "TIMESTAMP_MS") return scalar("timestamp");
  return sqlType === "HUGEINT" ? decimal(38, 0) : null;
}

/** What is not as usual about the file. */
function csvOptions(file: string): Found["options"] {
  const { delimiter, quote } = guessDialect(file);
  const header = csvHeader(file, { delimiter, quote, escape: quote }, undefined) ?? [];
  return { ...(delimiter === "," ? {} : { delimiter }), ...(quote === '"' ? {} : { quote }), ...(looksLikeNames(header) ? {} : { header: false }) };
}

async function csvColumns(session: Session, found: Found): Promise<Columns> {
  const header = csvHeader(found.paths[0] as string, csvDialect(found.options), undefined) ?? [];
  const names = found.options["header"] === false ? header.map((_, index) => `column_${index + 1}`) : header;
  const texts = names.map((name): TextColumn => ({ name, type: STRING }));
  return { known: await classifyTexts(session, scanOf(found, texts), texts, SAMPLE_ROWS), left: [] };
}

/** A header names each column once, and no name is a number, a date or nothing. */
const looksLikeNames = (fields: readonly string[]): boolean =>
  new Set(fields).size === fields.length && fields.every((field) => field !== "" && !/^[+-]?[\d.]/.test(field) && !/^(true|false|null)$/i.test(field));

const scanOf = ({ kind, paths, options, table }: Found, columns: readonly { readonly name: string; readonly type: Type }[]): string =>
  scanSource({ provider: kind === "table" ? { kind, table } : { kind, paths: [], options }, columns }, paths);

/** Reads everything once, typed; where a type does not hold for all rows, its column is looked at again, all of it. */
async function settle(session: Session, found: Found, columns: { name: string; type: Type }[]): Promise<Measured> {
  for (;;) {
    try {
      return await measure(session, found, columns);
    } catch (error) {
      const misfit = error instanceof EngineError ? MISFIT.exec(error.message)?.groups?.["column"] : undefined;
      const column = columns.find(({ name }) => name === misfit);
      if (column === undefined || column.type === STRING) throw error;
      const texts = columns.map(({ name }) => ({ name, type: STRING }));
      const [again] = await classifyTexts(session, found.kind === "csv" ? scanOf(found, texts) : jsonTexts(found.paths, texts), [column], null);
      column.type = again === undefined || again.type === column.type ? STRING : again.type;
    }
  }
}

async function measure(session: Session, found: Found, columns: readonly { readonly name: string; readonly type: Type }[]): Promise<Measured> {
  if (columns.length === 0) return { rows: 0, columns: [] };
  const counts = columns.flatMap(({ name, type }) => [`count(${identifier(name)})`, isSortable(type) ? `approx_count_distinct(${identifier(name)})` : "0"]);
  const [row] = (await session.query({ text: `SELECT count(*), ${counts.join(", ")} FROM (${scanOf(found, columns)})` })).rows;
  const values = (row ?? []).map(Number);
  return { rows: values[0] ?? 0, columns: columns.map((column, index) => ({ ...column, present: values[1 + index * 2] ?? 0, distinct: values[2 + index * 2] ?? 0 })) };
}

/** A column without a single row might hold anything. */
async function nullability(session: Session, from: string, { rows, columns }: Measured): Promise<InferredColumn[]> {
  const out: InferredColumn[] = [];
  for (const { name, type, present } of columns) out.push({ name, type: await nestedNulls(session, `SELECT ${identifier(name)} AS v FROM ${from}`, type), nullable: rows === 0 || present < rows });
  return out;
}

/** `data/orders/*.parquet` and `raw.orders` are `orders`. */
export function sourceName(of: string): string {
  const steps = of.split("/").filter((step) => step !== "" && step !== "." && step !== ".." && !/[*?[]/.test(step));
  const last = (steps.at(-1) ?? "source").replace(/(\.(parquet|pq|csv|tsv|txt|json|jsonl|ndjson|gz|zst))+$/i, "").replace(/^.*\./, "");
  const word = last.replaceAll(/\W+/g, "_").replaceAll(/^_+|_+$/g, "").toLowerCase();
  return word === "" ? "source" : /^\d/.test(word) ? `t_${word}` : word;
}

const singular = (name: string): string => name.replace(/ies$/, "y").replace(/(ss|x|ch|sh)es$/, "$1").replace(/([^s])s$/, "$1");
