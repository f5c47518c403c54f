/** What each pass makes of one rule, and each rewrite of its SQL. */
import { optimise, PASSES } from "../ir/passes/list.ts";
import { printRule } from "../ir/print.ts";
import { createProps } from "../ir/props/index.ts";
import type { Rule } from "../ir/rule.ts";
import { bindNamed } from "../lang/bind-rule.ts";
import { isRefusal, lowerRule, REWRITES, type ExplodeLane, type Lowered } from "../lower/index.ts";
import type { Prepared } from "./types.ts";

/** `before` and `after`: the rule's relations, a line each, without numbers; of a rewrite, the SQL. `enabled`: not switched off; then both are the same. */
export type PassStep = { readonly name: string; readonly enabled: boolean; readonly before: string; readonly after: string };
/** `passes` and `rewrites` as they are listed. `explodes`: how each explode is computed, and why so. */
export type Steps = { readonly passes: readonly PassStep[]; readonly rewrites: readonly PassStep[]; readonly explodes: readonly ExplodeLane[] };

/** `name` is qualified. Null where there is no such rule, or it holds a mistake. */
export function stepsOf(name: string, prepared: Prepared): Steps | null {
  const { program, env, without } = prepared;
  const bound = bindNamed(name, program, env);
  if (bound === null) return null;
  let rule: Rule = bound;
  const passes = PASSES.map((pass) => {
    const enabled = !without.includes(pass.name);
    const before = printRule(rule, false);
    if (enabled) rule = pass.run(rule, env);
    return { name: pass.name, enabled, before, after: printRule(rule, false) };
  });
  return { passes, ...rewritesOf(optimise(bound, env, { without }), prepared) };
}

/** Each beside the same SQL without it; where the engine refuses the rule there is no SQL. */
function rewritesOf(rule: Rule, { env, names, profile, without }: Prepared): Omit<Steps, "passes"> {
  const propsOf = createProps({ columns: rule.columns, env, locals: rule.locals, obligations: rule.obligations });
  const lowered = (off: readonly string[]): Lowered | null => {
    const made = lowerRule(rule, names, { style: "pretty", ...profile.print, without: off, orderOf: (rel) => propsOf(rel).order });
    return isRefusal(made) ? null : made;
  };
  const made = lowered(without);
  const after = made?.text ?? "";
  const rewrites = REWRITES.map(({ name }) => {
    const does = made?.choices.rewrites.includes(name) === true;
    return { name, enabled: !without.includes(name), before: does ? (lowered([...without, name])?.text ?? "") : after, after };
  });
  return { rewrites, explodes: made?.choices.lanes ?? [] };
}
