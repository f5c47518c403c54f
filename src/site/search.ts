/** What somebody means by a few letters: names first, then columns, tags and documentation. A walk over all of it takes a few milliseconds at 10,000 rules. */
import type { Entry } from "../compile/site/model.ts";
import { columnName, localName, type Pack } from "./pack.ts";

export type Hit =
  | { readonly kind: "entry"; readonly id: number }
  | { readonly kind: "column"; readonly id: number; readonly column: string }
  /** A column that several have. */
  | { readonly kind: "columns"; readonly column: string; readonly count: number };
export type Search = (query: string, limit: number) => readonly Hit[];

type Scored = { readonly score: number; readonly length: number; readonly hit: Hit };

export function createSearch(pack: Pack): Search {
  const names = pack.entries.map(({ name }) => name.toLowerCase());
  const locals = names.map(localName);
  const columns = pack.index.columnNames.map((name) => name.toLowerCase());
  const owners: number[][] = columns.map(() => []);
  for (const [id, entry] of pack.entries.entries()) for (const column of entry.columns) owners[column]?.push(id);
  return (query, limit) => {
    const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
    if (words.length === 0) return [];
    const found: Scored[] = [];
    for (const [id, entry] of pack.entries.entries()) {
      const score = entryScore(words, entry, names[id] as string, locals[id] as string);
      if (score > 0) found.push({ score: score + (entry.kind === "rule" ? 2 : entry.kind === "source" ? 1 : 0), length: entry.name.length, hit: { kind: "entry", id } });
    }
    const [word] = words;
    if (words.length === 1 && word !== undefined) {
      found.push(...columnHits(word, columns, owners, pack));
      found.push(...dottedHits(word, names, locals, pack));
    }
    return found.sort((a, b) => b.score - a.score || a.length - b.length).slice(0, limit).map(({ hit }) => hit);
  };
}

/** Every word must be found; 0: one is not. */
function entryScore(words: readonly string[], entry: Entry, name: string, local: string): number {
  let sum = 0;
  for (const word of words) {
    const score = word.startsWith("#") ? (entry.tags.some((tag) => `#${tag.toLowerCase()}`.startsWith(word)) ? 70 : 0)
      : Math.max(nameScore(word, local), name.startsWith(word) ? 55 : name.includes(word) ? 35 : 0, entry.tags.some((tag) => tag.toLowerCase() === word) ? 50 : 0, entry.doc.toLowerCase().includes(word) ? 12 : 0);
    if (score === 0) return 0;
    sum += score;
  }
  return sum / words.length;
}

/** Of one name: as it is, how it begins, how one of its words begins, anywhere, and letter by letter. */
export function nameScore(word: string, name: string): number {
  if (name === word) return 100;
  if (name.startsWith(word)) return 80;
  const at = name.indexOf(word);
  if (at > 0) return /[_.\s]/.test(name[at - 1] as string) ? 60 : 40;
  return word.length > 2 && isWithin(word, name) ? 8 : 0;
}

function isWithin(word: string, name: string): boolean {
  let at = 0;
  for (const c of name) if (c === word[at]) at++;
  return at === word.length;
}

function columnHits(word: string, columns: readonly string[], owners: readonly (readonly number[])[], pack: Pack): Scored[] {
  return columns.flatMap((name, column): Scored[] => {
    const score = nameScore(word, name);
    const [only, ...others] = owners[column] as readonly number[];
    if (score < 40 || only === undefined) return [];
    const spelled = pack.index.columnNames[column] as string;
    const hit: Hit = others.length === 0 ? { kind: "column", id: only, column: spelled } : { kind: "columns", column: spelled, count: others.length + 1 };
    return [{ score: score - 5, length: name.length, hit }];
  });
}

/** `daily.rev`: a column of what the first part names. */
function dottedHits(word: string, names: readonly string[], locals: readonly string[], pack: Pack): Scored[] {
  const dot = word.lastIndexOf(".");
  if (dot < 1) return [];
  const [of, start] = [word.slice(0, dot), word.slice(dot + 1)];
  return pack.entries.flatMap(({ columns }, id) => {
    const owner = names[id] === of ? 100 : nameScore(of, locals[id] as string);
    if (owner < 40) return [];
    return columns.flatMap((_column, place): Scored[] => {
      const column = columnName(pack, id, place);
      const score = start === "" ? 1 : nameScore(start, column.toLowerCase());
      return score === 0 ? [] : [{ score: (owner + score) / 2, length: column.length, hit: { kind: "column", id, column } }];
    });
  });
}
