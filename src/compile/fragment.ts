/** A pipeline written on the command line, as a rule without a name: bound in the pack, optimised, printed. */
import type { Rule } from "../ir/rule.ts";
import { optimise } from "../ir/passes/list.ts";
import { createBinding } from "../lang/bind/binding.ts";
import { bindFragment } from "../lang/bind/rule.ts";
import type { Diagnostic } from "../lang/diagnostics/index.ts";
import { parsePipeline } from "../lang/parser/index.ts";
import type { Declaration, ModuleScope, Program } from "../lang/scope.ts";
import { emitFragment } from "./emit.ts";
import type { CompiledFragment, Prepared } from "./types.ts";

/** What diagnostics about the fragment name as its file. */
export const FRAGMENT_FILE = "-e";

export type FragmentResult = { readonly fragment: CompiledFragment | null; readonly diagnostics: readonly Diagnostic[] };

export function compileFragment(text: string, prepared: Prepared): FragmentResult {
  const parsed = parsePipeline(FRAGMENT_FILE, text);
  const diagnostics: Diagnostic[] = [...parsed.diagnostics];
  const faulty = (): boolean => diagnostics.some(({ severity }) => severity === "error");
  if (faulty()) return { fragment: null, diagnostics };
  const { program, env } = prepared;
  const binding = createBinding(program, env, new Map(), (diagnostic) => void diagnostics.push(diagnostic));
  const body = bindFragment(parsed.ast, scopeOf(program, text), binding);
  if (faulty()) return { fragment: null, diagnostics };
  const rule: Rule = {
    name: FRAGMENT_FILE, params: [], locals: binding.locals, root: body.root, columns: binding.build.columns, nodes: binding.build.nodeCount(),
    obligations: [], storage: { kind: "inline" }, tier: "best_effort", order: [], tags: [], doc: null, origins: binding.build.origins(),
  };
  const fragment = emitFragment(optimise(rule, env), prepared);
  return "code" in fragment ? { fragment: null, diagnostics: [...diagnostics, fragment] } : { fragment, diagnostics };
}

/** Every name of the pack is in scope: by itself where one module alone has it, and always with its module, in backticks. */
function scopeOf(program: Program, text: string): ModuleScope {
  const symbols = new Map<string, Declaration>();
  const shared = new Set<string>();
  for (const declaration of program.declarations.values()) {
    symbols.set(declaration.name, declaration);
    const bare = declaration.name.slice(declaration.module.length + 1);
    if (symbols.has(bare)) shared.add(bare);
    else symbols.set(bare, declaration);
  }
  for (const name of shared) symbols.delete(name);
  return { module: "", file: FRAGMENT_FILE, text, symbols, missing: new Set() };
}
