/**
 * A rule as text again, from what its body was bound to: macros, functions, selectors, `across`, `let`s that hold expressions and inline rules are in their places, and every
 * name is what it was found to be. The text compiles to the same IR, which is checked each time.
 */
import { hashRule } from "../../ir/hash.ts";
import { relInputs, relsBelow } from "../../ir/walk.ts";
import { localName, type NodeId } from "../../ir/id.ts";
import type { Rel, Scan } from "../../ir/rel.ts";
import type { Env, Obligation, Rule } from "../../ir/rule.ts";
import { createBinding } from "../bind/binding.ts";
import { ruleParams } from "../bind/params.ts";
import { bindBody } from "../bind/rule.ts";
import { bindRule } from "../bind-rule.ts";
import { format } from "../format/index.ts";
import { parse } from "../parser/index.ts";
import type { Binding, Declaration, DeclaredBy, ModuleScope, Program } from "../scope.ts";
import { piped } from "./relations.ts";
import { pipelineText, type Text } from "./shape.ts";
import { freeName, nameOf, Unprintable } from "./text.ts";

export type Expanded =
  /** `imports`: lines that the text needs beyond those of its file, which it begins with. */
  | { readonly ok: true; readonly text: string; readonly imports: readonly string[] }
  /** `why`: what has no text of its own. */
  | { readonly ok: false; readonly why: string };

/** `rule` is what `declared` was bound to; `env` holds the interfaces of what it reads. */
export function expandRule(declared: DeclaredBy<"rule">, rule: Rule, program: Program, env: Env): Expanded {
  const scope = program.modules.get(declared.module);
  if (scope === undefined) return { ok: false, why: "its module is not there" };
  if (declared.decl.body.kind === "sql_body") return { ok: true, text: format(parse(declared.file, written(declared, scope)).ast, written(declared, scope)), imports: [] };
  const wanted = hashRule(rule, env.host);
  let why = "its text would mean something else";
  for (const light of [true, false]) {
    try {
      const made = ruleText(declared, scope, program, env, light);
      if (hashOf(made.text, made.symbols, declared, scope, program, env) === wanted) return { ok: true, text: made.text, imports: made.imports };
    } catch (error) {
      if (!(error instanceof Unprintable)) throw error;
      why = error.message;
    }
  }
  return { ok: false, why };
}

const written = ({ decl }: DeclaredBy<"rule">, { text }: ModuleScope): string => text.slice(decl.start, decl.end);

type Made = { readonly text: string; readonly imports: readonly string[]; readonly symbols: ReadonlyMap<string, Declaration> };

function ruleText(declared: DeclaredBy<"rule">, scope: ModuleScope, program: Program, env: Env, light: boolean): Made {
  const { decl } = declared;
  const quiet = (): void => undefined;
  const binding = createBinding(program, env, ruleParams(decl, declared.file, quiet), quiet);
  const schema = decl.contract === null ? null : (program.schemas.get(scope.symbols.get(decl.contract.text)?.name ?? "") ?? null);
  const { root } = bindBody(decl, scope, binding, schema);
  const symbols = new Map(scope.symbols);
  const imports: string[] = [];
  const symbolOf = (name: string): string => {
    const known = [...symbols].find(([, symbol]) => symbol.name === name)?.[0];
    if (known !== undefined) return known;
    const symbol = program.declarations.get(name);
    const own = localName(name);
    if (symbol === undefined || own.startsWith("_")) throw new Unprintable(`${name}, which its module keeps for itself`);
    const free = freeName(own, (one) => symbols.has(one) || taken.has(one));
    symbols.set(free, symbol);
    imports.push(`import { ${nameOf(own)}${free === own ? "" : ` as ${nameOf(free)}`} } from ${JSON.stringify(symbol.module.replaceAll(".", "/"))}`);
    return free;
  };
  const taken = new Set(binding.build.columns.map(({ name }) => name));
  for (const name of symbols.keys()) taken.add(name);
  const own = new Map([...binding.params].map(([name, def]) => [def.name, name]));
  const locals = binding.locals.map(({ name }) => {
    const free = freeName(/^[A-Za-z]\w*$/.test(name) && !program.declarations.has(name) ? name : "shared", (one) => taken.has(one));
    taken.add(free);
    return free;
  });
  const t: Text = {
    columns: binding.build.columns, light, taken, checks: checksBelow(binding, root), bestEffort: decl.order?.tier?.text === "best_effort",
    param: (name) => {
      if (own.has(name)) return own.get(name) as string;
      // What is set for a run as a whole.
      if (!name.includes(".")) return name;
      const of = symbolOf(name);
      if (binding.params.has(of)) throw new Unprintable(`the module's \`$${of}\`, which a parameter of the rule hides`);
      return of;
    },
    relation: ({ of }: Scan) => {
      if (of.kind === "local") return nameOf(locals[of.local] ?? "");
      if (of.kind === "source" || of.kind === "rule") return nameOf(symbolOf(of.name));
      throw new Unprintable(of.kind === "previous" ? "`previous`" : "the rows of a recursion from outside");
    },
  };
  const lets = binding.locals.map(({ root: local }, i) => `let ${nameOf(locals[i] ?? "")} = ${pipelineText(piped(t, local))}\n`);
  const doc = decl.doc === null ? "" : `${decl.doc.split("\n").map((line) => `--- ${line}`.trimEnd()).join("\n")}\n`;
  const head = scope.text.slice(decl.start, decl.body.start);
  const raw = `${doc}${head.trimStart().startsWith("---") ? head.replace(/^(\s*---[^\n]*\n)+/, "") : head}{\n${lets.join("")}${pipelineText(piped(t, root))}\n}`;
  const { ast, diagnostics } = parse(declared.file, raw);
  if (diagnostics.some(({ severity }) => severity === "error")) throw new Unprintable(`its text, which cannot be read: ${diagnostics[0]?.title ?? ""}`);
  return { text: format(ast, raw), imports, symbols };
}

/** What the body claims, by the node whose rows it is about; where the node is made for the check alone, by what that reads. */
function checksBelow({ obligations, locals }: Binding, root: Rel): ReadonlyMap<NodeId, readonly Obligation[]> {
  const placed = new Set([root, ...locals.map((local) => local.root)].flatMap((of) => relsBelow(of, locals)).map(({ id }) => id));
  const checks = new Map<NodeId, Obligation[]>();
  for (const obligation of obligations) {
    if (obligation.kind !== "check" && obligation.kind !== "key") continue;
    const { over } = obligation;
    const node = placed.has(over.id) ? over : relInputs(over)[0];
    if (node === undefined || !placed.has(node.id)) throw new Unprintable("a check of rows that no stage gives");
    checks.set(node.id, [...(checks.get(node.id) ?? []), obligation]);
  }
  return checks;
}

/** Of the rule that the text says, in the place of the one it was made from; null where it does not compile. */
function hashOf(text: string, symbols: Made["symbols"], declared: DeclaredBy<"rule">, scope: ModuleScope, program: Program, env: Env): string | null {
  const decl = parse(declared.file, text).ast.declarations.find((one) => one.kind === "rule");
  if (decl === undefined) return null;
  const modules = new Map([...program.modules, [declared.module, { ...scope, text, symbols }]]);
  const { rule } = bindRule({ ...declared, decl }, { ...program, modules }, env);
  return rule === null ? null : hashRule(rule, env.host);
}
