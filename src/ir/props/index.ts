/**
 * What follows from a relation: order, keys, dependencies, nulls and a bound on its rows, as the table "Verbs: rows, order, keys" of
 * docs/language.md has it. Each family is a file with one function per kind; this one puts them together, once per node.
 */
import { byKind } from "../fields.ts";
import type { ColumnId, NodeId } from "../id.ts";
import type { Rel, Scan } from "../rel.ts";
import type { ColumnSet, Interface, Obligation, Props, SortedColumn } from "../rule.ts";
import { relInputs, work } from "../walk.ts";
import { BOUND } from "./bound.ts";
import { DEPENDENCIES } from "./dependencies.ts";
import type { Inputs, Known, PropsContext } from "./derive.ts";
import { coversKey, minimalKeys, NO_COLUMNS, NO_FACTS, renamed, renameFacts, renameKey, renameOrder, survival, type Rename } from "./facts.ts";
import { KEYS } from "./keys.ts";
import { NULLS } from "./nulls.ts";
import { ORDER } from "./order.ts";

export { closure, coversKey, wouldBeTotal } from "./facts.ts";
export type { PropsContext } from "./derive.ts";
export type PropsOf = (rel: Rel) => Props;

const NOTHING: Props = { order: [], total: false, keys: [], ...NO_FACTS, notNull: NO_COLUMNS, atMost: null };
const EMPTY_KEY: readonly ColumnSet[] = [NO_COLUMNS];

type Memo = { readonly rel: Rel; readonly props: Props; readonly claims: number };
type State = {
  readonly ctx: PropsContext;
  /** By node id; holds as long as the node is the same object and nothing more was claimed of it. */
  readonly memo: Memo[];
  readonly claims: Map<NodeId, Obligation[]>;
  seen: number;
};

/**
 * Properties by node, each worked out once. `ctx` may grow between calls: columns and locals as they are bound, and obligations, whose
 * keys count as proven from the next call on (for what stands above, they must be there before it is asked for).
 */
export const createProps = (ctx: PropsContext): PropsOf => createBoth(ctx).propsOf;

/** `inSight`: of all columns in sight of a node, its inputs' and its own, before what does not leave it is taken off, and without what is claimed of it. */
export function createBoth(ctx: PropsContext): { readonly propsOf: PropsOf; readonly inSight: PropsOf } {
  const state: State = { ctx, memo: [], claims: new Map(), seen: 0 };
  const propsOf: PropsOf = (rel) => {
    indexClaims(state);
    return known(state, rel) ?? deriveAll(state, rel);
  };
  const inSight: PropsOf = (rel) => {
    needed(state, rel).forEach(propsOf);
    return sight(state, rel);
  };
  return { propsOf, inSight };
}

function indexClaims(state: State): void {
  const obligations = state.ctx.obligations ?? [];
  for (; state.seen < obligations.length; state.seen++) {
    const obligation = obligations[state.seen] as Obligation;
    if (obligation.severity !== "error" || obligation.kind === "check" || obligation.kind === "reference") continue;
    const of = state.claims.get(obligation.over.id);
    if (of === undefined) state.claims.set(obligation.over.id, [obligation]);
    else of.push(obligation);
  }
}

function known(state: State, rel: Rel): Props | undefined {
  const memo = state.memo[rel.id];
  return memo !== undefined && memo.rel === rel && memo.claims === (state.claims.get(rel.id)?.length ?? 0) ? memo.props : undefined;
}

/** What must be known before a relation is: its inputs, and the local that a scan names. */
function needed(state: State, rel: Rel): readonly Rel[] {
  if (rel.kind !== "scan") return relInputs(rel);
  const local = rel.of.kind === "local" ? state.ctx.locals[rel.of.local]?.root : undefined;
  return local === undefined ? [] : [local];
}

function deriveAll(state: State, root: Rel): Props {
  const pending: Rel[] = [root];
  for (let rel = pending.at(-1); rel !== undefined; rel = pending.at(-1)) {
    const missing = known(state, rel) === undefined ? needed(state, rel).filter((input) => known(state, input) === undefined) : [];
    if (missing.length > 0) {
      pending.push(...missing);
      continue;
    }
    pending.pop();
    if (known(state, rel) === undefined) state.memo[rel.id] = { rel, props: derive(state, rel), claims: state.claims.get(rel.id)?.length ?? 0 };
  }
  return (state.memo[root.id] as Memo).props;
}

function derive(state: State, rel: Rel): Props {
  work.visits++;
  return leave(state, rel, sight(state, rel));
}

