/** Counting in days, months and weeks. Years go from 1 to 9999: a result outside of them is a failure. */
import { civilOf, DAY_MICROS, daysOf, splitMicros } from "../calendar.ts";
import { Failure } from "../failure.ts";
import { daysInMonth } from "../temporal.ts";
import type { Type } from "../type.ts";
import type { Interval, Value } from "../value.ts";

const FIRST_DAY = daysOf({ year: 1, month: 1, day: 1 });
const LAST_DAY = daysOf({ year: 9999, month: 12, day: 31 });

const isTime = (day: bigint): boolean => day >= FIRST_DAY && day <= LAST_DAY;
const beyond = (): never => {
  throw new Failure("overflow", "a date or timestamp is outside of the years 1 to 9999");
};

export const asDate = (day: bigint): bigint => (isTime(day) ? day : beyond());
export const asTimestamp = (micros: bigint): bigint => (isTime(splitMicros(micros).days) ? micros : beyond());

export const floorDivide = (n: bigint, d: bigint): bigint => (n - (((n % d) + d) % d)) / d;

/** The day of a date or timestamp. */
export const dayOf = (value: Value | undefined, type: Type | undefined): bigint =>
  type?.kind === "date" ? (value as bigint) : splitMicros(value as bigint).days;
/** A date's midnight, a timestamp itself. */
export const instantOf = (value: Value | undefined, type: Type | undefined): bigint => (type?.kind === "date" ? (value as bigint) * DAY_MICROS : (value as bigint));

/** 1 is Monday. 1970 began on a Thursday. */
export const weekday = (day: bigint): bigint => ((((day + 3n) % 7n) + 7n) % 7n) + 1n;

/** The week with the year's first Thursday is its first, so a week belongs to the year of its Thursday. */
export function isoWeek(day: bigint): { readonly year: bigint; readonly week: bigint } {
  const thursday = day - weekday(day) + 4n;
  const { year } = civilOf(thursday);
  return { year: BigInt(year), week: (thursday - daysOf({ year, month: 1, day: 1 })) / 7n + 1n };
}

export const dayOfYear = (day: bigint): bigint => day - daysOf({ year: civilOf(day).year, month: 1, day: 1 }) + 1n;

export function lastDay(day: bigint): bigint {
  const { year, month } = civilOf(day);
  return daysOf({ year, month, day: daysInMonth(year, month) });
}

/** A day that the month lacks becomes its last. */
export function addMonths(day: bigint, months: bigint): bigint {
  const civil = civilOf(day);
  const count = BigInt(civil.year * 12 + civil.month - 1) + months;
  const year = Number(floorDivide(count, 12n));
  if (year < 1 || year > 9999) return beyond();
  const month = Number(count - BigInt(year) * 12n) + 1;
  return daysOf({ year, month, day: Math.min(civil.day, daysInMonth(year, month)) });
}

/** Months first, then days, then microseconds. */
export function shifted(micros: bigint, by: Interval): bigint {
  const { days, micros: clock } = splitMicros(micros);
  return asTimestamp((addMonths(days, by.months) + by.days) * DAY_MICROS + clock + by.micros);
}

export const negated = ({ months, days, micros }: Interval): Interval => ({ months: -months, days: -days, micros: -micros });

const CLOCK_UNITS: Readonly<Record<string, bigint>> = { hour: 3_600_000_000n, minute: 60_000_000n, second: 1_000_000n, millisecond: 1000n };

/** The number of the unit that an instant is in, counted from any fixed one: their difference is the number of boundaries between two instants. */
export function unitNumber(unit: string, micros: bigint): bigint {
  const { days } = splitMicros(micros);
  const { year, month } = civilOf(days);
  switch (unit) {
    case "year": return BigInt(year);
    case "quarter": return BigInt(year * 4 + Math.floor((month - 1) / 3));
    case "month": return BigInt(year * 12 + month);
    case "week": return floorDivide(days + 3n, 7n);
    case "day": return days;
    default: return floorDivide(micros, CLOCK_UNITS[unit] as bigint);
  }
}

/** The first instant of the unit. */
export function truncated(unit: string, micros: bigint): bigint {
  const { days } = splitMicros(micros);
  const { year, month } = civilOf(days);
  switch (unit) {
    case "year": return daysOf({ year, month: 1, day: 1 }) * DAY_MICROS;
    case "quarter": return daysOf({ year, month: month - ((month - 1) % 3), day: 1 }) * DAY_MICROS;
    case "month": return daysOf({ year, month, day: 1 }) * DAY_MICROS;
    case "week": return (days - weekday(days) + 1n) * DAY_MICROS;
    case "day": return days * DAY_MICROS;
    default: return floorDivide(micros, CLOCK_UNITS[unit] as bigint) * (CLOCK_UNITS[unit] as bigint);
  }
}
