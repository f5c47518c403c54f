/** What encodings, sequences, parsed times, divisors and statistics compute is what DuckDB does, value by value. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { functionNamed, resolveCall, sqlType } from "../../src/ir/functions/index.ts";
import { sameValue } from "../../src/values/compare.ts";
import { Failure } from "../../src/values/failure.ts";
import { AGGREGATE_KERNELS, SCALAR_KERNELS, WINDOW_KERNELS } from "../../src/values/kernels/index.ts";
import { FLOAT64, STRING, decimal, isFloat, isSortable, typeText } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { compareOnDuckDB, given, givenLiteral, type Call, type GivenArg } from "../evaluate/differential.ts";
import { NESTED_TYPES, SCALAR_TYPES, nastyValues } from "../evaluate/nasty.ts";
import { valueOfDuckDB, valueSql } from "../evaluate/on-duckdb.ts";
import { callsOf } from "../evaluate/shapes.ts";
import { engine, quote, typeOf } from "../functions/engine.ts";

const TYPES = [...SCALAR_TYPES, ...NESTED_TYPES, ...["map<string, int64?>", "map<int64, string>", "list<struct<key: string, value: int64?>>"].map(typeOf)];

async function agree(calls: readonly Call[], least = 1): Promise<void> {
  const { mismatches, compared } = await compareOnDuckDB(calls);
  expect(mismatches.slice(0, 10)).toEqual([]);
  expect(compared).toBeGreaterThanOrEqual(least);
}

const texts = (values: readonly string[]): GivenArg[] => values.map((value) => given("string", value));
const strings = nastyValues(STRING) as readonly string[];

describe("on nasty values the engine and the kernel agree", () => {
  test.each([
    "reverse", "unicode", "chr", "to_hex", "to_hex.integer", "from_hex", "to_base64", "to_base64.text", "from_base64", "url_encode", "url_decode", "gcd", "lcm", "bit_count",
    "cbrt", "degrees", "radians", "make_time", "sequence", "map_values", "map_entries", "map_from_entries", "json_keys", "json_array_length", "json_elements", "translate",
  ])("%s", async (name) => {
    const row = functionNamed(name);
    if (row === undefined) throw new Error(name);
    await agree(callsOf(row, TYPES, {}, { types: row.args.length === 1 ? 1 : row.args.length === 2 ? 0.3 : 0.03, values: 25, seed: 5 }));
  });

  test("numbers of code points at the ends of what there is", async () => {
    await agree([0, 1, 65, 55_295, 55_296, 57_343, 57_344, 65_535, 65_536, 1_114_111, 1_114_112, -1].map((n) => ({ fn: "chr", args: [given("int64", String(n))] })));
  });

  test("texts that are encodings, and texts that are nearly", async () => {
    const hex = ["", "00", "c3A9", "0x1", "abc", "zz", "61 ", "é"];
    const base64 = ["", "YWI=", "YWJ=", "YQ==", "YR==", "YW", "YWJj", "YW=j", "====", "Y W=", "+/+/", "-_-_", "YWI=\n"];
    const url = ["", "%", "%2", "%20", "%C3%A9", "%c3%a9+", "%ff", "%zz%41", "a%F0%9F%98%80b", "%00", "é%", "%%41", "😀%f0%9f", "%ED%A0%80"];
    await agree([["from_hex", hex], ["from_base64", base64], ["url_decode", url], ["url_encode", strings]].flatMap(([fn, all]) => texts(all as string[]).map((arg) => ({ fn: fn as string, args: [arg] }))));
  });

  test("what is translated", async () => {
    const all = ["", "a", "abc", "aab", "é😀", "😀", "xyzw"].flatMap((from) => ["", "b", "bc", "😀é"].map((to) => [from, to] as const));
    await agree(["abcabc", "é😀e", ""].flatMap((s) => all.map(([from, to]) => ({ fn: "translate", args: texts([s, from, to]) }))));
  });

  test("bounds and steps of sequences", async () => {
    const ends = ["-9223372036854775808", "-2", "0", "1", "3", "9223372036854775806", "9223372036854775807"];
    const ints = ends.flatMap((from) => ends.flatMap((to) => ["-4611686018427387904", "-1", "0", "2", "1000000", "9223372036854775807"].map((step) => ["sequence", [from, to, step]] as const)));
    await agree(ints.map(([fn, args]) => ({ fn, args: args.map((text) => given("int64", text)) })), 200);
    const days = ["0001-01-01", "2024-02-28", "2024-03-01", "9999-12-31"];
    const dates = days.flatMap((from) => days.flatMap((to) => ["-100000", "0", "100000", "2147483647"].map((step) => [given("date", from), given("date", to), given("int32", step)])));
    await agree(dates.map((args) => ({ fn: "sequence", args })));
    await agree([{ fn: "sequence", args: [given("int64", "0"), given("int64", "1000000")] }]);
  });

  test("times moved by microseconds, in reach", async () => {
    const times = ["1969-12-31 23:59:59.999999", "1970-01-01 00:00:00", "2024-02-29 10:11:12.5"];
    await agree(times.flatMap((t) => ["-86400000001", "0", "1", "1000000000000000"].map((n) => ({ fn: "add_micros", args: [given("timestamp", t), given("int64", n)] }))));
  });

  test("stretches of time, on both sides of the first", async () => {
    const times = ["1969-12-31 23:59:59.999999", "1999-12-31 00:00:00", "2000-01-03 00:00:00", "2024-02-29 10:11:12.5", "9999-12-31 23:59:59.999999"];
    const widths = ["0 1 0", "0 7 0", "0 0 900000000", "0 0 129600000000", "0 0 3"];
    await agree(widths.flatMap((width) => ["timestamp", "timestamptz"].flatMap((type) => times.map((t) => ({ fn: "time_bucket", args: [givenLiteral("interval", width), given(type, type === "timestamp" ? t : `${t}+00`)] })))));
  });

  test("maps out of entries, and a key that stands twice", async () => {
    const of = (...pairs: (readonly [string, bigint | null])[]): GivenArg => ({ ...given("list<struct<key: string, value: int64?>>", null), value: pairs });
    await agree([of(["b", 1n], ["a", null]), of(), of(["a", 1n], ["a", 1n]), of(["a", 1n], ["A", 1n])].map((arg) => ({ fn: "map_from_entries", args: [arg] })));
  });

  test("json with keys of many kinds", async () => {
    const documents = ['{"b": 1, "a": 2, "a": 3, "10": 4, "9": 5, "__proto__": 6, "\\u0061b": 7, "": 8, "é😀": 9}', "[[1, 2], [3], {}, [], \"]\", \"\\\"\", -0.0, 1E5, true]", " [ ] ", "[null]", "null", '"[1]"'];
    await agree(["json_keys", "json_array_length", "json_elements"].flatMap((fn) => documents.map((text) => ({ fn, args: [given("json", text)] }))));
  });
});

describe("a time is parsed where strftime would write it so, and nowhere else", () => {
  const FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%-d/%-m/%Y", "%B %-d, %Y", "%d-%b-%Y", "%Y%m%d", "%Y年%m月%d日"];
  const SPOILT = ["5.1.2024", "05.01.2024", "2024-1-2", "2024-01-02 ", " 2024-01-02", "0000-01-01", "10000-01-01", "2023-02-29", "31.04.2024", "29/2/2024", "30/2/2024", "2024", "", "jan 5, 2024", "JANUARY 5, 2024", "02-may-2024", "May 32, 2024", "20240230", "+2024-01-01", "2024-01-0२"];

  test("dates, by formats", async () => {
    const days = (nastyValues(typeOf("date")) as readonly bigint[]).slice(0, 20);
    const written = FORMATS.map((format) => days.map((day) => SCALAR_KERNELS["strftime"]?.([day, format], { args: [typeOf("date"), STRING], result: STRING }) as string));
    await agree(FORMATS.flatMap((format, i) => [...(written[i] as string[]), ...SPOILT].map((text) => ({ fn: "parse_date", args: [given("string", text), givenLiteral("string", format)] }))), 100);
    const back = FORMATS.map((format, i) => (written[i] as string[]).map((text) => SCALAR_KERNELS["parse_date"]?.([text, format], { args: [STRING, STRING], result: typeOf("date") })));
    expect(back).toEqual(FORMATS.map(() => days));
  });

  test("timestamps, by formats", async () => {
    const formats = ["%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%d %H:%M", "%d/%b/%Y:%-H:%M:%S", "%H%M%S %Y%m%d", "%f %Y-%m-%d"];
    const all = ["2024-02-29T10:11:12.000001", "2024-02-29T10:11:12.5", "2024-02-29 24:00", "2024-02-29 9:00", "2024-02-29 09:00", "29/Feb/2024:9:00:00", "29/Feb/2024:09:00:00", "101112 20240229", "000001 2024-02-29", "1 2024-02-29", "2024-02-29 23:60"];
    await agree(formats.flatMap((format) => all.map((text) => ({ fn: "parse_timestamp", args: [given("string", text), givenLiteral("string", format)] }))));
  });

  test.each([["%Y-%m", "needs"], ["%Y-%m-%d %y", "no `%y`"], ["%Y-%m-%d %d", "twice"], ["%Y%-m%-d", "behind"], [" %Y-%m-%d", "space"], ["%Y0%m-%d", "digits"], ["%Y-%m-%d %H", "no `%H`"]])("a format %s is refused", (format, why) => {
    const args = [given("string", "x"), givenLiteral("string", format)].map(({ type, nullable, literal }) => ({ name: null, type, nullable, literal: literal ? format : undefined }));
    const found = resolveCall("parse_date", args);
    expect(found.ok ? "" : JSON.stringify(found.params)).toContain(why);
  });
});

/** The same rows, in the same order, through the kernel and the engine; an error of either must be one of both. */
async function aggregated(name: string, sql: string, rows: readonly (readonly Value[])[], columns: readonly string[]): Promise<readonly [unknown, unknown]> {
  const types = { args: columns.map((column) => typeOf(column.replace(/=.*$/, ""))), result: FLOAT64 };
  const mine = ((): unknown => {
    try {
      return AGGREGATE_KERNELS[name]?.(rows, types);
    } catch (error) {
      if (error instanceof Failure) return "fails";
      throw error;
    }
  })();
  const text = (value: Value | undefined): string => (typeof value === "number" ? `${quote(Object.is(value, -0) ? "-0" : String(value))}::double` : "null::double");
  const values = rows.map(([x, y], i) => `(${i}, ${text(x)}, ${text(y)})`).join(", ");
  const from = rows.length === 0 ? "(select 0 as k, null::double as x, null::double as y where false)" : `(values ${values}) t(k, x, y)`;
  const reader = await (await engine()).runAndReadAll(`select ${sql} from ${from}`).catch(() => null);
  return [mine, reader === null ? "fails" : reader.getRows()[0]?.[0]];
}

