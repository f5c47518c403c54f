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

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What each name of the first tree is in the second, and the other way round. */
type Renames = { readonly there: Map<string, string>; readonly back: Map<string, string> };
const renames = (): Renames => ({ there: new Map(), back: new Map() });
type Scopes = { readonly subqueries: Renames; readonly inside: Renames };
const isObject = (value: Json): value is Readonly<Record<string, Json>> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Where two trees of an engine's parser differ in more than what local things are called; null where they do not. Subqueries are called alike in a whole statement, what columns are reached by in a select. */
export function apart(a: Json, b: Json, at = "", scopes: Scopes = { subqueries: renames(), inside: renames() }): string | null {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length ? first(a.map((_, i) => i), (i) => apart(a[i] as Json, b[i] as Json, `${at}/${i}`, scopes)) : at;
  if (isObject(a) && isObject(b)) {
    const own = a["type"] === "SELECT_NODE" ? { ...scopes, inside: renames() } : scopes;
    // A table may have a name that is its own anyway.
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => key !== "alias" || !("table_name" in a));
    return first(keys, (key) => apart(a[key] ?? null, b[key] ?? null, `${at}/${key}`, own));
  }
  const kind = /\/(?:table_name|cte_name|key)$/.test(at) ? scopes.subqueries : /\/(?:alias|column_names\/\d+|window_name)$/.test(at) ? scopes.inside : null;
  if (a === b) return null;
  if (kind === null || typeof a !== "string" || typeof b !== "string") return `${at}: ${JSON.stringify(a)} ${JSON.stringify(b)}`;
  if ((kind.there.get(a) ?? b) !== b || (kind.back.get(b) ?? a) !== a) return `${at}: ${a} is ${kind.there.get(a) ?? b} and ${b}`;
  kind.there.set(a, b);
  kind.back.set(b, a);
  return null;
}

function first<T>(items: readonly T[], look: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = look(item);
    if (found !== null) return found;
  }
  return null;
}
