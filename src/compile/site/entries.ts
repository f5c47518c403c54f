/** Everything that has a page, in the order of ids, and what its text says. */
import type { RuleName } from "../../ir/id.ts";
import type { Interface } from "../../ir/rule.ts";
import type { RuleDecl, SourceDecl } from "../../lang/ast/index.ts";
import { linesOf, positionAt, type Lines } from "../../lang/position.ts";
import type { Declaration, ModuleScope, Program } from "../../lang/scope.ts";
import type { Compiled, Prepared } from "../types.ts";
import { namesIn, type NamedThing } from "./names-in.ts";

/** One declaration, and where it lies in its file. `names` are offsets within `text`. */
export type Declared = {
  readonly id: number;
  readonly of: Declaration;
  readonly pack: string | null;
  readonly interface: Interface | null;
  readonly text: string;
  readonly line: number;
  readonly names: readonly NamedThing[];
};
export type Entries = { readonly all: readonly Declared[]; readonly idOf: (name: string) => number; readonly lineAt: (file: string, offset: number) => number };

/** Sources, rules in the order of building, then what their texts use, as files are sorted. */
export function entriesOf({ declared }: Compiled, { program, env }: Prepared, packOf: (file: string) => string | null): Entries {
  const others = [...program.declarations.values()].filter(({ kind }) => kind !== "rule" && kind !== "source");
  const sources = [...program.declarations.values()].filter(({ kind }) => kind === "source");
  const rules = declared.flatMap(({ name }) => program.declarations.get(name) ?? []);
  const list = [...sources, ...rules, ...others];
  const ids = new Map(list.map(({ name }, id) => [name, id]));
  const lines = linesIn(program);
  const all = list.map((of, id): Declared => {
    const scope = program.modules.get(of.module) as ModuleScope;
    const start = startOf(of, scope.text);
    const names = namesIn(of, scope).map((name) => ({ ...name, start: name.start - start, end: name.end - start }));
    return { id, of, pack: packOf(of.file), interface: of.kind === "rule" || of.kind === "source" ? (env.interfaces.get(of.name) ?? null) : null, text: scope.text.slice(start, of.decl.end), line: lines(of.file, start), names };
  });
  return { all, idOf: (name: RuleName) => ids.get(name) ?? -1, lineAt: lines };
}

/** The lines of each file are counted once. */
export function linesIn({ modules }: Pick<Program, "modules">): (file: string, offset: number) => number {
  const texts = new Map([...modules.values()].map(({ file, text }) => [file, text]));
  const known = new Map<string, Lines>();
  return (file, offset) => {
    const lines = known.get(file) ?? linesOf(texts.get(file) ?? "");
    known.set(file, lines);
    return positionAt(lines, offset).line;
  };
}

/** Where a declaration's own words begin: its documentation and tags stand above them on the page. */
function startOf({ decl }: Declaration, text: string): number {
  let start = decl.start;
  // A node may begin with its documentation; the first word behind it is the declaration's.
  while (text.startsWith("--", start)) {
    const end = text.indexOf("\n", start);
    if (end < 0) break;
    start = end + 1 + (/^\s*/.exec(text.slice(end + 1))?.[0].length ?? 0);
  }
  return start;
}

/** How a rule is stored, in its author's words. */
export const storageWords = ({ storage }: RuleDecl, text: string): string => (storage === null ? "table" : text.slice(storage.start, storage.end).replaceAll(/\s+/g, " ").replace(/^as /, ""));
/** Where a source's rows come from, in its author's words. */
export function providerWords({ provider, args }: SourceDecl, text: string): string {
  const end = args.at(-1)?.end ?? provider.end;
  return `${text.slice(provider.start, end)}${args.length === 0 ? "" : ")"}`.replaceAll(/\s+/g, " ");
}

