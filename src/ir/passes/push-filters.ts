import { BOOL } from "../../values/type.ts";
import { conjunctsOf, shapeOf } from "../build.ts";
import { effectsOf } from "../effects.ts";
import type { Expr } from "../expr.ts";
import { byKind, type RelTable } from "../fields.ts";
import { NO_ORIGIN, type ColumnId, type NodeId } from "../id.ts";
import type { Filter, Join, Project, Rel } from "../rel.ts";
import type { ColumnSet, Pass, Rule } from "../rule.ts";
import { countUses, mapExpr, mapRels, relExprs, relsOf, walkExpr, withInputs, work } from "../walk.ts";
import { conjunct, emptyBag, inWrittenOrder, put, takeAll, takeReaders, takeWhere, type Bag, type Conjunct } from "./conjuncts.ts";
import { freshNodes, type Fresh } from "./fresh.ts";

/**
 * What a conjunct must be to pass below a node. `stops`: whoever reads one of these stays above. `only`: whoever reads anything else
 * stays. `removes`: the node takes rows away, so that a conjunct that can fail would meet rows that it never met.
 */
export type Gate = { readonly closed?: true; readonly stops?: readonly ColumnId[]; readonly only?: ColumnSet; readonly removes?: boolean };

type Gates = RelTable<Gate, []>;
const CLOSED: Gate = { closed: true };
const OPEN: Gate = {};

const GATES: Gates = {
  scan: () => CLOSED,
  values: () => CLOSED,
  filter: (node) => ({ ...aroundWindows(node), removes: true }),
  // A column under another name is followed (see `renamed`); one that is computed is computed above.
  project: (node) => (node.adds.some(([, expr]) => effectsOf(expr).volatile) ? CLOSED : { ...aroundWindows(node), stops: node.adds.map(([column]) => column) }),
  // Which side takes what is in SIDES; a merged column is on neither.
  join: (node) => ({ stops: node.merged.map(([, , merged]) => merged) }),
  // Without keys there is one group even of no rows.
  aggregate: (node) => (node.by.length === 0 ? CLOSED : { only: new Set(node.by) }),
  sort: () => OPEN,
  limit: () => CLOSED,
  distinct: () => OPEN,
  dedupe: (node) => ({ only: new Set(node.on) }),
  // It would be copied into every input.
  set: () => CLOSED,
  explode: (node) => ({ stops: node.index === null ? node.as : [...node.as, node.index], removes: !node.keepEmpty }),
  unpivot: (node) => ({ stops: [node.name, node.value], removes: node.columns.length === 0 }),
  recurse: () => CLOSED,
  // Its key is worked out from what is known of the rows, and a filter makes more known.
  sql: () => CLOSED,
  error: () => CLOSED,
};

/** A window sees the rows of its partition: only what takes a partition whole may come before it. */
function aroundWindows(node: Filter | Project): Gate {
  let only: ColumnSet | undefined;
  for (const expr of relExprs(node)) {
    if (expr.shape !== "window") continue;
    walkExpr(expr, (part) => {
      if (part.kind !== "window") return;
      const by = part.by.flatMap((e) => (e.kind === "column" ? [e.column] : []));
      only = new Set(by.filter((column) => only === undefined || only.has(column)));
    });
  }
  return only === undefined ? OPEN : { only };
}

/**
 * Which side of a join takes conjuncts over its own columns. Not the side that is filled with nulls, as its rows would come back so;
 * not the right of an as-of join, as another row would become the nearest. `all`: each row of that side stays, so that a conjunct
 * that can fail meets no others below.
 */
type Takes = false | "total" | "all";
type Sides = { readonly [H in Join["how"]]: { readonly left: Takes; readonly right: Takes } };
const SIDES: Sides = {
  inner: { left: "total", right: "total" },
  cross: { left: "total", right: "total" },
  left: { left: "all", right: false },
  right: { left: false, right: "all" },
  full: { left: false, right: false },
  semi: { left: "total", right: false },
  anti: { left: "total", right: false },
};

export type FilterLegality = {
  readonly gates: Gates;
  readonly sides: Sides;
  /** Whether the right side of an as-of join takes what that of another join would. */
  readonly belowNearest: boolean;
  /** Whether several places read a relation, so that one's conjuncts are not another's. */
  readonly isShared: (uses: number) => boolean;
};
export const FILTER_LEGALITY: FilterLegality = { gates: GATES, sides: SIDES, belowNearest: false, isShared: (uses) => uses > 1 };

