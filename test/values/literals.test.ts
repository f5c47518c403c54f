import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convertLiteral, minimalDecimal, readLiteral, readValue } from "../../src/values/literal.ts";
import { parseType } from "../../src/values/parse-type.ts";
import { typeText, type Type } from "../../src/values/type.ts";

const typeOf = (text: string): Type => parseType(text) as Type;

describe("a literal has a type and one canonical text", () => {
  test.each([
    ["int", "60000", "int64", "60000"], ["int", "007", "int64", "7"], ["int", "18446744073709551615", "uint64", "18446744073709551615"],
    ["decimal", "1.50", "decimal(3, 2)", "1.50"], ["decimal", "0.05", "decimal(3, 2)", "0.05"], ["decimal", "007.5", "decimal(2, 1)", "7.5"],
    ["float", "1e3", "float64", "1000"], ["float", "1.5e-7", "float64", "1.5e-7"], ["float", "1e21", "float64", "1e+21"],
    ["date", "2024-02-29", "date", "2024-02-29"], ["time", "10:00", "time", "10:00:00"], ["time", "10:00:00.120000", "time", "10:00:00.12"],
    ["timestamp", "2024-01-31T10:00:00.000", "timestamp", "2024-01-31 10:00:00"],
    ["timestamptz", "2024-01-01 00:30:00+01:00", "timestamptz", "2023-12-31 23:30:00+00"],
    ["timestamptz", "2024-03-01 00:00:00.5-0130", "timestamptz", "2024-03-01 01:30:00.5+00"],
    ["interval", "1 month 2 days 30 minutes", "interval", "1 2 1800000000"], ["interval", "-1 year 1.5 seconds", "interval", "-12 0 1500000"],
    ["interval", "1 week", "interval", "0 7 0"], ["bool", "true", "bool", true], ["null", "null", "null", null], ["string", "x", "string", "x"],
  ] as const)("%s %s", (kind, text, type, value) => {
    const read = readLiteral(kind, text);
    expect(read.ok && [typeText(read.type), read.value]).toEqual([type, value]);
  });

  test.each([
    ["int", "18446744073709551616", /integers go from/], ["decimal", `0.${"1".repeat(38)}`, /at most 38 digits/], ["float", "1e999", /1.8e308/],
    ["date", "2023-02-29", /2023-02 has 28 days/], ["date", "0000-01-01", /1 to 9999/], ["date", "2024-13-01", /no month 13/],
    ["date", "31.01.2024", /2026-01-31/],
    ["time", "24:00:00", /00 to 23/], ["time", "10:00:00.1234567", /6 fraction digits/], ["timestamp", "2024-01-31", /2026-01-31 10:00:00/],
    ["timestamp", "2024-01-31 10:61:00", /00 to 59/], ["timestamptz", "2024-01-31 10:00:00", /UTC/],
    ["timestamptz", "0001-01-01 00:00:00+01", /1 to 9999/],
    ["interval", "5", /1 month 2 days/], ["interval", "5 fortnights", /`fortnights` is no unit/], ["interval", "1.5 days", /nothing but seconds/],
    ["interval", "99999999999 days", /longer than time goes/],
  ] as const)("%s %s is refused with the reason", (kind, text, why) => {
    const read = readLiteral(kind, text);
    expect(read.ok ? "read" : read.why).toMatch(why);
  });

  test("the least int64 can be written, though its positive is none", () => {
    expect(readLiteral("int", "9223372036854775808", true)).toEqual({ ok: true, type: typeOf("int64"), value: "-9223372036854775808" });
    expect(readLiteral("decimal", "0.00", true)).toMatchObject({ value: "0.00" });
  });
});

describe("a constant becomes what is wanted only where it stays what it is", () => {
  test.each([
    ["5", "int64", "int8", "5"], ["500", "int64", "int8", undefined], ["-1", "int64", "uint64", undefined], ["5", "int64", "decimal(3, 2)", "5.00"],
    ["50", "int64", "decimal(3, 2)", undefined], ["1.50", "decimal(3, 2)", "decimal(12, 4)", "1.5000"],
    ["1.55", "decimal(3, 2)", "decimal(12, 1)", undefined],
    ["1.50", "decimal(3, 2)", "decimal(12, 1)", "1.5"], ["0.1", "decimal(2, 1)", "float64", "0.1"],
    ["9007199254740993", "int64", "float64", "9007199254740992"], ["x", "string", "int64", undefined], [null, "null", "date", null],
    ["2.0", "decimal(2, 1)", "int64", "2"],
  ] as const)("%s of %s as %s is %s", (value, from, to, result) => {
    expect(convertLiteral(value, typeOf(from), typeOf(to))).toBe(result);
  });

  test("an integer has its own digits beside a decimal", () => {
    expect(typeText(minimalDecimal("0"))).toBe("decimal(1, 0)");
    expect(typeText(minimalDecimal("-1200"))).toBe("decimal(4, 0)");
    expect(typeText(minimalDecimal("1.50"))).toBe("decimal(3, 2)");
  });
});

test("the value of a parameter is read as a cast of its text would be", () => {
  expect(readValue(typeOf("decimal(5, 2)"), "2.345")).toEqual({ ok: true, value: "2.35" });
  expect(readValue(typeOf("bool"), "yes")).toMatchObject({ ok: false, why: "a bool is true or false" });
  expect(readValue(typeOf("string"), "a\ud800")).toMatchObject({ ok: false, why: "half a surrogate pair is no text" });
  expect(readValue(typeOf("int8"), "200")).toMatchObject({ ok: false, why: "int8 goes from -128 to 127" });
  expect(readValue(typeOf("list<int64>"), "[1]")).toMatchObject({ ok: false });
  expect(readValue(typeOf("decimal(5, 2)"), "1e999999999")).toMatchObject({ ok: false });
});

test("reading a canonical text again changes nothing", () => {
  const decimals = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 10 }));
  const instants = fc.date({ min: new Date("0001-01-02"), max: new Date("9999-12-30"), noInvalidDate: true });
  const texts = fc.oneof(
    decimals.map(([n, s]) => [`decimal(38, ${s + 1})`, `${n}.${"7".repeat(s)}0`] as const),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => ["float64", String(n)] as const),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => ["int64", String(n)] as const),
    instants.map((at) => ["timestamptz", at.toISOString()] as const),
  );
  fc.assert(fc.property(texts, ([type, text]) => {
    const once = readValue(typeOf(type), text);
    expect(once.ok).toBe(true);
    expect(readValue(typeOf(type), String(once.ok && once.value))).toEqual(once);
  }));
});
