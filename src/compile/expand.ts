/** A rule of a compiled pack as text, from what its body was bound to. */
import { bindRule } from "../lang/bind-rule.ts";
import { expandRule, normalRule, type Expanded } from "../lang/decompile/index.ts";
import { outsideOf } from "./names.ts";
import type { Prepared } from "./types.ts";

/** `name` is qualified. Null where there is no such rule, or it holds a mistake. */
export function expandNamed(name: string, { program, env }: Prepared): Expanded | null {
  const declared = program.declarations.get(name);
  if (declared?.kind !== "rule") return null;
  const { rule } = bindRule(declared, program, env);
  return rule === null ? null : expandRule(declared, rule, program, env);
}

/** In normal form: the same text for all rules that mean the same. */
export function normalNamed(name: string, { program, env, names }: Prepared): Expanded | null {
  const declared = program.declarations.get(name);
  if (declared?.kind !== "rule") return null;
  const { rule } = bindRule(declared, program, env);
  return rule === null ? null : normalRule(declared, rule, program, env, outsideOf({ program, names }));
}
