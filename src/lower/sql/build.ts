/** Relations as blocks, from the leaves up: each either fuses into the block of its input or reads that as a subquery. */
import { byKind, type RelTable } from "../../ir/fields.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Rel, Scan, SqlRel } from "../../ir/rel.ts";
import type { Local, Rule } from "../../ir/rule.ts";
import { relInputs } from "../../ir/walk.ts";
import { refuse, type LowerOptions, type Naming } from "../options.ts";
import { PREC, chain, columnOf, text, type Query, type SqlStatement } from "./ast.ts";
import { RESULT, STAGE, agrees, aliasOf, bindColumn, blockOver, columnDef, from, isLive, tableItem, type Block, type CteTable, type Lowering } from "./block.ts";
import { buildExplode, buildUnpivot } from "./build-explode.ts";
import { buildJoin } from "./build-join.ts";
import { buildRecurse } from "./build-recurse.ts";
import { buildAggregate, buildDedupe, buildDistinct, buildFilter, buildLimit, buildProject, buildSort } from "./build-rows.ts";
import { buildSet, buildValues } from "./build-sets.ts";
import { buildSql, writtenQuery } from "./build-sql.ts";
import { lowerPart } from "./expr.ts";
import { complete, nameFor, seal, type Wanted } from "./finish.ts";
import { uniqueName } from "./names.ts";
import { folded, identifier, path } from "./quote.ts";
import { sampleSql } from "./sample.ts";
import { outputsByName, usageOf } from "./usage.ts";

/** To lower `root`, of which the columns `wanted` are read. */
export function lowering(rule: Rule, root: Rel, wanted: readonly ColumnId[], naming: Naming, options: LowerOptions): Lowering {
  const usage = usageOf(rule, root, wanted, options.orderOf);
  const l: Lowering = {
    rule, naming, options, usage, taken: new Set(), lanes: [], env: [], names: new Set(), ctes: [], locals: [], selves: new Map(), lambdaNames: new Set(), windowNames: usage.recurses ? new Set() : null, shared: null,
    expr: (expr, want) => lowerPart(l, expr, want),
    takes: (rewrite) => options.without?.includes(rewrite) !== true && l.taken.add(rewrite).has(rewrite),
  };
  return l;
}

/** The statement whose rows are `root`'s, sorted by `order` where it is given. */
export function buildStatement(l: Lowering, root: Rel, wanted: readonly Wanted[], order: Block["order"] | null): SqlStatement {
  takeNames(l);
  let block = build(l, root);
  // A view's text becomes part of the statements that read it, which are not to look behind its limit (see `subquery`).
  if (block.limit !== null && l.rule.storage.kind === "view") block = seal(l, block, RESULT, true);
  if (order !== null) {
    if (block.limit !== null && !agrees(block.order, order)) block = seal(l, block, RESULT, false);
    // A limit's keys beyond the promised ones choose between rows that tie in these.
    block.order = block.limit === null || block.order.length <= order.length ? order : block.order;
  }
  return { query: complete(l, block, wanted, RESULT), ctes: l.ctes };
}

/** The text of an SQL relation as a statement by itself, with some value of its type for each of its values: an engine can say what columns it gives. */
export function buildWritten(l: Lowering, rel: SqlRel): SqlStatement {
  takeNames(l);
  const query = writtenQuery(rel, l, rel.inputs.map((input) => build(l, input)), ({ at, type }) => text(at, sampleSql(type)));
  // Text that begins with `with` cannot follow another one.
  return { query: l.ctes.length === 0 ? query : { ...query, pieces: [{ at: rel.at, raw: "select * from (\n" }, ...query.pieces, { at: rel.at, raw: "\n)" }] }, ctes: l.ctes };
}

/** No subquery may hide a relation that the statement reads. */
function takeNames(l: Lowering): void {
  for (const of of l.usage.tables) {
    const names = l.naming.relation(of);
    if (names.length === 1) l.names.add(folded(names[0] as string));
  }
}

/** Without recursion over the inputs: a chain of thousands of stages is a longer array. */
export function build(l: Lowering, root: Rel): Block {
  const pending: (Rel | null)[] = [root];
  const open: Rel[] = [];
  const counts: number[] = [];
  const done: Block[] = [];
  while (pending.length > 0) {
    const next = pending.pop() as Rel | null;
    // A null closes the relation opened last: its inputs are done by then.
    if (next === null) {
      const count = counts.pop() as number;
      const rel = open.pop() as Rel;
      const blocks = done.splice(done.length - count, count);
      done.push(byKind(BUILD, rel, l, l.options.fuse === false ? apart(l, rel, blocks) : blocks));
      continue;
    }
    const inputs = inputsOf(l, next);
    open.push(next);
    counts.push(inputs.length);
    pending.push(null);
    for (let i = inputs.length - 1; i >= 0; i--) pending.push(inputs[i] as Rel);
  }
  return done[0] as Block;
}

/** Each in a select of its own, but for tables as they are. What reads a recursion's own rows is visible in that alone. */
const apart = (l: Lowering, reader: Rel, blocks: readonly Block[]): readonly Block[] =>
  blocks.map((block, i) => (block.readsSelf || inputsOf(l, reader)[i]?.kind === "scan" ? block : seal(l, block, from(l, reader), true)));

