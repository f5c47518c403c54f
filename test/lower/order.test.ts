import { describe, expect, test } from "vitest";
import type { Expr } from "../../src/ir/expr.ts";
import { isRefusal, lowerRule, PRETTY } from "../../src/lower/index.ts";
import { database, kit, naming, rowsOf, run, sqlOf, type T } from "./kit.ts";

type Kit = ReturnType<typeof kit>;
const col = (k: Kit, t: T, name: string): Expr => k.col(t.c[name]!);
const TABLE = "create table t as select * from (values (1, 'b', 3), (2, null, 3), (3, 'a', null), (4, 'a', 1)) v(id, name, n)";
const scan = (k: Kit): T => k.scan("t", { id: "int32", name: "string?", n: "int32?" });
const ids = (rows: unknown[][]): unknown[] => rows.map(([id]) => id);

describe("where nulls stand is what the rule says, ascending and descending", () => {
  test.each([
    [["n", "id"], [4, 1, 2, 3]],
    [[["n", "desc"], "id"], [1, 2, 4, 3]],
    [[["n", "nulls first"], "id"], [3, 4, 1, 2]],
    [[["n", "desc", "nulls first"], "id"], [3, 1, 2, 4]],
  ] as const)("%j", async (keys, expected) => {
    const k = kit();
    expect(ids(await run(k.rule(scan(k), keys), TABLE))).toEqual(expected);
  });

  test("every key says it, whatever the type", () => {
    const k = kit();
    expect(sqlOf(k.rule(scan(k), ["id", ["name", "desc"]]))).toContain("order by id nulls last, name desc nulls last");
  });
});

describe("the order is the rule's, whatever its columns are called", () => {
  test("a sort by a column that another output is named as", async () => {
    const k = kit();
    const t = k.sort(scan(k), ["name", "id"]);
    const sql = sqlOf(k.rule(k.select(t, { id: "id", name: k.fn("coalesce", k.fn("upper", col(k, t, "name")), k.str("_")) })));
    expect(ids(await rowsOf(await database(TABLE), sql))).toEqual([3, 4, 1, 2]);
    const l = kit();
    const u = l.sort(scan(l), [["id", "desc"]]);
    const swapped = sqlOf(l.rule(l.select(u, { id: l.fn("negate", col(l, u, "id")) })));
    expect(ids(await rowsOf(await database(TABLE), swapped))).toEqual(["-4", "-3", "-2", "-1"]);
  });

  test("a sort by a column that is not selected", async () => {
    const k = kit();
    const t = k.sort(scan(k), ["name", "id"]);
    expect(await run(k.rule(k.select(t, { n: "n" })), TABLE)).toEqual([[null], [1], [3], [3]]);
  });

  test("rows that tie in a new order stay in the old one", async () => {
    const k = kit();
    const t = k.sort(k.sort(scan(k), [["id", "desc"]]), ["n"]);
    expect(ids(await run(k.rule(t), TABLE))).toEqual([4, 2, 1, 3]);
  });

  test("a sort outlives the subqueries that its rows pass through", async () => {
    const k = kit();
    const sorted = k.sort(scan(k), [["id", "desc"]]);
    const counted = k.derive(sorted, { peers: k.win("count", [], { by: [col(k, sorted, "n")] }) });
    const again = k.derive(counted, { alike: k.win("count", [], { by: [col(k, counted, "peers")] }) });
    expect(ids(await run(k.rule(k.select(again, { id: "id", alike: "alike" })), TABLE))).toEqual([4, 3, 2, 1]);
    const l = kit();
    const hidden = l.sort(scan(l), [["id", "desc"]]);
    const one = l.derive(hidden, { peers: l.win("count", [], { by: [col(l, hidden, "n")] }) });
    const two = l.derive(one, { alike: l.win("count", [], { by: [col(l, one, "peers")] }) });
    expect(await run(l.rule(l.limit(l.select(two, { name: "name" }), 2)), TABLE)).toEqual([["a"], ["a"]]);
  });

  test("joins that keep the left's rows keep their order", async () => {
    const k = kit();
    const left = k.limit(k.sort(scan(k), [["id", "desc"]]), 3);
    const right = k.scan("t", { id: "int32", n: "int32?" });
    const t = k.join(left, right, "left", [k.fn("eq", col(k, left, "id"), col(k, right, "id"))], { keep: { id: "rid", n: "rn" } });
    expect(ids(await run(k.rule(k.select(t, { id: "id" })), TABLE))).toEqual([4, 3, 2]);
  });

  test("a promised order stands outside of a limit in another one", async () => {
    const k = kit();
    const top = k.limit(k.sort(scan(k), [["id", "desc"]]), 2);
    expect(ids(await run(k.rule(top, ["name", "id"]), TABLE))).toEqual([3, 4]);
    const l = kit();
    const same = sqlOf(l.rule(l.limit(l.sort(scan(l), ["id"]), 2), ["id"]));
    expect(same.match(/order by/g)).toHaveLength(1);
  });

  test("explode, sort, limit and distinct in one select", async () => {
    const k = kit();
    const t = k.scan("l", { id: "int32", xs: "list<int32>" });
    const out = k.explode(t, [col(k, t, "xs")], ["x"], { index: "i", drop: ["xs"] });
    const sql = sqlOf(k.rule(k.limit(k.sort(k.select(out, { id: "id", x: "x", i: "i" }), [["x", "desc"], "id", "i"]), 3)));
    expect(await rowsOf(await database("create table l as select * from (values (1, [3, 1]), (2, [2, 3])) v(id, xs)"), sql)).toEqual([[1, 3, "0"], [2, 3, "1"], [2, 2, "0"]]);
  });

  test("a limit in the order of an element that is not selected", async () => {
    const k = kit();
    const t = k.scan("l", { id: "int32", xs: "list<int32>" });
    const out = k.explode(t, [col(k, t, "xs")], ["x"], { drop: ["xs"] });
    const top = k.limit(k.sort(out, [["x", "desc"], "id"]), 2);
    expect(await run(k.rule(k.group(top, [], { ids: k.agg("sum", [k.cast(col(k, top, "id"), "int64")]) })), "create table l as select * from (values (1, [3, 1]), (2, [2, 5])) v(id, xs)")).toEqual([["3"]]);
  });
});

