/** What only the whole pack shows: declarations that nothing uses, and what is asked of all of them. */
import type { SchemaBody } from "../ast/index.ts";
import { descendants } from "../ast/walk.ts";
import { nameOf } from "../modules.ts";
import type { Declaration, DeclaredBy } from "../scope.ts";
import { inDeclared, say, type FileWork, type PackWork } from "./work.ts";

const isRelation = ({ kind }: Declaration): boolean => kind === "source" || kind === "rule";
const isInline = ({ decl }: DeclaredBy<"rule">): boolean => decl.storage?.name.text === "inline";
const isPrivate = (declared: Declaration): boolean => nameOf(declared).text.startsWith("_");

/** Declarations that a file of the pack names, or passes on. */
export function usedIn(files: readonly FileWork[]): ReadonlySet<Declaration> {
  const used = new Set<Declaration>();
  const passedOn = new Set(files.flatMap(({ file: { ast } }) => ast.declarations.flatMap((decl) => (decl.kind === "export" ? decl.names.map(({ name }) => name.text) : []))));
  for (const { scope, mentions } of files) {
    for (const [as, declared] of scope.symbols) {
      const mentioned = isRelation(declared) ? mentions.relations.has(as) : declared.kind === "param" ? mentions.params.has(as) : mentions.names.has(as);
      if (mentioned || passedOn.has(nameOf(declared).text)) used.add(declared);
    }
  }
  return used;
}

export function unusedDeclarations(kind: "param" | "source" | "rule" | "macro", { declared, used, report }: PackWork): void {
  // A pack that stores nothing is there for others, which may use whatever is not private.
  const isShared = !declared.some((one) => one.kind === "rule" && !isInline(one));
  for (const one of declared) {
    if (used.has(one)) continue;
    const [name, at] = [nameOf(one).text, inDeclared(one, report)];
    if (kind === "param" && one.kind === "param" && !isShared) say(at, "unused-param", { name, of: null }, nameOf(one));
    else if (kind === "source" && one.kind === "source") say(at, "unused-source", { name }, nameOf(one));
    else if (kind === "rule" && one.kind === "rule" && isInline(one)) say(at, "dead-rule", { name }, nameOf(one));
    else if (kind === "macro" && (one.kind === "macro" || one.kind === "function") && (!isShared || isPrivate(one))) say(at, "unused-macro", { name, is: one.kind }, nameOf(one));
  }
}

/** Of sources that somebody reads: of one that nobody does, that is what is told. */
export function unneededColumns({ declared, needed, program, report }: PackWork): void {
  for (const one of declared) {
    const needs = needed.get(one.name);
    const columns = program.schemas.get(one.name)?.columns;
    if (one.kind !== "source" || one.decl.body === null || needs === undefined || columns === undefined) continue;
    const claimed = claimedIn(one.decl.body);
    const own = one.decl.body.entries.flatMap((entry) => (entry.kind === "schema_column" && !needs.has(entry.name.text) && !claimed.has(entry.name.text) ? [entry.name] : []));
    const [first] = own;
    if (first !== undefined) say(inDeclared(one, report), "unused-source-column", { source: one.decl.name.text, columns: own.map(({ text }) => text) }, first);
  }
}

/** Columns that keys, checks and the like name. */
function claimedIn(body: SchemaBody): ReadonlySet<string> {
  const claimed = new Set<string>();
  for (const entry of body.entries) if (entry.kind !== "schema_column") for (const node of descendants(entry)) if (node.kind === "ref") claimed.add(node.name.text);
  return claimed;
}

const WORDS: Readonly<Record<Declaration["kind"], string>> = { param: "parameter", schema: "schema", source: "source", rule: "rule", macro: "macro", function: "function" };

export function missingDocs({ declared, report }: PackWork): void {
  for (const one of declared) {
    const wanted = one.kind === "source" || (one.kind === "rule" && !isInline(one)) || ((one.kind === "macro" || one.kind === "function") && !isPrivate(one));
    if (wanted && one.decl.doc === null) say(inDeclared(one, report), "missing-doc", { name: nameOf(one).text, is: WORDS[one.kind] }, nameOf(one));
  }
}

export function missingTests({ declared, files, report }: PackWork): void {
  const tested = new Set<Declaration | undefined>();
  for (const { file: { ast }, scope } of files) {
    for (const decl of ast.declarations) {
      if (decl.kind !== "test") continue;
      const named = [decl.rule, ...decl.expects.map((expected) => (expected.kind === "expect_rows" ? expected.of : null))];
      for (const name of named) if (name !== null) tested.add(scope.symbols.get(name.text));
    }
  }
  for (const one of declared) if (one.kind === "rule" && !isInline(one) && !tested.has(one)) say(inDeclared(one, report), "missing-test", { name: nameOf(one).text }, nameOf(one));
}

export function missingContracts({ declared, report }: PackWork): void {
  for (const one of declared) if (one.kind === "rule" && !isInline(one) && one.decl.contract === null) say(inDeclared(one, report), "missing-contract", { name: nameOf(one).text }, nameOf(one));
}
