import type { DuckDBConnection } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import type { Expr } from "../../src/ir/expr.ts";
import { isRefusal, lowerObligations, PRETTY, type LoweredObligation } from "../../src/lower/index.ts";
import { database, kit, naming, rowsOf, type T } from "./kit.ts";

type Kit = ReturnType<typeof kit>;
const col = (k: Kit, t: T, name: string): Expr => k.col(t.c[name]!);
const TABLES = [
  "create table orders as select * from (values (1, 10, 'EU', 5), (2, 10, null, -1), (3, null, 'US', null), (3, 30, 'US', -7), (null, 10, 'US', 1), (null, null, 'US', 2)) v(id, customer_id, region, amount)",
  "create table customers as select 10 as id",
];
const scan = (k: Kit): T => k.scan("orders", { id: "int32?", customer_id: "int32?", region: "string?", amount: "int32?" });

function lowered(k: Kit, t: T, result: readonly string[] | null = null): readonly LoweredObligation[] {
  const found = lowerObligations(k.rule(t), naming, { ...PRETTY, result, referenced: (name) => ({ kind: "source", name }) });
  if (isRefusal(found)) throw new Error(found.reason);
  return found;
}

/** How many rows fail each promise, by its place in the rule. */
async function failing(connection: DuckDBConnection, statements: readonly LoweredObligation[]): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { count, counts: of } of statements) {
    const [row] = await rowsOf(connection, count.text);
    of.forEach(({ index }, i) => (counts[index] = Number(row![i])));
  }
  return counts;
}

const samples = (connection: DuckDBConnection, statements: readonly LoweredObligation[], index: number): Promise<unknown[][]> =>
  rowsOf(connection, statements.flatMap(({ counts }) => counts).find((counted) => counted.index === index)!.rows!.text);

