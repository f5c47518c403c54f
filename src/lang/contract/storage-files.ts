/** Rules that are stored as files: their path and options, and whether such a file can hold the result. */
import { FILE_ENDINGS, partitionsOf, unheldIn, type FileKind } from "../../ir/storage.ts";
import type { Storage } from "../../ir/rule.ts";
import { ERROR, nameText, typeText, type Type } from "../../values/type.ts";
import type { ExprNode, StorageNode } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { say, type Making } from "./making.ts";
import { namedAt, namesIn, optionsOf, textOf, wordOf, type Site } from "./storage-args.ts";

export const normal = (path: string): string => path.split("/").filter((step) => step !== "" && step !== ".").join("/");

const OPTIONS: Readonly<Record<FileKind, readonly string[]>> = { parquet: ["partition_by"], csv: ["delimiter"], json: ["format"] };
/** What an engine may part fields by and still tell them from numbers, times and quotes. */
const DELIMITERS = [",", ";", "\t", "|"] as const;
const FORMATS = ["lines", "array"] as const;

/** Errors: storage-arguments, unknown-storage-option. */
export function fileStorage(kind: FileKind, node: StorageNode, site: Site): Storage {
  const [first, ...more] = node.args.filter((arg) => arg.name === null);
  for (const arg of more) say(site, "storage-arguments", { storage: kind, problem: "takes one path" }, arg);
  const given = optionsOf(node, kind, OPTIONS[kind], site);
  const by = partitionNames(given.get("partition_by")?.value, site);
  const path = first === undefined ? null : textOf(first.value);
  const problem = path === null ? "takes a path as text" : (problemOf(path) ?? endingProblem(path, kind, by.length > 0));
  if (problem !== null && first?.value.kind !== "error") say(site, "storage-arguments", { storage: kind, problem }, first ?? node.name);
  const delimiter = wordOf(given.get("delimiter"), kind, DELIMITERS, site);
  const format = wordOf(given.get("format"), kind, FORMATS, site);
  const options = { ...(by.length > 0 ? { partition_by: by } : {}), ...(delimiter === null ? {} : { delimiter }), ...(format === null ? {} : { format }) };
  return { kind, path: normal(path ?? ""), options };
}

function partitionNames(node: ExprNode | undefined, site: Site): readonly string[] {
  if (node === undefined || node.kind === "error") return [];
  const names = namesIn(node);
  if (names === null) say(site, "storage-arguments", { storage: "parquet", problem: "takes columns behind `partition_by`: `partition_by: [day]`" }, node);
  return (names ?? []).map(({ text }) => text);
}

/** Why a path is none that a rule may write to. */
function problemOf(path: string): string | null {
  if (normal(path).trim() === "") return "needs a path";
  if (/^([/~]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path) || path.includes("\\")) return "takes a path relative to the pack's folder, with /";
  if (path.split("/").includes("..")) return "does not write outside the pack's folder";
  if (/[*?[\]]/.test(path)) return "takes a path without patterns";
  return /\p{Cc}/u.test(path) ? "takes a path without control characters" : null;
}

/** What is written by another name than it says: text of CSV in `x.json`, or a folder `x.txt`. */
function endingProblem(path: string, kind: FileKind, parted: boolean): string | null {
  const known = FILE_ENDINGS[kind];
  if (parted) return known.some((ending) => path.endsWith(ending)) ? "with `partition_by` takes a folder, not a file" : null;
  const ending = /\.[A-Za-z]\w*$/.exec(normal(path))?.[0];
  return ending === undefined || known.some((one) => path.endsWith(one)) ? null : `takes a file that ends in ${known.join(", ")}, or a folder without an ending, and this ends in \`${ending}\``;
}

type Columns = ReadonlyMap<string, Type>;

/** Whether the result's values come back from the file as they were. Error: storage-type. */
export function checkHeld(kind: FileKind, columns: Columns, making: Making): void {
  for (const [name, type] of columns) {
    const part = unheldIn(kind, type);
    if (part !== null) say(making, "storage-type", { column: name, type: typeText(type), part: typeText(part), storage: kind }, making.declared.decl.storage?.name ?? making.declared.decl.name);
  }
}

/** Types whose values have one text, which a folder may be called by. */
const NAMEABLE = /^(?:string|bool|date|u?int\d+)$/;

/** Whether the result has the columns that part it. Errors: unknown-column, storage-arguments. */
export function checkPartitions(storage: Storage, columns: Columns, making: Making): void {
  for (const [i, name] of partitionsOf(storage).entries()) {
    const at = namedAt(making, "partition_by", i);
    const type = columnType(name, columns, at, making);
    if (type !== ERROR && !NAMEABLE.test(type.kind)) say(making, "storage-arguments", { storage: "parquet", problem: `is parted by strings, integers, dates and bools, and \`${name}\` is ${typeText(type)}` }, at);
  }
}

/** The type of a column of the result that the storage names; ERROR where there is none, and reported. Error: unknown-column. */
export function columnType(name: string, columns: Columns, at: { readonly start: number; readonly end: number }, making: Making): Type {
  const type = columns.get(name);
  if (type !== undefined) return type;
  const known = [...columns.keys()];
  const meant = nearest(name, known);
  const edits = meant === null ? [] : [{ file: making.scope.file, start: at.start, end: at.end, text: nameText(meant) }];
  say(making, "unknown-column", { name, of: `the result of ${making.declared.decl.name.text}`, meant, known }, at, { edits });
  return ERROR;
}
