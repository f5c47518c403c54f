/** The forms of all rules of a pack, before and after an edit that means nothing. */
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { canonicalSql } from "../../src/compile/canonical.ts";
import { compile } from "../../src/compile/compile.ts";
import { normalNamed } from "../../src/compile/expand.ts";
import type { Compiled, CompiledRule, Prepared } from "../../src/compile/types.ts";
import type { ColumnId } from "../../src/ir/id.ts";
import { localName } from "../../src/ir/id.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { relExprs, relsOf, walkExpr } from "../../src/ir/walk.ts";
import { CALLABLE } from "../../src/ir/functions/index.ts";
import { KEYWORDS, RESERVED } from "../../src/lang/tokens.ts";
import { readPack, type Pack } from "../../src/runtime/pack/read-pack.ts";
import { comment, move, rename, reorder, reorderLets, randomOf, split, type Edit, type Files } from "./edits.ts";
import { host, packFolder, temporaryFolder } from "./pack.ts";

export const RULES = join(import.meta.dirname, "../../rules");
export const CASES = join(import.meta.dirname, "../cases");

export type Opened = { readonly pack: Pack; readonly compiled: Compiled; readonly files: Files };

/** Null where the folder is no pack, or one with mistakes. */
export function openedPack(folder: string): Opened | null {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true, filter: (path) => !/\/(out\.[^/]*|target)$/.test(path) });
  const { pack } = readPack({ start: packFolder({}, copy), profile: null });
  if (pack === null) return null;
  const compiled = compile(pack, host, { keep: true });
  return compiled.diagnostics.some(({ severity }) => severity === "error") ? null : { pack, compiled, files: new Map(pack.files.map(({ path, text }) => [path, text])) };
}

/** Folders of all cases and packs, by name. */
export const packFolders = (): [name: string, folder: string][] =>
  [CASES, RULES].flatMap((folder) => readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }): [string, string] => [name, join(folder, name)])).sort(([a], [b]) => (a < b ? -1 : 1));

/** One edit of a pack: the errors that it makes, and the rules whose forms changed; null where it does not apply. */
export function edited({ pack, compiled, files }: Opened, { edit, moves }: Change, seed: number, before = formsOf(compiled)): { readonly errors: readonly string[]; readonly changed: readonly unknown[] } | null {
  const made = edit(compiled)(files, randomOf(seed), pack.manifest.roots);
  if (made === null) return null;
  const after = compile({ ...pack, files: [...made].map(([path, text]) => ({ path, text })) }, host, { keep: true });
  const errors = after.diagnostics.filter(({ severity }) => severity === "error").map(({ code, title, at }) => `${code} ${title} ${at.file}: ${made.get(at.file)?.slice(at.start - 30, at.end + 10) ?? ""}`);
  const forms = formsOf(after);
  const apart = new Set(compiled.rules.filter(namesModules).map(({ name }) => localName(name)));
  const changed = [...before].filter(([rule, of]) => !(moves === true && apart.has(rule)) && JSON.stringify(forms.get(rule)) !== JSON.stringify(of));
  return { errors, changed: changed.map(([rule, of]) => [rule, of, forms.get(rule)]) };
}

/** By a rule's own name, as files may move. */
export function formsOf({ rules, prepared }: Compiled): ReadonlyMap<string, { readonly hash: string; readonly canonical: string | null; readonly norm: string }> {
  const { env, names } = prepared as Prepared;
  return new Map(rules.map((rule) => {
    const norm = normalNamed(rule.name, prepared as Prepared);
    return [localName(rule.name), { hash: rule.hash, canonical: canonicalSql(rule.rule as Rule, env, names), norm: norm?.ok === true ? norm.text : "none" }];
  }));
}

/** What words of the text may stand for beside local names: columns, fields, functions, declarations, words of the language. */
export function knownNames({ rules, prepared }: Compiled): ReadonlySet<string> {
  const known = new Set<string>([...RESERVED, ...KEYWORDS.keys(), ...CALLABLE]);
  for (const { rule } of rules) {
    const params = new Set<ColumnId>();
    for (const rel of relsOf(rule as Rule)) for (const expr of relExprs(rel)) walkExpr(expr, (one) => one.kind === "lambda" && one.params.forEach((param) => params.add(param)));
    (rule as Rule).columns.forEach(({ name }, id) => !params.has(id as ColumnId) && known.add(name));
  }
  for (const { kind, decl } of (prepared as Prepared).program.declarations.values()) {
    if (kind === "param") known.add((decl as { param: { name: { text: string } } }).param.name.text);
    else if (!(kind === "rule" && "storage" in decl && decl.storage?.name.text === "inline")) known.add((decl as { name: { text: string } }).name.text);
  }
  return known;
}

/** `moves`: what has its module in its name has another name behind it. */
export type Change = { readonly edit: (compiled: Compiled) => Edit; readonly moves?: true };
export const EDITS: Readonly<Record<string, Change>> = {
  "declarations in another order": { edit: () => reorder },
  "lets in another order": { edit: () => reorderLets },
  "comments and white space": { edit: () => comment },
  "other local names": { edit: (compiled) => rename(knownNames(compiled)) },
  "other files": { edit: () => move, moves: true },
  "a file in two": { edit: () => split, moves: true },
};

/** Whether SQL tells what the rule names from what another module has by the module: then that is part of the name, as it is for `--param`. */
export const namesModules = ({ params, reads }: CompiledRule): boolean =>
  params.some(({ name, sqlName, groups }) => groups === undefined && sqlName !== localName(name)) || reads.some(({ of, sqlName }) => sqlName !== localName(of.name));