/** A local that is read once is part of what reads it; a recursion builds its parts itself. */
function inputsOf(l: Lowering, rel: Rel): readonly Rel[] {
  if (rel.kind === "recurse") return [];
  if (rel.kind !== "scan") return relInputs(rel);
  return rel.of.kind === "local" && l.usage.scans[rel.of.local] === 1 ? [(l.rule.locals[rel.of.local] as Local).root] : [];
}

const BUILD: RelTable<Block, [l: Lowering, inputs: readonly Block[]]> = {
  scan: buildScan,
  values: buildValues,
  filter: buildFilter,
  project: buildProject,
  join: buildJoin,
  aggregate: buildAggregate,
  sort: buildSort,
  limit: buildLimit,
  distinct: buildDistinct,
  dedupe: buildDedupe,
  set: buildSet,
  explode: buildExplode,
  unpivot: buildUnpivot,
  recurse: (rel, l) => buildRecurse(rel, l, build),
  sql: buildSql,
  error: (rel) => refuse(rel.at, "error", "a relation with a mistake in it is not lowered"),
};

function buildScan(rel: Scan, l: Lowering, inputs: readonly Block[]): Block {
  const { of } = rel;
  if (of.kind === "local") return inputs.length > 0 ? inlineLocal(l, rel, inputs[0] as Block) : scanTable(l, rel, localTable(l, of.local), false);
  if (of.kind === "self") return scanTable(l, rel, l.selves.get(of.recurse) as CteTable, true);
  const names = l.naming.relation(of);
  const item = tableItem(rel.at, path(names), names.at(-1) as string);
  item.alias = aliasOf(l, rel);
  for (const [name, column] of rel.reads) bindColumn(l, item, column, identifier(name));
  return blockOver([item], rel.outputs, rel.at, "selected");
}

function inlineLocal(l: Lowering, rel: Scan, block: Block): Block {
  const { name, root } = l.rule.locals[(rel.of as { local: number }).local] as Local;
  const inner = outputsByName(l.rule, root);
  // A set operation's columns are nothing before it is a subquery, and rows that are distinct are so over all columns, read or not.
  const source = (block.stage & (STAGE.set | STAGE.distinct)) !== 0 ? seal(l, { ...block, hint: name }, from(l, rel), true) : block;
  const renamed = new Map<ColumnId, ColumnId>();
  for (const [read, to] of rel.reads) {
    const column = inner.get(read) as ColumnId;
    l.env[to] = l.env[column];
    renamed.set(column, to);
  }
  const rename = (column: ColumnId): ColumnId => renamed.get(column) ?? column;
  return {
    ...source, outputs: rel.outputs, hint: name, keys: source.keys.map(rename), must: source.must.map(rename),
    order: source.order.map((key) => (key.column === null ? key : { ...key, column: rename(key.column) })),
  };
}

function scanTable(l: Lowering, rel: Scan, table: CteTable, self: boolean): Block {
  const item = tableItem(rel.at, identifier(table.name), table.name);
  for (const [name, column] of rel.reads) {
    const printedName = table.columns.get(name);
    if (printedName !== undefined) bindColumn(l, item, column, printedName);
  }
  item.alias = aliasOf(l, rel);
  const block = blockOver([item], rel.outputs, rel.at, "selected");
  block.readsSelf = self;
  // Past the last round nothing may be computed either: it could fail.
  if (table.before !== undefined) block.query.where.push(chain(rel.at, PREC.compare, ["<"], [columnOf(item, table.before.counter), text(rel.at, String(table.before.round))]));
  return block;
}

/** The subquery for a local that is read more than once, made when the first scan asks. */
/** For a limit DuckDB hopes to stop early, and computes what is read twice for each reader: never worth it where tables are joined. */
const isComputedAgain = (l: Lowering, query: Query): boolean => query.kind === "select" && query.from.length > 1 && l.usage.limited && l.takes("kept-subqueries");

function localTable(l: Lowering, index: number): CteTable {
  const known = l.locals[index];
  if (known !== undefined) return known;
  const { name, root } = l.rule.locals[index] as Local;
  const built = build(l, root);
  if (built.readsSelf) refuse(root.at, "let", "a relation that is read twice cannot read the rows of the recursion around it");
  const block: Block = { ...built, hint: name, order: built.limit === null ? [] : built.order };
  const taken = new Set<string>();
  const wanted = root.outputs.filter((column) => isLive(l, column, RESULT))
    .map((column): Wanted => ({ column, name: uniqueName(taken, columnDef(l, column).name, []), type: columnDef(l, column).type }));
  const query = complete(l, block, wanted, RESULT);
  const table: CteTable = { name: nameFor(l, block), columns: new Map(wanted.map((output) => [columnDef(l, output.column as ColumnId).name, identifier(output.name)])) };
  l.locals[index] = table;
  l.ctes.push({ name: table.name, query, head: identifier(table.name), recursive: false, materialized: block.limit !== null || isComputedAgain(l, query), at: root.at });
  return table;
}
