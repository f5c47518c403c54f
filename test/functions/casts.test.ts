import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { castSql, sqlType, type OnError } from "../../src/ir/functions/index.ts";
import { parseTemplate } from "../../src/ir/functions/template.ts";
import { canCast, castCanFail, commonType, integerRange } from "../../src/values/coerce.ts";
import { readValue } from "../../src/values/literal.ts";
import { scalar, SCALAR_KINDS, typeText, type Type } from "../../src/values/type.ts";
import { query, quote, typeOf, type Json } from "./engine.ts";

const fill = (template: string, sql: string): string => parseTemplate(template).map((part) => ("text" in part ? part.text : `(${sql})`)).join("");

/** `x::to` as text; `sql` is the value's own SQL, null a null. */
async function cast(from: string, sql: string | null, to: string, onError: OnError = "fail"): Promise<Json> {
  const [source, target] = [typeOf(from), typeOf(to)];
  expect(canCast(source, target)).toBe(true);
  const column = `(${sql ?? "null"})::${sqlType(source)}`;
  return query(`select (${fill(castSql(source, target, onError), "x")})::varchar from (select ${column} as x from range(1))`);
}

const TEXT_CASES: readonly (readonly [to: string, text: string, result: string | null])[] = [
  ["int64", "12", "12"], ["int64", "+5", "5"], ["int64", "-007", "-7"], ["int64", "5.00", "5"], ["int64", "2.5", null], ["int64", " 12", null],
  ["int64", "12 ", null], ["int64", "1e3", null], ["int64", "0x1A", null], ["int64", "1_000", null],
  ["int64", "9223372036854775808", null], ["int64", "5.", null], ["int64", "", null], ["int64", "12\n", null], ["uint8", "256", null],
  ["uint8", "-1", null], ["int8", "-128", "-128"],
  ["float64", "1e3", "1000.0"], ["float64", ".5", null], ["float64", "inf", null], ["float64", "1e999", null], ["float64", "nan", null],
  ["float64", "+1.5", "1.5"], ["float64", "1_0", null], ["float32", "1e39", null],
  ["decimal(5, 2)", "2.345", "2.35"], ["decimal(5, 2)", "-2.345", "-2.35"], ["decimal(5, 2)", "1.5e2", "150.00"], ["decimal(5, 2)", "5e-3", "0.01"],
  ["decimal(5, 2)", "999.995", null], ["decimal(5, 2)", "2.3449999999999999999999999999999999999", "2.34"],
  ["bool", "true", "true"], ["bool", "false", "false"], ["bool", "t", null], ["bool", "TRUE", null], ["bool", "1", null], ["bool", "yes", null],
  ["date", "2024-02-29", "2024-02-29"], ["date", "2023-02-29", null], ["date", "0000-01-01", null], ["date", "10000-01-01", null],
  ["date", "2024-2-9", null], ["date", "2024-02-29 ", null], ["date", "0001-01-01", "0001-01-01"],
  ["time", "10:00:00.5", "10:00:00.5"], ["time", "24:00:00", null], ["time", "10:00", "10:00:00"], ["time", "10:00:00.1234567", null],
  ["time", "10:60:00", null],
  ["timestamp", "2024-01-05T10:00:00", "2024-01-05 10:00:00"], ["timestamp", "2024-01-05 24:00:00", null], ["timestamp", "2024-01-05", null],
  ["timestamp", "2024-01-05 10:00:00Z", null], ["timestamp", "2024-01-05 10:00:00.1234567", null],
  ["timestamp", "2024-01-05 10:00:00.120000", "2024-01-05 10:00:00.12"], ["timestamptz", "2024-01-05 10:00:00+02:30", "2024-01-05 07:30:00+00"],
  ["timestamptz", "2024-01-05T10:00:00Z", "2024-01-05 10:00:00+00"], ["timestamptz", "2024-01-05 10:00:00", null],
  ["uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"], ["uuid", "a0eebc999c0b4ef8bb6d6bb9bd380a11", null],
  ["json", "{a:1", null], ["json", "[1]", "[1]"], ["binary", "é", "\\xC3\\xA9"],
];

