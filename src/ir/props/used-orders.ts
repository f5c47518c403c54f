/** Whose order somebody reads: what a sort that is not among them says, nobody hears. */
import type { NodeId } from "../id.ts";
import { byKind, type RelTable } from "../fields.ts";
import type { Rel } from "../rel.ts";
import type { Rule } from "../rule.ts";
import { relInputs } from "../walk.ts";
import { meets } from "./derive.ts";
import { coversKey } from "./facts.ts";
import type { PropsOf } from "./index.ts";

/** `used`: somebody reads the order of the relation itself. `input`: which of its inputs is asked about. */
export type Asked = { readonly used: boolean; readonly input: number; readonly propsOf: PropsOf };
export type OrderReaders = RelTable<boolean, [of: Asked]>;

/** Whether a kind makes something of the order of its input, or hands it on to what does. */
export const ORDER_READERS: OrderReaders = {
  scan: () => false,
  values: () => false,
  filter: (_node, { used }) => used,
  project: (node, { used, propsOf }) => used && propsOf(node).order.length > 0,
  join: (node, { used, input }) => used && input === 0 && (node.how === "semi" || node.how === "anti" || ((node.how === "inner" || node.how === "left") && meets(node).oneRight)),
  aggregate: () => false,
  // The order before a sort decides between rows that tie in it, and is what a sort of more columns says again.
  sort: (node, { used, propsOf }) => {
    const before = propsOf(node.input);
    const columns = node.keys.flatMap(({ expr }) => (expr.kind === "column" ? [expr.column] : []));
    const [first] = before.order;
    return used && (!coversKey(before, columns) || (first !== undefined && columns.includes(first.column)));
  },
  limit: (node, { used }) => !node.arbitrary || used,
  distinct: () => false,
  dedupe: () => false,
  set: () => false,
  explode: (_node, { used }) => used,
  unpivot: () => false,
  recurse: () => false,
  sql: () => false,
  error: () => false,
};

/** `rels`: inputs before what reads them. A local's order counts as read. `wanted`: that of the root is. */
export function usedOrders(rule: Pick<Rule, "locals" | "root">, rels: readonly Rel[], wanted: boolean, propsOf: PropsOf, readers: OrderReaders = ORDER_READERS): ReadonlySet<NodeId> {
  const orders = new Set<NodeId>(rule.locals.map((local) => local.root.id));
  if (wanted) orders.add(rule.root.id);
  for (const rel of rels.toReversed()) {
    const used = orders.has(rel.id);
    for (const [input, below] of relInputs(rel).entries()) if (byKind(readers, rel, { used, input, propsOf })) orders.add(below.id);
  }
  return orders;
}