type Sinking = {
  readonly legality: FilterLegality;
  readonly rule: Rule;
  readonly fresh: Fresh;
  readonly shared: (rel: Rel) => boolean;
  /** What arrives at a relation from above. */
  readonly incoming: Map<NodeId, Bag>;
  /** What stays directly above a relation, and directly above a shared one for one of its readers. */
  readonly above: Map<NodeId, readonly Conjunct[]>;
  readonly between: Map<NodeId, Map<NodeId, readonly Conjunct[]>>;
  /** What a filter keeps; one that keeps nothing is gone. */
  readonly kept: Map<NodeId, readonly Conjunct[]>;
  /** Relations that conjuncts went through: they have fewer rows than before, and so another id. */
  readonly crossed: Set<NodeId>;
  rank: number;
};

const push = (legality: FilterLegality) => (rule: Rule): Rule => {
  const rels = relsOf(rule);
  if (!rels.some((rel) => rel.kind === "filter")) return rule;
  const uses = countUses(rule, rels);
  const s: Sinking = {
    legality, rule, fresh: freshNodes(rule), shared: (rel) => legality.isShared(uses.get(rel.id) ?? 0),
    incoming: new Map(), above: new Map(), between: new Map(), kept: new Map(), crossed: new Set(), rank: 0,
  };
  for (let at = rels.length - 1; at >= 0; at--) sink(s, rels[at] as Rel);
  const pushed = mapRels(rule, rels, (rel, was, now) => rebuild(s, rel, was, now));
  return pushed === rule ? rule : { ...pushed, nodes: s.fresh.count() };
};

/** Decides for one relation what of that which arrives stays above it and what goes on to its inputs. */
function sink(s: Sinking, rel: Rel): void {
  work.visits++;
  const bag = s.incoming.get(rel.id) ?? emptyBag();
  s.incoming.delete(rel.id);
  const stay = bag.all.size === 0 ? [] : stopped(rel, bag, byKind(s.legality.gates, rel), s);
  const right = rel.kind === "join" ? splitJoin(rel, bag, stay, s.legality) : null;
  if (stay.length > 0) s.above.set(rel.id, stay);
  if (bag.all.size > 0 || (right !== null && right.all.size > 0)) s.crossed.add(rel.id);
  if (rel.kind === "filter") addOwn(s, rel, bag);
  const input = mainInput(rel);
  if (input !== null && bag.all.size > 0) handOn(s, rel, input, bag);
  if (rel.kind === "join" && right !== null && right.all.size > 0) handOn(s, rel, rel.right, right);
}

const mainInput = (rel: Rel): Rel | null => (rel.kind === "join" ? rel.left : "input" in rel ? rel.input : null);

function stopped(rel: Rel, bag: Bag, gate: Gate, s: Sinking): Conjunct[] {
  if (gate.closed) return takeAll(bag, bag.all);
  const stay = gate.removes === true ? takeAll(bag, bag.failing) : [];
  const { only } = gate;
  if (only !== undefined) stay.push(...takeWhere(bag, (c) => !c.reads.every((column) => only.has(column))));
  for (const reader of new Set(takeReaders(bag, gate.stops ?? []))) {
    const below = rel.kind === "project" ? renamed(rel, reader, s.fresh) : null;
    if (below === null) stay.push(reader);
    else put(bag, below);
  }
  return stay;
}

/** The conjunct as it reads below a projection, when all that it reads of the projection's own columns are other columns' names. */
function renamed(node: Project, reader: Conjunct, fresh: Fresh): Conjunct | null {
  const names = new Map<ColumnId, Expr>(node.adds);
  if (reader.reads.some((column) => names.has(column) && names.get(column)?.kind !== "column")) return null;
  const expr = mapExpr(reader.expr, (e) => (e.kind === "column" ? (names.get(e.column) ?? e) : e), fresh.newNode);
  return conjunct(expr, null, reader.rank);
}

/** Moves out of `bag` what the right side takes, and to `stay` what neither does. */
function splitJoin(join: Join, bag: Bag, stay: Conjunct[], legality: FilterLegality): Bag {
  const right = emptyBag();
  if (bag.all.size === 0) return right;
  const takes = legality.sides[join.how];
  const rightTakes = join.asof === null || legality.belowNearest ? takes.right : false;
  const columns = new Set(join.right.outputs);
  for (const reader of new Set(takeReaders(bag, columns))) {
    const goes = rightTakes !== false && (rightTakes === "all" || !reader.fails) && reader.reads.every((column) => columns.has(column));
    if (goes) put(right, reader);
    else stay.push(reader);
  }
  if (takes.left === false) stay.push(...takeAll(bag, bag.all));
  else if (takes.left === "total") stay.push(...takeAll(bag, bag.failing));
  return right;
}

