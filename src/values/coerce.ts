/** Which conversions happen unasked, which can be asked for, and what arithmetic gives. Meaning: docs/types.md. */
import {
  DECIMAL_64, DECIMAL_MAX, ERROR, FLOAT64, INT64, NULL, UINT64, decimal, isFloat, isInteger, isNested, isNumeric, list, map, scalar, struct,
  type DecimalType, type Field, type ScalarKind, type StructType, type Type, type TypeKind,
} from "./type.ts";

/** Bits, sign, and the digits that an integer counts as beside a decimal. */
const INTEGER_SHAPES: Readonly<Partial<Record<TypeKind, { readonly bits: number; readonly signed: boolean; readonly digits: number }>>> = {
  int8: { bits: 8, signed: true, digits: 3 },
  int16: { bits: 16, signed: true, digits: 5 },
  int32: { bits: 32, signed: true, digits: 10 },
  int64: { bits: 64, signed: true, digits: 19 },
  uint8: { bits: 8, signed: false, digits: 3 },
  uint16: { bits: 16, signed: false, digits: 5 },
  uint32: { bits: 32, signed: false, digits: 10 },
  uint64: { bits: 64, signed: false, digits: 20 },
};

/** The least and the greatest value of an integer type; null for other types. */
export function integerRange(type: Type): { readonly min: bigint; readonly max: bigint } | null {
  const shape = INTEGER_SHAPES[type.kind];
  if (shape === undefined) return null;
  const bits = BigInt(shape.bits);
  return shape.signed ? { min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n } : { min: 0n, max: 2n ** bits - 1n };
}

/** The decimal that holds every value of an exact number type: itself, or digits and scale 0 for an integer. Null for other types. */
export function asDecimal(type: Type): DecimalType | null {
  if (type.kind === "decimal") return type;
  const shape = INTEGER_SHAPES[type.kind];
  return shape === undefined ? null : decimal(shape.digits, 0);
}

const integerHolds = (to: Type, from: Type): boolean => {
  const [wide, narrow] = [integerRange(to), integerRange(from)];
  return wide !== null && narrow !== null && wide.min <= narrow.min && wide.max >= narrow.max;
};

function decimalHolds(to: DecimalType, from: Type): boolean {
  const narrow = asDecimal(from);
  return narrow !== null && to.scale >= narrow.scale && to.precision - to.scale >= narrow.precision - narrow.scale;
}

const fieldWidens = (from: Field, to: Field): boolean => (to.nullable || !from.nullable) && widensExactly(from.type, to.type);

/** Whether each value of `from` is, unchanged, a value of `to`. A null and an error (reported already) go anywhere. */
export function widensExactly(from: Type, to: Type): boolean {
  if (from === to || from === NULL || from === ERROR || to === ERROR) return true;
  if (isInteger(from) && isInteger(to)) return integerHolds(to, from);
  if (to.kind === "decimal") return decimalHolds(to, from);
  if (to.kind === "float64") return from.kind === "float32";
  if (to.kind === "list") return from.kind === "list" && fieldWidens(from.element, to.element);
  if (to.kind === "map") return from.kind === "map" && from.key === to.key && fieldWidens(from.value, to.value);
  if (to.kind !== "struct" || from.kind !== "struct") return false;
  return sameNames(from, to) && from.fields.every((field, i) => fieldWidens(field, to.fields[i] as Field));
}

/** Whether no two values of one type equal one of the other: an exact number beside a float is compared as a float, which many round to. */
export const meetsExactly = (a: Type, b: Type): boolean =>
  widensExactly(a, b) || widensExactly(b, a) || (!isNested(a) && !isNested(b) && isFloat(a) === isFloat(b));

const sameNames = (a: StructType, b: StructType): boolean =>
  a.fields.length === b.fields.length && a.fields.every((field, i) => field.name === b.fields[i]?.name);

/** Whether `from` becomes `to` unasked where `to` is wanted: it widens, or is a number where a float64 is wanted (which may round). */
export const canWiden = (from: Type, to: Type): boolean => widensExactly(from, to) || (to === FLOAT64 && isNumeric(from));

