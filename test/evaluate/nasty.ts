/** Values of each type at which functions go wrong: ends of ranges, zeros of both signs, what is not a number, halves, astral text, odd days. */
import { integerRange } from "../../src/values/coerce.ts";
import { isInteger, type DecimalType, type Type } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { valueOf } from "../../src/values/value-text.ts";
import { typeOf } from "../functions/engine.ts";

const FLOATS = [
  "0", "-0", "1", "-1", "0.5", "-0.5", "1.5", "2.5", "-2.5", "0.1", "3.7", "-8", "1.005", "2.675", "0.49999999999999994", "1e16", "9007199254740993", "1e22",
  "9.223372036854775807e18", "-9.223372036854775808e18", "1.8446744073709552e19", "1e38", "1e300", "1.7976931348623157e308", "-1.7976931348623157e308", "5e-324",
  "2.2250738585072014e-308", "NaN", "Infinity", "-Infinity",
];

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  float64: FLOATS,
  float32: ["0", "-0", "1", "-1.5", "2.5", "0.1", "16777217", "3.4028234663852886e38", "1.401298464324817e-45", "NaN", "Infinity", "-Infinity"],
  string: [
    "", " ", "a", "A", "abc", " abc ", "0", "-7", "12", "1.50", "1e3", "9223372036854775808", "true", "2024-02-29", "é", "e\u0301", "ß", "\u{1F600}", "x\u{1F600}y\u{10FFFF}",
    "\uE000", "a'b\"c\\d", "a/b", "~", "$.a", "*", "line\nline", "\t", "%_", "None", "\u00A0",
  ],
  uuid: ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "7fffffff-ffff-ffff-ffff-ffffffffffff"],
  binary: ["", "00", "61", "ff", "c3a9", "f09f9880", "eda080", "c0af", "61efbbbf"],
  date: ["0001-01-01", "1582-10-10", "1969-12-31", "1970-01-01", "2000-02-29", "2024-02-29", "2024-03-31", "9999-12-31"],
  time: ["00:00:00", "10:00:00", "10:11:12.5", "23:59:59.999999"],
  timestamp: ["0001-01-01 00:00:00", "1969-12-31 23:59:59.999999", "1970-01-01 00:00:00", "2024-02-29 10:11:12.5", "9999-12-31 23:59:59.999999"],
  timestamptz: ["0001-01-01 00:00:00+00", "1969-12-31 23:59:59.999999+00", "2024-03-31 01:30:00+00", "2024-10-27 00:59:59+00", "9999-12-31 23:59:59.999999+00"],
  json: [
    "null", "true", "0", "-0", "1.50", "1e3", "1E+22", "-1e-7", "12345678901234567890", "123456789012345678901234567890", "100000000000000000000000.5", '""', '"x"', '"12"',
    '"\\u00e9\\ud83d\\ude00\\/\\n\\u001f\\""', "[]", "{}", " [ 1 , 2.0 , [ 3 ] , null ] ", '{"a": 1, "b": {"c": [1, "x y"]}, "a": 2, "": 3, "0": 4, "a/b": 5, "~": 6}', '[{"a": "\\\\"}]',
    '{"\\u0061": "escaped key", "é": 1, "\u{1F600}": 2}', "1e400",
  ],
};

/** Half, the least step, the ends, and the ends of a decimal of 64 bits and of 128. */
function decimals({ precision, scale }: DecimalType): readonly Value[] {
  const max = 10n ** BigInt(precision) - 1n;
  const one = 10n ** BigInt(scale);
  const digits = [0n, 1n, one, one / 2n, (one * 3n) / 2n, (one * 5n) / 2n, 7n, 12_345n, max / 2n, max / 3n, max - 1n, max];
  return [...new Set(digits.filter((n) => n <= max).flatMap((n) => [n, -n]))];
}

function integers(type: Type): readonly Value[] {
  const { min, max } = integerRange(type) as { min: bigint; max: bigint };
  const wanted = [min, min + 1n, -8n, -2n, -1n, 0n, 1n, 2n, 3n, 7n, 10n, 63n, 64n, 100n, 9_007_199_254_740_993n, max / 2n, max / 2n + 1n, max - 1n, max];
  return [...new Set(wanted.filter((n) => n >= min && n <= max))];
}

/** No null among them; for lists and structs made of a few of their parts' values. */
export function nastyValues(type: Type): readonly Value[] {
  if (isInteger(type)) return integers(type);
  if (type.kind === "decimal") return decimals(type);
  if (type.kind === "bool") return [true, false];
  if (type.kind === "list") return lists(type.element.nullable, nastyValues(type.element.type));
  if (type.kind === "struct") return structs(type.fields.map((field) => [...(field.nullable ? [null] : []), ...nastyValues(field.type).slice(0, 4)]));
  if (type.kind === "map") return maps(nastyValues(type.key), nastyValues(type.value.type));
  return (TEXTS[type.kind] ?? []).map((text) => valueOf(type, text));
}

const lists = (nullable: boolean, of: readonly Value[]): readonly Value[] => {
  const [a = null, b = null, c = null] = of;
  return [[], [a], [a, b], [b, a], [a, a, c], of, ...(nullable ? [[null], [a, null], [null, a, null]] : [])];
};

const structs = (fields: readonly (readonly Value[])[]): readonly Value[] =>
  Array.from({ length: Math.max(...fields.map((of) => of.length)) }, (_, i) => fields.map((of, f) => of[(i + f) % of.length] as Value));

const maps = (keys: readonly Value[], values: readonly Value[]): readonly Value[] =>
  [0, 1, 3].map((size) => keys.slice(0, size).map((key, i) => [key, values[i % values.length] as Value]));

export const INTEGER_TYPES = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"].map(typeOf);
export const FLOAT_TYPES = ["float32", "float64"].map(typeOf);
/** Of every width that engines have, without and with nothing but a fraction, and those whose products do not fit. */
export const DECIMAL_TYPES = ["decimal(1, 0)", "decimal(4, 2)", "decimal(9, 3)", "decimal(18, 2)", "decimal(18, 18)", "decimal(20, 5)", "decimal(38, 0)", "decimal(38, 10)", "decimal(38, 38)"].map(typeOf);
export const NUMBER_TYPES: readonly Type[] = [...INTEGER_TYPES, ...FLOAT_TYPES, ...DECIMAL_TYPES];
export const TEMPORAL_TYPES = ["date", "time", "timestamp", "timestamptz"].map(typeOf);
export const SCALAR_TYPES: readonly Type[] = [...NUMBER_TYPES, ...["bool", "string", "binary", "uuid", "json"].map(typeOf), ...TEMPORAL_TYPES];
export const NESTED_TYPES = [
  "list<int64>", "list<int64?>", "list<string?>", "list<decimal(4, 2)?>", "list<float64?>", "list<list<int64?>?>", "struct<a: int64?, b: string?>", "struct<a: float64>",
  "list<struct<a: int64?>>", "map<string, int64?>", "map<int64, string>",
].map(typeOf);

