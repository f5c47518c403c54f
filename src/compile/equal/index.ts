/**
 * Whether two forms of a rule give the same rows, shown by bringing both into one form (see CONTEXT.md of compile). Rows as a bag: which order they are in is the contract's matter.
 * What may stop a run is left aside: where both give rows, these are the same.
 */
import { QUALIFIED, type OutsideNames } from "../../ir/json.ts";
import type { Env, Rule } from "../../ir/rule.ts";
import { unsteadyIn } from "../../ir/steady.ts";
import { relsOf } from "../../ir/walk.ts";
import { blockText, createRenderer } from "./render.ts";
import { Unprovable } from "./term.ts";
import { withoutPartitions } from "./partitions.ts";
import { tidy } from "./tidy.ts";
import { translate } from "./translate.ts";

/** `inlined`: rules that stand in place of their scans, by name. */
export type Form = { readonly rule: Rule; readonly env: Env; readonly outside?: OutsideNames; readonly inlined?: ReadonlyMap<string, Rule> };
/** `columns`: the names of those that are compared. `shared`: what both read and know the same of; null: all. */
export type EqualOptions = { readonly columns: readonly string[]; readonly shared: ReadonlySet<string> | null };

/** The text that all forms of one meaning have, as far as that is known; what stands in the way where there is none. */
export function meaningOf({ rule, env, outside = QUALIFIED, inlined = new Map() }: Form, { columns, shared }: EqualOptions): { readonly text: string } | { readonly why: string } {
  const [unsteady] = [rule, ...inlined.values()].flatMap(unsteadyIn);
  if (unsteady !== undefined) return { why: `\`${unsteady}\` may give something else each time` };
  if (relsOf(rule).length > MOST_RELATIONS) return { why: "there is too much of it" };
  let next = 0;
  const newId = (): number => ++next;
  try {
    const query = translate(rule, { env, outside, shared, inlined, newId });
    const byName = new Map(rule.root.outputs.map((column) => [rule.columns[column]?.name ?? "", query.out.get(column)]));
    const outs = columns.flatMap((name) => byName.get(name) ?? []);
    const parted = withoutPartitions(query.block, outs, newId);
    const made = tidy(parted.block, parted.terms);
    return { text: blockText(createRenderer(), made.block, made.terms) };
  } catch (error) {
    if (error instanceof Unprovable) return { why: error.message };
    throw error;
  }
}

const MOST_RELATIONS = 400;

export function provedEqual(a: Form, b: Form, options: EqualOptions): boolean {
  const one = meaningOf(a, options);
  if (!("text" in one)) return false;
  const other = meaningOf(b, options);
  return "text" in other && one.text === other.text;
}
