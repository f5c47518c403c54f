/**
 * When a relation may become part of the select that already holds its input. SQL evaluates from, where, group by, having, windows,
 * qualify, distinct, unnests of the select list, order by, limit in this order; a stage fuses where what it does comes no earlier
 * than all that is there, or does the same from an earlier place.
 */
import { effectsOf } from "../../ir/effects.ts";
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Join } from "../../ir/rel.ts";
import { walkExpr } from "../../ir/walk.ts";
import { HAS, holds, isConstant, partsOf, type Sql } from "./ast.ts";
import { STAGE, envOf, from, isLive, type Block, type Lowering } from "./block.ts";

const passed = (block: Block, ...stages: readonly (keyof typeof STAGE)[]): boolean => stages.some((stage) => (block.stage & STAGE[stage]) !== 0);

/** Nothing but tables, joins and conditions on their rows. */
export const isPlain = (block: Block): block is Block & { query: { kind: "select" } } => block.stage === 0 && block.query.kind === "select";

export type ConditionClause = "where" | "having" | "qualify";

/** Up to 1.5.5, DuckDB cannot bind the columns of a select in which an anti join stands below a `qualify` of row numbers. */
const hasAntiJoin = ({ query }: Block): boolean => query.from.some(({ join }) => join?.how === "anti join");

/** The clause that keeps the rows for which `predicate` holds; null where none comes late enough. `sql` is the predicate over the block's tables. */
export function clauseFor(block: Block, predicate: Expr, sql: Sql): ConditionClause | null {
  if (passed(block, "limited") || holds(sql, HAS.unnest)) return null;
  if (holds(sql, HAS.volatile) && !isPlain(block)) return null;
  if (predicate.shape === "window") return passed(block, "qualified", "windowed", "distinct", "exploded") || hasAntiJoin(block) ? null : "qualify";
  // Windows have seen the rows that this takes away. DuckDB wants a window in a qualify, if only in another conjunct.
  if (passed(block, "windowed", "qualified")) return holds(sql, HAS.window) || passed(block, "qualified") ? "qualify" : null;
  if (!passed(block, "grouped")) return "where";
  return readsElementFields(predicate) ? null : "having";
}

/** In a `having`, DuckDB takes the element of a lambda for a table, and its field for a column. */
function readsElementFields(predicate: Expr): boolean {
  const kinds = new Set<string>();
  walkExpr(predicate, (part) => void kinds.add(part.kind === "call" ? part.fn : part.kind));
  return (kinds.has("lambda") && kinds.has("field")) || kinds.has("map_values");
}

/** Whether the expressions of `adds` (over the block's tables) may stand in its select list. What leaves the list is no matter: see `Block.must`. */
export function takesProject(block: Block, adds: readonly (readonly [ColumnId, Expr, Sql])[]): boolean {
  const windows = adds.some(([, expr]) => expr.shape === "window");
  // A window sees all rows of its input, and no other window's result.
  if (windows && passed(block, "qualified", "distinct", "exploded", "limited")) return false;
  if (windows && adds.some(([, expr, sql]) => expr.shape === "window" && nests(sql))) return false;
  // What unnests multiplies the rows as soon as it is said again.
  if (adds.some(([, expr, sql]) => expr.kind !== "column" && holds(sql, HAS.unnest))) return false;
  if (passed(block, "volatile") && adds.some(([, expr]) => expr.kind !== "column")) return false;
  // A select list is computed before the limit, so that it could fail for a row that is not among the first.
  if (passed(block, "limited") && adds.some(([, expr]) => effectsOf(expr).fails)) return false;
  // Distinct rows stay so with columns that follow from the others.
  return !passed(block, "distinct") || !adds.some(([, , sql]) => holds(sql, HAS.volatile));
}

/** Whether a window in `sql` works on the result of another: its own mark stands on the tail alone. */
function nests(sql: Sql): boolean {
  if (!holds(sql, HAS.window)) return false;
  if (sql.kind === "tail") {
    const { over, filter } = sql;
    return over !== null && ([...over.by, ...over.order.map((key) => key.sql)].some(holdsWindow) || (filter !== null && holdsWindow(filter)));
  }
  if (sql.kind === "template" && isOver(sql)) return sql.holes.some((hole) => (hole.kind === "tail" ? nests(hole) : holdsWindow(hole)));
  return partsOf(sql).some(nests);
}

const isOver = (sql: Sql & { kind: "template" }): boolean => sql.holes.some((hole) => hole.kind === "tail" && hole.over !== null);
const holdsWindow = (sql: Sql): boolean => holds(sql, HAS.window);

/**
 * Whether the block's rows may be grouped where they are. A constant key would be taken for a position, or for no key. Up to 1.5.5, DuckDB
 * cannot bind the columns of groups over an anti join and another join where no value of both sides can meet.
 */
export const takesAggregate = (l: Lowering, block: Block, by: readonly ColumnId[]): boolean =>
  isPlain(block) && by.every((column) => !isConstant(envOf(l, column))) && !(by.length > 0 && block.query.from.length > 2 && hasAntiJoin(block));

export const takesDistinct = (block: Block): boolean => !passed(block, "limited");

/** The winners are found by a `qualify` of their own: before any other, and over rows that are not thinned after it. */
export const takesDedupe = (block: Block, reads: readonly Sql[]): boolean =>
  !passed(block, "limited", "distinct", "exploded", "qualified") && !hasAntiJoin(block) && !reads.some((sql) => holds(sql, HAS.window | HAS.volatile));

export const takesLimit = (block: Block): boolean => !passed(block, "limited");

/** Two unnests in one select list are zipped, so a second explode needs a select of its own. `copied`: whether a list is said more than once. */
export const takesExplode = (block: Block, lists: readonly Sql[], copied: boolean): boolean => isPlain(block) && (!copied || lists.every((list) => list.size <= COPIED));

/** What is said twice is at most this long; anything longer is computed once, in a subquery. */
export const COPIED = 8;

/** Whether the join adds rows in which the columns of the side are null: one that is computed would be computed from nulls instead. */
const nullsLeft = (node: Join): boolean => node.how === "right" || node.how === "full";
const nullsRight = (node: Join): boolean => node.how === "left" || node.how === "full";

/** Whether rows of the left side may be joined where they are. Conditions written there come after the join, so it must not add rows to the left. */
export const takesJoin = (l: Lowering, block: Block, node: Join): boolean =>
  isPlain(block) && (!nullsLeft(node) || (block.query.where.length === 0 && readsPlainly(l, block, node)));

/** Whether all that is read of a side that may be null is columns as they are. */
const readsPlainly = (l: Lowering, block: Block, reader: Join): boolean =>
  block.outputs.every((column) => !isLive(l, column, from(l, reader)) || l.env[column]?.kind === "name");

/** Where the right side's own conditions go when it is joined as a bare table: null where they must stay inside. */
export function conditionsOfRight(l: Lowering, block: Block, node: Join): "on" | "where" | "none" | null {
  if (!isPlain(block) || block.query.from.length !== 1 || block.query.from[0]?.table.kind === "query") return null;
  // An as-of condition wants columns on both sides, not what they are computed from.
  if ((nullsRight(node) || node.asof !== null) && !readsPlainly(l, block, node)) return null;
  if (block.query.where.length === 0) return "none";
  if (node.asof !== null || node.how === "full" || node.how === "right") return null;
  return node.how === "inner" || node.how === "cross" ? "where" : "on";
}
