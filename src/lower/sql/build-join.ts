/** Joins: the right side as one more table of the left side's select wherever that means the same. */
import { readsOf } from "../../ir/effects.ts";
import type { Expr } from "../../ir/expr.ts";
import { castSql } from "../../ir/functions/casts.ts";
import { isEquality } from "../../ir/build.ts";
import { NO_ORIGIN, type ColumnId } from "../../ir/id.ts";
import type { Join } from "../../ir/rel.ts";
import { isNested } from "../../values/type.ts";
import { refuse } from "../options.ts";
import { PREC, call, caseOf, chain, isConstant, template, text, type FromItem, type Sql } from "./ast.ts";
import { above, aliasOf, columnDef, envOf, from, isLive, type Block, type Lowering } from "./block.ts";
import { applyCast, lowerExpr } from "./expr.ts";
import { seal } from "./finish.ts";
import { conditionsOfRight, takesJoin } from "./fuse.ts";
import { comesLast } from "./late-semijoins.ts";
import { uniqueName } from "./names.ts";
import { folded, identifier, unquoted } from "./quote.ts";

export function buildJoin(rel: Join, l: Lowering, [leftInput, rightInput]: readonly Block[]): Block {
  let left = leftInput as Block;
  let right = rightInput as Block;
  const taken = takesJoin(l, left, rel) && !(comesLast(rel, left) && l.takes("late-semijoins"));
  if (!taken) left = seal(l, left, from(l, rel), keepsOrder(rel));
  if (rel.asof !== null && comparesConstant(l, rel) && taken) left = seal(l, left, from(l, rel), keepsOrder(rel));
  let conditions = conditionsOfRight(l, right, rel);
  if (conditions === null) {
    right = seal(l, right, from(l, rel), false);
    conditions = "none";
  }
  if (rel.asof !== null) {
    pickedFirst(l);
    if (rel.on.some(comparesNested)) refuse(rel.at, "asof", "beside an equality of lists or structs the engine takes two nulls for near");
  }
  const nullable = rel.asof === null ? null : nullableSides(rel);
  if (nullable !== null) {
    right.query.where.push(test(rel.at, lowerExpr(l, nullable.right, "bare"), " is not null"));
    right = seal(l, right, from(l, rel), false);
    conditions = "none";
  }
  const forgotten = rel.how === "anti" && rel.on.length > 0 && !rel.on.some(isEquality);
  if (forgotten) {
    // Up to 1.5.5, DuckDB takes a right side for one that has rows where its statistics say that each of them would match. Of what is computed by itself it has none.
    right = seal(l, right, from(l, rel), false, null, true);
    conditions = "none";
  }
  const item = right.query.from[0] as FromItem;
  alias(l, left, item, rel);
  const compared = rel.on.map((condition) => lowerExpr(l, condition, "bare"));
  const on = forgotten && right.readsSelf ? [test(rel.at, compared.length > 1 ? chain(rel.at, PREC.and, compared.slice(1).map(() => "and"), compared) : (compared[0] as Sql), " is true")] : compared;
  if (nullable !== null) on.splice(-1, 0, chain(rel.at, PREC.compare, ["="], [nullable.left, nullable.right].map((side) => test(rel.at, lowerExpr(l, side, "bare"), " is null"))));
  if (conditions === "on") on.push(...right.query.where);
  if (conditions === "where") left.query.where.push(...right.query.where);
  item.join = { how: words(rel), on: on.length > 0 || needsOn(rel) ? (on.length > 0 ? on : [TRUE]) : [], at: rel.at };
  left.query.from.push(item);
  merge(l, rel);
  if (rel.asof !== null && rel.asof.tolerance !== null) limitReach(l, rel, left, rel.asof.tolerance);
  return {
    ...left, outputs: rel.outputs, order: keepsOrder(rel) ? left.order : [], hint: null, word: "joined", detail: "", at: rel.at, readsSelf: left.readsSelf || right.readsSelf,
  };
}

/** Whether a left side of the condition is a column with a constant in it: DuckDB wants to see a column there. Error: a constant itself. */
const comparesConstant = (l: Lowering, rel: Join): boolean =>
  rel.on.some((condition) => condition.kind === "call" && condition.args.some((arg) => isConstant(lowerExpr(l, arg, "typed")) &&
    (readsOf(arg).length > 0 || refuse(rel.at, "asof", "its condition compares a constant, not a column of the left side"))));

/**
 * Rows that a window picks (`qualify`) are computed by themselves: up to 1.5.5, DuckDB's as-of join of them ends in an internal error, where it knows the
 * ranges of what is compared and takes the window away (`top_n_window_elimination`).
 */
function pickedFirst(l: Lowering): void {
  l.ctes.forEach((cte, i) => {
    if (cte.query.kind === "select" && cte.query.qualify.length > 0) l.ctes[i] = { ...cte, materialized: true };
  });
}

/**
 * Beside an equality, and from 64 rows on the left, DuckDB's as-of join (up to 1.5.5) takes a null on the left for the greatest value and finds rows for it. So
 * nulls meet nulls alone, by one more equality, and the right side has none. Null where the left side of the inequality is never null.
 */
