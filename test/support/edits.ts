/** Edits of a pack's text that change nothing of what it means: each gives the files anew, or null where it does not apply. */
import type { AstNode } from "../../src/lang/ast/walk.ts";
import { descendants } from "../../src/lang/ast/walk.ts";
import type { FileNode } from "../../src/lang/ast/index.ts";
import { moduleName } from "../../src/lang/modules.ts";
import { parse } from "../../src/lang/parser/index.ts";

export type Files = ReadonlyMap<string, string>;
/** Numbers from 0 to `below` exclusive. */
export type Random = (below: number) => number;
/** `roots`: folders that no path of a module begins with. */
export type Edit = (files: Files, random: Random, roots: readonly string[]) => Files | null;

/** mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const treeOf = (path: string, text: string): FileNode => parse(path, text).ast;
const eachFile = (files: Files, change: (text: string, path: string) => string): Files => new Map([...files].map(([path, text]) => [path, change(text, path)]));

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

const FRONT: ReadonlySet<AstNode["kind"]> = new Set(["module", "import", "export"]);

/** Each declaration with what stands before it. */
function pieces(path: string, text: string): { readonly front: readonly string[]; readonly rest: readonly { readonly text: string; readonly decl: FileNode["declarations"][number] }[] } {
  const { declarations } = treeOf(path, text);
  const cut = declarations.map((decl, i) => ({ decl, text: text.slice(declarations[i - 1]?.end ?? 0, decl.end) }));
  return { front: cut.filter(({ decl }) => FRONT.has(decl.kind)).map((piece) => piece.text), rest: cut.filter(({ decl }) => !FRONT.has(decl.kind)) };
}

/** Declarations in another order. */
export const reorder: Edit = (files, random) => eachFile(files, (text, path) => {
  const { front, rest } = pieces(path, text);
  return [...front, ...shuffled(rest, random).map((piece) => piece.text), ""].join("\n");
});

/** Text in which a comment or a line break is a character of it. */
const SOLID: ReadonlySet<AstNode["kind"]> = new Set(["fstring", "sql", "sql_body", "text", "literal", "name"]);

/** Comments, line breaks and blank lines wherever there was white space. */
export const comment: Edit = (files, random) => eachFile(files, (text, path) => {
  const tree = treeOf(path, text);
  const solid = [...[...descendants(tree)].filter(({ kind }) => SOLID.has(kind)), ...tree.comments];
  return text.replaceAll(/[ \n]+/g, (gap, at: number) => {
    if (random(3) > 0 || solid.some(({ start, end }) => at >= start && at < end)) return gap;
    return `${gap}${["\n", "\n\n  ", " -- a note\n", "  "][random(4)]}`;
  });
});

