import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aggregate, evaluate, float, int, interval, literal, named, text, value, type Json, type Value } from "./engine.ts";

const on = (t: string): Value => value("timestamp", `'${t}'`);
const day = (t: string): Value => value("date", `'${t}'`);
const dec = (type: string, n: string): Value => value(type, n);
const json = (of: string): Value => value("json", `'${of}'`);
const lit = (n: number): Value => literal("int64", String(n));
const word = (of: string): Value => literal("string", of);
const nothing = (type: string): Value => value(type, null);

type Promised = readonly [name: string, args: readonly Value[], result: Json];

/** Literals are marked, as their SQL may be another. */
const shown = (name: string, args: readonly Value[]): string =>
  `${name}(${args.map(({ sql, literal }) => (literal === undefined ? "" : "=") + sql).join(", ")})`;

function keeps(title: string, cases: readonly Promised[]): void {
  describe(title, () => {
    test.each(cases.map(([name, args, result]) => [shown(name, args), name, args, result] as const))("%s", async (_, name, args, result) => {
      expect(await evaluate(name, ...args)).toEqual(result);
    });
  });
}

function fails(title: string, cases: readonly (readonly [name: string, args: readonly Value[], error: RegExp])[]): void {
  describe(title, () => {
    test.each(cases.map(([name, args, error]) => [shown(name, args), name, args, error] as const))("%s", async (_, name, args, error) => {
      await expect(evaluate(name, ...args)).rejects.toThrow(error);
    });
  });
}

const MIN = value("int64", "-9223372036854775808");
const MAX = int(9223372036854775807n);

keeps("integers are counted in 64 bits", [
  ["multiply", [value("int32", "100000"), value("int32", "100000")], "10000000000"],
  ["add", [value("int8", "127"), value("int8", "1")], "128"],
  ["subtract", [value("uint8", "1"), value("uint8", "2")], "-1"],
  ["negate", [value("uint8", "1")], "-1"],
  ["add", [value("uint64", "18446744073709551614"), lit(1)], "18446744073709551615"],
  ["abs", [value("int8", "-128")], "128"],
]);

fails("what does not fit is an error", [
  ["add", [MAX, lit(1)], /[Oo]verflow/],
  ["negate", [MIN], /[Oo]verflow/],
  ["abs", [MIN], /[Oo]verflow/],
  ["subtract", [value("uint64", "1"), value("uint64", "2")], /[Oo]verflow/],
  ["multiply", [dec("decimal(12, 2)", "9999999999.99"), dec("decimal(12, 2)", "9999999999.99")], /[Oo]verflow/],
  ["shift_left", [int(1), lit(63)], /[Oo]verflow/],
]);

keeps("division gives null by zero, and a float64 otherwise", [
  ["divide", [int(1), int(0)], null],
  ["divide", [int(1), lit(4)], 0.25],
  ["divide", [float(1), float("-0.0")], null],
  ["divide", [dec("decimal(5, 2)", "1.00"), dec("decimal(5, 2)", "0.00")], null],
  ["divide", [value("float32", "0.1"), int(1)], 0.10000000149011612],
  ["int_divide", [int(-7), int(2)], "-3"],
  ["int_divide", [int(7), int(0)], null],
  ["int_divide", [float(7.5), int(2)], 3],
  ["int_divide", [float(-7.5), float(0)], null],
  ["modulo", [int(-7), int(3)], "-1"],
  ["modulo", [int(7), int(0)], null],
  ["modulo", [float(5.5), float(0)], null],
  ["modulo", [dec("decimal(4, 1)", "-5.5"), literal("int64", "2")], "-1.5"],
  ["div", [dec("decimal(12, 2)", "10.00"), int(3), named("scale", lit(2))], "3.33"],
  ["div", [dec("decimal(12, 2)", "-0.05"), lit(2), named("scale", lit(2))], "-0.03"],
  ["div", [dec("decimal(38, 2)", "123456789012345678901234567890123456.78"), lit(1), named("scale", lit(0))], "123456789012345678901234567890123457"],
  ["div", [int(2), dec("decimal(3, 3)", "0.003"), named("scale", lit(4))], "666.6667"],
  ["div", [int(1), int(0), named("scale", lit(2))], null],
  ["div", [int(0), int(5), named("scale", lit(2))], "0.00"],
]);