/** The type in which two values meet (branches, operands of a comparison, elements of a list), or null where the author must cast. */
export function commonType(a: Type, b: Type): Type | null {
  if (a === b || b === NULL) return a;
  if (a === NULL) return b;
  if (a === ERROR || b === ERROR) return ERROR;
  if (isNumeric(a) && isNumeric(b)) return commonNumber(a, b);
  if (a.kind === "list" && b.kind === "list") {
    const element = commonField(a.element, b.element);
    return element && list(element);
  }
  if (a.kind === "map" && b.kind === "map" && a.key === b.key) {
    const value = commonField(a.value, b.value);
    return value && map(a.key, value);
  }
  return a.kind === "struct" && b.kind === "struct" && sameNames(a, b) ? commonStruct(a, b) : null;
}

function commonField(a: Field, b: Field): Field | null {
  const type = commonType(a.type, b.type);
  return type && { type, nullable: a.nullable || b.nullable };
}

function commonStruct(a: StructType, b: StructType): Type | null {
  const fields = [];
  for (const [i, field] of a.fields.entries()) {
    const common = commonField(field, b.fields[i] as Field);
    if (common === null) return null;
    fields.push({ name: field.name, ...common });
  }
  return struct(fields);
}

const SIGNED: readonly ScalarKind[] = ["int16", "int32", "int64"];

function commonNumber(a: Type, b: Type): Type | null {
  // Two float32 are one type and met above.
  if (isFloat(a) || isFloat(b)) return FLOAT64;
  if (isInteger(a) && isInteger(b)) {
    if (integerHolds(a, b)) return a;
    if (integerHolds(b, a)) return b;
    const kind = SIGNED.find((kind) => integerHolds(scalar(kind), a) && integerHolds(scalar(kind), b));
    return kind === undefined ? null : scalar(kind);
  }
  const [left, right] = [asDecimal(a) as DecimalType, asDecimal(b) as DecimalType];
  const scale = Math.max(left.scale, right.scale);
  return decimal(Math.min(DECIMAL_MAX, integerDigits(left, right) + scale), scale);
}

const integerDigits = (a: DecimalType, b: DecimalType): number => Math.max(a.precision - a.scale, b.precision - b.scale);

export type ArithmeticOp = "add" | "subtract" | "multiply" | "modulo";
/** `left` and `right` are what the operands become first. Decimals and integers beside them keep their own types: the engine aligns them exactly. */
export type Arithmetic = { readonly type: Type; readonly left: Type; readonly right: Type };

/**
 * What `a op b` gives for two number types. Integers give int64 (uint64 beside nothing but unsigned ones), floats float64, decimals by
 * digits; null where the author must cast (uint64 beside a signed integer), "too-wide" where the scale passes 38.
 */
export function arithmetic(op: ArithmeticOp, a: Type, b: Type): Arithmetic | "too-wide" | null {
  if (!isNumeric(a) || !isNumeric(b)) return null;
  const all = (type: Type): Arithmetic => ({ type, left: type, right: type });
  if (isFloat(a) || isFloat(b)) return all(FLOAT64);
  if (isInteger(a) && isInteger(b)) {
    if (a !== UINT64 && b !== UINT64) return all(INT64);
    return canWiden(a, UINT64) && canWiden(b, UINT64) ? all(UINT64) : null;
  }
  return decimalArithmetic(op, a, b);
}

function decimalArithmetic(op: ArithmeticOp, a: Type, b: Type): Arithmetic | "too-wide" {
  const [left, right] = [asDecimal(a) as DecimalType, asDecimal(b) as DecimalType];
  const narrow = left.precision <= DECIMAL_64 && right.precision <= DECIMAL_64;
  if (op === "multiply") {
    const scale = left.scale + right.scale;
    if (scale > DECIMAL_MAX) return "too-wide";
    const digits = left.precision + right.precision;
    return { type: decimal(Math.min(digits, narrow && scale < DECIMAL_64 ? DECIMAL_64 : DECIMAL_MAX), scale), left: a, right: b };
  }
  const scale = Math.max(left.scale, right.scale);
  if (op === "modulo") return moduloType(left, right, scale, a, b);
  const digits = integerDigits(left, right) + scale + 1;
  // At scale 18 nothing but a fraction would fit into 18 digits, so the engine is made to calculate with 38.
  if (narrow && digits > DECIMAL_64 && scale === DECIMAL_64) {
    const wide = decimal(DECIMAL_MAX, scale);
    return { type: wide, left: wide, right: wide };
  }
  const most = narrow ? DECIMAL_64 : DECIMAL_MAX;
  const type = decimal(Math.min(digits, most), scale);
  // Where digits are cut the operands, too, must fit: the engine adds nothing but numbers of the result's type.
  return digits > most ? { type, left: type, right: type } : { type, left: a, right: b };
}

