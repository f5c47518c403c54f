import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canCast, canWiden, castNullable, commonType, widensExactly } from "../../src/values/coerce.ts";
import { parseField, parseType } from "../../src/values/parse-type.ts";
import { SCALAR_KINDS, decimal, fieldText, list, map, scalar, struct, typeText, type Field, type Type } from "../../src/values/type.ts";

const typeOf = (text: string): Type => parseType(text) as Type;

const { type: types } = fc.letrec<{ type: Type; field: Field }>((tie) => ({
  type: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(...SCALAR_KINDS).map(scalar),
    fc.integer({ min: 1, max: 38 }).chain((precision) => fc.integer({ min: 0, max: precision }).map((scale) => decimal(precision, scale))),
    tie("field").map(list),
    fc.tuple(fc.constantFrom("string", "int64", "date").map((kind) => scalar(kind as "string")), tie("field")).map(([key, value]) => map(key, value)),
    fc.uniqueArray(fc.tuple(fc.oneof(fc.constantFrom("a", "B_1", "list", "order"), fc.string({ minLength: 1, maxLength: 5 }).filter((name) => !name.includes("`"))), tie("field")), { selector: ([name]) => name, minLength: 1, maxLength: 4 })
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

  test.each(["", "int", "decimal", "decimal(39, 2)", "decimal(2, 3)", "list<int64", "list<>", "map<string>", "map<string?, int64>", "struct<>", "struct<a int64>", "int64?", "int64 int64", "decimal(a, 2)", "list<int64>>", "int64$"])("%j is none", (text) => {
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
    ["int8", "uint8", "int16"], ["int32", "uint32", "int64"], ["int64", "uint64", null], ["int64", "decimal(12, 2)", "decimal(21, 2)"], ["decimal(38, 0)", "decimal(38, 10)", "decimal(38, 10)"], ["float32", "int8", "float64"], ["float32", "float32", "float32"], ["string", "int64", null],
    ["date", "timestamp", null], ["timestamp", "timestamptz", null], ["json", "string", null], ["null", "date", "date"], ["list<int32>", "list<int64?>", "list<int64?>"], ["struct<a: int32>", "struct<a: null>", "struct<a: int32?>"], ["struct<a: int32>", "struct<b: int32>", null], ["map<string, int8>", "map<string, int16>", "map<string, int16>"],
  ] as const)("%s and %s meet in %s", (a, b, common) => {
    expect(commonType(typeOf(a), typeOf(b))).toBe(common === null ? null : typeOf(common));
  });
});

test("what happens unasked is a closed list", () => {
  expect([["int32", "int64"], ["uint32", "int64"], ["int64", "decimal(19, 0)"], ["decimal(5, 2)", "decimal(6, 3)"], ["float32", "float64"], ["int64", "float64"], ["decimal(38, 10)", "float64"], ["list<int64>", "list<int64?>"]].every(([from, to]) => canWiden(typeOf(from as string), typeOf(to as string)))).toBe(true);
  expect([["int64", "int32"], ["int64", "decimal(18, 0)"], ["decimal(5, 2)", "decimal(5, 3)"], ["float64", "float32"], ["int64", "float32"], ["int64", "string"], ["string", "date"], ["date", "timestamp"], ["bool", "int64"], ["list<int64?>", "list<int64>"], ["uint64", "int64"]].some(([from, to]) => canWiden(typeOf(from as string), typeOf(to as string)))).toBe(false);
});

test("casts exist where their meaning is the same on every engine", () => {
  expect([["string", "int64"], ["int64", "string"], ["decimal(5, 2)", "int8"], ["timestamp", "date"], ["json", "int64"], ["list<string>", "list<int64>"], ["null", "date"]].every(([from, to]) => canCast(typeOf(from as string), typeOf(to as string)))).toBe(true);
  expect([["float64", "string"], ["int64", "bool"], ["bool", "int64"], ["timestamp", "timestamptz"], ["interval", "string"], ["struct<a: int64>", "string"], ["list<int64?>", "list<int64>"], ["time", "timestamp"]].some(([from, to]) => canCast(typeOf(from as string), typeOf(to as string)))).toBe(false);
});

test("a cast may give null only where some value does not fit", () => {
  expect(castNullable(typeOf("int32"), typeOf("int64"), "null", false)).toBe(false);
  expect(castNullable(typeOf("int64"), typeOf("int32"), "null", false)).toBe(true);
  expect(castNullable(typeOf("int64"), typeOf("int32"), "fail", false)).toBe(false);
  expect(castNullable(typeOf("int64"), typeOf("string"), "null", false)).toBe(false);
  expect(castNullable(typeOf("json"), typeOf("string"), "fail", false)).toBe(true);
  expect(castNullable(typeOf("binary"), typeOf("string"), "null", false)).toBe(true);
});
