/** Texts of dates, times and intervals: microseconds, years 1 to 9999, the proleptic Gregorian calendar. */

export type TextRead = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly why: string };

const fine = (value: string): TextRead => ({ ok: true, value });
const wrong = (why: string): TextRead => ({ ok: false, why });

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
export const daysInMonth = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] as number));

const pad = (n: number, width: number): string => String(n).padStart(width, "0");

/** `2026-01-31`. */
export function readDate(text: string): TextRead {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts === null) return wrong("a date is written 2026-01-31");
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (year < 1) return wrong("years go from 1 to 9999");
  if (month < 1 || month > 12) return wrong(`there is no month ${parts[2]}`);
  const days = daysInMonth(year, month);
  return day < 1 || day > days ? wrong(`${parts[1]}-${parts[2]} has ${days} days`) : fine(text);
}

/** `10:00:00.25`; seconds may be left out. The canonical form has them, and no zeros at the end of a fraction. */
export function readTime(text: string): TextRead {
  const parts = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?$/.exec(text);
  if (parts === null) return wrong("a time is written 10:00:00");
  const [, hour = "", minute = "", second = "00", fraction = ""] = parts;
  if (Number(hour) > 23) return wrong("hours go from 00 to 23");
  if (Number(minute) > 59) return wrong("minutes go from 00 to 59");
  if (Number(second) > 59) return wrong("seconds go from 00 to 59");
  if (fraction.length > 6) return wrong("a second has at most 6 fraction digits");
  return fine(`${hour}:${minute}:${second}${trimmed(fraction)}`);
}

const trimmed = (fraction: string): string => {
  const digits = fraction.replace(/0+$/, "");
  return digits === "" ? "" : `.${digits}`;
};

/** `2026-01-31 10:00:00`, or with a `T`. */
export function readTimestamp(text: string): TextRead {
  const parts = /^(\S{10})[ T](\S+)$/.exec(text);
  if (parts === null) return wrong("a timestamp is written 2026-01-31 10:00:00");
  const date = readDate(parts[1] as string);
  if (!date.ok) return date;
  const time = readTime(parts[2] as string);
  return time.ok ? fine(`${date.value} ${time.value}`) : time;
}

/** A timestamp and its distance from UTC: `2026-01-31 10:00:00+01:00`, `…Z`. The canonical form is the same instant in UTC, `…+00`. */
export function readTimestamptz(text: string): TextRead {
  const parts = /^(.*:\d{2}:.*?)(Z|[+-]\d{2}(?::?\d{2})?)$/.exec(text);
  if (parts === null) return wrong("a timestamptz has seconds and ends in its distance from UTC: 2026-01-31 10:00:00+01:00, or Z");
  const local = readTimestamp(parts[1] as string);
  if (!local.ok) return local;
  const offset = offsetMinutes(parts[2] as string);
  return offset === null ? wrong("distances from UTC go from -15:59 to +15:59") : inUtc(local.value, offset);
}

function offsetMinutes(text: string): number | null {
  if (text === "Z") return 0;
  const digits = text.slice(1).replace(":", "").padEnd(4, "0");
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
  return hours > 15 || minutes > 59 ? null : (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

function inUtc(timestamp: string, offset: number): TextRead {
  const [date = "", time = ""] = timestamp.split(" ");
  const [clock = "", fraction] = time.split(".");
  const instant = new Date(`${date}T${clock}Z`);
  instant.setUTCMinutes(instant.getUTCMinutes() - offset);
  const year = instant.getUTCFullYear();
  if (year < 1 || year > 9999) return wrong("years go from 1 to 9999, in UTC");
  const day = `${pad(year, 4)}-${pad(instant.getUTCMonth() + 1, 2)}-${pad(instant.getUTCDate(), 2)}`;
  const at = `${pad(instant.getUTCHours(), 2)}:${pad(instant.getUTCMinutes(), 2)}:${pad(instant.getUTCSeconds(), 2)}`;
  return fine(`${day} ${at}${fraction === undefined ? "" : `.${fraction}`}+00`);
}

type Span = { readonly months: number; readonly days: number; readonly micros: number };
const HOUR = 3_600_000_000;
const UNITS: Readonly<Record<string, Span>> = {
  year: { months: 12, days: 0, micros: 0 }, quarter: { months: 3, days: 0, micros: 0 }, month: { months: 1, days: 0, micros: 0 },
  week: { months: 0, days: 7, micros: 0 }, day: { months: 0, days: 1, micros: 0 },
  hour: { months: 0, days: 0, micros: HOUR }, minute: { months: 0, days: 0, micros: HOUR / 60 }, second: { months: 0, days: 0, micros: 1_000_000 },
  millisecond: { months: 0, days: 0, micros: 1000 }, microsecond: { months: 0, days: 0, micros: 1 },
};
/** Months and days count in 32 bits on engines. */
const LIMIT = 2 ** 31 - 1;

/** `1 month 2 days 30 minutes`, each number with its sign; seconds may have 6 fraction digits. Canonical: `<months> <days> <microseconds>`. */
export function readInterval(text: string): TextRead {
  const words = text.trim().split(/[\s,]+/);
  if (words.length % 2 !== 0 || words.length === 0) return wrong("an interval is written 1 month 2 days 30 minutes");
  let [months, days, micros] = [0, 0, 0];
  for (let i = 0; i < words.length; i += 2) {
    const [amount, word] = [words[i] as string, words[i + 1] as string];
    const unit = UNITS[word.toLowerCase().replace(/s$/, "")];
    if (unit === undefined) return wrong(`\`${word}\` is no unit: ${Object.keys(UNITS).join(", ")}`);
    const number = /^[+-]?\d+(\.\d{1,6})?$/.exec(amount);
    if (number === null) return wrong(`\`${amount}\` is no number that an interval takes`);
    if (number[1] !== undefined && unit.micros !== 1_000_000) return wrong("nothing but seconds may have a fraction");
    months += Number(amount) * unit.months;
    days += Number(amount) * unit.days;
    micros += Math.round(Number(amount) * unit.micros);
  }
  if (Math.abs(months) > LIMIT || Math.abs(days) > LIMIT || !Number.isSafeInteger(micros)) return wrong("that is longer than time goes");
  return fine(`${months + 0} ${days + 0} ${micros + 0}`);
}

/** The parts of an interval's canonical text. */
export function intervalParts(value: string): Span {
  const [months, days, micros] = value.split(" ").map(Number);
  return { months: months ?? 0, days: days ?? 0, micros: micros ?? 0 };
}
