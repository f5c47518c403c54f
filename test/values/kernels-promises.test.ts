/** What the evaluator promises of texts, times, lists and groups, in words that a table can hold. What DuckDB says of the same stands beside it. */
import { describe, expect, test } from "vitest";
import { resolveCall } from "../../src/ir/functions/index.ts";
import { Failure } from "../../src/values/failure.ts";
import { AGGREGATE_KERNELS, LAMBDA_KERNELS } from "../../src/values/kernels/index.ts";
import { BOOL, INT64, list } from "../../src/values/type.ts";
import { textOf } from "../../src/values/value-text.ts";
import type { Value } from "../../src/values/value.ts";
import { callKernel, compareOnDuckDB, given, givenLiteral, type GivenArg } from "../evaluate/differential.ts";
import { callArg, resolved, typeOf, type Value as Argument } from "../functions/engine.ts";
import { patternCalls } from "./pattern-calls.ts";

const text = (of: string): GivenArg => given("string", of);
const int = (of: bigint | number): GivenArg => given("int64", String(of));
const word = (of: string): GivenArg => givenLiteral("string", of);
const day = (of: string): GivenArg => given("date", of);
const at = (of: string): GivenArg => given("timestamp", of);
const instant = (of: string): GivenArg => given("timestamptz", `${of}+00`);

const argument = ({ type, nullable, literal, value, name }: GivenArg): Argument =>
  ({ type, sql: "", literal: literal ? (textOf(type, value) as string) : undefined, nullable, name });

/** The result as canonical text. */
function call(fn: string, args: readonly GivenArg[]): unknown {
  const found = resolved(fn, args.map(argument));
  return textOf(found.type, callKernel(found, args));
}

type Promised = readonly [fn: string, args: readonly GivenArg[], result: string | boolean | null];
function keeps(title: string, promises: readonly Promised[]): void {
  test.each(promises.map(([fn, args, result]) => [`${fn}(${args.map(({ type, value }) => String(textOf(type, value))).join(", ")})`, result, fn, args] as const))(`${title}: %s is %j`, (_shown, result, fn, args) => {
    expect(call(fn, args)).toEqual(result);
  });
}

