/** Values keep every digit through their text and through JSON, and compare as the language says. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { civilOf, daysOf } from "../../src/values/calendar.ts";
import { compareValues, keyOf, sameValue } from "../../src/values/compare.ts";
import { parseType } from "../../src/values/parse-type.ts";
import type { Type } from "../../src/values/type.ts";
import { jsonOf, textOf, valueOf, valueOfJson } from "../../src/values/value-text.ts";

const type = (text: string): Type => parseType(text) as Type;

describe("a value comes back from its text and from JSON", () => {
  test.each([
    ["bool", true], ["int8", "-128"], ["uint64", "18446744073709551615"], ["decimal(38, 2)", "-0.50"], ["decimal(3, 3)", "0.005"], ["decimal(4, 0)", "-12"],
    ["float64", "0.1"], ["float64", "-0"], ["float64", "NaN"], ["float64", "-Infinity"], ["float32", "0.10000000149011612"], ["string", "a\u{10000}"], ["binary", "00ff"],
    ["uuid", "00000000-0000-0000-0000-00000000000a"], ["json", '{"a": 1}'], ["date", "0001-01-01"], ["date", "2000-02-29"], ["time", "23:59:59.999999"],
    ["timestamp", "1969-12-31 23:59:59.5"], ["timestamptz", "9999-12-31 23:59:59.999999+00"], ["interval", "-1 2 -3"], ["list<int64?>", '["1",null]'],
    ["struct<a: date, b: list<bool>>", '{"a":"2024-02-29","b":[true]}'], ["map<string, decimal(3, 1)?>", '[["k","1.5"],["",null]]'],
  ])("%s %s", (of, text) => {
    const value = valueOf(type(of), text);
    expect(textOf(type(of), value)).toBe(text);
    expect(textOf(type(of), valueOfJson(type(of), jsonOf(type(of), value)))).toBe(text);
  });
  test("each day of the calendar has one number, one more than the day before", () => {
    const from = Number(daysOf({ year: 1, month: 1, day: 1 }));
    const to = Number(daysOf({ year: 9999, month: 12, day: 31 }));
    expect([from, to]).toEqual([Date.UTC(2001, 0, 1) / 864e5 - 730_485, Date.UTC(9999, 11, 31) / 864e5]);
    fc.assert(fc.property(fc.integer({ min: from, max: to }), (days) => {
      const { year, month, day } = civilOf(BigInt(days));
      const date = new Date(days * 864e5);
      expect([year, month, day]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
      expect(daysOf({ year, month, day })).toBe(BigInt(days));
    }));
  });
});

describe("values sort and meet", () => {
  const sorted = (of: string, ...texts: string[]): void => {
    const values = texts.map((text) => valueOf(type(of), text));
    values.forEach((a, i) => values.forEach((b, j) => expect(Math.sign(compareValues(type(of), a, b)), `${texts[i]} and ${texts[j]}`).toBe(Math.sign(i - j))));
  };
  test("numbers by size, NaN above all, text by UTF-8, bytes by number", () => {
    sorted("float64", "-Infinity", "-1", "0", "1e300", "Infinity", "NaN");
    sorted("decimal(4, 2)", "-1.50", "0.05", "10.00");
    sorted("string", "", "Z", "a", "é", "\uffff", "\u{10000}");
    sorted("binary", "", "00", "00ff", "01");
    sorted("timestamp", "1969-12-31 23:59:59", "1970-01-01 00:00:00");
  });
  test("a zero equals its negative, NaN itself, and a null another inside lists and structs", () => {
    const equal = (of: string, a: string, b: string): boolean => {
      const [x, y] = [valueOf(type(of), a), valueOf(type(of), b)];
      expect(keyOf(type(of), x) === keyOf(type(of), y)).toBe(sameValue(type(of), x, y));
      return sameValue(type(of), x, y);
    };
    expect(equal("float64", "-0", "0")).toBe(true);
    expect(equal("float64", "NaN", "NaN")).toBe(true);
    expect(equal("list<int64?>", "[null]", "[null]")).toBe(true);
    expect(equal("list<int64?>", "[null]", "[]")).toBe(false);
    expect(equal("struct<a: string?, b: string?>", '{"a":"x","b":null}', '{"a":"x"}')).toBe(true);
    expect(equal("list<string>", '["a,b"]', '["a","b"]')).toBe(false);
  });
});