function moduloType(left: DecimalType, right: DecimalType, scale: number, a: Type, b: Type): Arithmetic {
  const digits = integerDigits(left, right) + scale;
  const type = decimal(Math.min(digits, DECIMAL_MAX), scale);
  // Beyond 38 digits the engine would give up scale; operands that have the result's type leave it no choice.
  return digits > DECIMAL_MAX ? { type, left: type, right: type } : { type, left: a, right: b };
}

const NUMBERS: readonly TypeKind[] = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "decimal"];
const EXACT = NUMBERS.filter((kind) => kind !== "float32" && kind !== "float64");

/** What one may write behind `::`, beside the type itself. Floats become text through `format`, zones change through `at_zone`. */
const CASTS: Readonly<Partial<Record<TypeKind, readonly TypeKind[]>>> = {
  ...Object.fromEntries(EXACT.map((kind) => [kind, [...NUMBERS, "string"]])),
  float32: NUMBERS,
  float64: NUMBERS,
  bool: ["string"],
  string: [...NUMBERS, "bool", "date", "time", "timestamp", "timestamptz", "uuid", "binary", "json"],
  binary: ["string"],
  uuid: ["string"],
  json: [...NUMBERS, "bool", "string", "date", "time", "timestamp", "timestamptz", "uuid"],
  date: ["string", "timestamp"],
  time: ["string"],
  timestamp: ["string", "date", "time"],
  timestamptz: ["string"],
};

/** Whether `x::to` may be written for an `x` of type `from`. Lists are cast element by element, structs and maps only widened. */
export function canCast(from: Type, to: Type): boolean {
  if (canWiden(from, to)) return true;
  if (from.kind === "list" && to.kind === "list") return (to.element.nullable || !from.element.nullable) && canCast(from.element.type, to.element.type);
  return CASTS[from.kind]?.includes(to.kind) ?? false;
}

/** Whether some value of `from` has no counterpart in `to`: then `::` may fail and `::?` may give null. */
export function castCanFail(from: Type, to: Type): boolean {
  if (widensExactly(from, to)) return false;
  if (to.kind === "string") return from.kind === "binary";
  if (isNumeric(from) && to === FLOAT64) return false;
  if (from.kind === "list" && to.kind === "list") return castCanFail(from.element.type, to.element.type);
  if (from.kind === "timestamp" || from.kind === "date") return false;
  return !(from.kind === "string" && to.kind === "binary");
}

/** Whether the cast's result may be null: a JSON null is a null of every other type. */
export const castNullable = (from: Type, to: Type, onError: "fail" | "null", nullable: boolean): boolean =>
  nullable || (from.kind === "json" && to.kind !== "json") || (onError === "null" && from.kind !== "list" && castCanFail(from, to));

/** The type that the cast gives: elements of lists are cast by themselves, so that they, and not the list, may be null. */
export function castResult(from: Type, to: Type, onError: "fail" | "null"): Type {
  if (from.kind !== "list" || to.kind !== "list") return to;
  const [element, wanted] = [from.element, to.element];
  return list({ type: castResult(element.type, wanted.type, onError), nullable: wanted.nullable || castNullable(element.type, wanted.type, onError, false) });
}

/** A cast that would let `from` stand where `wanted` does, for hints; null where none exists. */
export const castHint = (from: Type, wanted: Type): Type | null => (from !== wanted && canCast(from, wanted) ? wanted : null);