function nullableSides({ on, right }: Join): { readonly left: Expr; readonly right: Expr } | null {
  const { args } = on.at(-1) as Extract<Expr, { kind: "call" }>;
  const [a, b] = args as readonly [Expr, Expr];
  const isRight = readsOf(b).some((column) => right.outputs.includes(column));
  const sides = isRight ? { left: a, right: b } : { left: b, right: a };
  return on.length > 1 && sides.left.nullable ? sides : null;
}

const test = (at: Join["at"], sql: Sql, is: string): Sql => template(at, PREC.test, ["", is], [sql], [PREC.test + 1]);

const comparesNested = (condition: Expr): boolean => condition.kind === "call" && condition.args.some(({ type }) => isNested(type));

const TRUE: Sql = text(NO_ORIGIN, "true");

const keepsOrder = (rel: Join): boolean =>
  rel.how === "semi" || rel.how === "anti" || ((rel.how === "inner" || rel.how === "left") && (rel.asof !== null || rel.multiplicity === "n:1" || rel.multiplicity === "1:1"));

const WORDS: Record<Join["how"], string> = {
  inner: "join", left: "left join", right: "right join", full: "full join", cross: "cross join", semi: "semi join", anti: "anti join",
};

/** A join on nothing is a product; outer ones must say that they are. */
const words = (rel: Join): string => (rel.asof !== null ? `asof ${WORDS[rel.how]}` : rel.on.length === 0 && rel.how === "inner" ? WORDS.cross : WORDS[rel.how]);
const needsOn = (rel: Join): boolean => rel.how !== "cross" && rel.how !== "inner";

/** As the author calls it. A name that is there already is told apart by the column that the table is looked up with: `addresses_ship` for `ship_id == a.id`. */
function alias(l: Lowering, left: Block, item: FromItem, rel: Join): void {
  const [first, ...others] = left.query.from as [FromItem, ...FromItem[]];
  if (others.length === 0) nameAsWritten(first, aliasOf(l, rel.left));
  nameAsWritten(item, aliasOf(l, rel.right));
  const taken = namesIn(left.query.from);
  if (taken.has(folded(unquoted(item.name)))) item.name = identifier(uniqueName(taken, item.base, [...keysOf(l, rel.on), "other"]));
}

/** A long chain of joins asks for the names of the same list again and again, each time with one more. */
const named = new WeakMap<readonly FromItem[], { readonly names: Set<string>; count: number }>();

/** The names that tables of a select with several have: they stay. */
function namesIn(items: readonly FromItem[]): Set<string> {
  const known = named.get(items) ?? { names: new Set(), count: 0 };
  named.set(items, known);
  for (; known.count < items.length; known.count++) known.names.add(folded(unquoted((items[known.count] as FromItem).name)));
  return known.names;
}

function nameAsWritten(item: FromItem, alias: string | undefined): void {
  item.alias = alias ?? item.alias;
  if (item.alias !== undefined) item.name = identifier(item.alias);
}


/** Columns of the left that the table is looked up with, those first that bear another name there. */
function keysOf(l: Lowering, on: readonly Expr[]): readonly string[] {
  const pairs = on.flatMap((condition) => {
    const [left, right] = condition.kind === "call" && condition.fn === "eq" ? condition.args : [];
    return left?.kind === "column" && right?.kind === "column" ? [[columnDef(l, left.column).name, columnDef(l, right.column).name] as const] : [];
  });
  return [...pairs.filter(([left, right]) => left !== right), ...pairs].map(([left]) => left.replace(/_(id|no|key)$/, "").toLowerCase());
}

/** `using`: one column for both, which is the side that is always there, or the one that is; in the type in which the two meet. */
function merge(l: Lowering, rel: Join): void {
  for (const [left, right, merged] of rel.merged) {
    if (!isLive(l, merged, above(l, rel))) continue;
    const { type } = columnDef(l, merged);
    const side = (column: ColumnId): Sql => applyCast(rel.at, envOf(l, column), castSql(columnDef(l, column).type, type, "fail"));
    const sides = [side(left), side(right)] as const;
    l.env[merged] = rel.how === "full" ? call(rel.at, "coalesce", sides) : rel.how === "right" ? sides[1] : sides[0];
  }
}

/** Beyond the tolerance the nearest row counts as none: an inner join drops the left row, an outer one has nulls for the right's columns. */
function limitReach(l: Lowering, rel: Join, block: Block, tolerance: Expr): void {
  const [near, far] = nearAndFar(rel.on.at(-1) as Expr);
  const reach = chain(rel.at, PREC.add, ["+"], [lowerExpr(l, far, "typed"), lowerExpr(l, tolerance, "typed")]);
  const within = chain(rel.at, PREC.compare, ["<="], [lowerExpr(l, near, "typed"), reach]);
  if (rel.how === "inner") {
    block.query.where.push(within);
    return;
  }
  for (const column of rel.right.outputs) if (isLive(l, column, above(l, rel))) l.env[column] = caseOf(rel.at, [[within, envOf(l, column)]], null);
}

/** For `ts >= q.ts`, or `ts <= q.ts` the other way round: the later value and the earlier one. */
function nearAndFar(inequality: Expr): readonly [Expr, Expr] {
  const { fn, args } = inequality as Extract<Expr, { kind: "call" }>;
  const [a, b] = args as readonly [Expr, Expr];
  return fn === "ge" || fn === "gt" ? [a, b] : [b, a];
}
