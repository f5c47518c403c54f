import { assert, asyncProperty, double, integer, bigInt, oneof, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import { valueSql } from "../../src/lower/sql/literal.ts";
import { printExpr } from "../../src/lower/sql/print-expr.ts";
import { writer } from "../../src/lower/sql/writer.ts";
import { CANONICAL } from "../../src/lower/index.ts";
import { NO_ORIGIN } from "../../src/ir/id.ts";
import type { LiteralValue } from "../../src/ir/expr.ts";
import { sqlType } from "../../src/ir/functions/duckdb-types.ts";
import { FLOAT64, INT64, decimal, scalar, type Type } from "../../src/values/type.ts";
import { database, field, kit, rowsOf, sqlOf } from "./kit.ts";

function textOf(type: Type, value: LiteralValue): string {
  const w = writer(CANONICAL);
  printExpr(w, valueSql(NO_ORIGIN, type, value, "typed"));
  return w.out;
}

const CASES: readonly (readonly [type: string, value: LiteralValue, sql: string, reads: unknown])[] = [
  ["bool", true, "true", true],
  ["int8", "-128", "(-128)::tinyint", -128],
  ["int32", "-2147483648", "(-2147483648)::integer", -2147483648],
  ["int32", "2147483647", "2147483647", 2147483647],
  ["int64", "-2147483648", "-2147483648", "-2147483648"],
  ["int64", "1", "1::bigint", "1"],
  ["int64", "3000000000", "3000000000", "3000000000"],
  ["int64", "-9223372036854775808", "-9223372036854775808", "-9223372036854775808"],
  ["uint64", "18446744073709551615", "18446744073709551615::ubigint", "18446744073709551615"],
  ["decimal(3, 2)", "1.50", "1.50", "1.50"],
  ["decimal(3, 2)", "-1.50", "-1.50", "-1.50"],
  ["decimal(12, 2)", "1.50", "1.50::decimal(12, 2)", "1.50"],
  ["decimal(2, 2)", "0.50", "0.50::decimal(2, 2)", "0.50"],
  ["decimal(5, 0)", "12", "12::decimal(5, 0)", "12"],
  ["float64", "0.1", "0.1e0", 0.1],
  ["float64", "1000", "1000e0", 1000],
  ["float64", "1e+21", "1e+21", 1e21],
  ["float64", "NaN", "'NaN'::double", "NaN"],
  ["float64", "-Infinity", "'-Infinity'::double", "-Infinity"],
  ["float32", "0.5", "0.5e0::float", 0.5],
  ["string", "it's", "'it''s'", "it's"],
  ["binary", "00ff27", "'\\x00\\xFF\\x27'::blob", "\\x00\\xFF\\x27"],
  ["uuid", "00000000-0000-0000-0000-00000000000a", "'00000000-0000-0000-0000-00000000000a'::uuid", "00000000-0000-0000-0000-00000000000a"],
  ["json", '{"a": 1}', "'{\"a\": 1}'::json", '{"a": 1}'],
  ["date", "2026-01-31", "date '2026-01-31'", "2026-01-31"],
  ["time", "23:59:59.5", "time '23:59:59.5'", "23:59:59.5"],
  ["timestamp", "2026-01-31 10:00:00", "timestamp '2026-01-31 10:00:00'", "2026-01-31 10:00:00"],
  ["int64", null, "null::bigint", null],
  ["list<struct<a: string, `b c`: int32?>>", null, 'null::struct("a" varchar, "b c" integer)[]', null],
  ["interval", "0 0 300000000", "interval '5 minutes'", { months: 0, days: 0, micros: "300000000" }],
  ["interval", "14 -2 90000001", "interval '14 months -2 days 90000001 microseconds'", { months: 14, days: -2, micros: "90000001" }],
  ["interval", "1 0 0", "interval '1 month'", { months: 1, days: 0, micros: "0" }],
  ["interval", "0 0 0", "interval '0 days'", { months: 0, days: 0, micros: "0" }],
  ["interval", "0 0 -7200000000", "interval '-2 hours'", { months: 0, days: 0, micros: "-7200000000" }],
];

describe("a literal has its value and its type", () => {
  test.each(CASES)("%s %s is %s", async (typeText, value, sql, reads) => {
    const { type } = field(typeText);
    const text = textOf(type, value);
    expect(text).toBe(sql);
    const connection = await database();
    expect(await rowsOf(connection, `select ${text}`)).toEqual([[reads]]);
    if (value !== null) expect(await rowsOf(connection, `select typeof(${text}) = typeof(null::${sqlType(type)})`)).toEqual([[true]]);
  });

  test("any number comes back, with its type", { timeout: 60_000 }, async () => {
    const connection = await database();
    const floats = double().map((value) => [FLOAT64, Number.isFinite(value) ? String(value === 0 ? 0 : value) : String(value), Number.isFinite(value) ? (value === 0 ? 0 : value) : String(value)] as const);
    const longs = bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => [INT64, String(value), String(value)] as const);
    const decimals = tuple(integer({ min: 1, max: 15 }), integer({ min: 0, max: 999_999_999 }), integer({ min: 0, max: 9 })).map(([precision, digits, scale]) => {
      const text = String(digits).padStart(scale + 1, "0");
      const value = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
      return [decimal(Math.min(38, precision + 10), scale), value, value] as const;
    });
    await assert(asyncProperty(oneof(floats, longs, decimals), async ([type, value, reads]) => {
      expect(await rowsOf(connection, `select ${textOf(type, value)}, typeof(${textOf(type, value)}) = typeof(null::${sqlType(type)})`)).toEqual([[reads, true]]);
    }), { numRuns: 300 });
  });
});

