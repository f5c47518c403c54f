import { createProps, type PropsOf } from "../props/index.ts";
import { ORDER_READERS, usedOrders, type OrderReaders } from "../props/used-orders.ts";
import type { Sort } from "../rel.ts";
import type { Env, Pass, Rule, SortedColumn } from "../rule.ts";
import { mapRels, relsOf } from "../walk.ts";
import { inputAlone } from "./fresh.ts";

export type SortLegality = {
  /** Whether a kind reads the order of its input; a local and the result are always read. */
  readonly readers: OrderReaders;
  /** Whether the rows stand in the order of the sort already. */
  readonly sorted: (sort: Sort, before: readonly SortedColumn[]) => boolean;
  /** Whether somebody was promised the order by this very sort. */
  readonly promised: (sort: Sort) => boolean;
};

export const SORT_LEGALITY: SortLegality = {
  readers: ORDER_READERS,
  // A sort is stable: rows that stand in its order, with whatever comes after, stay where they are.
  sorted: ({ keys }, before) => keys.every(({ expr, desc, nullsFirst }, at) => {
    const known = before[at];
    return expr.kind === "column" && known !== undefined && known.column === expr.column && known.desc === desc && known.nullsFirst === nullsFirst;
  }),
  promised: (sort) => sort.promised,
};

const drop = (legality: SortLegality) => (rule: Rule, env: Env): Rule => {
  const rels = relsOf(rule);
  // Most rules have the one that makes the promised order, and nothing to work out.
  if (!rels.some((rel) => rel.kind === "sort" && !legality.promised(rel))) return rule;
  const propsOf: PropsOf = createProps({ ...rule, env });
  const used = usedOrders(rule, rels, true, propsOf, legality.readers);
  return mapRels(rule, rels, (rel, was) => (rel.kind === "sort" && idle(was as Sort) ? inputAlone(rel) : rel));

  function idle(sort: Sort): boolean {
    if (legality.promised(sort)) return false;
    return !used.has(sort.id) || legality.sorted(sort, propsOf(sort.input).order);
  }
};

export const dropSortsBy = (legality: SortLegality): Pass => ({
  name: "drop-sorts",
  version: 1,
  summary: "sorts no rows whose order nobody reads, or that stand in it already",
  needs: ["typed"],
  provides: ["sorts-used"],
  run: drop(legality),
});

/**
 * A sort goes where nothing reads its order (only limits, the result, and what hands rows on to them do), or where the rows stand in it
 * already. Never one that makes a promised order.
 */
export const dropSorts: Pass = dropSortsBy(SORT_LEGALITY);
