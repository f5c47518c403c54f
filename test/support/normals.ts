/** Rules of a pack in normal form, and the normal forms of those. */
import { cpSync, readdirSync } from "node:fs";
import { normalNamed } from "../../src/compile/expand.ts";
import type { Compiled, Prepared } from "../../src/compile/types.ts";
import { parse } from "../../src/lang/parser/index.ts";
import type { DeclaredBy } from "../../src/lang/scope.ts";
import { openFolder, packFolder, temporaryFolder } from "./pack.ts";
import { CASES, RULES } from "./stability.ts";

export const caseNames = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
export const packNames = readdirSync(RULES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();

/** How many rules have a normal form, why others have none, and those whose normal form has another. */
export function normalsOf(folder: string): { readonly count: number; readonly without: readonly unknown[]; readonly unlike: readonly unknown[] } {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true, filter: (path) => !/\/(out\.[^/]*|target)$/.test(path) });
  const made = [...normals(packFolder({}, copy))];
  return {
    count: made.length,
    without: made.flatMap(([name, one]) => ("why" in one ? [[name, one.why]] : [])),
    unlike: made.flatMap(([name, one]) => ("again" in one && one.again !== one.text ? [[name, one.text, one.again]] : [])),
  };
}

/** Of every rule, in the order of names: its text, its text's text, or why there is none. */
function normals(folder: string): Map<string, { readonly text: string; readonly again: string } | { readonly why: string }> {
  const { compiled } = openFolder(folder);
  const made = new Map<string, { readonly text: string; readonly again: string } | { readonly why: string }>();
  for (const { name } of compiled?.declared ?? []) {
    const one = normalNamed(name, compiled?.prepared as Prepared);
    if (one !== null) made.set(name, one.ok ? { text: one.text, again: againOf(name, one, (compiled as Compiled).prepared as Prepared) } : { why: one.why });
  }
  return made;
}

/** The normal form of the text itself, whose names are those that it came with. */
function againOf(name: string, { text, symbols }: Extract<NonNullable<ReturnType<typeof normalNamed>>, { ok: true }>, prepared: Prepared): string {
  const { program } = prepared;
  const decl = parse("", text).ast.declarations[0] as DeclaredBy<"rule">["decl"];
  const declared = { ...(program.declarations.get(name) as DeclaredBy<"rule">), module: "", decl };
  const modules = new Map([...program.modules, ["", { module: "", file: "", text, symbols, missing: new Set<string>(), faults: [] }]]);
  const one = normalNamed(name, { ...prepared, program: { ...program, modules, declarations: new Map([...program.declarations, [name, declared]]) } });
  return one === null ? "does not compile" : one.ok ? one.text : one.why;
}