describe("texts become values by one grammar", () => {
  test.each(TEXT_CASES)("to %s: %j gives %j", async (to, text, result) => {
    const can = castCanFail(typeOf("string"), typeOf(to));
    expect(await cast("string", quote(text), to, can ? "null" : "fail")).toBe(result);
    if (result !== null) expect(await cast("string", quote(text), to)).toBe(result);
    else await expect(cast("string", quote(text), to)).rejects.toThrow(/is not|Conversion Error|Malformed/);
    if (to !== "binary" && to !== "float64") {
      const read = readValue(typeOf(to), text);
      expect(read.ok ? String(read.value) : null).toBe(result);
    }
  });

  test("a null text is a null of every type", async () => {
    for (const [to] of TEXT_CASES) expect(await cast("string", null, to)).toBe(null);
  });

  test("an error says which value was not of which type", async () => {
    await expect(cast("string", "'n/a'", "decimal(12, 2)")).rejects.toThrow('"n/a" is not decimal(12, 2)');
    await expect(cast("float64", "2.5", "int64")).rejects.toThrow("2.5 is not a whole number");
  });

  const types = ["int64", "uint8", "decimal(5, 2)", "decimal(38, 10)", "bool", "date", "time", "timestamp", "timestamptz", "uuid"];
  const digits = (n: number, width: number): string => String(n).padStart(width, "0");
  const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
  const TAILS = ["", " 10:00:00", "T23:59:59.123456", " 24:00:00", " 9:00:00", " 10:00:00+01:30", "T10:00Z", " 00:30:00-15", " 00:00:00.1000000"];
  const near = fc.oneof(
    fc.string({ maxLength: 12, unit: fc.constantFrom(..."0123456789.-+eE:TZ ".split("")) }),
    fc.tuple(upTo(10001), upTo(13), upTo(32), fc.constantFrom(...TAILS)).map(([y, m, d, time]) => `${digits(y, 4)}-${digits(m, 2)}-${digits(d, 2)}${time}`),
    fc.tuple(upTo(25), upTo(60), fc.constantFrom("", ":00", ":59.5", ":60", ":1", ":00.")).map(([h, m, s]) => `${digits(h, 2)}:${digits(m, 2)}${s}`),
  );

  test("the compiler reads a constant as the engine reads a column", async () => {
    const texts = fc.sample(near, { numRuns: 1500, seed: 7 });
    for (const to of types) {
      const target = typeOf(to);
      const sql = fill(castSql(typeOf("string"), target, "null"), "t[i]");
      const table = `(select [${texts.map(quote).join(", ")}] as t), range(1, ${texts.length + 1}) r(i)`;
      const got = (await query(`select list((${sql})::varchar order by i) from ${table}`)) as (string | null)[];
      const pairs = texts.map((text, i) => [text, got[i], readValue(target, text)] as const);
      const different = pairs.filter(([, engine, read]) => (read.ok ? String(read.value) : null) !== engine);
      // Instants whose year in UTC is not 1 to 9999 are the compiler's to refuse; an engine has no cheap guard.
      expect(different.filter(([text]) => !(to === "timestamptz" && /^(0001-01-01|9999-12-31)/.test(text))), to).toEqual([]);
    }
  });
});

describe("numbers become numbers", () => {
  test.each([
    ["float64", "2.0", "int64", "2"], ["float64", "2.5", "int64", null], ["float64", "'nan'", "int64", null], ["float64", "'inf'", "int64", null],
    ["float64", "1e30", "int64", null], ["float64", "-0.0", "int64", "0"], ["float32", "2.5", "int8", null],
    ["decimal(5, 2)", "2.00", "int64", "2"], ["decimal(5, 2)", "2.50", "int64", null], ["decimal(38, 10)", "2.4", "int64", null],
    ["decimal(38, 37)", "2.0", "int64", "2"], ["decimal(38, 37)", "2.5", "int64", null], ["decimal(38, 38)", "0.5", "int64", null],
    ["decimal(38, 38)", "0", "int64", "0"],
    ["decimal(18, 18)", "0", "int8", "0"], ["decimal(20, 0)", "99999999999999999999", "int64", null], ["int64", "300", "int8", null],
    ["int64", "-1", "uint64", null], ["uint64", "18446744073709551615", "int64", null], ["int64", "1000", "decimal(5, 2)", null],
    ["int64", "100", "decimal(5, 2)", "100.00"],
    ["float64", "2.5", "decimal(3, 0)", "3"], ["float64", "-2.5", "decimal(3, 0)", "-3"], ["float64", "'nan'", "decimal(3, 0)", null],
    ["float64", "1e10", "decimal(3, 0)", null], ["float32", "0.1", "decimal(12, 10)", "0.1000000015"],
    ["decimal(5, 3)", "2.345", "decimal(5, 2)", "2.35"], ["decimal(5, 3)", "-2.345", "decimal(5, 2)", "-2.35"],
    ["decimal(3, 2)", "9.99", "decimal(2, 1)", null], ["float64", "1e300", "float32", null],
  ] as const)("%s %s to %s is %j", async (from, sql, to, result) => {
    expect(await cast(from, sql, to, "null")).toBe(result);
    if (result === null) await expect(cast(from, sql, to)).rejects.toThrow();
    else expect(await cast(from, sql, to)).toBe(result);
    expect(await cast(from, null, to)).toBe(null);
    expect(await cast(from, null, to, "null")).toBe(null);
  });

  test("a wide decimal becomes the nearest float64", async () => {
    const texts = fc.sample(fc.bigInt({ min: -(10n ** 32n), max: 10n ** 32n }), { numRuns: 2000, seed: 3 }).map((n) => `${n}.12345`);
    const template = castSql(typeOf("decimal(38, 5)"), typeOf("float64"), "fail");
    const decimals = texts.map((text) => `${text}::decimal(38, 5)`).join(", ");
    const got = await query(`select list(${fill(template, "x")} order by i) from (select unnest([${decimals}]) as x, unnest(range(1, ${texts.length + 1})) as i)`);
    expect(got).toEqual(texts.map(Number));
  });
});

