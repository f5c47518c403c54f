/** The order in which rows come, as far as one may rely on it. */
import type { ColumnId } from "../id.ts";
import type { Sort } from "../rel.ts";
import type { SortedColumn } from "../rule.ts";
import { meets, type Derive, type Known } from "./derive.ts";

type Order = readonly SortedColumn[];

const NONE: Order = [];

/** The new keys, the old order as tie-break. A key that is no bare column cannot be spoken of, nor what comes after it. */
function sorted(node: Sort, { inputs: [input] }: Known): Order {
  const out: SortedColumn[] = [];
  const add = (key: SortedColumn): void => void (out.every((known) => known.column !== key.column) && out.push(key));
  for (const { expr, desc, nullsFirst } of node.keys) {
    if (expr.kind !== "column") return out;
    add({ column: expr.column, desc, nullsFirst });
  }
  input.order.forEach(add);
  return out;
}

const ascending = (column: ColumnId): SortedColumn => ({ column, desc: false, nullsFirst: false });

export const ORDER: Derive<Order> = {
  scan: (_node, { below }) => below.order,
  values: () => NONE,
  filter: (_node, { inputs: [input] }) => input.order,
  project: (_node, { inputs: [input] }) => input.order,
  // A left row that meets at most one right row stays one row in its place.
  join: (node, { inputs: [left] }) => {
    if (node.how === "semi" || node.how === "anti") return left.order;
    if (node.how !== "inner" && node.how !== "left") return NONE;
    return meets(node).oneRight ? left.order : NONE;
  },
  aggregate: () => NONE,
  sort: sorted,
  limit: (_node, { inputs: [input] }) => input.order,
  distinct: () => NONE,
  dedupe: () => NONE,
  set: () => NONE,
  // Rows of one parent stay together only if no two parents tie: the index extends a total order, and no other.
  explode: (node, { inputs: [input] }) => (node.index !== null && input.total ? [...input.order, ascending(node.index)] : input.order),
  unpivot: () => NONE,
  recurse: () => NONE,
  sql: () => NONE,
  error: () => NONE,
};
