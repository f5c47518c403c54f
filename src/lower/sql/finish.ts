/** Blocks as queries: the select list, and with it what the other clauses may refer to by name or by place. */
import type { ColumnId } from "../../ir/id.ts";
import type { Type } from "../../values/type.ts";
import { refuse } from "../options.ts";
import { HAS, PREC, castTo, columnOf, columnsIn, holds, template, text, type FromItem, type OrderItem, type Query, type Select, type SelectItem, type Sql } from "./ast.ts";
import { STAGE, bindColumn, blockOver, columnDef, envOf, from, isLive, tableItem, type Block, type BlockKey, type Lowering, type PendingSet, type SetInput } from "./block.ts";
import { uniqueName } from "./names.ts";
import { folded, identifier, unquoted } from "./quote.ts";
import { sqlType } from "../../ir/functions/duckdb-types.ts";
import { UNUSED } from "./usage.ts";
import { nameWindows } from "./windows.ts";

/** One column of a result: `column` under `name` as `type`; a null of that type where there is no column. */
export type Wanted = { readonly column: ColumnId | null; readonly name: string; readonly type: Type };

/** The block as a query whose row is exactly `wanted`. `height`: see `isLive`. */
export function complete(l: Lowering, block: Block, wanted: readonly Wanted[], height: number): Query {
  const columns = wanted.map(({ column }) => column);
  const fits = block.must.every((column) => columns.includes(column)) && canSort(l, block, columns) && (block.set === null || isRowOf(l, wanted));
  return finish(l, fits ? block : seal(l, block, height, true), wanted);
}

/** A set operation computes nothing: its row is columns, each once and as it is. */
const isRowOf = (l: Lowering, wanted: readonly Wanted[]): boolean =>
  wanted.length > 0 && new Set(wanted.map(({ column }) => column)).size === wanted.length && wanted.every(({ column, type }) => column !== null && columnDef(l, column).type === type);

/** Whether the block's order can be written beside exactly these columns. */
const canSort = (l: Lowering, block: Block, columns: readonly (ColumnId | null)[]): boolean =>
  block.order.every(({ column, sql }) => {
    if (column !== null && columns.includes(column)) return true;
    if ((block.stage & (STAGE.set | STAGE.distinct)) !== 0) return false;
    return !holds(sql ?? envOf(l, column as ColumnId), HAS.unnest);
  });

/**
 * The block as a subquery, and a new block that reads it. Only columns that are live at `height` leave the subquery. An order that no limit
 * consumed moves out to the new block: a subquery has none. `condition`: over the block's tables; one more column, by which the new block keeps rows.
 * `alone`: computed by itself, unless it reads a round of a recursion.
 */
export function seal(l: Lowering, block: Block, height: number, keepOrder: boolean, condition: Sql | null = null, alone = false): Block {
  const carried = keepOrder ? block.order : [];
  const taken = new Set<string>();
  const wanted = liveColumns(l, block, height, block.limit === null ? carried : block.order)
    .map((column): Wanted => ({ column, name: uniqueName(taken, columnDef(l, column).name, [tableOf(l, column)]), type: columnDef(l, column).type }));
  const extras = carried.filter(({ column }) => column === null).map(({ sql }): SelectItem => ({ sql: sql as Sql, name: identifier(uniqueName(taken, "sort_key", [])) }));
  const kept = condition === null ? [] : [{ sql: condition, name: identifier(uniqueName(taken, "is_kept", [])) }];
  const query = finish(l, block.limit === null ? { ...block, order: [] } : block, wanted, [...extras, ...kept]);
  const item = subquery(l, block, query, alone);
  for (const { column, name } of wanted) bindColumn(l, item, column as ColumnId, identifier(name));
  const next = blockOver([item], block.outputs, block.at, "selected");
  next.readsSelf = block.readsSelf;
  for (const { name } of kept) next.query.where.push(columnOf(item, name));
  let extra = 0;
  next.order = carried.map((key) => (key.column === null ? { ...key, sql: columnOf(item, (extras[extra++] as SelectItem).name) } : key));
  return next;
}

