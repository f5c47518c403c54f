/**
 * Large sets of columns as bits, by their dense ids: each relation of a rule has a set of its own columns that are never null, and a row of many joins has
 * thousands. Iteration is in the order of the ids.
 */
import type { ColumnId } from "../id.ts";
import type { ColumnSet } from "../rule.ts";
import { work } from "../walk.ts";

type Bits = ColumnSet & { readonly words: Uint32Array };
const isBits = (set: ColumnSet | readonly ColumnId[]): set is Bits => "words" in set;

/** Sets up to this size stay sets. */
const SMALL = 32;

export function columnsOf(columns: readonly ColumnId[]): ColumnSet {
  if (columns.length <= SMALL) return new Set(columns);
  const bits = growingBits(columns.reduce((highest, column) => Math.max(highest, column), 0) + 1);
  for (const column of columns) bits.add(column);
  return bitsOf(bits.words, bits.size);
}

/** Those columns of a set that are in `stays`, the set itself where all are, and the others. */
export function parted(set: ColumnSet, stays: ColumnSet): { readonly kept: ColumnSet; readonly lost: Iterable<ColumnId> } {
  if (!isBits(set) || !isBits(stays)) {
    const lost = [...set].filter((column) => !stays.has(column));
    return { kept: lost.length === 0 ? set : new Set([...set].filter((column) => stays.has(column))), lost };
  }
  const [kept, lost] = [new Uint32Array(set.words.length), new Uint32Array(set.words.length)];
  let size = 0;
  for (let at = 0; at < kept.length; at++) {
    const word = set.words[at] as number;
    kept[at] = word & (stays.words[at] ?? 0);
    lost[at] = word & ~(stays.words[at] ?? 0);
    size += ones(kept[at] as number);
  }
  return size === set.size ? { kept: set, lost: [] } : { kept: bitsOf(kept, size), lost: columnsIn(lost) };
}

/** All columns of several sets; the first itself where it holds them all. */
export function together(first: ColumnSet, ...more: readonly (ColumnSet | readonly ColumnId[])[]): ColumnSet {
  return more.reduce<ColumnSet>((all, columns) => {
    if (!isBits(columns)) return withColumns(all, columns);
    return isBits(all) ? either(all, columns) : withColumns(columns, all);
  }, first);
}

function either(a: Bits, b: Bits): Bits {
  const words = new Uint32Array(Math.max(a.words.length, b.words.length));
  words.set(a.words);
  let size = 0;
  for (let at = 0; at < words.length; at++) {
    const word = (words[at] as number) | (b.words[at] ?? 0);
    words[at] = word;
    size += ones(word);
  }
  return size === a.size ? a : bitsOf(words, size);
}

function withColumns(first: ColumnSet, columns: Iterable<ColumnId>): ColumnSet {
  const added = new Set<ColumnId>();
  for (const column of columns) {
    work.visits++;
    if (!first.has(column)) added.add(column);
  }
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

export function intersects(a: ColumnSet, b: ColumnSet): boolean {
  if (isBits(a) && isBits(b)) return a.words.some((word, at) => (word & (b.words[at] ?? 0)) !== 0);
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const column of few) if (many.has(column)) return true;
  return false;
}

/** A set that grows, of columns with ids below `count`. */
export type GrowingBits = Bits & { readonly add: (column: ColumnId) => void; readonly addAll: (columns: Bits, but: readonly ColumnId[]) => void };
export function growingBits(count: number): GrowingBits {
  const words = new Uint32Array((count + 31) >>> 5);
  let size = 0;
  const add = (column: ColumnId): void => {
    if (isIn(words, column)) return;
    put(words, column);
    size++;
  };
  const addAll = (columns: Bits, but: readonly ColumnId[]): void => {
    const added = Uint32Array.from(columns.words);
    for (const column of but) added[column >>> 5] = (added[column >>> 5] ?? 0) & ~(1 << (column & 31));
    for (let at = 0; at < added.length; at++) {
      const more = (added[at] as number) & ~(words[at] ?? 0);
      words[at] = (words[at] ?? 0) | more;
      size += ones(more);
    }
  };
  return { words, get size() { return size; }, has: (column) => isIn(words, column), add, addAll, [Symbol.iterator]: () => columnsIn(words) };
}

const isIn = (words: Uint32Array, column: ColumnId): boolean => ((words[column >>> 5] ?? 0) & (1 << (column & 31))) !== 0;
const put = (words: Uint32Array, column: ColumnId): void => void (words[column >>> 5] = (words[column >>> 5] ?? 0) | (1 << (column & 31)));

const bitsOf = (words: Uint32Array, size: number): Bits => ({ words, size, has: (column) => isIn(words, column), [Symbol.iterator]: () => columnsIn(words) });

/** How many bits of a word are set. */
function ones(word: number): number {
  let count = 0;
  for (let left = word; left !== 0; left &= left - 1) count++;
  return count;
}

/** Through an array: a generator takes ten times as long. */
function columnsIn(words: Uint32Array): IterableIterator<ColumnId> {
  const columns: ColumnId[] = [];
  for (let at = 0; at < words.length; at++) {
    for (let left = words[at] as number; left !== 0; left &= left - 1) columns.push(((at << 5) + 31 - Math.clz32(left & -left)) as ColumnId);
  }
  return columns.values();
}
