/* oxlint-disable typescript/switch-exhaustiveness-check -- the node kinds are the parser's, some 160, and each switch is about a few */
import type { Node } from "oxc-parser";

import { hashId } from "../ids.ts";
import type { Row } from "../tables.ts";
import { bytesOf, slice, type SourceText, type Span } from "../text.ts";
import { exportName } from "./exports.ts";
import { nameColumns, nameSpan, type NamedSpan, type ParsedFile } from "./file.ts";
import type { Scope, Scopes } from "./scopes.ts";
import { VALUE } from "./scopes.ts";
import { peel, type NodeOf, type Visitor } from "./walk.ts";

/** What a local name is bound to: the import's module and the name there (`default`, `*` for the module itself). */
export type Binding = { readonly module: string; readonly imported: string };

export type Imports = Visitor & {
  /** After the walk: whether `require` is the platform's can only then be said. */
  readonly rows: () => readonly Row<"ast_imports">[];
  /** By local name; imports are declared in a file's own scope. */
  readonly bindings: ReadonlyMap<string, Binding>;
};

type Found = {
  readonly kind: string;
  readonly statement: Span;
  readonly module: NamedSpan;
  /** The name in the other module, as written. */
  readonly name?: NamedSpan | null;
  /** The other name that the statement gives it: the local one, or the one of a re-export. */
  readonly alias?: NamedSpan | null;
  readonly isType?: boolean;
  /** What tells two rows of one statement apart. */
  readonly at?: Span;
};

export function collectImports(file: ParsedFile, scopes: Scopes): Imports {
  const { source } = file;
  const sure: Found[] = [];
  const required: { readonly call: NodeOf<"CallExpression">; readonly scope: Scope; readonly found: readonly Found[] }[] = [];
  const bindings = new Map<string, Binding>();
  const declarators: NodeOf<"VariableDeclarator">[] = [];

  return {
    bindings,
    enter: (node) => {
      if (node.type === "VariableDeclarator") declarators.push(node);
      if (node.type === "CallExpression") {
        const found = requireOf(source, node, declarators.at(-1) ?? null);
        if (found !== null) required.push({ call: node, scope: scopes.current(), found });
        return;
      }
      const found = importsOf(source, node);
      for (const one of found) {
        const local = one.alias ?? one.name ?? null;
        if (BINDS.has(one.kind) && local !== null) bindings.set(local.name, { module: one.module.name, imported: importedName(one) });
      }
      sure.push(...found);
    },
    leave: (node) => {
      if (declarators.at(-1) === node) declarators.pop();
    },
    rows: () => {
      const real = required.filter(({ scope }) => scopes.resolve("require", VALUE, scope) === null);
      return [...sure, ...real.flatMap(({ found }) => found)].map((found) => importRow(source, found));
    },
  };
}

const BINDS: ReadonlySet<string> = new Set(["named", "default", "namespace", "require"]);

function importedName({ kind, name }: Found): string {
  if (kind === "default") return "default";
  return kind === "named" ? (name?.name ?? "*") : "*";
}

function importsOf(source: SourceText, node: Node): readonly Found[] {
  switch (node.type) {
    case "ImportDeclaration":
      return importDeclaration(source, node);
    case "ExportNamedDeclaration":
      return node.source === null ? [] : reexports(source, node, literal(node.source));
    case "ExportAllDeclaration": {
      const alias = node.exported === null ? null : moduleName(source, node.exported);
      return [{ kind: "reexport_all", statement: node, module: literal(node.source), alias, isType: node.exportKind === "type" }];
    }
    case "TSImportEqualsDeclaration":
      if (node.moduleReference.type !== "TSExternalModuleReference") return [];
      return [{
        kind: "require", statement: node, module: literal(node.moduleReference.expression), alias: moduleName(source, node.id),
        isType: node.importKind === "type",
      }];
    case "TSImportType":
      return [{ kind: "dynamic", statement: node, module: literal(node.source), isType: true }];
    case "ImportExpression": {
      const module = constant(source, node.source);
      return module === null ? [] : [{ kind: "dynamic", statement: node, module }];
    }
    default:
      return [];
  }
}

