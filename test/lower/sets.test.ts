import { describe, expect, test } from "vitest";
import type { Expr } from "../../src/ir/expr.ts";
import type { ColumnId } from "../../src/ir/id.ts";
import type { Recurse } from "../../src/ir/rel.ts";
import { isRefusal, lowerRule, PRETTY } from "../../src/lower/index.ts";
import { INT64 } from "../../src/values/type.ts";
import { database, kit, naming, rowsOf, sqlOf, type T } from "./kit.ts";

type Kit = ReturnType<typeof kit>;
const col = (k: Kit, t: T, name: string): Expr => k.col(t.c[name]!);

/** `seed |> recurse as r, depth: …, max_depth: … { step(r) }` */
function recurse(k: Kit, seed: T, step: (r: T) => T, depth: string | null, maxDepth: number | null): T {
  const id = k.b.newNode();
  const r = k.scanOf({ kind: "self", recurse: id }, Object.fromEntries(Object.entries(seed.c).map(([name, column]) => [name, `${k.def(column).type.kind}?`])));
  const next = step(r);
  const c: Record<string, ColumnId> = Object.fromEntries(Object.entries(seed.c).map(([name, column]) => [name, k.newColumn(name, { type: k.def(column).type, nullable: true })]));
  if (depth !== null) c[depth] = k.newColumn(depth, { type: INT64, nullable: false });
  const rel: Recurse = { kind: "recurse", id, at: seed.rel.at, outputs: Object.values(c), seed: seed.rel, step: next.rel, depth: depth === null ? null : c[depth]!, maxDepth };
  return { c, rel };
}

describe("recurse", () => {
  const edges = "create table edges as select * from (values (1, 2), (2, 3), (3, 1), (4, null), (null, 1)) v(src, dst)";
  const reach = (depth: string | null, maxDepth: number | null): [Kit, T] => {
    const k = kit();
    const step = (r: T): T => {
      const calls = k.scan("edges", { src: "int64?", dst: "int64?" });
      const next = k.join(r, calls, "inner", [k.fn("eq", col(k, r, "dst"), col(k, calls, "src"))], { multiplicity: "n:m", keep: { src: "via", dst: "to" } });
      return k.select(next, { src: "src", dst: col(k, next, "to") });
    };
    return [k, recurse(k, k.scan("edges", { src: "int64?", dst: "int64?" }), step, depth, maxDepth)];
  };
  const all = [[1, 1], [1, 2], [1, 3], [2, 1], [2, 2], [2, 3], [3, 1], [3, 2], [3, 3], [4, null], [null, 1], [null, 2], [null, 3]];

  test("a cycle ends, and every row comes once", async () => {
    const [k, t] = reach(null, null);
    const sql = sqlOf(k.rule(t, ["src", "dst"]));
    expect(sql).toMatchInlineSnapshot(`
      "with recursive reached(src, dst) as (
        select src, dst
        from edges
        union
        select reached.src, edges.dst
        from reached
        join edges on reached.dst = edges.src
      )
      select src, dst
      from reached
      order by src nulls last, dst nulls last"
    `);
    expect(await rowsOf(await database(edges), sql)).toEqual(all);
  });

  test("a depth is the first round that found the row", async () => {
    const [k, t] = reach("steps", null);
    const sql = sqlOf(k.rule(t, ["src", "dst"]));
    expect(sql).toMatchInlineSnapshot(`
      "with recursive reached(src, dst, steps) using key (src, dst) as (
        select src, dst, 0::bigint as steps
        from edges
        union
        select found.src, found.dst, (select max(steps) + 1 from reached) as steps
        from (
          select reached.src, edges.dst
          from reached
          join edges on reached.dst = edges.src
        ) as found
        anti join recurring.reached as seen on found.src is not distinct from seen.src
          and found.dst is not distinct from seen.dst
      )
      select src, dst, steps
      from reached
      order by src nulls last, dst nulls last"
    `);
    const depths = ["2", "0", "1", "1", "2", "0", "0", "1", "2", "0", "0", "1", "2"];
    expect(await rowsOf(await database(edges), sql)).toEqual(all.map((row, i) => [...row, depths[i]]));
  });

  test("no row is deeper than `max_depth`, with a depth or without", async () => {
    const [k, t] = reach("steps", 1);
    expect((await rowsOf(await database(edges), sqlOf(k.rule(t, ["src", "dst"])))).map((row) => row.slice(0, 2))).toEqual([[1, 2], [1, 3], [2, 1], [2, 3], [3, 1], [3, 2], [4, null], [null, 1], [null, 2]]);
    const [l, u] = reach(null, 1);
    expect(await rowsOf(await database(edges), sqlOf(l.rule(u, ["src", "dst"])))).toEqual([[1, 2], [1, 3], [2, 1], [2, 3], [3, 1], [3, 2], [4, null], [null, 1], [null, 2]]);
  });

  test("a round may need subqueries of its own", async () => {
    const k = kit();
    const step = (r: T): T => {
      const best = k.group(r, ["dst"], { src: k.agg("min", [col(k, r, "src")]) });
      const calls = k.scan("edges", { src: "int64?", dst: "int64?" });
      const next = k.join(best, calls, "inner", [k.fn("eq", col(k, best, "dst"), col(k, calls, "src"))], { multiplicity: "n:m", keep: { src: "via", dst: "to" } });
      return k.select(k.distinct(k.select(next, { src: "src", to: col(k, next, "to") })), { src: "src", dst: "to" });
    };
    const t = recurse(k, k.filter(k.scan("edges", { src: "int64?", dst: "int64?" }), k.lit(k.BOOL, true)), step, null, null);
    const distinct = k.select(t, { src: "src", dst: "dst" });
    expect((await rowsOf(await database(edges), sqlOf(k.rule(distinct, ["src", "dst"])))).length).toBeGreaterThan(5);
  });
});

