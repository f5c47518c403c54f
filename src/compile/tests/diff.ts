/** Rows that were expected beside rows that came out: equal ones are set aside, the others paired, so that a person sees what changed. */
import type { Table } from "../../evaluate/index.ts";
import { keyOf, keyOfRow } from "../../values/compare.ts";
import type { Value } from "../../values/value.ts";

type Row = readonly Value[];
/** `nth`: the place among those expected or found, from 1. */
export type Numbered = { readonly nth: number; readonly row: Row };
export type RowPair = { readonly expected: Numbered | null; readonly found: Numbered | null };
/**
 * `pairs`: rows that differ, in the order in which they were found; a row that nothing is like stands alone. `reordered`: the same rows come in another order. `changed`: the columns in which
 * pairs differ. `why`: where these come from.
 */
export type RowDiff = {
  readonly columns: Table["columns"];
  readonly expected: readonly Row[];
  readonly found: readonly Row[];
  readonly pairs: readonly RowPair[];
  readonly reordered: boolean;
  readonly changed: readonly string[];
  readonly why: readonly string[];
};

/** Null where all is as expected. `keys`: sets of columns that tell rows apart. `ordered`: the order counts. */
export function diffRows(columns: Table["columns"], expected: readonly Row[], found: readonly Row[], keys: readonly (readonly string[])[], ordered: boolean): Omit<RowDiff, "why"> | null {
  const types = columns.map(({ type }) => type);
  const [wants, has] = [expected, found].map((rows) => rows.map((row) => keyOfRow(types, row))) as [string[], string[]];
  if (wants.length === has.length && wants.every((one, i) => one === has[i])) return null;
  const [missing, surplus] = [leftOver(expected, wants, has), leftOver(found, has, wants)];
  if (missing.length === 0 && surplus.length === 0) {
    if (!ordered) return null;
    const pairs = expected.flatMap((row, i): RowPair[] => (wants[i] === has[i] ? [] : [{ expected: { nth: i + 1, row }, found: { nth: i + 1, row: found[i] as Row } }]));
    return { columns, expected, found, pairs, reordered: true, changed: [] };
  }
  const cells = (rows: readonly Numbered[]): readonly Celled[] => rows.map((one) => ({ ...one, keys: one.row.map((value, i) => keyOf(types[i] as (typeof types)[number], value)) }));
  const key = keys.map((names) => names.map((name) => columns.findIndex((column) => column.name === name))).find((places) => places.length > 0 && !places.includes(-1));
  const pairs = paired(cells(missing), cells(surplus), key ?? null);
  const changed = columns.flatMap(({ name }, i) => (pairs.some(({ expected: was, found: is }) => was !== null && is !== null && keyOf(types[i] as (typeof types)[number], was.row[i] ?? null) !== keyOf(types[i] as (typeof types)[number], is.row[i] ?? null)) ? [name] : []));
  return { columns, expected, found, pairs, reordered: false, changed };
}

/** Bags: a row that stands twice is missing where it comes once. */
function leftOver(rows: readonly Row[], keys: readonly string[], others: readonly string[]): readonly Numbered[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1);
  return rows.flatMap((row, i) => {
    const left = counts.get(keys[i] as string) ?? 0;
    counts.set(keys[i] as string, left - 1);
    return left <= 0 ? [{ nth: i + 1, row }] : [];
  });
}

type Celled = Numbered & { readonly keys: readonly string[] };
/** Beyond so many rows that differ, only those at the same place or with the same key are compared. */
const MOST_COMPARED = 200;

/** By key where one is among the columns; else each with the row that it shares most cells with, at least one; the nearer of two that share as many. */
function paired(missing: readonly Celled[], surplus: readonly Celled[], key: readonly number[] | null): readonly RowPair[] {
  const left = new Set(surplus);
  const partners = new Map<Celled, Celled>();
  const pair = (found: Celled, expected: Celled): void => {
    partners.set(found, expected);
    left.delete(found);
  };
  if (key !== null) {
    const keyIn = ({ keys }: Celled): string => JSON.stringify(key.map((place) => keys[place]));
    const byKey = new Map(surplus.map((row) => [keyIn(row), row]));
    for (const row of missing) {
      const found = byKey.get(keyIn(row));
      if (found !== undefined && left.has(found)) pair(found, row);
    }
  } else if (missing.length * surplus.length <= MOST_COMPARED ** 2) {
    const likeness = missing.flatMap((row, i) => surplus.map((other, j) => ({ row, other, same: row.keys.filter((cell, k) => cell === other.keys[k]).length, far: Math.abs(i - j) })));
    const taken = new Set<Celled>();
    for (const { row, other } of likeness.filter(({ same, row: { keys } }) => same > 0 || keys.length === 1).sort((a, b) => b.same - a.same || a.far - b.far)) {
      if (taken.has(row) || !left.has(other)) continue;
      taken.add(row);
      pair(other, row);
    }
  }
  const matched = new Set(partners.values());
  const alone = missing.filter((row) => !matched.has(row)).map((row): RowPair => ({ expected: plain(row), found: null }));
  const others = surplus.map((found): RowPair => {
    const expected = partners.get(found);
    return { expected: expected === undefined ? null : plain(expected), found: plain(found) };
  });
  return [...alone, ...others].sort((a, b) => place(a) - place(b));
}

const plain = ({ nth, row }: Celled): Numbered => ({ nth, row });
const place = ({ expected, found }: RowPair): number => found?.nth ?? expected?.nth ?? 0;
