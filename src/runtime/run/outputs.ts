/** Where a rule's rows go: a staged table or file while the run works, its own place afterwards. */
import { createHash } from "node:crypto";
import { FILE_ENDINGS, partitionsOf, type FileKind } from "../../ir/storage.ts";
import type { CompiledRule } from "../plan-types.ts";
import { identifier, literally, stringList, stringLiteral } from "../sql-text.ts";
import { jsonValue } from "./json-values.ts";

export type { FileKind };

/** The file that a rule writes, or the folder of its partitions, relative to the pack's folder; null for a table or view. A path that names no file is a folder, with one file in it. */
export function outputFile(rule: CompiledRule): string | null {
  const { storage } = rule;
  if (storage.kind !== "parquet" && storage.kind !== "csv" && storage.kind !== "json") return null;
  if (partitionsOf(storage).length > 0) return storage.path;
  const endings = FILE_ENDINGS[storage.kind];
  return endings.some((ending) => storage.path.endsWith(ending)) ? storage.path : `${storage.path}/part-0${endings[0] as string}`;
}

/** What a file system takes of one name, in bytes, and what a staged one has more: `.`, `.rulec-`, the run, `.old`. */
const NAME_BYTES = 255;
const MORE_BYTES = 38;

/**
 * Beside its place, so that renaming moves no bytes; hidden, so that no pattern over the folder finds it. Of a name that leaves no room the end stays, which says
 * the compression, and a hash. One that is too long itself stays so: writing it fails before anything is published.
 */
export function stagedFile(file: string, run: string): string {
  const slash = file.lastIndexOf("/") + 1;
  const name = file.slice(slash);
  const bytes = Buffer.byteLength(name);
  const short = bytes <= NAME_BYTES && bytes > NAME_BYTES - MORE_BYTES ? `${createHash("sha256").update(name).digest("hex").slice(0, 32)}${name.slice(-24)}` : name;
  return `${file.slice(0, slash)}.${short}.rulec-${run.toLowerCase()}`;
}

export const isParted = ({ storage }: Pick<CompiledRule, "storage">): boolean => partitionsOf(storage).length > 0;

/** Rows whose types a file cannot hold or tell are staged as a table first, which the rest of the run reads. */
export const stagesTable = (rule: CompiledRule): boolean => rule.storage.kind === "table" || rule.storage.kind === "csv" || rule.storage.kind === "json" || isParted(rule);

/** `COPY … TO` in two parts, around the query. One file, rows in the query's order: the same bytes at any number of threads. */
export function copyStatement(rule: CompiledRule, kind: FileKind, to: string): readonly [before: string, after: string] {
  const options: Readonly<Record<FileKind, string>> = {
    parquet: `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, KV_METADATA {rulec: ${stringLiteral(parquetNote(rule))}}`,
    csv: `FORMAT csv, HEADER true, DELIMITER ${stringLiteral(delimiterOf(rule))}, COMPRESSION ${compressionOf(to)}`,
    json: `FORMAT json, ARRAY ${isArray(rule)}, COMPRESSION ${compressionOf(to)}`,
  };
  const after = `TO ${stringLiteral(to)} (${options[kind]})`;
  if (kind !== "json") return ["COPY (\n", `\n) ${after}`];
  const values = rule.columns.map(({ name, type }) => `${jsonValue(type, identifier(name))} AS ${identifier(name)}`);
  return [`COPY (SELECT ${values.join(", ")} FROM (\n`, `\n)) ${after}`];
}

type Stored = Pick<CompiledRule, "storage">;
const optionOf = ({ storage }: Stored, name: string): unknown => ("options" in storage ? storage.options[name] : undefined);
const delimiterOf = (rule: Stored): string => { const said = optionOf(rule, "delimiter"); return typeof said === "string" ? said : ","; };
const isArray = (rule: Stored): boolean => optionOf(rule, "format") === "array";

const compressionOf = (file: string): string => (file.includes(".gz.") || file.endsWith(".gz") ? "gzip" : file.includes(".zst.") || file.endsWith(".zst") ? "zstd" : "none");

/** What a Parquet file says about itself. The run is not named: a run that makes the same rows makes the same bytes. */
const parquetNote = (rule: CompiledRule): string => JSON.stringify({ format: 1, rule: rule.name, hash: rule.hash, ordered_by: rule.order.map(({ name, desc, nullsFirst }) => ({ name, desc, nulls_first: nullsFirst })), keys: rule.keys });

/** Every Parquet file below a folder, as a pattern of the engine's in which the folder's own name stands for nothing but itself. */
export const filesBelow = (folder: string): string => `${literally(folder)}/**/*.parquet`;

/** Reads a rule's file back with the types that the rule has. */
export function scanOfFile(rule: CompiledRule, kind: FileKind, file: string): string {
  // Files hold the columns that part them too: what a folder is called says neither type nor null.
  if (isParted(rule)) return `read_parquet(${stringLiteral(filesBelow(file))}, hive_partitioning = false)`;
  if (kind === "parquet") return `read_parquet(${stringLiteral(literally(file))})`;
  const columns = `{${rule.columns.map(({ name, sqlType }) => `${identifier(name)}: ${stringLiteral(sqlType)}`).join(", ")}}`;
  if (kind === "json") return `read_json(${stringList([literally(file)])}, format = '${isArray(rule) ? "array" : "newline_delimited"}', columns = ${columns})`;
  // A text without characters is written in quotes, a null is nothing at all.
  return `read_csv(${stringList([literally(file)])}, header = true, auto_detect = false, delim = ${stringLiteral(delimiterOf(rule))}, quote = '"', escape = '"', allow_quoted_nulls = false, columns = ${columns})`;
}