function importDeclaration(source: SourceText, node: NodeOf<"ImportDeclaration">): readonly Found[] {
  const module = literal(node.source);
  const wholeIsType = node.importKind === "type";
  if (node.specifiers.length === 0) return [{ kind: "side_effect", statement: node, module, isType: wholeIsType }];
  return node.specifiers.map((specifier): Found => {
    const local = moduleName(source, specifier.local);
    const common = { statement: node, module, at: specifier, isType: wholeIsType };
    if (specifier.type === "ImportDefaultSpecifier") return { ...common, kind: "default", alias: local };
    if (specifier.type === "ImportNamespaceSpecifier") return { ...common, kind: "namespace", alias: local };
    const name = moduleName(source, specifier.imported);
    const isType = wholeIsType || specifier.importKind === "type";
    return { ...common, kind: "named", name, alias: local.span.start === name.span.start ? null : local, isType };
  });
}

function reexports(source: SourceText, node: NodeOf<"ExportNamedDeclaration">, module: NamedSpan): readonly Found[] {
  const wholeIsType = node.exportKind === "type";
  // `export {} from "m"` runs the module and names nothing of it.
  if (node.specifiers.length === 0) return [{ kind: "side_effect", statement: node, module, isType: wholeIsType }];
  return node.specifiers.map((specifier): Found => {
    const name = moduleName(source, specifier.local);
    const alias = moduleName(source, specifier.exported);
    return {
      kind: "reexport", statement: node, module, name, alias: alias.span.start === name.span.start ? null : alias,
      isType: wholeIsType || specifier.exportKind === "type", at: specifier,
    };
  });
}

/** `require("m")`, with what a `const` around it takes from the module: `const m = …`, `const { a, b: c } = …`. */
function requireOf(source: SourceText, call: NodeOf<"CallExpression">, declarator: NodeOf<"VariableDeclarator"> | null): readonly Found[] | null {
  if (!isRequire(call)) return null;
  const module = constant(source, call.arguments[0]);
  if (module === null) return null;
  const plain: Found = { kind: "require", statement: call, module };
  if (declarator?.init === null || declarator?.init === undefined || peel(declarator.init) !== call) return [plain];
  const common = { ...plain, statement: declarator };
  if (declarator.id.type === "Identifier") return [{ ...common, alias: moduleName(source, declarator.id) }];
  if (declarator.id.type !== "ObjectPattern" || declarator.id.properties.length === 0) return [plain];
  return declarator.id.properties.map((property): Found => {
    if (property.type !== "Property" || property.key.type !== "Identifier" || property.computed) return { ...common, at: property };
    const name = moduleName(source, property.key);
    const alias = property.value.type === "Identifier" && !property.shorthand ? moduleName(source, property.value) : null;
    return { ...common, name, alias, at: property };
  });
}

function isRequire(call: NodeOf<"CallExpression">): boolean {
  return call.callee.type === "Identifier" && call.callee.name === "require" && call.arguments.length === 1;
}

/** Whether a call is an import and hence no call of the graph's. */
export function isImportCall(source: SourceText, call: NodeOf<"CallExpression">): boolean {
  return isRequire(call) && constant(source, call.arguments[0]) !== null;
}

/** A module's name that the source spells out; one that is computed names no module that could be looked up. */
function constant(source: SourceText, node: Node | undefined): NamedSpan | null {
  if (node?.type === "Literal" && typeof node.value === "string") return { name: node.value, span: node };
  if (node?.type !== "TemplateLiteral" || node.expressions.length > 0) return null;
  return { name: node.quasis[0]?.value.cooked ?? slice(source, node), span: node };
}

const literal = (node: { readonly value: string } & Span): NamedSpan => ({ name: node.value, span: node });

function moduleName(source: SourceText, node: Node): NamedSpan {
  return node.type === "Identifier" ? { name: node.name, span: nameSpan(source, node) } : { name: exportName(node), span: node };
}

function importRow(source: SourceText, found: Found): Row<"ast_imports"> {
  const { kind, statement, module, name = null, alias = null, isType = false, at = statement } = found;
  const own = bytesOf(source, at);
  const moduleBytes = bytesOf(source, module.span);
  const aliasBytes = alias === null ? null : bytesOf(source, alias.span);
  return {
    path: source.path, import_id: hashId("import", source.path, kind, own.bstart, own.bend), module: module.name, kind,
    ...nameColumns(source, name), alias: alias?.name ?? null, is_type: isType, ...bytesOf(source, statement),
    module_bstart: moduleBytes.bstart, module_bend: moduleBytes.bend,
    alias_bstart: aliasBytes?.bstart ?? null, alias_bend: aliasBytes?.bend ?? null,
  };
}