/** Words outside of strings and comments. */
const words = (path: string, text: string): { readonly word: string; readonly at: number }[] => {
  const tree = treeOf(path, text);
  const solid = [...[...descendants(tree)].filter(({ kind }) => kind === "text" || kind === "literal" || kind === "sql_body" || kind === "sql"), ...tree.comments];
  return [...text.matchAll(/(?<![\w$@#`])[A-Za-z_]\w*/g)].filter(({ index }) => !solid.some(({ start, end }) => index >= start && index < end)).map(({ 0: word, index }) => ({ word, at: index }));
};

/** Names that nothing outside a rule sees: `let`s, aliases, parameters of lambdas, inline rules. */
function localNames(files: Files): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [path, text] of files) {
    for (const node of descendants(treeOf(path, text))) {
      if (node.kind === "let") names.add(node.name.text);
      if (node.kind === "lambda") for (const param of node.params) names.add(param.text);
      if ((node.kind === "pipeline" || node.kind === "join" || node.kind === "recurse") && node.alias !== null) names.add(node.alias.text);
      if (node.kind === "rule" && node.storage?.name.text === "inline" && node.body.kind === "body") names.add(node.name.text);
    }
  }
  return names;
}

/** All local names but those that `known` has for something else. One that a string's hole holds stays, as the text would not compile. */
export const rename = (known: ReadonlySet<string>): Edit => (files, random) => {
  const held = [...files].flatMap(([path, text]) => [...descendants(treeOf(path, text))].filter(({ kind }) => kind === "fstring" || kind === "sql" || kind === "sql_body" || kind === "text").map(({ start, end }) => text.slice(start, end)));
  const names = [...localNames(files)].filter((name) => /^[A-Za-z_]\w*$/.test(name) && !known.has(name) && !held.some((one) => new RegExp(`\\b${name}\\b`).test(one)));
  if (names.length === 0) return null;
  const others = new Map(names.map((name, i) => [name, `${["zz", "a", "other_"][random(3)]}${i}_${random(100)}`]));
  return eachFile(files, (text, path) => replaced(text, words(path, text).flatMap(({ word, at }) => {
    const other = others.get(word);
    return other === undefined ? [] : [{ start: at, end: at + word.length, text: other }];
  })));
};

type Change = { readonly start: number; readonly end: number; readonly text: string };
function replaced(text: string, changes: readonly Change[]): string {
  let out = text;
  for (const change of changes.toSorted((a, b) => b.start - a.start)) out = out.slice(0, change.start) + change.text + out.slice(change.end);
  return out;
}

const modulePath = (path: string, roots: readonly string[]): string => moduleName(path, roots).replaceAll(".", "/");
const rootOf = (path: string, roots: readonly string[]): string => roots.filter((root) => root !== "" && path.startsWith(`${root}/`)).map((root) => `${root}/`).sort().at(-1) ?? "";

/** Every path by which a file names another, as it reads where files stand elsewhere; `module` lines go. */
function repointed(module: string, path: string, text: string, moved: ReadonlyMap<string, string>): string {
  return replaced(text, treeOf(path, text).declarations.flatMap((decl): Change[] => {
    if (decl.kind === "module") return [{ start: decl.start, end: decl.end, text: "" }];
    if (decl.kind !== "import" && decl.kind !== "export") return [];
    const whole = decl.path.value.startsWith("./") ? `${module.slice(0, module.lastIndexOf("/") + 1)}${decl.path.value.slice(2)}` : decl.path.value;
    const to = moved.get(whole) ?? whole;
    return [{ start: decl.path.start, end: decl.path.end, text: JSON.stringify(to) }];
  }));
}

/** Every file in a folder and under a name of its own. */
export const move: Edit = (files, random, roots) => {
  const paths = new Map([...files.keys()].map((path, i) => [path, `${rootOf(path, roots)}${["z", "a/b", "m"][random(3)]}/f${i}_${random(50)}.rule`]));
  const moved = new Map([...paths].map(([from, to]) => [modulePath(from, roots), modulePath(to, roots)]));
  return new Map([...files].map(([path, text]) => [paths.get(path) as string, repointed(modulePath(path, roots), path, text, moved)]));
};

const nameIn = (decl: FileNode["declarations"][number]): string => (decl.kind === "param_decl" ? decl.param.name.text : "name" in decl ? decl.name.text : "");
const written = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``);

/** Half of a file's declarations in a second file; both import what the other has, and the first passes on what left it. */
export const split: Edit = (files, random, roots) => {
  const candidates = [...files].filter(([path, text]) => pieces(path, text).rest.length > 1);
  const chosen = candidates[random(Math.max(1, candidates.length))];
  if (chosen === undefined) return null;
  const [path, text] = chosen;
  const { front, rest } = pieces(path, text);
  if (rest.some(({ decl }) => nameIn(decl).startsWith("_"))) return null;
  const leaving = new Set(rest.filter(({ decl }) => decl.kind !== "test" && random(2) === 0));
  if (leaving.size === 0 || leaving.size === rest.length) return null;
  const staying = rest.filter((piece) => !leaving.has(piece));
  const names = (of: Iterable<(typeof rest)[number]>): string => [...of].filter(({ decl }) => decl.kind !== "test").map(({ decl }) => written(nameIn(decl))).join(", ");
  const part = path.replace(/\.rule$/, "_part.rule");
  const [here, there] = [modulePath(path, roots), modulePath(part, roots)];
  const imports = treeOf(path, text).declarations.filter(({ kind }) => kind === "import").map(({ start, end }) => text.slice(start, end));
  const backwards = names(staying) === "" ? [] : [`import { ${names(staying)} } from "${here}"`];
  return new Map([
    ...files,
    [path, [...front, `import { ${names(leaving)} } from "${there}"`, `export { ${names(leaving)} } from "${there}"`, ...staying.map((piece) => piece.text), ""].join("\n")],
    [part, [...imports, ...backwards, ...[...leaving].map((piece) => piece.text), ""].join("\n")],
  ]);
};

/** `let`s that do not name each other, in another order. */
export const reorderLets: Edit = (files, random) => eachFile(files, (text, path) => replaced(text, [...descendants(treeOf(path, text))].flatMap((node): Change[] => {
  if (node.kind !== "body" || node.lets.length < 2) return [];
  const texts = node.lets.map(({ start, end }) => text.slice(start, end));
  if (texts.some((one, i) => node.lets.some(({ name }, j) => i !== j && one.includes(name.text)))) return [];
  return shuffled(texts, random).map((one, i) => ({ start: node.lets[i]?.start ?? 0, end: node.lets[i]?.end ?? 0, text: one }));
})));