keeps("decimals keep every digit", [
  ["add", [dec("decimal(18, 2)", "1.00"), dec("decimal(18, 18)", "0.5")], "1.500000000000000000"],
  ["add", [dec("decimal(12, 2)", "0.10"), literal("decimal(3, 2)", "0.20")], "0.30"],
  ["multiply", [dec("decimal(12, 2)", "99999999.99"), dec("decimal(20, 2)", "999999999999999999.99")], "99999999989999999999000000.0001"],
  ["multiply", [int(3), dec("decimal(12, 2)", "0.10")], "0.30"],
  ["eq", [dec("decimal(38, 0)", "2"), dec("decimal(38, 10)", "2.5")], false],
  ["greatest", [dec("decimal(38, 0)", "2"), dec("decimal(38, 10)", "2.5")], "2.5000000000"],
  ["nullif", [dec("decimal(5, 2)", "1.50"), dec("decimal(3, 1)", "1.5")], null],
]);

keeps("rounding is half away from zero", [
  ["round", [float(2.5)], 3],
  ["round", [float(-2.5)], -3],
  ["round", [float(1.005), literal("int64", "2")], 1],
  ["round", [float(1e308), literal("int64", "2")], 1e308],
  ["round", [dec("decimal(5, 3)", "1.005"), literal("int64", "2")], "1.01"],
  ["round", [dec("decimal(4, 2)", "99.99"), literal("int64", "1")], "100.0"],
  ["round", [dec("decimal(2, 2)", "0.99")], "1"],
  ["ceil", [dec("decimal(2, 2)", "0.01")], "1"],
  ["floor", [dec("decimal(3, 2)", "-9.99")], "-10"],
  ["floor", [MAX], "9223372036854775807"],
  ["format", [float(2.675), literal("int64", "2")], "2.68"],
  ["format", [float(-0.001), literal("int64", "2")], "0.00"],
  ["format", [dec("decimal(5, 3)", "1.005"), literal("int64", "2")], "1.01"],
  ["format", [int(3), literal("int64", "2")], "3.00"],
  ["format", [dec("decimal(2, 2)", "0.50"), literal("int64", "1")], "0.5"],
]);

keeps("functions outside their domain give null", [
  ["sqrt", [float(-1)], null], ["sqrt", [float("-5e-324")], null], ["sqrt", [float("-0.0")], -0], ["sqrt", [float("nan")], "NaN"],
  ["sqrt", [int(9)], 3], ["sqrt", [nothing("float64")], null],
  ["ln", [float(0)], null], ["ln", [int(-1)], null], ["ln", [float(1)], 0], ["ln", [nothing("int64")], null],
  ["log10", [dec("decimal(3, 1)", "0.0")], null], ["log2", [float("inf")], "Infinity"],
  ["pow", [float(-8), float(0.5)], null], ["pow", [float(0), float(-1)], null], ["pow", [float(-2), int(3)], -8], ["pow", [float(-2), lit(3)], -8],
  ["pow", [float(0), int(0)], 1],
  ["asin", [float(2)], null], ["acos", [float(-1.5)], null], ["sin", [float("inf")], null], ["tan", [float("-inf")], null],
  ["sin", [float("nan")], "NaN"],
  ["shift_left", [int(1), int(64)], null], ["shift_left", [int(1), lit(64)], null], ["shift_left", [int(-1), lit(2)], null],
  ["shift_left", [int(1), int(-1)], null], ["shift_left", [int(5), int(2)], "20"],
  ["shift_right", [int(-8), lit(1)], "-4"], ["shift_right", [int(8), int(64)], null],
  ["make_date", [int(2023), int(2), int(29)], null], ["make_date", [int(2024), int(2), int(29)], "2024-02-29"],
  ["make_date", [int(0), int(1), int(1)], null], ["make_date", [int(10000), int(1), int(1)], null],
  ["make_date", [int(2024), int(-1), int(1)], null], ["make_date", [int(2024), int(100), int(1)], null],
  ["make_date", [int(24), int(1), int(2)], "0024-01-02"],
  ["lpad", [text("a"), int(3), text("")], null],
]);

