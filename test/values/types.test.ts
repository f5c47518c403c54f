import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canCast, canWiden, castNullable, commonType, widensExactly } from "../../src/values/coerce.ts";
import { parseField, parseType } from "../../src/values/parse-type.ts";
import { SCALAR_KINDS, decimal, fieldText, list, map, scalar, struct, typeText, type Field, type Type } from "../../src/values/type.ts";

const typeOf = (text: string): Type => parseType(text) as Type;

const names = fc.oneof(fc.constantFrom("a", "B_1", "list", "order"), fc.string({ minLength: 1, maxLength: 5 }).filter((name) => !name.includes("`")));

const { type: types } = fc.letrec<{ type: Type; field: Field }>((tie) => ({
  type: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(...SCALAR_KINDS).map(scalar),
    fc.integer({ min: 1, max: 38 }).chain((precision) => fc.integer({ min: 0, max: precision }).map((scale) => decimal(precision, scale))),
    tie("field").map(list),
    fc.tuple(fc.constantFrom("string", "int64", "date").map((kind) => scalar(kind as "string")), tie("field")).map(([key, value]) => map(key, value)),
    fc.uniqueArray(fc.tuple(names, tie("field")), { selector: ([name]) => name, minLength: 1, maxLength: 4 })
      .map((fields) => struct(fields.map(([name, field]) => ({ name, ...field })))),
  ),
  field: fc.record({ type: tie("type"), nullable: fc.boolean() }),
}));

describe("a type's text", () => {
  test("reads back as the very same type", () => {
    fc.assert(fc.property(types, fc.boolean(), (type, nullable) => {
      expect(parseType(typeText(type))).toBe(type);
      expect(parseField(fieldText({ type, nullable }))).toEqual({ type, nullable });
    }));
  });

  test.each([
    "", "int", "decimal", "decimal(39, 2)", "decimal(2, 3)", "list<int64", "list<>", "map<string>", "map<string?, int64>", "struct<>", "struct<a int64>",
    "int64?", "int64 int64", "decimal(a, 2)", "list<int64>>", "int64$",
  ])("%j is none", (text) => {
    expect(parseType(text)).toBe(null);
  });
});

describe("where types meet", () => {
  test("it does not matter which comes first, and both widen to it", () => {
    fc.assert(fc.property(types, types, (a, b) => {
      const common = commonType(a, b);
      expect(commonType(b, a)).toBe(common);
      if (common === null || common.kind === "error") return;
      // A decimal capped at 38 digits may lose room, and a float64 precision: those are the two that are no exact widening.
      if (!JSON.stringify([a, b, common]).match(/"precision":38|float64/)) expect([widensExactly(a, common), widensExactly(b, common)]).toEqual([true, true]);
    }));
  });

  test.each([
    ["int8", "uint8", "int16"], ["int32", "uint32", "int64"], ["int64", "uint64", null], ["int64", "decimal(12, 2)", "decimal(21, 2)"],
    ["decimal(38, 0)", "decimal(38, 10)", "decimal(38, 10)"], ["float32", "int8", "float64"], ["float32", "float32", "float32"],
    ["string", "int64", null],
    ["date", "timestamp", null], ["timestamp", "timestamptz", null], ["json", "string", null], ["null", "date", "date"],
    ["list<int32>", "list<int64?>", "list<int64?>"], ["struct<a: int32>", "struct<a: null?>", "struct<a: int32?>"],
    ["struct<a: int32>", "struct<b: int32>", null], ["map<string, int8>", "map<string, int16>", "map<string, int16>"],
  ] as const)("%s and %s meet in %s", (a, b, common) => {
    expect(commonType(typeOf(a), typeOf(b))).toBe(common === null ? null : typeOf(common));
  });
});

const pairs = (text: string): (readonly [Type, Type])[] =>
  text.trim().split("\n").map((line) => line.split(" to ").map((type) => typeOf(type.trim())) as unknown as readonly [Type, Type]);

test("what happens unasked is a closed list", () => {
  const done = `int32 to int64\n uint32 to int64\n int64 to decimal(19, 0)\n decimal(5, 2) to decimal(6, 3)\n float32 to float64\n int64 to float64
    decimal(38, 10) to float64\n list<int64> to list<int64?>\n struct<a: int8> to struct<a: int16?>`;
  const refused = `int64 to int32\n int64 to decimal(18, 0)\n decimal(5, 2) to decimal(5, 3)\n float64 to float32\n int64 to float32\n int64 to string\n string to date
    date to timestamp\n bool to int64\n list<int64?> to list<int64>\n uint64 to int64\n struct<a: int8> to struct<b: int8>`;
  for (const [from, to] of pairs(done)) expect([typeText(from), typeText(to), canWiden(from, to)]).toEqual([typeText(from), typeText(to), true]);
  for (const [from, to] of pairs(refused)) expect([typeText(from), typeText(to), canWiden(from, to)]).toEqual([typeText(from), typeText(to), false]);
});

test("casts exist where their meaning is the same on every engine", () => {
  const done = `string to int64\n int64 to string\n decimal(5, 2) to int8\n timestamp to date\n json to int64\n list<string> to list<int64>\n null to date`;
  const refused = `float64 to string\n int64 to bool\n bool to int64\n timestamp to timestamptz\n interval to string\n struct<a: int64> to string
    list<int64?> to list<int64>\n time to timestamp`;
  for (const [from, to] of pairs(done)) expect([typeText(from), typeText(to), canCast(from, to)]).toEqual([typeText(from), typeText(to), true]);
  for (const [from, to] of pairs(refused)) expect([typeText(from), typeText(to), canCast(from, to)]).toEqual([typeText(from), typeText(to), false]);
});

test("a cast may give null only where some value does not fit", () => {
  expect(castNullable(typeOf("int32"), typeOf("int64"), "null", false)).toBe(false);
  expect(castNullable(typeOf("int64"), typeOf("int32"), "null", false)).toBe(true);
  expect(castNullable(typeOf("int64"), typeOf("int32"), "fail", false)).toBe(false);
  expect(castNullable(typeOf("int64"), typeOf("string"), "null", false)).toBe(false);
  expect(castNullable(typeOf("json"), typeOf("string"), "fail", false)).toBe(true);
  expect(castNullable(typeOf("binary"), typeOf("string"), "null", false)).toBe(true);
});
