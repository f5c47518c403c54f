/** Which relations of a rule say the same: the same nodes over the same inputs, whatever their columns are numbered and called. */
import { createWriter, NONE_HANDED_ON, writeRel, type HandedOn } from "./json.ts";
import type { ColumnId, NodeId } from "./id.ts";
import type { Rel } from "./rel.ts";
import type { ColumnDef } from "./rule.ts";

/** Columns that a node makes are numbered from here while its text is made, so that it does not depend on how many there were before. */
const NEW = 1_000_000_000;

/** `make` says of a relation, and of its text, by what it is known; null: it is like no other. */
export type ClassOptions = { readonly known: (rel: Rel, text: string) => string | null };

/**
 * By node id, relations of one class having the same number: their outputs agree place by place. `rels`: inputs before what reads them.
 * Linear: a node's text names its inputs by their classes.
 */
export function classesOf(rels: readonly Rel[], columns: readonly ColumnDef[], { known }: ClassOptions): ReadonlyMap<NodeId, number> {
  const classes = new Map<NodeId, number>();
  const w = createWriter(columns, classes, NEW);
  const first = new Map<string, { readonly number: number; readonly places: readonly number[] }>();
  let places = 0;
  let count = 0;
  for (const rel of rels) {
    w.order.length = 0;
    // What an expression reads is numbered by the relation that it stands in.
    w.exprById.clear();
    // Both sides may be of one class: a column of the right would read as that of the left.
    if (rel.kind === "join") for (const column of rel.right.outputs) w.placeOf.set(column, NEW + w.order.push(column) - 1);
    const key = known(rel, writeRel(w, rel, handedOn(rel)));
    const made: readonly ColumnId[] = [...w.order];
    const same = key === null ? undefined : first.get(key);
    const of = same ?? { number: count++, places: made.map(() => places++) };
    if (same === undefined && key !== null) first.set(key, of);
    made.forEach((column, at) => w.placeOf.set(column, of.places[at] as number));
    classes.set(rel.id, of.number);
  }
  return classes;
}

/** How many of the first and of the last outputs are those of the first input: so many need not be told one by one. */
function handedOn(rel: Rel): HandedOn {
  const first = "left" in rel ? rel.left : "input" in rel ? rel.input : null;
  if (first === null) return NONE_HANDED_ON;
  const [own, given] = [rel.outputs, first.outputs];
  const most = Math.min(own.length, given.length);
  let [front, back] = [0, 0];
  while (front < most && own[front] === given[front]) front++;
  while (front + back < most && own.at(-1 - back) === given.at(-1 - back)) back++;
  return [front, back];
}
