/** Tables of a few rows that repeat, tie and almost meet. */
import type { Inputs, Table } from "../../evaluate/index.ts";
import { compareBy } from "../../evaluate/expr.ts";
import { keyOfRow } from "../../values/compare.ts";
import type { Value } from "../../values/value.ts";
import { pick, upTo, type Chance } from "./chance.ts";
import { keepsClaims, type Reading, type ReadColumn } from "./reading.ts";
import { someValue, usualOf, type Pool } from "./values.ts";

type Row = readonly Value[];
export type Tables = ReadonlyMap<string, readonly Row[]>;

/** A row in three looks like the one before but for one or two columns: ties, repeated keys of joins, near misses. */
export function someRows(chance: Chance, pool: Pool, reading: Reading, count: number, params: Inputs["params"]): readonly Row[] {
  const value = ({ name, type, nullable }: ReadColumn): Value => someValue(chance, pool, `${reading.name} ${name}`, type, nullable);
  let rows: Row[] = [];
  for (let i = 0; i < count; i++) {
    const last = rows.at(-1);
    let row = reading.columns.map(value);
    if (last !== undefined && chance() < 0.4) {
      const changed = new Set(Array.from({ length: 1 + upTo(chance, 1) }, () => upTo(chance, reading.columns.length - 1)));
      row = last.map((was, c) => (changed.has(c) ? value(reading.columns[c] as ReadColumn) : was));
    }
    const fresh = unrepeated(chance, reading, row, rows);
    if (fresh !== null) rows.push(fresh);
  }
  if (reading.claims.length > 0 && !isKept(reading, rows, params)) rows = rows.filter((row) => isKept(reading, [row], params));
  return isKept(reading, rows, params) ? ordered(reading, rows) : [];
}

/** With another value in one of the key's columns, where a row has the key already. */
function unrepeated(chance: Chance, reading: Reading, row: Row, rows: readonly Row[]): Row | null {
  let made = row;
  for (const key of reading.keys) {
    for (let tries = 0; rows.some((other) => agree(reading, key, other, made)); tries++) {
      if (tries === 8) return null;
      const changed = pick(chance, key);
      const at = reading.columns.findIndex(({ name }) => name === changed);
      const { type } = reading.columns[at] as ReadColumn;
      const values = usualOf(type);
      const next = typeof values[0] === "bigint" ? (values[0] + BigInt(upTo(chance, 8))) : (values[upTo(chance, values.length - 1)] ?? null);
      made = made.map((value, c) => (c === at ? next : value));
    }
  }
  return reading.keys.every((key) => !rows.some((other) => agree(reading, key, other, made))) ? made : null;
}

function agree({ columns }: Reading, key: readonly string[], a: Row, b: Row): boolean {
  const places = key.map((name) => columns.findIndex((column) => column.name === name));
  const types = places.map((place) => (columns[place] as ReadColumn).type);
  return keyOfRow(types, places.map((place) => a[place] ?? null)) === keyOfRow(types, places.map((place) => b[place] ?? null));
}

export const keepsKeys = (reading: Reading, rows: readonly Row[]): boolean => reading.keys.every((key) => rows.every((row, i) => rows.slice(i + 1).every((other) => !agree(reading, key, row, other))));

export const isKept = (reading: Reading, rows: readonly Row[], params: Inputs["params"]): boolean => keepsClaims(reading, { columns: reading.columns, rows }, params);

/** As what is read says that its rows come. */
export function ordered({ columns, order }: Reading, rows: readonly Row[]): readonly Row[] {
  const keys = order.flatMap((key) => {
    const place = columns.findIndex(({ name }) => name === key.name);
    return place < 0 ? [] : [{ ...key, place }];
  });
  return keys.length === 0 ? rows : rows.toSorted((a, b) => {
    for (const key of keys) {
      const by = compareBy((columns[key.place] as ReadColumn).type, key, a[key.place] ?? null, b[key.place] ?? null);
      if (by !== 0) return by;
    }
    return 0;
  });
}

/** As a side scans them. */
export function inputsOf(side: 0 | 1, readings: readonly Reading[], tables: Tables, params: Inputs["params"]): Inputs {
  const [now, previous] = [new Map<string, Table>(), new Map<string, Table>()];
  for (const reading of readings) {
    for (const as of reading.as) if (as.side === side) (as.previous ? previous : now).set(as.name, { columns: reading.columns, rows: tables.get(reading.name) ?? [] });
  }
  return { tables: now, previous, params };
}