function sight(state: State, rel: Rel): Props {
  const inputs = relInputs(rel).map((input) => known(state, input) as Props);
  const below = rel.kind === "scan" ? scanned(state, rel) : NOTHING;
  const start: Known = { inputs: inputs as unknown as Inputs, columns: state.ctx.columns, below, facts: NO_FACTS, notNull: NO_COLUMNS };
  const facts = byKind(DEPENDENCIES, rel, start);
  const notNull = byKind(NULLS, rel, start);
  const atMost = byKind(BOUND, rel, start);
  const keys = byKind(KEYS, rel, start);
  const order = byKind(ORDER, rel, start);
  return { order, total: false, keys, equal: facts.equal, constant: facts.constant, determines: facts.determines, notNull, atMost };
}

/** Takes off what does not leave the node, adds what obligations claim of it, and draws the conclusions. */
function leave(state: State, rel: Rel, sight: Props): Props {
  const { order, equal, constant, determines, keys: left, notNull: safe, atMost } = keepsAll(rel) ? sight : rename(sight, survival(sight, rel.outputs));
  const claims = state.claims.get(rel.id) ?? [];
  const facts = { equal, constant, determines };
  const claimed = claims.filter((o) => o.kind !== "not_null").map((o): ColumnSet => new Set(o.columns));
  const notNull = claims.length === 0 ? safe : new Set([...safe, ...claims.flatMap((o) => (o.kind === "not_null" ? o.columns : []))]);
  const single = atMost !== null && atMost <= 1;
  const keys = single ? EMPTY_KEY : minimalKeys(facts, claimed.length === 0 ? left : [...left, ...claimed]);
  const total = coversKey({ ...facts, keys }, order.map((sorted) => sorted.column));
  return { order, total, keys, equal, constant, determines, notNull, atMost: !single && keys[0]?.size === 0 ? 1 : atMost };
}

/** Whether all that was in sight leaves: the common case, in which nothing needs looking at. */
function keepsAll(rel: Rel): boolean {
  if (rel.kind === "scan" || rel.kind === "values") return true;
  if (rel.kind === "join") return rel.outputs.length === rel.left.outputs.length + rel.right.outputs.length + rel.merged.length;
  if (rel.kind === "project") return rel.outputs.length === rel.input.outputs.length + rel.adds.length;
  return SAME_ROW.has(rel.kind) && rel.outputs.length === relInputs(rel)[0]?.outputs.length;
}
/** Kinds that add no column. */
const SAME_ROW: ReadonlySet<Rel["kind"]> = new Set<Rel["kind"]>(["filter", "sort", "limit", "dedupe", "distinct"]);

function rename(props: Props, to: Rename): Props {
  const facts = renameFacts(props, to);
  return {
    ...props,
    ...facts,
    order: renameOrder(props.order, to, props.constant),
    keys: props.keys.flatMap((key) => renameKey(props, key, to) ?? []),
    notNull: renamed(props.notNull, to),
  };
}

/** What a scan starts with, under its own columns. */
function scanned(state: State, scan: Scan): Props {
  const { ctx } = state;
  const declared = (): Props => ({ ...NOTHING, notNull: new Set(scan.outputs.filter((column) => ctx.columns[column]?.nullable === false)) });
  // What a rule stored before this run may have been written under another contract, and a round of a recursion has no order.
  if (scan.of.kind === "previous" || scan.of.kind === "self") return declared();
  if (scan.of.kind === "local") return ofLocal(state, scan, scan.of.local) ?? declared();
  const of = ctx.env.interfaces.get(scan.of.name);
  return of === undefined ? declared() : ofInterface(of, new Map(scan.reads));
}

function ofLocal(state: State, scan: Scan, local: number): Props | undefined {
  const { columns, locals } = state.ctx;
  const root = locals[local]?.root;
  if (root === undefined) return undefined;
  const byName = new Map(scan.reads);
  const under = new Map<ColumnId, ColumnId>();
  for (const column of root.outputs) {
    const to = byName.get(columns[column]?.name ?? "");
    if (to !== undefined) under.set(column, to);
  }
  const props = known(state, root) as Props;
  const survives = survival(props, [...under.keys()]);
  return rename(props, (column) => {
    const kept = survives(column);
    return kept === undefined ? undefined : under.get(kept);
  });
}

function ofInterface(of: Interface, columns: ReadonlyMap<string, ColumnId>): Props {
  const order: SortedColumn[] = [];
  for (const { name, desc, nullsFirst } of of.order) {
    const column = columns.get(name);
    if (column === undefined) break;
    order.push({ column, desc, nullsFirst });
  }
  const keys: ColumnSet[] = [];
  for (const key of of.keys) {
    const set = new Set<ColumnId>();
    for (const name of key) {
      const column = columns.get(name);
      if (column !== undefined) set.add(column);
    }
    if (set.size === key.length) keys.push(set);
  }
  const notNull = new Set<ColumnId>();
  for (const column of of.columns) {
    const id = column.nullable ? undefined : columns.get(column.name);
    if (id !== undefined) notNull.add(id);
  }
  return { ...NOTHING, order, keys, notNull };
}
