/** Reads back what was staged: each row comes after the one before it, no two agree in a key, and no date is outside of the years that there are. */
import type { SortedName } from "../../ir/rule.ts";
import { identifier } from "../sql-text.ts";
import type { YearCount } from "./years.ts";

/** What the columns of the one row count: rows and rows out of place where it is `ordered`, rows too many for each of `keys`, rows whose date in each of `dates` is outside of the years. */
export type ReadBack = { readonly text: string; readonly ordered: boolean; readonly keys: readonly (readonly string[])[]; readonly dates: readonly string[] };

/**
 * One statement over `from` (a table or a file's scan). The order's check is one pass without a sort: `lag` over the rows as they
 * stand is a streaming window. `repeats`: rows may be alike in the whole order; else it is strict. Rows in a strict order have its columns as
 * a key, and every set that holds them: those keys need no statement of their own. `restarts`: an expression over a row; where its value
 * changes, the order begins again. `years`: what counts dates outside of them.
 */
export function readBack(from: string, order: readonly SortedName[], keys: readonly (readonly string[])[], repeats = false, restarts: string | null = null, years: readonly YearCount[] = []): ReadBack | null {
  const ordered = order.length > 0;
  const sorted = order.map(({ name }) => name);
  const left = keys.filter((key) => key.length === 0 || !ordered || repeats || restarts !== null || !sorted.every((name) => key.includes(name)));
  if (!ordered && left.length === 0 && years.length === 0) return null;
  const counts = [...left.map((key) => surplus(from, key)), ...years.map(({ text }) => text)].map((count) => `(${count})`);
  const rows = ordered
    ? `SELECT count(*), count(*) FILTER (WHERE ${misplaced(order, repeats, restarts)})${counts.map((count) => `, ${count}`).join("")} FROM (${neighbours(from, order, restarts)})`
    : `SELECT ${counts.join(", ")}`;
  return { text: rows, ordered, keys: left, dates: years.map(({ column }) => column) };
}

/** The first rows that do not come after the one before them. */
export const misplacedRows = (from: string, order: readonly SortedName[], limit: number, repeats = false, restarts: string | null = null): string =>
  `SELECT nth AS row, ${order.map(({ name }, i) => `c${i} AS ${identifier(name)}`).join(", ")} FROM (${neighbours(from, order, restarts)}) WHERE ${misplaced(order, repeats, restarts)} LIMIT ${limit}`;

export const repeatedKeys = (from: string, key: readonly string[], limit: number): string => {
  const names = key.map(identifier).join(", ");
  return `SELECT ${names}, count(*) AS rows FROM ${from} GROUP BY ${names} HAVING count(*) > 1 ORDER BY ALL LIMIT ${limit}`;
};

function surplus(from: string, key: readonly string[]): string {
  if (key.length === 0) return `SELECT greatest(count(*) - 1, 0) FROM ${from}`;
  return `SELECT coalesce(sum(n - 1), 0)::BIGINT FROM (SELECT count(*) AS n FROM ${from} GROUP BY ${key.map(identifier).join(", ")} HAVING count(*) > 1)`;
}

const neighbours = (from: string, order: readonly SortedName[], restarts: string | null): string =>
  `SELECT row_number() OVER () AS nth, ${order.map(({ name }, i) => `${identifier(name)} AS c${i}, lag(${identifier(name)}) OVER () AS p${i}`).join(", ")}${restarts === null ? "" : `, ${restarts} AS c, lag(${restarts}) OVER () AS p`} FROM ${from}`;

const misplaced = (order: readonly SortedName[], repeats: boolean, restarts: string | null): string => `nth > 1${restarts === null ? "" : " AND p IS NOT DISTINCT FROM c"} AND NOT ${ascends(order, repeats)}`;

/** Whether the row before stands before this one, or is alike where rows may be; never null. */
const ascends = (order: readonly SortedName[], repeats: boolean): string =>
  `(CASE ${order.map((sorted, i) => `WHEN p${i} IS DISTINCT FROM c${i} THEN ${before(`p${i}`, `c${i}`, sorted)}`).join(" ")} ELSE ${repeats} END)`;

function before(p: string, c: string, { desc, nullsFirst }: SortedName): string {
  const [first, second] = nullsFirst ? [p, c] : [c, p];
  return `(${first} IS NULL OR (${second} IS NOT NULL AND ${p} ${desc ? ">" : "<"} ${c}))`;
}
