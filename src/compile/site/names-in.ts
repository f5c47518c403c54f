/** Which names in a declaration's text stand for other declarations: what a page makes links of. */
import { descendants, type AstBy, type AstKind, type AstNode } from "../../lang/ast/walk.ts";
import type { Declaration, ModuleScope } from "../../lang/scope.ts";

export type NamedThing = { readonly start: number; readonly end: number; readonly of: Declaration };

/** In the order of the text. A name that a `let` or a parameter of its own hides is none. */
export function namesIn({ decl }: { readonly decl: AstNode }, scope: ModuleScope): NamedThing[] {
  const nodes = [...descendants(decl)];
  const hidden = new Set(nodes.flatMap((node) => (node.kind === "let" || node.kind === "param_node" ? [node.name.text] : [])));
  const found: NamedThing[] = [];
  for (const node of nodes) {
    const name = namedBy(node);
    if (name === null || hidden.has(name.text)) continue;
    const of = scope.symbols.get(name.text);
    if (of !== undefined && of.decl !== decl && name.end > name.start) found.push({ start: name.start, end: name.end, of });
  }
  return found.sort((a, b) => a.start - b.start);
}

type Named = { readonly text: string; readonly start: number; readonly end: number };

const NAMED: { readonly [K in AstKind]?: (node: AstBy<K>) => Named | null } = {
  named: ({ name }) => name,
  previous: ({ name }) => name,
  macro_stage: ({ name }) => name,
  schema_include: ({ name }) => name,
  given: ({ name }) => name,
  call: ({ receiver, fn }) => (receiver === null ? fn : null),
  param: ({ name, start, end }) => ({ text: name, start, end }),
  rule: ({ contract }) => contract,
  source: ({ schema }) => schema,
  schema_references: ({ target }) => target,
  test: ({ rule }) => rule,
};

const namedBy = (node: AstNode): Named | null => (NAMED[node.kind] as ((of: AstNode) => Named | null) | undefined)?.(node) ?? null;