const FLOATS = [0, -0, 1, -1, 0.1, 0.2, 1e16, 1e-9, 3.7, 2.5, -1e8, 1e300, -1e300, Number.NaN, Infinity, -Infinity];
const float = fc.oneof({ weight: 4, arbitrary: fc.double({ min: -1000, max: 1000, noNaN: true }) }, { weight: 1, arbitrary: fc.constantFrom(...FLOATS) });

describe("statistics are the engine's, to the last bit", () => {
  const cases: readonly (readonly [name: string, sql: string])[] = [
    ["stddev_pop", "stddev_pop(x order by k)"], ["var_pop", "var_pop(x order by k)"], ["covar", "covar_samp(x, y order by k)"], ["corr", "nullif(corr(x, y order by k), 'nan'::double)"],
  ];
  test.each(cases)("%s", async (name, sql) => {
    const rows = fc.array(fc.tuple(fc.option(float, { freq: 8 }), fc.option(float, { freq: 8 })), { maxLength: 12 });
    for (const sample of [...fc.sample(rows, { numRuns: 60, seed: 11 }), [], [[1, 2]], [[1, 2], [1, 3]]]) {
      const [mine, theirs] = await aggregated(name, sql, sample, ["float64", "float64"]);
      expect([sample, mine]).toEqual([sample, theirs]);
    }
  });

  test.each(["0.00", "0.10", "0.25", "0.33", "0.50", "0.90", "1.00"])("quantiles at %s", async (p) => {
    const part = BigInt(p.replace(".", ""));
    for (const xs of [...fc.sample(fc.array(fc.option(float, { freq: 8 }), { maxLength: 12 }), { numRuns: 15, seed: 12 }), [], [1]]) {
      const rows = xs.map((x) => [x, part]);
      for (const [name, sql] of [["quantile", `quantile_cont(x::double, ${p})`], ["quantile_disc", `quantile_disc(x, ${p})`]] as const) {
        const [mine, theirs] = await aggregated(name, sql, rows, ["float64", "decimal(3, 2)"]);
        // Which zero of two stands at a place is nobody's promise.
        expect([name, xs, mine === 0 ? 0 : mine]).toEqual([name, xs, theirs === 0 ? 0 : theirs]);
      }
    }
    expect(decimal(3, 2)).toBe(typeOf("decimal(3, 2)"));
  });
});

