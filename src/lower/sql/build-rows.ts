/** Stages over one relation: filter, project, aggregate, sort, limit, distinct, dedupe. */
import type { Expr, SortKey } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { AggregateRel, Dedupe, Distinct, Filter, Limit, Project, Sort } from "../../ir/rel.ts";
import { refuse } from "../options.ts";
import { HAS, PREC, chain, holds, overTail, template, text, type Sql } from "./ast.ts";
import { STAGE, above, agrees, columnDef, envOf, from, isLive, type Block, type BlockKey, type Lowering } from "./block.ts";
import { lowerExpr } from "./expr.ts";
import { seal } from "./finish.ts";
import { orderItems } from "./parts.ts";
import { COPIED, clauseFor, takesAggregate, takesDedupe, takesDistinct, takesLimit, takesProject } from "./fuse.ts";

type Inputs = readonly Block[];
const only = (inputs: Inputs): Block => inputs[0] as Block;

export function buildFilter(rel: Filter, l: Lowering, inputs: Inputs): Block {
  let block = only(inputs);
  let sql = block.set !== null ? null : lowerExpr(l, rel.predicate, "bare");
  let clause = sql === null ? null : clauseFor(block, rel.predicate, sql);
  if (sql === null || clause === null) {
    block = seal(l, block, from(l, rel), true);
    sql = lowerExpr(l, rel.predicate, "bare");
    clause = clauseFor(block, rel.predicate, sql) ?? "where";
  }
  if (clause === "qualify" && !l.takes("windows-in-qualify")) return { ...seal(l, block, above(l, rel), true, sql), outputs: rel.outputs, word: "filtered", at: rel.at };
  block.query[clause].push(sql);
  const stage = block.stage | (clause === "qualify" ? STAGE.qualified : 0);
  return { ...block, stage, outputs: rel.outputs, hint: null, word: "filtered", detail: "", at: rel.at };
}

export function buildProject(rel: Project, l: Lowering, inputs: Inputs): Block {
  let block = only(inputs);
  const live = rel.adds.filter(([column]) => isLive(l, column, above(l, rel)));
  const lower = (): [ColumnId, Expr, Sql][] => live.map(([column, expr]) => [column, expr, lowerExpr(l, expr, "typed")]);
  let adds = block.set !== null && live.length > 0 ? null : lower();
  if (adds === null || !takesProject(block, adds)) {
    block = seal(l, block, from(l, rel), true);
    adds = lower();
  }
  let stage = block.stage;
  let heavy = false;
  for (const [column, expr, sql] of adds) {
    l.env[column] = sql;
    if (expr.shape === "window") stage |= STAGE.windowed;
    if (holds(sql, HAS.volatile)) stage |= STAGE.volatile;
    heavy ||= isHeavy(l, column, sql);
  }
  const next: Block = { ...block, stage, outputs: rel.outputs, at: rel.at, ...nameOfProject(l, block, stage, adds) };
  return heavy ? seal(l, next, above(l, rel), true) : next;
}

/** Dropping columns makes nothing; one column more is a relation with that column. */
function nameOfProject(l: Lowering, block: Block, stage: number, adds: readonly (readonly [ColumnId, Expr, Sql])[]): Pick<Block, "hint" | "word" | "detail"> {
  const [first] = adds;
  if (first === undefined) return block;
  const detail = columnDef(l, first[0]).name;
  const word = (stage & STAGE.windowed) !== 0 ? "ranked" : adds.length === 1 ? `with_${detail}` : "derived";
  return { hint: null, word, detail };
}

/** Whether saying the expression in each place that reads it would be much longer than a subquery. */
function isHeavy(l: Lowering, column: ColumnId, sql: Sql): boolean {
  const uses = l.usage.uses[column] as number;
  const copies = uses + (l.usage.leaves[column] as number);
  return uses > 0 && copies > 1 && sql.size > 1 && (copies - 1) * sql.size > COPIED;
}

export function buildAggregate(rel: AggregateRel, l: Lowering, inputs: Inputs): Block {
  let block = only(inputs);
  if (block.set !== null || !takesAggregate(l, block, rel.by)) block = seal(l, block, from(l, rel), false);
  for (const [column, expr] of rel.adds) if (isLive(l, column, above(l, rel))) l.env[column] = lowerExpr(l, expr, "typed");
  block.query.grouped = true;
  const next: Block = { ...block, stage: STAGE.grouped, outputs: rel.outputs, order: [], keys: rel.by, hint: null, word: "grouped", detail: by(l, rel.by), at: rel.at };
  return rel.adds.some(([column]) => l.env[column] !== undefined && isHeavy(l, column, envOf(l, column))) ? seal(l, next, above(l, rel), false) : next;
}