describe("a limit", () => {
  test("whose order nothing says is refused, unless it is arbitrary or the host knows the order", () => {
    const k = kit();
    const t = scan(k);
    const rule = k.rule(k.limit(t, 2));
    const refusal = lowerRule(rule, naming, PRETTY);
    expect(isRefusal(refusal) && refusal.what).toBe("limit");
    expect(sqlOf(rule, { orderOf: () => [{ column: t.c["id"]!, desc: true, nullsFirst: false }] })).toContain("order by id desc nulls last\nlimit 2");
    const l = kit();
    expect(sqlOf(l.rule(l.limit(scan(l), 2, null, true)))).not.toContain("order by");
  });

  test("takes a parameter, and an offset", async () => {
    const k = kit();
    const sorted = k.sort(scan(k), ["id"]);
    const t: T = { c: sorted.c, rel: { ...k.base(Object.values(sorted.c)), kind: "limit", input: sorted.rel, count: k.param("top", "int64"), offset: k.int(1), arbitrary: false } };
    const sql = sqlOf(k.rule(t));
    expect(sql).toContain("limit $top::bigint\noffset 1");
    const connection = await database(TABLE);
    const { BIGINT } = await import("@duckdb/node-api");
    expect((await connection.runAndReadAll(sql, { top: 2n }, { top: BIGINT })).getRowsJson().map(([id]) => id)).toEqual([2, 3]);
  });
});

describe("group by", () => {
  test("names columns; what is computed goes by its place, so that no constant is taken for one", async () => {
    const k = kit();
    const t = scan(k);
    expect(sqlOf(k.rule(k.group(t, ["name", "n"], { c: k.agg("count") })))).toContain("group by name, n");
    const l = kit();
    const u = l.derive(scan(l), {});
    const computed = l.derive(u, { big: l.fn("upper", col(l, u, "name")) });
    const sql = sqlOf(l.rule(l.group(computed, ["big"], { c: l.agg("count") }), ["big"]));
    expect(sql).toContain("group by 1");
    expect(await rowsOf(await database(TABLE), sql)).toEqual([["A", "2"], ["B", "1"], [null, "1"]]);
  });

  test("a key that is named as a column of the table is the key", async () => {
    const k = kit();
    const t = scan(k);
    const upper = k.select(t, { name: k.fn("coalesce", k.fn("upper", col(k, t, "name")), k.str("A")), id: "id" });
    expect(await run(k.rule(k.group(upper, ["name"], { c: k.agg("count") }), ["name"]), TABLE)).toEqual([["A", "3"], ["B", "1"]]);
  });

  test("one row for the whole relation, also when nobody reads an aggregate of it", async () => {
    const k = kit();
    const t = scan(k);
    const all = k.group(t, [], { n: k.agg("count") });
    expect(await run(k.rule(k.select(all, { label: k.str("x") })), TABLE)).toEqual([["x"]]);
  });
});
