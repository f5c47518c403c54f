/**
 * Walks over relations and expressions, written once over the tables in fields.ts. None recurses: a chain of 10,000 `and` calls or
 * stages costs a longer array, not a deeper stack. Within one rule a node id stands for one object, so that a shared node is met by id.
 */
import { shapeOf } from "./build.ts";
import { EXPR_FIELDS, REL_FIELDS, propertyOf, rowsOf, type FieldRow, type Role, type Roles } from "./fields.ts";
import type { Expr, SortKey } from "./expr.ts";
import type { NodeId } from "./id.ts";
import type { Rel } from "./rel.ts";
import type { Local, Rule } from "./rule.ts";

/** Nodes visited since the program started, which the scaling tests read: they count work, not time. */
export const work = { visits: 0 };

const INPUT_ROLES: ReadonlySet<Role> = new Set<Role>(["rel", "rels"]);
const EXPR_ROLES: ReadonlySet<Role> = new Set<Role>(["expr", "expr?", "exprs", "rows", "arms", "adds", "sort", "frame?", "asof?"]);
const inputRows = rowsOf(REL_FIELDS, (role) => INPUT_ROLES.has(role));
const relExprRows = rowsOf(REL_FIELDS, (role) => EXPR_ROLES.has(role));
const exprRows = rowsOf(EXPR_FIELDS, (role) => EXPR_ROLES.has(role));

const pushOptional = (value: Expr | null, out: Expr[]): void => void (value !== null && out.push(value));
const pushSort = (keys: readonly SortKey[], out: Expr[]): void => keys.forEach((key) => out.push(key.expr));

/** How to find the expressions in a property of each role that has any. */
const PUSH: { readonly [R in keyof Roles]?: (value: Roles[R], out: Expr[]) => void } = {
  expr: (value, out) => void out.push(value),
  "expr?": pushOptional,
  exprs: (value, out) => value.forEach((e) => out.push(e)),
  rows: (value, out) => value.forEach((row) => row.forEach((e) => out.push(e))),
  arms: (value, out) => value.forEach((arm) => out.push(arm[0], arm[1])),
  adds: (value, out) => value.forEach((add) => out.push(add[1])),
  sort: pushSort,
  "frame?": (value, out) => {
    if (value !== null) [value.from, value.to].forEach((bound) => pushOptional(bound, out));
  },
  "asof?": (value, out) => pushOptional(value === null ? null : value.tolerance, out),
};

function pushAll(node: Rel | Expr, rows: readonly FieldRow[], out: Expr[]): void {
  for (const [name, role] of rows) (PUSH[role as keyof Roles] as (value: unknown, out: Expr[]) => void)(propertyOf(node, name), out);
}

const partsOfExpr = (expr: Expr): readonly FieldRow[] => exprRows.get(expr.kind) as readonly FieldRow[];

/** The expressions directly below one, in the written order. */
export function exprChildren(expr: Expr): Expr[] {
  const out: Expr[] = [];
  pushAll(expr, partsOfExpr(expr), out);
  return out;
}

/** The expressions that stand in a relation itself, not in its inputs. */
export function relExprs(rel: Rel): Expr[] {
  const out: Expr[] = [];
  pushAll(rel, relExprRows.get(rel.kind) as readonly FieldRow[], out);
  return out;
}

/** The relations directly below one, in the written order. */
export function relInputs(rel: Rel): Rel[] {
  const out: Rel[] = [];
  pushInputs(rel, out);
  return out;
}

function pushInputs(rel: Rel, out: Rel[]): void {
  for (const [name, role] of inputRows.get(rel.kind) as readonly FieldRow[]) {
    const value = propertyOf(rel, name);
    if (role === "rel") out.push(value as Rel);
    else for (const input of value as readonly Rel[]) out.push(input);
  }
}

/** Up to here a walk does not note where it has been: nearly every expression is a small tree, and noting costs more than walking. */
const UNNOTED = 256;

/**
 * Every expression below and including `root`, parents first, left to right. A shared one may come twice, never once per path:
 * macros that use an argument twice, one in another, make trees that are exponentially larger than what they share.
 */
