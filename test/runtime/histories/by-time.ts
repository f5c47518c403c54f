/** Tables stored by time, from events that come late, go away and come twice; runs that leave gaps, go back in time, redo some of it, and change what they compute. */
import * as fc from "fast-check";
import type { Grain } from "../../../src/ir/rule.ts";
import { scalar } from "../../../src/values/type.ts";
import { rule } from "../plans.ts";
import { jsonRows, valuesSql, type History } from "./history.ts";

const HOUR = 3_600_000;
/** When the first round's run is: the next days end a week, a month and a year. */
export const EPOCH = Date.UTC(2025, 11, 27, 12);

const TYPES = { date: "DATE", timestamp: "TIMESTAMP", timestamptz: "TIMESTAMPTZ" } as const;
type Kind = keyof typeof TYPES;

/** First intervals, and how far an event may lie from the run, in hours. */
const STARTS: Readonly<Record<Grain, readonly [start: number, reach: number]>> = {
  hour: [Date.UTC(2025, 11, 27, 3), 12], day: [Date.UTC(2025, 11, 21), 24 * 8], week: [Date.UTC(2025, 11, 8), 24 * 30], month: [Date.UTC(2025, 8, 1), 24 * 120], year: [Date.UTC(2023, 0, 1), 24 * 1200],
};
const LATER: Readonly<Record<Grain, (date: Date) => void>> = {
  hour: (date) => date.setUTCHours(date.getUTCHours() + 1), day: (date) => date.setUTCDate(date.getUTCDate() + 1), week: (date) => date.setUTCDate(date.getUTCDate() + 7),
  month: (date) => date.setUTCMonth(date.getUTCMonth() + 1), year: (date) => date.setUTCFullYear(date.getUTCFullYear() + 1),
};
const KINDS: readonly (readonly [Kind, Grain])[] = (["date", "timestamp", "timestamptz"] as const).flatMap((kind) => (["hour", "day", "week", "month", "year"] as const).flatMap((grain) => (kind === "date" && grain === "hour" ? [] : [[kind, grain] as const])));

/** `come`: new events, in thousandths of the reach before the run (below zero: after it). `go`: which of the events go. `redo`: from and to, in thousandths of all intervals. */
const round = fc.record({
  come: fc.array(fc.integer({ min: -100, max: 1000 }), { maxLength: 5 }), go: fc.option(fc.nat(20), { freq: 3 }), offset: fc.constantFrom(null, null, null, 1000, 2000),
  what: fc.constantFrom("run", "run", "run", "run", "redo", "outside", "refresh", "again"), redo: fc.tuple(fc.nat(999), fc.nat(999)), lookback: fc.nat(2),
});
type Round = typeof round extends fc.Arbitrary<infer T> ? T : never;
export const byTimePlan = fc.record({ kind: fc.constantFrom(...KINDS), rounds: fc.array(round, { minLength: 12, maxLength: 12 }) });

export function byTimeHistory(index: number, { kind: [kind, grain], rounds }: { readonly kind: readonly [Kind, Grain]; readonly rounds: readonly Round[] }): History {
  const table = `by_time_${index}`;
  const [start, reach] = STARTS[grain];
  const text = (ms: number): string => {
    const iso = new Date(ms).toISOString();
    return kind === "date" ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}${kind === "timestamptz" ? "+00" : ""}`;
  };
  const next = (ms: number): number => {
    const date = new Date(ms);
    LATER[grain](date);
    return date.getTime();
  };
  const intervals = (runAt: number): number[] => {
    const out: number[] = [];
    for (let at = start; next(at) <= runAt; at = next(at)) out.push(at);
    return out;
  };
  let events: { readonly ms: number; readonly n: number }[] = [];
  let count = 0;
  let offset = 0;
  /** What the run that published last was given. */
  let last = "";
  /** By the beginning of each interval that is filled. */
  let stored = new Map<number, readonly (readonly unknown[])[]>();
  const rowsOf = (from: number): (readonly unknown[])[] => events.filter(({ ms }) => ms >= from && ms < next(from)).map(({ ms, n }) => [text(ms), n + offset]);
  const params = ["from", "to"].map((name) => ({ name, sqlName: name, type: scalar(kind), sqlType: TYPES[kind] }));
  return {
    rule: `m.${table}`, table,
    step: (at, runAt) => {
      const { come, go, what, lookback, redo, ...given } = rounds[at % rounds.length] as Round;
      if (what !== "again") {
        const unit = kind === "date" ? 24 * HOUR : HOUR;
        for (const share of come) events.push({ ms: Math.floor((runAt - (reach * HOUR * share) / 1000) / unit) * unit, n: ++count });
        if (go !== null) events = events.filter((_, i) => i !== go);
        offset = given.offset ?? offset;
      }
      const all = intervals(runAt);
      const [a, b] = redo.map((share) => Math.floor((share * all.length) / 1000)).sort((x, y) => x - y) as [number, number];
      const asked = what === "redo" && all.length > 0;
      const rows = `SELECT t, (n + ${offset})::BIGINT AS n FROM (${valuesSql([["t", TYPES[kind]], ["n", "BIGINT"]], events.map(({ ms, n }) => [text(ms), n]))}) WHERE t >= $from AND t < $to`;
      // A run that is given nothing new, with no interval to fill, has nothing to do.
      const idle = what !== "refresh" && !asked && what !== "outside" && last === `${lookback} ${rows}` && all.every((from) => stored.has(from));
      const due = idle ? [] : what === "refresh" ? all : asked ? all.slice(a, b + 1) : all.filter((from, i) => !stored.has(from) || i >= all.length - lookback);
      const outside = what === "outside" && due.length > 0;
      const select = `${rows}${outside ? " UNION ALL SELECT $to, 0" : ""} ORDER BY t, n`;
      return {
        rule: rule(`m.${table}`, `t: ${kind}, n: int64`, "t, n", select, { keys: [], params, hash: select, storage: { kind: "table", mode: "by_time", time: "t", grain, lookback, start: text(start), onChange: "fail" } }),
        fails: outside ? "outside-interval" : null, refresh: what === "refresh",
        redo: asked ? { from: text(all[a] as number), to: text(next(all[Math.min(b, all.length - 1)] as number)) } : null,
        publish: () => {
          if (what === "refresh") stored = new Map();
          last = `${lookback} ${rows}`;
          for (const from of due) stored.set(from, rowsOf(from));
        },
      };
    },
    rows: () => jsonRows([...stored.values()].flat()),
    rebuilt: (runAt) => jsonRows(intervals(runAt).flatMap(rowsOf)),
  };
}
