/** recurse: rounds until no row is new, as a recursive subquery. */
import { sqlType } from "../../ir/functions/duckdb-types.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Recurse, Rel } from "../../ir/rel.ts";
import { INT64 } from "../../values/type.ts";
import { refuse } from "../options.ts";
import { PREC, castTo, chain, columnOf, emptySelect, text, type FromItem, type Query, type Select, type SelectItem } from "./ast.ts";
import { above, bindColumn, blockOver, columnDef, from, isLive, tableItem, type Block, type CteTable, type Lowering } from "./block.ts";
import { complete, type Wanted } from "./finish.ts";
import { uniqueName } from "./names.ts";
import { identifier } from "./quote.ts";

type Build = (l: Lowering, rel: Rel) => Block;
/** `counter`: the printed name of the column that numbers the rounds; null where nobody asks. */
type Rounds = { readonly name: string; readonly data: readonly Wanted[]; readonly counter: string | null };

/**
 * Without a depth `union` drops the rows seen before. With one, rows are compared without it, which `using key` and an anti join against all
 * that was reached do: `using key` alone would overwrite the depth of the first round. All rows of the last round have one depth, so that
 * a round's own is one more than their greatest.
 */
export function buildRecurse(rel: Recurse, l: Lowering, build: Build): Block {
  const rounds = roundsOf(rel, l);
  const { name, data, counter } = rounds;
  const columns = new Map(data.map((output) => [columnDef(l, output.column as ColumnId).name, identifier(output.name)]));
  const table: CteTable = counter === null || rel.maxDepth === null ? { name, columns } : { name, columns, before: { counter, round: rel.maxDepth } };
  l.selves.set(rel.id, table);
  const part = (of: Rel): Query => {
    const built = build(l, of);
    const wanted = data.map((output, i): Wanted => ({ ...output, column: of.outputs[i] as ColumnId }));
    return complete(l, built.limit === null ? { ...built, order: [] } : built, wanted, from(l, rel));
  };
  const [seed, step] = [part(rel.seed), part(rel.step)];
  const names = data.map((output) => identifier(output.name));
  const inputs = counter === null ? [seed, step] : [numbered(rel, l, seed, names, counter), newRows(rel, rounds, step, names, counter)];
  const head = counter === null ? `${identifier(name)}(${names.join(", ")})` : `${identifier(name)}(${[...names, counter].join(", ")}) using key (${names.join(", ")})`;
  l.ctes.push({ name, query: { kind: "set", at: rel.at, op: "union", inputs, order: [], limit: null, offset: null }, head, recursive: true, materialized: false, at: rel.at });
  return readRounds(rel, l, rounds);
}

function roundsOf(rel: Recurse, l: Lowering): Rounds {
  const columns = rel.outputs.filter((column) => column !== rel.depth);
  if (columns.length !== rel.seed.outputs.length || columns.length !== rel.step.outputs.length) refuse(rel.at, "recurse", "a round must have the columns of the seed");
  const taken = new Set<string>();
  const data = columns.map((column): Wanted => ({ column, name: uniqueName(taken, columnDef(l, column).name, []), type: columnDef(l, column).type }));
  const counts = rel.depth !== null || rel.maxDepth !== null;
  const counter = counts ? identifier(uniqueName(taken, rel.depth === null ? "round" : columnDef(l, rel.depth).name, ["round"])) : null;
  return { name: uniqueName(l.names, "reached", []), data, counter };
}

function readRounds(rel: Recurse, l: Lowering, { name, data, counter }: Rounds): Block {
  const item = tableItem(rel.at, identifier(name), name);
  const height = above(l, rel);
  for (const { column, name: output } of data) if (isLive(l, column as ColumnId, height)) bindColumn(l, item, column as ColumnId, identifier(output));
  if (rel.depth !== null && counter !== null) bindColumn(l, item, rel.depth, counter);
  return blockOver([item], rel.outputs, rel.at, "reached");
}

const derived = (rel: Recurse, query: Query, name: string): FromItem =>
  ({ at: rel.at, table: { kind: "query", query, columns: [] }, name, base: name, mustQualify: false, join: null });

/** The seed is round 0. */
function numbered(rel: Recurse, l: Lowering, seed: Query, names: readonly string[], counter: string): Select {
  const zero = castTo(rel.at, text(rel.at, "0"), sqlType(rel.depth === null ? INT64 : columnDef(l, rel.depth).type));
  if (seed.kind === "select" && !seed.distinct) return { ...seed, items: [...seed.items, { sql: zero, name: counter }] };
  const item = derived(rel, seed, "seed");
  return { ...emptySelect(rel.at, [item]), items: [...names.map((name): SelectItem => ({ sql: columnOf(item, name), name })), { sql: zero, name: counter }] };
}

/** What a round finds and no round before has found. Nulls are equal. */
function newRows(rel: Recurse, { name }: Rounds, step: Query, names: readonly string[], counter: string): Select {
  const { at } = rel;
  const found = derived(rel, step, "found");
  const seen: FromItem = { at, table: { kind: "table", text: `recurring.${identifier(name)}`, ownName: identifier(name) }, name: "seen", base: "seen", mustQualify: false, join: null };
  const on = names.map((column) => chain(at, PREC.is, ["is not distinct from"], [columnOf(found, column), columnOf(seen, column)]));
  seen.join = { how: "anti join", on, at };
  const round = (words: string): SelectItem => ({ sql: text(at, `(select ${words} from ${identifier(name)})`), name: counter });
  const select = emptySelect(at, [found, seen]);
  if (rel.maxDepth !== null) select.where.push(chain(at, PREC.compare, ["<"], [round(`max(${counter})`).sql, text(at, String(rel.maxDepth))]));
  return { ...select, qualified: true, items: [...names.map((column): SelectItem => ({ sql: columnOf(found, column), name: column })), round(`max(${counter}) + 1`)] };
}
