import { describe, expect, test } from "vitest";
import { CALLABLE, FUNCTIONS, commonTypeOf, functionNamed, nullOverNoRows, resolveCall, type CallArg, type Failure } from "../../src/ir/functions/index.ts";
import { placeArgs } from "../../src/ir/functions/place.ts";
import { CATALOGUE, diagnose } from "../../src/lang/diagnostics/index.ts";
import { readLiteral } from "../../src/values/literal.ts";
import { fieldText, typeText } from "../../src/values/type.ts";
import { typeOf } from "./engine.ts";

const column = (type: string): CallArg => ({ name: null, type: typeOf(type.replace("?", "")), nullable: type.endsWith("?"), literal: undefined });
function number(of: string): CallArg {
  const read = readLiteral(of.includes(".") ? "decimal" : "int", of);
  if (!read.ok) throw new Error(read.why);
  return { name: null, type: read.type, nullable: false, literal: read.value };
}
const word = (of: string): CallArg => ({ name: null, type: typeOf("string"), nullable: false, literal: of });
const nothing: CallArg = { name: null, type: typeOf("null"), nullable: true, literal: null };
const named = (name: string, arg: CallArg): CallArg => ({ ...arg, name });

const given = (name: string, ...args: readonly CallArg[]): string => {
  const found = resolveCall(name, args);
  return found.ok ? fieldText(found) : found.problem;
};
const becomes = (name: string, ...args: readonly CallArg[]): (string | null)[] => {
  const found = resolveCall(name, args);
  return found.ok ? found.args.map((arg) => ("default" in arg ? null : typeText(arg.to))) : [];
};
function failure(name: string, ...args: readonly CallArg[]): Failure {
  const found = resolveCall(name, args);
  if (found.ok) throw new Error(`${name} resolves to ${found.row.name}`);
  return found;
}

describe("arithmetic", () => {
  test.each([
    ["add", column("int32"), column("int8"), "int64"], ["add", column("uint64"), number("1"), "uint64"],
    ["add", column("uint64"), column("uint8"), "uint64"], ["add", column("uint64"), column("int64"), "operand-types"],
    ["add", column("float32"), column("float32"), "float64"], ["add", column("decimal(12, 2)"), column("float32?"), "float64?"],
    ["add", column("decimal(12, 2)"), column("decimal(12, 2)"), "decimal(13, 2)"],
    ["add", column("decimal(18, 2)"), column("decimal(18, 2)"), "decimal(18, 2)"],
    ["add", column("decimal(18, 2)"), column("decimal(18, 18)"), "decimal(38, 18)"],
    ["add", column("decimal(38, 0)"), column("decimal(38, 10)"), "decimal(38, 10)"], ["add", column("decimal(3, 2)"), number("2"), "decimal(4, 2)"],
    ["add", column("decimal(12, 2)"), column("int64"), "decimal(22, 2)"],
    ["multiply", column("decimal(12, 2)"), column("decimal(12, 2)"), "decimal(18, 4)"],
    ["multiply", column("decimal(12, 2)"), column("decimal(20, 2)"), "decimal(32, 4)"],
    ["multiply", column("decimal(10, 9)"), column("decimal(10, 9)"), "decimal(20, 18)"],
    ["multiply", column("int64"), column("decimal(12, 2)"), "decimal(31, 2)"],
    ["multiply", column("decimal(12, 2)"), number("1.10"), "decimal(15, 4)"], ["multiply", column("decimal(12, 2)"), number("2"), "decimal(13, 2)"],
    ["multiply", column("decimal(30, 20)"), column("decimal(30, 20)"), "decimal-too-wide"],
    ["modulo", column("decimal(4, 1)"), number("2"), "decimal(4, 1)"],
    ["divide", column("int64"), column("int64"), "float64?"], ["divide", column("int64"), number("2"), "float64"],
    ["divide", column("int64"), number("0"), "float64?"], ["int_divide", column("int64"), number("60"), "int64"],
    ["int_divide", column("decimal(4, 1)"), number("2"), "operand-types"],
    ["int_divide", column("float64"), number("2"), "float64"], ["add", column("date"), column("int32"), "date"],
    ["subtract", column("date"), column("date"), "int64"], ["subtract", column("timestamp"), column("timestamp"), "operand-types"],
    ["add", column("int64"), nothing, "int64?"],
    ["add", column("string"), column("string"), "operand-types"], ["concat", column("string?"), column("string"), "string?"],
  ] as const)("%s of %o and %o", (name, a, b, result) => {
    expect(given(name, a, b)).toBe(result);
  });

  test("an interval of days keeps a date a date, one of hours makes it a timestamp", () => {
    const interval = (canonical: string | undefined): CallArg => ({ name: null, type: typeOf("interval"), nullable: false, literal: canonical });
    expect(given("add", column("date"), interval("1 2 0"))).toBe("date");
    expect(given("add", column("date"), interval("0 0 1"))).toBe("timestamp");
    expect(given("subtract", column("date"), interval(undefined))).toBe("timestamp");
    expect(given("add", column("timestamptz?"), interval("0 1 0"))).toBe("timestamptz?");
  });
});

