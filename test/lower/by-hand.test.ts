import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Rule } from "../../src/ir/rule.ts";
import { database, kit, rowsOf, selects, sqlOf } from "./kit.ts";

const FOLDER = new URL("../sql-by-hand/", import.meta.url);

/** The rules of test/sql-by-hand, as IR. */
const RULES: Readonly<Record<string, () => Rule>> = {
  "filter-select": () => {
    const k = kit();
    const orders = k.scan("orders", { order_id: "int64", customer_id: "int64", status: "string", amount: "decimal(12, 2)", fee: "decimal(12, 2)?" });
    const [status, amount, fee] = [orders.c["status"]!, orders.c["amount"]!, orders.c["fee"]!];
    const paid = k.filter(orders, k.and(k.fn("eq", k.col(status), k.str("paid")), k.fn("ge", k.col(amount), k.int(10))));
    return k.rule(k.select(paid, { order_id: "order_id", customer_id: "customer_id", net: k.fn("subtract", k.col(amount), k.fn("coalesce", k.col(fee), k.int(0))) }), ["order_id"]);
  },
  "join-aggregate": () => {
    const k = kit();
    const orders = k.scan("orders", { order_id: "int64", customer_id: "int64", status: "string", placed_at: "timestamp", amount: "decimal(12, 2)", fee: "decimal(12, 2)?" });
    const customers = k.scan("customers", { id: "int64", region: "string?" });
    const both = k.join(orders, customers, "left", [k.fn("eq", k.col(orders.c["customer_id"]!), k.col(customers.c["id"]!))]);
    const paid = k.filter(both, k.fn("eq", k.col(both.c["status"]!), k.str("paid")));
    const days = k.derive(paid, { day: k.fn("date", k.col(both.c["placed_at"]!)) });
    const net = k.fn("subtract", k.col(days.c["amount"]!), k.fn("coalesce", k.col(days.c["fee"]!), k.int(0)));
    return k.rule(k.group(days, ["day", "region"], { revenue: k.agg("sum", [net]), orders: k.agg("count") }), ["day", "region"]);
  },
  "explode-select": () => {
    const k = kit();
    const orders = k.scan("orders", { order_id: "int64", status: "string", items: "list<struct<sku: string, qty: int64, price: decimal(12, 2)>>?" });
    const paid = k.filter(orders, k.fn("eq", k.col(orders.c["status"]!), k.str("paid")));
    const lines = k.explode(paid, [k.col(paid.c["items"]!)], ["item"], { index: "line_no", base: 1, drop: ["items"] });
    const item = k.col(lines.c["item"]!);
    return k.rule(k.select(lines, {
      order_id: "order_id", line_no: "line_no", sku: k.get(item, "sku"), line_total: k.fn("multiply", k.get(item, "qty"), k.get(item, "price")),
    }), ["order_id", "line_no"]);
  },
  dedupe: () => {
    const k = kit();
    const prices = k.scan("prices", { price_id: "int64", sku: "string", valid_from: "date?", price: "decimal(12, 2)" });
    const newest = k.dedupe(prices, ["sku"], [["valid_from", "desc"], "price_id"]);
    return k.rule(k.select(newest, { sku: "sku", price: "price", valid_from: "valid_from" }), ["sku"]);
  },
  "semi-anti": () => {
    const k = kit();
    const users = k.scan("users", { id: "int64", name: "string" });
    const orders = k.scan("orders", { order_id: "int64", user_id: "int64?", status: "string" });
    const paid = k.filter(orders, k.fn("eq", k.col(orders.c["status"]!), k.str("paid")));
    const blocked = k.scan("blocked", { user_id: "int64?", reason: "string?" });
    const buyers = k.join(users, paid, "semi", [k.fn("eq", k.col(users.c["id"]!), k.col(paid.c["user_id"]!))]);
    const free = k.join(buyers, blocked, "anti", [k.fn("eq", k.col(users.c["id"]!), k.col(blocked.c["user_id"]!))]);
    return k.rule(k.select(free, { id: "id", name: "name" }), ["id"]);
  },
  "window-filter": () => {
    const k = kit();
    const sales = k.scan("sales", { sale_id: "int64", region: "string?", amount: "decimal(12, 2)?" });
    const known = k.filter(sales, k.fn("not", k.fn("is_null", k.col(sales.c["amount"]!))));
    const placed = k.derive(known, { place: k.win("rank", [], { by: [k.col(known.c["region"]!)], sort: [k.key(known.c["amount"]!, "desc")] }) });
    const top = k.filter(placed, k.fn("le", k.col(placed.c["place"]!), k.int(2)));
    return k.rule(k.select(top, { region: "region", place: "place", sale_id: "sale_id", amount: "amount" }), ["region", "place", "sale_id"]);
  },
  "union-all": () => {
    const k = kit();
    const web = k.scan("web_users", { id: "int64", name: "string?" });
    const named = k.filter(web, k.fn("not", k.fn("is_null", k.col(web.c["name"]!))));
    const app = k.scan("app_users", { id: "int64", name: "string?", src: "string" });
    return k.rule(k.set("union_all", k.select(named, { id: "id", name: "name", src: k.str("web") }), app), ["id", "src", "name"]);
  },
  "grouped-join": () => {
    const k = kit();
    const orders = k.scan("orders", { order_id: "int64", customer_id: "int64", status: "string", amount: "decimal(12, 2)" });
    const paid = k.filter(orders, k.fn("eq", k.col(orders.c["status"]!), k.str("paid")));
    const spend = k.local("spend", k.group(paid, ["customer_id"], { total: k.agg("sum", [k.col(paid.c["amount"]!)]), orders: k.agg("count") }))();
    const customers = k.scan("customers", { id: "int64", name: "string", region_id: "int64" });
    const regions = k.scan("regions", { id: "int64", name: "string" });
    const placed = k.join(customers, regions, "inner", [k.fn("eq", k.col(customers.c["region_id"]!), k.col(regions.c["id"]!))]);
    const all = k.join(placed, spend, "left", [k.fn("eq", k.col(placed.c["id"]!), k.col(spend.c["customer_id"]!))]);
    return k.rule(k.select(all, {
      id: "id", name: "name", region: "right_name", total: k.fn("coalesce", k.col(all.c["total"]!), k.int(0)), orders: k.fn("coalesce", k.col(all.c["orders"]!), k.int(0)),
    }), ["id"]);
  },
};

describe("a rule becomes the SQL that an expert would write", () => {
  const names = readdirSync(FOLDER);
  test("every rule that was written by hand is here", () => expect(Object.keys(RULES).toSorted()).toEqual(names.toSorted()));

  test.each(names)("%s: as many selects, no alias that names a stage, equal rows", async (name) => {
    const folder = new URL(`${name}/`, FOLDER);
    const byHand = readFileSync(new URL("by-hand.sql", folder), "utf8");
    const rule = (RULES[name] as () => Rule)();
    const sql = sqlOf(rule);
    expect(sql).toMatchSnapshot();
    expect(selects(sql)).toBeLessThanOrEqual(selects(byHand));
    expect(sql).not.toMatch(/\b(t|cte|step|stage|tmp|sub|q)_?\d+\b/i);
    const scanned = readdirSync(folder).filter((file) => file.endsWith(".json"));
    const connection = await database(...scanned.map((file) => `create table ${file.replace(".json", "")} as select * from read_json('${new URL(file, folder).pathname}')`));
    const text = (rows: unknown[][]): string[] => rows.map((row) => JSON.stringify(row.map(String)));
    expect(text(await rowsOf(connection, sql))).toEqual(text(await rowsOf(connection, byHand)));
  });
});

