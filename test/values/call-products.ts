/** Values that functions stumble over, by type, and the calls that all their combinations make. */
import { given, type Call, type GivenArg } from "../evaluate/differential.ts";

const TEXTS = [
  "", " ", "a", "b", "abc", "aaa", "abab", "AbC", "  x ", "(x)", "\u00a0x\u3000", "\tx\n", "a\nb\n", "héllo", "e\u0301x", "😀", "a😀b😀", "👨‍👩‍👧", "\uffff",
  "ßİıΣσς", "ﬁǅŉ", "ᾳᾼ", "ÀÉ", "Kſ", "a%b_c\\", ".*+?()[]{}|^$\\", "k=v", "a1b22", "a,b,,c", "Ünïcödé wörd",
];
const INT64 = ["-9223372036854775808", "-4294967297", "-2147483649", "-3", "-1", "0", "1", "2", "3", "5", "100", "2147483647", "2147483648", "9223372036854775807"];
const FLOATS = ["0", "-0", "1", "-1.5", "0.1", "0.5", "2.5", "2.675", "1.005", "1e-7", "5e-324", "1e16", "1e21", "-1e22", "1.7976931348623157e308", "Infinity", "-Infinity", "NaN"];
const DATES = [
  "0001-01-01", "0001-12-31", "1582-10-10", "1600-02-29", "1900-02-28", "1969-12-28", "1969-12-29", "1970-01-01", "2000-02-29", "2023-12-31", "2024-01-01",
  "2024-01-31", "2024-02-29", "2024-12-29", "2024-12-30", "2026-01-04", "2027-01-03", "9999-01-31", "9999-12-31",
];
const TIMES = [
  "0001-01-01 00:00:00", "0001-01-01 00:00:00.000001", "1582-10-10 12:00:00", "1883-11-18 17:00:00", "1893-03-31 23:00:00", "1899-12-31 23:59:59.999999", "1916-05-01 00:30:00", "1969-12-31 23:59:59.999999", "1970-01-01 00:00:00", "1986-01-01 00:05:00",
  "1985-12-31 18:30:00", "2000-02-29 12:34:56.789", "2024-01-31 10:59:59.0009", "2024-03-10 02:30:00", "2024-03-10 07:00:00", "2024-03-31 01:00:00", "2024-03-31 02:00:00",
  "2024-03-31 02:30:00", "2024-03-31 03:00:00", "2024-10-27 00:59:59.5", "2024-10-27 01:00:00", "2024-10-27 02:30:00", "2024-10-27 03:00:00", "2024-11-03 01:30:00", "2024-11-03 06:00:00",
  "2026-07-01 00:00:00", "9999-12-30 00:00:00", "9999-12-31 23:59:59.999999",
];
/** Texts of each type, as `given` reads them. */
export const NASTY: Readonly<Record<string, readonly (string | boolean)[]>> = {
  bool: [true, false], string: TEXTS, int64: INT64, float64: FLOATS, date: DATES, timestamp: TIMES,
  int8: ["-128", "-1", "0", "1", "2", "127"], int32: ["-2147483648", "-1", "0", "2", "2147483647"], uint8: ["0", "3", "255"],
  uint64: ["0", "1", "2", "9223372036854775808", "18446744073709551615"],
  float32: ["0", "-0", "0.1", "-1.5", "3.4028234663852886e38", "Infinity", "NaN"],
  "decimal(5, 2)": ["0.00", "0.01", "-0.01", "1.00", "1.50", "-2.50", "999.99", "-999.99"],
  "decimal(18, 18)": ["0.000000000000000000", "0.500000000000000000", "0.999999999999999999", "-0.999999999999999999"],
  "decimal(38, 0)": ["0", "1", "-7", "60000000000000000000000000000000000000", "99999999999999999999999999999999999999", "-99999999999999999999999999999999999999"],
  "decimal(38, 10)": ["0.0000000000", "0.0050000000", "1.0050000000", "-9999999999999999999999999999.9999999999"],
  timestamptz: TIMES.map((text) => `${text}+00`), time: ["00:00:00", "00:00:00.000001", "10:11:12.5", "23:59:59.999999"],
  uuid: ["00000000-0000-0000-0000-000000000000", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "ffffffff-ffff-ffff-ffff-ffffffffffff"], binary: ["", "00", "ff", "00ff", "616263"],
  "list<int64?>": ["[]", "[null]", '["3", "1", null, "2", "3"]', '["9223372036854775807", "1"]', '["-9223372036854775808", "-1"]', '["1", "2", "3", "4", "5"]'],
  "list<string?>": ["[]", "[null]", '[""]', '["", null, ""]', '["b", "a", null, "😀", "\uffff", "B", "a"]', '["x"]'],
  "list<float64?>": ["[]", "[null]", '["NaN", "NaN", "1", null]', '["0", "-0"]', '["-0", "0"]', '["Infinity", "-Infinity"]', '["1e308", "1e308", "-1e308"]', '["0.1", "0.2", "0.3"]', '["NaN"]', '["-0"]'],
  "list<decimal(5, 2)?>": ["[]", "[null]", '["1.50", "-2.25", null]', '["999.99", "999.99"]'],
  "list<decimal(38, 0)?>": ['["60000000000000000000000000000000000000", "60000000000000000000000000000000000000"]', '["99999999999999999999999999999999999999"]', '["1", null]'],
  "list<date?>": ['["2024-02-29", null, "0001-01-01"]', "[]"],
  "list<list<int64?>?>": ["[]", "[null]", "[[]]", "[[null], null, []]", '[["1", null], ["2"], ["1", null]]'],
  "list<struct<a: int64?>?>": ['[{"a": "1"}, null, {"a": null}, {"a": "1"}]', "[]"],
  "map<string, int64?>": ["[]", '[["a", "1"]]', '[["b", "1"], ["a", null], ["", "3"], ["😀", "4"], ["\uffff", "5"]]'],
  "map<int64, string>": ["[]", '[["2", "x"], ["-1", "y"]]'],
};

/** All nasty values of a type with a null among them, and again without, as the compiler writes other SQL then. */
export function nasty(type: string, only: (text: string) => boolean = () => true): readonly (readonly GivenArg[])[] {
  const texts = (NASTY[type] ?? []).filter((text) => only(String(text)));
  return [texts.map((text) => given(type, text)), [given(`${type}?`, null), ...texts.map((text) => given(`${type}?`, text))]];
}

export const nulls = (type: string): GivenArg => given(`${type}?`, null);

/** All combinations of an alternative per argument. */
export function product(fn: string, ...args: readonly (readonly GivenArg[])[]): Call[] {
  return args.reduce<GivenArg[][]>((before, next) => before.flatMap((some) => next.map((arg) => [...some, arg])), [[]]).map((all) => ({ fn, args: all }));
}

/** The product for each combination of forms: `nasty` has two of each type. */
export function products(fn: string, ...args: readonly (readonly (readonly GivenArg[])[])[]): Call[] {
  const forms = args.reduce<(readonly GivenArg[])[][]>((before, next) => before.flatMap((some) => next.map((form) => [...some, form])), [[]]);
  return forms.flatMap((form) => product(fn, ...form));
}

/** About so many of them, spread evenly, and the same ones each time. */
export function slice<T>(all: readonly T[], size: number): T[] {
  if (all.length <= size) return [...all];
  // A step that shares no factor with the length meets every part of a product.
  const step = Math.max(1, Math.floor(all.length * 0.6180339887));
  return Array.from({ length: size }, (_, i) => all[(i * step) % all.length] as T);
}
