/** What stands beside select: set operations, and rows written out. */
import { sqlType } from "../../ir/functions/duckdb-types.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { SetRel, Values } from "../../ir/rel.ts";
import { refuse } from "../options.ts";
import { castTo, rowOf, text as textOf, type FromItem, type Sql } from "./ast.ts";
import { STAGE, bindColumn, blockOver, columnDef, type Block, type Lowering } from "./block.ts";
import type { Wanted } from "./finish.ts";
import { uniqueName } from "./names.ts";
import { unified } from "./parts.ts";
import { identifier } from "./quote.ts";

const OPS: Record<SetRel["how"], readonly [op: string, word: string]> = {
  union_all: ["union all", "combined"], union: ["union", "combined"], intersect: ["intersect", "common"], except: ["except", "remaining"],
};

export function buildSet(rel: SetRel, l: Lowering, blocks: readonly Block[]): Block {
  const [op, word] = OPS[rel.how];
  const inputs = blocks.map((block, k) => {
    const map = rel.maps[k] as readonly (ColumnId | null)[];
    return { block, rel, columns: new Map(rel.outputs.map((output, i) => [output, map[i] ?? null])) };
  });
  const block = blockOver([], rel.outputs, rel.at, word);
  // Rows are compared whole, unless all of them stay.
  return { ...block, set: { op, inputs }, stage: STAGE.set, must: rel.how === "union_all" ? [] : rel.outputs, readsSelf: blocks.some((input) => input.readsSelf) };
}

export function buildValues(rel: Values, l: Lowering): Block {
  const names = wantedOf(l, rel.outputs).map(({ name }) => name);
  const columns = rel.outputs.map((column, i) => unified(l, rel.rows.map((row) => row[i] as Values["rows"][number][number]), columnDef(l, column).type));
  if (rel.rows.length === 0 || columns.length === 0) {
    for (const column of rel.outputs) l.env[column] = castTo(rel.at, textOf(rel.at, "null"), sqlType(columnDef(l, column).type));
    const empty = blockOver([], rel.outputs, rel.at, "entries");
    empty.query.where.push(textOf(rel.at, "false"));
    return rel.rows.length === 0 ? empty : refuse(rel.at, "values", "rows without columns have no SQL");
  }
  const rows = rel.rows.map((_row, r) => rowOf(rel.at, columns.map((column) => column[r] as Sql)));
  const item: FromItem = { at: rel.at, table: { kind: "values", rows, columns: names }, name: "entries", base: "entries", mustQualify: false, join: null };
  rel.outputs.forEach((column, i) => bindColumn(l, item, column, identifier(names[i] as string)));
  return blockOver([item], rel.outputs, rel.at, "entries");
}

/** Columns under names that differ. */
export const wantedOf = (l: Lowering, columns: readonly ColumnId[]): Wanted[] => {
  const taken = new Set<string>();
  return columns.map((column) => ({ column, name: uniqueName(taken, columnDef(l, column).name, []), type: columnDef(l, column).type }));
};
