/** Stages that choose rows and columns: where, derive, select, drop, rename. */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Filter } from "../../ir/rel.ts";
import type { Derive, Drop, Rename, RowExpr, Select, Span, Where } from "../ast/index.ts";
import { bindExpr, columnDef, isError, mode, nameOf, newNode, origin, report, scopeOf, type Context, type Row, type Scope } from "./context.ts";
import { bindEntries, columnOf, type Made } from "./entries.ts";
import { condition } from "./expr-values.ts";
import { checkOptions } from "./options.ts";
import { addColumns, copyColumn, columnIn, keepColumns, newRow, project, refuseAliasName, warnHidden, withRel, without } from "./row.ts";
import { chooseColumns, chooseSome } from "./selector.ts";

/** Keeps the rows for which the predicate is true. Error: not-a-condition. */
export function where(stage: Where, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "where", []);
  const predicate = condition(bindExpr(stage.predicate, scopeOf(cx, row, mode("window", "`where`"))), cx, stage.predicate, "`where`");
  return isError(predicate) ? row : withRel(row, filterOf(cx, stage, row, predicate));
}

const filterOf = (cx: Context, at: Span, row: Row, predicate: Expr): Filter =>
  ({ kind: "filter", id: newNode(cx), at: origin(cx, at), outputs: row.rel.outputs, input: row.rel, predicate });

/** Replaces columns in their place, appends new ones. Error: alias-is-column. */
export function derive(stage: Derive, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "derive", []);
  return deriveRow(stage.row, stage, row, scopeOf(cx, row, mode("window", "`derive`")), "derive");
}

export function deriveRow(entries: RowExpr, at: Span, row: Row, scope: Scope, stage: string): Row {
  const { cx } = scope;
  const { made: all, whole } = bindEntries(entries, scope, stage);
  const made = all.filter((one) => !refuseAliasName(cx, row, one.name, one.at));
  // A column that stays what it is needs nothing.
  const changed = made.filter(({ name, expr }) => !(expr.kind === "column" && row.names.get(name) === expr.column));
  const next = addColumns(cx, at, row, changed.map((one) => [one.name, columnOf(one, scope, false), one.expr]));
  // What took the place of a column may have been meant to be a key.
  const suspect = row.suspect || changed.some(({ name, expr }) => isError(expr) && row.names.has(name));
  return { ...next, suspect, broken: row.broken || !whole };
}

/** A row, or a set of columns. Errors: empty-selection, duplicate-column. */
export function select(stage: Select, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "select", []);
  const scope = scopeOf(cx, row, mode("over", "`select`"));
  if (stage.of.kind === "row") return selectRow(stage.of, stage, row, scope);
  const chosen = chooseSome(stage.of, scope, "select");
  warnHidden(cx, row);
  if (chosen === null) return { ...row, aliases: [], broken: true };
  const names = new Map<string, ColumnId>();
  for (const { column, at } of chosen) {
    const name = nameOf(cx, column);
    if (names.has(name)) report(cx, "duplicate-column", { name }, at);
    names.set(name, column);
  }
  return keepColumns(cx, stage, row, names, []);
}

function selectRow(entries: RowExpr, at: Span, row: Row, scope: Scope): Row {
  const { cx } = scope;
  const { made, whole } = bindEntries(entries, scope, "select");
  warnHidden(cx, row);
  if (entries.entries.length === 0) {
    report(cx, "empty-selection", { what: "`select` of" }, entries);
    return { ...row, aliases: [], broken: true };
  }
  const columns = made.map((one) => columnOf(one, scope, true));
  const names = new Map(made.map(({ name }, i) => [name, columns[i] as ColumnId]));
  const adds = made.flatMap(({ expr }, i) => (isOwn(made[i] as Made, columns[i] as ColumnId) ? [] : [[columns[i] as ColumnId, expr] as const]));
  const suspect = row.suspect || made.some(({ expr }) => isError(expr));
  return { ...newRow(project(cx, at, row.rel, adds, columns), names), suspect, broken: !whole || (row.broken && columns.length === 0) };
}

