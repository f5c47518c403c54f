import { describe, expect, test } from "vitest";
import type { Expr, ExprBy } from "../../src/ir/expr.ts";
import { NO_ORIGIN, type ColumnId } from "../../src/ir/id.ts";
import { BOOL, INT64, STRING, list, map, struct, type Type } from "../../src/values/type.ts";
import { database, kit, rowsOf, sqlOf, type T } from "./kit.ts";

type Kit = ReturnType<typeof kit>;
const node = (k: Kit, type: Type) => ({ id: k.b.newNode(), at: NO_ORIGIN, type, nullable: true, shape: "row" as const });
const col = (k: Kit, t: T, name: string): Expr => k.col(t.c[name]!);

/** `names -> body(params)` */
function lambda(k: Kit, names: readonly string[], type: Type, body: (params: readonly Expr[]) => Expr): Expr {
  const params: ColumnId[] = names.map((name) => k.newColumn(name, { type, nullable: true }));
  const of = body(params.map((param) => k.col(param)));
  return { ...node(k, of.type), kind: "lambda", params, body: of } satisfies ExprBy<"lambda">;
}

const transform = (k: Kit, xs: Expr, fn: Expr): Expr => ({ ...node(k, list({ type: fn.type, nullable: true })), kind: "call", fn: "transform", args: [xs, fn] });

describe("lambdas", () => {
  const table = "create table t as select [1, 2]::bigint[] as xs, 10::bigint as x, 5::bigint as item";

  test("a parameter never hides a column that the body reads", async () => {
    const k = kit();
    const t = k.scan("t", { xs: "list<int64?>", x: "int64", item: "int64" });
    const out = transform(k, col(k, t, "xs"), lambda(k, ["x"], INT64, ([x]) => k.fn("add", x!, col(k, t, "x"))));
    const sql = sqlOf(k.rule(k.select(t, { out })));
    expect(await rowsOf(await database(table), sql)).toEqual([[["11", "12"]]]);
  });

  test("nested ones keep their own", async () => {
    const k = kit();
    const t = k.scan("t", { xs: "list<int64?>", x: "int64", item: "int64" });
    const inner = (outer: Expr) => transform(k, col(k, t, "xs"), lambda(k, ["x"], INT64, ([x]) => k.fn("multiply", x!, outer)));
    const sql = sqlOf(k.rule(k.select(t, { out: transform(k, col(k, t, "xs"), lambda(k, ["x"], INT64, ([x]) => inner(x!))) })));
    expect(await rowsOf(await database(table), sql)).toEqual([[[["1", "2"], ["2", "4"]]]]);
  });

  test("of a computed column, and in a join", async () => {
    const k = kit();
    const t = k.scan("t", { xs: "list<int64?>", x: "int64", item: "int64" });
    const more = k.derive(t, { y: k.fn("add", col(k, t, "x"), col(k, t, "item")) });
    const other = k.scan("t", { x: "int64" });
    const both = k.join(more, other, "inner", [k.fn("eq", col(k, more, "x"), col(k, other, "x"))], { keep: { x: "ox" } });
    const sql = sqlOf(k.rule(k.select(both, { out: transform(k, col(k, both, "xs"), lambda(k, ["x"], INT64, ([x]) => k.fn("add", x!, col(k, both, "y")))) })));
    expect(await rowsOf(await database(table), sql)).toEqual([[["16", "17"]]]);
  });
});

describe("nested values", () => {
  test("structs, lists and maps are made with their types, and read", async () => {
    const k = kit();
    const t = k.scan("t", { a: "int64", s: "string?" });
    const made = struct([{ name: "it's", type: INT64, nullable: false }, { name: "Name", type: STRING, nullable: true }]);
    const one: Expr = { ...node(k, made), kind: "struct", args: [col(k, t, "a"), k.lit(STRING, null)] };
    const numbers: Expr = { ...node(k, list({ type: INT64, nullable: true })), kind: "list", args: [k.int(1), col(k, t, "a"), k.lit(INT64, null)] };
    const none: Expr = { ...node(k, list({ type: INT64, nullable: true })), kind: "list", args: [] };
    const counts: Expr = { ...node(k, map(STRING, { type: INT64, nullable: true })), kind: "map", args: [k.str("b"), k.int(2), k.str("a"), col(k, t, "a")] };
    const field: Expr = { ...node(k, INT64), kind: "field", arg: one, name: "it's" };
    const sql = sqlOf(k.rule(k.select(t, { one, numbers, none, counts, field, first: k.fn("index", numbers, k.int(1)), b: k.fn("index", counts, k.str("b")) })));
    const connection = await database("create table t as select 7::bigint as a, 'x' as s");
    expect(await rowsOf(connection, sql)).toEqual([[{ "it's": "7", Name: null }, ["1", "7", null], [], [{ key: "b", value: "2" }, { key: "a", value: "7" }], "7", "1", "2"]]);
    expect((await rowsOf(connection, `describe ${sql}`)).map(([, type]) => type)).toEqual(['STRUCT("it\'s" BIGINT, "Name" VARCHAR)', "BIGINT[]", "BIGINT[]", "MAP(VARCHAR, BIGINT)", "BIGINT", "BIGINT", "BIGINT"]);
  });

  test("a field of a field, and of what is not a column", async () => {
    const k = kit();
    const t = k.scan("t", { s: "struct<a: struct<`b c`: int64>>" });
    const a = k.get(col(k, t, "s"), "a");
    const sql = sqlOf(k.rule(k.select(t, { b: k.get(a, "b c"), c: k.get(k.fn("coalesce", a, a), "b c") })));
    expect(sql).toContain('s.a."b c" as b');
    expect(await rowsOf(await database("create table t as select {a: {'b c': 3::bigint}} as s"), sql)).toEqual([["3", "3"]]);
  });
});

