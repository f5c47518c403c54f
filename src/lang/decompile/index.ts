/**
 * A rule as text again, from what its body was bound to: macros, functions, selectors, `across`, `let`s that hold expressions and inline rules are in their places, and every
 * name is what it was found to be. The text compiles to the same IR, which is checked each time.
 */
import { hashRule } from "../../ir/hash.ts";
import type { OutsideNames } from "../../ir/json.ts";
import type { Env, Rule } from "../../ir/rule.ts";
import type { RuleDecl } from "../ast/index.ts";
import { bindRule } from "../bind-rule.ts";
import { intervalType } from "../contract/table-mode.ts";
import { format } from "../format/index.ts";
import { parse } from "../parser/index.ts";
import type { Declaration, DeclaredBy, ModuleScope, Program } from "../scope.ts";
import { packNames } from "./outside.ts";
import { ruleText, type Made, type Manner } from "./rule-text.ts";
import { renamed } from "./sql-rule.ts";
import { storageNode } from "./storage.ts";
import { Unprintable } from "./text.ts";

export type Expanded =
  /** `symbols`: what names of the text stand for. `imports`: lines that it needs beyond those of its file, which it begins with. */
  | { readonly ok: true; readonly text: string; readonly symbols: ReadonlyMap<string, Declaration>; readonly imports: readonly string[] }
  /** `why`: what has no text of its own. */
  | { readonly ok: false; readonly why: string };

/** `rule` is what `declared` was bound to; `env` holds the interfaces of what it reads. The author's names stay, and the text stands where the rule stood. */
export function expandRule(declared: DeclaredBy<"rule">, rule: Rule, program: Program, env: Env): Expanded {
  const scope = program.modules.get(declared.module);
  if (scope === undefined) return { ok: false, why: "its module is not there" };
  if (declared.decl.body.kind === "sql_body") return { ok: true, text: format(parse(declared.file, written(declared, scope)).ast, written(declared, scope)), symbols: scope.symbols, imports: [] };
  const doc = declared.decl.doc === null ? "" : `${declared.decl.doc.split("\n").map((line) => `--- ${line}`.trimEnd()).join("\n")}\n`;
  const head = scope.text.slice(declared.decl.start, declared.decl.body.start);
  const manner: Manner = { head: `${doc}${head.trimStart().startsWith("---") ? head.replace(/^(\s*---[^\n]*\n)+/, "") : head}`, canonical: null };
  return compiling([true, false], hashRule(rule, env.host), declared, scope, program, env, (light) => ruleText(declared, scope, program, env, light, manner));
}

/**
 * The same text for all rules that mean the same: without comments and documentation, `let`s, aliases and parameters of lambdas called after their places, and what stands
 * outside called by `names`, whatever file holds it. Conversions that happen unasked are written out. It is read in a scope of its own, whose names are the pack's.
 */
export function normalRule(declared: DeclaredBy<"rule">, rule: Rule, program: Program, env: Env, names: OutsideNames): Expanded {
  const scope = program.modules.get(declared.module);
  if (scope === undefined) return { ok: false, why: "its module is not there" };
  const apart: ModuleScope = { ...scope, module: "" };
  return compiling([false, true], hashRule(rule, env.host), declared, apart, program, env, (light) => {
    const outside = packNames(names, program);
    const contract = declared.decl.contract === null ? undefined : scope.symbols.get(declared.decl.contract.text);
    const storage = storageNode(rule.storage, intervalType(declared.decl.storage));
    const decl: RuleDecl = { ...declared.decl, doc: null, storage, contract: declared.decl.contract === null || contract === undefined ? null : { ...declared.decl.contract, text: outside.nameOf(contract.name) } };
    if (decl.body.kind === "sql_body") {
      const own = new Set(decl.params.map(({ name }) => name.text));
      return { text: madeText({ ...decl, body: renamed(decl.body, scope, own, outside) }), ...outside };
    }
    return ruleText(declared, scope, program, env, light, { head: headOf(decl), canonical: outside });
  });
}

/** The text of a tree: no comment and no line break of the author's is in it. */
const madeText = (decl: RuleDecl): string => format({ kind: "file", start: 0, end: 0, doc: null, declarations: [decl], comments: [], lost: [] }, "");

/** All before the brace. */
function headOf(decl: RuleDecl): string {
  const [stub] = parse("", "rule r unordered { from r }").ast.declarations as [RuleDecl];
  const text = madeText({ ...decl, body: stub.body });
  return text.slice(0, (parse("", text).ast.declarations[0] as RuleDecl).body.start);
}

const written = ({ decl }: DeclaredBy<"rule">, { text }: ModuleScope): string => text.slice(decl.start, decl.end);

/** The first text that compiles to the same. A light one is shorter, not always right, and depends on where conversions were written; one that is not follows from the IR alone. */
function compiling(ways: readonly boolean[], wanted: string, declared: DeclaredBy<"rule">, scope: ModuleScope, program: Program, env: Env, make: (light: boolean) => Made): Expanded {
  let why = "its text would mean something else";
  for (const light of ways) {
    try {
      const { text, imports, symbols } = make(light);
      if (hashOf(text, symbols, declared, scope, program, env) === wanted) return { ok: true, text, symbols, imports };
    } catch (error) {
      if (!(error instanceof Unprintable)) throw error;
      why = error.message;
    }
  }
  return { ok: false, why };
}

/** Of the rule that the text says, in the place of the one it was made from; null where it does not compile. */
function hashOf(text: string, symbols: ReadonlyMap<string, Declaration>, declared: DeclaredBy<"rule">, scope: ModuleScope, program: Program, env: Env): string | null {
  const decl = parse(declared.file, text).ast.declarations.find((one) => one.kind === "rule");
  if (decl === undefined) return null;
  const modules = new Map([...program.modules, [scope.module, { ...scope, text, symbols }]]);
  const { rule } = bindRule({ ...declared, module: scope.module, decl }, { ...program, modules }, env);
  return rule === null ? null : hashRule(rule, env.host);
}
