import type { Node } from "oxc-parser";

import type { Row } from "../tables.ts";
import { bytesOf, slice, type SourceText } from "../text.ts";
import { definitionsOf, type Definition } from "./definitions.ts";
import { atTopLevel, directExport, exportedNames } from "./exports.ts";
import { nameColumns, placeId, type ParsedFile, type Place } from "./file.ts";
import { params } from "./params.ts";
import type { Visitor } from "./walk.ts";

export type Defs = Visitor & Place & {
  readonly rows: readonly Row<"ast_defs">[];
  /** The name of the class around the walk's place and of what it extends, as written: for `this.m()` and `super()`. */
  readonly enclosingClass: () => { readonly name: string | null; readonly base: string | null } | null;
};

type Open = { readonly node: Node; readonly id: string };
type OpenClass = { readonly node: Node; readonly name: string | null; readonly base: string | null };

/**
 * Finds definitions, and knows at each node which one contains it and which one owns it. The container is the nearest definition;
 * the owner is the nearest that runs or declares by itself and can be named, so that a call in a callback is its function's, and a call in a
 * variable's initialiser is that of the function around it.
 */
export function collectDefs(file: ParsedFile): Defs {
  const { source } = file;
  const rows: Row<"ast_defs">[] = [];
  const exported = exportedNames(file.program);
  const ancestors: Node[] = [];
  const containers: Open[] = [];
  const owners: Open[] = [];
  const classes: OpenClass[] = [];
  const held = new Set<Node>();

  const container = (): string => containers.at(-1)?.id ?? file.fileId;
  const add = (node: Node, definition: Definition, within: string): void => {
    const id = placeId("def", source, definition.kind, definition.node);
    const name = definition.name?.name ?? null;
    const exported_as =
      directExport(ancestors, name) ?? (name !== null && atTopLevel(ancestors) ? (exported.get(name) ?? null) : null);
    rows.push({
      path: source.path, def_id: id, container_def_id: within, kind: definition.kind, ...nameColumns(source, definition.name),
      ...bytesOf(source, definition.node), exported_as, is_ambient: file.isDeclaration || isAmbient(node, ancestors),
      params: definition.callable === null ? [] : params(source, definition.callable), decorators: decoratorTexts(source, definition.decorators),
    });
    if (!definition.encloses) return;
    containers.push({ node, id });
    if (definition.owns && (name !== null || exported_as !== null)) owners.push({ node, id });
  };
  return {
    rows,
    container,
    owner: () => owners.at(-1)?.id ?? file.fileId,
    enclosingClass: () => classes.at(-1) ?? null,
    enter: (node, parent) => {
      // `constructor(readonly a: A)`: the property is the class's, though it is written in the constructor.
      const within = node.type === "TSParameterProperty" ? (containers.at(-2)?.id ?? file.fileId) : container();
      for (const definition of held.has(node) ? [] : definitionsOf(source, node, parent)) {
        if (definition.held !== null) held.add(definition.held);
        add(node, definition, within);
      }
      if (node.type === "ClassDeclaration" || node.type === "ClassExpression") {
        const base = node.superClass === null ? null : slice(source, node.superClass);
        classes.push({ node, name: node.id?.name ?? heldName(parent), base });
      }
      ancestors.push(node);
    },
    leave: (node) => {
      ancestors.pop();
      for (const stack of [containers, owners, classes]) if (stack.at(-1)?.node === node) stack.pop();
    },
  };
}

/** `const A = class { … }` is called A. */
function heldName(parent: Node | null): string | null {
  return parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" ? parent.id.name : null;
}

function isAmbient(node: Node, ancestors: readonly Node[]): boolean {
  return [node, ...ancestors].some((at) => (at.type === "TSModuleDeclaration" && at.global) || ("declare" in at && at.declare));
}

function decoratorTexts(source: SourceText, decorators: readonly { readonly expression: Node }[]): readonly string[] | null {
  return decorators.length === 0 ? null : decorators.map(({ expression }) => slice(source, expression));
}
