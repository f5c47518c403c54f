/**
 * Explode and unpivot, as unnests of the select list: 11 to 24 times as fast as a lateral join over `from unnest(…)` (bench/explode.ts), and several in
 * one list are zipped, the shorter ones filled with nulls. The same unnests in a lateral join are the other lane (`--no-pass explode-in-select`).
 */
import { sqlType } from "../../ir/functions/duckdb-types.ts";
import type { ColumnId, Origin } from "../../ir/id.ts";
import type { Explode, Unpivot } from "../../ir/rel.ts";
import { INT64 } from "../../values/type.ts";
import type { ExplodeLane } from "../rewrites.ts";
import { HAS, PREC, allOf, call, castTo, chain, emptySelect, holds, isFixed, listOf, template, text, type FromItem, type Sql } from "./ast.ts";
import { STAGE, above, bindColumn, columnDef, envOf, from, isLive, type Block, type Lowering } from "./block.ts";
import { lowerExpr } from "./expr.ts";
import { seal } from "./finish.ts";
import { isPlain, takesExplode } from "./fuse.ts";
import { uniqueName } from "./names.ts";
import { folded, identifier, stringLiteral } from "./quote.ts";

export function buildExplode(rel: Explode, l: Lowering, [input]: readonly Block[]): Block {
  let block = input as Block;
  // A constant that may be null: DuckDB works it out before it has a type, and sorts a null list to one of nothing.
  const untyped = new Set<Sql>();
  const lower = (): Sql[] => rel.lists.map((list) => {
    const sql = lowerExpr(l, list, "typed");
    if (!list.nullable || !(isFixed(sql) || (list.kind === "case" && holds(sql, HAS.nullish)))) return sql;
    const typed = castTo(rel.at, sql, sqlType(list.type));
    untyped.add(typed);
    return typed;
  });
  let lists = block.set === null ? lower() : null;
  const lateral = !l.takes("explode-in-select");
  const obstacle = lists === null ? "the rows are those of a set operation" : lateral && isFiltered(block) ? "rows that are filtered away have no elements" : obstacleTo(block, rel, lists);
  if (obstacle !== null || lists === null) {
    block = seal(l, block, from(l, rel), true);
    lists = lower();
  }
  l.lanes.push(laneOf(rel, l, lateral, obstacle));
  const lengths = lists.map((list) => call(rel.at, rel.source === "map" ? "cardinality" : "len", [list]));
  const losesType = lists.some((list) => untyped.has(list));
  const element = (column: ColumnId, list: Sql): Sql => (losesType ? castTo(rel.at, unnest(rel.at, list), sqlType(columnDef(l, column).type)) : unnest(rel.at, list));
  const columns: [ColumnId, Sql][] = elements(rel, lists, lengths).flatMap((list, i) => (rel.as[i] === undefined ? [] : [[rel.as[i], element(rel.as[i], list)]]));
  if (rel.index !== null) columns.push([rel.index, indexOf(rel, l, lists, lengths)]);
  const must = deciding(rel, l);
  const made: Block = { ...block, outputs: rel.outputs, hint: null, word: "exploded", detail: columnDef(l, rel.as[0] as ColumnId).name, at: rel.at };
  return lateral ? joinLateral(l, made, columns.filter(([column]) => must.includes(column) || isLive(l, column, above(l, rel)))) : inSelect(l, made, columns, must);
}

function inSelect(l: Lowering, block: Block, columns: readonly (readonly [ColumnId, Sql])[], must: readonly ColumnId[]): Block {
  for (const [column, sql] of columns) l.env[column] = sql;
  return { ...block, stage: block.stage | STAGE.exploded, must };
}

/** For each row of the tables so far a table of its elements. */
function joinLateral(l: Lowering, block: Block, columns: readonly (readonly [ColumnId, Sql])[]): Block {
  const { at, query } = block;
  const taken = new Set<string>();
  const items = columns.map(([column, sql]) => ({ sql, name: identifier(uniqueName(taken, columnDef(l, column).name, [])) }));
  const name = uniqueName(new Set(query.from.map(({ base, alias }) => folded(alias ?? base))), "elements", [block.detail]);
  const inner = { ...emptySelect(at, []), items, qualified: true };
  const item: FromItem = { at, table: { kind: "query", query: inner, columns: [] }, name: identifier(name), base: name, mustQualify: false, join: { how: "cross join lateral", on: [], at } };
  query.from.push(item);
  columns.forEach(([column], i) => bindColumn(l, item, column, (items[i] as { name: string }).name));
  return block;
}

/** A lateral join may see rows before a condition takes them away, and lists that cannot be computed for them. */
const isFiltered = ({ query }: Block): boolean => query.where.length > 0;

/** Why the lists are not taken apart in the select that holds the input; null: they are. */
function obstacleTo(block: Block, rel: Explode, lists: readonly Sql[]): string | null {
  const copied = rel.index !== null || rel.keepEmpty || rel.lists.length > 1;
  if (takesExplode(block, lists, copied)) return null;
  if ((block.stage & STAGE.exploded) !== 0) return "two unnests in one select list would be zipped";
  return isPlain(block) ? "the list is computed, and would be so twice" : "its input is grouped, told apart, limited or looked through by windows first";
}

