/** Rows in messages. */
import type { QueryResult, Session } from "../engine.ts";

const VALUE_WIDTH = 60;
const SAMPLES = 20;

/** `order_id = 4711, status = "open"`, row by row: text in quotes, all else as it is written. */
export const rowTexts = ({ columns, rows }: QueryResult): string[] =>
  rows.map((row) => columns.map(({ name, type }, index) => {
    const value = row[index] ?? null;
    const text = typeof value === "string" && type !== null && type.kind !== "string" ? value : JSON.stringify(value);
    return `${name} = ${text.length > VALUE_WIDTH ? `${text.slice(0, VALUE_WIDTH)}…` : text}`;
  }).join(", "));

export type Wrong = { readonly count: number; readonly samples: readonly string[] };

/** How many rows a SELECT of what may not be gives, and some of them; null: none. */
export async function failing(session: Session, rows: string): Promise<Wrong | null> {
  const count = Number((await session.query({ text: `SELECT count(*) FROM (${rows})` })).rows[0]?.[0]);
  return count === 0 ? null : { count, samples: rowTexts(await session.query({ text: `${rows} ORDER BY ALL LIMIT ${SAMPLES}` })) };
}
