import type { Node } from "oxc-parser";

import { hashId } from "../ids.ts";
import type { CompilerOptions } from "../index/typescript.ts";
import type { Row } from "../tables.ts";
import { bytesOf, slice, type SourceText, type Span } from "../text.ts";

/** One parsed file, as all collectors see it. */
export type ParsedFile = {
  readonly source: SourceText;
  readonly program: Node;
  readonly fileId: string;
  /** A declaration file: everything in it is ambient. */
  readonly isDeclaration: boolean;
  /** Those of the configuration that the file belongs to. */
  readonly options: CompilerOptions;
};

/** Where the walk is: what owns and what contains the node at hand. Ids of definitions, or of the file outside any. */
export type Place = { readonly owner: () => string; readonly container: () => string };

/** An identifier's node reaches to the end of its type annotation; its name does not. */
export function nameSpan(source: SourceText, node: { readonly name: string; readonly start: number; readonly end: number }): Span {
  const { name, start } = node;
  if (source.text.startsWith(name, start)) return { start, end: start + name.length };
  // A name spelled with escapes, or a private one, whose `#` is no part of the parser's name.
  const spelled = /#?(?:[\p{ID_Continue}$\u200c\u200d]|\\u(?:[0-9a-f]{4}|\{[0-9a-f]+\}))+/iuy;
  spelled.lastIndex = start;
  return spelled.test(source.text) ? { start, end: spelled.lastIndex } : { start, end: node.end };
}

export type NamedSpan = { readonly name: string; readonly span: Span };

/** The name of a key, label or module export that is an identifier or a string; null for one that is computed. */
export function keyName(source: SourceText, key: Node, computed: boolean): NamedSpan | null {
  if (key.type === "PrivateIdentifier") return { name: `#${key.name}`, span: key };
  if (key.type === "Literal" && typeof key.value === "string") return { name: key.value, span: key };
  if (computed) return null;
  if (key.type === "Identifier") return { name: key.name, span: nameSpan(source, key) };
  return key.type === "Literal" ? { name: slice(source, key), span: key } : null;
}

/** The columns `name, name_bstart, name_bend`. */
export function nameColumns(source: SourceText, named: NamedSpan | null): Pick<Row<"ast_defs">, "name" | "name_bstart" | "name_bend"> {
  if (named === null) return { name: null, name_bstart: null, name_bend: null };
  const { bstart, bend } = bytesOf(source, named.span);
  return { name: named.name, name_bstart: bstart, name_bend: bend };
}

/** The id of what stands at one place of a file: kind and span tell any two such things apart. */
export function placeId(prefix: string, source: SourceText, kind: string, span: Span): string {
  const { bstart, bend } = bytesOf(source, span);
  return hashId(prefix, source.path, kind, bstart, bend);
}
