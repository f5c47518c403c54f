/** What mutations start from: the repository's own packs, cases and samples, their tokens, and the expressions, stages and declarations in them. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { TextFile } from "../../src/compile/types.ts";
import { descendants } from "../../src/lang/ast/walk.ts";
import { parse } from "../../src/lang/parser/index.ts";

/** Files that belong together. */
export type Group = readonly TextFile[];
/** Places in a file where one kind of thing stands. */
export type Graft = "expression" | "stage" | "declaration" | "type";
export type Corpus = {
  readonly groups: readonly Group[];
  readonly tokens: readonly string[];
  readonly grafts: Readonly<Record<Graft, readonly string[]>>;
  readonly manifests: readonly string[];
};

const GRAFT_OF: Readonly<Record<string, Graft>> = { type: "type", stage: "stage", source: "declaration", rule: "declaration", schema: "declaration", macro: "declaration", function: "declaration", param: "declaration", test: "declaration" };
const EXPRESSIONS = new Set(["ref", "literal", "call", "binary", "unary", "field", "index", "cast", "over", "if", "case", "row", "list", "lambda", "selector", "fstring", "param", "underscore", "sql", "is_null", "in", "between"]);

/** What a node may be exchanged for. Stages are told by their options. */
export const graftOf = (node: { readonly kind: string }): Graft | null =>
  "options" in node ? "stage" : EXPRESSIONS.has(node.kind) ? "expression" : Object.hasOwn(GRAFT_OF, node.kind) ? (GRAFT_OF[node.kind] as Graft) : null;

/** At most this many characters of a group: a mutation says as much in a short file, and is tried sooner. */
const LONGEST_GROUP = 12_000;
const LONGEST_GRAFT = 400;

export function corpusOf(root: string): Corpus {
  const packs = [...foldersOf(join(root, "test/cases")), ...foldersOf(join(root, "rules"))];
  const samples = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md")).flatMap((name) => samplesOf(readFileSync(join(root, "docs", name), "utf8")));
  const lone = ["test/lang/samples", "test/sql-by-hand"].flatMap((folder) => rulesUnder(join(root, folder)).map((file) => [file]));
  const groups = [...packs.map((folder) => rulesUnder(folder)), ...samples, ...lone].filter((group) => group.length > 0 && group.reduce((sum, { text }) => sum + text.length, 0) <= LONGEST_GROUP);
  const grafts: Record<Graft, Set<string>> = { expression: new Set(), stage: new Set(), declaration: new Set(), type: new Set() };
  const tokens = new Set<string>();
  for (const { text } of groups.flat()) {
    for (const token of text.match(/[A-Za-z_]\w*|"[^"\n]*"|[^\w\s"]{1,2}|\d+(?:\.\d+)?/g) ?? []) tokens.add(token);
    for (const node of descendants(parse("a.rule", text).ast)) {
      const kind = graftOf(node);
      if (kind !== null && node.end - node.start <= LONGEST_GRAFT) grafts[kind].add(text.slice(node.start, node.end));
    }
  }
  const manifests = packs.map((folder) => join(folder, "rulepack.json")).filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8"));
  const sorted = (set: ReadonlySet<string>): readonly string[] => [...set].sort();
  return {
    groups, manifests, tokens: sorted(tokens),
    grafts: { expression: sorted(grafts.expression), stage: sorted(grafts.stage), declaration: sorted(grafts.declaration), type: sorted(grafts.type) },
  };
}

const foldersOf = (dir: string): string[] => readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join(dir, name)).sort();

/** A pack's files as its manifest would find them: below `rules/`, else beside it. */
function rulesUnder(dir: string): TextFile[] {
  const inner = existsSync(join(dir, "rules")) ? join(dir, "rules") : dir;
  return readdirSync(inner, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".rule") && !/(^|\/)(node_modules|out|target)\//.test(name)).sort()
    .map((name) => ({ path: `rules/${name}`, text: readFileSync(join(inner, name), "utf8") }));
}

/** Every sample of a page as a file beside the page's prelude. */
function samplesOf(markdown: string): TextFile[][] {
  const fences = [...markdown.matchAll(/^```rule([^\n]*)\n([^]*?)^```$/gm)].map(([, info = "", text = ""]) => ({ info: info.trim(), text }));
  const prelude = fences.find(({ info }) => info === "prelude")?.text ?? "";
  return fences.filter(({ info }) => info !== "prelude").map(({ text }) => [{ path: "rules/sample.rule", text: `${prelude}\n${/^from\b/.test(text) ? `rule sample unordered {\n${text}}\n` : text}` }]);
}
