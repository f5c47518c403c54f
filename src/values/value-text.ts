/** Values to canonical text and back, and to the JSON that rows are shown and compared in. */
import { dateText, parseDate, parseTime, parseTimestamp, timeText, timestampText } from "./calendar.ts";
import type { ValueText } from "./literal.ts";
import type { ListType, MapType, StructType, Type, TypeKind } from "./type.ts";
import type { Interval, Value } from "./value.ts";

/**
 * Integers up to 2^53 are numbers, wider ones text; decimals, temporals, intervals and uuids are text; floats are numbers, or `"NaN"`, `"Infinity"`,
 * `"-Infinity"`; binary is hex; a struct is an object, a list an array, a map an array of `{key, value}`. Rows that engines give have the same form.
 */
export type JsonForm = string | number | boolean | null | readonly JsonForm[] | { readonly [name: string]: JsonForm };

/** Canonical text within a nested value: nested values are arrays and objects there, and JSON text as a whole. */
type Part = ValueText | readonly Part[] | { readonly [name: string]: Part };
type Scalar = { readonly read: (text: string) => Value; readonly text: (value: never) => string };

const digits: Scalar = { read: BigInt, text: (value: bigint) => String(value) };
const float: Scalar = { read: Number, text: (value: number) => floatText(value) };
const same: Scalar = { read: (text) => text, text: (value: string) => value };

/** The shortest digits that read back as the same number; the sign of a zero is kept. */
const floatText = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** How to read and write each type but bool, decimals and nested ones. */
const SCALARS: Readonly<Partial<Record<TypeKind, Scalar>>> = {
  int8: digits, int16: digits, int32: digits, int64: digits, uint8: digits, uint16: digits, uint32: digits, uint64: digits,
  float32: { ...float, read: (text) => Math.fround(Number(text)) }, float64: float, string: same, uuid: same, json: same,
  binary: { read: (text) => Uint8Array.from(text.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16)), text: (value: Uint8Array) => hexOf(value) },
  date: { read: parseDate, text: (value: bigint) => dateText(value) },
  time: { read: parseTime, text: (value: bigint) => timeText(value) },
  timestamp: { read: parseTimestamp, text: (value: bigint) => timestampText(value) },
  timestamptz: { read: parseTimestamp, text: (value: bigint) => `${timestampText(value)}+00` },
  interval: { read: parseInterval, text: ({ months, days, micros }: Interval) => `${months} ${days} ${micros}` },
};

export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function parseInterval(text: string): Interval {
  const [months, days, micros] = text.split(" ").map(BigInt) as [bigint, bigint, bigint];
  return { months, days, micros };
}

/** Unscaled digits as text with a point: `-50` at scale 2 is `-0.50`. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const text = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** The inverse; the text has at most `scale` digits behind its point. */
function parseDecimal(text: string, scale: number): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(scale, "0"));
}

/** A value from canonical text; a list, struct or map is the JSON text of its parts' texts (an array, an object, an array of pairs). */
export function valueOf(type: Type, text: ValueText): Value {
  const isNested = type.kind === "list" || type.kind === "struct" || type.kind === "map";
  return partValue(type, isNested && text !== null ? (JSON.parse(String(text)) as Part) : text);
}

/** The inverse of `valueOf`. */
export function textOf(type: Type, value: Value): ValueText {
  const part = partOf(type, value);
  return typeof part === "object" && part !== null ? JSON.stringify(part) : part;
}

function partValue(type: Type, part: Part): Value {
  if (part === null) return null;
  if (type.kind === "list") return (part as readonly Part[]).map((item) => partValue(type.element.type, item));
  if (type.kind === "struct") return type.fields.map((field) => partValue(field.type, (part as Readonly<Record<string, Part>>)[field.name] ?? null));
  if (type.kind === "map") return (part as readonly (readonly [Part, Part])[]).map(([key, value]) => [partValue(type.key, key), partValue(type.value.type, value)]);
  if (typeof part !== "string") return part as boolean;
  return type.kind === "decimal" ? parseDecimal(part, type.scale) : scalarOf(type).read(part);
}

function partOf(type: Type, value: Value): Part {
  if (value === null || typeof value === "boolean") return value;
  if (type.kind === "list") return elements(value).map((item) => partOf(type.element.type, item));
  if (type.kind === "struct") return fieldsOf(type, value, partOf);
  if (type.kind === "map") return entries(value).map(([key, of]) => [partOf(type.key, key), partOf(type.value.type, of)]);
  return type.kind === "decimal" ? decimalText(value as bigint, type.scale) : scalarOf(type).text(value as never);
}

function scalarOf(type: Type): Scalar {
  const scalar = SCALARS[type.kind];
  if (scalar === undefined) throw new Error(`no value has the type ${type.kind}`);
  return scalar;
}

const elements = (value: Value): readonly Value[] => value as readonly Value[];
const entries = (value: Value): readonly (readonly [Value, Value])[] => value as readonly (readonly [Value, Value])[];
const fieldsOf = <T>(type: StructType, value: Value, of: (type: Type, value: Value) => T): { readonly [name: string]: T } =>
  Object.fromEntries(type.fields.map((field, i) => [field.name, of(field.type, elements(value)[i] ?? null)]));

export function jsonOf(type: Type, value: Value): JsonForm {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (type.kind === "list") return elements(value).map((item) => jsonOf(type.element.type, item));
  if (type.kind === "struct") return fieldsOf(type, value, jsonOf);
  if (type.kind === "map") return entries(value).map(([key, of]) => ({ key: jsonOf(type.key, key), value: jsonOf(type.value.type, of) }));
  if (typeof value === "bigint" && INTEGERS.test(type.kind)) return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return partOf(type, value);
}

const INTEGERS = /^u?int/;

/** The inverse of `jsonOf`. */
export function valueOfJson(type: Type, json: JsonForm): Value {
  if (json === null) return null;
  if (type.kind === "list" || type.kind === "struct" || type.kind === "map") return NESTED[type.kind](type as never, json as never);
  return partValue(type, typeof json === "number" ? floatText(json) : (json as ValueText));
}

type Entry = { readonly key: JsonForm; readonly value: JsonForm };
const NESTED = {
  list: (type: ListType, json: readonly JsonForm[]): Value => json.map((item) => valueOfJson(type.element.type, item)),
  struct: (type: StructType, json: Readonly<Record<string, JsonForm>>): Value => type.fields.map((field) => valueOfJson(field.type, json[field.name] ?? null)),
  map: (type: MapType, json: readonly Entry[]): Value => json.map((entry) => [valueOfJson(type.key, entry.key), valueOfJson(type.value.type, entry.value)]),
};
