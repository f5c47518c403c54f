/** Where a rule's rows go: `as …`. Meaning: docs/language.md, "Storage". */
import type { Expr } from "../../ir/expr.ts";
import type { Rel } from "../../ir/rel.ts";
import type { Storage } from "../../ir/rule.ts";
import { modeOf } from "../../ir/storage.ts";
import { relExprs, relsOf, walkExpr } from "../../ir/walk.ts";
import type { RuleDecl, Span, StorageNode } from "../ast/index.ts";
import { FROM, TO } from "../bind/params.ts";
import { nearest } from "../diagnostics/define.ts";
import { columnDef, columnName, placeAt, ruleName, say, writtenAt, type Making } from "./making.ts";
import { optionsOf, type Site } from "./storage-args.ts";
import { checkHeld, checkPartitions, fileStorage, normal } from "./storage-files.ts";
import { checkMode, tableStorage } from "./table-mode.ts";

const TABLE: Storage = { kind: "table", mode: "replace" };

const KINDS: Readonly<Record<string, (node: StorageNode, site: Site) => Storage>> = {
  table: tableStorage,
  view: (node, site) => unstored("view", node, site),
  inline: (node, site) => unstored("inline", node, site),
  parquet: (node, site) => fileStorage("parquet", node, site),
  csv: (node, site) => fileStorage("csv", node, site),
  json: (node, site) => fileStorage("json", node, site),
};

function unstored(kind: "view" | "inline", node: StorageNode, site: Site): Storage {
  if (node.args.some(({ name }) => name === null)) say(site, "storage-arguments", { storage: kind, problem: "takes no arguments" }, node);
  optionsOf(node, kind, [], site);
  return { kind };
}

/** What storages are called elsewhere. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ["ephemeral", "inline"], ["cte", "inline"], ["materialized_view", "table"], ["full", "table"],
  ["incremental", 'table(mode: "merge")'], ["merge", 'table(mode: "merge")'], ["append", 'table(mode: "append")'], ["snapshot", 'table(mode: "versions")'], ["scd2", 'table(mode: "versions")'], ["microbatch", 'table(mode: "by_time")'],
]);

const isKnown = (name: string): boolean => name === "" || Object.hasOwn(KINDS, name);

/** Whether it was told that there is no such storage: then nobody knows whether it has an order. */
export const isUnknownStorage = ({ storage }: RuleDecl): boolean => storage !== null && !isKnown(storage.name.text);

/** Errors (a table then, or a path that is empty): unknown-storage, unknown-storage-option, storage-arguments, those of table-mode.ts. */
export function storageOf({ storage: node }: RuleDecl, site: Site): Storage {
  if (node === null || node.name.text === "") return TABLE;
  const read = Object.hasOwn(KINDS, node.name.text) ? KINDS[node.name.text] : undefined;
  if (read !== undefined) return read(node, site);
  const meant = FOREIGN.get(node.name.text.toLowerCase()) ?? nearest(node.name.text, Object.keys(KINDS));
  // A mode needs options that nobody can guess.
  const repairs = meant !== null && isKnown(meant);
  say(site, "unknown-storage", { name: node.name.text, meant }, node.name, repairs ? { edits: [{ ...placeAt(site.scope, node.name), text: meant }] } : {});
  return TABLE;
}

export const isStored = (storage: Storage): boolean => storage.kind !== "view" && storage.kind !== "inline";

/** The path that an `as` clause names, where it is one; for finding two rules that write to one place. */
export function pathOf(decl: RuleDecl): { readonly text: string; readonly at: Span } | null {
  const first = decl.storage?.args.find((arg) => arg.name === null)?.value;
  const text = first?.kind === "literal" && first.literal === "string" ? normal(first.value) : "";
  return first === undefined || text === "" ? null : { text, at: first };
}

/** Whether the result can be stored so. Errors: unknown-column, storage-arguments, storage-column, storage-type, view-needs-run, interval-unused, previous-by-time. */
export function checkStorage(storage: Storage, root: Rel, making: Making): void {
  const columns = new Map(root.outputs.map((id) => [columnName(making, id), columnDef(making, id).type]));
  if (storage.kind === "parquet" || storage.kind === "csv" || storage.kind === "json") {
    checkPartitions(storage, columns, making);
    checkHeld(storage.kind, columns, making);
  }
  checkMode(storage, columns, making);
  if (storage.kind === "view") checkView(root, making);
  const mode = modeOf(storage);
  if (mode?.mode !== "by_time") return;
  if (!making.faulty() && !usesInterval(root, making)) say(making, "interval-unused", { time: mode.time }, making.declared.decl.storage?.name ?? making.declared.decl.name);
  checkOwnPast(root, making);
}

/** One run makes several intervals, and what it stored *before* holds none of them: rows would hang on how many a run happens to make. Error, once: previous-by-time. */
function checkOwnPast(root: Rel, making: Making): void {
  const { declared, binding, scope } = making;
  for (const rel of relsOf({ root, locals: binding.locals, obligations: [] })) {
    if (rel.kind !== "scan" || rel.of.kind !== "previous" || rel.of.name !== declared.name) continue;
    return say(making, "previous-by-time", { rule: ruleName(making) }, writtenAt(making, rel) ?? placeAt(scope, declared.decl.name));
  }
}

/** A view is read outside of runs too: it holds no parameter, and nothing is *before* it. Error, once: view-needs-run. */
function checkView(root: Rel, making: Making): void {
  for (const rel of relsOf({ root, locals: making.binding.locals, obligations: [] })) {
    const previous = rel.kind === "scan" && rel.of.kind === "previous" ? rel : null;
    const param = paramIn(rel);
    const found = previous ?? param;
    if (found === null) continue;
    const what = param === null ? "`previous`" : `\`$${param.name.slice(param.name.lastIndexOf(".") + 1)}\``;
    const at = writtenAt(making, found) ?? placeAt(making.scope, making.declared.decl.name);
    return say(making, "view-needs-run", { what }, at);
  }
}

function paramIn(rel: Rel): Extract<Expr, { kind: "param" }> | null {
  let found: Extract<Expr, { kind: "param" }> | null = null;
  for (const root of relExprs(rel)) walkExpr(root, (expr) => void (expr.kind === "param" && (found ??= expr)));
  return found;
}

function usesInterval(root: Rel, { binding: { locals } }: Making): boolean {
  let used = false;
  const look = (expr: Expr): void => void (used ||= expr.kind === "param" && (expr.name === FROM.name || expr.name === TO.name));
  for (const rel of relsOf({ root, locals, obligations: [] })) for (const expr of relExprs(rel)) walkExpr(expr, look);
  return used;
}
