/** Sorts that nothing consumes: they cost a reader's trust and give nothing. */
import { ORIGIN_WIDTH, type NodeId, type Origins } from "../../ir/id.ts";
import { coversKey } from "../../ir/props/index.ts";
import type { Rel, Sort } from "../../ir/rel.ts";
import type { Props } from "../../ir/rule.ts";
import { relInputs, relsOf } from "../../ir/walk.ts";
import { say, type Making } from "./making.ts";

/** `wanted`: the order of `root` is one that somebody reads. Warning: sort-unused, for sorts of the rule's own text. */
export function warnIdleSorts(root: Rel, wanted: boolean, making: Making): void {
  const { binding, scope } = making;
  const rels = relsOf({ root, locals: binding.locals, obligations: [] });
  if (!rels.some(({ kind }) => kind === "sort")) return;
  const used = new Set<NodeId>(binding.locals.map((local) => local.root.id));
  if (wanted) used.add(root.id);
  // Consumers first.
  for (const rel of rels.toReversed()) {
    const passes = used.has(rel.id);
    for (const [i, input] of relInputs(rel).entries()) if (consumes(rel, i, passes, binding.propsOf)) used.add(input.id);
  }
  const origins = binding.build.origins();
  for (const rel of rels) {
    if (rel.kind !== "sort" || rel.promised || used.has(rel.id)) continue;
    const at = ownText(rel, origins, scope.file);
    if (at !== null) say(making, "sort-unused", {}, at);
  }
}

/** Whether a relation makes something of the order of its input, or hands it on to what does (`passes`). */
function consumes(rel: Rel, input: number, passes: boolean, propsOf: (rel: Rel) => Props): boolean {
  switch (rel.kind) {
    case "limit": return !rel.arbitrary || passes;
    case "filter": case "explode": return passes;
    case "project": return passes && propsOf(rel).order.length > 0;
    case "join": return passes && input === 0 && (rel.how === "semi" || rel.how === "anti" || ((rel.how === "inner" || rel.how === "left") && (rel.multiplicity === "n:1" || rel.multiplicity === "1:1")));
    case "sort": return passes && breaksTies(rel, propsOf);
    case "scan": case "values": case "aggregate": case "distinct": case "dedupe": case "set": case "unpivot": case "recurse": case "sql": case "error": return false;
  }
  return false;
}

/** The order before a sort decides between rows that tie in it, and is what a sort of more columns says again. */
function breaksTies({ input, keys }: Sort, propsOf: (rel: Rel) => Props): boolean {
  const before = propsOf(input);
  const columns = keys.flatMap(({ expr }) => (expr.kind === "column" ? [expr.column] : []));
  const [first] = before.order;
  return !coversKey(before, columns) || (first !== undefined && columns.includes(first.column));
}

/** Null where a macro, or a rule in place, brought it. */
function ownText({ at }: Sort, { files, rows }: Origins, file: string): { readonly start: number; readonly end: number } | null {
  const row = at * ORIGIN_WIDTH;
  if (at < 0 || rows[row + 3] !== -1 || files[rows[row] as number] !== file) return null;
  return { start: rows[row + 1] as number, end: rows[row + 2] as number };
}
