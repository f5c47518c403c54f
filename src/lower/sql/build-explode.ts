/**
 * Explode and unpivot, as unnests of the select list: 20 to 30 times faster than a lateral join, and several in one list are zipped,
 * the shorter ones filled with nulls.
 */
import { sqlType } from "../../ir/functions/duckdb-types.ts";
import type { ColumnId, Origin } from "../../ir/id.ts";
import type { Explode, Unpivot } from "../../ir/rel.ts";
import { INT64 } from "../../values/type.ts";
import { HAS, PREC, allOf, call, castTo, chain, listOf, template, text, type Sql } from "./ast.ts";
import { STAGE, above, columnDef, envOf, from, isLive, type Block, type Lowering } from "./block.ts";
import { lowerExpr } from "./expr.ts";
import { seal } from "./finish.ts";
import { isPlain, takesExplode } from "./fuse.ts";
import { stringLiteral } from "./quote.ts";

export function buildExplode(rel: Explode, l: Lowering, [input]: readonly Block[]): Block {
  let block = input as Block;
  const lower = (): Sql[] => rel.lists.map((list) => lowerExpr(l, list, "typed"));
  let lists = block.set === null ? lower() : null;
  if (lists === null || !takesExplode(block, lists, rel.index !== null || rel.keepEmpty || rel.lists.length > 1)) {
    block = seal(l, block, from(l, rel), true);
    lists = lower();
  }
  const lengths = lists.map((list) => call(rel.at, rel.source === "map" ? "cardinality" : "len", [list]));
  elements(rel, lists, lengths).forEach((list, i) => {
    const column = rel.as[i];
    if (column !== undefined) l.env[column] = unnest(rel.at, list);
  });
  if (rel.index !== null) l.env[rel.index] = indexOf(rel, l, lists, lengths);
  return {
    ...block, stage: block.stage | STAGE.exploded, outputs: rel.outputs, must: deciding(rel, l), hint: null, word: "exploded", detail: columnDef(l, rel.as[0] as ColumnId).name, at: rel.at,
  };
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
  l.env[rel.name] = unnest(rel.at, listOf(rel.at, names));
  l.env[rel.value] = unnest(rel.at, listOf(rel.at, values));
  return { ...block, stage: block.stage | STAGE.exploded, outputs: rel.outputs, must: [rel.name], order: [], hint: null, word: "unpivoted", detail: columnDef(l, rel.value).name, at: rel.at };
}
