/** A TextMate grammar over a text, by the engine that editors use; and what the parser says that each token is. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { descendants } from "../../src/lang/ast/walk.ts";
import { lex, parseLexed } from "../../src/lang/parser/index.ts";
import { KEYWORDS, NumberToken, isReserved, theLexer } from "../../src/lang/tokens.ts";

export type Scopes = (offset: number) => readonly string[];

/** Gives, for a text, the scopes at an offset. */
export async function scopesOf(grammar: string): Promise<(text: string) => Scopes> {
  await oniguruma.loadWASM(readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm")));
  const onigLib = Promise.resolve({ createOnigScanner: (sources: string[]) => new oniguruma.OnigScanner(sources), createOnigString: (text: string) => new oniguruma.OnigString(text) });
  const registry = new textmate.Registry({ onigLib, loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(grammar, "rulec.tmLanguage.json")) });
  const loaded = await registry.loadGrammar("source.rulec");
  if (loaded === null) throw new Error("the grammar cannot be loaded");
  return (text) => {
    const found: { readonly start: number; readonly scopes: readonly string[] }[] = [];
    let [state, at] = [textmate.INITIAL, 0];
    for (const line of text.split("\n")) {
      const { tokens, ruleStack } = loaded.tokenizeLine(line, state);
      for (const { startIndex, scopes } of tokens) found.push({ start: at + startIndex, scopes });
      [state, at] = [ruleStack, at + line.length + 1];
    }
    return (offset) => {
      let [low, high] = [0, found.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((found[middle]?.start ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      return found[low - 1]?.scopes ?? [];
    };
  };
}

export type Meant = { readonly start: number; readonly text: string; readonly is: "keyword" | "name" | "string" | "number" | "comment" };

/** Words, strings, numbers and comments of a text without mistakes, outside of the holes of strings. A word is a name where a node of the tree says so. */
export function meantIn(path: string, text: string): readonly Meant[] {
  const { ast } = parseLexed(lex(path, text));
  const names = new Set([...descendants(ast)].flatMap((node) => (node.kind === "name" || node.kind === "type" ? [node.start] : [])));
  const { tokens, groups } = theLexer().tokenize(text);
  const meant: Meant[] = (groups["comments"] ?? []).map(({ startOffset, image }) => ({ start: startOffset, text: image, is: "comment" }));
  for (const { startOffset: start, image, tokenType } of tokens) {
    const isWord = KEYWORDS.has(image);
    if (tokenType.name.endsWith("String")) meant.push({ start, text: image, is: "string" });
    else if (tokenType === NumberToken) meant.push({ start, text: image, is: "number" });
    else if (isWord) meant.push({ start, text: image, is: names.has(start) || (!isReserved(image) && /^\s*:(?!:)/.test(text.slice(start + image.length))) ? "name" : "keyword" });
  }
  return meant;
}

const SCOPES: Readonly<Record<Exclude<Meant["is"], "name">, RegExp>> = { keyword: /^(?:keyword|constant\.language)\./, string: /^string\./, number: /^constant\.numeric\./, comment: /^comment\./ };

/** Tokens that are coloured as something else than they are. */
export const miscoloured = (path: string, text: string, scopes: Scopes): readonly string[] =>
  meantIn(path, text).flatMap(({ start, text: image, is }) => {
    const found = scopes(start);
    const fits = is === "name" ? !found.some((scope) => SCOPES.keyword.test(scope)) : found.some((scope) => SCOPES[is].test(scope));
    return fits ? [] : [`${is} ${image}: ${found.slice(1).join(" ") || "nothing"} (${text.slice(Math.max(0, start - 40), start + image.length + 25).replaceAll("\n", "⏎")})`];
  });
