/** SQL that somebody wrote: their text as it stands, around the relations and values that it names. */
import type { Expr } from "../../ir/expr.ts";
import { NO_ORIGIN, type Origin } from "../../ir/id.ts";
import { sqlWords, type Rel, type SqlRel } from "../../ir/rel.ts";
import { refuse } from "../options.ts";
import { sqlType } from "../../ir/functions/duckdb-types.ts";
import { castTo, type FromItem, type RawQuery, type Sql } from "./ast.ts";
import { bindColumn, blockOver, columnDef, envOf, from, type Block, type Lowering } from "./block.ts";
import { wantedOf } from "./build-sets.ts";
import { complete, nameFor } from "./finish.ts";
import { uniqueName } from "./names.ts";
import { folded, identifier } from "./quote.ts";

/** A subquery; nothing is known of it but the columns that it promises. */
export function buildSql(rel: SqlRel, l: Lowering, blocks: readonly Block[]): Block {
  const query = writtenQuery(rel, l, blocks, (value) => l.expr(value, "typed"));
  const name = uniqueName(l.names, "given", []);
  const item: FromItem = { at: rel.at, table: { kind: "query", query, columns: [] }, name: identifier(name), base: name, mustQualify: false, join: null };
  // A value that is null when it runs takes the type of what is worked out with it along.
  const losesTypes = rel.values.some(({ nullable }) => nullable);
  for (const column of rel.outputs) {
    const { name: called, type } = columnDef(l, column);
    bindColumn(l, item, column, identifier(called));
    if (losesTypes) l.env[column] = castTo(rel.at, envOf(l, column), sqlType(type));
  }
  return { ...blockOver([item], rel.outputs, rel.at, "given"), readsSelf: blocks.some((block) => block.readsSelf) };
}

/** The text with its holes filled; relations that are no table of their own become subqueries in front. */
export function writtenQuery(rel: SqlRel, l: Lowering, blocks: readonly Block[], valueOf: (value: Expr) => Sql): RawQuery {
  if (rel.dialect !== "duckdb") refuse(rel.at, "sql", `it is written for ${rel.dialect}`);
  // No subquery of ours may take a name that the text gives to one of its own, or that it takes for a table.
  for (const part of rel.parts) for (const word of part.match(/\w+/g) ?? []) l.names.add(folded(word));
  const renamed = new Map<string, string>();
  const names = blocks.map((block, i) => {
    const input = rel.inputs[i] as Rel;
    const direct = wholeTable(block, input);
    if (direct !== null && !defines(rel.parts, direct)) return direct;
    const again = direct === null ? undefined : renamed.get(direct);
    if (again !== undefined) return again;
    const hinted = direct === null ? block : { ...block, hint: `given_${block.query.from[0]?.base ?? ""}` };
    const name = nameFor(l, hinted);
    l.ctes.push({ name, query: complete(l, hinted, wantedOf(l, input.outputs), from(l, rel)), head: identifier(name), recursive: false, materialized: block.limit !== null, at: block.at });
    if (direct !== null) renamed.set(direct, identifier(name));
    return identifier(name);
  });
  return { kind: "raw", at: rel.at, pieces: piecesOf(rel, names, rel.values.map(valueOf)) };
}

/** A scan stands for its table, all columns of it. */
function wholeTable(block: Block, input: Rel): string | null {
  const item = block.query.from[0];
  return input.kind === "scan" && block.stage === 0 && item?.table.kind === "table" ? item.table.text : null;
}

/** Whether the text may have a subquery of that name (`with orders as (…)`), which would stand in the way of the relation. */
function defines(parts: readonly string[], table: string): boolean {
  const name = table.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const definition = new RegExp(`(?<![\\w.])"?${name}"?\\s*(?:\\([^()]*\\)\\s*)?as\\b\\s*(?:(?:not\\s+)?materialized\\b\\s*)?\\(`, "i");
  return parts.some((part) => definition.test(part));
}

type Piece = RawQuery["pieces"][number];

function piecesOf(rel: SqlRel, names: readonly string[], values: readonly Sql[]): Piece[] {
  const pieces: Piece[] = [];
  let [word, input, value] = [rel.at as number, 0, 0];
  rel.parts.forEach((part, i) => {
    for (const raw of sqlWords(part)) pieces.push({ at: rel.at === NO_ORIGIN ? NO_ORIGIN : (++word as Origin), raw });
    const hole = rel.holes[i];
    if (hole === "input") pieces.push({ at: rel.at, raw: names[input++] as string });
    else if (hole === "value") pieces.push(values[value++] as Sql);
  });
  const isEdge = (piece: Piece | undefined, edge: RegExp): boolean => piece !== undefined && "raw" in piece && edge.test(piece.raw);
  const start = pieces.findIndex((piece) => !isEdge(piece, /^\s+$/));
  let end = pieces.length;
  while (isEdge(pieces[end - 1], /^[\s;]+$/)) end--;
  const written = pieces.slice(Math.max(0, start), end);
  // What follows must not become part of a comment at its end.
  return rel.parts.some((part) => part.includes("--")) ? [...written, { at: rel.at, raw: "\n" }] : written;
}
