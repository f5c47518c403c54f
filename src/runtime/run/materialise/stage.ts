/** Makes the rows of a rule that is stored by time, and says which of them are whose. */
import { modeOf } from "../../../ir/storage.ts";
import { diagnose, type Diagnostic } from "../../../lang/diagnostics/index.ts";
import { RESULT_NAME, RUN_PARAMS, type CompiledRule, type Promised, type PromiseScan } from "../../plan-types.ts";
import { identifier, namesParam } from "../../sql-text.ts";
import { qualified } from "../ledger.ts";
import { failing } from "../row-texts.ts";
import type { Work } from "../work.ts";
import { inInterval } from "./by-time.ts";
import type { Interval } from "./intervals.ts";
import type { ModeOf, Target } from "./mode.ts";

/** A run whose `$from` and `$to` are the bounds of an interval. */
export const within = <W extends Pick<Work, "input">>(work: W, { from, to }: Interval): W => ({ ...work, input: { ...work.input, values: new Map([...work.input.values, [RUN_PARAMS.from, from], [RUN_PARAMS.to, to]]) } });

/** The same for the first interval of a rule that is stored by time: to ask about its statement. */
export function inFirst<W extends Pick<Work, "input">>(work: W, { storage }: Pick<CompiledRule, "storage">): W {
  const mode = modeOf(storage);
  return mode?.mode === "by_time" ? within(work, { from: mode.start, to: mode.start }) : work;
}

/** What holds of each row by itself, whatever other rows there are. */
const BY_ROW: ReadonlySet<string> = new Set<Promised["kind"]>(["not_null", "reference"]);

/** Whether a promise of a rule that is stored by time is one about each interval: it names the bounds, or it is about the interval's rows together. */
export function isBounded({ params, storage }: Pick<CompiledRule, "params" | "storage">, { count, promises }: PromiseScan): boolean {
  if (modeOf(storage)?.mode !== "by_time") return false;
  const names = params.some(({ name, sqlName }) => (name === RUN_PARAMS.from || name === RUN_PARAMS.to) && namesParam(count.text, sqlName));
  return names || (count.text.includes(RESULT_NAME) && promises.some(({ kind }) => !BY_ROW.has(kind)));
}

/** Those rows of a rule stored by time that lie in the interval. */
export function rowsIn(rule: Pick<CompiledRule, "storage" | "columns">, from: string, interval: Interval): string {
  const mode = modeOf(rule.storage);
  return `SELECT * FROM ${from}${mode?.mode === "by_time" ? ` WHERE ${inInterval({ mode, columns: rule.columns }, interval)}` : ""}`;
}

/** Sends `before`, then the rule's text with the values of that run; gives the number of rows. */
export type Send = (work: Work, before: string) => Promise<number>;

/**
 * A statement for each interval, so that what the rule means does not depend on how many a run happens to compute. Error: outside-interval.
 * Throws what the engine throws.
 */
export async function stageIntervals(work: Work, rule: CompiledRule, mode: ModeOf<"by_time">, table: string, { intervals }: Target, send: Send, done: (parts: number, of: number) => void): Promise<number | Diagnostic> {
  const name = qualified(work.engine, rule.schema, table);
  let rows = 0;
  for (const [index, interval] of intervals.entries()) {
    done(index, intervals.length);
    const made = await send(within(work, interval), index === 0 ? `CREATE TABLE ${name} AS\n` : `INSERT INTO ${name}\n`);
    const outside = `SELECT * FROM ${name} WHERE rowid >= ${rows} AND NOT coalesce(${inInterval({ mode, columns: rule.columns }, interval)}, false)`;
    const wrong = made === 0 ? null : await failing(work.session, outside);
    if (wrong !== null) return diagnose("outside-interval", { rule: rule.name, time: mode.time, ...interval, ...wrong }, rule.at);
    rows += made;
  }
  if (intervals.length === 0) await work.session.run({ text: `CREATE TABLE ${name} (${rule.columns.map((column) => `${identifier(column.name)} ${column.sqlType}`).join(", ")})` });
  return rows;
}
