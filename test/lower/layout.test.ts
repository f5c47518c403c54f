import { assert, constantFrom, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import type { Expr } from "../../src/ir/expr.ts";
import { CANONICAL } from "../../src/lower/index.ts";
import { ROW_CASES } from "./fuse-rows.ts";
import { JOIN_CASES } from "./fuse-joins.ts";
import { database, kit, lowered, rowsOf, sqlOf, type T } from "./kit.ts";

type Kit = ReturnType<typeof kit>;
const col = (k: Kit, t: T, name: string): Expr => k.col(t.c[name]!);

/** A rule with something of everything. */
function rich(k: Kit): T {
  const t = k.scan("orders", { order_id: "int64", customer_id: "int64", status: "string", placed_at: "timestamp", amount: "decimal(12, 2)", fee: "decimal(12, 2)?" });
  const customers = k.scan("customers", { id: "int64", region: "string?" });
  const both = k.join(t, customers, "left", [k.fn("eq", col(k, t, "customer_id"), col(k, customers, "id"))]);
  const paid = k.filter(both, k.and(k.fn("in", col(k, both, "status"), k.str("paid"), k.str("shipped"), k.str("returned")), k.fn("ge", col(k, both, "placed_at"), k.param("since", "timestamp")), k.fn("not", k.fn("is_null", col(k, both, "region")))));
  const sized = k.derive(paid, { size: k.when([[k.fn("lt", col(k, paid, "amount"), k.int(10)), k.str("small")], [k.fn("lt", col(k, paid, "amount"), k.int(1000)), k.str("medium")]], k.str("large")) });
  const net = k.fn("subtract", col(k, sized, "amount"), k.fn("coalesce", col(k, sized, "fee"), k.int(0)));
  return k.group(sized, ["region", "size"], { revenue: k.agg("sum", [net], { where: k.fn("gt", net, k.int(0)) }), orders: k.agg("count"), names: k.agg("string_agg", [col(k, sized, "status"), k.str(", ")], { sort: [k.key(sized.c["order_id"]!)] }) });
}

describe("layout", () => {
  test("clauses on lines of their own, lists on one where they fit", () => {
    const k = kit();
    expect(sqlOf(k.rule(rich(k), ["region", "size"]))).toMatchInlineSnapshot(`
      "select
        customers.region,
        case
          when orders.amount < 10.00 then 'small'
          when orders.amount < 1000.00 then 'medium'
          else 'large'
        end as size,
        sum(orders.amount - coalesce(orders.fee, 0.00)) filter (
          where orders.amount - coalesce(orders.fee, 0.00) > 0.00
        ) as revenue,
        count(*) as orders,
        string_agg(orders.status, ', ' order by orders.order_id nulls last) as names
      from orders
      left join customers on orders.customer_id = customers.id
      where orders.status in ('paid', 'shipped', 'returned')
        and orders.placed_at >= $since::timestamp
        and customers.region is not null
      group by 1, 2
      order by region nulls last, size nulls last"
    `);
  });

  test("a narrow page breaks at the loosest joints", () => {
    const k = kit();
    expect(sqlOf(k.rule(rich(k), ["region", "size"]), { width: 40 })).toMatchInlineSnapshot(`
      "select
        customers.region,
        case
          when orders.amount < 10.00 then 'small'
          when orders.amount < 1000.00 then 'medium'
          else 'large'
        end as size,
        sum(orders.amount
          - coalesce(orders.fee, 0.00)) filter (
          where orders.amount
            - coalesce(orders.fee, 0.00) > 0.00
        ) as revenue,
        count(*) as orders,
        string_agg(orders.status, ', '
          order by orders.order_id nulls last) as names
      from orders
      left join customers on orders.customer_id = customers.id
      where orders.status in ('paid', 'shipped', 'returned')
        and orders.placed_at >= $since::timestamp
        and customers.region is not null
      group by 1, 2
      order by
        region nulls last,
        size nulls last"
    `);
  });

  test("the canonical form is one line", () => {
    const k = kit();
    expect(sqlOf(k.rule(rich(k), ["region", "size"]), CANONICAL)).toMatchInlineSnapshot(`"select customers.region, case when orders.amount < 10.00 then 'small' when orders.amount < 1000.00 then 'medium' else 'large' end as size, sum(orders.amount - coalesce(orders.fee, 0.00)) filter (where orders.amount - coalesce(orders.fee, 0.00) > 0.00) as revenue, count(*) as orders, string_agg(orders.status, ', ' order by orders.order_id nulls last) as names from orders left join customers on orders.customer_id = customers.id where orders.status in ('paid', 'shipped', 'returned') and orders.placed_at >= $since::timestamp and customers.region is not null group by 1, 2 order by region nulls last, size nulls last"`);
  });

  test("pretty, narrow and canonical are the same words", () => {
    const words = (sql: string): string => sql.replaceAll(/\s+/g, " ").replaceAll(/([([{]) /g, "$1").replaceAll(/ ([)\]}])/g, "$1");
    assert(property(constantFrom(...ROW_CASES, ...JOIN_CASES), integer({ min: 10, max: 140 }), ([, , make], width) => {
      const k = kit();
      const rule = k.rule(make(k));
      expect(words(sqlOf(rule, { width }))).toBe(words(sqlOf(rule, CANONICAL)));
    }));
  });

  test("no line is longer than the page while a comma, an operator or a clause could break it", () => {
    for (const width of [60, 80, 100]) {
      for (const [, , make] of [...ROW_CASES, ...JOIN_CASES]) {
        const k = kit();
        const long = sqlOf(k.rule(make(k)), { width }).split("\n").filter((line) => line.length > width);
        for (const line of long) expect(line.trim()).toMatch(/^(left |right |full |semi |anti )?(join|on|from|and|unnest|when|row_number|rank|count)\b|^[\w."]+( |$)/);
      }
    }
  });

  test("what holds together loosely stands in parentheses", async () => {
    const k = kit();
    const t = k.scan("t", { a: "int64", b: "int64", s: "string" });
    const [a, b] = [col(k, t, "a"), col(k, t, "b")];
    const rows = k.select(t, {
      v1: k.fn("multiply", k.fn("add", a, b), k.fn("subtract", a, b)), v2: k.fn("subtract", a, k.fn("subtract", b, a)), v3: k.fn("negate", k.fn("negate", a)), v4: k.fn("subtract", a, k.int(-3)),
      v5: k.fn("negate", k.int(-3)), v6: k.fn("not", k.fn("eq", a, b)), v7: k.fn("and", k.fn("or", k.fn("eq", a, b), k.fn("gt", a, b)), k.fn("not", k.fn("and", k.fn("lt", a, b), k.fn("lt", b, a)))),
      v8: k.fn("is_null", k.fn("gt", a, b)), v9: k.cast(k.fn("add", a, k.int(-1)), "string"), v10: k.fn("concat", k.cast(k.int(-1), "string"), col(k, t, "s")), v11: k.fn("eq", k.fn("gt", a, b), k.fn("lt", a, b)),
      v12: k.fn("not", k.fn("not", k.fn("eq", a, b))), v13: k.fn("add", a, k.fn("add", b, a)), v14: k.fn("int_divide", k.fn("multiply", a, b), k.fn("multiply", b, a)), v15: k.fn("between", k.fn("add", a, b), k.fn("negate", a), k.fn("multiply", a, b)),
      v16: k.fn("or", k.fn("and", k.fn("eq", a, b), k.fn("eq", a, a)), k.fn("eq", b, b)),
    });
    const { text } = lowered(k.rule(rows));
    expect(text).toMatchInlineSnapshot(`
      "select
        (a + b) * (a - b) as v1,
        a - (b - a) as v2,
        -(-a) as v3,
        a - -3 as v4,
        -((-3)::bigint) as v5,
        not (a = b) as v6,
        (a = b or a > b) and not (a < b and b < a) as v7,
        (a > b) is null as v8,
        (a + -1)::varchar as v9,
        (-1)::bigint::varchar || s as v10,
        (a > b) = (a < b) as v11,
        not (not (a = b)) as v12,
        a + (b + a) as v13,
        (a * b) // nullif(b * a, 0) as v14,
        a + b between -a and a * b as v15,
        (a = b and a = a) or b = b as v16
      from t"
    `);
    expect(await rowsOf(await database("create table t as select 5::bigint as a, 2::bigint as b, 'x' as s"), text)).toEqual([
      ["21", "8", "5", "8", "3", true, true, false, "4", "-1x", false, false, "12", "1", true, true],
    ]);
  });
});