const isOwn = ({ expr }: Made, column: ColumnId): boolean => expr.kind === "column" && expr.column === column;

/** A row of bare names, or a set of columns. Errors: empty-selection where nothing is left. */
export function drop(stage: Drop, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "drop", []);
  const scope = scopeOf(cx, row, mode("no", "`drop`"));
  const chosen = stage.of.kind === "row" ? stage.of.entries.flatMap(({ expr }) => chooseColumns(expr, scope, "`drop`") ?? []) : chooseColumns(stage.of, scope, "`drop`");
  const gone = new Set((chosen ?? []).map(({ column }) => column));
  if (gone.size === 0) return row;
  const names = new Map([...row.names].filter(([, column]) => !gone.has(column)));
  if (names.size === 0) {
    report(cx, "empty-selection", { what: "`drop` leaves" }, stage.of);
    return row;
  }
  return keepColumns(cx, stage, row, names, without(row.aliases, gone));
}

/** `{ new: old }`; the column keeps its place. Errors: not-columns, unnamed-entry, column-exists, alias-is-column. */
export function rename(stage: Rename, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "rename", []);
  const scope = scopeOf(cx, row, mode("no", "`rename`"));
  const renamed = new Map<ColumnId, { readonly name: string; readonly at: Span }>();
  const before = cx.state.mistakes;
  let whole = true;
  for (const { name, expr: node } of stage.row.entries) {
    const expr = bindExpr(node, scope);
    if (isError(expr)) whole = false;
    else if (expr.kind !== "column") report(cx, "not-columns", { what: "`rename`" }, node);
    else if (name === null) report(cx, "unnamed-entry", {}, node);
    else renamed.set(expr.column, { name: name.text, at: name });
  }
  const next = renameColumns(cx, stage, row, renamed);
  return whole && cx.state.mistakes === before ? next : { ...next, broken: true };
}

function renameColumns(cx: Context, at: Span, row: Row, renamed: ReadonlyMap<ColumnId, { readonly name: string; readonly at: Span }>): Row {
  if (renamed.size === 0) return row;
  const names = new Map<string, ColumnId>();
  const adds: (readonly [ColumnId, Expr])[] = [];
  const to = new Map<ColumnId, ColumnId>();
  // Names that stay are taken first, so that what clashes is the new one.
  const staying = new Set([...row.names].flatMap(([name, column]) => (renamed.has(column) ? [] : [name])));
  const put = (column: ColumnId): void => {
    const fresh = renamed.get(column);
    const name = fresh?.name ?? nameOf(cx, column);
    if (fresh === undefined) names.set(name, column);
    else if (staying.has(name) || names.has(name)) report(cx, "column-exists", { name }, fresh.at);
    else if (!refuseAliasName(cx, row, name, fresh.at)) {
      const copy = copyColumn(cx, row, column, name);
      adds.push([copy, columnIn(cx, row, column, at)]);
      names.set(name, copy);
      to.set(column, copy);
    }
  };
  for (const column of row.names.values()) put(column);
  // A hidden column that gets a name of its own comes last.
  for (const column of renamed.keys()) if (columnDef(cx, column) !== undefined && ![...row.names.values()].includes(column)) put(column);
  const aliases = row.aliases.map((alias) => ({
    ...alias,
    columns: new Map([...alias.columns].map(([name, column]) => [to.has(column) ? nameOf(cx, to.get(column) as ColumnId) : name, to.get(column) ?? column] as const)),
    hidden: alias.hidden.filter((column) => !to.has(column)),
    renamed: new Set([...alias.renamed].map((column) => to.get(column) ?? column).concat([...to.values()])),
  }));
  const next = keepColumns(cx, at, row, names, aliases);
  return { ...next, rel: project(cx, at, row.rel, adds, next.rel.outputs), notNull: null };
}

