/** Which intervals a run is asked to compute again: `--from` and `--to`. */
import { modeOf } from "../../../ir/storage.ts";
import type { CompiledRule } from "../../plan-types.ts";
import { instantOf, intervalsBetween, intervalsSoFar, isOnGrain, MOST_INTERVALS, textOf, type Interval } from "./intervals.ts";
import type { ModeOf } from "./mode.ts";

/** As somebody wrote them: dates or timestamps, in UTC. Half open. */
export type Redo = { readonly from: string; readonly to: string };
type Redone = { readonly intervals: readonly Interval[] } | { readonly problem: string };

/** The intervals of one table in what was asked for, or what is wrong with it, in words. */
export function redone({ from, to }: Redo, mode: ModeOf<"by_time">, runAt: string): Redone {
  const [first, last] = [instantOf(from), instantOf(to)];
  for (const [flag, text, ms] of [["--from", from, first], ["--to", to, last]] as const) {
    if (ms === null) return { problem: `${flag} takes a date, or a timestamp in UTC such as 2026-01-31 10:00:00, not ${text}` };
    if (!isOnGrain(ms, mode.grain)) return { problem: `${flag} ${text} is no beginning of ${mode.grain === "hour" ? "an" : "a"} ${mode.grain}` };
  }
  const [begin, end] = [first as number, last as number];
  if (begin >= end) return { problem: `--from ${from} is not before --to ${to}` };
  const all = intervalsSoFar(mode, runAt);
  const start = instantOf(all?.[0]?.from ?? mode.start) as number;
  if (begin < start) return { problem: `--from ${from} is before its start, ${mode.start}` };
  const most = all === null ? null : instantOf(all.at(-1)?.to ?? mode.start);
  if (most !== null && end > most) return { problem: `--to ${to} is after the last whole ${mode.grain} before the run, which ends at ${textOf(most, mode.start)}` };
  const intervals = intervalsBetween(mode, begin, end);
  return intervals === null ? { problem: `--from and --to hold more than ${MOST_INTERVALS} intervals` } : { intervals };
}

/** What is wrong with asking so for these rules; null: nothing. For the command line, before anything is opened. */
export function redoProblem(redo: Redo, rules: readonly Pick<CompiledRule, "table" | "storage">[], runAt: string): string | null {
  const other = rules.filter(({ storage }) => storage.kind !== "inline" && modeOf(storage)?.mode !== "by_time");
  if (other.length > 0) return `--from and --to are for tables stored by time: ${other.slice(0, 5).map(({ table }) => table).join(", ")}${other.length > 5 ? ` and ${other.length - 5} more` : ""} ${other.length === 1 ? "is" : "are"} not`;
  for (const { table, storage } of rules) {
    const mode = modeOf(storage);
    if (mode?.mode !== "by_time") continue;
    const found = redone(redo, mode, runAt);
    if ("problem" in found) return `${table}: ${found.problem}`;
  }
  return null;
}
