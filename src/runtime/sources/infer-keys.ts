/** Columns that tell all rows apart, as a person would choose them. */
import type { Type } from "../../values/type.ts";
import { isFloat, isSortable } from "../../values/type.ts";
import type { Session } from "../engine.ts";
import { identifier } from "../sql-text.ts";

/** `present`: rows that are not null; `distinct`: about how many values. */
export type MeasuredColumn = { readonly name: string; readonly type: Type; readonly present: number; readonly distinct: number };
export type Measured = { readonly rows: number; readonly columns: readonly MeasuredColumn[] };

/** An estimate of distinct values may be off by so much. */
const ESTIMATE = 0.8;
const SAMPLE = 50_000;
const MOST_CANDIDATES = 10;

type Candidate = { readonly name: string; readonly rank: number; readonly distinct: number };

/**
 * At most one key: a single column whose name says that it identifies, else the first pair or triple that does, names that identify
 * first. What is unique by chance in few rows is no key: an amount, a flag, any column of a table of one row.
 */
export async function findKeys(session: Session, from: string, { rows, columns }: Measured, entity: string): Promise<string[][]> {
  const candidates = columns
    .map((column, place) => ({ name: column.name, rank: rankOf(column, place, entity), distinct: column.distinct, type: column.type, full: column.present === rows }))
    .filter(({ type, full }) => full && identifies(type))
    .toSorted((a, b) => a.rank - b.rank);
  if (rows === 0) return [];
  for (const { name, rank, distinct } of candidates) {
    if (rank > FIRST_COLUMN || (rows < 2 && rank > NAMED_ID) || distinct < rows * ESTIMATE) continue;
    if (await isKey(session, from, [name], rows)) return [[name]];
  }
  if (rows < 2) return [];
  for (const set of [...combinations(candidates.slice(0, MOST_CANDIDATES), 2), ...combinations(candidates.slice(0, 6), 3)]) {
    if (set.reduce((product, { distinct }) => product * Math.max(distinct, 1), 1) < rows * ESTIMATE) continue;
    // In the order of the columns, as they would be written.
    const names = columns.map(({ name }) => name).filter((name) => set.some((candidate) => candidate.name === name));
    if (rows > SAMPLE && !(await isKey(session, `(SELECT * FROM ${from} LIMIT ${SAMPLE})`, names, SAMPLE))) continue;
    if (await isKey(session, from, names, rows)) return [names];
  }
  return [];
}

const [ID, ENTITY_ID, NAMED_ID, NAMED_CODE, FIRST_COLUMN, ANY] = [0, 1, 2, 3, 4, 5] as const;

/** The lower, the more the name says that it identifies. */
function rankOf({ name, type }: MeasuredColumn, place: number, entity: string): number {
  const word = name.replaceAll(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
  if (word === "id") return ID;
  if (word === `${entity}_id` || word === `${entity}_key` || word === `${entity}id` || word === entity) return ENTITY_ID;
  if (/(^|_)(id|uuid|guid)$/.test(word) || type.kind === "uuid") return NAMED_ID;
  if (/(^|_)(key|no|nr|number|code|sku|ref|symbol|slug)$/.test(word)) return NAMED_CODE;
  return place === 0 ? FIRST_COLUMN : ANY;
}

const identifies = (type: Type): boolean => isSortable(type) && !isFloat(type) && type.kind !== "bool" && (type.kind !== "decimal" || type.scale === 0);

async function isKey(session: Session, from: string, names: readonly string[], rows: number): Promise<boolean> {
  const list = names.map(identifier).join(", ");
  const [row] = (await session.query({ text: `SELECT count(*) FROM (SELECT DISTINCT ${list} FROM ${from})` })).rows;
  return Number(row?.[0]) === rows;
}

/** Sets of `size`, those with the best names first. */
function combinations(candidates: readonly Candidate[], size: number): Candidate[][] {
  const sets = (from: number, left: number): Candidate[][] => (left === 0 ? [[]] : candidates.slice(from).flatMap((candidate, i) => sets(from + i + 1, left - 1).map((rest) => [candidate, ...rest])));
  const rank = (set: readonly Candidate[]): number => set.reduce((sum, candidate) => sum + candidate.rank, 0);
  return sets(0, size).toSorted((a, b) => rank(a) - rank(b));
}
