/** Times from text by a format, from their parts, and by stretches of one width. */
import { DAY_MICROS, daysOf } from "../calendar.ts";
import { daysInMonth } from "../temporal.ts";
import type { Interval, Value } from "../value.ts";
import { asTimestamp, floorDivide } from "./calendar.ts";
import type { Kernels, ScalarKernel } from "./kernel.ts";
import { strftime } from "./strftime.ts";
import { strict } from "./strict.ts";

/** Digits as `strftime` writes them; a name is looked up among the months. */
const CODES: Readonly<Record<string, string>> = {
  "%Y": "(\\d{4})", "%m": "(\\d\\d)", "%-m": "(\\d\\d?)", "%b": "([A-Z][a-z]+)", "%B": "([A-Z][a-z]+)", "%d": "(\\d\\d)", "%-d": "(\\d\\d?)",
  "%H": "(\\d\\d)", "%-H": "(\\d\\d?)", "%M": "(\\d\\d)", "%S": "(\\d\\d)", "%f": "(\\d{6})",
};
const CODE = /%-?[a-zA-Z]/g;

const MONTHS = Array.from({ length: 12 }, (_, i) => strftime(daysOf({ year: 2000, month: i + 1, day: 1 }) * DAY_MICROS, "%B"));
const numberOf = (text: string, code: string): number =>
  code === "%b" || code === "%B" ? MONTHS.findIndex((name) => (code === "%b" ? name.slice(0, 3) : name) === text) + 1 : Number(text);

/** The instant that `strftime` would write so; null where there is none. The format has passed its rule: it holds a day, and has one reading. */
function parsed(text: string, format: string): bigint | null {
  const codes = format.match(CODE) ?? [];
  const pattern = format.split(CODE).map((between) => between.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const source = pattern.map((between, i) => between + (CODES[codes[i] ?? ""] ?? "")).join("");
  const match = new RegExp(`^${source}$`, "u").exec(text);
  if (match === null) return null;
  const parts = new Map(codes.map((code, i) => [code.at(-1)?.replace(/[bB]/, "m"), numberOf(match[i + 1] as string, code)]));
  const at = (code: string): number => parts.get(code) ?? 0;
  const [year, month, day] = [at("Y"), at("m"), at("d")];
  const exists = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) && at("H") < 24 && at("M") < 60 && at("S") < 60;
  if (!exists) return null;
  const instant = daysOf({ year, month, day }) * DAY_MICROS + BigInt((at("H") * 60 + at("M")) * 60 + at("S")) * 1_000_000n + BigInt(at("f"));
  // A number of one digit that is written with two.
  return strftime(instant, format) === text ? instant : null;
}

const makeTime: ScalarKernel = ([hour, minute, second]) => {
  const [h, m, s] = [hour, minute, second] as readonly bigint[] as [bigint, bigint, bigint];
  const exists = h >= 0n && h < 24n && m >= 0n && m < 60n && s >= 0n && s < 60n;
  return exists ? ((h * 60n + m) * 60n + s) * 1_000_000n : null;
};

/** A Monday. */
const FIRST_BUCKET = daysOf({ year: 2000, month: 1, day: 3 }) * DAY_MICROS;

const bucket: ScalarKernel = ([width, t]) => {
  const { days, micros } = width as Interval;
  const size = days * DAY_MICROS + micros;
  return asTimestamp(FIRST_BUCKET + floorDivide((t as bigint) - FIRST_BUCKET, size) * size);
};

const instant = (s: Value | undefined, format: Value | undefined): bigint | null => parsed(s as string, format as string);

export const PARSED_TIME: Kernels<ScalarKernel> = strict({
  make_time: makeTime,
  time_bucket: bucket,
  add_micros: ([t, n]) => asTimestamp((t as bigint) + (n as bigint)),
  parse_date: ([s, format]) => {
    const at = instant(s, format);
    return at === null ? null : at / DAY_MICROS;
  },
  parse_timestamp: ([s, format]) => instant(s, format),
});
