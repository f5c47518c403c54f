/* oxlint-disable typescript/switch-exhaustiveness-check -- the node kinds are the parser's, some 160, and each switch is about a few */
import type { Node } from "oxc-parser";

import type { Row } from "../tables.ts";
import { bytesOf } from "../text.ts";
import { nameSpan, placeId, type ParsedFile, type Place } from "./file.ts";
import { EITHER, TYPE, VALUE, type Scope, type Scopes } from "./scopes.ts";
import { isConstAssertion, patternTargets, peel, type NodeOf, type Visitor } from "./walk.ts";

type Role = "read" | "write" | "read_write" | "type" | "jsx" | "export";
/** How a node that is still to be visited will be used, as its parent knows. */
type Use = { readonly role: Role; readonly meaning: number };
type Ref = { readonly row: Omit<Row<"ast_refs">, "scope_id">; readonly scope: Scope | null; readonly meaning: number };

export type Refs = Visitor & {
  /** Resolves every reference and notes it as a read or write of the scope that declares it. Once, after the walk. */
  readonly rows: () => readonly Row<"ast_refs">[];
};

/** Every identifier that names something declared elsewhere, and every member's name after a dot. */
export function collectRefs(file: ParsedFile, scopes: Scopes, place: Place): Refs {
  const uses = new Map<Node, Use | null>();
  const found: Ref[] = [];

  const add = (node: Named, { role, meaning }: Use, isMember: boolean): void => {
    const span = nameSpan(file.source, node);
    const name = node.type === "PrivateIdentifier" ? `#${node.name}` : node.name;
    const row = {
      path: file.source.path, ref_id: placeId("ref", file.source, role, span), owner_def_id: place.owner(), role, name, is_member: isMember,
      ...bytesOf(file.source, span),
    };
    found.push({ row, scope: isMember ? null : scopes.current(), meaning });
  };
  const enter: Visitor["enter"] = (node, parent, key) => {
    foresee(node, (target, use) => uses.set(target, use));
    if (!isNamed(node) || scopes.declares(node)) return;
    const use = uses.get(node) ?? READ;
    if (uses.get(node) === null || node.name === "this") return;
    const part = parent === null || use === IN_MODULE ? "member" : partOf(parent, key);
    if (part === "reference") add(node, use, false);
    // A member is used as the whole expression `a.b` is, which the parent of that has said.
    else if (part === "member") add(node, (parent === null ? undefined : uses.get(parent)) ?? use, true);
  };
  return { enter, rows: () => found.map((ref) => resolved(ref, scopes)) };
}

type Named = NodeOf<"Identifier" | "JSXIdentifier" | "PrivateIdentifier">;

function isNamed(node: Node): node is Named {
  return node.type === "Identifier" || node.type === "JSXIdentifier" || node.type === "PrivateIdentifier";
}

const READ: Use = { role: "read", meaning: VALUE };
const WRITE: Use = { role: "write", meaning: VALUE };
const READ_WRITE: Use = { role: "read_write", meaning: VALUE };
const TYPE_USE: Use = { role: "type", meaning: TYPE };
/** `typeof x` and `x is T` name a value from within a type. */
const VALUE_IN_TYPE: Use = { role: "type", meaning: VALUE };
/** `import("m").a.b`: every name is one of the module's. */
const IN_MODULE: Use = { role: "type", meaning: 0 };
const EXPORT: Use = { role: "export", meaning: EITHER };
const JSX: Use = { role: "jsx", meaning: VALUE };

/** A use of null is none at all. */
type Foresee = (target: Node, use: Use | null) => void;

/** Says of a node's children what only their parent knows: that they are written, or name a type, or are exported. */
function foresee(node: Node, say: Foresee): void {
  switch (node.type) {
    case "AssignmentExpression":
      for (const target of patternTargets(node.left)) say(target, node.operator === "=" ? WRITE : READ_WRITE);
      return;
    case "ForInStatement":
    case "ForOfStatement":
      if (node.left.type !== "VariableDeclaration") for (const target of patternTargets(node.left)) say(target, WRITE);
      return;
    case "UpdateExpression":
      return say(peel(node.argument), READ_WRITE);
    case "UnaryExpression":
      if (node.operator === "delete") say(peel(node.argument), WRITE);
      return;
    case "ExportNamedDeclaration":
      // `export { a } from "m"` speaks of a name in `m`: an import, and no reference of this file's.
      for (const { local } of node.specifiers) say(local, node.source === null ? EXPORT : null);
      return;
    case "ExportDefaultDeclaration":
      return say(node.declaration, EXPORT);
    case "TSExportAssignment":
      return say(node.expression, EXPORT);
    case "JSXOpeningElement":
    case "JSXClosingElement":
      return sayName(node.name, JSX, VALUE, say);
    default:
      foreseeType(node, say);
  }
}

