/** Stages that put rows together: group, aggregate, distinct, dedupe, and the window stage. */
import type { Expr, SortKey } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Rel } from "../../ir/rel.ts";
import { isComparable, nameText, typeText } from "../../values/type.ts";
import type { AggregateStage, DedupeStage, DistinctStage, Group, RowExpr, Span } from "../ast/index.ts";
import type { More } from "../diagnostics/index.ts";
import { columnDef, insertAt, mode, nameOf, newColumn, newNode, origin, report, scopeOf, unsure, type Context, type Row, type Scope } from "./context.ts";
import { bindEntries, columnOf } from "./entries.ts";
import { checkOptions, optionOf, wordOption } from "./options.ts";
import { endAliases, newRow, project, warnHidden, withRel } from "./row.ts";
import { chooseSome, type Chosen } from "./selector.ts";
import { appendTo, lacksKey, sortKeys } from "./sorting.ts";

/** One row per distinct keys, which come first. Errors: empty-selection, not-comparable, column-not-grouped, duplicate-column. */
export function group(stage: Group, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "group", []);
  const scope = scopeOf(cx, row, mode("no", "the keys of a group"));
  const keyed = stage.by.kind === "row" ? computedKeys(stage.by, stage, scope) : chosenKeys(chooseSome(stage.by, scope, "group"), row, cx);
  if (keyed === null) {
    bindEntries(stage.row, scopeOf(cx, { ...row, broken: true }, { ...mode("group", "`group`"), keys: null }), "group");
    return { ...newRow(row.rel, new Map()), broken: true };
  }
  return aggregated(stage.row, stage, keyed.row, keyed.keys, cx, "group");
}

export type Keyed = { readonly row: Row; readonly keys: ReadonlyMap<string, ColumnId> };

export function chosenKeys(chosen: readonly Chosen[] | null, row: Row, cx: Context): Keyed | null {
  if (chosen === null) return null;
  const keys = new Map<string, ColumnId>();
  for (const { column, at } of chosen) {
    const name = nameOf(cx, column);
    if (keys.has(name)) report(cx, "duplicate-column", { name }, at);
    else if (comparable(cx, column, at, "`group`")) keys.set(name, column);
  }
  return { row, keys };
}

/** `{ day: placed_at.date() }`: keys that are computed are columns made just below. */
function computedKeys(entries: RowExpr, at: Span, scope: Scope): Keyed | null {
  const { cx, row } = scope;
  const { made, whole } = bindEntries(entries, scope, "group");
  if (!whole || made.length === 0) {
    if (entries.entries.length === 0) report(cx, "empty-selection", { what: "`group` of" }, entries);
    return null;
  }
  const keys = new Map<string, ColumnId>();
  const adds: (readonly [ColumnId, Expr])[] = [];
  for (const one of made) {
    const column = columnOf(one, scope, true);
    if (!(one.expr.kind === "column" && one.expr.column === column)) adds.push([column, one.expr]);
    if (comparable(cx, column, one.at, "`group`")) keys.set(one.name, column);
  }
  if (adds.length === 0) return { row, keys };
  const rel = project(cx, at, row.rel, adds, [...row.rel.outputs, ...adds.map(([column]) => column)]);
  return { row: withRel(row, rel), keys };
}

function comparable(cx: Context, column: ColumnId, at: Span, what: string): boolean {
  const { type } = columnDef(cx, column);
  if (isComparable(type)) return true;
  report(cx, "not-comparable", { type: typeText(type), what }, at);
  return false;
}

/** One row of aggregates over all. */
export function aggregate(stage: AggregateStage, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "aggregate", []);
  return aggregated(stage.row, stage, row, new Map(), cx, "aggregate");
}

function aggregated(entries: RowExpr, at: Span, row: Row, keys: ReadonlyMap<string, ColumnId>, cx: Context, stage: string): Row {
  const scope: Scope = scopeOf(cx, row, { ...mode("group", `\`${stage}\``), keys });
  const { made, whole } = bindEntries(entries, scope, stage);
  warnHidden(cx, row);
  const names = new Map(keys);
  const adds: (readonly [ColumnId, Expr])[] = [];
  for (const one of made) {
    if (names.has(one.name)) {
      report(cx, "duplicate-column", { name: one.name }, one.at);
      continue;
    }
    const column = columnOf(one, scope, false);
    names.set(one.name, column);
    adds.push([column, one.expr]);
  }
  if (names.size === 0 && whole) report(cx, "empty-selection", { what: `\`${stage}\` of` }, entries);
  const by = [...keys.values()];
  return { ...newRow({ kind: "aggregate", id: newNode(cx), at: origin(cx, at), outputs: [...names.values()], input: row.rel, by, adds }, names), broken: !whole };
}