describe("what stands in a call becomes what the row takes", () => {
  test("integers are widened to 64 bits, decimals and integers beside them are left to the engine", () => {
    expect(becomes("add", column("int32"), column("int64"))).toEqual(["int64", "int64"]);
    expect(becomes("multiply", column("int64"), column("decimal(12, 2)"))).toEqual(["int64", "decimal(12, 2)"]);
    expect(becomes("multiply", column("decimal(12, 2)"), number("2"))).toEqual(["decimal(12, 2)", "decimal(1, 0)"]);
    expect(becomes("add", column("uint64"), number("1"))).toEqual(["uint64", "uint64"]);
  });

  test("numbers that are compared meet without a cast, but for those that the engine would meet elsewhere", () => {
    expect(becomes("eq", column("int32"), column("int64"))).toEqual(["int32", "int64"]);
    expect(becomes("ge", column("decimal(12, 2)"), number("10"))).toEqual(["decimal(12, 2)", "decimal(12, 2)"]);
    expect(becomes("coalesce", column("decimal(3, 2)?"), number("0"))).toEqual(["decimal(3, 2)", "decimal(3, 2)"]);
    expect(becomes("eq", column("float32"), column("int64"))).toEqual(["float64", "int64"]);
    expect(becomes("eq", column("decimal(38, 0)"), column("decimal(38, 10)"))).toEqual(["decimal(38, 10)", "decimal(38, 10)"]);
    expect(becomes("eq", column("decimal(38, 10)"), column("float64"))).toEqual(["float64", "float64"]);
    expect(becomes("lag", column("int32"), number("1"), column("int64"))).toEqual(["int64", "int64", "int64"]);
  });

  test("an argument may go by its name, and one that is left out has its default", () => {
    expect(becomes("div", column("int64"), named("scale", number("2")), column("int64"))).toEqual(["int64", "int64", "int32"]);
    expect(becomes("trim", column("string"))).toEqual(["string", null]);
    expect(given("round", column("decimal(12, 3)"), named("digits", number("1")))).toBe("decimal(12, 1)");
  });

  test("a null that nothing has typed takes what is wanted", () => {
    expect(becomes("coalesce", nothing, column("string"))).toEqual(["string", "string"]);
    expect(becomes("substr", nothing, number("1"))).toEqual(["string", "int64"]);
  });
});

describe("nulls", () => {
  test.each([
    ["coalesce", [column("int64?"), number("0")], "int64"], ["coalesce", [column("int64?"), column("int64?")], "int64?"],
    ["greatest", [column("int64?"), column("int64")], "int64"], ["is_null", [column("int64?")], "bool"],
    ["is_not_distinct", [column("int64?"), nothing], "bool"],
    ["concat_ws", [word("-"), column("string?")], "string"], ["hash_id", [word("x"), column("string?")], "string"],
    ["index", [column("list<int64>"), number("1")], "int64?"], ["sum", [column("int32")], "int64"], ["sum", [column("int32?")], "int64?"],
    ["count", [column("int32?")], "int64"],
    ["stddev", [column("float64")], "float64?"], ["list", [column("int64?")], "list<int64?>"], ["lag", [column("int64")], "int64?"],
    ["lag", [column("int64"), number("1"), number("0")], "int64"], ["eq", [column("int64?"), number("1")], "bool?"],
  ] as const)("%s is %3$s", (name, args, result) => {
    expect(given(name, ...args)).toBe(result);
  });

  test("over no rows all aggregates are null but counts", () => {
    const rule = (name: string): boolean => nullOverNoRows((functionNamed(name) as { nulls: Parameters<typeof nullOverNoRows>[0] }).nulls);
    expect(["count", "count_distinct"].map(rule)).toEqual([false, false]);
    expect(["sum", "avg", "min", "list", "first", "stddev"].map(rule)).toEqual([true, true, true, true, true, true]);
  });
});