describe("a column that a rule computes has the type that the rule says", () => {
  const types = async (make: (k: ReturnType<typeof kit>) => Record<string, ReturnType<ReturnType<typeof kit>["int"]>>, columns: Record<string, string> = {}): Promise<void> => {
    const k = kit();
    const t = k.scan("t", { a: "int32", b: "int64", d: "decimal(12, 2)", f: "float64", s: "string?", u: "uint64", h: "float32", ...columns });
    const out = k.select(t, make(Object.assign(k, { t })));
    const connection = await database("create table t (a integer, b bigint, d decimal(12, 2), f double, s varchar, u ubigint, h float)", "insert into t values (1, 2, 3.50, 4.5, 'x', 6, 7.5)");
    const rule = k.rule(out);
    const described = await rowsOf(connection, `describe ${sqlOf(rule)}`);
    const wanted = Object.keys(out.c).map((name) => sqlType(k.def(out.c[name]!).type));
    const normal = await rowsOf(connection, `select ${wanted.map((type) => `typeof(null::${type})`).join(", ")}`);
    expect(described.map(([, type]) => type), sqlOf(rule)).toEqual(normal[0]);
    expect(await rowsOf(connection, sqlOf(rule))).toHaveLength(1);
  };
  const cols = (k: ReturnType<typeof kit>) => {
    const t = (k as typeof k & { t: { c: Record<string, never> } }).t;
    return (name: string) => k.col(t.c[name]!);
  };

  test("arithmetic of columns and literals", () => types((k) => {
    const c = cols(k);
    const one = (op: string, name: string, value: ReturnType<typeof k.int>) => k.fn(op, c(name), value);
    return {
      a1: one("add", "a", k.int(1)), a2: one("multiply", "a", k.int(3_000_000_000)), b1: one("subtract", "b", k.int(1)), u1: one("add", "u", k.int(1)),
      d1: one("add", "d", k.int(1)), d2: one("multiply", "d", k.int(2)), d3: one("multiply", "d", k.num("0.5")), d4: one("subtract", "d", k.num("1.125")), d5: one("add", "d", k.int(100_000)),
      d6: k.fn("multiply", c("a"), c("d")), d7: k.fn("multiply", c("d"), c("d")), d8: k.fn("multiply", k.fn("multiply", c("d"), c("d")), k.int(2)), d9: one("modulo", "d", k.int(7)),
      f1: one("multiply", "f", k.num("0.5")), f2: one("add", "f", k.int(1)), h1: one("add", "h", k.int(1)), i1: k.fn("int_divide", c("a"), k.int(2)), q1: k.fn("divide", c("a"), k.int(2)),
    };
  }));

  test("literals alone", () => types((k) => ({
    i: k.int(1), d: k.num("1.5"), z: k.num("0.05"), s: k.str("x"), f: k.read("float", "1e3"), sum: k.fn("add", k.int(1), k.int(2)), product: k.fn("multiply", k.num("1.5"), k.int(2)),
    least: k.fn("least", k.int(1), k.int(2)), abs: k.fn("abs", k.int(-1)),
  })));

  test("branches, coalesce, lists and structs", () => types((k) => {
    const c = cols(k);
    const positive = k.fn("gt", c("b"), k.int(0));
    return {
      c1: k.when([[positive, k.int(1)]], k.int(0)), c2: k.when([[positive, c("d")]], k.lit(k.def((k as never as { t: { c: Record<string, never> } }).t.c["d"]!).type, "0.00")),
      c3: k.when([[positive, k.str("a")]], k.str("b")), c4: k.when([[positive, k.int(1)]], k.lit(INT64, null)), c5: k.when([[positive, k.lit(INT64, null)]], k.int(1)),
      c6: k.when([[positive, k.lit(INT64, null)]], k.lit(INT64, null)), o1: k.fn("coalesce", c("d"), k.int(0)), o2: k.fn("coalesce", c("a"), k.int(0)), o3: k.fn("coalesce", k.lit(scalar("string"), null), c("s")),
      g1: k.fn("greatest", c("a"), k.int(5)), g2: k.fn("greatest", c("f"), k.num("0.5")),
    };
  }));

  test("aggregates and windows", async () => {
    const k = kit();
    const t = k.scan("t", { a: "int32", b: "int64", d: "decimal(12, 2)", f: "float64", u: "uint64" });
    const c = (name: string) => k.col(t.c[name]!);
    const aggregates = Object.fromEntries([["sum", "a"], ["sum", "b"], ["sum", "d"], ["sum", "f"], ["sum", "u"], ["avg", "a"], ["avg", "d"], ["min", "d"], ["max", "a"], ["avg_decimal", "d"], ["list", "a"], ["median", "a"]].map(([fn, name]) => [`${fn}_${name}`, k.agg(fn!, [c(name!)])]));
    const connection = await database("create table t as select 1::integer as a, 2::bigint as b, 3.50::decimal(12, 2) as d, 4.5::double as f, 6::ubigint as u");
    for (const out of [k.group(t, [], { ...aggregates, n: k.agg("count") })]) {
      const sql = sqlOf(k.rule(out));
      const wanted = Object.keys(out.c).map((name) => `typeof(null::${sqlType(k.def(out.c[name]!).type)})`);
      expect((await rowsOf(connection, `describe ${sql}`)).map(([, type]) => type), sql).toEqual((await rowsOf(connection, `select ${wanted.join(", ")}`))[0]);
    }
    const l = kit();
    const s = l.scan("t", { a: "int32", b: "int64", d: "decimal(12, 2)", f: "float64", u: "uint64" });
    const e = (name: string) => l.col(s.c[name]!);
    const windows = l.select(s, {
      sum_a: l.win("sum", [e("a")]), sum_d: l.win("sum", [e("d")]), avg_a: l.win("avg", [e("a")], { sort: [l.key(s.c["b"]!)], frame: ["-1", "0"] }), rn: l.win("row_number", [], { sort: [l.key(s.c["b"]!)] }),
      lag: l.win("lag", [e("a"), l.int(1)], { sort: [l.key(s.c["b"]!)] }), lag_default: l.win("lag", [e("b"), l.int(1), l.int(0)], { sort: [l.key(s.c["b"]!)] }),
    });
    const sql = sqlOf(l.rule(windows));
    const wanted = Object.keys(windows.c).map((name) => `typeof(null::${sqlType(l.def(windows.c[name]!).type)})`);
    expect((await rowsOf(connection, `describe ${sql}`)).map(([, type]) => type), sql).toEqual((await rowsOf(connection, `select ${wanted.join(", ")}`))[0]);
  });
});

test("a comparison with a literal says no type", () => {
  const k = kit();
  const t = k.scan("t", { a: "int32", b: "int64", d: "decimal(12, 2)", s: "string" });
  const c = (name: string) => k.col(t.c[name]!);
  const some = k.filter(t, k.and(k.fn("eq", c("a"), k.int(5)), k.fn("gt", c("b"), k.int(1)), k.fn("le", c("d"), k.num("1.125")), k.fn("in", c("s"), k.str("x"), k.str("y")), k.fn("between", c("b"), k.int(1), k.int(9))));
  expect(sqlOf(k.rule(k.select(some, { a: "a" })))).toMatchInlineSnapshot(`
    "select a
    from t
    where a = 5 and b > 1 and d <= 1.125 and s in ('x', 'y') and b between 1 and 9"
  `);
});
