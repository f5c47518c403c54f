import { identifier, stringLiteral } from "../../sql-text.ts";
import { merged, type Interval } from "./intervals.ts";
import { insertStaged, names, type Materialise, type Meeting, type ModeOf } from "./mode.ts";

/** The rows of each computed interval take the place of all that are stored in it. */
export const byTime: Materialise<"by_time"> = {
  refused: null,
  change: (of) => `SELECT (SELECT count(*) FROM ${of.staged}), 0, (SELECT count(*) FROM ${of.stored} WHERE ${inAny(of)})`,
  after: (of) => `SELECT ${names(of.columns)} FROM ${of.stored} WHERE NOT coalesce(${inAny(of)}, false) UNION ALL SELECT ${names(of.columns)} FROM ${of.staged}`,
  publish: (of) => [{ action: "delete", text: `DELETE FROM ${of.table} WHERE ${inAny(of)}` }, insertStaged(of)],
  first: null,
};

/** Whether a row lies in the interval: null for a null. Comparisons alone, so that DuckDB passes over blocks of other times. */
export function inInterval({ mode, columns }: Pick<Meeting<"by_time">, "mode" | "columns">, { from, to }: Interval): string {
  const [time, type] = [identifier(mode.time), columns.find(({ name }) => name === mode.time)?.sqlType ?? "TIMESTAMP"];
  return `(${time} >= ${stringLiteral(from)}::${type} AND ${time} < ${stringLiteral(to)}::${type})`;
}

/** Of which interval a row is. Weeks begin on Mondays, and sessions are in UTC. */
export const intervalOf = ({ time, grain }: ModeOf<"by_time">): string => `date_trunc(${stringLiteral(grain)}, ${identifier(time)})`;

const inAny = (of: Meeting<"by_time">): string => (of.intervals.length === 0 ? "false" : merged(of.intervals).map((interval) => inInterval(of, interval)).join(" OR "));
