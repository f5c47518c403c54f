/* oxlint-disable typescript/switch-exhaustiveness-check -- the node kinds are the parser's, some 160, and each switch is about a few */
import type { Node } from "oxc-parser";

import type { Mark, Row } from "../tables.ts";
import { bytesOf, type ByteSpan } from "../text.ts";
import { nameSpan, placeId, type ParsedFile } from "./file.ts";
import { boundNames, isClass, isFunction, type IdentifierNode, type Visitor } from "./walk.ts";

/** What a name can stand for; a class or an import is both. Bits, because one scope may declare a value and a type of one name. */
export const VALUE = 1;
export const TYPE = 2;
export const EITHER = VALUE | TYPE;

export type Scope = {
  readonly id: string;
  readonly kind: string;
  readonly node: Node;
  readonly parent: Scope | null;
  /** What each name declared here stands for. */
  readonly names: Map<string, number>;
  readonly writes: Mark[];
  readonly reads: Mark[];
};

export type Scopes = Visitor & {
  readonly current: () => Scope;
  /** Identifiers that declare: they are definitions and no references. */
  readonly declares: (node: Node) => boolean;
  /** The scope that declares `name`, seen from `from`. Right only after the walk: a declaration may follow its use. */
  readonly resolve: (name: string, meaning: number, from: Scope) => Scope | null;
  readonly root: () => Scope;
  readonly rows: () => readonly Row<"ast_scopes">[];
};

/** Builds the tree of scopes while the file is walked. */
export function collectScopes(file: ParsedFile): Scopes {
  const all: Scope[] = [];
  const stack: Scope[] = [];
  const declaring = new Set<Node>();

  const open = (kind: string, node: Node): void => {
    const scope: Scope = {
      id: placeId("scope", file.source, kind, node), kind, node, parent: stack.at(-1) ?? null, names: new Map(), writes: [], reads: [],
    };
    all.push(scope);
    stack.push(scope);
  };
  const declare: Declare = (node, meaning, scope, initialised) => {
    declaring.add(node);
    scope.names.set(node.name, (scope.names.get(node.name) ?? 0) | meaning);
    if (initialised) scope.writes.push({ name: node.name, ...bytesOf(file.source, nameSpan(file.source, node)) });
  };
  const enter: Visitor["enter"] = (node, parent) => {
    const outer = stack.at(-1);
    if (outer !== undefined) declareOutside(node, outer, declare);
    const kind = scopeKind(node, parent);
    if (kind !== null) open(kind, node);
    const inner = stack.at(-1);
    if (inner !== undefined) declareInside(node, parent, inner, declare);
  };
  return {
    enter,
    leave: (node) => {
      if (stack.at(-1)?.node === node) stack.pop();
    },
    current: () => stack.at(-1) as Scope,
    root: () => all[0] as Scope,
    declares: (node) => declaring.has(node),
    resolve,
    rows: () => all.map((scope) => scopeRow(file, scope)),
  };
}

type Declare = (node: IdentifierNode, meaning: number, scope: Scope, initialised: boolean) => void;

function resolve(name: string, meaning: number, from: Scope): Scope | null {
  for (let scope: Scope | null = from; scope !== null; scope = scope.parent) {
    if (((scope.names.get(name) ?? 0) & meaning) !== 0) return scope;
  }
  return null;
}

function scopeKind(node: Node, parent: Node | null): string | null {
  if (node.type === "Program") return node.sourceType;
  if (isFunction(node)) return "function";
  if (isClass(node)) return "class";
  switch (node.type) {
    case "BlockStatement":
      // A function's parameters and the body's variables are one scope here: no two of them may share a name.
      return parent !== null && isFunction(parent) ? null : "block";
    case "ForStatement":
    case "ForInStatement":
    case "ForOfStatement":
      return "for";
    case "CatchClause":
      return "catch";
    case "SwitchStatement":
      return "switch";
    case "StaticBlock":
      return "static_block";
    case "TSModuleBlock":
      return "namespace";
    case "TSEnumBody":
      return "enum";
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return node.typeParameters === null ? null : "type";
    case "TSConditionalType":
    case "TSMappedType":
    case "TSFunctionType":
    case "TSConstructorType":
    case "TSMethodSignature":
    case "TSCallSignatureDeclaration":
    case "TSConstructSignatureDeclaration":
    case "TSIndexSignature":
      return "type";
    default:
      return null;
  }
}

