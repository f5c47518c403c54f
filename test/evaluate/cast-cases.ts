/** Casts from every type to every type that it can be cast to, of values and texts at which casts go wrong. */
import { canCast } from "../../src/values/coerce.ts";
import { STRING, list, type Type } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { typeOf } from "../functions/engine.ts";
import type { Cast } from "./differential.ts";
import { nastyValues, SCALAR_TYPES } from "./nasty.ts";

const NUMBERS = [
  "0", "-0", "+5", "-007", "12", "5.00", "5.", ".5", "2.5", "-2.5", "1e3", "1E+3", "1.5e2", "5e-3", "-5e-3", "1e", "e1", "0x1A", "1_000", "1,5", " 12", "12 ", "12\n", "--1", "+-1", "127",
  "128", "-128", "-129", "255", "256", "32767", "32768", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
  "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "9.995", "9.994", "99.995", "-99.995", "2.345", "2.3449999999999999999999999999999999999",
  "0.000000000000000000000000000000000000005", "0.0000000000000000000000000000000000000049", "99999999999999999999999999999999999999", "99999999999999999999999999999999999999.4",
  "99999999999999999999999999999999999999.5", "999999999999999999999999999999999999999", "1e38", "1e37", "1e-38", "1e-39", "1e308", "1e309", "-1e309", "1e-324", "3e-324", "1e99999", "1e-99999", "nan", "NaN", "inf",
  "Infinity", "-inf", "3.4028234663852886e38", "3.4028235677973366e38", "16777217", "16777217.0000000001", "0.1", "1.00000017881393432617187499", "1.00000017881393432617187500001", "1e-45",
  "7e-46", "7.1e-46", "123456789012345678901234567890.123456789", "0.30000000000000004", "00", "0.0", "-0.0", "٣", "１",
];
const WORDS = ["true", "false", "t", "f", "TRUE", "True", "1", "yes", "on", "", " ", "true ", "null"];
const TIMES = [
  "2024-02-29", "2023-02-29", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2024-2-9", "2024-02-29 ", " 2024-02-29", "2024-02-30", "2024-13-01", "2024-00-01", "2024-01-00", "24-01-01",
  "-2024-01-01", "2024/01/01", "2024-01-01 (BC)", "epoch", "infinity", "-infinity", "today", "10:00:00", "10:00:00.5", "24:00:00", "23:59:59.999999", "10:00", "10:00:00.1234567", "10:60:00", "10:00:60",
  "9:00:00", "10:00:00 ", "10:00:00+01", "2024-01-05T10:00:00", "2024-01-05 10:00:00", "2024-01-05 10:00", "2024-01-05  10:00:00", "2024-01-05 24:00:00", "2024-01-05 10:00:00Z",
  "2024-01-05 10:00:00.120000", "2024-01-05 10:00:00.1234567", "2024-01-05t10:00:00", "2024-01-05 10:00:00+02:30", "2024-01-05 10:00:00+0230", "2024-01-05T10:00:00Z", "2024-01-05 10:00Z",
  "2024-01-05 10:00:00-15:59", "2024-01-05 10:00:00+16", "2024-01-05 10:00:00+01:60", "2024-01-05 10:00:00.5+00", "2024-01-05 10:00:00 +00", "2024-01-05 10:00:00 UTC", "2024-01-05 10:00:00+1",
  "1969-12-31 23:59:59.999999", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "0001-01-01 12:00:00+01", "9999-12-31 12:00:00-01",
];
const UUIDS = [
  "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc999c0b4ef8bb6d6bb9bd380a11", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g",
];
const DOCUMENTS = [
  "{}", "[]", "[1,]", "{\"a\":1,}", "[NaN]", "NaN", "nan", "-Infinity", "[inf]", "{a:1}", "{'a':1}", "[1 2]", "01", "1.", ".5", "+1", "-", "1e5", "\"x\"", "\"x", "\"\t\"", "\"\\x\"", "\"\\ud800\"",
  "\"\\ud83d\\ude00\"", "\"\\u0000\"", "\"NaN, ]\"", "[\"a,]\", \"inf\"]", " {\"a\" : [1, 2]} ", "// c\n1", "/* c */ 1", "1 2", "[[[[[[[[[[]]]]]]]]]]", "nulls", "truefalse", "{\"a\":1,\"a\":2}", "\uFEFF1",
  "[1]\u00A0", "\"\u{1F600}\"", "[1,\n2]", "{\"a\":{\"b\":[1,{}]}}", "1e400", "-0", "[,1]", "[1,,2]", "{\"a\"}", "{\"a\":}", "{1:2}", "[true, False]", "[1, nan ]", "[\"\\\\\", nan]", "[1\t, ]",
];

const TEXTS: readonly string[] = [...NUMBERS, ...WORDS, ...TIMES, ...UUIDS, ...DOCUMENTS];
/** The same as json: texts in quotes, numbers as they are where they may be. */
const JSONS: readonly string[] = [
  ...nastyValues(typeOf("json")).map(String), ...[...NUMBERS, ...WORDS, ...TIMES, ...UUIDS].map((text) => JSON.stringify(text)),
  ...NUMBERS.filter((text) => /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)),
];

function valuesToCast(from: Type): readonly Value[] {
  if (from === STRING) return [...nastyValues(from), ...TEXTS];
  return from.kind === "json" ? JSONS : nastyValues(from);
}

/** `chosen` says which pairs of types. */
export function castsOf(chosen: (from: Type, to: Type) => boolean): readonly Cast[] {
  const pairs = SCALAR_TYPES.flatMap((from) => SCALAR_TYPES.filter((to) => from !== to && canCast(from, to) && chosen(from, to)).map((to) => [from, to] as const));
  const casts = pairs.flatMap(([from, to]) => [null, ...valuesToCast(from)].flatMap((value) => both(value, from, to)));
  return [...casts, ...NESTED.flatMap(([from, to]) => [null, ...nastyValues(from)].flatMap((value) => both(value, from, to))), ...pairs.filter(([from]) => !DOCUMENT_LIKE.has(from.kind)).flatMap(([from, to]) => listCasts(from, to))];
}

/** What widens part by part, and lists within lists. */
const NESTED: readonly (readonly [Type, Type])[] = [
  ["struct<a: int8, b: decimal(4, 2)?>", "struct<a: int64?, b: decimal(12, 4)?>"], ["struct<a: float32?>", "struct<a: float64?>"],
  ["list<struct<a: int8?>?>", "list<struct<a: int64?>?>"], ["map<string, int8?>", "map<string, int64?>"], ["list<list<string?>?>", "list<list<int64?>?>"],
  ["list<list<int64?>>", "list<list<float64?>>"], ["list<float64?>", "list<decimal(9, 3)?>"], ["list<decimal(9, 3)?>", "list<int8?>"], ["list<json?>", "list<string?>"], ["list<json?>", "list<int64?>"],
].map(([from = "", to = ""]) => [typeOf(from), typeOf(to)]);

const DOCUMENT_LIKE: ReadonlySet<string> = new Set(["json"]);
const both = (value: Value, from: Type, to: Type): readonly Cast[] => [{ value, from, to, onError: "fail" }, { value, from, to, onError: "null" }];

/** Lists of what fails and of what does not. */
function listCasts(from: Type, to: Type): readonly Cast[] {
  const [a, b] = [list({ type: from, nullable: true }), list({ type: to, nullable: true })];
  const some = valuesToCast(from);
  return [[], [null], some.slice(0, 3), [...some.slice(2, 5), null]].flatMap((value) => both(value, a, b));
}
