/** A pipeline written on the command line, as a rule without a name: bound in the pack, optimised, printed. */
import { optimise } from "../ir/passes/list.ts";
import { bindQuery } from "../lang/bind-rule.ts";
import type { Diagnostic } from "../lang/diagnostics/index.ts";
import { parsePipeline } from "../lang/parser/index.ts";
import { emitFragment } from "./emit.ts";
import type { CompiledFragment, Prepared } from "./types.ts";

/** What diagnostics about the fragment name as its file. */
export const FRAGMENT_FILE = "-e";

export type FragmentResult = { readonly fragment: CompiledFragment | null; readonly diagnostics: readonly Diagnostic[] };

export function compileFragment(text: string, prepared: Prepared): FragmentResult {
  const parsed = parsePipeline(FRAGMENT_FILE, text);
  const diagnostics: Diagnostic[] = [...parsed.diagnostics];
  if (diagnostics.length > 0) return { fragment: null, diagnostics };
  const { program, env, without } = prepared;
  const bound = bindQuery(parsed.ast, { path: FRAGMENT_FILE, text }, program, env);
  diagnostics.push(...bound.diagnostics);
  if (bound.rule === null) return { fragment: null, diagnostics };
  const fragment = emitFragment(optimise(bound.rule, env, { without }), prepared);
  return "code" in fragment ? { fragment: null, diagnostics: [...diagnostics, fragment] } : { fragment, diagnostics };
}
