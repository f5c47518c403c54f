/** Sorts that nothing consumes: they cost a reader's trust and give nothing. */
import { ORIGIN_WIDTH, type Origins } from "../../ir/id.ts";
import { usedOrders } from "../../ir/props/used-orders.ts";
import type { Rel, Sort } from "../../ir/rel.ts";
import { relsOf } from "../../ir/walk.ts";
import { say, type Making } from "./making.ts";

type Idle = Pick<Making, "binding" | "scope">;

/** `wanted`: the order of `root` is one that somebody reads. Warning: sort-unused, for sorts of the rule's own text. */
export function warnIdleSorts(root: Rel, wanted: boolean, making: Idle): void {
  const { binding, scope } = making;
  const rels = relsOf({ root, locals: binding.locals, obligations: [] });
  if (!rels.some(({ kind }) => kind === "sort")) return;
  const used = usedOrders({ root, locals: binding.locals }, rels, wanted, binding.propsOf);
  const origins = binding.build.origins();
  for (const rel of rels) {
    if (rel.kind !== "sort" || rel.promised || used.has(rel.id)) continue;
    const at = ownText(rel, origins, scope.file);
    if (at !== null) say(making, "sort-unused", {}, at);
  }
}

/** Null where a macro, or a rule in place, brought it. */
function ownText({ at }: Sort, { files, rows }: Origins, file: string): { readonly start: number; readonly end: number } | null {
  const row = at * ORIGIN_WIDTH;
  if (at < 0 || rows[row + 3] !== -1 || files[rows[row] as number] !== file) return null;
  return { start: rows[row + 1] as number, end: rows[row + 2] as number };
}
