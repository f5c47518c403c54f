/** Texts to values. A value is canonical text that its type says how to read; it keeps every digit through JSON. */
import { readDate, readInterval, readTime, readTimestamp, readTimestamptz, type TextRead } from "./temporal.ts";
import { integerRange } from "./coerce.ts";
import { nearestFloat32 } from "./float32.ts";
import { isJson } from "./json-text.ts";
import {
  BOOL, DATE, DECIMAL_MAX, FLOAT64, INT64, INTERVAL, NULL, STRING, TIMESTAMP, UINT64, decimal, isInteger, scalar,
  type DecimalType, type Type, type TypeKind,
} from "./type.ts";

/** As `LiteralValue` of ir/expr.ts: digits, ISO times, `<months> <days> <microseconds>`, hex. */
export type ValueText = string | boolean | null;
export type LiteralKind = "int" | "decimal" | "float" | "string" | "bool" | "null" | "date" | "time" | "timestamp" | "timestamptz" | "interval";
/** `type` is the type's name and `why` the reason, both for the diagnostic literal-invalid. */
export type LiteralRead =
  | { readonly ok: true; readonly type: Type; readonly value: ValueText }
  | { readonly ok: false; readonly type: string; readonly why: string };
export type ValueRead = { readonly ok: true; readonly value: ValueText } | { readonly ok: false; readonly why: string };

const fine = (value: string): TextRead => ({ ok: true, value });
const wrong = (why: string): TextRead => ({ ok: false, why });

/** Without zeros in front; no `-0`. */
function integerText(digits: string, negative: boolean): string {
  const text = digits.replace(/^0+(?=\d)/, "");
  return negative && text !== "0" ? `-${text}` : text;
}

const value = (type: Type, text: ValueText): LiteralRead => ({ ok: true, type, value: text });

const LITERALS: Readonly<Record<LiteralKind, (text: string, negative: boolean) => LiteralRead>> = {
  int: (text, negative) => readInteger(integerText(text, negative)),
  decimal: readDecimal,
  float: (text, negative) => read(FLOAT64, readFloat(negative ? `-${text}` : text)),
  string: (text) => value(STRING, text),
  bool: (text) => value(BOOL, text === "true"),
  null: () => value(NULL, null),
  date: (text) => read(DATE, readDate(text)),
  time: (text) => read(scalar("time"), readTime(text)),
  timestamp: (text) => read(TIMESTAMP, readTimestamp(text)),
  timestamptz: (text) => read(scalar("timestamptz"), readTimestamptz(text)),
  interval: (text) => read(INTERVAL, readInterval(text)),
};

/**
 * A literal as the tree holds it (digits without `_`, no sign). `negative` says that a minus stands before a number: the least int64 has
 * no positive counterpart. An integer is int64, or uint64 where only that holds it.
 */
export const readLiteral = (kind: LiteralKind, text: string, negative = false): LiteralRead => LITERALS[kind](text, negative);

const read = (type: Type, text: TextRead): LiteralRead => (text.ok ? value(type, text.value) : { ok: false, type: type.kind, why: text.why });

function readInteger(value: string): LiteralRead {
  const type = [INT64, UINT64].find((type) => inRange(type, value));
  if (type === undefined) return { ok: false, type: "integer", why: "integers go from -9223372036854775808 to 18446744073709551615" };
  return { ok: true, type, value };
}

function inRange(type: Type, digits: string): boolean {
  const range = integerRange(type);
  return range !== null && digits.length <= 21 && BigInt(digits) >= range.min && BigInt(digits) <= range.max;
}

/** Its own digits make its type: at least one before the point, as many behind it as are written. */
function readDecimal(text: string, negative: boolean): LiteralRead {
  const [whole = "", fraction = ""] = text.split(".");
  const value = `${integerText(whole, false)}.${fraction}`;
  const precision = value.length - 1;
  if (precision > DECIMAL_MAX) return { ok: false, type: "decimal", why: `a decimal has at most ${DECIMAL_MAX} digits` };
  return { ok: true, type: decimal(precision, fraction.length), value: negative && /[1-9]/.test(value) ? `-${value}` : value };
}

const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** The nearest float64, as its shortest digits. */
function readFloat(text: string): TextRead {
  if (!NUMBER.test(text)) return wrong("a number is written 12, -1.5 or 1e3, without spaces");
  const value = Number(text);
  return Number.isFinite(value) ? fine(String(value === 0 ? 0 : value)) : wrong("a float64 goes to about 1.8e308");
}

