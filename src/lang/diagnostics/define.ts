/** Shapes of the diagnostics catalogue. Families live in files of their own beside this one; index.ts puts them together. */

export type Severity = "error" | "warning";

/** A range of a file's text in UTF-16 units; `file` is the pack's relative path. A diagnostic about no text has an empty range. */
export type Place = { readonly file: string; readonly start: number; readonly end: number };
/** Replaces the range by `text`. */
export type Edit = Place & { readonly text: string };
export type Related = { readonly at: Place; readonly label: string };
/** A macro or function that the offending text came through: what it is called, and where it was used. Innermost first. */
export type Via = { readonly name: string; readonly at: Place };

/** What an edit leaves as it was: the IR of every rule; the rows of every rule, where they could be computed before; or not even these, as what was written is rarely what was meant. */
export type EditKeeps = "ir" | "rows" | "nothing";
/** A finding that is no mistake, as there is a text that means what it says. `wrong` is a module in which it is found once, `right` the same without. */
export type LintFacts = { readonly level: "off" | "warning"; readonly edit: EditKeeps | null; readonly wrong: string; readonly right: string };

/**
 * One row of the catalogue. `title` says what is wrong in one line, `label` what is true at the place, `hint` how to mend it;
 * `doc` is the page that `rulec explain` prints: why it is an error, a wrong example and the right form, in Markdown.
 */
export type Entry<P> = {
  readonly severity: Severity;
  readonly title: (params: P) => string;
  readonly label?: (params: P) => string;
  readonly hint?: (params: P) => string | null;
  readonly doc: string;
  readonly lint?: LintFacts;
};

type Entries<P> = { readonly [Code in keyof P]: Entry<P[Code]> };

/** The type of an entry's parameters is said once, in its `title`; one without any writes `title: (_: object) => …`. */
export const catalogue = <P extends Record<string, object>>(entries: Entries<P>): Entries<P> => entries;

/** `an int64`, `a string`. */
export const article = (word: string): string => `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
export const list = (names: readonly string[]): string => names.join(", ");
export const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

/** The name nearest to `word` by edit distance, where one is near enough to be what was meant. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = candidate.toLowerCase() === word.toLowerCase() ? 0.5 : editDistance(word, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance, a swap of neighbours counting as one (Damerau, 1964). */
function editDistance(a: string, b: string): number {
  let [before, row] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(substitution, (row[j] as number) + 1, (next[j - 1] as number) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] as number) + 1);
      next.push(cost);
    }
    [before, row] = [row, next];
  }
  return row[b.length] as number;
}