keeps("code points count, from 1", [
  ["length", [text("e\u0301😀")], "3"], ["byte_length", [text("é😀")], "6"], ["substr", [text("héllo"), int(0), int(3)], "hé"], ["substr", [text("hello"), int(-3), int(2)], ""],
  ["substr", [text("hello"), int(2), int(9223372036854775807n)], "ello"], ["right", [text("a😀"), int(1)], "😀"], ["position", [text("😀b"), text("b")], "2"], ["position", [text("b"), text("")], "1"],
  ["split", [text("😀é"), text("")], '["😀","é"]'], ["lpad", [text("é"), int(3), text("😀x")], "😀xé"], ["lpad", [text("é"), int(1), text("")], null],
]);
keeps("a blank is U+0020 and a letter has one counterpart", [
  ["trim", [text("\u00a0 \t x ")], "\u00a0 \t x"], ["upper", [text("straße ﬁ")], "STRAẞE ﬁ"], ["lower", [text("İΣ")], "iσ"], ["upper", [text("ᾳ")], "ᾼ"],
]);
keeps("a pattern of `like` fits the whole text", [
  ["like", [text("a\nb"), text("a%b")], true], ["like", [text("😀"), text("_")], true], ["like", [text("a%"), text("a\\%")], true], ["like", [text("ab"), text("a\\%")], false],
  ["like", [text("a\\"), text("a\\")], true], ["like", [text("a\\"), text("a\\\\")], true], ["like", [text(""), text("%%")], true], ["like", [text("aXbXc"), text("%X%X_")], true],
]);
keeps("patterns are RE2's, in ASCII", [
  ["regexp_matches", [text("é"), word("\\w")], false], ["regexp_matches", [text("\u212a"), word("(?i)k")], false], ["regexp_matches", [text("b\n"), word("b$")], false],
  ["regexp_extract", [text("ab"), word("a(x)?"), givenLiteral("int64", "1")], null], ["regexp_extract_all", [text("baab"), word("a*")], '["aa"]'],
  ["regexp_replace", [text("baab"), word("a*"), word("-")], "-b-b-"], ["regexp_replace", [text("john smith"), word("(\\w+) (\\w+)"), word("$2 $1\\$$")], "smith john\\$"],
]);
keeps("floats are written with the digits asked for", [
  ["format", [given("float64", "1.005"), givenLiteral("int64", "2")], "1.00"], ["format", [given("float64", "-0.001"), givenLiteral("int64", "2")], "0.00"],
  ["format", [given("float64", "1e22"), givenLiteral("int64", "1")], "10000000000000000000000.0"], ["format", [given("float64", "NaN"), givenLiteral("int64", "1")], "nan"],
  ["format", [given("decimal(5, 3)", "1.005"), givenLiteral("int64", "2")], "1.01"], ["format", [given("decimal(5, 3)", "-0.001"), givenLiteral("int64", "2")], "0.00"],
]);
keeps("weeks are ISO's and boundaries are counted", [
  ["week", [day("2027-01-03")], "53"], ["iso_year", [day("2027-01-03")], "2026"], ["weekday", [day("0001-01-01")], "1"], ["date_diff", [word("week"), day("2024-01-07"), day("2024-01-08")], "1"],
  ["date_diff", [word("year"), at("2023-12-31 23:59:59.999999"), at("2024-01-01 00:00:00")], "1"], ["date_diff", [word("month"), day("2024-02-01"), day("2024-01-31")], "-1"],
  ["date_trunc", [word("week"), day("1970-01-01")], "1969-12-29"], ["date_trunc", [word("hour"), at("1969-12-31 23:59:59")], "1969-12-31 23:00:00"],
  ["microsecond", [at("1969-12-31 23:59:59.999999")], "999999"], ["make_date", [int(1900), int(2), int(29)], null], ["make_date", [int(0), int(1), int(1)], null],
]);
keeps("a month that lacks the day has its last instead, and days come after months", [
  ["add_months", [day("2024-03-31"), int(-1)], "2024-02-29"], ["add", [day("2024-01-30"), givenLiteral("interval", "1 1 0")], "2024-03-01"],
  ["subtract", [instant("2026-07-01 00:00:00"), given("interval", "1 1 1")], "2026-05-30 23:59:59.999999+00"], ["add", [day("2024-01-31"), givenLiteral("interval", "0 0 129600000000")], "2024-02-01 12:00:00"],
]);
keeps("clocks are put forward and back", [
  ["at_zone", [instant("2024-03-31 00:59:59"), text("Europe/Berlin")], "2024-03-31 01:59:59"], ["at_zone", [instant("2024-03-31 01:00:00"), text("Europe/Berlin")], "2024-03-31 03:00:00"],
  ["at_zone", [at("2024-03-31 02:30:00"), text("Europe/Berlin")], "2024-03-31 01:30:00+00"], ["at_zone", [at("2024-10-27 02:30:00"), text("Europe/Berlin")], "2024-10-27 01:30:00+00"],
  ["at_zone", [at("2024-11-03 01:30:00"), text("America/New_York")], "2024-11-03 06:30:00+00"], ["at_zone", [instant("2024-01-01 00:00:00"), text("Asia/Kathmandu")], "2024-01-01 05:45:00"],
  ["at_zone", [instant("1800-01-01 00:00:00"), text("Europe/Berlin")], "1800-01-01 00:53:28"],
]);
keeps("lists keep nulls, and nothing is found among them", [
  ["list_sort", [given("list<int64?>", '["3", null, "1"]')], '["1","3",null]'], ["list_distinct", [given("list<float64?>", '["NaN", null, "1", "NaN"]')], '["1","NaN"]'],
  ["list_max", [given("list<float64?>", '["1", "NaN"]')], "NaN"], ["list_join", [given("list<string?>", "[null]"), word(",")], ""], ["position", [given("list<int64?>", "[null]"), given("int64?", null)], null],
  ["contains", [given("list<list<int64?>>", '[["1", null]]'), given("list<int64?>", '["1", null]')], true], ["slice", [given("list<int64>", '["1", "2", "3"]'), int(-5), int(2)], '["1","2"]'],
  ["flatten", [given("list<list<int64?>?>", '[["1", null], null, []]')], '["1",null]'], ["list_sum", [given("list<int64?>", "[null]")], null],
]);

