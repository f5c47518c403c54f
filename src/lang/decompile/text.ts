/** Texts of expressions with how tightly they bind, and names and literals as one writes them. */
import type { LiteralValue } from "../../ir/expr.ts";
import { readLiteral, type LiteralKind } from "../../values/literal.ts";
import { BOOL, INT64, INTERVAL, isFloat, isInteger, isTemporal, NULL, STRING, typeText, type Type } from "../../values/type.ts";
import { isIdentifier, RESERVED } from "../tokens.ts";

/** `level`: what stands tighter needs no parentheses around it. As in the printer: 0 for `if` and lambdas. */
export type Printed = { readonly text: string; readonly level: number };
export const LEVEL = { loose: 0, or: 1, and: 2, not: 3, compare: 4, unary: 11, postfix: 12, atom: 13 } as const;

/** What has no text in the language, or none that means the same. */
export class Unprintable extends Error {}

export const atom = (text: string): Printed => ({ text, level: LEVEL.atom });
export const within = ({ text, level }: Printed, least: number): string => (level < least ? `(${text})` : text);

/** Words that may be read as more than a name where one stands. */
const READ_AS_MORE: ReadonlySet<string> = new Set([...RESERVED, "values", "previous", "by", "sort", "rows", "range", "key", "asc", "desc", "nulls", "f", "r"]);
export const nameOf = (name: string): string => (isIdentifier(name) && !READ_AS_MORE.has(name) ? name : `\`${name}\``);
export const stringOf = (text: string): string => JSON.stringify(text);
/** The first of `name`, `name_2`, `name_3` … that is not taken. */
export function freeName(name: string, taken: (name: string) => boolean): string {
  let free = name;
  for (let n = 2; taken(free); n++) free = `${name}_${n}`;
  return free;
}

/** A literal. `light`: as short as its place will make the same of it; else with its type. */
export function literalOf(value: LiteralValue, type: Type, light: boolean): Printed {
  if (value === null) return type === NULL || light ? atom("null") : cast("null", type);
  if (type === BOOL) return atom(String(value));
  const text = String(value);
  if (type === STRING) return atom(stringOf(text));
  if (type === INTERVAL) return intervalOf(text);
  if (isTemporal(type)) return reads(type.kind as LiteralKind, text, type) ? atom(`${type.kind} ${stringOf(text)}`) : cast(stringOf(text), type);
  if (isInteger(type) || type.kind === "decimal" || isFloat(type)) return numberOf(text, type, light);
  return cast(stringOf(text), type);
}

const cast = (text: string, type: Type): Printed => ({ text: `${text}::${typeText(type)}`, level: LEVEL.postfix });

function numberOf(text: string, type: Type, light: boolean): Printed {
  const negative = text.startsWith("-");
  const digits = negative ? text.slice(1) : text;
  const kind: LiteralKind = isFloat(type) ? "float" : type.kind === "decimal" && digits.includes(".") ? "decimal" : "int";
  if (!/^\d/.test(digits)) return cast(stringOf(text), type);
  const written = kind === "float" && !/e/i.test(digits) ? `${digits}e0` : digits;
  const signed: Printed = { text: `${negative ? "-" : ""}${written}`, level: negative ? LEVEL.unary : LEVEL.atom };
  const read = readLiteral(kind, written, negative);
  if (read.ok && read.type === type) return signed;
  // Beyond 38 digits, the one before the point counted, a number is no literal, and its text is.
  if (!read.ok) return cast(stringOf(text), type);
  if (light && (type === INT64 || kind !== "float")) return signed;
  return cast(within(signed, LEVEL.postfix), type);
}

const reads = (kind: LiteralKind, text: string, type: Type): boolean => {
  const read = readLiteral(kind, text);
  return read.ok && read.type === type && read.value === text;
};

const UNITS = ["month", "day", "microsecond"] as const;

function intervalOf(text: string): Printed {
  const parts = text.split(" ").map((part, i) => [Number(part), UNITS[i] as string] as const).filter(([amount]) => amount !== 0);
  const negative = parts.length > 0 && parts.every(([amount]) => amount < 0);
  const shown = parts.flatMap(([amount, unit]) => (unit === "microsecond" ? clock(negative ? -amount : amount) : [`${negative ? -amount : amount} ${unit}${Math.abs(amount) === 1 ? "" : "s"}`]));
  const literal = `interval ${stringOf(shown.length === 0 ? "0 days" : shown.join(" "))}`;
  return negative ? { text: `-${literal}`, level: LEVEL.unary } : atom(literal);
}

/** Microseconds in the largest unit that they fill. */
function clock(micros: number): string[] {
  const units = [[3_600_000_000, "hour"], [60_000_000, "minute"], [1_000_000, "second"], [1, "microsecond"]] as const;
  const [size, unit] = units.find(([one]) => micros % one === 0) ?? [1, "microsecond"];
  const amount = micros / size;
  return [`${amount} ${unit}${Math.abs(amount) === 1 ? "" : "s"}`];
}