export function walkExpr(root: Expr, visit: (expr: Expr) => void): void {
  const pending: Expr[] = [root];
  let seen: Set<NodeId> | null = null;
  let count = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    count++;
    if (count > UNNOTED) {
      seen ??= new Set();
      if (seen.has(next.id)) continue;
      seen.add(next.id);
    }
    visit(next);
    const rows = partsOfExpr(next);
    if (rows.length === 0) continue;
    const start = pending.length;
    pushAll(next, rows, pending);
    reverseFrom(pending, start);
  }
  work.visits += count;
}

function reverseFrom<T>(items: T[], start: number): void {
  for (let i = start, j = items.length - 1; i < j; i++, j--) {
    const item = items[i] as T;
    items[i] = items[j] as T;
    items[j] = item;
  }
}

/** Same array when nothing in it changed. */
function mapList<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  let out: T[] | null = null;
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as T;
    const changed = change(item);
    if (changed !== item && out === null) out = items.slice(0, i);
    if (out !== null) out.push(changed);
  }
  return out ?? items;
}

const mapSecond = <A>(pair: readonly [A, Expr], change: (expr: Expr) => Expr): readonly [A, Expr] => {
  const second = change(pair[1]);
  return second === pair[1] ? pair : [pair[0], second];
};

/** How to rebuild a property of each role that holds expressions; the value itself comes back when none of them changed. */
const CHANGE: { readonly [R in keyof Roles]?: (value: Roles[R], change: (expr: Expr) => Expr) => Roles[R] } = {
  expr: (value, change) => change(value),
  "expr?": (value, change) => (value === null ? null : change(value)),
  exprs: mapList,
  rows: (value, change) => mapList(value, (row) => mapList(row, change)),
  arms: (value, change) => mapList(value, (arm) => {
    const [condition, result] = [change(arm[0]), change(arm[1])];
    return condition === arm[0] && result === arm[1] ? arm : [condition, result];
  }),
  adds: (value, change) => mapList(value, (add) => mapSecond(add, change)),
  sort: (value, change) => mapList(value, (key) => {
    const expr = change(key.expr);
    return expr === key.expr ? key : { ...key, expr };
  }),
  "frame?": (value, change) => {
    if (value === null) return null;
    const [from, to] = [value.from && change(value.from), value.to && change(value.to)];
    return from === value.from && to === value.to ? value : { ...value, from, to };
  },
  "asof?": (value, change) => {
    if (value === null || value.tolerance === null) return value;
    const tolerance = change(value.tolerance);
    return tolerance === value.tolerance ? value : { ...value, tolerance };
  },
};

/** `node` with the properties that `change` changed; `node` itself when it changed none. */
function rebuilt<N extends Rel | Expr>(node: N, rows: readonly FieldRow[], change: (value: unknown, role: Role) => unknown): N {
  let changes: Record<string, unknown> | null = null;
  for (const [name, role] of rows) {
    const value = propertyOf(node, name);
    const changed = change(value, role);
    if (changed !== value) (changes ??= {})[name] = changed;
  }
  return changes === null ? node : { ...node, ...changes };
}

const changeExprs = <N extends Rel | Expr>(node: N, rows: readonly FieldRow[], change: (expr: Expr) => Expr): N =>
  rebuilt(node, rows, (value, role) => (CHANGE[role as keyof Roles] as (value: unknown, change: (expr: Expr) => Expr) => unknown)(value, change));

/** The same relation over other expressions. */
export const withExprs = (rel: Rel, change: (expr: Expr) => Expr): Rel => changeExprs(rel, relExprRows.get(rel.kind) as readonly FieldRow[], change);

/** The same relation over other inputs. */
export const withInputs = (rel: Rel, change: (input: Rel) => Rel): Rel =>
  rebuilt(rel, inputRows.get(rel.kind) as readonly FieldRow[], (value, role) =>
    (role === "rel" ? change(value as Rel) : mapList(value as readonly Rel[], change)));

/**
 * Rewrites an expression from its leaves up. `change` gets each node over its rewritten children; a node whose children changed has
 * a new id by then, as the old one may still be in use elsewhere, and is a window where one of them became one. What does not change
 * is returned as it is, shared parts once.
 */