function laneOf(rel: Explode, l: Lowering, lateral: boolean, obstacle: string | null): ExplodeLane {
  const element = (rel.lists[0] as Explode["lists"][number]).type;
  const of = element.kind === "list" ? element.element.type.kind : element.kind;
  const form = rel.source === "map" ? "map" : rel.lists.length > 1 ? "zip" : of === "struct" ? "structs" : of === "list" ? "lists" : "list";
  return { column: columnDef(l, rel.as[0] as ColumnId).name, form, lane: lateral ? "lateral" : "unnest", select: obstacle === null ? "shared" : "own", why: lateral ? "explode-in-select is switched off" : (obstacle ?? "nothing stands in its way") };
}

const unnest = (at: Origin, list: Sql): Sql => call(at, "unnest", [list], HAS.unnest);

/** The lists to unnest, one per column of `as`. */
function elements(rel: Explode, lists: readonly Sql[], lengths: readonly Sql[]): readonly Sql[] {
  const parts = rel.source === "map" ? entriesOf(rel.at, lists[0] as Sql) : lists;
  const checked = rel.lists.length > 1 && !rel.pad ? parts.map((list, i) => (i === 0 ? ofEqualLength(rel.at, list, lengths) : list)) : parts;
  return rel.keepEmpty ? checked.map((list) => orOneNull(rel.at, list, lengths)) : checked;
}

/** Keys in ascending order, and the value of each. */
function entriesOf(at: Origin, map: Sql): readonly Sql[] {
  const keys = call(at, "list_sort", [call(at, "map_keys", [map])]);
  return [keys, call(at, "list_transform", [keys, template(at, 0, ["lambda k: ", "[k]"], [map], [PREC.atom])])];
}

/** A null counts as a list of no elements. */
const lengthOf = (at: Origin, length: Sql): Sql => call(at, "coalesce", [length, text(at, "0")]);

function ofEqualLength(at: Origin, list: Sql, lengths: readonly Sql[]): Sql {
  const first = lengthOf(at, lengths[0] as Sql);
  const equal = lengths.slice(1).map((length) => chain(at, PREC.compare, ["="], [first, lengthOf(at, length)]));
  return call(at, "if", [allOf(equal) as Sql, list, call(at, "error", [text(at, stringLiteral("the lists to explode have unequal lengths; `pad: true` fills the shorter with nulls"))])]);
}

/** The empty list and null give one row of nulls; in a zip, only when all of them are so. */
function orOneNull(at: Origin, list: Sql, lengths: readonly Sql[]): Sql {
  const longest = lengths.length === 1 ? (lengths[0] as Sql) : call(at, "greatest", lengths);
  return call(at, "if", [chain(at, PREC.compare, [">"], [longest, text(at, "0")]), list, listOf(at, [text(at, "null")])]);
}

/** Beside one list its subscripts, beside padded ones a range over the longest: where there are no elements they end, and the zip fills in null. */
function indexOf(rel: Explode, l: Lowering, lists: readonly Sql[], lengths: readonly Sql[]): Sql {
  const { at } = rel;
  const index = rel.index === null ? undefined : columnDef(l, rel.index).type;
  const subscripts = (list: Sql): Sql => call(at, "generate_subscripts", [list, text(at, "1")], HAS.unnest);
  const fromOne = rel.source === "map" ? subscripts(call(at, "map_keys", [lists[0] as Sql])) : subscripts(lists[0] as Sql);
  const range = (): Sql => {
    const longest = call(at, "greatest", lengths);
    const bounds = rel.base === 0 ? [longest] : [text(at, "1"), chain(at, PREC.add, ["+"], [longest, text(at, "1")])];
    return unnest(at, call(at, "range", bounds));
  };
  const counted = rel.pad && lists.length > 1 ? range() : rel.base === 1 ? fromOne : chain(at, PREC.add, ["-"], [fromOne, text(at, "1")]);
  return index === undefined || index === INT64 ? counted : castTo(at, counted, sqlType(index));
}

/** Without any unnest beside them the other columns would stand once. The index alone will do where there is one for every row. */
function deciding(rel: Explode, l: Lowering): readonly ColumnId[] {
  const height = above(l, rel);
  if (rel.index !== null && isLive(l, rel.index, height) && !rel.keepEmpty && (rel.lists.length === 1 || rel.pad)) return [rel.index];
  return rel.lists.length === 1 ? rel.as.slice(0, 1) : rel.as;
}

/** The names and the values, zipped. Nulls stay. */
export function buildUnpivot(rel: Unpivot, l: Lowering, [input]: readonly Block[]): Block {
  let block = input as Block;
  if (!isPlain(block)) block = seal(l, block, from(l, rel), true);
  const type = columnDef(l, rel.value).type;
  const names = rel.columns.map((column) => text(rel.at, stringLiteral(columnDef(l, column).name)));
  const values = rel.columns.map((column) => (columnDef(l, column).type === type ? envOf(l, column) : castTo(rel.at, envOf(l, column), sqlType(type))));
  const columns = [[rel.name, unnest(rel.at, listOf(rel.at, names))], [rel.value, unnest(rel.at, listOf(rel.at, values))]] as const;
  const made: Block = { ...block, outputs: rel.outputs, order: [], hint: null, word: "unpivoted", detail: columnDef(l, rel.value).name, at: rel.at };
  return l.takes("explode-in-select") ? inSelect(l, made, columns, [rel.name]) : joinLateral(l, made, columns);
}