describe("set operations", () => {
  const tables = ["create table a as select unnest([1, 1, 2, null])::integer as n, 'x' as s", "create table b as select unnest([2, null, 3])::bigint as n, 'x' as s"];
  const rows = async (how: "union_all" | "union" | "intersect" | "except"): Promise<unknown[][]> => {
    const k = kit();
    const t = k.set(how, k.scan("a", { n: "int32?", s: "string" }), k.scan("b", { n: "int64?", s: "string" }));
    const sql = sqlOf(k.rule(t, ["n", "s"]));
    return rowsOf(await database(...tables), sql);
  };

  test("nulls are equal, and all but `union all` give each row once", async () => {
    expect(await rows("union_all")).toEqual([["1", "x"], ["1", "x"], ["2", "x"], ["2", "x"], ["3", "x"], [null, "x"], [null, "x"]]);
    expect(await rows("union")).toEqual([["1", "x"], ["2", "x"], ["3", "x"], [null, "x"]]);
    expect(await rows("intersect")).toEqual([["2", "x"], [null, "x"]]);
    expect(await rows("except")).toEqual([["1", "x"]]);
  });

  test("a column that an input lacks is null, of the right type", async () => {
    const l = kit();
    const wide = l.scan("a", { n: "int32?", s: "string" });
    const narrow = l.scan("b", { n: "int64?" });
    const filled = l.set("union_all", wide, narrow);
    expect(await rowsOf(await database(...tables), sqlOf(l.rule(filled, ["n", "s"])))).toEqual([["1", "x"], ["1", "x"], ["2", "x"], ["2", null], ["3", null], [null, "x"], [null, null]]);
  });

  test("an input that is limited keeps its own order and limit", async () => {
    const k = kit();
    const a = k.limit(k.sort(k.scan("a", { n: "int32?" }), ["n"]), 1);
    const b = k.limit(k.sort(k.scan("b", { n: "int64?" }), [["n", "desc"]]), 1);
    const sql = sqlOf(k.rule(k.set("union_all", a, b), ["n"]));
    expect(sql).toMatchInlineSnapshot(`
      "(
        select n::bigint as n
        from a
        order by n nulls last
        limit 1
      )
      union all
      (
        select n
        from b
        order by n desc nulls last
        limit 1
      )
      order by n nulls last"
    `);
    expect(await rowsOf(await database(...tables), sql)).toEqual([["1"], ["3"]]);
  });
});