keeps("places count code points from 1, and what lies outside is nothing", [
  ["substr", [text("héllo"), lit(2), lit(3)], "éll"], ["substr", [text("hello"), int(0), int(3)], "he"],
  ["substr", [text("hello"), lit(0), lit(3)], "he"], ["substr", [text("hello"), int(-3), int(2)], ""],
  ["substr", [text("hello"), int(-1), int(4)], "he"], ["substr", [text("hello"), int(2), int(-1)], ""],
  ["substr", [text("hello"), lit(2), lit(-1)], ""], ["substr", [text("hello"), int(9), int(2)], ""],
  ["substr", [text("hello"), int(-3)], "hello"], ["substr", [text("hello"), int(4)], "lo"], ["substr", [text("😀é"), int(2), int(1)], "é"],
  ["substr", [text("hello"), nothing("int64")], null],
  ["substr", [text("hello"), lit(2), nothing("int64")], null], ["substr", [text("hello"), nothing("int64"), int(2)], null],
  ["left", [text("hello"), int(-1)], ""], ["right", [text("hello"), int(-1)], ""], ["right", [text("hello"), lit(2)], "lo"],
  ["left", [text("hello"), nothing("int64")], null], ["repeat", [text("ab"), int(-1)], ""],
  ["length", [text("🤦🏼‍♂️")], "5"], ["byte_length", [text("é😀")], "6"], ["position", [text("héllo"), text("l")], "3"],
  ["position", [text("a"), text("z")], null],
  ["index", [value("list<int64>", "[10, 20]"), int(1)], "10"], ["index", [value("list<int64>", "[10, 20]"), int(0)], null],
  ["index", [value("list<int64>", "[10, 20]"), int(-1)], null],
  ["index", [value("list<int64>", "[10, 20]"), int(3)], null], ["index", [value("list<int64>", "[10, 20]"), nothing("int64")], null],
  ["index", [value("map<string, int64>", "map {'a': 1}"), text("z")], null],
  ["slice", [value("list<int64>", "[1, 2, 3]"), int(-1), int(2)], [1, 2].map(String)],
  ["slice", [value("list<int64>", "[1, 2, 3]"), int(1), int(-1)], []], ["slice", [value("list<int64>", "[1, 2, 3]"), nothing("int64"), int(1)], null],
  ["index", [json("[7, 8]"), int(1)], "7"], ["index", [json("[7, 8]"), lit(2)], "8"], ["index", [json("[7, 8]"), int(0)], null],
  ["index", [json("[7, 8]"), lit(0)], null], ["index", [json("[7, 8]"), int(-1)], null],
]);

keeps("texts mean what they say on every engine", [
  ["trim", [text("\u00a0 x ")], "\u00a0 x"], ["trim", [text("\tx ")], "\tx"], ["ltrim", [text("  x ")], "x "],
  ["trim", [text("(x)"), word("()")], "x"],
  ["like", [text("a%"), text("a\\%")], true], ["like", [text("ab"), text("a\\%")], false], ["like", [text("a\nb"), text("a%b")], true],
  ["like", [text("é"), text("_")], true],
  ["concat", [text("a"), nothing("string")], null], ["concat_ws", [text("-"), text("a"), nothing("string"), text("b")], "a-b"],
  ["concat_ws", [nothing("string"), text("a")], null], ["concat_ws", [text("-"), nothing("string")], ""],
  ["lt", [text("Z"), text("a")], true], ["gt", [text("😀"), text("\uffff")], true], ["eq", [text("é"), text("e\u0301")], false],
  ["split", [text("a,b,"), text(",")], ["a", "b", ""]], ["split", [text(""), text(",")], [""]],
  ["replace", [text("abc"), text(""), text("x")], "abc"], ["lpad", [text("é"), int(3), text("x")], "xxé"], ["lpad", [text("abcd"), lit(2)], "ab"],
  ["regexp_matches", [text("a\nb"), word("a.b")], false], ["regexp_matches", [text("ab\n"), word("b$")], false],
  ["regexp_matches", [text("é"), word("\\w")], false], ["regexp_matches", [text("\u212a"), word("(?i)k")], false],
  ["regexp_matches", [text("K"), word("(?i)k")], true], ["regexp_matches", [text("ſ"), word("(?i)[r-t]")], false],
  ["regexp_matches", [text("S"), word("(?i)[r-t]")], true], ["regexp_matches", [text("É"), word("(?i)é")], false],
  ["regexp_extract", [text("a12b3"), word("\\d+")], "12"], ["regexp_extract", [text("a"), word("\\d")], null],
  ["regexp_extract", [text("ab"), word("a(x)?"), literal("int64", "1")], null],
  ["regexp_extract", [text("k=v"), word("(\\w)=(\\w)"), literal("int64", "2")], "v"],
  ["regexp_replace", [text("a1b2"), word("\\d"), word("#")], "a#b#"],
  ["regexp_replace", [text("john smith"), word("(\\w+) (\\w+)"), word("$2 $1\\$$")], "smith john\\$"],
  ["utf16_prefix_bytes", [text("ab"), int(2)], "2"], ["utf16_prefix_bytes", [text("ab"), int(3)], null],
  ["utf16_prefix_bytes", [text("ab"), int(-1)], null], ["utf16_prefix_bytes", [text("é"), int(1)], "2"],
  ["utf16_prefix_bytes", [text("x😀xé"), int(3)], "5"], ["utf16_prefix_bytes", [text("x😀xé"), int(2)], null],
  ["utf16_prefix_bytes", [text("x😀xé"), int(5)], "8"], ["utf16_prefix_bytes", [text("x😀xé"), int(6)], null],
  ["utf16_prefix_bytes", [text("😀"), int(0)], "0"],
]);

