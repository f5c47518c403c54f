/** What each pass makes of one rule. */
import { PASSES } from "../ir/passes/list.ts";
import { printRule } from "../ir/print.ts";
import type { Rule } from "../ir/rule.ts";
import { bindNamed } from "../lang/bind-rule.ts";
import type { Prepared } from "./types.ts";

/** `before` and `after`: the rule's relations, a line each, without numbers. `enabled`: not switched off; then both are the same. */
export type PassStep = { readonly name: string; readonly enabled: boolean; readonly before: string; readonly after: string };

/** `name` is qualified. Null where there is no such rule, or it holds a mistake. */
export function passSteps(name: string, { program, env, without }: Prepared): readonly PassStep[] | null {
  const bound = bindNamed(name, program, env);
  if (bound === null) return null;
  let rule: Rule = bound;
  return PASSES.map((pass) => {
    const enabled = !without.includes(pass.name);
    const before = printRule(rule, false);
    if (enabled) rule = pass.run(rule, env);
    return { name: pass.name, enabled, before, after: printRule(rule, false) };
  });
}
