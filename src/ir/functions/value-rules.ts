/** What a literal argument must be beyond its type, by name: units, formats, patterns, bounds. */
import { readRegex, readReplacement } from "../../values/regex.ts";
import { intervalParts } from "../../values/temporal.ts";
import type { LiteralValue } from "../expr.ts";

/** `meant`: what the author probably meant, from `known`; the caller finds the nearest. */
export type ValueProblem = { readonly why: string; readonly known: readonly string[] };

type Check = (text: string, before: readonly (LiteralValue | undefined)[]) => ValueProblem | null;

const DATE_UNITS = ["year", "quarter", "month", "week", "day"];
const UNITS = [...DATE_UNITS, "hour", "minute", "second", "millisecond"];

const oneOf = (known: readonly string[], what: string): Check => (text) =>
  known.includes(text) ? null : { why: `${what} are ${known.join(", ")}`, known };

const between = (low: number, high: number): Check => (text) =>
  /^-?\d+$/.test(text) && Number(text) >= low && Number(text) <= high ? null : { why: `it goes from ${low} to ${high}`, known: [] };

const problem = (why: string): ValueProblem => ({ why, known: [] });

const CODES = new Set(["%Y", "%m", "%d", "%H", "%M", "%S", "%f", "%j", "%y", "%b", "%B", "%a", "%A", "%I", "%p", "%-d", "%-m", "%-H", "%%"]);

/** What each part of a time may be written as, when text is read. */
const DAY_CODES = [["%Y"], ["%m", "%-m", "%b", "%B"], ["%d", "%-d"]];
const CLOCK_CODES = [["%H", "%-H"], ["%M"], ["%S"], ["%f"]];

/** So that a text has one reading: each part once, year, month and day among them, and something between it and digits of no fixed number. */
function formatProblem(text: string, parts: readonly (readonly string[])[]): ValueProblem | null {
  const codes = [...text.matchAll(/%-?[\s\S]?/g)].map(([code]) => code);
  const unknown = codes.find((code) => !parts.flat().includes(code));
  if (unknown !== undefined) return { why: `there is no \`${unknown}\` here; the codes are ${parts.flat().join(" ")}`, known: [] };
  if (parts.some((part) => codes.filter((code) => part.includes(code)).length > 1)) return problem("no part of a time stands twice");
  if (DAY_CODES.some((part) => !codes.some((code) => part.includes(code)))) return problem("it needs `%Y`, a month and a day");
  if (/^\s/.test(text)) return problem("it does not begin with a space");
  if (/\d/.test(text)) return problem("what stands between the codes has no digits");
  return /%-[a-zA-Z]%/.test(text) ? problem("something has to stand behind `%-m`, `%-d` and `%-H`") : null;
}

/** `check` sees the literals of the arguments before it. */
export const VALUE_RULES = {
  dateUnit: oneOf(DATE_UNITS, "units of a date"),
  unit: oneOf(UNITS, "units"),
  /** Digits behind the point that a float64 keeps. */
  floatDigits: between(0, 15),
  scale: between(0, 38),
  /** An interval's months, days and microseconds. */
  width: (text) => {
    const { months, days, micros } = intervalParts(text);
    return months === 0 && days >= 0 && micros >= 0 && (days === 0) !== (micros === 0) ? null : problem("it is a number of days, or of hours and less, and no months");
  },
  /** A part of the whole. */
  fraction: (text) => (Number(text) >= 0 && Number(text) <= 1 ? null : problem("it goes from 0 to 1")),
  positive: (text) => (/^[1-9]\d*$/.test(text) ? null : problem("it is at least 1")),
  natural: (text) => (/^\d+$/.test(text) ? null : problem("it is at least 0")),
  regex: (text) => {
    const read = readRegex(text);
    return read.ok ? null : problem(read.why);
  },
  /** Stands behind the pattern. */
  replacement: (text, before) => {
    const pattern = before.at(-1);
    const regex = typeof pattern === "string" ? readRegex(pattern) : null;
    const read = readReplacement(text, regex?.ok ? regex.groups : 9);
    return read.ok ? null : problem(read.why);
  },
  /** The number of a group of the pattern before it. */
  group: (text, before) => {
    const pattern = before.at(-1);
    const regex = typeof pattern === "string" ? readRegex(pattern) : null;
    const groups = regex?.ok ? regex.groups : 9;
    if (/^\d+$/.test(text) && Number(text) <= groups) return null;
    return problem(`the pattern has ${groups} ${groups === 1 ? "group" : "groups"}; 0 is the whole match`);
  },
  format: (text) => {
    if (text === "") return problem("it is empty");
    const unknown = [...text.matchAll(/%-?[\s\S]?/g)].map(([code]) => code).find((code) => !CODES.has(code));
    return unknown === undefined ? null : { why: `there is no \`${unknown}\`; the codes are ${[...CODES].join(" ")}`, known: [] };
  },
  dateFormat: (text) => formatProblem(text, DAY_CODES),
  timeFormat: (text) => formatProblem(text, [...DAY_CODES, ...CLOCK_CODES]),
} as const satisfies Record<string, Check>;

export type ValueRule = keyof typeof VALUE_RULES;