export function mapExpr(root: Expr, change: (expr: Expr) => Expr, newNode: () => NodeId): Expr {
  const done = new Map<Expr, Expr>();
  const now = (expr: Expr): Expr => done.get(expr) as Expr;
  const open: Expr[] = [];
  // A null closes the expression opened last: its children are done by then.
  const pending: (Expr | null)[] = [root];
  while (pending.length > 0) {
    const next = pending.pop() as Expr | null;
    if (next === null) {
      const node = open.pop() as Expr;
      const over = changeExprs(node, partsOfExpr(node), now);
      done.set(node, change(over === node ? node : { ...over, id: newNode(), shape: shapeOf([node, ...exprChildren(over)]) }));
    } else if (!done.has(next)) {
      work.visits++;
      open.push(next);
      pending.push(null);
      pushAll(next, partsOfExpr(next), pending as Expr[]);
    }
  }
  return now(root);
}

type Rooted = Pick<Rule, "locals" | "root" | "obligations">;

/**
 * Every relation of a rule once, inputs before what reads them, a local before its scans; locals that nothing reads come last.
 * Read backwards, consumers come first.
 */
export function relsOf(rule: Rooted): Rel[] {
  const seen = new Set<NodeId>();
  const out = reached(rule, seen);
  for (const local of rule.locals) collect(local.root, rule.locals, seen, out);
  return out;
}

/** The same without locals that nothing reads. */
export const relsReached = (rule: Rooted): Rel[] => reached(rule, new Set());

function reached(rule: Rooted, seen: Set<NodeId>): Rel[] {
  const out: Rel[] = [];
  collect(rule.root, rule.locals, seen, out);
  for (const obligation of rule.obligations) collect(obligation.over, rule.locals, seen, out);
  return out;
}

/** The relations that a rule's rows come from: relsReached without what only obligations read. */
export function relsBelow(root: Rel, locals: readonly Local[]): Rel[] {
  const out: Rel[] = [];
  collect(root, locals, new Set(), out);
  return out;
}

function collect(root: Rel, locals: readonly Local[], seen: Set<NodeId>, out: Rel[]): void {
  const open: Rel[] = [];
  // A null closes the relation opened last: its inputs are in `out` by then.
  const pending: (Rel | null)[] = [root];
  while (pending.length > 0) {
    const next = pending.pop() as Rel | null;
    if (next === null) {
      out.push(open.pop() as Rel);
      continue;
    }
    if (seen.has(next.id)) continue;
    seen.add(next.id);
    work.visits++;
    open.push(next);
    pending.push(null);
    const start = pending.length;
    const local = next.kind === "scan" && next.of.kind === "local" ? locals[next.of.local] : undefined;
    if (local === undefined) pushInputs(next, pending as Rel[]);
    else pending.push(local.root);
    reverseFrom(pending, start);
  }
}

/** How many places read each relation, by node id: other relations, the rule as its result, a local's name, an obligation. */
export function countUses(rule: Rule, rels: readonly Rel[]): ReadonlyMap<NodeId, number> {
  const uses = new Map<NodeId, number>();
  const use = (rel: Rel): void => void uses.set(rel.id, (uses.get(rel.id) ?? 0) + 1);
  for (const rel of rels) relInputs(rel).forEach(use);
  use(rule.root);
  for (const local of rule.locals) use(local.root);
  for (const obligation of rule.obligations) use(obligation.over);
  return uses;
}

/**
 * A rule with every relation rewritten once, inputs first: `change` gets each relation over its rewritten inputs, and beside it the one
 * that stood there; `now` says what became of any before it. Relations that several places read stay shared.
 */
export function mapRels(rule: Rule, rels: readonly Rel[], change: (rel: Rel, was: Rel, now: (rel: Rel) => Rel) => Rel): Rule {
  const done = new Map<NodeId, Rel>();
  const now = (rel: Rel): Rel => done.get(rel.id) as Rel;
  for (const rel of rels) done.set(rel.id, change(withInputs(rel, now), rel, now));
  const root = now(rule.root);
  const locals = mapList(rule.locals, (local) => (now(local.root) === local.root ? local : { ...local, root: now(local.root) }));
  const obligations = mapList(rule.obligations, (o) => (now(o.over) === o.over ? o : { ...o, over: now(o.over) }));
  return root === rule.root && locals === rule.locals && obligations === rule.obligations ? rule : { ...rule, locals, root, obligations };
}
