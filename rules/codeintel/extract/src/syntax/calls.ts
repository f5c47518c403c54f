/* oxlint-disable typescript/switch-exhaustiveness-check -- the node kinds are the parser's, some 160, and each switch is about a few */
import type { Node } from "oxc-parser";

import { hashId } from "../ids.ts";
import type { QName, Row } from "../tables.ts";
import { bytesOf, slice, type Span } from "../text.ts";
import type { Defs } from "./defs.ts";
import type { ParsedFile } from "./file.ts";
import { isImportCall, type Imports } from "./imports.ts";
import { isIntrinsic } from "./refs.ts";
import { VALUE, type Scope, type Scopes } from "./scopes.ts";
import { peel, type Visitor } from "./walk.ts";

export type Calls = Visitor & { readonly rows: () => readonly Row<"ast_calls">[] };

type Call = {
  readonly kind: "call" | "new" | "tagged_template" | "decorator" | "jsx";
  readonly span: Span;
  readonly callee: Node;
  readonly argCount: number;
};
type Found = Call & {
  readonly owner: string;
  readonly scope: Scope;
  readonly enclosing: ReturnType<Defs["enclosingClass"]>;
  /** Said after the walk: `require("m")` is an import unless the file declares a `require` of its own. */
  readonly unlessImport: boolean;
};

export function collectCalls(file: ParsedFile, scopes: Scopes, defs: Defs, imports: Imports): Calls {
  const found: Found[] = [];
  const inDecorator = new Set<Node>();
  return {
    enter: (node) => {
      if (node.type === "Decorator") inDecorator.add(peel(node.expression));
      const call = inDecorator.has(node) ? null : callOf(node);
      if (call === null) return;
      const unlessImport = node.type === "CallExpression" && isImportCall(file.source, node);
      found.push({ ...call, owner: defs.owner(), scope: scopes.current(), enclosing: defs.enclosingClass(), unlessImport });
    },
    rows: () =>
      found
        .filter(({ unlessImport, scope }) => !unlessImport || scopes.resolve("require", VALUE, scope) !== null)
        .map((call) => callRow(file, call, candidates(call, scopes, imports))),
  };
}

function callOf(node: Node): Call | null {
  switch (node.type) {
    case "CallExpression":
      return { kind: "call", span: node, callee: peel(node.callee), argCount: node.arguments.length };
    case "NewExpression":
      return { kind: "new", span: node, callee: peel(node.callee), argCount: node.arguments.length };
    case "TaggedTemplateExpression":
      // The strings come first, as one array.
      return { kind: "tagged_template", span: node, callee: peel(node.tag), argCount: node.quasi.expressions.length + 1 };
    case "Decorator": {
      const applied = peel(node.expression);
      const made = applied.type === "CallExpression";
      return { kind: "decorator", span: node, callee: made ? peel(applied.callee) : applied, argCount: made ? applied.arguments.length : 0 };
    }
    case "JSXOpeningElement":
      return isIntrinsic(node.name) ? null : { kind: "jsx", span: node, callee: node.name, argCount: node.attributes.length };
    default:
      return null;
  }
}

function callRow(file: ParsedFile, call: Found, callee_qnames: readonly QName[]): Row<"ast_calls"> {
  const { source } = file;
  const { bstart, bend } = bytesOf(source, call.span);
  const callee = bytesOf(source, call.callee);
  return {
    path: source.path, call_id: hashId("call", source.path, call.kind, bstart, bend), kind: call.kind, bstart, bend,
    callee_bstart: callee.bstart, callee_bend: callee.bend, callee_text: slice(source, call.callee),
    arg_count: call.argCount, callee_qnames, owner_def_id: call.owner,
  };
}

/**
 * The names that a definition of the callee could go by, likeliest first: where the root of `a.b.c` comes from, then the last name alone,
 * which is how definitions are named. Empty for a callee without a name, such as `f()()`.
 */
function candidates(call: Found, scopes: Scopes, imports: Imports): readonly QName[] {
  const chain = dotted(call.callee);
  if (chain === null) return [];
  const { root, path } = chain;
  const rest = path.join(".");
  const names: QName[] = [];
  const add = (name: string | null, source: string): void => {
    if (name !== null && name !== "" && names.every((known) => known.name !== name)) names.push({ name, source });
  };
  if (root === "this") add(call.enclosing?.name == null ? null : `${call.enclosing.name}.${rest}`, "this");
  else if (root === "super") add(call.enclosing?.base == null ? null : [call.enclosing.base, ...path].join("."), "super");
  else if (root !== null) {
    const declaring = scopes.resolve(root, VALUE, call.scope);
    const binding = declaring === scopes.root() ? imports.bindings.get(root) : undefined;
    if (binding === undefined) add([root, ...path].join("."), declaring === null ? "global" : "local");
    else {
      const inModule = binding.imported === "*" ? path : [binding.imported, ...path];
      add([binding.module, ...inModule].join("."), "import");
      if (path.length === 0 && binding.imported !== "default" && binding.imported !== "*") add(binding.imported, "name");
    }
  }
  add(path.at(-1) ?? null, "member");
  return names;
}

/** `a.b.c` as its root and the names after it; a root of null is an expression. Null for what does not end in a name. */
function dotted(callee: Node): { readonly root: string | null; readonly path: readonly string[] } | null {
  const node = peel(callee);
  switch (node.type) {
    case "Identifier":
    case "JSXIdentifier":
      return { root: node.name, path: [] };
    case "ThisExpression":
      return { root: "this", path: [] };
    case "Super":
      return { root: "super", path: [] };
    case "JSXMemberExpression":
      return extend(node.object, node.property.name);
    case "MemberExpression":
      if (node.property.type === "PrivateIdentifier") return extend(node.object, `#${node.property.name}`);
      return !node.computed && node.property.type === "Identifier" ? extend(node.object, node.property.name) : null;
    default:
      return null;
  }
}

function extend(object: Node, name: string): { readonly root: string | null; readonly path: readonly string[] } {
  const before = dotted(object);
  return before === null ? { root: null, path: [name] } : { root: before.root, path: [...before.path, name] };
}
