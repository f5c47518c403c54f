/** Lineage from column to column over the whole pack: what one comes from and reaches, as far as somebody wants to look. */
import type { SiteLineage } from "../compile/site/model.ts";
import type { Pack } from "./pack.ts";

/** A column of an entry, as one number: entries have far fewer columns than this. */
const WIDTH = 65_536;
export type ColumnKey = number;
export const columnKey = (entry: number, column: number): ColumnKey => entry * WIDTH + column;
export const entryOf = (key: ColumnKey): number => Math.floor(key / WIDTH);
export const placeOf = (key: ColumnKey): number => key % WIDTH;

export type Edge = { readonly from: ColumnKey; readonly to: ColumnKey; readonly kind: "value" | "influence" };
export type Columns = { readonly up: (key: ColumnKey, influence: boolean) => readonly Edge[]; readonly down: (key: ColumnKey, influence: boolean) => readonly Edge[] };

export function columnsOf(lineage: SiteLineage, pack: Pack): Columns {
  const up = (key: ColumnKey, influence: boolean): Edge[] => {
    const of = lineage[entryOf(key)];
    const [value, decides] = of?.columns[placeOf(key)] ?? [[], []];
    if (of === null || of === undefined) return [];
    const edges = (places: readonly number[], kind: Edge["kind"]): Edge[] => places.flatMap((place) => {
      const [entry, column] = of.leaves[place] as readonly [number, number];
      return entry < 0 || column < 0 ? [] : [{ from: columnKey(entry, column), to: key, kind }];
    });
    const values = edges(value, "value");
    if (!influence) return values;
    const seen = new Set(values.map(({ from }) => from));
    return [...values, ...edges([...new Set([...decides, ...of.rows])], "influence").filter(({ from }) => !seen.has(from))];
  };
  // Not who names it: a rule that stands within another reads what that one reads.
  const readers = new Map<number, Set<number>>();
  for (const [id, of] of lineage.entries()) for (const [entry] of of?.leaves ?? []) readers.set(entry, (readers.get(entry) ?? new Set()).add(id));
  const down = (key: ColumnKey, influence: boolean): Edge[] =>
    [...(readers.get(entryOf(key)) ?? [])].flatMap((reader) => (pack.entries[reader]?.columns ?? []).flatMap((_column, place) => up(columnKey(reader, place), influence).filter(({ from }) => from === key)));
  return { up, down };
}

export type Reached = {
  readonly keys: ReadonlySet<ColumnKey>;
  readonly edges: readonly Edge[];
  /** Entries that were left out, as more than the limit were met. */
  readonly more: number;
};

/** Breadth first, so that the nearest entries are those that are kept. */
export function reachColumns(start: ColumnKey, columns: Columns, { influence, depth, limit }: { readonly influence: boolean; readonly depth: number; readonly limit: number }): Reached {
  const keys = new Set<ColumnKey>([start]);
  const entries = new Set<number>([entryOf(start)]);
  const left = new Set<number>();
  const edges = new Map<string, Edge>();
  for (const direction of ["up", "down"] as const) {
    const far = new Map<ColumnKey, number>([[start, 0]]);
    const pending = [start];
    for (const key of pending) {
      if ((far.get(key) as number) >= depth) continue;
      for (const edge of columns[direction](key, influence)) {
        const to = direction === "up" ? edge.from : edge.to;
        const entry = entryOf(to);
        if (!entries.has(entry) && entries.size >= limit) {
          left.add(entry);
          continue;
        }
        entries.add(entry);
        keys.add(to);
        edges.set(`${edge.from} ${edge.to}`, edge);
        if (far.has(to)) continue;
        far.set(to, (far.get(key) as number) + 1);
        pending.push(to);
      }
    }
  }
  return { keys, edges: [...edges.values()], more: left.size };
}
