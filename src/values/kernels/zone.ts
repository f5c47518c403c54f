/** Zones of the IANA database, as the host has it. */
import { daysOf, DAY_MICROS, splitMicros } from "../calendar.ts";
import { Failure } from "../failure.ts";

const SECOND = 1_000_000n;
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = readClock(zone);
  clocks.set(zone, clock);
  return clock;
}

function readClock(timeZone: string): Intl.DateTimeFormat {
  const digits = "numeric";
  // A distance such as `+01:00` is no name.
  if (/^[A-Za-z]/.test(timeZone)) {
    try {
      return new Intl.DateTimeFormat("en-US", {
        timeZone, hourCycle: "h23", era: "short", year: digits, month: digits, day: digits, hour: digits, minute: digits, second: digits,
      });
    } catch {
      // A RangeError: there is no such zone.
    }
  }
  throw new Failure("argument", `there is no time zone "${timeZone}"`);
}

/** How far clocks are ahead of UTC at an instant, in microseconds. Early ones went by the sun, so it may have seconds. */
function offsetAt(zone: string, instant: bigint): bigint {
  const { days, micros } = splitMicros(instant);
  const seconds = micros / SECOND;
  const parts = clockOf(zone).formatToParts(Number(days * 86_400_000n + seconds * 1000n));
  const shown = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const number = (part: string): number => Number(shown[part]);
  const year = shown["era"] === "BC" ? 1 - number("year") : number("year");
  const day = daysOf({ year, month: number("month"), day: number("day") });
  return ((day - days) * 86_400n + BigInt(number("hour") * 3600 + number("minute") * 60 + number("second")) - seconds) * SECOND;
}

/** What clocks show at an instant. */
export const localTime = (zone: string, instant: bigint): bigint => instant + offsetAt(zone, instant);

/** The instant at which clocks show a time: the later of two; where clocks skip it, as if they had not yet been put forward. */
export function instantAt(zone: string, local: bigint): bigint {
  // No zone changes twice within two days.
  const before = offsetAt(zone, local - DAY_MICROS);
  const after = offsetAt(zone, local + DAY_MICROS);
  const shows = (offset: bigint): boolean => localTime(zone, local - offset) === local;
  const later = after < before ? after : before;
  const earlier = after < before ? before : after;
  return local - (shows(later) ? later : shows(earlier) ? earlier : before);
}
