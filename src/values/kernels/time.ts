/** Dates and times. A timestamptz is read in UTC. */
import { civilOf, DAY_MICROS, daysOf, splitMicros } from "../calendar.ts";
import { daysInMonth } from "../temporal.ts";
import type { Interval, Value } from "../value.ts";
import {
  addMonths, asDate, asTimestamp, dayOf, dayOfYear, instantOf, isoWeek, lastDay, negated, shifted, truncated, unitNumber, weekday,
} from "./calendar.ts";
import type { Kernels, KernelTypes, ScalarKernel } from "./kernel.ts";
import { strftime } from "./strftime.ts";
import { strict } from "./strict.ts";
import { instantAt, localTime } from "./zone.ts";

const integer = (value: Value | undefined): bigint => value as bigint;
const interval = (value: Value | undefined): Interval => value as Interval;

const part = (of: (day: bigint) => bigint | number): ScalarKernel => ([t], { args: [type] }) => BigInt(of(dayOf(t, type)));
/** Of the microseconds of a day. */
const clock = (of: (micros: bigint) => bigint): ScalarKernel => ([t], { args: [type] }) => of(type?.kind === "time" ? integer(t) : splitMicros(integer(t)).micros);

const moved = (t: Value | undefined, { args: [type] }: KernelTypes, by: Interval): bigint => shifted(instantOf(t, type), by);
const movedDate = (t: Value | undefined, types: KernelTypes, by: Interval): bigint => moved(t, types, by) / DAY_MICROS;

const makeDate: ScalarKernel = ([y, m, d]) => {
  const [year, month, day] = [Number(y), Number(m), Number(d)];
  const exists = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists ? daysOf({ year, month, day }) : null;
};

const dateDiff: ScalarKernel = ([unit, a, b], { args: [, left, right] }) =>
  unitNumber(unit as string, instantOf(b, right)) - unitNumber(unit as string, instantOf(a, left));

export const TIME: Kernels<ScalarKernel> = strict({
  "add.days": ([t, n]) => asDate(integer(t) + integer(n)),
  "subtract.days": ([t, n]) => asDate(integer(t) - integer(n)),
  "subtract.dates": ([a, b]) => integer(a) - integer(b),
  "add.calendar": ([t, by], types) => movedDate(t, types, interval(by)),
  "subtract.calendar": ([t, by], types) => movedDate(t, types, negated(interval(by))),
  "add.interval": ([t, by], types) => moved(t, types, interval(by)),
  "subtract.interval": ([t, by], types) => moved(t, types, negated(interval(by))),
  "negate.interval": ([by]) => negated(interval(by)),
  date: ([t]) => splitMicros(integer(t)).days,
  time: ([t]) => splitMicros(integer(t)).micros,
  timestamp: ([date, time]) => integer(date) * DAY_MICROS + integer(time),
  year: part((day) => civilOf(day).year),
  quarter: part((day) => Math.ceil(civilOf(day).month / 3)),
  month: part((day) => civilOf(day).month),
  day: part((day) => civilOf(day).day),
  week: part((day) => isoWeek(day).week),
  iso_year: part((day) => isoWeek(day).year),
  weekday: part(weekday),
  day_of_year: part(dayOfYear),
  hour: clock((micros) => micros / 3_600_000_000n),
  minute: clock((micros) => (micros / 60_000_000n) % 60n),
  second: clock((micros) => (micros / 1_000_000n) % 60n),
  microsecond: clock((micros) => micros % 1_000_000n),
  date_trunc: ([unit, t]) => truncated(unit as string, integer(t) * DAY_MICROS) / DAY_MICROS,
  "date_trunc.time": ([unit, t]) => truncated(unit as string, integer(t)),
  date_diff: dateDiff,
  micros_between: ([a, b]) => integer(b) - integer(a),
  add_months: ([t, n]) => addMonths(integer(t), integer(n)),
  "add_months.time": ([t, n]) => shifted(integer(t), { months: integer(n), days: 0n, micros: 0n }),
  last_day: ([t], { args: [type] }) => lastDay(dayOf(t, type)),
  make_date: makeDate,
  epoch_micros: ([t]) => integer(t),
  from_epoch_micros: ([n]) => asTimestamp(integer(n)),
  at_zone: ([t, zone]) => asTimestamp(localTime(zone as string, integer(t))),
  "at_zone.local": ([t, zone]) => asTimestamp(instantAt(zone as string, integer(t))),
  strftime: ([t, format], { args: [type] }) => strftime(instantOf(t, type), format as string),
});