test.each(["percent_rank", "cume_dist"])("%s counts ties as the engine does", async (name) => {
  for (const ks of [[1], [1, 1], [1, 2, 2, 3], [1, 1, 1, 2, 5, 5, 9]]) {
    const reader = await (await engine()).runAndReadAll(`select ${name}() over (order by k) from (values ${ks.map((k) => `(${k})`).join(", ")}) t(k) order by k`);
    const partition = { rows: ks.map((k) => [k]), firstPeer: (at: number) => ks.indexOf(ks[at] as number) };
    expect(ks.map((_, at) => WINDOW_KERNELS[name]?.(at, partition, { args: [], result: FLOAT64 }))).toEqual(reader.getRows().map(([x]) => x));
  }
});

test("mode takes the least of the most frequent values, in a window too", async () => {
  for (const xs of fc.sample(fc.array(fc.option(fc.integer({ min: 0, max: 3 }), { freq: 5 }), { minLength: 1, maxLength: 9 }), { numRuns: 30, seed: 13 })) {
    const values = xs.map((x, k) => `(${k}, ${x ?? "null"}::bigint)`).join(", ");
    const reader = await (await engine()).runAndReadAll(`select mode(x order by x) over (order by k rows between 3 preceding and current row) from (values ${values}) t(k, x) order by k`);
    const mine = xs.map((_, k) => AGGREGATE_KERNELS["mode"]?.(xs.slice(Math.max(0, k - 3), k + 1).map((x) => [x === null ? null : BigInt(x)]), { args: [typeOf("int64")], result: typeOf("int64") }));
    expect([xs, mine]).toEqual([xs, reader.getRows().map(([x]) => x)]);
  }
});