/** Names that a node gives to the scope around it. */
function declareOutside(node: Node, scope: Scope, declare: Declare): void {
  switch (node.type) {
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      if (node.id !== null) declare(node.id, VALUE, scope, true);
      return;
    case "ClassDeclaration":
      if (node.id !== null) declare(node.id, EITHER, scope, true);
      return;
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return declare(node.id, TYPE, scope, false);
    case "TSEnumDeclaration":
      return declare(node.id, EITHER, scope, true);
    case "TSModuleDeclaration":
      if (node.id.type === "Identifier") declare(node.id, EITHER, scope, true);
      return;
    case "TSImportEqualsDeclaration":
      return declare(node.id, EITHER, scope, true);
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      return declare(node.local, EITHER, scope, true);
    default:
  }
}

/** Names that a node gives to its own scope, or, having none, to the one it stands in. */
function declareInside(node: Node, parent: Node | null, scope: Scope, declare: Declare): void {
  if (isFunction(node)) {
    if (node.type === "FunctionExpression" && node.id !== null) declare(node.id, VALUE, scope, true);
    return declareParams(node.params, scope, declare);
  }
  switch (node.type) {
    case "ClassExpression":
      if (node.id !== null) declare(node.id, EITHER, scope, true);
      return;
    case "VariableDeclaration": {
      const headOfLoop = (parent?.type === "ForInStatement" || parent?.type === "ForOfStatement") && parent.left === node;
      const target = node.kind === "var" ? hoistTarget(scope) : scope;
      for (const { id, init } of node.declarations) {
        for (const name of boundNames(id)) declare(name, VALUE, target, headOfLoop || init !== null);
      }
      return;
    }
    case "CatchClause":
      if (node.param !== null) for (const name of boundNames(node.param)) declare(name, VALUE, scope, true);
      return;
    case "TSEnumMember":
      if (node.id.type === "Identifier" && !node.computed) declare(node.id, VALUE, scope, true);
      return;
    case "TSTypeParameter":
      return declare(node.name, TYPE, parent?.type === "TSInferType" ? conditional(scope) : scope, false);
    case "TSMappedType":
      return declare(node.key, TYPE, scope, false);
    case "TSFunctionType":
    case "TSConstructorType":
    case "TSMethodSignature":
    case "TSCallSignatureDeclaration":
    case "TSConstructSignatureDeclaration":
      return declareParams(node.params, scope, declare);
    case "TSIndexSignature":
      return declareParams(node.parameters, scope, declare);
    default:
  }
}

function declareParams(params: readonly Node[], scope: Scope, declare: Declare): void {
  // A parameter of a signature names a value for `x is T` and `typeof x`, and nothing ever writes it.
  for (const param of params) for (const name of boundNames(param)) declare(name, VALUE, scope, scope.kind === "function");
}

/** `var` belongs to the nearest function, module or namespace. */
function hoistTarget(scope: Scope): Scope {
  const hoists = ["function", "static_block", "namespace"].includes(scope.kind) || scope.parent === null;
  return hoists || scope.parent === null ? scope : hoistTarget(scope.parent);
}

/** `infer R` is bound by the nearest conditional type, past the function types between. */
function conditional(scope: Scope): Scope {
  for (let at: Scope | null = scope; at !== null; at = at.parent) if (at.node.type === "TSConditionalType") return at;
  return scope;
}

function scopeRow(file: ParsedFile, scope: Scope): Row<"ast_scopes"> {
  return {
    path: file.source.path, scope_id: scope.id, parent_scope_id: scope.parent?.id ?? file.fileId, kind: scope.kind,
    ...bytesOf(file.source, scope.node), locals: [...scope.names.keys()].sort(byText), writes: inOrder(scope.writes), reads: inOrder(scope.reads),
  };
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function inOrder<T extends ByteSpan>(marks: readonly T[]): readonly T[] {
  return [...marks].sort((a, b) => a.bstart - b.bstart || a.bend - b.bend);
}
