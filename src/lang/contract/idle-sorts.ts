/** Sorts that nothing consumes: they cost a reader's trust and give nothing. */
import { usedOrders } from "../../ir/props/used-orders.ts";
import type { Rel } from "../../ir/rel.ts";
import { relsOf } from "../../ir/walk.ts";
import { leavingOut } from "../diagnostics/edits.ts";
import { ownText, say, type Making } from "./making.ts";

/** Characters in which a stage's `|>` is looked for. */
const PIPE = 400;

type Idle = Pick<Making, "binding" | "scope">;

/** `wanted`: the order of `root` is one that somebody reads. Warning: sort-unused, for sorts of the rule's own text. */
export function warnIdleSorts(root: Rel, wanted: boolean, making: Idle): void {
  const { binding, scope } = making;
  const rels = relsOf({ root, locals: binding.locals, obligations: [] });
  if (!rels.some(({ kind }) => kind === "sort")) return;
  const used = usedOrders({ root, locals: binding.locals }, rels, wanted, binding.propsOf);
  const origins = binding.build.origins();
  // Any rows will do for such a limit; those that there are now come by the order.
  const isChosen = rels.some((rel) => rel.kind === "limit" && rel.arbitrary);
  for (const rel of rels) {
    if (rel.kind !== "sort" || rel.promised || used.has(rel.id)) continue;
    const at = ownText(rel.at, origins, scope.file);
    if (at === null) continue;
    const pipe = /\|>\s*$/.exec(scope.text.slice(Math.max(0, at.start - PIPE), at.start))?.[0].length;
    const edit = pipe === undefined || isChosen ? null : leavingOut(scope.text, scope.file, { start: at.start - pipe, end: at.end });
    say(making, "sort-unused", {}, at, edit === null ? {} : { edits: [edit] });
  }
}
