/** The whole grains of time that a table's rows lie in: half open, in UTC, as canonical texts of the start's type. */
import type { Grain } from "../../../ir/rule.ts";

export type Interval = { readonly from: string; readonly to: string };

/** How many one run may compute: each is a statement of its own. */
export const MOST_INTERVALS = 100_000;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 1970-01-05 was a Monday. */
const MONDAY = 4 * DAY;

/** The beginning of the grain that an instant (milliseconds since 1970, UTC) lies in, and that of the next. */
const FLOOR: Readonly<Record<Grain, (ms: number) => number>> = {
  hour: (ms) => Math.floor(ms / HOUR) * HOUR,
  day: (ms) => Math.floor(ms / DAY) * DAY,
  week: (ms) => Math.floor((ms - MONDAY) / (7 * DAY)) * 7 * DAY + MONDAY,
  month: (ms) => beginning(new Date(ms), new Date(ms).getUTCMonth()),
  year: (ms) => beginning(new Date(ms), 0),
};
const NEXT: Readonly<Record<Grain, (ms: number) => number>> = {
  hour: (ms) => ms + HOUR,
  day: (ms) => ms + DAY,
  week: (ms) => ms + 7 * DAY,
  month: (ms) => beginning(new Date(ms), new Date(ms).getUTCMonth() + 1),
  year: (ms) => beginning(new Date(ms), 12),
};

/** `Date.UTC` would take the years 0 to 99 for 1900 to 1999. */
function beginning(of: Date, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(of.getUTCFullYear(), month, 1);
  return date.getTime();
}

/** Milliseconds since 1970 of a date or of a timestamp, `2026-01-31 10:00:00`, with or without `+00`; null for what is none. Parts of a millisecond are cut off. */
export function instantOf(text: string): number | null {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?)?(?:Z|\+00(?::?00)?)?$/.exec(text.trim());
  if (parts === null) return null;
  const [, date, time = "00:00", seconds = ":00"] = parts;
  const ms = Date.parse(`${date}T${time}${seconds.slice(0, 7)}Z`);
  // A day that its month does not have would be one of the next.
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date ? null : ms;
}

/** An instant as the type of `like` writes it. */
export function textOf(ms: number, like: string): string {
  const iso = new Date(ms).toISOString();
  return like.includes(" ") ? `${iso.slice(0, 10)} ${iso.slice(11, 19)}${like.endsWith("+00") ? "+00" : ""}` : iso.slice(0, 10);
}

export const isOnGrain = (ms: number, grain: Grain): boolean => FLOOR[grain](ms) === ms;

export type Calendar = { readonly start: string; readonly grain: Grain };

/** All whole grains in [from, to); `from` lies on one. Errors: null where there are more than MOST_INTERVALS. */
export function intervalsBetween({ start, grain }: Calendar, from: number, to: number): Interval[] | null {
  const out: Interval[] = [];
  let at = from;
  for (let next = NEXT[grain](at); next <= to; next = NEXT[grain](at)) {
    if (out.length === MOST_INTERVALS) return null;
    out.push({ from: textOf(at, start), to: textOf(next, start) });
    at = next;
  }
  return out;
}

/** Since the grain that `start` lies in, up to the last one that has ended at `runAt`. Null: too many. */
export function intervalsSoFar(of: Calendar, runAt: string): Interval[] | null {
  const start = instantOf(of.start) as number;
  return intervalsBetween(of, FLOOR[of.grain](start), instantOf(runAt) ?? start);
}

/** Those that follow on one another as one: fewer comparisons for each row. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const out: Interval[] = [];
  for (const interval of intervals.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = out.at(-1);
    if (last?.to === interval.from) out[out.length - 1] = { from: last.from, to: interval.to };
    else out.push(interval);
  }
  return out;
}
