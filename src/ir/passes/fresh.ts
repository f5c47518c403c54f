import type { Expr, LiteralValue } from "../expr.ts";
import type { NodeId } from "../id.ts";
import type { Rel } from "../rel.ts";
import type { Rule } from "../rule.ts";

/** Ids beyond those that a rule has, for the nodes that a pass makes. */
export type Fresh = { readonly newNode: () => NodeId; readonly count: () => number };

export function freshNodes(rule: Rule): Fresh {
  let count = rule.nodes;
  return { newNode: () => count++ as NodeId, count: () => count };
}

/** In the place of an expression and of its type. */
export const literalFor = ({ at, type }: Expr, value: LiteralValue, { newNode }: Fresh): Expr =>
  ({ kind: "literal", id: newNode(), at, type, nullable: value === null, shape: "constant", value });

/** What is left of a node over one input that changes no row: nothing, or that it leaves columns out. */
export const inputAlone = ({ id, at, outputs, input }: Extract<Rel, { readonly input: Rel }>): Rel =>
  (outputs.length === input.outputs.length && outputs.every((column, i) => column === input.outputs[i]) ? input : { kind: "project", id, at, outputs, input, adds: [] });