describe("promises", () => {
  test("about single rows are counted in one scan; null passes a check, and fails a not-null", async () => {
    const k = kit();
    const t = scan(k);
    k.oblige({ kind: "check", over: t.rel, predicate: k.fn("ge", col(k, t, "amount"), k.cast(k.int(0), "int32")) });
    k.oblige({ kind: "not_null", over: t.rel, columns: [t.c["region"]!, t.c["id"]!] });
    k.oblige({ kind: "check", over: t.rel, predicate: k.fn("in", col(k, t, "region"), k.str("EU"), k.str("US")), severity: "warn", message: "{region}?" });
    const statements = lowered(k, t);
    expect(statements).toHaveLength(1);
    expect(statements[0]!.count.text).toMatchInlineSnapshot(`
      "select
        count(*) filter (where not (amount >= 0::bigint::integer)) as check_0,
        count(*) filter (where region is null or id is null) as null_region_id_1,
        count(*) filter (where region not in ('EU', 'US')) as check_2
      from orders"
    `);
    const connection = await database(...TABLES);
    expect(await failing(connection, statements)).toEqual({ 0: 2, 1: 3, 2: 0 });
    expect(await samples(connection, statements, 0)).toEqual([[2, 10, null, -1], [3, 30, "US", -7]]);
    expect(statements[0]!.counts.map(({ obligation }) => [obligation.kind, obligation.severity, obligation.message])).toEqual([["check", "error", ""], ["not_null", "error", ""], ["check", "warn", "{region}?"]]);
  });

  test("about keys count the rows that are too many, nulls being equal", async () => {
    const k = kit();
    const t = scan(k);
    k.oblige({ kind: "key", over: t.rel, columns: [t.c["id"]!] });
    k.oblige({ kind: "multiplicity", over: t.rel, columns: [t.c["region"]!, t.c["customer_id"]!] });
    k.oblige({ kind: "ties", over: t.rel, columns: [t.c["id"]!, t.c["amount"]!] });
    k.oblige({ kind: "key", over: t.rel, columns: [] });
    const connection = await database(...TABLES);
    const statements = lowered(k, t);
    expect(await failing(connection, statements)).toEqual({ 0: 2, 1: 1, 2: 0, 3: 5 });
    expect(await samples(connection, statements, 0)).toEqual([[3, "2"], [null, "2"]]);
    expect(await samples(connection, statements, 2)).toEqual([]);
    expect(statements[0]!.counts[0]!.rows!.text).toMatchInlineSnapshot(`
      "select id, count(*) as rows
      from orders
      group by id
      having count(*) > 1
      order by id nulls last, rows nulls last
      limit 20"
    `);
  });

  test("about references count rows whose whole tuple is known and not found", async () => {
    const k = kit();
    const t = scan(k);
    k.oblige({ kind: "reference", over: t.rel, columns: [t.c["customer_id"]!], references: { name: "shop.customers", columns: ["id"] } });
    const statements = lowered(k, t);
    expect(statements[0]!.count.text).toMatchInlineSnapshot(`
      "select count(*) as failing
      from orders
      anti join customers on orders.customer_id = customers.id
      where orders.customer_id is not null"
    `);
    const connection = await database(...TABLES);
    expect(await failing(connection, statements)).toEqual({ 0: 1 });
    expect(await samples(connection, statements, 0)).toEqual([[3, 30, "US", -7]]);
  });

  test("about the whole relation are a check of one row", async () => {
    const k = kit();
    const t = scan(k);
    const all = k.group(t, [], { enough: k.fn("gt", k.agg("count"), k.int(10)) });
    k.oblige({ kind: "check", over: all.rel, predicate: col(k, all, "enough") });
    expect(await failing(await database(...TABLES), lowered(k, t))).toEqual({ 0: 1 });
  });

  test("about what stands in the middle of a rule are counted there", async () => {
    const k = kit();
    const t = scan(k);
    const some = k.filter(t, k.fn("eq", col(k, t, "region"), k.str("US")));
    k.oblige({ kind: "not_null", over: some.rel, columns: [some.c["id"]!] });
    const out = k.group(some, ["customer_id"], { n: k.agg("count") });
    const statements = lowered(k, out, ["made"]);
    expect(statements[0]!.count.text).toMatchInlineSnapshot(`
      "select count(*) filter (where id is null) as null_id_0
      from orders
      where region = 'US'"
    `);
    expect(await failing(await database(...TABLES), statements)).toEqual({ 0: 2 });
  });

  test("about the result are counted in the result, beneath the promised order too", async () => {
    const k = kit();
    const t = k.select(scan(k), { id: "id", region: "region" });
    k.oblige({ kind: "not_null", over: t.rel, columns: [t.c["region"]!] });
    const sorted = k.sort(t, ["id"], true);
    k.oblige({ kind: "key", over: sorted.rel, columns: [t.c["id"]!] });
    const found = lowerObligations({ ...k.rule(t), root: sorted.rel }, naming, { ...PRETTY, result: ["__made"], referenced: (name) => ({ kind: "source", name }) });
    if (isRefusal(found)) throw new Error(found.reason);
    expect(found.map(({ count }) => count.text)).toMatchInlineSnapshot(`
      [
        "select count(*) filter (where region is null) as null_region_0
      from __made",
        "with filtered as (
        select count(*) as rows
        from __made
        group by id
        having count(*) > 1
      )
      select coalesce(sum(rows - 1)::bigint, 0) as failing
      from filtered",
      ]
    `);
    expect(await failing(await database("create table __made as select 1 as id, null as region union all select 1, 'x'"), found)).toEqual({ 0: 1, 1: 1 });
  });

  test("samples are few, and the same each time", async () => {
    const k = kit();
    const t = scan(k);
    k.oblige({ kind: "check", over: t.rel, predicate: k.fn("lt", col(k, t, "amount"), k.cast(k.int(0), "int32")) });
    const connection = await database("create table orders as select (99 - i)::integer as id, 1 as customer_id, 'x' as region, 5 as amount from range(100) r(i)");
    const rows = await samples(connection, lowered(k, t), 0);
    expect(rows).toHaveLength(20);
    expect(rows[0]![0]).toBe(0);
  });
});
