/** The index as pages ask it: names to ids, who reads whom, layers. Nothing of it is in the files, as it follows from what is. */
import type { Entry, SiteIndex } from "../compile/site/model.ts";

export type Pack = {
  readonly index: SiteIndex;
  readonly entries: readonly Entry[];
  readonly idOf: (name: string) => number | undefined;
  /** By id: who reads it, ascending. */
  readonly readers: readonly (readonly number[])[];
  /** By id: how many steps it is away from a source at most. */
  readonly layers: readonly number[];
  /** How many entries rules and sources are: they come first. */
  readonly nodes: number;
};

export function packOf(index: SiteIndex): Pack {
  const { entries } = index;
  const ids = new Map(entries.map(({ name }, id) => [name, id]));
  const readers: number[][] = entries.map(() => []);
  const layers: number[] = [];
  for (const [id, { reads }] of entries.entries()) {
    let layer = 0;
    for (const read of reads) {
      readers[read]?.push(id);
      layer = Math.max(layer, (layers[read] ?? 0) + 1);
    }
    layers.push(layer);
  }
  return { index, entries, idOf: (name) => ids.get(name), readers, layers, nodes: entries.filter(isNode).length };
}

export const isNode = ({ kind }: Entry): boolean => kind === "rule" || kind === "source";
export const localName = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
/** A column of an entry by its place. */
export const columnName = ({ index, entries }: Pack, id: number, column: number): string => index.columnNames[entries[id]?.columns[column] ?? -1] ?? "";
export const columnPlace = ({ index, entries }: Pack, id: number, name: string): number => entries[id]?.columns.findIndex((column) => index.columnNames[column] === name) ?? -1;

/** All that can be reached, nearest first, with how far away it is; the start is not among it. */
export function reach(starts: readonly number[], next: (id: number) => readonly number[], depth = Number.POSITIVE_INFINITY): Map<number, number> {
  const found = new Map<number, number>(starts.map((id) => [id, 0]));
  const pending = [...starts];
  for (const id of pending) {
    const far = (found.get(id) as number) + 1;
    if (far > depth) break;
    for (const to of next(id)) {
      if (found.has(to)) continue;
      found.set(to, far);
      pending.push(to);
    }
  }
  for (const id of starts) found.delete(id);
  return found;
}

/** What reads an entry and gives nothing on: what the pack is for. */
export const isOutput = (pack: Pack, id: number): boolean => {
  const entry = pack.entries[id];
  return entry?.kind === "rule" && entry.pack === null && (pack.readers[id]?.length === 0 || entry.form === "parquet" || entry.form === "csv" || entry.form === "json");
};

/** What shows of a kind beside its name. */
export const kindText = ({ kind, form }: Entry): string => (kind === "rule" ? form : kind === "source" ? `source, ${form}` : kind === "macro" ? `${form} macro` : kind);
