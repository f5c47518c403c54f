/** A rule of a compiled pack as text, from what its body was bound to. */
import type { Rule } from "../ir/rule.ts";
import { bindRule } from "../lang/bind-rule.ts";
import { expandRule, normalRule, type Expanded } from "../lang/decompile/index.ts";
import type { DeclaredBy } from "../lang/scope.ts";
import { outsideOf } from "./names.ts";
import type { Prepared } from "./types.ts";

/** `name` is qualified. Null where there is no such rule, or it holds a mistake. */
export const expandNamed = (name: string, prepared: Prepared): Expanded | null =>
  boundNamed(name, prepared, (declared, rule) => expandRule(declared, rule, prepared.program, prepared.env));

/** In normal form: the same text for all rules that mean the same. */
export const normalNamed = (name: string, prepared: Prepared): Expanded | null =>
  boundNamed(name, prepared, (declared, rule) => normalRule(declared, rule, prepared.program, prepared.env, outsideOf(prepared)));

function boundNamed(name: string, { program, env }: Prepared, print: (declared: DeclaredBy<"rule">, rule: Rule) => Expanded): Expanded | null {
  const declared = program.declarations.get(name);
  if (declared?.kind !== "rule") return null;
  const { rule } = bindRule(declared, program, env);
  return rule === null ? null : print(declared, rule);
}
