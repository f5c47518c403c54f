/** Programs as the compiler binds them, and what it says of those that it does not take. */
import type { Env, Rule } from "../../src/ir/rule.ts";
import { namesOf, type Names } from "../../src/compile/names.ts";
import { bindProgram } from "../../src/lang/bind-program.ts";
import { bindRule } from "../../src/lang/bind-rule.ts";
import type { Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { lex, parseLexed } from "../../src/lang/parser/index.ts";
import { ruleOrder } from "../../src/lang/rule-order.ts";
import { host } from "./host.ts";

export const MODULE = "p";
const PATH = `${MODULE}.rule`;

/** Declarations by name. */
export type Texts = readonly { readonly name: string; readonly text: string }[];
/** `rule` is null where there are errors. */
export type BoundRule = { readonly rule: Rule | null; readonly errors: readonly Diagnostic[] };
/** `faulty`: the other declarations that have a mistake. */
export type Bound = { readonly rules: ReadonlyMap<string, BoundRule>; readonly faulty: ReadonlyMap<string, readonly Diagnostic[]>; readonly env: Env; readonly names: Names; readonly ms: number };

/** One module of these declarations. A mistake counts for the declaration in which it stands. */
export function bindModule(texts: Texts): Bound {
  const begun = performance.now();
  const ends: number[] = [];
  let text = "";
  for (const declared of texts) {
    text += `${declared.text}\n`;
    ends.push(text.length);
  }
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const parsed = parseLexed(lex(PATH, text));
  diagnostics.push(...parsed.diagnostics);
  const { program, interfaces } = bindProgram([{ path: PATH, text, ...parsed }], { roots: [""], dependencies: {} }, host, report);
  const env: Env = { interfaces, host };
  const bound = new Map<string, Rule | null>();
  for (const declared of ruleOrder(program, report)) {
    const { rule, interface: of, diagnostics: found } = bindRule(declared, program, env);
    diagnostics.push(...found);
    if (of !== null) interfaces.set(declared.name, of);
    if (rule === null) program.faultyRules.add(declared.name);
    bound.set(declared.decl.name.text, rule);
  }
  const errors = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity !== "error") continue;
    const name = texts[place(ends, diagnostic.at.start)]?.name ?? "";
    errors.set(name, [...(errors.get(name) ?? []), diagnostic]);
  }
  const rules = new Map([...bound].map(([name, rule]) => [name, { rule: errors.has(name) ? null : rule, errors: errors.get(name) ?? [] }]));
  return { rules, faulty: new Map([...errors].filter(([name]) => !bound.has(name))), env, names: namesOf(program), ms: performance.now() - begun };
}

/** The first that ends behind the offset. */
function place(ends: readonly number[], offset: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
