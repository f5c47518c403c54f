/** In a line where a column comes from: `revenue <- net <- orders.amount, orders.fee`. */
import { localName, type RuleName } from "../../ir/id.ts";
import type { Leaf } from "../../ir/lineage.ts";
import type { Suite } from "./suite.ts";

const MOST_STEPS = 4;
const MOST_COLUMNS = 4;

/** Null where nothing is known of it, as of an inline rule, or it comes from nowhere. */
export function whyOf(rule: RuleName, column: string, suite: Suite): string | null {
  let names: readonly Leaf[] = leavesOf({ of: "rule", name: rule, column }, suite);
  if (names.length === 0) return null;
  const steps = [column];
  for (; names.length > 0 && steps.length < MOST_STEPS; names = distinct(names.flatMap((leaf) => leavesOf(leaf, suite)))) steps.push(shown(names));
  return `${steps.join(" <- ")}${names.length > 0 ? " <- …" : ""}`;
}

function leavesOf({ of, name, column }: Leaf, { compiledRules }: Suite): readonly Leaf[] {
  const lineage = of === "rule" ? compiledRules.get(name)?.lineage : undefined;
  const value = lineage?.columns.find((one) => one.name === column)?.value ?? [];
  return value.map((place) => lineage?.leaves[place] as Leaf);
}

const distinct = (leaves: readonly Leaf[]): readonly Leaf[] => [...new Map(leaves.map((leaf) => [`${leaf.name} ${leaf.column} ${leaf.of}`, leaf])).values()];
const shown = (leaves: readonly Leaf[]): string => leaves.slice(0, MOST_COLUMNS).map(({ name, column }) => `${localName(name)}.${column}`).join(", ") + (leaves.length > MOST_COLUMNS ? ", …" : "");