keeps("json members are found by any key, and nothing else is", [
  ["index", [json('{"a/b": 1, "~": 2}'), word("a/b")], "1"], ["index", [json('{"a/b": 1, "~": 2}'), word("~")], "2"],
  ["index", [json('{"*": 3}'), word("*")], "3"], ["index", [json('{"$.a": 1, "a": 2}'), word("$.a")], "1"],
  ["index", [json('{"": 5}'), word("")], "5"], ["index", [json('{"0": 7}'), word("0")], "7"], ["index", [json("[7]"), word("0")], null],
  ["index", [json("[7]"), text("0")], null], ["index", [json('{"a.b": 1}'), text("a.b")], "1"],
  ["index", [json('{"a": 1}'), word("b")], null], ["json_type", [json("1.5")], "number"], ["json_type", [json("-1")], "number"],
  ["json_type", [json("null")], "null"], ["json_type", [json('"x"')], "string"],
]);

keeps("time is counted as the calendar says", [
  ["add", [day("2024-01-31"), interval("1 month", "1 0 0")], "2024-02-29"],
  ["add", [day("2024-01-31"), interval("36 hours", "0 0 129600000000")], "2024-02-01 12:00:00"], ["add", [day("2024-02-28"), int(2)], "2024-03-01"],
  ["subtract", [day("2024-03-31"), interval("1 month", "1 0 0")], "2024-02-29"], ["subtract", [day("2024-03-01"), day("2024-02-01")], "29"],
  ["add_months", [day("2024-01-31"), value("int32", "1")], "2024-02-29"],
  ["date_trunc", [word("month"), day("2024-01-31")], "2024-01-01"], ["date_trunc", [word("week"), day("2024-02-29")], "2024-02-26"],
  ["date_trunc", [word("hour"), on("2024-01-31 10:59:59")], "2024-01-31 10:00:00"],
  ["date_diff", [word("week"), day("2024-01-07"), day("2024-01-08")], "1"], ["date_diff", [word("week"), day("2024-01-08"), day("2024-01-14")], "0"],
  ["date_diff", [word("week"), day("1969-12-28"), day("1969-12-29")], "1"],
  ["date_diff", [word("week"), on("2024-01-07 23:59:59"), on("2024-01-08 00:00:00")], "1"],
  ["date_diff", [word("month"), day("2024-01-31"), day("2024-02-01")], "1"], ["date_diff", [word("day"), day("2024-01-02"), day("2024-01-01")], "-1"],
  ["date_diff", [word("hour"), on("1969-12-31 22:30:00"), on("1969-12-31 23:10:00")], "1"],
  ["date_diff", [word("hour"), day("2024-01-01"), day("2024-01-02")], "24"],
  ["weekday", [day("2024-12-29")], "7"], ["weekday", [day("2024-12-30")], "1"], ["week", [day("2024-12-30")], "1"],
  ["iso_year", [day("2024-12-30")], "2025"], ["second", [on("2024-01-01 10:11:12.999999")], "12"],
  ["microsecond", [on("2024-01-01 10:11:12.123456")], "123456"],
  ["micros_between", [on("2024-01-01 00:00:00"), on("2024-01-01 00:00:01.5")], "1500000"], ["date", [on("1969-12-31 10:00:00")], "1969-12-31"],
  ["at_zone", [value("timestamptz", "'2024-07-01 10:00:00Z'"), text("Europe/Berlin")], "2024-07-01 12:00:00"],
  ["at_zone", [on("2024-01-01 11:00:00"), text("Europe/Berlin")], "2024-01-01 10:00:00+00"],
  ["strftime", [day("0024-01-05"), word("%Y|%m|%d|%j|%y|%b|%B|%a|%A|%-d|%-m|%%")], "0024|01|05|005|24|Jan|January|Fri|Friday|5|1|%"],
  ["strftime", [on("2024-01-05 00:05:06.07"), word("%H %M %S %f %I %p %-H")], "00 05 06 070000 12 AM 0"],
  ["last_day", [day("2024-02-01")], "2024-02-29"], ["timestamp", [day("2024-01-31"), value("time", "'10:00:00'")], "2024-01-31 10:00:00"],
]);

