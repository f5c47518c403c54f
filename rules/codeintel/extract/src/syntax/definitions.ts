/* oxlint-disable typescript/switch-exhaustiveness-check -- the node kinds are the parser's, some 160, and each switch is about a few */
import type { Node } from "oxc-parser";

import type { SourceText } from "../text.ts";
import { slice } from "../text.ts";
import { keyName, nameSpan, type NamedSpan } from "./file.ts";
import { boundNames, isClass, isFunction, peel, type FunctionNode, type NodeOf } from "./walk.ts";

export type Definition = {
  readonly kind: string;
  readonly node: Node;
  readonly name: NamedSpan | null;
  /** The function or class expression that the name holds: a part of this definition and none of its own. */
  readonly held: Node | null;
  /** Whose parameters are the definition's. */
  readonly callable: { readonly params: readonly Node[] } | null;
  readonly decorators: readonly { readonly expression: Node }[];
  /** Contains the definitions within its node. */
  readonly encloses: boolean;
  /** Runs or declares by itself, so that calls, references and types within are its own. */
  readonly owns: boolean;
};

type Details = Partial<Pick<Definition, "held" | "callable" | "decorators" | "encloses" | "owns">>;

const define = (kind: string, node: Node, name: NamedSpan | null, details: Details = {}): Definition => ({
  kind, node, name, held: null, callable: null, decorators: [], encloses: true, owns: true, ...details,
});

/** A name that merely holds a value: what its initialiser calls is called by whoever runs the initialiser. */
const HOLDS: Details = { owns: false };
/** Several names of one declarator: none of them contains what is in it. */
const SHARES: Details = { owns: false, encloses: false };

/**
 * What a node defines. A function or class that a variable, property or object literal's key holds is one definition, of the holder's name:
 * `const f = () => …` defines `f`. Parameters, type parameters and imports are in other tables.
 */
export function definitionsOf(source: SourceText, node: Node, parent: Node | null): readonly Definition[] {
  if (isFunction(node)) return [define("function", node, idName(source, node.id), { callable: node })];
  if (isClass(node)) return [define("class", node, idName(source, node.id), { decorators: node.decorators })];
  switch (node.type) {
    case "VariableDeclarator":
      return variables(source, node);
    case "MethodDefinition":
    case "TSAbstractMethodDefinition":
      return [define(METHOD_KINDS[node.kind], node, keyName(source, node.key, node.computed), {
        held: node.value, callable: node.value, decorators: node.decorators,
      })];
    case "PropertyDefinition":
    case "TSAbstractPropertyDefinition":
    case "AccessorProperty":
    case "TSAbstractAccessorProperty":
      return [holder(node, keyName(source, node.key, node.computed), node.value, "property", "method", node.decorators)];
    case "Property":
      return literalMember(source, node, parent);
    case "TSParameterProperty":
      return boundNames(node).map((id) => define("property", node, idName(source, id), { ...SHARES, decorators: node.decorators }));
    default:
      return typeDefinitions(source, node);
  }
}

function typeDefinitions(source: SourceText, node: Node): readonly Definition[] {
  switch (node.type) {
    case "TSInterfaceDeclaration":
      return [define("interface", node, idName(source, node.id))];
    case "TSTypeAliasDeclaration":
      return [define("type_alias", node, idName(source, node.id))];
    case "TSEnumDeclaration":
      return [define("enum", node, idName(source, node.id))];
    case "TSEnumMember":
      return [define("enum_member", node, keyName(source, node.id, node.computed), HOLDS)];
    case "TSModuleDeclaration":
      return [define("namespace", node, moduleName(source, node.id))];
    case "TSImportEqualsDeclaration":
      return node.moduleReference.type === "TSExternalModuleReference" ? [] : [define("alias", node, idName(source, node.id), HOLDS)];
    case "TSPropertySignature":
      return [define("property", node, keyName(source, node.key, node.computed), HOLDS)];
    case "TSMethodSignature":
      return [define(METHOD_KINDS[node.kind], node, keyName(source, node.key, node.computed), { callable: node })];
    default:
      return [];
  }
}

const METHOD_KINDS = { constructor: "constructor", method: "method", get: "getter", set: "setter" } as const;

function variables(source: SourceText, node: NodeOf<"VariableDeclarator">): readonly Definition[] {
  const { id } = node;
  if (id.type === "Identifier") return [holder(node, idName(source, id), node.init, "variable", "function", [])];
  return boundNames(id).map((name) => ({ ...define("variable", node, idName(source, name), SHARES), node: name }));
}

/** A name that may hold a function or a class, which is then what it defines. */
function holder(
  node: Node, name: NamedSpan | null, value: Node | null, plain: string, callable: string, decorators: Definition["decorators"],
): Definition {
  const held = value === null ? null : heldValue(value);
  if (held === null) return define(plain, node, name, { ...HOLDS, decorators });
  if (isClass(held)) return define("class", node, name, { held, decorators: held.decorators });
  return define(callable, node, name, { held, callable: held, decorators });
}

/** Of an object literal's members those that are functions: the others are data, and there can be very many. */
function literalMember(source: SourceText, node: NodeOf<"Property">, parent: Node | null): readonly Definition[] {
  if (parent?.type !== "ObjectExpression") return [];
  const held = heldValue(node.value);
  if (held === null || isClass(held)) return [];
  const kind = node.kind === "init" ? "method" : METHOD_KINDS[node.kind];
  return [define(kind, node, keyName(source, node.key, node.computed), { held, callable: held })];
}

function heldValue(value: Node): FunctionNode | Extract<Node, { type: "ClassExpression" | "ClassDeclaration" }> | null {
  const inner = peel(value);
  return isFunction(inner) || isClass(inner) ? inner : null;
}

function idName(source: SourceText, id: NodeOf<"Identifier"> | null): NamedSpan | null {
  return id === null ? null : { name: id.name, span: nameSpan(source, id) };
}

function moduleName(source: SourceText, id: Node): NamedSpan | null {
  if (id.type === "Literal" && typeof id.value === "string") return { name: id.value, span: id };
  return { name: slice(source, id), span: id };
}