const by = (l: Lowering, columns: readonly ColumnId[]): string => `by_${columns.slice(0, 3).map((column) => columnDef(l, column).name).join("_")}`;

/** Rows that tie in the new keys stay as they stood, so the old keys follow the new ones. */
export function buildSort(rel: Sort, l: Lowering, inputs: Inputs): Block {
  let block = only(inputs);
  const columns = rel.keys.every(({ expr }) => expr.kind === "column");
  const keys = columns ? rel.keys.map((key) => blockKey(l, key)) : [];
  const stands = block.limit === null ? block.set === null || columns : columns && agrees(block.order, keys);
  if (!stands) block = seal(l, block, from(l, rel), true);
  const added = columns ? keys : rel.keys.map((key) => blockKey(l, key));
  return { ...block, outputs: rel.outputs, order: [...added, ...withoutColumns(block.order, rel.keys)], at: rel.at };
}

const withoutColumns = (order: readonly BlockKey[], keys: readonly SortKey[]): readonly BlockKey[] =>
  order.filter(({ column }) => column === null || !keys.some(({ expr }) => expr.kind === "column" && expr.column === column));

const blockKey = (l: Lowering, { expr, desc, nullsFirst }: SortKey): BlockKey =>
  (expr.kind === "column" ? { column: expr.column, sql: null, desc, nullsFirst } : { column: null, sql: lowerExpr(l, expr, "typed"), desc, nullsFirst });

export function buildLimit(rel: Limit, l: Lowering, inputs: Inputs): Block {
  let block = only(inputs);
  if (!takesLimit(block)) block = seal(l, block, from(l, rel), true);
  if (!rel.arbitrary) block.order = knownOrder(l, rel, block.order);
  const limit = lowerExpr(l, rel.count, "bare");
  const offset = rel.offset === null ? null : lowerExpr(l, rel.offset, "bare");
  return { ...block, limit, offset, stage: block.stage | STAGE.limited, outputs: rel.outputs, hint: null, word: "limited", detail: "", at: rel.at };
}

/** SQL reads rows in no order: all that decides which are the first is said, also what no sort says as the rows of a table stand so. */
function knownOrder(l: Lowering, rel: Limit, sorted: readonly BlockKey[]): readonly BlockKey[] {
  const known = (l.options.orderOf?.(rel.input) ?? []).map((key): BlockKey => ({ ...key, sql: null }));
  if (sorted.length > 0 && !(known.length > sorted.length && agrees(sorted, known))) return sorted;
  if (known.length === 0) refuse(rel.at, "limit", "nothing says in which order these are the first rows");
  return known;
}

export function buildDistinct(rel: Distinct, l: Lowering, inputs: Inputs): Block {
  let block = only(inputs);
  // A union of all rows, each once, is a union; other sets are distinct as they are.
  const set = block.limit === null ? block.set : null;
  const isBag = set?.op === "union all";
  if (set !== null && (isBag || block.must.length === rel.outputs.length) && l.takes("distinct-in-union")) {
    return isBag ? { ...block, set: { ...set, op: "union" }, outputs: rel.outputs, must: rel.outputs, order: [], at: rel.at } : { ...block, outputs: rel.outputs, order: [] };
  }
  if (block.set !== null || !takesDistinct(block) || !block.must.every((column) => rel.outputs.includes(column))) block = seal(l, block, from(l, rel), false);
  block.query.distinct = true;
  return { ...block, stage: block.stage | STAGE.distinct, outputs: rel.outputs, must: rel.outputs, order: [], hint: null, word: "distinct_rows", detail: "", at: rel.at };
}

export function buildDedupe(rel: Dedupe, l: Lowering, inputs: Inputs): Block {
  let block = only(inputs);
  const reads = (): Sql[] => [...rel.on.map((column) => envOf(l, column)), ...orderItems(l, rel.by).map((key) => key.sql)];
  if (block.set !== null || !takesDedupe(block, reads())) block = seal(l, block, from(l, rel), false);
  const spec = {
    by: rel.on.map((column) => envOf(l, column)), order: orderItems(l, rel.by), frame: "", columns: rel.on.map((column) => columnDef(l, column).name), name: null,
  };
  const number = template(rel.at, PREC.atom, ["row_number()", ""], [overTail(rel.at, null, spec)], [0]);
  const wins = chain(rel.at, PREC.compare, ["="], [number, text(rel.at, "1")]);
  if (!l.takes("windows-in-qualify")) return { ...seal(l, block, above(l, rel), false, wins), outputs: rel.outputs, word: "winners", detail: by(l, rel.on), at: rel.at };
  block.query.qualify.push(wins);
  return { ...block, stage: block.stage | STAGE.qualified, outputs: rel.outputs, order: [], hint: null, word: "winners", detail: by(l, rel.on), at: rel.at };
}

