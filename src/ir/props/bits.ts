/**
 * Large sets of columns as bits, by their dense ids: each relation of a rule has a set of its own columns that are never null, and a row of many joins has
 * thousands. Iteration is in the order of the ids.
 */
import type { ColumnId } from "../id.ts";
import type { ColumnSet } from "../rule.ts";

type Bits = ColumnSet & { readonly words: Uint32Array };
const isBits = (set: ColumnSet): set is Bits => "words" in set;

/** Sets up to this size stay sets. */
const SMALL = 32;

/** All columns of several sets; the first itself where it holds them all. */
export function together(first: ColumnSet, ...more: readonly (ColumnSet | readonly ColumnId[])[]): ColumnSet {
  const added = new Set<ColumnId>();
  for (const columns of more) for (const column of columns) if (!first.has(column)) added.add(column);
  if (added.size === 0) return first;
  if (first.size + added.size <= SMALL) return new Set([...first, ...added]);
  let highest = 0;
  for (const column of added) highest = Math.max(highest, column);
  if (!isBits(first)) for (const column of first) highest = Math.max(highest, column);
  const words = new Uint32Array(Math.max((highest >>> 5) + 1, isBits(first) ? first.words.length : 0));
  if (isBits(first)) words.set(first.words);
  else for (const column of first) put(words, column);
  for (const column of added) put(words, column);
  return bitsOf(words, first.size + added.size);
}

const put = (words: Uint32Array, column: ColumnId): void => void (words[column >>> 5] = (words[column >>> 5] ?? 0) | (1 << (column & 31)));

const bitsOf = (words: Uint32Array, size: number): Bits => ({
  words,
  size,
  has: (column) => ((words[column >>> 5] ?? 0) & (1 << (column & 31))) !== 0,
  *[Symbol.iterator]() {
    for (const [at, word] of words.entries()) for (let left = word, bit = 0; left !== 0; left >>>= 1, bit++) if ((left & 1) !== 0) yield ((at << 5) + bit) as ColumnId;
  },
});
