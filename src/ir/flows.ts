/**
 * Where a relation's columns come from and what decides its rows: said once per kind, read by lineage and by the pruning of columns,
 * so that what the one reports is what the other keeps.
 */
import { readsOf } from "./effects.ts";
import type { Expr, SortKey } from "./expr.ts";
import type { RelTable } from "./fields.ts";
import type { ColumnId } from "./id.ts";
import { coversKey, decidingOrder } from "./props/facts.ts";
import type { Rel } from "./rel.ts";
import type { Props } from "./rule.ts";
import { exprChildren } from "./walk.ts";

/**
 * `value`: `to` is computed from `from`. `influence`: `from` decided which rows, or in which order, `to` was computed from (an
 * aggregate's `where` and `sort`, a window's partition). `rows`: `from` decided rows, groups, order or winners of the whole relation.
 * `needs`: no row depends on what `from` holds, and the node cannot be written without it.
 * A column that passes through under its own id is not spoken of.
 */
export type Sink = {
  readonly value: (to: ColumnId, from: ColumnId) => void;
  readonly influence: (to: ColumnId, from: ColumnId) => void;
  readonly rows: (from: ColumnId) => void;
  readonly needs: (from: ColumnId) => void;
  /** For what relies on the order that rows come in without saying one itself. */
  readonly propsOf: (rel: Rel) => Props;
};

/** The parts of a window or aggregate that decide rows, not values. */
function decidesRows(expr: Expr): readonly Expr[] {
  if (expr.kind === "aggregate") return [...(expr.where === null ? [] : [expr.where]), ...expr.sort.map((key) => key.expr)];
  if (expr.kind !== "window") return [];
  const bounds = expr.frame === null ? [] : [expr.frame.from, expr.frame.to].filter((bound) => bound !== null);
  return [...(expr.where === null ? [] : [expr.where]), ...expr.by, ...expr.sort.map((key) => key.expr), ...bounds];
}

/** `to` is the value of `expr`. */
function computed(to: ColumnId, expr: Expr, sink: Sink): void {
  if (expr.kind === "column") {
    sink.value(to, expr.column);
    return;
  }
  if (expr.kind === "literal" || expr.kind === "param") return;
  const influences: Expr[] = [];
  const values: Expr[] = [expr];
  while (values.length > 0) {
    const next = values.pop() as Expr;
    // Only aggregates and windows have parts that decide rows; an expression without any is read in one go.
    if (next.shape === "row" || next.shape === "constant") {
      readsOf(next).forEach((from) => sink.value(to, from));
      continue;
    }
    const deciding = decidesRows(next);
    influences.push(...deciding);
    for (const child of exprChildren(next)) if (!deciding.includes(child)) values.push(child);
  }
  for (const part of influences) for (const from of readsOf(part)) sink.influence(to, from);
}

const rowsFrom = (expr: Expr, sink: Sink): void => readsOf(expr).forEach(sink.rows);
const rowsFromKeys = (keys: readonly SortKey[], sink: Sink): void => keys.forEach((key) => rowsFrom(key.expr, sink));
const rowsFromAll = (rels: readonly Rel[], sink: Sink): void => rels.forEach((rel) => rel.outputs.forEach(sink.rows));
const opaque = (outputs: readonly ColumnId[], inputs: readonly Rel[], sink: Sink): void => {
  rowsFromAll(inputs, sink);
  for (const to of outputs) for (const rel of inputs) for (const from of rel.outputs) if (to !== from) sink.value(to, from);
};

export const FLOWS: RelTable<void, [sink: Sink]> = {
  // What a scan's columns stand for is another relation's matter: see lineage.ts and prune-columns.ts.
  scan: () => {},
  values: () => {},
  filter: (node, sink) => rowsFrom(node.predicate, sink),
  project: (node, sink) => node.adds.forEach(([to, expr]) => computed(to, expr, sink)),
  join: (node, sink) => {
    for (const conjunct of node.on) rowsFrom(conjunct, sink);
    if (node.asof?.tolerance) rowsFrom(node.asof.tolerance, sink);
    for (const [left, right, merged] of node.merged) {
      if (merged !== left) sink.value(merged, left);
      if (merged !== right) sink.value(merged, right);
    }
  },
  aggregate: (node, sink) => {
    node.by.forEach(sink.rows);
    for (const [to, expr] of node.adds) computed(to, expr, sink);
  },
  // Rows that tie in the new keys stay in the old order: it decides too. A promised order leaves no ties, or the rule would not compile.
  sort: (node, sink) => {
    rowsFromKeys(node.keys, sink);
    if (node.promised) return;
    const before = sink.propsOf(node.input);
    const leavesTies = !coversKey(before, node.keys.flatMap(({ expr }) => (expr.kind === "column" ? [expr.column] : [])));
    if (leavesTies) for (const sorted of decidingOrder(before)) sink.rows(sorted.column);
  },
  limit: (node, sink) => {
    rowsFrom(node.count, sink);
    if (node.offset !== null) rowsFrom(node.offset, sink);
    if (!node.arbitrary) for (const sorted of decidingOrder(sink.propsOf(node.input))) sink.rows(sorted.column);
  },
  distinct: (node, sink) => rowsFromAll([node.input], sink),
  dedupe: (node, sink) => {
    node.on.forEach(sink.rows);
    rowsFromKeys(node.by, sink);
  },
  set: (node, sink) => {
    if (node.how !== "union_all") rowsFromAll(node.inputs, sink);
    // The values of `except` are the first input's alone: the others only take rows away.
    const giving = node.how === "except" ? node.maps.slice(0, 1) : node.maps;
    for (const map of giving) {
      map.forEach((from, at) => {
        const to = node.outputs[at] as ColumnId;
        if (from !== null && from !== to) sink.value(to, from);
      });
    }
  },
  // An empty list takes its row away, so that the lists decide rows even where no element is read.
  explode: (node, sink) => {
    const one = node.lists.length === 1;
    node.lists.forEach((list, at) => {
      const reads = readsOf(list);
      reads.forEach(sink.rows);
      for (const to of one ? node.as : [node.as[at] as ColumnId]) for (const from of reads) sink.value(to, from);
    });
  },
  unpivot: (node, sink) => {
    for (const from of node.columns) {
      sink.value(node.value, from);
      sink.needs(from);
    }
  },
  // A row seen before is dropped, and whole rows are compared.
  recurse: (node, sink) => {
    rowsFromAll([node.seed, node.step], sink);
    for (const input of [node.seed, node.step]) {
      input.outputs.forEach((from, at) => {
        const to = node.outputs[at];
        if (to !== undefined && to !== from && to !== node.depth) sink.value(to, from);
      });
    }
  },
  sql: (node, sink) => opaque(node.outputs, node.inputs, sink),
  error: (node, sink) => opaque(node.outputs, node.inputs, sink),
};
