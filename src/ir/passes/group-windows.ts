import { BOOL, isExact, isFloat, isNested } from "../../values/type.ts";
import { shapeOf } from "../build.ts";
import { copyOf } from "../copy.ts";
import { effectsOf, readsOf } from "../effects.ts";
import type { Aggregate, Expr, Window } from "../expr.ts";
import type { ColumnId, NodeId } from "../id.ts";
import { functionNamed } from "../functions/index.ts";
import { createProps, type PropsOf } from "../props/index.ts";
import type { AggregateRel, Filter, Join, Project, Rel, Scan } from "../rel.ts";
import type { ColumnDef, Env, Local, Pass, Rule } from "../rule.ts";
import { exprChildren, mapExpr, mapRels, relExprs, relsBelow, relsOf, walkExpr, withExprs } from "../walk.ts";
import { freshNodes, type Fresh } from "./fresh.ts";
import { isSteady } from "./share-subtrees.ts";

export type GroupLegality = {
  /** Whether a window looks at its whole partition, whatever row it stands on. */
  readonly isWhole: (window: Window) => boolean;
  /** Whether an aggregate gives the same to the last digit in whatever order it meets its rows. */
  readonly isExact: (window: Window) => boolean;
  /** Whether the windows of a stage have the same partitions. */
  readonly alike: (one: Window, other: Window) => boolean;
  /** Whether a key's equal values are one value, so that it does not matter which of them a group is known by. */
  readonly isKey: (by: Expr) => boolean;
  /** Whether a relation, over inputs that may be read twice, gives the same rows each time. */
  readonly isSteady: (rel: Rel) => boolean;
};

const EXACT: ReadonlySet<string> = new Set(["count", "count.value", "count_distinct", "sum", "sum.decimal", "avg", "avg.decimal", "avg_decimal"]);
const FIRST_OF_ALL: ReadonlySet<string> = new Set(["min", "max"]);
const columnsIn = (by: readonly Expr[]): readonly ColumnId[] => by.flatMap((expr) => (expr.kind === "column" ? [expr.column] : []));

export const GROUP_LEGALITY: GroupLegality = {
  isWhole: ({ sort, frame }) => sort.length === 0 && frame === null,
  isExact: ({ fn, args }) => EXACT.has(fn) || (FIRST_OF_ALL.has(fn) && args.every(({ type }) => isExact(type) || type.kind === "date" || type.kind === "timestamp")),
  alike: (one, other) => {
    const [a, b] = [columnsIn(one.by), new Set(columnsIn(other.by))];
    return a.length === b.size && a.every((column) => b.has(column));
  },
  isKey: (by) => by.kind === "column" && !isFloat(by.type) && !isNested(by.type),
  isSteady,
};

/**
 * Whether groups are worth it. DuckDB makes them itself of windows with partitions over rows that nothing was joined with; what an explode makes of a row is
 * mostly a partition of few rows, for which windows are as fast.
 */
const isWorth = ([first]: readonly Window[], below: readonly Rel[]): boolean => first?.by.length === 0 || below.some(({ kind }) => kind === "join");

type Stage = Project | Filter;
const isStage = (rel: Rel): rel is Stage => (rel.kind === "project" || rel.kind === "filter") && relExprs(rel).some(({ shape }) => shape === "window");

function windowsIn(stage: Stage): readonly Window[] {
  const found = new Map<NodeId, Window>();
  for (const root of relExprs(stage)) if (root.shape === "window") walkExpr(root, (expr) => void (expr.kind === "window" && found.set(expr.id, expr)));
  return [...found.values()];
}

/** The windows of a stage, where its rows and groups of them can take their place. */
function grouped(stage: Stage, rule: Rule, legality: GroupLegality): readonly Window[] | null {
  const windows = windowsIn(stage);
  const first = windows[0] as Window;
  if (!windows.every((window) => legality.isWhole(window) && legality.isExact(window) && legality.alike(window, first) && window.by.every(legality.isKey))) return null;
  if (windows.some((window) => [...window.args, ...(window.where === null ? [] : [window.where])].some((expr) => effectsOf(expr).volatile))) return null;
  const names = stage.input.outputs.map((column) => (rule.columns[column] as ColumnDef).name);
  if (new Set(names).size < names.length) return null;
  const below = relsBelow(stage.input, []);
  return isWorth(windows, below) && below.every(legality.isSteady) ? windows : null;
}

