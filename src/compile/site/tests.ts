/** Tests as they are written, by the rule that they are about, and what files say at their head. */
import type { RuleName } from "../../ir/id.ts";
import type { TestDecl } from "../../lang/ast/index.ts";
import { parse } from "../../lang/parser/index.ts";
import type { ModuleScope } from "../../lang/scope.ts";
import type { Compiled } from "../types.ts";
import type { PageTest, SiteIndex } from "./model.ts";

/** Only files that hold tests are read again: a compiled pack does not hold trees. */
export function testsOf({ tests }: Compiled, modules: ReadonlyMap<string, ModuleScope>, lineAt: (file: string, offset: number) => number): ReadonlyMap<RuleName, readonly PageTest[]> {
  const texts = new Map([...modules.values()].map(({ file, text }) => [file, text]));
  const files = new Map<string, ReadonlyMap<number, TestDecl>>();
  const declsIn = (file: string): ReadonlyMap<number, TestDecl> => {
    const known = files.get(file) ?? new Map(parse(file, texts.get(file) ?? "").ast.declarations.flatMap((decl) => (decl.kind === "test" ? [[decl.title.start, decl]] : [])));
    files.set(file, known);
    return known;
  };
  const found = new Map<RuleName, PageTest[]>();
  for (const { title, at, target, expects } of tests) {
    const decl = declsIn(at.file).get(at.start);
    if (decl === undefined) continue;
    const text = (texts.get(at.file) ?? "").slice(decl.start, decl.end);
    const test = { title, doc: decl.doc, text: text.slice(Math.max(0, text.search(/^\s*test\b/m))).trimStart(), file: at.file, line: lineAt(at.file, at.start) };
    for (const of of new Set([...(target === null ? [] : [target]), ...expects.flatMap((expect) => (expect.kind === "rows" ? [expect.of] : []))])) found.set(of, [...(found.get(of) ?? []), test]);
  }
  return found;
}

const HEAD = /^\uFEFF?\s*(?:--[^\n]*\n\s*)*?---[^\n]*\n(?:---[^\n]*\n)*\s*(?:module\b|\n)/;

/** Only files that begin with documentation are read again. */
export const modulesOf = (modules: ReadonlyMap<string, ModuleScope>): SiteIndex["modules"] =>
  [...modules.values()].flatMap(({ module, file, text }) => {
    if (!HEAD.test(text)) return [];
    const { doc, declarations } = parse(file, text).ast;
    const said = declarations.find((decl) => decl.kind === "module")?.doc ?? doc;
    return said === null ? [] : [{ name: module, file, doc: said }];
  });