describe("what has no value fails", () => {
  test.each<readonly [string, readonly GivenArg[]]>([
    ["add", [day("9999-12-31"), int(1)]], ["subtract", [day("0001-01-01"), int(1)]], ["add_months", [day("9999-12-01"), int(1)]], ["from_epoch_micros", [int(9223372036854775807n)]],
    ["at_zone", [at("2024-01-01 00:00:00"), text("Nowhere/City")]], ["at_zone", [instant("9999-12-31 23:59:59"), text("Asia/Tokyo")]], ["repeat", [text("ab"), int(9223372036854775807n)]],
    ["list_sum", [given("list<int64>", '["9223372036854775807", "1"]')]], ["list_sum", [given("list<decimal(38, 0)>", '["60000000000000000000000000000000000000", "60000000000000000000000000000000000000"]')]],
  ])("%s %#", (fn, args) => {
    expect(() => call(fn, args)).toThrow(Failure);
  });
});

test("a lambda sees each element, a null too, and only true is true", () => {
  const xs: Value = [1n, null, 3n];
  const types = { args: [list({ type: INT64, nullable: true }), BOOL], result: BOOL };
  const large = (x: Value): Value => (x === null ? null : (x as bigint) > 1n);
  const of = (name: string, list: Value): Value => (LAMBDA_KERNELS[name] as (typeof LAMBDA_KERNELS)[string])([list, large], types);
  expect(of("transform", xs)).toEqual([false, null, true]);
  expect(of("filter", xs)).toEqual([3n]);
  expect([of("any_of", xs), of("all_of", xs), of("any_of", []), of("all_of", [])]).toEqual([true, false, false, true]);
  expect(["transform", "filter", "any_of", "all_of"].map((name) => of(name, null))).toEqual([null, null, null, null]);
});

describe("aggregates", () => {
  const over = (fn: string, type: string, texts: readonly (string | boolean | null)[]): unknown => {
    const args = [{ type: typeOf(type), sql: "", literal: undefined, nullable: true, name: null }];
    const found = resolveCall(fn, args.map(callArg));
    if (!found.ok) throw new Error(fn);
    const rows = texts.map((of) => [given(`${type}?`, of).value]);
    return textOf(found.type, (AGGREGATE_KERNELS[found.row.name] as (typeof AGGREGATE_KERNELS)[string])(rows, { args: [typeOf(type)], result: found.type }));
  };
  test.each([
    ["count", "int64", ["1", null], "1"], ["count_distinct", "float64", ["NaN", "NaN", "0", "-0", null], "2"], ["sum", "int64", [], null], ["sum", "int64", [null], null],
    ["sum", "float64", ["1e16", "1", "-1e16"], "0"], ["sum", "uint64", ["18446744073709551614", "1"], "18446744073709551615"], ["avg", "decimal(5, 2)", ["0.10", "0.20"], "0.15"],
    ["avg_decimal", "decimal(12, 2)", ["-0.01", "-0.02", "-0.02"], "-0.016667"], ["stddev", "float64", ["1"], null], ["variance", "int64", ["1", null, "2"], "0.5"],
    ["median", "int64", ["4", "1", null, "2", "3"], "2.5"], ["max", "float64", ["Infinity", "NaN"], "NaN"], ["min", "string", ["😀", "\uffff"], "\uffff"],
    ["bool_and", "bool", [true, null], true], ["bool_or", "bool", [null], null], ["list", "int64", ["2", null, "1"], '["2",null,"1"]'], ["list", "int64", [], null],
    ["first", "int64", [null, "1"], null], ["last", "int64", ["1", null], null], ["first", "int64", [], null],
  ] as const)("%s of %s over %j is %j", (fn, type, texts, result) => {
    expect(over(fn, type, texts)).toEqual(result);
  });
  test.each([["sum", "int64", ["9223372036854775807", "1"]], ["sum", "decimal(38, 0)", ["60000000000000000000000000000000000000", "60000000000000000000000000000000000000"]], ["stddev", "float64", ["1", "Infinity"]]] as const)(
    "%s of %s over %j fails", (fn, type, texts) => expect(() => over(fn, type, texts)).toThrow(Failure),
  );
});

test("patterns match the same here and on DuckDB", async () => {
  const { compared, mismatches } = await compareOnDuckDB(patternCalls(15, 4));
  expect(mismatches).toEqual([]);
  expect(compared).toBeGreaterThan(500);
});
