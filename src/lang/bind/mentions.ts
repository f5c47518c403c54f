/** How often a text names relations: a walk of the tree before anything is bound. */
import type { Arg, Body, Pipeline, RelationNode, Stage } from "../ast/index.ts";

/** By name, `let`s, parameters and rules alike. An argument may be a column: a count that is too high costs nothing but a name. */
export function countMentions(text: Body | Pipeline): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  const args = (given: readonly Arg[]): void => {
    for (const { value } of given) if (value.kind === "ref") add(value.name.text);
  };
  const relation = (node: RelationNode): void => {
    if (node.kind === "nested") pending.push(node.pipeline);
    if (node.kind !== "named") return;
    add(node.name.text);
    args(node.args ?? []);
  };
  const stage = (node: Stage): void => {
    if (node.kind === "join" || node.kind === "set") relation(node.right);
    else if (node.kind === "macro_stage") args(node.args);
    else if (node.kind === "recurse") body(node.body);
  };
  const body = (node: Body): void => {
    for (const { value } of node.lets) if (value.kind === "pipeline") pending.push(value);
    pending.push(node.pipeline);
  };
  const pending: Pipeline[] = [];
  if (text.kind === "pipeline") pending.push(text);
  else body(text);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    relation(next.from);
    next.stages.forEach(stage);
  }
  return counts;
}