/** Equal rows once, nulls equal. Error: not-comparable. */
export function distinct(stage: DistinctStage, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "distinct", []);
  const bare = endAliases(cx, stage, row);
  const whole = bare.rel.outputs.every((column) => comparable(cx, column, stage, "`distinct`"));
  return whole ? withRel(bare, { kind: "distinct", id: newNode(cx), at: origin(cx, stage), outputs: bare.rel.outputs, input: bare.rel }) : bare;
}

/** Per `on` the first row in the order `by`. Errors: dedupe-not-total, not-comparable, not-sortable, option-value. */
export function dedupe(stage: DedupeStage, row: Row, cx: Context): Row {
  const known = checkOptions(cx, stage, "dedupe", ["ties"]);
  const scope = scopeOf(cx, row, mode("no", "`dedupe`"));
  const chosen = chooseSome(stage.on, scope, "dedupe");
  const { keys, whole } = sortKeys(stage.by, scope, "the order of `dedupe`", false);
  const by = stage.keep === "first" ? keys : keys.map((key): SortKey => ({ ...key, desc: !key.desc, nullsFirst: !key.nullsFirst }));
  wordOption(cx, stage, "ties", ["error"]);
  if (chosen === null || !chosen.every(({ column, at }) => comparable(cx, column, at, "`dedupe`"))) return row;
  const on = chosen.map(({ column }) => column);
  const total = unsure(row) || !whole || !known ? true : isTotal(stage, row, on, keys, optionOf(stage, "ties") !== undefined, cx);
  return withRel(row, { kind: "dedupe", id: newNode(cx), at: origin(cx, stage), outputs: row.rel.outputs, input: row.rel, on, by, ties: total ? "total" : "error" });
}

/** The shortest key that the row still has, behind the order; without one, ties are left to a run. */
function tiesEdit(stage: DedupeStage, row: Row, would: readonly (readonly string[])[], cx: Context): More {
  const [shortest] = would.filter((names) => names.every((name) => row.names.has(name)));
  if (shortest === undefined) return insertAt(cx, stage.end, ', ties: "error"');
  const { offset, lead } = appendTo(stage.by);
  return insertAt(cx, offset, `${lead}${shortest.map(nameText).join(", ")}`);
}

/** Whether keys prove that no two rows tie; else a run checks it, where the author says so. */
function isTotal(stage: DedupeStage, row: Row, on: readonly ColumnId[], keys: readonly SortKey[], checked: boolean, cx: Context): boolean {
  const columns = keys.flatMap(({ expr }) => (expr.kind === "column" ? [expr.column] : []));
  const would = lacksKey(cx, row.rel, [...on, ...columns]);
  if (would === null) return true;
  if (!checked) {
    report(cx, "dedupe-not-total", { would }, stage.by, tiesEdit(stage, row, would, cx));
    return true;
  }
  const over = withKeys(cx, stage, row.rel, keys);
  cx.binding.obligations.push({
    kind: "ties", at: origin(cx, stage), over: over.rel, predicate: null, columns: [...new Set([...on, ...over.columns])], references: null, severity: "error",
    message: "rows tie for the one that a dedupe keeps",
  });
  return false;
}

/** Sort keys that are expressions as columns of their own. */
function withKeys(cx: Context, at: Span, rel: Rel, keys: readonly SortKey[]): { readonly rel: Rel; readonly columns: ColumnId[] } {
  const adds: (readonly [ColumnId, Expr])[] = [];
  const columns = keys.map(({ expr }, i) => {
    if (expr.kind === "column") return expr.column;
    const column = newColumn(cx, `order_${i + 1}`, expr.type, expr.nullable);
    adds.push([column, expr]);
    return column;
  });
  return { rel: adds.length === 0 ? rel : project(cx, at, rel, adds, [...rel.outputs, ...adds.map(([column]) => column)]), columns };
}