type Making = {
  readonly rule: Rule;
  readonly fresh: Fresh;
  readonly columns: ColumnDef[];
  /** The new locals, with the place of the stage that each was made for. */
  readonly made: { readonly root: Rel; readonly at: number }[];
  readonly propsOf: PropsOf;
};

const group = (legality: GroupLegality) => (rule: Rule, env: Env): Rule => {
  const rels = relsOf(rule);
  if (!rels.some(isStage)) return rule;
  const rounds = new Set(rels.flatMap((rel) => (rel.kind === "recurse" ? relsBelow(rel.step, []).map(({ id }) => id) : [])));
  const m: Making = { rule, fresh: freshNodes(rule), columns: [...rule.columns], made: [], propsOf: createProps({ columns: rule.columns, env, locals: rule.locals }) };
  const place = new Map(rels.map(({ id }, at) => [id, at]));
  const done = mapRels(rule, rels, (rel, was) => {
    const windows = isStage(rel) && !rounds.has(was.id) ? grouped(rel, rule, legality) : null;
    return windows === null ? rel : regrouped(m, rel as Stage, was as Stage, windows, place.get(was.id) as number);
  });
  if (m.made.length === 0) return rule;
  return withLocals({ ...done, columns: m.columns, nodes: m.fresh.count() }, m.made, rule.locals.map(({ root }) => place.get(root.id) as number));
};

/** The stage over its input's rows, each beside the group that it is in. */
function regrouped(m: Making, stage: Stage, was: Stage, windows: readonly Window[], at: number): Stage {
  const { input } = stage;
  const newColumn = (column: ColumnId): ColumnId => (m.columns.push(m.columns[column] as ColumnDef) - 1) as ColumnId;
  const root = copyOf(input, newColumn, m.fresh.newNode);
  const local = m.rule.locals.length + m.made.push({ root, at }) - 1;
  const scan = (outputs: readonly ColumnId[], of: readonly ColumnId[]): Scan =>
    ({ kind: "scan", id: m.fresh.newNode(), at: input.at, outputs, of: { kind: "local", local }, reads: outputs.map((column, i) => [(m.columns[of[i] as ColumnId] as ColumnDef).name, column]) });
  const copies = new Map<ColumnId, ColumnId>();
  const own = new Set(input.outputs);
  // Parameters of lambdas are columns, too.
  const copied = (expr: Expr): Expr => mapExpr(expr, (part) => (part.kind === "column" && own.has(part.column) ? { ...part, id: m.fresh.newNode(), column: copyFor(part.column) } : part), m.fresh.newNode);
  const copyFor = (column: ColumnId): ColumnId => {
    const copy = copies.get(column) ?? newColumn(column);
    copies.set(column, copy);
    return copy;
  };

  const keys = columnsIn((windows[0] as Window).by);
  const adds = windows.map((window) => [(m.columns.push(resultOf(m, window)) - 1) as ColumnId, aggregateOf(window, copied)] as const);
  const by = keys.map(copyFor);
  const groups: AggregateRel = { kind: "aggregate", id: m.fresh.newNode(), at: stage.at, outputs: [...by, ...adds.map(([column]) => column)], input: scan([...copies.values()], [...copies.keys()]), by, adds };

  const results = new Map(windows.map(({ id }, i) => [id, (adds[i] as readonly [ColumnId, Expr])[0]]));
  const over = withExprs(stage, (expr) => (expr.shape === "window" ? mapExpr(expr, (part) => resulting(m, part, results), m.fresh.newNode) : expr)) as Stage;
  const read = new Set([...stage.outputs, ...relExprs(over).flatMap(readsOf), ...keys]);
  const rows = input.outputs.filter((column) => read.has(column));
  const { notNull } = m.propsOf(was.input);
  const on = keys.map((key, i) => equal(m, stage, key, by[i] as ColumnId, notNull.has(key)));
  const join: Join = {
    kind: "join", id: m.fresh.newNode(), at: stage.at, outputs: [...rows, ...results.values()], how: "inner", left: scan(rows, rows), right: groups, on, multiplicity: "n:1", asof: null, merged: [],
  };
  return { ...over, id: m.fresh.newNode(), input: join };
}