describe("of values of every type that has an order", () => {
  const types = SCALAR_TYPES.filter((type) => isSortable(type) && type.kind !== "interval");
  test.each(types.map((type) => [typeText(type), type] as const))("%s", async (_, type) => {
    const values = nastyValues(type);
    const wrong: unknown[] = [];
    for (const size of [1, 2, 3, 5, values.length]) {
      // The first twice, so that there is one that is most frequent.
      const xs = [...values.slice(-size), values[0] as Value, values[0] as Value, null];
      for (const p of ["0.00", "0.25", "0.50", "0.75", "1.00"]) {
        const sql = `select quantile_disc(x, ${p}), ${isFloat(type) || type.kind === "binary" ? "null" : "mode(x order by x)"} from (select unnest([${xs.map((x) => valueSql(type, x)).join(", ")}]::${sqlType(type)}[]) as x)`;
        const [disc, mode] = ((await (await engine()).runAndReadAll(sql)).getRows()[0] ?? []).map((value) => valueOfDuckDB(type, value));
        const types = { args: [type, decimal(3, 2)], result: type };
        const mine = AGGREGATE_KERNELS["quantile_disc"]?.(xs.map((x) => [x, BigInt(p.replace(".", ""))]), types) ?? null;
        if (!sameValue(type, mine, disc ?? null)) wrong.push([size, p, mine, disc]);
        const often = AGGREGATE_KERNELS["mode"]?.(xs.map((x) => [x]), types) ?? null;
        if (mode !== null && !sameValue(type, often, mode ?? null)) wrong.push(["mode", size, often, mode]);
      }
    }
    expect(wrong).toEqual([]);
  });
});