/**
 * What a recursion reads of itself is visible in its own query alone, so that such a subquery stands where it is read. A limited one is
 * computed by itself: up to 1.5.5, DuckDB lets a join look behind a limit (duckdb/duckdb#22963), which then takes other rows.
 */
function subquery(l: Lowering, block: Block, query: Query, alone: boolean): FromItem {
  const name = nameFor(l, block);
  const limited = block.limit !== null;
  if (!block.readsSelf && (limited || alone || l.options.ctes !== false)) {
    l.ctes.push({ name, query, head: identifier(name), recursive: false, materialized: limited || alone, at: block.at });
    return tableItem(block.at, identifier(name), name);
  }
  if (limited && block.readsSelf) refuse(block.at, "limit", "the rows of a round cannot be limited before they are read on");
  return { at: block.at, table: { kind: "query", query, columns: [] }, name: identifier(name), base: name, mustQualify: false, join: null };
}

/** A word that is taken is told apart by what the subquery makes, or by the table that it begins with. */
export function nameFor(l: Lowering, block: Block): string {
  const word = block.hint ?? block.word;
  return uniqueName(l.names, word, [block.detail, baseOf(block)].filter((suffix) => suffix !== word));
}

const baseOf = (block: Block): string => (block.set === null ? (block.query.from[0]?.base ?? "") : baseOf((block.set.inputs[0] as SetInput).block));

function liveColumns(l: Lowering, block: Block, height: number, order: readonly BlockKey[]): readonly ColumnId[] {
  const columns = new Set(block.outputs.filter((column) => isLive(l, column, height)));
  for (const column of block.must) columns.add(column);
  for (const { column } of order) if (column !== null) columns.add(column);
  // Rows are counted alone. Of a set's own columns those are computed that something reads, be it a sort that has no effect; if none, the first.
  if (columns.size === 0 && block.set !== null) {
    const own = [...(block.set.inputs[0] as SetInput).columns.keys()];
    return [own.find((column) => isLive(l, column, UNUSED - 1)) ?? (own[0] as ColumnId)];
  }
  return [...columns];
}

const tableOf = (l: Lowering, column: ColumnId): string => {
  const sql = l.env[column];
  return sql?.kind === "name" ? (sql.table.alias ?? sql.table.base) : "";
};

function finish(l: Lowering, block: Block, wanted: readonly Wanted[], extras: readonly SelectItem[] = []): Query {
  if (block.set !== null) return finishSet(l, block, block.set, wanted);
  const select = block.query;
  select.items = itemsOf(l, block, wanted, extras);
  if (select.grouped && block.keys.length === 0 && !select.items.some(({ sql }) => holds(sql, HAS.aggregate))) select.having.push(oneGroup(block));
  select.qualified = select.from.length > 1 || select.from[0]?.mustQualify === true;
  if (select.grouped) select.group = groupList(l, block, select.items);
  select.order = block.order.flatMap((key) => orderItem(l, block, select, wanted, key));
  if (select.having.length > 0 && hidesColumn(select)) select.qualified = true;
  select.limit = block.limit;
  select.offset = block.offset;
  nameWindows(select, l.windowNames ?? new Set(), () => l.takes("named-windows"));
  return select;
}

function itemsOf(l: Lowering, block: Block, wanted: readonly Wanted[], extras: readonly SelectItem[]): readonly SelectItem[] {
  const items = wanted.map(({ column, name: written, type }): SelectItem => {
    const name = identifier(written);
    if (column === null) return { sql: castTo(block.at, text(block.at, "null"), sqlType(type)), name };
    const sql = envOf(l, column);
    const cast = sqlType(type);
    const said = sql.kind === "text" || !holds(sql, HAS.nullish) || (sql.kind === "template" && sql.parts.at(-1) === `::${cast}`);
    return { sql: said && columnDef(l, column).type === type ? sql : castTo(block.at, sql, cast), name };
  });
  return items.length + extras.length > 0 ? [...items, ...extras] : [{ sql: text(block.at, "1"), name: "present" }];
}