function foreseeType(node: Node, say: Foresee): void {
  switch (node.type) {
    case "TSTypeReference":
      // The parser takes the `const` of `as const` for the name of a type.
      if (isConstAssertion(node)) return say(node.typeName, null);
      return sayName(node.typeName, TYPE_USE, EITHER, say);
    case "TSTypeQuery":
      return sayName(node.exprName, VALUE_IN_TYPE, VALUE, say);
    case "TSClassImplements":
    case "TSInterfaceHeritage":
      return sayName(node.expression, TYPE_USE, EITHER, say);
    case "TSTypePredicate":
      return say(node.parameterName, VALUE_IN_TYPE);
    case "TSImportEqualsDeclaration":
      return sayName(node.moduleReference, { role: "read", meaning: EITHER }, EITHER, say);
    case "TSImportType":
      if (node.qualifier !== null) sayName(node.qualifier, IN_MODULE, EITHER, say);
      return;
    default:
  }
}

/** A name and what stands before its dots; before a dot stands a namespace, which may have been declared in other ways (`rootMeaning`). */
function sayName(name: Node, use: Use, rootMeaning: number, say: Foresee): void {
  say(name, use);
  const before = use === IN_MODULE ? use : { role: use.role, meaning: rootMeaning };
  if (name.type === "TSQualifiedName") sayName(name.left, before, rootMeaning, say);
  else if (name.type === "MemberExpression" || name.type === "JSXMemberExpression") sayName(name.object, before, rootMeaning, say);
}

type Part = "reference" | "member" | "none";

/** What an identifier is to its parent when it stands under `key`, for those parents under which it is not simply a reference. */
function partOf(parent: Node, key: string): Part {
  switch (parent.type) {
    case "MemberExpression":
      return key === "property" && !parent.computed ? "member" : "reference";
    case "JSXMemberExpression":
      return key === "property" ? "member" : "reference";
    case "TSQualifiedName":
      return key === "right" ? "member" : "reference";
    case "BinaryExpression":
      // `#x in o`: elsewhere no operand is a private name.
      return key === "left" && parent.left.type === "PrivateIdentifier" ? "member" : "reference";
    case "Property":
    case "MethodDefinition":
    case "TSAbstractMethodDefinition":
    case "PropertyDefinition":
    case "TSAbstractPropertyDefinition":
    case "AccessorProperty":
    case "TSAbstractAccessorProperty":
    case "TSPropertySignature":
    case "TSMethodSignature":
      return key === "key" && !parent.computed ? "none" : "reference";
    case "ExportSpecifier":
      // Only the local name refers; the walk sees `export { a }` as `a` twice.
      return key === "local" ? "reference" : "none";
    case "JSXOpeningElement":
    case "JSXClosingElement":
      return isIntrinsic(parent.name) ? "none" : "reference";
    case "TSEnumMember":
      return key === "id" && !parent.computed ? "none" : "reference";
    default:
      return NAMES_NOTHING.has(parent.type) ? "none" : "reference";
  }
}

const NAMES_NOTHING: ReadonlySet<Node["type"]> = new Set<Node["type"]>([
  "ImportSpecifier", "ImportAttribute", "ExportAllDeclaration", "LabeledStatement", "BreakStatement", "ContinueStatement", "MetaProperty",
  "JSXAttribute", "JSXNamespacedName", "TSNamedTupleMember", "TSNamespaceExportDeclaration", "TSModuleDeclaration",
]);

/** `<div>` is a name of the platform's and none of the file's; `<Div>` and `<a.b>` are names of the file's. */
export function isIntrinsic(name: Node): boolean {
  return name.type === "JSXNamespacedName" || (name.type === "JSXIdentifier" && /^[a-z]/.test(name.name));
}

function resolved({ row, scope, meaning }: Ref, scopes: Scopes): Row<"ast_refs"> {
  if (scope === null) return { ...row, scope_id: null };
  const declaring = scopes.resolve(row.name, meaning, scope);
  if (row.role !== "type") {
    // A name that no scope declares is a global: its reads and writes meet in the file's own scope.
    const { reads, writes } = declaring ?? scopes.root();
    const mark = { name: row.name, bstart: row.bstart, bend: row.bend };
    if (row.role === "write" || row.role === "read_write") writes.push(mark);
    if (row.role !== "write") reads.push(mark);
  }
  return { ...row, scope_id: declaring?.id ?? null };
}
