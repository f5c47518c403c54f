import type { NodeId } from "../id.ts";
import type { Rule } from "../rule.ts";

/** Ids beyond those that a rule has, for the nodes that a pass makes. */
export type Fresh = { readonly newNode: () => NodeId; readonly count: () => number };

export function freshNodes(rule: Rule): Fresh {
  let count = rule.nodes;
  return { newNode: () => count++ as NodeId, count: () => count };
}