describe("a call that fits no row says why", () => {
  test.each([
    ["subtring", [column("string")], "unknown-function"], ["substr", [column("string")], "argument-count"],
    ["substr", [column("string"), number("1"), named("len", number("2"))], "argument-name"], ["lower", [column("int64")], "argument-type"],
    ["eq", [column("int64"), nothing], "compare-null"], ["eq", [column("json"), column("json")], "not-comparable"],
    ["lt", [column("list<int64>"), column("list<int64>")], "not-sortable"], ["min", [column("json")], "not-sortable"],
    ["split", [column("string"), column("string?")], "argument-null"],
    ["round", [column("float64"), column("int64")], "argument-constant"], ["date_trunc", [word("months"), column("date")], "argument-value"],
    ["date_trunc", [word("hour"), column("date")], "argument-value"], ["regexp_matches", [column("string"), word("(?=x)")], "argument-value"],
    ["regexp_replace", [column("string"), word("(a)"), word("$2")], "argument-value"], ["strftime", [column("date"), word("%Q")], "argument-value"],
    ["ntile", [number("0")], "argument-value"], ["hash_id", [word("x"), column("float64")], "argument-type"],
    ["format", [column("float64"), number("16")], "argument-value"],
    ["in", [column("string"), number("1")], "operand-types"], ["lower", [{ ...column("string"), type: typeOf("error") }], "reported"],
  ] as const)("%s: %3$s", (name, args, problem) => {
    expect(failure(name, ...args).problem).toBe(problem);
  });

  test("with the cast that would help", () => {
    const lower = { argument: 0, castTo: typeOf("string"), params: { expected: "a string", found: "int64", cast: "::string" } };
    expect(failure("lower", column("int64"))).toMatchObject(lower);
    const equal = { argument: 0, castTo: typeOf("int64"), params: { op: "==", left: "string", right: "int64", cast: "::int64" } };
    expect(failure("eq", column("string"), number("1"))).toMatchObject(equal);
    expect(failure("ge", column("timestamp"), column("date"))).toMatchObject({ argument: 0, castTo: typeOf("date") });
    expect(failure("add", column("int64"), column("uint64"))).toMatchObject({ castTo: typeOf("uint64") });
    expect(failure("eq", column("timestamp"), column("timestamptz"))).toMatchObject({ castTo: null, params: { cast: null } });
    expect(failure("sum", column("string"))).toMatchObject({ params: { expected: "an integer, a decimal or a float" } });
  });

  test("with what the name takes, or what was meant", () => {
    expect(failure("substr", column("string"))).toMatchObject({ params: { takes: "2 or 3 arguments", given: 1 } });
    expect(failure("coalesce")).toMatchObject({ params: { takes: "at least 1 argument" } });
    expect(failure("row_number", number("1"))).toMatchObject({ params: { takes: "no arguments" } });
    expect(failure("substring", column("string"))).toMatchObject({ params: { meant: "substr" } });
    expect(failure("now")).toMatchObject({ params: { meant: "$run_at" } });
  });

  test("in the words of a diagnostic of the catalogue", () => {
    const at = { file: "a.rule", start: 0, end: 0 };
    const calls: readonly (readonly [string, ...CallArg[]])[] = [
      ["nope"], ["substr"], ["lower", column("int64")], ["eq", column("string"), number("1")], ["date_trunc", word("months"), column("date")],
      ["multiply", column("decimal(30, 20)"), column("decimal(30, 20)")], ["lt", column("json"), column("json")], ["split", column("string"), column("string?")],
    ];
    for (const [name, ...args] of calls) {
      const found = failure(name, ...args);
      if (found.problem === "reported") continue;
      expect(CATALOGUE[found.problem]).toBeDefined();
      const { title, label, hint } = diagnose(found.problem, found.params as never, at);
      expect(`${title} ${label} ${hint}`).not.toMatch(/undefined|NaN/);
    }
  });
});

test("operators are not called by their names", () => {
  expect(CALLABLE).toContain("coalesce");
  expect(CALLABLE).not.toContain("add");
  expect(CALLABLE).not.toContain("index");
});

test("literals meet by their value", () => {
  expect(commonTypeOf([column("int8"), number("5")])).toBe(typeOf("int8"));
  expect(commonTypeOf([column("int8"), number("500")])).toBe(typeOf("int64"));
  expect(commonTypeOf([column("decimal(3, 2)"), number("500")])).toBe(typeOf("decimal(5, 2)"));
  expect(commonTypeOf([number("1"), number("2.5")])).toBe(typeOf("decimal(2, 1)"));
  expect(commonTypeOf([column("string"), number("1")])).toBe(null);
});

test("every argument of every function has a name that a call may give it, in any order", () => {
  const wrong: string[] = [];
  for (const row of FUNCTIONS) {
    if (row.operator !== undefined) continue;
    const fixed = row.variadic === undefined ? row.args : row.args.slice(0, -1);
    expect([row.name, new Set(row.args.map(({ name }) => name)).size]).toEqual([row.name, row.args.length]);
    const backwards = fixed.map(({ name }) => ({ ...nothing, name })).toReversed();
    const placed = placeArgs(row, backwards);
    if (row.variadic === undefined && ("problem" in placed || placed.some(({ spec, index }, i) => spec !== fixed[i] || index !== fixed.length - 1 - i))) wrong.push(row.name);
  }
  expect(wrong).toEqual([]);
});

test("no argument is called as what every aggregate takes besides", () => {
  expect(FUNCTIONS.filter(({ args }) => args.some(({ name }) => name === "where" || name === "sort")).map(({ name }) => name)).toEqual([]);
});

test.each([["1 0 0", "1 month"], ["0 1 1000000", "1 day 1000000 microseconds"], ["0 0 0", "0 days"], ["0 0 -5", "-5 microseconds"]])("a width of %s is refused in words", (width, shown) => {
  const interval: CallArg = { name: null, type: typeOf("interval"), nullable: false, literal: width };
  const found = resolveCall("time_bucket", [interval, column("timestamp")]);
  expect(found).toMatchObject({ ok: false, problem: "argument-value", params: { value: shown } });
});
