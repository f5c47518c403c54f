/** What a literal argument must be beyond its type, by name: units, formats, patterns, bounds. */
import { readRegex, readReplacement } from "../../values/regex.ts";
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

/** `check` sees the literals of the arguments before it. */
export const VALUE_RULES = {
  dateUnit: oneOf(DATE_UNITS, "units of a date"),
  unit: oneOf(UNITS, "units"),
  /** Digits behind the point that a float64 keeps. */
  floatDigits: between(0, 15),
  scale: between(0, 38),
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
    const unknown = [...text.matchAll(/%-?[\s\S]?/g)].map(([code]) => code).find((code) => !CODES.has(code));
    return unknown === undefined ? null : { why: `there is no \`${unknown}\`; the codes are ${[...CODES].join(" ")}`, known: [] };
  },
} as const satisfies Record<string, Check>;

export type ValueRule = keyof typeof VALUE_RULES;
