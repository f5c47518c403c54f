/** docs/types.md, "Arithmetic", line by line: what each operator and function gives, and what fails. */
import { describe, expect, test } from "vitest";
import { Failure } from "../../src/values/failure.ts";
import { typeText } from "../../src/values/type.ts";
import { textOf } from "../../src/values/value-text.ts";
import { callKernel, given, givenLiteral, type GivenArg } from "../evaluate/differential.ts";
import { resolved, type Value as Argument } from "../functions/engine.ts";

const asArgument = ({ type, value, nullable, literal, name }: GivenArg): Argument =>
  ({ type, sql: "", nullable, literal: literal ? String(textOf(type, value)) : undefined, name });

/** What a call gives, as `text: type`; the kind of failure where it fails. */
function compute(fn: string, args: readonly GivenArg[]): string {
  const found = resolved(fn, args.map(asArgument));
  try {
    return `${String(textOf(found.type, callKernel(found, args)))}: ${typeText(found.type)}`;
  } catch (error) {
    if (error instanceof Failure) return error.kind;
    throw error;
  }
}

/** `int64 5`, `int64? null`, a literal `=int64 5`, by its name `=int64 2 scale`. */
function read(text: string): GivenArg {
  const [, literal, type = "", value = "", name] = /^(=?)(decimal\(\d+, \d+\)\??|\S+) (\S+)(?: (\w+))?$/.exec(text) ?? [];
  if (literal === "=") return givenLiteral(type, value, name ?? null);
  const bool = type.startsWith("bool") ? value === "true" : value;
  return given(type, value === "null" ? null : bool);
}

type Line = readonly [fn: string, args: readonly string[], result: string];

