/**
 * The types of the language. Types are interned: two equal types are the same object, so `===` compares them.
 * Meaning and result types: docs/types.md.
 */
export const SCALAR_KINDS = [
  "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64",
  "string", "binary", "uuid", "json", "date", "time", "timestamp", "timestamptz",
  // `interval` is for literals and arguments, `null` for a null that nothing types yet, `error` so that one mistake gives one message.
  "interval", "null", "error",
] as const;
export type ScalarKind = (typeof SCALAR_KINDS)[number];

export type ScalarType = { readonly kind: ScalarKind };
export type DecimalType = { readonly kind: "decimal"; readonly precision: number; readonly scale: number };
export type ListType = { readonly kind: "list"; readonly element: Field };
export type MapType = { readonly kind: "map"; readonly key: Type; readonly value: Field };
export type StructType = { readonly kind: "struct"; readonly fields: readonly NamedField[] };
export type Type = ScalarType | DecimalType | ListType | MapType | StructType;
export type TypeKind = Type["kind"];

/** A type with its nullability: `T?` is nullable, nothing else is. */
export type Field = { readonly type: Type; readonly nullable: boolean };
export type NamedField = Field & { readonly name: string };

/** Decimal arithmetic is 64 bits wide up to here, 128 beyond (DuckDB's own boundary). */
export const DECIMAL_64 = 18;
export const DECIMAL_MAX = 38;
/** So many digits are a whole float64, and one division makes the nearest of them; with more, DuckDB's division may be off by a place. */
export const DECIMAL_FLOAT = 15;

const interned = new Map<string, Type>();

function intern<T extends Type>(type: T): T {
  const key = typeText(type);
  const known = interned.get(key);
  if (known !== undefined) return known as T;
  interned.set(key, type);
  return type;
}

const scalars = Object.fromEntries(SCALAR_KINDS.map((kind) => [kind, intern<ScalarType>({ kind })])) as Record<ScalarKind, ScalarType>;

export const scalar = (kind: ScalarKind): ScalarType => scalars[kind];
export const BOOL = scalar("bool");
export const INT32 = scalar("int32");
export const INT64 = scalar("int64");
export const UINT64 = scalar("uint64");
export const FLOAT64 = scalar("float64");
export const STRING = scalar("string");
export const BINARY = scalar("binary");
export const DATE = scalar("date");
export const TIMESTAMP = scalar("timestamp");
export const INTERVAL = scalar("interval");
export const NULL = scalar("null");
export const ERROR = scalar("error");

/** `precision` 1–38, `scale` 0–precision; the caller has checked them. */
export const decimal = (precision: number, scale: number): DecimalType => intern({ kind: "decimal", precision, scale });
export const list = (element: Field): ListType => intern({ kind: "list", element });
export const map = (key: Type, value: Field): MapType => intern({ kind: "map", key, value });
export const struct = (fields: readonly NamedField[]): StructType => intern({ kind: "struct", fields });

/** The type in the language's own spelling: `list<struct<sku: string, qty: int32?>>`. Inverse: `parseType`. */
export function typeText(type: Type): string {
  if (type.kind === "decimal") return `decimal(${type.precision}, ${type.scale})`;
  if (type.kind === "list") return `list<${fieldText(type.element)}>`;
  if (type.kind === "map") return `map<${typeText(type.key)}, ${fieldText(type.value)}>`;
  if (type.kind === "struct") return `struct<${type.fields.map((f) => `${nameText(f.name)}: ${fieldText(f)}`).join(", ")}>`;
  return type.kind;
}

export const fieldText = (field: Field): string => typeText(field.type) + (field.nullable ? "?" : "");

/** A name as one writes it in the language: in backticks where it is not a plain word. */
export const nameText = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``);

const INTEGERS = new Set<TypeKind>(["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]);
const FLOATS = new Set<TypeKind>(["float32", "float64"]);
const TEMPORALS = new Set<TypeKind>(["date", "time", "timestamp", "timestamptz"]);

export const isInteger = (type: Type): boolean => INTEGERS.has(type.kind);
export const isFloat = (type: Type): boolean => FLOATS.has(type.kind);
/** Numbers without rounding of their own. */
export const isExact = (type: Type): boolean => isInteger(type) || type.kind === "decimal";
export const isNumeric = (type: Type): boolean => isExact(type) || isFloat(type);
export const isTemporal = (type: Type): boolean => TEMPORALS.has(type.kind);
export const isNested = (type: Type): type is ListType | MapType | StructType => type.kind === "list" || type.kind === "map" || type.kind === "struct";
/** Whether the type is of that kind, or holds one that is. */
function holds(type: Type, kind: TypeKind): boolean {
  if (type.kind === "list") return holds(type.element.type, kind);
  if (type.kind === "map") return holds(type.key, kind) || holds(type.value.type, kind);
  return type.kind === "struct" ? type.fields.some((field) => holds(field.type, kind)) : type.kind === kind;
}
/** Whether the type of some part is not known: that of a bare null, or of the elements of `[]`. */
export const isUntyped = (type: Type): boolean => holds(type, "null");
/** No column holds intervals, in parts either. */
export const holdsInterval = (type: Type): boolean => holds(type, "interval");
/** What `sort`, keys of windows and `min`/`max` take: lists, structs, maps and json are never sorted. */
export const isSortable = (type: Type): boolean => !isNested(type) && type.kind !== "json";
/** What `==`, `group`, `distinct` and join conditions take: maps and json are never compared. */
export function isComparable(type: Type): boolean {
  if (type.kind === "list") return isComparable(type.element.type);
  if (type.kind === "struct") return type.fields.every((f) => isComparable(f.type));
  return type.kind !== "map" && type.kind !== "json";
}