test.each([
  ["decimal(2, 2)", "0.50", "0.50"], ["decimal(2, 2)", "-0.50", "-0.50"], ["decimal(38, 38)", "-0.5", `-0.5${"0".repeat(37)}`],
  ["decimal(5, 2)", "1.50", "1.50"], ["bool", "true", "true"], ["timestamp", "'2026-01-31 10:00:00.500000'", "2026-01-31 10:00:00.5"],
  ["timestamptz", "'2026-01-31 10:00:00+01'", "2026-01-31 09:00:00+00"], ["date", "'0024-01-05'", "0024-01-05"], ["time", "'10:00:00'", "10:00:00"],
  ["binary", "encode('é')", "é"], ["json", `'"x"'`, "x"], ["json", "'5'", "5"], ["json", "'null'", null], ["json", `'{"a":1}'`, '{"a":1}'],
  ["uint64", "18446744073709551615", "18446744073709551615"],
] as const)("%s %s reads as the text %j", async (from, sql, result) => {
  expect(await cast(from, sql, "string")).toBe(result);
});

test("json gives the value that its text says, lists are cast element by element, and bytes that are no text fail", async () => {
  expect(await cast("json", `'"12"'`, "int64")).toBe("12");
  expect(await cast("json", "'1.5'", "int64", "null")).toBe(null);
  expect(await cast("json", "'null'", "int64")).toBe(null);
  expect(await cast("json", "'true'", "bool")).toBe("true");
  expect(await cast("list<string>", "['1', '2.0']", "list<int64>")).toBe("[1, 2]");
  expect(await cast("list<list<string>>", "[['1'], ['x']]", "list<list<int64?>>", "null")).toBe("[[1], [NULL]]");
  expect(await cast("list<int32>", "[1]", "list<int64?>")).toBe("[1]");
  await expect(cast("binary", "'\\xff'::blob", "string")).rejects.toThrow(/invalid UTF8/);
  expect(await cast("binary", "'\\xff'::blob", "string", "null")).toBe(null);
  expect(await cast("binary", "encode('é')", "string", "null")).toBe("é");
});

describe("every cast that may be written", () => {
  const kinds = SCALAR_KINDS.filter((kind) => kind !== "null" && kind !== "error" && kind !== "interval");
  const types: readonly Type[] = [...kinds.map(scalar), ...["decimal(5, 2)", "decimal(18, 18)", "decimal(38, 0)", "decimal(38, 38)"].map(typeOf)];

  test("runs on DuckDB, gives its type, and takes a null", async () => {
    const modes = ["fail", "null"] as const;
    const pairs = types.flatMap((from) => types.filter((to) => canCast(from, to)).flatMap((to) => modes.map((onError) => ({ from, to, onError }))));
    const selects = pairs.map(({ from, to, onError }) => {
      const sql = fill(castSql(from, to, onError), "x");
      return `(select typeof(${sql}) || (${sql} is null) || typeof(null::${sqlType(to)}) from (select null::${sqlType(from)} as x from range(1)))`;
    });
    const got = (await query(`select [${selects.join(", ")}]`)) as string[];
    const wrong = pairs.filter((_, i) => {
      const [found, promised] = (got[i] as string).split("true");
      return found !== promised;
    });
    expect(wrong.map(({ from, to, onError }) => `${typeText(from)} to ${typeText(to)}, ${onError}`)).toEqual([]);
  });
});

test("where numbers meet unasked, DuckDB meets in the same type, or is told to", async () => {
  const integers = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"];
  const numbers = [...integers, "decimal(3, 2)", "decimal(12, 2)", "decimal(18, 18)", "decimal(20, 5)", "float64"].map(typeOf);
  const all = numbers.flatMap((a) => numbers.map((b) => [a, b, commonType(a, b)] as const));
  const pairs = all.filter((pair): pair is readonly [Type, Type, Type] => pair[2] !== null);
  const same = pairs.map(([a, b, c]) => `typeof(coalesce(null::${sqlType(a)}, null::${sqlType(b)})) = typeof(null::${sqlType(c)})`);
  const got = (await query(`select [${same.join(", ")}]`)) as boolean[];
  expect(pairs.filter((_, i) => !got[i]).map((pair) => pair.map(typeText))).toEqual([]);
  for (const [a, b, common] of all) {
    // uint64 and a signed integer have no integer type in common.
    const isMixed = [a, b].some((type) => type.kind === "uint64") && [a, b].some((type) => (integerRange(type)?.min ?? 0n) < 0n);
    expect(common === null).toBe(isMixed);
  }
});
