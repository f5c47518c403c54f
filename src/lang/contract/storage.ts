/** Where a rule's rows go: `as …`. Meaning: docs/language.md, "Storage". */
import type { Storage } from "../../ir/rule.ts";
import { partitionsOf } from "../../ir/storage.ts";
import { ERROR, nameText, typeText, type Type } from "../../values/type.ts";
import type { Arg, ExprNode, RuleDecl, Span, StorageNode } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { say, type Making } from "./making.ts";

const TABLE: Storage = { kind: "table", mode: "replace" };
type Read = (node: StorageNode, making: Making) => Storage;

/** Errors (a table then, or a path that is empty): unknown-storage, storage-arguments, not-supported-yet. */
export function storageOf(decl: RuleDecl, making: Making): Storage {
  const node = decl.storage;
  if (node === null || node.name.text === "") return TABLE;
  const read = Object.hasOwn(KINDS, node.name.text) ? KINDS[node.name.text] : undefined;
  if (read !== undefined) return read(node, making);
  const meant = nearest(node.name.text, Object.keys(KINDS));
  const at = { file: making.scope.file, start: node.name.start, end: node.name.end };
  say(making, "unknown-storage", { name: node.name.text, meant }, node.name, meant === null ? {} : { edits: [{ ...at, text: meant }] });
  return TABLE;
}

export const isStored = (storage: Storage): boolean => storage.kind !== "view" && storage.kind !== "inline";

/** The path that an `as` clause names, where it is one; for finding two rules that write to one place. */
export function pathOf(decl: RuleDecl): { readonly text: string; readonly at: Span } | null {
  const first = decl.storage?.args.find((arg) => arg.name === null)?.value;
  const text = first?.kind === "literal" && first.literal === "string" ? normal(first.value) : "";
  return first === undefined || text === "" ? null : { text, at: first };
}

const normal = (path: string): string => path.split("/").filter((step) => step !== "" && step !== ".").join("/");

const KINDS: Readonly<Record<string, Read>> = {
  table,
  inline: (node, making) => {
    if (node.args.length > 0) say(making, "storage-arguments", { storage: "inline", problem: "takes no arguments" }, node);
    return { kind: "inline" };
  },
  view: (node, making) => {
    say(making, "not-supported-yet", { what: "storing a rule as a view" }, node.name);
    return { kind: "view" };
  },
  parquet: (node, making) => file("parquet", node, making),
  csv: (node, making) => {
    say(making, "not-supported-yet", { what: "storing a rule as csv" }, node.name);
    return file("csv", node, making);
  },
  json: (node, making) => {
    say(making, "not-supported-yet", { what: "storing a rule as json" }, node.name);
    return file("json", node, making);
  },
};

function table(node: StorageNode, making: Making): Storage {
  for (const { name, value } of node.args) {
    if (name === null) say(making, "storage-arguments", { storage: "table", problem: "is called as its rule, and takes options only" }, value);
    else if (name.text !== "mode" || value.kind !== "literal" || value.value !== "replace") say(making, "not-supported-yet", { what: `\`${name.text}\` of a table` }, value);
  }
  return TABLE;
}

function file(kind: "parquet" | "csv" | "json", node: StorageNode, making: Making): Storage {
  const [first, ...more] = node.args.filter((arg) => arg.name === null);
  for (const arg of more) say(making, "storage-arguments", { storage: kind, problem: "takes one path" }, arg);
  let by: readonly string[] = [];
  for (const arg of node.args) {
    if (arg.name === null) continue;
    if (kind === "parquet" && arg.name.text === "partition_by") by = partitionNames(arg.value, making);
    else say(making, "not-supported-yet", { what: `\`${arg.name.text}\` of ${kind} files` }, arg);
  }
  const path = first === undefined ? null : textOf(first);
  const problem = path === null ? "takes a path as text" : problemOf(path);
  if (problem !== null && first?.value.kind !== "error") say(making, "storage-arguments", { storage: kind, problem }, first ?? node.name);
  else if (by.length > 0 && path?.endsWith(".parquet") === true) say(making, "storage-arguments", { storage: kind, problem: "with `partition_by` takes a folder, not a file" }, first ?? node.name);
  return { kind, path: normal(path ?? ""), options: by.length === 0 ? {} : { partition_by: by } };
}

function partitionNames(node: ExprNode, making: Making): readonly string[] {
  if (node.kind === "error") return [];
  const names = node.kind === "list" ? node.elements.map(({ expr, spread, direction, nulls }) => (expr.kind === "ref" && !spread && direction === null && nulls === null ? expr.name.text : null)) : [];
  const wrong = names.length === 0 || names.includes(null) || new Set(names).size < names.length;
  if (wrong) say(making, "storage-arguments", { storage: "parquet", problem: "takes columns behind `partition_by`: `partition_by: [day]`" }, node);
  return wrong ? [] : (names as string[]);
}

/** Types whose values have one text, which a folder may be called by. */
const NAMEABLE = /^(?:string|bool|date|u?int\d+)$/;

/** Whether the result has the columns that part it. `columns`: by name. Errors: unknown-column, storage-arguments. */
export function checkPartitions(storage: Storage, columns: ReadonlyMap<string, Type>, making: Making): void {
  const node = making.declared.decl.storage?.args.find(({ name }) => name?.text === "partition_by")?.value;
  for (const [i, name] of partitionsOf(storage).entries()) {
    const at = (node?.kind === "list" ? node.elements[i]?.expr : undefined) ?? making.declared.decl.name;
    const type = columns.get(name);
    const known = [...columns.keys()];
    const meant = nearest(name, known);
    const edits = meant === null ? [] : [{ file: making.scope.file, start: at.start, end: at.end, text: nameText(meant) }];
    if (type === undefined) say(making, "unknown-column", { name, of: `the result of ${making.declared.decl.name.text}`, meant, known }, at, { edits });
    else if (type !== ERROR && !NAMEABLE.test(type.kind)) say(making, "storage-arguments", { storage: "parquet", problem: `is parted by strings, integers, dates and bools, and \`${name}\` is ${typeText(type)}` }, at);
  }
}

const textOf = ({ value }: Arg): string | null => (value.kind === "literal" && value.literal === "string" ? value.value : null);

/** Why a path is none that a rule may write to. */
function problemOf(path: string): string | null {
  if (normal(path) === "") return "needs a path";
  if (/^([/~]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path) || path.includes("\\")) return "takes a path relative to the pack's folder, with /";
  if (path.split("/").includes("..")) return "does not write outside the pack's folder";
  if (/[*?[\]]/.test(path)) return "takes a path without patterns";
  return null;
}
