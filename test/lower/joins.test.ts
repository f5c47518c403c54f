import { describe, expect, test } from "vitest";
import type { Expr } from "../../src/ir/expr.ts";
import { database, kit, rowsOf, sqlOf, type T } from "./kit.ts";
import { asBag, staged } from "./one-by-one.ts";

type Kit = ReturnType<typeof kit>;
const col = (k: Kit, t: T, name: string): Expr => k.col(t.c[name]!);
const eq = (k: Kit, a: T, left: string, b: T, right: string): Expr => k.fn("eq", col(k, a, left), col(k, b, right));

describe("asof joins", () => {
  const tables = [
    "create table trades as select id::bigint as id, sym, ts::timestamp as ts from (values (1, 'a', '2026-01-01 10:00:00'), (2, 'a', '2026-01-01 10:07:00'), (3, 'b', '2026-01-01 10:00:00'), (4, 'a', '2025-01-01 00:00:00'), (5, null, '2026-01-01 10:00:00')) v(id, sym, ts)",
    "create table quotes as select sym, ts::timestamp as ts, bid::bigint as bid from (values ('a', '2026-01-01 09:59:00', 10), ('a', '2026-01-01 10:00:00', 11), ('a', '2026-01-01 10:01:00', 12), ('c', '2026-01-01 10:00:00', 13)) v(sym, ts, bid)",
  ];
  const scans = (k: Kit): readonly [T, T] => [k.scan("trades", { id: "int64", sym: "string?", ts: "timestamp" }), k.scan("quotes", { sym: "string", ts: "timestamp", bid: "int64" })];
  const joined = (k: Kit, trades: T, quotes: T, how: "inner" | "left", tolerance: string | null): T => {
    const t = k.join(trades, quotes, how, [eq(k, trades, "sym", quotes, "sym"), k.fn("ge", col(k, trades, "ts"), col(k, quotes, "ts"))], { asof: { tolerance: tolerance === null ? null : k.read("interval", tolerance) } });
    return k.select(t, { id: "id", bid: "bid" });
  };

  test("each row finds the nearest before it, or none", async () => {
    const k = kit();
    const sql = sqlOf(k.rule(joined(k, ...scans(k), "left", null), ["id"]));
    expect(sql).toMatchInlineSnapshot(`
      "select trades.id, quotes.bid
      from trades
      asof left join quotes on trades.sym = quotes.sym and trades.ts >= quotes.ts
      order by id nulls last"
    `);
    expect(await rowsOf(await database(...tables), sql)).toEqual([["1", "11"], ["2", "12"], ["3", null], ["4", null], ["5", null]]);
  });

  test("what is further away than the tolerance counts as none", async () => {
    const k = kit();
    const sql = sqlOf(k.rule(joined(k, ...scans(k), "left", "5 minutes"), ["id"]));
    expect(await rowsOf(await database(...tables), sql)).toEqual([["1", "11"], ["2", null], ["3", null], ["4", null], ["5", null]]);
    const inner = kit();
    expect(await rowsOf(await database(...tables), sqlOf(inner.rule(joined(inner, ...scans(inner), "inner", "5 minutes"), ["id"])))).toEqual([["1", "11"]]);
  });

  test("a condition on the right decides who can be nearest", async () => {
    const k = kit();
    const [trades, quotes] = scans(k);
    const some = k.filter(quotes, k.fn("ne", col(k, quotes, "bid"), k.int(11)));
    const rule = k.rule(joined(k, trades, some, "left", null), ["id"]);
    const sql = sqlOf(rule);
    const connection = await database(...tables);
    expect(await rowsOf(connection, sql)).toEqual([["1", "10"], ["2", "12"], ["3", null], ["4", null], ["5", null]]);
    expect(asBag(await rowsOf(connection, await staged(connection, rule)))).toEqual(asBag(await rowsOf(connection, sql)));
    const l = kit();
    const [left, right] = scans(l);
    const inner = joined(l, left, l.filter(right, l.fn("ne", col(l, right, "bid"), l.int(11))), "inner", null);
    expect(await rowsOf(connection, sqlOf(l.rule(inner, ["id"])))).toEqual([["1", "10"], ["2", "12"]]);
  });
});

test("a join never looks behind a limit, whatever the engine's optimiser does", async () => {
  const tables = ["create table a as select i::bigint as id, i % 10 as x from range(100000) r(i)", "create table b as select 7::bigint as id, i as z from range(3) r(i)"];
  const first = (k: Kit, offset: number | null): T => {
    const a = k.scan("a", { id: "int64", x: "int64" });
    const b = k.scan("b", { id: "int64", z: "int64" });
    const top = k.limit(k.sort(a, ["id"]), 5, offset);
    return k.join(top, b, "semi", [eq(k, top, "x", b, "id")]);
  };
  for (const setting of ["", "late_materialization"]) {
    const connection = await database(...tables, `set disabled_optimizers = '${setting}'`);
    for (const offset of [null, 2]) {
      const k = kit();
      expect(await rowsOf(connection, sqlOf(k.rule(first(k, offset))))).toEqual([]);
      const view = kit();
      const rule = view.rule(view.limit(view.sort(view.scan("a", { id: "int64", x: "int64" }), ["id"]), 5, offset));
      const viewed = sqlOf({ ...rule, storage: { kind: "view" } });
      expect(await rowsOf(connection, `select viewed.id from (${viewed}) as viewed semi join b on viewed.x = b.id`)).toEqual([]);
    }
  }
});

