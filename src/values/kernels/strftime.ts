/** Times as text, with English names. */
import { civilOf, splitMicros } from "../calendar.ts";
import { dayOfYear, weekday } from "./calendar.ts";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

type Parts = {
  readonly year: number; readonly month: number; readonly day: number; readonly days: bigint;
  readonly hour: number; readonly minute: number; readonly second: number; readonly micros: number;
};

const pad = (n: number | bigint, width = 2): string => String(n).padStart(width, "0");
const monthName = ({ month }: Parts): string => MONTHS[month - 1] as string;
const dayName = ({ days }: Parts): string => WEEKDAYS[Number(weekday(days)) - 1] as string;

/** The codes that the language has, and no other. */
const CODES: Readonly<Record<string, (of: Parts) => string>> = {
  "%Y": ({ year }) => pad(year, 4),
  "%y": ({ year }) => pad(year % 100),
  "%m": ({ month }) => pad(month),
  "%-m": ({ month }) => String(month),
  "%b": (of) => monthName(of).slice(0, 3),
  "%B": monthName,
  "%d": ({ day }) => pad(day),
  "%-d": ({ day }) => String(day),
  "%j": ({ days }) => pad(dayOfYear(days), 3),
  "%a": (of) => dayName(of).slice(0, 3),
  "%A": dayName,
  "%H": ({ hour }) => pad(hour),
  "%-H": ({ hour }) => String(hour),
  "%I": ({ hour }) => pad(hour % 12 === 0 ? 12 : hour % 12),
  "%p": ({ hour }) => (hour < 12 ? "AM" : "PM"),
  "%M": ({ minute }) => pad(minute),
  "%S": ({ second }) => pad(second),
  "%f": ({ micros }) => pad(micros, 6),
  "%%": () => "%",
};

/** The format is a literal that was checked: every `%` begins a code. */
export function strftime(instant: bigint, format: string): string {
  const { days, micros } = splitMicros(instant);
  const seconds = Number(micros / 1_000_000n);
  const of: Parts = {
    ...civilOf(days), days, hour: Math.floor(seconds / 3600), minute: Math.floor(seconds / 60) % 60, second: seconds % 60, micros: Number(micros % 1_000_000n),
  };
  return format.replace(/%-?[\s\S]/g, (code) => CODES[code]?.(of) ?? code);
}