describe("conditions", () => {
  test("negations read as people write them", () => {
    const k = kit();
    const t = k.scan("t", { a: "int64?", s: "string?" });
    const [a, s] = [col(k, t, "a"), col(k, t, "s")];
    const not = (expr: Expr): Expr => k.fn("not", expr);
    const sql = sqlOf(k.rule(k.filter(t, k.and(not(k.fn("is_null", a)), not(k.fn("in", a, k.int(1), k.int(2))), not(k.fn("between", a, k.int(5), k.int(6))), not(k.fn("eq", s, k.str("x")))))));
    expect(sql).toContain("where a is not null and a not in (1, 2) and a not between 5 and 6 and not (s = 'x')");
  });

  test("`in` nothing is false", async () => {
    const k = kit();
    const t = k.scan("t", { a: "int64?" });
    const none: Expr = { ...node(k, BOOL), kind: "call", fn: "in", args: [col(k, t, "a")] };
    expect(await rowsOf(await database("create table t as select 1::bigint as a"), sqlOf(k.rule(k.filter(t, none))))).toEqual([]);
  });

  test("a parameter says its type", async () => {
    const k = kit();
    const t = k.scan("t", { a: "int64?" });
    expect(sqlOf(k.rule(k.filter(t, k.fn("eq", col(k, t, "a"), k.param("since", "int64")))))).toContain("where a = $since::bigint");
  });
});

describe("windows", () => {
  const table = "create table t as select * from (values (1, 10, date '2026-01-01'), (2, 20, date '2026-01-03'), (3, 30, date '2026-01-04')) v(id, n, day)";

  test("frames of rows, of values and of days", async () => {
    const k = kit();
    const t = k.scan("t", { id: "int32", n: "int32", day: "date" });
    const n = k.cast(col(k, t, "n"), "int64");
    const by = (name: string) => ({ sort: [k.key(t.c[name]!)] });
    const out = k.select(t, {
      id: "id", running: k.win("sum", [n], { ...by("id"), frame: [null, "0"] }), near: k.win("sum", [n], { ...by("id"), frame: ["-1", "1"] }), whole: k.win("sum", [n], { ...by("id"), frame: [null, null] }),
      ahead: k.win("sum", [n], { ...by("id"), frame: ["1", null] }), days: k.win("sum", [n], { ...by("day"), frame: ["0 -1 0", "0"], unit: "range" }), some: k.win("count", [], { ...by("id"), frame: [null, "0"], where: k.fn("gt", n, k.int(10)) }),
    });
    const sql = sqlOf(k.rule(out, ["id"]));
    expect(sql).toContain("range between interval '1 day' preceding and current row");
    expect(await rowsOf(await database(table), sql)).toEqual([[1, "10", "30", "60", "50", "10", "0"], [2, "30", "60", "60", "30", "20", "1"], [3, "60", "50", "60", null, "50", "2"]]);
  });

  test("a window that several look through is named after what it is by", () => {
    const k = kit();
    const t = k.scan("t", { id: "int32", n: "int32", day: "date" });
    const spec = { by: [col(k, t, "day")], sort: [k.key(t.c["id"]!)] };
    const out = k.select(t, { id: "id", place: k.win("row_number", [], spec), before: k.win("lag", [col(k, t, "n"), k.int(1)], spec), all: k.win("count", []) });
    expect(sqlOf(k.rule(out))).toMatchInlineSnapshot(`
      "select
        id,
        row_number() over by_day as place,
        lag(n, 1) over by_day as before,
        count(*) over () as "all"
      from t
      window by_day as (partition by day order by id nulls last)"
    `);
  });
});