keeps("nulls and comparisons", [
  ["eq", [nothing("int64"), int(1)], null], ["is_not_distinct", [nothing("int64"), nothing("int64")], true],
  ["is_not_distinct", [nothing("int64"), int(1)], false], ["in", [int(3), int(1), nothing("int64")], null],
  ["in", [int(1), int(1), nothing("int64")], true],
  ["eq", [float("nan"), float("nan")], true], ["gt", [float("nan"), float("inf")], true], ["eq", [float("-0.0"), float("0.0")], true],
  ["greatest", [int(1), nothing("int64")], "1"], ["least", [nothing("int64"), nothing("int64")], null], ["greatest", [float("nan"), float(1)], "NaN"],
  ["eq", [value("struct<a: int64?>", "{'a': null}"), value("struct<a: int64?>", "{'a': null}")], true],
  ["eq", [value("list<int64?>", "[null]"), value("list<int64?>", "[null]")], true], ["and", [value("bool", "false"), nothing("bool")], false],
  ["or", [value("bool", "true"), nothing("bool")], true],
  ["between", [int(5), nothing("int64"), int(3)], false], ["between", [int(2), nothing("int64"), int(3)], null],
  ["coalesce", [nothing("decimal(3, 2)"), literal("int64", "12345")], "12345.00"],
  ["in", [int(2), value("list<int64>", "[1, 2]")], true], ["in", [int(2), value("list<int64>", "[]")], false],
  ["in", [nothing("int64"), value("list<int64>", "[]")], false], ["in", [int(2), value("list<int64?>", "[1, null]")], null],
  ["in", [nothing("int64"), value("list<int64>", "[1]")], null],
  ["in", [int(2), nothing("list<int64>")], null], ["contains", [value("list<int64?>", "[1, null]"), int(2)], false],
  ["concat", [value("list<int64>", "[1]"), nothing("list<int64>")], null], ["length", [value("list<int64?>", "[1, null]")], "2"],
  ["list_distinct", [value("list<int64?>", "[3, 1, null, 3]")], ["1", "3"]], ["list_sort", [value("list<int64?>", "[3, null, 1]")], ["1", "3", null]],
  ["list_sum", [value("list<int64>", "[1, 2]")], "3"], ["list_join", [value("list<string?>", "['a', null, 'b']"), word(",")], "a,b"],
]);

