/* oxlint-disable typescript/switch-exhaustiveness-check -- the node kinds are the parser's, some 160, and each switch is about a few */
import { visitorKeys, type Node } from "oxc-parser";

/** Called for every node, parents before children; `leave` in the opposite order of visitors, so that what one opens on entering is there for all later ones. */
export type Visitor = {
  readonly enter: (node: Node, parent: Node | null, key: string) => void;
  readonly leave?: (node: Node) => void;
};

/** Depth first, children in the order of the source as the parser's key table gives it. */
export function walk(root: Node, visitors: readonly Visitor[]): void {
  const backwards = [...visitors].reverse();
  const visit = (node: Node, parent: Node | null, key: string): void => {
    for (const visitor of visitors) visitor.enter(node, parent, key);
    for (const [childKey, child] of children(node)) visit(child, node, childKey);
    for (const visitor of backwards) visitor.leave?.(node);
  };
  visit(root, null, "");
}

export function children(node: Node): readonly (readonly [string, Node])[] {
  const found: (readonly [string, Node])[] = [];
  const fields = node as unknown as Readonly<Record<string, unknown>>;
  for (const key of visitorKeys[node.type] ?? []) {
    const value = fields[key];
    if (Array.isArray(value)) {
      for (const item of value as readonly unknown[]) if (isNode(item)) found.push([key, item]);
    } else if (isNode(value)) found.push([key, value]);
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

export type NodeOf<T extends Node["type"]> = Extract<Node, { readonly type: T }>;

/** Without parentheses, `!`, `as`, `satisfies`, `<T>x`, type arguments and the wrapper of an optional chain: none of them changes what is meant. */
export function peel(node: Node): Node {
  switch (node.type) {
    case "ParenthesizedExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "ChainExpression":
      return peel(node.expression);
    default:
      return node;
  }
}

export type FunctionNode = NodeOf<
  "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" | "TSDeclareFunction" | "TSEmptyBodyFunctionExpression"
>;
export type ClassNode = NodeOf<"ClassDeclaration" | "ClassExpression">;

export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression" ||
    node.type === "TSDeclareFunction" || node.type === "TSEmptyBodyFunctionExpression"
  );
}

export function isClass(node: Node): node is ClassNode {
  return node.type === "ClassDeclaration" || node.type === "ClassExpression";
}

export type IdentifierNode = NodeOf<"Identifier">;

/** The identifiers that a binding or assignment pattern names; in an assignment its targets may be members too. */
export function patternTargets(pattern: Node): readonly Node[] {
  switch (pattern.type) {
    case "ObjectPattern":
      return pattern.properties.flatMap((property) => patternTargets(property.type === "Property" ? property.value : property));
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element === null ? [] : patternTargets(element)));
    case "AssignmentPattern":
      return patternTargets(pattern.left);
    case "RestElement":
      return patternTargets(pattern.argument);
    case "TSParameterProperty":
      return patternTargets(pattern.parameter);
    default:
      return [peel(pattern)];
  }
}

export function boundNames(pattern: Node): readonly IdentifierNode[] {
  return patternTargets(pattern).filter((node): node is IdentifierNode => node.type === "Identifier");
}

export function isConstAssertion(type: Node): boolean {
  return type.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "const";
}
