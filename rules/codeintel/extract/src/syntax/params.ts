/* oxlint-disable typescript/switch-exhaustiveness-check -- the node kinds are the parser's, some 160, and each switch is about a few */
import type { Node } from "oxc-parser";

import type { Param } from "../tables.ts";
import { slice, type SourceText } from "../text.ts";
import { nameSpan } from "./file.ts";

/** The parameters as written; a pattern's name is its text, a rest parameter's begins with its dots. */
export function params(source: SourceText, callable: { readonly params: readonly Node[] }): readonly Param[] {
  return callable.params.map((param) => paramOf(source, param));
}

function paramOf(source: SourceText, param: Node): Param {
  switch (param.type) {
    case "TSParameterProperty":
      return paramOf(source, param.parameter);
    case "AssignmentPattern":
      return { ...paramOf(source, param.left), optional: true };
    case "RestElement": {
      const inner = paramOf(source, param.argument);
      return { name: `...${inner.name}`, type: typeText(source, param.typeAnnotation) ?? inner.type, optional: false };
    }
    case "Identifier":
      return { name: slice(source, nameSpan(source, param)), type: typeText(source, param.typeAnnotation), optional: isOptional(param) };
    case "ObjectPattern":
    case "ArrayPattern": {
      const end = param.typeAnnotation?.start ?? param.end;
      const text = source.text.slice(param.start, end).trim();
      const optional = text.endsWith("?");
      return { name: optional ? text.slice(0, -1).trim() : text, type: typeText(source, param.typeAnnotation), optional };
    }
    default:
      return { name: slice(source, param), type: null, optional: false };
  }
}

/** The parser's types say so of binding identifiers only, though all identifiers are one node type. */
function isOptional(param: { readonly optional?: boolean }): boolean {
  return param.optional === true;
}

function typeText(source: SourceText, annotation: { readonly typeAnnotation: Node } | null | undefined): string | null {
  return annotation === null || annotation === undefined ? null : slice(source, annotation.typeAnnotation);
}
