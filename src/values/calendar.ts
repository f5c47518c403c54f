/** Days and microseconds as one reads them: the proleptic Gregorian calendar, by whole numbers alone. */

export const DAY_MICROS = 86_400_000_000n;
export type Civil = { readonly year: number; readonly month: number; readonly day: number };

/** Days since 1970-01-01. The months of a year count from March, so that the leap day ends it. */
export function daysOf({ year, month, day }: Civil): bigint {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return BigInt(era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468);
}

/** The inverse of `daysOf`. */
export function civilOf(days: bigint): Civil {
  const z = Number(days) + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}

/** The whole days before an instant, and the microseconds of its day. */
export function splitMicros(micros: bigint): { readonly days: bigint; readonly micros: bigint } {
  const rest = ((micros % DAY_MICROS) + DAY_MICROS) % DAY_MICROS;
  return { days: (micros - rest) / DAY_MICROS, micros: rest };
}

const pad = (n: number | bigint, width: number): string => String(n).padStart(width, "0");

/** `2026-01-31`. */
export function dateText(days: bigint): string {
  const { year, month, day } = civilOf(days);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** `10:00:00.25`, without zeros at the end of a fraction. */
export function timeText(micros: bigint): string {
  const seconds = micros / 1_000_000n;
  const fraction = pad(micros % 1_000_000n, 6).replace(/0+$/, "");
  return `${pad(seconds / 3600n, 2)}:${pad((seconds / 60n) % 60n, 2)}:${pad(seconds % 60n, 2)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** `2026-01-31 10:00:00.25`. */
export function timestampText(instant: bigint): string {
  const { days, micros } = splitMicros(instant);
  return `${dateText(days)} ${timeText(micros)}`;
}

/** From canonical text (see temporal.ts). */
export function parseDate(text: string): bigint {
  const [year, month, day] = text.split("-").map(Number) as [number, number, number];
  return daysOf({ year, month, day });
}

export function parseTime(text: string): bigint {
  const [clock = "", fraction = ""] = text.split(".");
  const [hours, minutes, seconds] = clock.split(":").map(BigInt) as [bigint, bigint, bigint];
  return ((hours * 60n + minutes) * 60n + seconds) * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
}

/** Of a timestamp, or of a timestamptz with its `+00`. */
export function parseTimestamp(text: string): bigint {
  const [date = "", time = ""] = text.replace(/\+00$/, "").split(" ");
  return parseDate(date) * DAY_MICROS + parseTime(time);
}