/** The smallest decimal that holds an integer or decimal value: what a literal counts as beside a decimal. */
export function minimalDecimal(value: string): DecimalType {
  const [whole = "", fraction = ""] = value.replace("-", "").split(".");
  return decimal(Math.max(1, Math.min(DECIMAL_MAX, whole.length + fraction.length)), Math.min(fraction.length, DECIMAL_MAX));
}

const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

const READERS: Readonly<Partial<Record<TypeKind, (text: string) => TextRead>>> = {
  date: readDate, time: readTime, timestamp: readTimestamp, timestamptz: readTimestamptz, interval: readInterval,
  float64: readFloat,
  float32: (text) => {
    const read = readFloat(text);
    if (!read.ok) return read;
    const value = nearestFloat32(text);
    return Number.isFinite(value) ? fine(String(value === 0 ? 0 : value)) : wrong("a float32 goes to about 3.4e38");
  },
  string: (text) => (/\p{Surrogate}/u.test(text) ? wrong("half a surrogate pair is no text") : fine(text)),
  uuid: (text) => (UUID.test(text) ? fine(text.toLowerCase()) : wrong("a uuid is 32 hex digits in groups of 8-4-4-4-12")),
  binary: (text) => fine(Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0")).join("")),
  json: (text) => (isJson(text) ? fine(text) : wrong("this is not JSON")),
};

/** What `text::type` gives: the value of a parameter from the command line, or of a constant cast. Lists, structs and maps have no such text. */
export function readValue(type: Type, text: string): ValueRead {
  if (type === BOOL) return text === "true" || text === "false" ? { ok: true, value: text === "true" } : wrong("a bool is true or false");
  if (isInteger(type)) return wholeText(type, text);
  if (type.kind === "decimal") return decimalText(type, text);
  return READERS[type.kind]?.(text) ?? wrong(`a ${type.kind} cannot be written as text`);
}

function wholeText(type: Type, text: string): TextRead {
  const parts = /^([+-]?)(\d+)(?:\.0+)?$/.exec(text);
  if (parts === null) return wrong(NUMBER.test(text) ? "an integer has no fraction and no exponent" : "an integer is written 12 or -12, without spaces");
  const value = integerText(parts[2] as string, parts[1] === "-");
  const { min, max } = integerRange(type) as { min: bigint; max: bigint };
  return inRange(type, value) ? fine(value) : wrong(`${type.kind} goes from ${min} to ${max}`);
}

/** Rounded to the scale, half away from zero. */
function decimalText(type: DecimalType, text: string): TextRead {
  const parts = NUMBER.exec(text);
  if (parts === null) return wrong("a number is written 12, -1.5 or 1e3, without spaces");
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  const digits = BigInt(whole + fraction);
  const most = whole.length + fraction.length + DECIMAL_MAX;
  // Further away there is nothing left of it, or too much.
  const shift = Math.min(Math.max(Number(exponent) + type.scale - fraction.length, -most), most);
  const unscaled = shift >= 0 ? digits * 10n ** BigInt(shift) : halfAway(digits, 10n ** BigInt(-shift));
  if (unscaled < 10n ** BigInt(type.precision)) return fine(scaled(unscaled, type.scale, sign === "-"));
  return wrong(`decimal(${type.precision}, ${type.scale}) has ${type.precision - type.scale} digits before the point`);
}

/** For n ≥ 0, d > 0. */
const halfAway = (n: bigint, d: bigint): bigint => (2n * n + d) / (2n * d);

function scaled(unscaled: bigint, scale: number, negative: boolean): string {
  const digits = String(unscaled).padStart(scale + 1, "0");
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return negative && unscaled !== 0n ? `-${text}` : text;
}

/**
 * A constant in the type that it is wanted in, for the conversions that happen unasked: an integer or decimal literal as any number type
 * that holds it, a null as anything. Undefined where the value does not fit unchanged (a float64 takes the nearest).
 */
export function convertLiteral(value: ValueText, from: Type, to: Type): ValueText | undefined {
  if (value === null || from === to) return value;
  if (typeof value === "boolean") return undefined;
  if (from.kind === "float32" && to === FLOAT64) return value;
  if (!isInteger(from) && from.kind !== "decimal") return undefined;
  const read = isInteger(to) || to.kind === "decimal" || to === FLOAT64 ? readValue(to, value) : wrong("");
  if (!read.ok || typeof read.value !== "string") return undefined;
  return to === FLOAT64 || sameNumber(read.value, value) ? read.value : undefined;
}

/** Whether two canonical texts of exact numbers differ in zeros behind the point at most. */
function sameNumber(a: string, b: string): boolean {
  const strip = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  return strip(a) === strip(b);
}