describe("rows written out", () => {
  test("have their types, and none is no row", async () => {
    const k = kit();
    const t = k.values({ id: "int64", amount: "decimal(12, 2)", name: "string?" }, [[k.int(1), k.lit(k.cast(k.int(1), "decimal(12, 2)").type, "10.00"), k.str("a")], [k.int(2), k.lit(k.cast(k.int(1), "decimal(12, 2)").type, "2.50"), k.lit(k.str("").type, null)]]);
    const sql = sqlOf(k.rule(t, ["id"]));
    expect(sql).toMatchInlineSnapshot(`
      "select id, amount, name
      from (
        values
          (1::bigint, 10.00::decimal(12, 2), 'a'),
          (2, 2.50, null)
      ) as entries(id, amount, name)
      order by id nulls last"
    `);
    const connection = await database();
    expect(await rowsOf(connection, sql)).toEqual([["1", "10.00", "a"], ["2", "2.50", null]]);
    expect((await rowsOf(connection, `describe ${sql}`)).map(([, type]) => type)).toEqual(["BIGINT", "DECIMAL(12,2)", "VARCHAR"]);
    const l = kit();
    const none = l.values({ id: "int64" }, []);
    expect(await rowsOf(connection, sqlOf(l.rule(none)))).toEqual([]);
    expect(await rowsOf(connection, sqlOf(l.rule(l.group(none, [], { n: l.agg("count") }))))).toEqual([["0"]]);
  });
});

describe("SQL that somebody wrote", () => {
  test("stands as it is, around the relations that it names", async () => {
    const k = kit();
    const orders = k.scan("orders", { customer_id: "int64", amount: "int64" });
    const big = k.filter(orders, k.fn("gt", col(k, orders, "amount"), k.int(5)));
    const c = { id: k.newColumn("id", { type: INT64, nullable: false }), amount: k.newColumn("amount", { type: INT64, nullable: false }) };
    const t: T = { c, rel: { ...k.base(Object.values(c)), kind: "sql", dialect: "duckdb", parts: ["select customer_id as id, sum(amount)::bigint as amount from ", " group by customer_id -- all\n"], holes: ["input"], inputs: [big.rel], values: [] } };
    const sql = sqlOf(k.rule(t, ["id"]));
    expect(sql).toMatchInlineSnapshot(`
      "with filtered as (
        select customer_id, amount
        from orders
        where amount > 5
      )
      select id, amount
      from (
        select customer_id as id, sum(amount)::bigint as amount from filtered group by customer_id -- all

      ) as given
      order by id nulls last"
    `);
    expect(await rowsOf(await database("create table orders as select * from (values (1, 10), (1, 20), (2, 3), (2, 6)) v(customer_id, amount)"), sql)).toEqual([[1, "30"], [2, "6"]]);
  });

  test("of another dialect is refused", () => {
    const k = kit();
    const c = { id: k.newColumn("id", { type: INT64, nullable: false }) };
    const t: T = { c, rel: { ...k.base(Object.values(c)), kind: "sql", dialect: "spark", parts: ["select 1 as id"], holes: [], inputs: [], values: [] } };
    expect(() => sqlOf(k.rule(t))).toThrow("spark");
  });
});

test("what cannot be said yet is a refusal with its place, never an approximation", () => {
  const k = kit();
  const t = k.scan("t", { id: "int64" });
  const at = k.at(12);
  const broken: T = { c: t.c, rel: { ...k.base(Object.values(t.c)), at, kind: "error", inputs: [t.rel] } };
  const refusal = lowerRule(k.rule(broken), naming, PRETTY);
  expect(isRefusal(refusal) && refusal).toMatchObject({ at, what: "error", dialect: "duckdb" });
});
