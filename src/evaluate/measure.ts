/** How far values lie apart: what frames by value and the tolerance of an as-of join count in. */
import { DAY_MICROS, civilOf, daysOf, splitMicros } from "../values/calendar.ts";
import { integerRange } from "../values/coerce.ts";
import { compareValues } from "../values/compare.ts";
import { daysInMonth } from "../values/temporal.ts";
import { FLOAT64, INT64, isFloat, type Type } from "../values/type.ts";
import type { Interval, Value } from "../values/value.ts";

/** Numbers exactly (`digits` at a scale) unless floats are among them; times and dates in microseconds; intervals as they are. */
export type Measure = number | Interval | { readonly digits: bigint; readonly scale: number };

export function measured(type: Type, value: Value): Measure {
  if (isFloat(type) || type.kind === "interval") return value as number | Interval;
  if (type.kind === "date") return { digits: (value as bigint) * DAY_MICROS, scale: 0 };
  return { digits: value as bigint, scale: type.kind === "decimal" ? type.scale : 0 };
}

/** `by` further on, or back. */
export function moved(measure: Measure, by: Measure, sign: 1 | -1): Measure {
  if (isInterval(by)) return { digits: addInterval((measure as { readonly digits: bigint }).digits, by, BigInt(sign)), scale: 0 };
  if (typeof measure === "number" || typeof by === "number") return numberOf(measure) + sign * numberOf(by);
  const [a, b] = aligned(measure, by);
  return { digits: a + BigInt(sign) * b, scale: Math.max(scaleOf(measure), scaleOf(by)) };
}

/** Whether it is greater or less than all that an integer or decimal type holds. */
export function isBeyond(type: Type, measure: Measure): boolean {
  if (type.kind === "decimal") {
    const digits = 10n ** BigInt(type.precision) - 1n;
    return isOutside(measure, { min: -digits, max: digits }, type.scale);
  }
  const range = integerRange(type);
  return range !== null && isOutside(measure, range, 0);
}

const isOutside = (measure: Measure, { min, max }: { readonly min: bigint; readonly max: bigint }, scale: number): boolean =>
  compareMeasures(measure, { digits: min, scale }) < 0 || compareMeasures(measure, { digits: max, scale }) > 0;

/** As the values compare: NaN is above all. */
export function compareMeasures(a: Measure, b: Measure): number {
  if (typeof a === "number" || typeof b === "number") return compareValues(FLOAT64, numberOf(a), numberOf(b));
  const [x, y] = aligned(a, b);
  return compareValues(INT64, x, y);
}

const isInterval = (measure: Measure): measure is Interval => typeof measure === "object" && "months" in measure;
const scaleOf = (measure: Measure): number => (typeof measure === "object" && "scale" in measure ? measure.scale : 0);
const digitsOf = (measure: Measure): bigint => (measure as { readonly digits: bigint }).digits;
const numberOf = (measure: Measure): number => (typeof measure === "number" ? measure : Number(digitsOf(measure)) / 10 ** scaleOf(measure));

function aligned(a: Measure, b: Measure): readonly [bigint, bigint] {
  const scale = Math.max(scaleOf(a), scaleOf(b));
  return [digitsOf(a) * 10n ** BigInt(scale - scaleOf(a)), digitsOf(b) * 10n ** BigInt(scale - scaleOf(b))];
}

/** Months first, with the day clamped to the month's last, then days and microseconds. */
function addInterval(instant: bigint, { months, days, micros }: Interval, sign: bigint): bigint {
  const split = splitMicros(instant);
  const { year, month, day } = civilOf(split.days);
  const total = year * 12 + month - 1 + Number(sign * months);
  const moved = { year: Math.floor(total / 12), month: (((total % 12) + 12) % 12) + 1 };
  const date = daysOf({ ...moved, day: Math.min(day, daysInMonth(moved.year, moved.month)) });
  return (date + sign * days) * DAY_MICROS + split.micros + sign * micros;
}