/** Of no rows there is one group, of which only counts know something, and no row beside it. */
const canBeNull = ({ by, fn, nullable }: Window): boolean => nullable || (by.length === 0 && functionNamed(fn)?.nulls !== "never");

const resultOf = (m: Making, window: Window): ColumnDef => {
  const { fn, args, type } = window;
  const of = args[0]?.kind === "column" ? `_${(m.columns[args[0].column] as ColumnDef).name}` : "";
  return { name: `${fn.replace(/\..*/, "")}${of}`, type, nullable: canBeNull(window), tags: [], doc: null };
};

function aggregateOf(window: Window, copied: (expr: Expr) => Expr): Aggregate {
  const { at, type, fn, args, where, id } = window;
  return { kind: "aggregate", id, at, type, nullable: canBeNull(window), shape: "aggregate", fn, args: args.map(copied), where: where === null ? null : copied(where), sort: [] };
}

/** A column in a window's place; what held one is no window any more. */
function resulting(m: Making, expr: Expr, results: ReadonlyMap<NodeId, ColumnId>): Expr {
  const { at, type, nullable } = expr;
  const column = results.get(expr.id);
  if (column !== undefined) return { kind: "column", id: m.fresh.newNode(), at, type, nullable, shape: "row", column };
  return expr.shape === "window" ? { ...expr, shape: shapeOf(exprChildren(expr)) } : expr;
}

function equal(m: Making, { at }: Stage, left: ColumnId, right: ColumnId, isNotNull: boolean): Expr {
  const { type } = m.columns[left] as ColumnDef;
  const args = [left, right].map((column): Expr => ({ kind: "column", id: m.fresh.newNode(), at, type, nullable: !isNotNull, shape: "row", column }));
  return { kind: "call", id: m.fresh.newNode(), at, type: BOOL, nullable: false, shape: "row", fn: isNotNull ? "eq" : "is_not_distinct", args };
}

/** With the new locals among the others, each behind what it reads: in the order in which the places stand that they were made for. */
function withLocals(rule: Rule, made: Making["made"], placesBefore: readonly number[]): Rule {
  const all = [...placesBefore.map((at, old) => ({ at, old })), ...made.map(({ at }, i) => ({ at, old: placesBefore.length + i }))];
  const order = all.toSorted((a, b) => a.at - b.at || b.old - a.old);
  const placeOf = new Map(order.map(({ old }, place) => [old, place]));
  const locals = [...rule.locals, ...made.map(({ root }): Local => ({ name: "base", root }))];
  const whole = { ...rule, locals };
  const moved = mapRels(whole, relsOf(whole), (rel) => (rel.kind === "scan" && rel.of.kind === "local" ? { ...rel, of: { kind: "local", local: placeOf.get(rel.of.local) as number } } : rel));
  return { ...moved, locals: order.map(({ old }) => moved.locals[old] as Local) };
}

export const groupWindowsBy = (legality: GroupLegality): Pass => ({
  name: "group-windows",
  version: 1,
  summary: "computes what windows say of whole partitions once a group, beside the rows",
  // A window that nobody reads is to go; a filter that sinks later would not pass what is read twice.
  needs: ["typed", "filters-low", "columns-pruned"],
  provides: ["windows-grouped"],
  run: group(legality),
});

/**
 * Windows that are aggregates of whole partitions become groups, joined with the rows by their keys: engines group with all threads and
 * keep no rows for it, and DuckDB does the same itself, but not over joins nor without a partition. The rows are a local that both read.
 * Aggregates alone whose value does not hang on the order of the rows.
 */
export const groupWindows: Pass = groupWindowsBy(GROUP_LEGALITY);
