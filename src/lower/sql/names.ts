/** What subqueries, tables and columns are called: what people wrote, else a word for what happens there; never a number of a stage. */
import { folded } from "./quote.ts";

/** The first of `word`, `word_suffix` … that `taken` (folded names) lacks; takes it. */
export function uniqueName(taken: Set<string>, word: string, suffixes: readonly string[]): string {
  for (const candidate of candidates(word, suffixes)) {
    const key = folded(candidate);
    if (taken.has(key)) continue;
    taken.add(key);
    return candidate;
  }
  throw new Error(`no name is left for ${word}`);
}

function* candidates(word: string, suffixes: readonly string[]): Generator<string> {
  yield word;
  for (const suffix of suffixes) if (suffix !== "") yield `${word}_${suffix}`;
  const longest = [word, ...suffixes.filter((suffix) => suffix !== "")].join("_");
  if (longest !== word) yield longest;
  for (let i = 0; ; i++) yield `${longest}_${letters(i)}`;
}

/** b, c … z, ba, bb …: a second of its kind is `b`. */
function letters(index: number): string {
  let text = "";
  for (let left = index + 1; ; left = Math.floor(left / 26) - 1) {
    text = String.fromCharCode(97 + (left % 26)) + text;
    if (left < 26) return text;
  }
}
