/** `x::T`, as docs/types.md has it under "Casts". */
import { DAY_MICROS, splitMicros } from "../calendar.ts";
import { castCanFail } from "../coerce.ts";
import { jsonText } from "../json-text.ts";
import { Failure } from "../failure.ts";
import { readValue } from "../literal.ts";
import { STRING, isFloat, isInteger, typeText, type DecimalType, type MapType, type StructType, type Type } from "../type.ts";
import type { Value } from "../value.ts";
import { decimalText, textOf, valueOf } from "../value-text.ts";
import { nearestFloat32 } from "../float32.ts";
import { holds, powerOfTen, rescaled, roundedHalfAway, scaleOf, tens, toFloat } from "./numeric.ts";

/** `value` is not null; `canCast(from, to)`. Null for JSON's null. Throws `Failure` where the value has no counterpart in `to`. */
export function castValue(value: Value, from: Type, to: Type): Value {
  if (from === to) return value;
  if (from.kind === "list" && to.kind === "list") return parts(value).map((part) => castPart(part, from.element.type, to.element.type));
  if (from.kind === "struct" && to.kind === "struct") return castFields(parts(value), from, to);
  if (from.kind === "map" && to.kind === "map") return castEntries(value as readonly (readonly [Value, Value])[], from, to);
  if (from === STRING) return fromText(value as string, to);
  if (from.kind === "json") return fromJson(value as string, to);
  if (to === STRING) return from.kind === "binary" ? decoded(value as Uint8Array) : String(textOf(from, value));
  if (isInteger(to)) return toInteger(value, from, to);
  if (to.kind === "decimal") return toDecimal(value, from, to);
  return isFloat(to) ? toFloatType(value, from, to) : toTime(value as bigint, to);
}

/** `x::?T`: null where the value has no counterpart, within a list for each element by itself. */
export function tryCastValue(value: Value, from: Type, to: Type): Value {
  if (from.kind === "list" && to.kind === "list") {
    const [element, wanted] = [from.element.type, to.element.type];
    return parts(value).map((part) => (part === null ? null : tryCastValue(part, element, wanted)));
  }
  try {
    return castValue(value, from, to);
  } catch (error) {
    if (error instanceof Failure && castCanFail(from, to)) return null;
    throw error;
  }
}

const parts = (value: Value): readonly Value[] => value as readonly Value[];
const castPart = (value: Value, from: Type, to: Type): Value => (value === null ? null : castValue(value, from, to));

const castFields = (values: readonly Value[], from: StructType, to: StructType): Value =>
  values.map((value, i) => castPart(value, (from.fields[i] as { type: Type }).type, (to.fields[i] as { type: Type }).type));

const castEntries = (entries: readonly (readonly [Value, Value])[], from: MapType, to: MapType): Value =>
  entries.map(([key, value]) => [key, castPart(value, from.value.type, to.value.type)]);

const failed = (text: string, to: Type): Failure => new Failure("cast", `${text} is not ${typeText(to)}`);
/** A number as one reads it in an error. */
const shown = (value: Value, type: Type): string => (typeof value === "bigint" ? decimalText(value, scaleOf(type)) : String(Number(value)));

function fromText(text: string, to: Type): Value {
  if (to.kind === "binary") return new TextEncoder().encode(text);
  const read = readValue(to, text);
  if (!read.ok) throw failed(`"${text}"`, to);
  // Canonical text has no negative zero.
  if (Number(text) === 0 && isFloat(to)) return Number(text);
  return valueOf(to, read.value);
}

function fromJson(json: string, to: Type): Value {
  const text = jsonText(json);
  return text === null || to === STRING ? text : fromText(text, to);
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure("cast", "the bytes are no UTF-8");
  }
}

function toInteger(value: Value, from: Type, to: Type): Value {
  const whole = typeof value === "number" ? wholeOf(value) : wholeOfDecimal(value as bigint, scaleOf(from));
  if (whole === null) throw new Failure("cast", `${shown(value, from)} is not a whole number`);
  if (!holds(to, whole)) throw failed(shown(value, from), to);
  return whole;
}

const wholeOf = (x: number): bigint | null => (Number.isInteger(x) ? BigInt(x) : null);
const wholeOfDecimal = (digits: bigint, scale: number): bigint | null => (digits % tens(scale) === 0n ? digits / tens(scale) : null);

function toDecimal(value: Value, from: Type, to: DecimalType): Value {
  const digits = typeof value === "number" ? digitsOf(value, to) : rescaled(value as bigint, scaleOf(from), to.scale);
  if (digits === null || !holds(to, digits)) throw failed(shown(value, from), to);
  return digits;
}

/** In float64, as `round` calculates; so is the limit. */
function digitsOf(x: number, { precision, scale }: DecimalType): bigint | null {
  const digits = roundedHalfAway(x * powerOfTen(scale));
  return Math.abs(digits) < powerOfTen(precision) ? BigInt(digits) : null;
}

function toFloatType(value: Value, from: Type, to: Type): Value {
  if (to.kind === "float64") return toFloat(value, from);
  if (typeof value !== "number") return nearestFloat32(shown(value, from));
  const narrow = Math.fround(value);
  if (Number.isFinite(value) && !Number.isFinite(narrow)) throw failed(String(value), to);
  return narrow;
}

/** A timestamp's part, or a date's midnight. */
function toTime(value: bigint, to: Type): Value {
  if (to.kind === "date") return splitMicros(value).days;
  return to.kind === "time" ? splitMicros(value).micros : value * DAY_MICROS;
}
