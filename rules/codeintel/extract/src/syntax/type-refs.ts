/* oxlint-disable typescript/switch-exhaustiveness-check -- the node kinds are the parser's, some 160, and each switch is about a few */
import type { Node } from "oxc-parser";

import type { Row } from "../tables.ts";
import { bytesOf, slice, type Span } from "../text.ts";
import { placeId, type ParsedFile, type Place } from "./file.ts";
import { isConstAssertion, isFunction, type Visitor } from "./walk.ts";

export type TypeRefs = Visitor & { readonly rows: readonly Row<"ast_type_refs">[] };

type Found = { readonly role: string; readonly span: Span };

/** Every type in a place that the language gives it: an annotation, a heritage clause, an argument, an alias's meaning. */
export function collectTypeRefs(file: ParsedFile, place: Place): TypeRefs {
  const { source } = file;
  const rows: Row<"ast_type_refs">[] = [];
  const params = new Set<Node>();
  return {
    rows,
    enter: (node, parent, key) => {
      if ("params" in node && Array.isArray(node.params)) for (const param of node.params) params.add(annotated(param));
      for (const { role, span } of typesOf(node, parent, key, params)) {
        const type_ref_id = placeId("typeref", source, role, span);
        rows.push({ path: source.path, type_ref_id, owner_def_id: place.owner(), role, text: slice(source, span), ...bytesOf(source, span) });
      }
    },
  };
}

function typesOf(node: Node, parent: Node | null, key: string, params: ReadonlySet<Node>): readonly Found[] {
  switch (node.type) {
    case "TSTypeAnnotation":
      return annotation(node.typeAnnotation, parent, key, params);
    case "TSTypeAliasDeclaration":
      return [{ role: "alias", span: node.typeAnnotation }];
    case "TSAsExpression":
    case "TSTypeAssertion":
      // `as const` names no type.
      return isConstAssertion(node.typeAnnotation) ? [] : [{ role: "assertion", span: node.typeAnnotation }];
    case "TSSatisfiesExpression":
      return [{ role: "satisfies", span: node.typeAnnotation }];
    case "TSTypeParameter":
      return [
        ...(node.constraint === null ? [] : [{ role: "constraint", span: node.constraint }]),
        ...(node.default === null ? [] : [{ role: "default", span: node.default }]),
      ];
    case "TSTypeParameterInstantiation":
      return node.params.map((span) => ({ role: "type_argument", span }));
    case "ClassDeclaration":
    case "ClassExpression":
      return node.superClass === null
        ? []
        : [{ role: "extends", span: { start: node.superClass.start, end: node.superTypeArguments?.end ?? node.superClass.end } }];
    case "TSInterfaceHeritage":
      return [{ role: "extends", span: node }];
    case "TSClassImplements":
      return [{ role: "implements", span: node }];
    default:
      return [];
  }
}

/** The node that carries a parameter's type. */
function annotated(param: Node): Node {
  if (param.type === "TSParameterProperty") return annotated(param.parameter);
  return param.type === "AssignmentPattern" ? param.left : param;
}

function annotation(type: Node, parent: Node | null, key: string, params: ReadonlySet<Node>): readonly Found[] {
  if (parent === null) return [];
  if (key === "returnType") return [{ role: "return", span: type }];
  switch (parent.type) {
    case "Identifier":
    case "ObjectPattern":
    case "ArrayPattern":
    case "RestElement":
      return [{ role: params.has(parent) ? "param" : "variable", span: type }];
    case "TSIndexSignature":
      return [{ role: "index", span: type }];
    case "TSTypePredicate":
      return [{ role: "predicate", span: type }];
    default:
      return isFunction(parent) ? [] : [{ role: "property", span: type }];
  }
}