describe("names of tables", () => {
  test("a table that is joined with itself is told apart by the column that it is looked up with", async () => {
    const k = kit();
    const people = k.scan("people", { id: "int64", boss_id: "int64?", mentor_id: "int64?", name: "string" });
    const bosses = k.scan("people", { id: "int64", name: "string" });
    const mentors = k.scan("people", { id: "int64", name: "string" });
    const one = k.join(people, bosses, "left", [eq(k, people, "boss_id", bosses, "id")], { keep: { id: "b", name: "boss" } });
    const both = k.join(one, mentors, "left", [eq(k, people, "mentor_id", mentors, "id")], { keep: { id: "m", name: "mentor" } });
    const sql = sqlOf(k.rule(k.select(both, { id: "id", boss: "boss", mentor: "mentor" }), ["id"]));
    expect(sql).toMatchInlineSnapshot(`
      "select people.id, people_boss.name as boss, people_mentor.name as mentor
      from people
      left join people as people_boss on people.boss_id = people_boss.id
      left join people as people_mentor on people.mentor_id = people_mentor.id
      order by id nulls last"
    `);
    const connection = await database("create table people as select * from (values (1, null, 2, 'Ann'), (2, 1, null, 'Bob')) v(id, boss_id, mentor_id, name)");
    expect(await rowsOf(connection, sql)).toEqual([[1, null, "Bob"], [2, "Ann", null]]);
  });

  test("a field of a column that is called as its table is not taken for a column of the table", async () => {
    const k = kit();
    const item = k.scan("item", { item: "struct<price: int64>", price: "int64" });
    const sql = sqlOf(k.rule(k.select(item, { a: k.get(col(k, item, "item"), "price"), price: "price" })));
    const connection = await database("create table item as select {price: 1::bigint} as item, 2::bigint as price");
    expect(await rowsOf(connection, sql)).toEqual([["1", "2"]]);
  });

  test("a subquery never takes the name of a table that the rule reads", async () => {
    const k = kit();
    const grouped = k.scan("grouped", { id: "int64" });
    const twice = k.group(k.group(grouped, ["id"], { n: k.agg("count") }), ["n"], { m: k.agg("count") });
    const filtered = k.scan("filtered", { id: "int64" });
    const sql = sqlOf(k.rule(k.select(k.join(twice, filtered, "left", [eq(k, twice, "m", filtered, "id")]), { n: "n", m: "m" })));
    expect(await rowsOf(await database("create table grouped as select 1 as id", "create table filtered as select 1 as id"), sql)).toEqual([["1", "1"]]);
    expect(sql).not.toMatch(/with grouped as|\d as \(/);
  });

  test("a `let` keeps its name, and takes no table's", async () => {
    const k = kit();
    const orders = k.scan("orders", { id: "int64" });
    const read = k.local("orders", k.filter(orders, k.fn("gt", col(k, orders, "id"), k.int(1))));
    const [one, two] = [read(), read()];
    const sql = sqlOf(k.rule(k.select(k.join(one, two, "inner", [eq(k, one, "id", two, "id")]), { id: "id" })));
    expect(await rowsOf(await database("create table orders as select * from range(1, 4) r(id)"), sql)).toEqual([["2"], ["3"]]);
  });

  test("paths of several names are joined and referred to by their last", () => {
    const k = kit();
    const a = k.scan("a", { id: "int64" });
    const sql = sqlOf(k.rule(a));
    expect(sql).toBe("select id\nfrom a");
  });
});

describe("kinds", () => {
  test("a join on nothing is a product; an outer one keeps its rows", async () => {
    const connection = await database("create table a as select * from range(2) r(id)", "create table b as select 1 as z where false");
    const k = kit();
    const [a, b] = [k.scan("a", { id: "int64" }), k.scan("b", { z: "int64" })];
    expect(await rowsOf(connection, sqlOf(k.rule(k.join(a, b, "inner", [], { multiplicity: "n:m" }))))).toEqual([]);
    const l = kit();
    const [c, d] = [l.scan("a", { id: "int64" }), l.scan("b", { z: "int64" })];
    expect(await rowsOf(connection, sqlOf(l.rule(l.join(c, d, "left", [], { multiplicity: "n:m" }), ["id"])))).toEqual([["0", null], ["1", null]]);
  });

  test("a null-safe condition pairs null with null", async () => {
    const connection = await database("create table a as select unnest([1, null])::bigint as id", "create table b as select unnest([null, 2])::bigint as id");
    const k = kit();
    const [a, b] = [k.scan("a", { id: "int64?" }), k.scan("b", { id: "int64?" })];
    expect(await rowsOf(connection, sqlOf(k.rule(k.select(k.join(a, b, "inner", [k.fn("is_not_distinct", col(k, a, "id"), col(k, b, "id"))]), { id: "id" }))))).toEqual([[null]]);
  });
});