test("a quotient of decimals is the exact one, rounded half away from zero", async () => {
  const unscaled = (text: string, scale: number): bigint => {
    const [whole = "", fraction = ""] = text.split(".");
    return BigInt(whole + fraction.padEnd(scale, "0"));
  };
  const number = (precision: number, scale: number): fc.Arbitrary<string> => {
    const max = 10n ** BigInt(Math.min(precision, 12)) - 1n;
    return fc.bigInt({ min: -max, max }).map((n) => {
      const digits = String(n < 0n ? -n : n).padStart(scale + 1, "0");
      return `${n < 0n ? "-" : ""}${digits.slice(0, digits.length - scale)}${scale > 0 ? `.${digits.slice(digits.length - scale)}` : ""}`;
    });
  };
  const shape = fc.constantFrom([1, 0], [5, 2], [12, 2], [18, 18], [19, 19], [20, 5], [38, 0], [38, 10], [38, 38]);
  const typed = shape.chain(([p = 0, s = 0]) => fc.tuple(fc.constant([p, s] as const), number(p, s)));
  const cases = fc.tuple(typed, typed, fc.constantFrom(0, 1, 2, 6, 38));
  let exact = 0;
  for (const [[[p1, s1], a], [[p2, s2], b], scale] of fc.sample(cases, { numRuns: 300, seed: 2 })) {
    const [n, d] = [unscaled(a, s1) * 10n ** BigInt(s2 + scale), unscaled(b, s2) * 10n ** BigInt(s1)];
    if (d === 0n) continue;
    const abs = (x: bigint): bigint => (x < 0n ? -x : x);
    const expected = ((2n * abs(n) + abs(d)) / (2n * abs(d))) * (n < 0n === d < 0n ? 1n : -1n);
    const args = [value(`decimal(${p1}, ${s1})`, a), value(`decimal(${p2}, ${s2})`, b), named("scale", lit(scale))];
    const got = await evaluate("div", ...args).catch((error: unknown) => (error instanceof Error ? error : null));
    // What does not fit into 38 digits on the way is an error, and never another number.
    if (typeof got !== "string") expect(got).toMatchObject({ message: expect.stringMatching(/[Oo]ut of range|[Oo]verflow|Conversion Error/) as string });
    else {
      expect(unscaled(got, scale), `${a} / ${b} to ${scale}`).toBe(expected);
      exact++;
    }
  }
  expect(exact).toBeGreaterThan(100);
});

describe("aggregates", () => {
  test.each([
    ["count", "int64", ["1", null], "1"], ["count_distinct", "int64", ["1", "1", null], "1"],
    ["sum", "int32", ["2147483647", "2147483647"], "4294967294"], ["sum", "uint64", ["18446744073709551615"], "18446744073709551615"],
    ["sum", "int64", [], null],
    ["sum", "decimal(12, 2)", ["0.10", "0.20"], "0.30"], ["avg", "int64", ["1", "2"], 1.5], ["avg", "int64", [], null],
    ["avg", "decimal(38, 5)", ["123456789012345678901234567890123.5"], Number("123456789012345678901234567890123.5")],
    ["avg", "int8", ["127", "127"], 127],
    ["avg_decimal", "decimal(12, 2)", ["0.01", "0.02", "0.02"], "0.016667"], ["avg_decimal", "int64", ["1", "2"], "1.5000"],
    ["avg_decimal", "int64", [], null], ["avg_decimal", "decimal(12, 2)", ["-0.01", "-0.02", "-0.02"], "-0.016667"],
    ["stddev", "float64", ["1"], null], ["variance", "int64", ["1", "2"], 0.5], ["median", "decimal(2, 1)", ["1.5", "2.2"], 1.85],
    ["median", "int64", ["1", "2"], 1.5], ["max", "float64", ["'nan'", "1"], "NaN"], ["min", "float64", ["'nan'", "1"], 1],
    ["bool_and", "bool", ["true", null], true], ["bool_or", "bool", [], null], ["max", "string", ["'Z'", "'a'"], "a"],
  ] as const)("%s of %s over %j is %j", async (name, type, rows, result) => {
    expect(await aggregate(name, type, rows)).toEqual(result);
  });

  test("a sum that no int64 holds is an error, not another number", async () => {
    await expect(aggregate("sum", "int64", ["9223372036854775807", "1"])).rejects.toThrow(/Conversion Error|out of range/);
  });

  test("first, last and list keep nulls and follow their order", async () => {
    const rows = ["1", null, "3"];
    expect(await aggregate("list", "int64", rows, { order: " order by x desc nulls last" })).toEqual(["3", "1", null]);
    expect(await aggregate("first", "int64", rows, { order: " order by x nulls first" })).toBe(null);
    expect(await aggregate("last", "int64", rows, { order: " order by x nulls last" })).toBe(null);
    expect(await aggregate("list", "int64", [])).toBe(null);
    expect(await aggregate("string_agg", "string", ["'b'", null, "'a'"], { order: " order by x" }, [word("-")])).toBe("a-b");
  });

  test("a float sum in an order is the sum of one after the other", async () => {
    const rows = ["1e16", "1", "-1e16", "1", "0.1"];
    const total = rows.reduce((sum, x) => sum + Number(x), 0);
    expect(await aggregate("sum", "float64", rows, { order: " order by k" })).toBe(total);
    expect(await aggregate("avg", "float64", rows, { order: " order by k" })).toBe(total / rows.length);
  });
});
