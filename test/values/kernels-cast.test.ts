/** docs/types.md, "Casts", line by line, and what DuckDB says of the same casts. */
import { describe, expect, test } from "vitest";
import { canCast, castCanFail } from "../../src/values/coerce.ts";
import { Failure } from "../../src/values/failure.ts";
import { castValue, tryCastValue } from "../../src/values/kernels/cast.ts";
import { STRING } from "../../src/values/type.ts";
import { textOf, valueOf } from "../../src/values/value-text.ts";
import { castsOf } from "../evaluate/cast-cases.ts";
import { compareCastsOnDuckDB } from "../evaluate/differential.ts";
import { typeOf } from "../functions/engine.ts";

/** Canonical texts; `fails` where the value has no counterpart. */
type Line = readonly [from: string, value: string | boolean, to: string, result: string | boolean | null];
const fails = "fails";

const LINES: Readonly<Record<string, readonly Line[]>> = {
  "any type becomes itself and what it widens to": [
    ["int8", "-128", "int64", "-128"], ["uint32", "4294967295", "int64", "4294967295"], ["decimal(4, 2)", "12.34", "decimal(10, 4)", "12.3400"],
    ["float32", "0.1", "float64", "0.10000000149011612"], ["list<int8>", '["1","2"]', "list<int64?>", '["1","2"]'],
    ["struct<a: int8>", '{"a":"1"}', "struct<a: int64?>", '{"a":"1"}'], ["map<string, int8>", '[["k","1"]]', "map<string, int64>", '[["k","1"]]'],
  ],
  "an integer out of range fails": [
    ["int64", "128", "int8", fails], ["int64", "-128", "int8", "-128"], ["int64", "-1", "uint64", fails], ["uint64", "18446744073709551615", "int64", fails],
  ],
  "to decimal it is half away from zero": [
    ["decimal(5, 3)", "2.345", "decimal(5, 2)", "2.35"], ["decimal(5, 3)", "-2.345", "decimal(5, 2)", "-2.35"], ["decimal(5, 3)", "2.344", "decimal(5, 2)", "2.34"],
    ["int64", "100", "decimal(5, 2)", "100.00"], ["int64", "1000", "decimal(5, 2)", fails], ["decimal(3, 2)", "9.99", "decimal(2, 1)", fails],
  ],
  "a float becomes round(x * 10^s) / 10^s": [
    ["float64", "2.5", "decimal(3, 0)", "3"], ["float64", "-2.5", "decimal(3, 0)", "-3"], ["float64", "1.005", "decimal(5, 2)", "1.00"], ["float64", "NaN", "decimal(3, 0)", fails],
    ["float64", "Infinity", "decimal(38, 0)", fails], ["float64", "1000", "decimal(3, 0)", fails], ["float32", "0.1", "decimal(12, 10)", "0.1000000015"],
  ],
  "to an integer only what is whole": [
    ["decimal(5, 2)", "2.00", "int64", "2"], ["decimal(5, 2)", "2.50", "int64", fails], ["float64", "2", "int8", "2"], ["float64", "2.5", "int64", fails], ["float64", "NaN", "int64", fails],
    ["float64", "-0", "int64", "0"], ["float64", "9223372036854775807", "int64", fails], ["float64", "-9223372036854775808", "int64", "-9223372036854775808"],
    ["decimal(38, 0)", "256", "uint8", fails],
  ],
  "a float is the nearest": [
    ["int64", "9007199254740993", "float64", "9007199254740992"], ["int64", "16777217", "float32", "16777216"], ["decimal(3, 2)", "0.10", "float64", "0.1"],
    // As float64 it would lie halfway between two float32, and go to the lower.
    ["int64", "9007199791611905", "float32", "9007200328482816"], ["float64", "1e300", "float32", fails], ["float64", "Infinity", "float32", "Infinity"],
    ["float64", "1e-50", "float32", "0"],
  ],
  "texts of numbers, bools and times": [
    ["int16", "-7", "string", "-7"], ["decimal(2, 2)", "-0.50", "string", "-0.50"], ["bool", true, "string", "true"], ["date", "0024-01-05", "string", "0024-01-05"],
    ["time", "10:00:00.5", "string", "10:00:00.5"], ["timestamp", "2026-01-31 10:00:00.5", "string", "2026-01-31 10:00:00.5"],
    ["timestamptz", "2026-01-31 09:00:00.5+00", "string", "2026-01-31 09:00:00.5+00"],
    ["uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "string", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
  ],
  "texts to integers: digits, with zeros at most behind a point": [
    ["string", "+5", "int64", "5"], ["string", "-007", "int64", "-7"], ["string", "5.00", "int64", "5"], ["string", "-0.0", "uint8", "0"], ["string", "2.5", "int64", fails],
    ["string", "1e3", "int64", fails], ["string", " 12", "int64", fails], ["string", "5.", "int64", fails], ["string", "256", "uint8", fails], ["string", "", "int64", fails],
  ],
  "texts to decimals and floats: with a fraction and an exponent": [
    ["string", "2.345", "decimal(5, 2)", "2.35"], ["string", "1.5e2", "decimal(5, 2)", "150.00"], ["string", "5e-4", "decimal(5, 2)", "0.00"], ["string", "123456e-5", "decimal(5, 2)", "1.23"],
    ["string", "1e-99999", "decimal(5, 2)", "0.00"], ["string", "1e99999", "decimal(5, 2)", fails], ["string", "999.995", "decimal(5, 2)", fails], ["string", ".5", "float64", fails],
    ["string", "1e3", "float64", "1000"], ["string", "1e999", "float64", fails], ["string", "nan", "float64", fails], ["string", "1_0", "float64", fails], ["string", "1e39", "float32", fails],
    ["string", "16777217.0000000001", "float32", "16777218"], ["string", "3.4028235677973366e38", "float32", "3.4028234663852886e+38"], ["string", "3.4028235677973367e38", "float32", fails],
  ],
  "texts to bool, times, uuid, json": [
    ["string", "true", "bool", true], ["string", "t", "bool", fails], ["string", "TRUE", "bool", fails], ["string", "1", "bool", fails], ["string", "2023-02-29", "date", fails],
    ["string", "2024-02-29", "date", "2024-02-29"], ["string", "10:00", "time", "10:00:00"], ["string", "24:00:00", "time", fails],
    ["string", "2024-01-05T10:00:00", "timestamp", "2024-01-05 10:00:00"], ["string", "2024-01-05", "timestamp", fails],
    ["string", "2024-01-05 10:00:00+02:30", "timestamptz", "2024-01-05 07:30:00+00"], ["string", "2024-01-05 10:00:00", "timestamptz", fails],
    ["string", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"], ["string", "a0eebc999c0b4ef8bb6d6bb9bd380a11", "uuid", fails],
    ["string", ' {"a": 1}', "json", ' {"a": 1}'], ["string", "[1,]", "json", fails], ["string", "NaN", "json", fails], ["string", '"\\ud800"', "json", fails], ["string", "", "json", fails],
  ],
  "texts and bytes": [
    ["string", "é", "binary", "c3a9"], ["binary", "c3a9", "string", "é"], ["binary", "ff", "string", fails], ["binary", "eda080", "string", fails], ["binary", "efbbbf61", "string", "\uFEFFa"],
  ],
  "a timestamp's part, a date's midnight": [
    ["timestamp", "1969-12-31 23:59:59.5", "date", "1969-12-31"], ["timestamp", "1969-12-31 23:59:59.5", "time", "23:59:59.5"], ["date", "1969-12-31", "timestamp", "1969-12-31 00:00:00"],
  ],
  "json gives the text of its value, cast as a string is": [
    ["json", '"12"', "int64", "12"], ["json", "1.5", "int64", fails], ["json", "1e3", "int64", "1000"], ["json", "1.50", "decimal(5, 2)", "1.50"], ["json", "null", "int64", null],
    ["json", "null", "string", null], ["json", '"null"', "string", "null"], ["json", "true", "bool", true], ["json", '"x\\ny"', "string", "x\ny"],
    ["json", ' {"a" : [1, 2.50, "\\u00e9"]} ', "string", '{"a":[1,2.5,"é"]}'], ["json", "12345678901234567890123", "string", "12345678901234567890123"], ["json", "[1]", "int64", fails],
    ["json", '"2024-02-29"', "date", "2024-02-29"],
  ],
};

describe.each(Object.entries(LINES))("%s", (_title, lines) => {
  test.each(lines)("%s %j::%s is %j", (from, value, to, result) => {
    const [source, target] = [typeOf(from), typeOf(to)];
    expect(canCast(source, target)).toBe(true);
    const cast = (): unknown => textOf(target, castValue(valueOf(source, value), source, target));
    if (result !== fails) expect(cast()).toBe(result);
    else {
      expect(cast).toThrow(Failure);
      expect(castCanFail(source, target)).toBe(true);
      expect(tryCastValue(valueOf(source, value), source, target)).toBe(null);
    }
  });
});

test("lists are cast element by element, and ::? gives null for those that cannot be", () => {
  const [from, to] = [typeOf("list<list<string?>>"), typeOf("list<list<int64?>>")];
  expect(castValue([["1", "2.0"], [null]], from, to)).toEqual([[1n, 2n], [null]]);
  expect(() => castValue([["1", "x"]], from, to)).toThrow('"x" is not int64');
  expect(tryCastValue([["1", "x"], []], from, to)).toEqual([[1n, null], []]);
});

test("an error says which value is not of which type", () => {
  expect(() => castValue("n/a", STRING, typeOf("decimal(12, 2)"))).toThrow('"n/a" is not decimal(12, 2)');
  expect(() => castValue(250n, typeOf("decimal(5, 2)"), typeOf("int64"))).toThrow("2.50 is not a whole number");
  expect(() => castValue(300n, typeOf("int64"), typeOf("int8"))).toThrow("300 is not int8");
});

test("DuckDB casts alike, or fails alike", async () => {
  let pair = 0;
  const { mismatches, compared } = await compareCastsOnDuckDB(castsOf(() => pair++ % 16 === 0));
  expect(mismatches).toEqual([]);
  expect(compared).toBeGreaterThan(1000);
});