const LINES: Readonly<Record<string, readonly Line[]>> = {
  "integers give int64, and fail beyond": [
    ["add", ["int8 127", "int8 1"], "128: int64"], ["subtract", ["uint8 1", "uint8 2"], "-1: int64"], ["multiply", ["int32 100000", "int32 100000"], "10000000000: int64"],
    ["add", ["int64 9223372036854775807", "int64 1"], "overflow"], ["subtract", ["int64 -9223372036854775808", "int64 1"], "overflow"],
    ["multiply", ["int64 4611686018427387904", "int64 2"], "overflow"], ["negate", ["int64 -9223372036854775808"], "overflow"], ["abs", ["int64 -9223372036854775808"], "overflow"],
    ["negate", ["uint8 1"], "-1: int64"], ["abs", ["int8 -128"], "128: int64"],
  ],
  "two uint64 give uint64": [
    ["add", ["uint64 18446744073709551614", "=int64 1"], "18446744073709551615: uint64"], ["add", ["uint64 18446744073709551615", "uint64 1"], "overflow"],
    ["subtract", ["uint64 1", "uint64 2"], "overflow"], ["multiply", ["uint64 4", "uint8 3"], "12: uint64"], ["modulo", ["uint64 7", "uint64 4"], "3: uint64"],
    ["int_divide", ["uint64 18446744073709551615", "uint64 2"], "9223372036854775807: uint64"],
  ],
  "decimals are exact, with room for the carry": [
    ["add", ["decimal(3, 2) 9.99", "decimal(2, 1) 0.1"], "10.09: decimal(4, 2)"], ["add", ["decimal(18, 2) 1.00", "decimal(18, 18) 0.5"], "1.500000000000000000: decimal(38, 18)"],
    ["add", ["decimal(18, 2) 9999999999999999.99", "decimal(18, 2) 0.01"], "overflow"], ["subtract", ["decimal(12, 2) 0.10", "=decimal(3, 2) 0.20"], "-0.10: decimal(13, 2)"],
    ["add", ["decimal(38, 0) 99999999999999999999999999999999999999", "=int64 1"], "overflow"],
    ["multiply", ["decimal(12, 2) 3.00", "=int64 2"], "6.00: decimal(13, 2)"], ["multiply", ["decimal(12, 2) 9999999999.99", "decimal(12, 2) 9999999999.99"], "overflow"],
    ["multiply", ["decimal(12, 2) 9999999999.99", "decimal(20, 2) 9999999999.99"], "99999999999800000000.0001: decimal(32, 4)"],
    ["negate", ["decimal(3, 2) 1.50"], "-1.50: decimal(3, 2)"], ["abs", ["decimal(3, 2) -1.50"], "1.50: decimal(3, 2)"],
  ],
  "where digits are cut each operand must fit the result's type": [
    ["add", ["int8 1", "decimal(38, 38) -0.5"], "cast"], ["add", ["int8 0", "decimal(38, 38) -0.5"], `-0.5${"0".repeat(37)}: decimal(38, 38)`],
    ["subtract", ["decimal(18, 0) 999999999999999999", "decimal(18, 9) 1"], "cast"], ["modulo", ["decimal(38, 0) 7", "decimal(38, 38) 0.5"], "cast"],
  ],
  "floats are IEEE's": [
    ["add", ["float64 1e308", "float64 1e308"], "Infinity: float64"], ["subtract", ["float64 Infinity", "float64 Infinity"], "NaN: float64"], ["multiply", ["float32 0.1", "int8 1"], "0.10000000149011612: float64"],
    ["add", ["float64 0.1", "decimal(2, 1) 0.2"], "0.30000000000000004: float64"], ["negate", ["float32 1.5"], "-1.5: float64"], ["abs", ["float64 -0"], "0: float64"],
  ],
  "a / b is float64, null by zero": [
    ["divide", ["int64 1", "int64 4"], "0.25: float64"], ["divide", ["decimal(3, 2) 1.00", "=int64 3"], `${1 / 3}: float64`], ["divide", ["int64 1", "int64 0"], "null: float64"],
    ["divide", ["float64 1", "float64 -0"], "null: float64"], ["divide", ["decimal(38, 2) 1.00", "decimal(38, 2) 0.00"], "null: float64"],
    ["divide", ["int64 9007199254740993", "int64 1"], "9007199254740992: float64"],
  ],
  "a // b goes towards zero, null by zero": [
    ["int_divide", ["int64 7", "int64 2"], "3: int64"], ["int_divide", ["int64 -7", "int64 2"], "-3: int64"], ["int_divide", ["int64 7", "int64 0"], "null: int64"],
    ["int_divide", ["int64 -9223372036854775808", "int64 -1"], "overflow"], ["int_divide", ["float64 -7.5", "int64 2"], "-3: float64"], ["int_divide", ["float64 7.5", "float64 0"], "null: float64"],
  ],
  "a % b has the sign of a, null by zero": [
    ["modulo", ["int64 -7", "int64 3"], "-1: int64"], ["modulo", ["int64 7", "int64 -3"], "1: int64"], ["modulo", ["int64 7", "int64 0"], "null: int64"],
    ["modulo", ["int64 -9223372036854775808", "int64 -1"], "overflow"], ["modulo", ["decimal(4, 1) -5.5", "=int64 2"], "-1.5: decimal(4, 1)"],
    ["modulo", ["float64 5.5", "float64 2"], "1.5: float64"], ["modulo", ["float64 5.5", "float64 0"], "null: float64"], ["modulo", ["float64 5.5", "float64 Infinity"], "5.5: float64"],
  ],
  "div is exact, rounded half away from zero": [
    ["div", ["int64 10", "int64 3", "=int64 2 scale"], "3.33: decimal(38, 2)"], ["div", ["int64 2", "int64 3", "=int64 2 scale"], "0.67: decimal(38, 2)"],
    ["div", ["decimal(12, 2) -0.05", "=int64 2", "=int64 2 scale"], "-0.03: decimal(38, 2)"], ["div", ["int64 2", "decimal(3, 3) 0.003", "=int64 4 scale"], "666.6667: decimal(38, 4)"],
    ["div", ["int64 1", "int64 0", "=int64 2 scale"], "null: decimal(38, 2)"], ["div", ["int64 1", "int64 1", "=int64 38 scale"], "overflow"],
    ["div", ["decimal(38, 38) 0.00000000000000000000000000000000000005", "decimal(38, 0) 99999999999999999999999999999999999999", "=int64 0 scale"], "0: decimal(38, 0)"],
  ],
  "round is half away from zero: exactly of decimals, in float64 of floats": [
    ["round", ["decimal(4, 3) 1.005", "=int64 2"], "1.01: decimal(4, 2)"], ["round", ["decimal(2, 1) -2.5"], "-3: decimal(2, 0)"], ["round", ["decimal(4, 2) 99.99", "=int64 1"], "100.0: decimal(4, 1)"],
    ["round", ["decimal(4, 2) 1.50", "=int64 5"], "1.50: decimal(4, 2)"], ["round", ["float64 2.5"], "3: float64"], ["round", ["float64 -2.5"], "-3: float64"],
    ["round", ["float64 0.49999999999999994"], "0: float64"], ["round", ["float64 1.005", "=int64 2"], "1: float64"], ["round", ["float64 1e308", "=int64 2"], "1e+308: float64"],
    ["round", ["float64 NaN", "=int64 2"], "NaN: float64"], ["round", ["int64 5"], "5: int64"],
  ],
  "trunc, floor and ceil give whole numbers": [
    ["trunc", ["decimal(3, 2) -9.99"], "-9: decimal(3, 0)"], ["floor", ["decimal(3, 2) -9.99"], "-10: decimal(3, 0)"], ["ceil", ["decimal(2, 2) 0.01"], "1: decimal(2, 0)"],
    ["ceil", ["decimal(3, 2) -0.99"], "0: decimal(3, 0)"], ["trunc", ["float64 -2.7"], "-2: float64"], ["floor", ["float64 -2.1"], "-3: float64"], ["ceil", ["float64 2.1"], "3: float64"],
    ["floor", ["int64 9223372036854775807"], "9223372036854775807: int64"],
  ],
  "outside its domain a function is null": [
    ["sqrt", ["int64 -1"], "null: float64"], ["sqrt", ["int64 9"], "3: float64"], ["sqrt", ["float64 NaN"], "NaN: float64"], ["sqrt", ["float64? null"], "null: float64"], ["ln", ["float64 0"], "null: float64"],
    ["log10", ["decimal(2, 1) 0.0"], "null: float64"], ["log2", ["float64 Infinity"], "Infinity: float64"], ["asin", ["float64 2"], "null: float64"], ["sin", ["float64 Infinity"], "null: float64"],
    ["pow", ["float64 -8", "float64 0.5"], "null: float64"], ["pow", ["int64 0", "=int64 -1"], "null: float64"], ["pow", ["float64 -2", "int64 3"], "-8: float64"], ["pow", ["float64 1", "float64 NaN"], "1: float64"],
    ["pow", ["int64 -1", "decimal(15, 1) 99999999999999.9"], "null: float64"], ["sign", ["float64 NaN"], "0: int64"], ["sign", ["decimal(2, 1) -2.5"], "-1: int64"],
    ["shift_left", ["int64 1", "int64 64"], "null: int64"], ["shift_left", ["int64 -1", "int64 1"], "null: int64"], ["shift_left", ["int64 1", "int64 63"], "overflow"],
    ["shift_right", ["int64 -8", "int64 1"], "-4: int64"], ["bit_not", ["int8 0"], "-1: int64"], ["bit_xor", ["int64 -1", "int64 1"], "-2: int64"],
  ],
  "a null operand is a null, but for and, or, in, between and ??": [
    ["add", ["int64? null", "int64 1"], "null: int64"], ["divide", ["int64 1", "int64? null"], "null: float64"], ["and", ["bool? null", "bool false"], "false: bool"], ["and", ["bool? null", "bool true"], "null: bool"],
    ["or", ["bool? null", "bool true"], "true: bool"], ["or", ["bool? null", "bool false"], "null: bool"], ["not", ["bool? null"], "null: bool"],
    ["in", ["int64 1", "int64 1", "int64? null"], "true: bool"], ["in", ["int64 3", "int64 1", "int64? null"], "null: bool"], ["in", ["int64? null"], "false: bool"],
    ["between", ["int64 5", "int64? null", "int64 3"], "false: bool"], ["between", ["int64 2", "int64? null", "int64 3"], "null: bool"],
    ["coalesce", ["decimal(3, 2)? null", "=int64 12345"], "12345.00: decimal(7, 2)"], ["greatest", ["int64 1", "int64? null"], "1: int64"], ["nullif", ["int64 1", "=int64 1"], "null: int64"],
    ["is_not_distinct", ["int64? null", "int64? null"], "true: bool"], ["is_null", ["int64? null"], "true: bool"], ["eq", ["int64? null", "int64 1"], "null: bool"],
  ],
  "numbers are compared by their value, floats with NaN above all": [
    ["eq", ["int64 1", "decimal(2, 1) 1.0"], "true: bool"], ["eq", ["decimal(38, 0) 2", "decimal(38, 10) 2.5"], "false: bool"], ["eq", ["float64 NaN", "float64 NaN"], "true: bool"],
    ["gt", ["float64 NaN", "float64 Infinity"], "true: bool"], ["eq", ["float64 -0", "float64 0"], "true: bool"], ["eq", ["int64 9007199254740993", "float64 9007199254740992"], "true: bool"],
    ["lt", ["decimal(18, 2) -0.01", "int8 0"], "true: bool"], ["greatest", ["float64 NaN", "int64 1"], "NaN: float64"], ["lt", ["string \uE000", "string \u{1F600}"], "true: bool"],
  ],
};

describe.each(Object.entries(LINES))("%s", (_title, lines) => {
  test.each(lines)("%s %j is %s", (fn, args, result) => {
    expect(compute(fn, args.map(read))).toBe(result);
  });
});

test("what the compiler refuses never reaches a kernel", () => {
  const refused = (fn: string, ...args: readonly string[]): unknown => () => resolved(fn, args.map(read).map(asArgument)).type;
  for (const call of [
    refused("int_divide", "decimal(3, 2) 1.00", "int64 1"), refused("div", "float64 1", "int64 1", "=int64 2 scale"), refused("add", "uint64 1", "int64 1"), refused("negate", "uint64 1"),
    refused("multiply", "decimal(38, 20) 1", "decimal(38, 20) 1"),
  ]) expect(call).toThrow();
});