/** A filter's own conjuncts set out from it, but for those that are about the rows that enter it. */
function addOwn(s: Sinking, node: Filter, bag: Bag): void {
  const written = conjunctsOf(node.predicate);
  const own = written.map((expr) => conjunct(expr, { filter: node, count: written.length }, 0)).reverse().map((c) => ({ ...c, rank: s.rank++ })).reverse();
  const narrower = node.outputs.length !== node.input.outputs.length;
  const { only } = aroundWindows(node);
  const keepsAll = narrower || own.some((c) => c.volatile);
  const keeps = own.filter((c) => keepsAll || c.window || (only !== undefined && !c.reads.every((column) => only.has(column))));
  s.kept.set(node.id, keeps);
  const staying = new Set(keeps);
  for (const c of own) if (!staying.has(c)) put(bag, c);
}

function handOn(s: Sinking, rel: Rel, input: Rel, bag: Bag): void {
  if (!s.shared(input)) {
    s.incoming.set(input.id, bag);
    return;
  }
  const between = s.between.get(rel.id) ?? new Map<NodeId, readonly Conjunct[]>();
  s.between.set(rel.id, between.set(input.id, [...bag.all]));
}

function rebuild(s: Sinking, over: Rel, was: Rel, now: (rel: Rel) => Rel): Rel {
  const between = s.between.get(was.id);
  let rel = between === undefined ? over : withInputs(was, (input) => filtered(s, now(input), between.get(input.id) ?? [], input));
  if (was.kind === "filter" && rel.kind === "filter") rel = refiltered(s, rel, was);
  else if (s.crossed.has(was.id)) rel = { ...rel, id: s.fresh.newNode() };
  return filtered(s, rel, s.above.get(was.id) ?? [], was);
}

/** A filter over its new input, with what it keeps; with nothing to keep it is gone. */
function refiltered(s: Sinking, rel: Filter, was: Filter): Rel {
  const kept = s.kept.get(was.id) ?? [];
  if (kept.length === 0) return rel.input;
  const same = kept[0]?.from?.count === kept.length;
  if (same && !s.crossed.has(was.id)) return rel;
  return { ...rel, id: s.crossed.has(was.id) ? s.fresh.newNode() : rel.id, predicate: same ? rel.predicate : together(s, kept) };
}

/** A filter of `conjuncts` over `rel`, which stood at `was`: the filter that was there when it is still the same. */
function filtered(s: Sinking, rel: Rel, conjuncts: readonly Conjunct[], was: Rel): Rel {
  const from = conjuncts[0]?.from;
  if (from === undefined) return rel;
  const whole = from !== null && from.count === conjuncts.length && conjuncts.every((c) => c.from?.filter === from.filter);
  if (whole && from.filter.input === was && !s.crossed.has(from.filter.id)) return rel === was ? from.filter : { ...from.filter, input: rel };
  const predicate = whole ? from.filter.predicate : together(s, conjuncts);
  return { kind: "filter", id: s.fresh.newNode(), at: from?.filter.at ?? NO_ORIGIN, outputs: rel.outputs, input: rel, predicate };
}

const together = (s: Sinking, conjuncts: readonly Conjunct[]): Expr =>
  inWrittenOrder(conjuncts).map((c) => c.expr).reduce((left, right) =>
    ({ kind: "call", id: s.fresh.newNode(), at: NO_ORIGIN, type: BOOL, nullable: left.nullable || right.nullable, shape: shapeOf([left, right]), fn: "and", args: [left, right] }));

export const pushFiltersBy = (legality: FilterLegality): Pass => ({
  name: "push-filters",
  version: 1,
  summary: "filters rows as early as they can be",
  // A condition that is always true would be carried for nothing.
  needs: ["typed", "simplified"],
  provides: ["filters-low"],
  run: push(legality),
});

/**
 * Moves conjuncts towards the scans. Never past what they read from; never past a limit, a set verb, or the side of a join
 * that is filled with nulls; past a window only when they take its partitions whole; past an aggregate or dedupe only when they read
 * nothing but its keys; never into a relation that something else reads too, a check among it. A conjunct that can fail, for some
 * value, does not go past what takes rows away, as it would meet rows that it was guarded from; one whose answer may change does
 * not move. A pushed filter may so avoid an error that the rule as written would meet, never add one.
 */
export const pushFilters: Pass = pushFiltersBy(FILTER_LEGALITY);