/** True, and an aggregate: without any the rows would not be one group. */
const oneGroup = (block: Block): Sql => template(block.at, PREC.compare, ["count(*) >= 0"], [], [], HAS.aggregate);

/** Inputs that are unions themselves are listed with the others, where rows that come twice make no difference or stay. */
function finishSet(l: Lowering, block: Block, set: PendingSet, wanted: readonly Wanted[]): Query {
  const outer = l.windowNames;
  l.windowNames = outer ?? new Set();
  const inputs = set.inputs.flatMap((input) => finishInput(l, set, input, wanted));
  l.windowNames = outer;
  const order = block.order.map((key) => ({ ...key, sql: nameOf(block, wanted, key.column) }));
  return { kind: "set", at: block.at, op: set.op, inputs, order, limit: block.limit, offset: block.offset };
}

function finishInput(l: Lowering, set: PendingSet, { block, rel, columns }: SetInput, wanted: readonly Wanted[]): readonly Query[] {
  const inner = wanted.map((output): Wanted => ({ ...output, column: columns.get(output.column as ColumnId) ?? null }));
  const merges = block.set !== null && (block.set.op === "union all" ? set.op.startsWith("union") : block.set.op === "union" && set.op === "union");
  if (merges && block.set !== null && block.limit === null && isRowOf(l, inner) && l.takes("flat-unions")) {
    return (finishSet(l, { ...block, order: [] }, block.set, inner) as { inputs: readonly Query[] }).inputs;
  }
  return [complete(l, block.limit === null ? { ...block, order: [] } : block, inner, from(l, rel))];
}

const nameOf = (block: Block, wanted: readonly Wanted[], column: ColumnId | null): Sql =>
  text(block.at, identifier((wanted.find((output) => output.column === column) as Wanted).name), PREC.path);

/** Whether an output bears the name of another column that `having` reads: DuckDB would read the output there. */
function hidesColumn({ items, having }: Select): boolean {
  const outputs = new Map(items.map(({ name, sql }) => [folded(unquoted(name)), sql]));
  return having.some((condition) => columnsIn(condition).some((column) => {
    const output = outputs.get(folded(unquoted(column.name)));
    return output !== undefined && (output.kind !== "name" || output.name !== column.name || output.table !== column.table);
  }));
}

/** By the output's name where there is one. A bare name that is an output's stands for that output, so another column of that name is qualified. */
function orderItem(l: Lowering, block: Block, select: Select, wanted: readonly Wanted[], key: BlockKey): OrderItem[] {
  const { desc, nullsFirst } = key;
  if (key.column !== null && wanted.some(({ column }) => column === key.column)) return [{ sql: nameOf(block, wanted, key.column), desc, nullsFirst }];
  const sql = key.sql ?? envOf(l, key.column as ColumnId);
  // A constant orders nothing, and a number would be taken for a position.
  if ((sql.has & ~(HAS.volatile | HAS.nullish)) === 0) return [];
  if (sql.kind === "name" && wanted.some(({ name }) => folded(name) === folded(unquoted(sql.name)))) select.qualified = true;
  return [{ sql, desc, nullsFirst }];
}

/** Columns by name; as soon as one key is computed, positions, so that no expression is said twice and no constant is taken for a position. */
function groupList(l: Lowering, block: Block, items: readonly SelectItem[]): readonly Sql[] {
  const keys = block.keys.map((key) => envOf(l, key));
  if (keys.every((sql) => sql.kind === "name")) return keys;
  return keys.map((sql) => {
    const position = items.findIndex((item) => item.sql === sql);
    return position >= 0 ? text(sql.at, String(position + 1)) : sql;
  });
}
