import { describe, expect, test } from "vitest";
import { FLOAT64, INT64, STRING } from "../../src/values/type.ts";
import { lineage, type Lineage } from "../../src/ir/lineage.ts";
import { requiredColumns } from "../../src/ir/needs.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { Env, Rule } from "../../src/ir/rule.ts";
import { kit, type Kit } from "./kit.ts";

const orders = { columns: { id: "int64", customer: "int64", status: "string", amount: "int64", fee: "int64", items: "list<int64>" }, keys: [["id"]], order: ["id"] };
const customers = { columns: { key: "int64", region: "string", name: "string" }, keys: [["key"]] };
const setup = (): Kit => kit({ orders, customers });

/** `column <- values | influences`, then what influences all. */
function shown(of: Lineage): string[] {
  const text = (places: readonly number[]): string => places.map((at) => `${of.leaves[at]?.name}.${of.leaves[at]?.column}`).join(" ");
  return [...of.columns.map((c) => `${c.name} <- ${text(c.value)}${c.influence.length === 0 ? "" : ` | ${text(c.influence)}`}`), `rows: ${text(of.rows)}`];
}
const lines = (k: Kit, root: Rel): string[] => shown(lineage(k.rule(root), k.env));

describe("value edges", () => {
  test("lead through derived columns, renames and locals to the columns of sources", () => {
    const k = setup();
    const o = k.scan("orders");
    k.local("net", k.select(o, "customer", { net: k.fn("subtract", [k.ref(o, "amount"), k.ref(o, "fee")]) }));
    const n = k.scanLocal(0);
    expect(lines(k, k.select(n, { twice: k.fn("add", [k.ref(n, "net"), k.ref(n, "net")]), who: k.ref(n, "customer"), one: k.int(1) }))).toEqual([
      "twice <- orders.amount orders.fee", "who <- orders.customer", "one <- ", "rows: ",
    ]);
  });
  test("of a union come from each input, of `except` from the first alone", () => {
    const k = setup();
    const two = (): [Rel, Rel] => [k.scan("orders", ["id"]), ((c: Rel) => k.select(c, { id: k.ref(c, "key") }))(k.scan("customers", ["key"]))];
    expect(lines(k, k.set("union_all", ...two()))).toEqual(["id <- customers.key orders.id", "rows: "]);
    expect(lines(k, k.set("except", ...two()))).toEqual(["id <- orders.id", "rows: customers.key orders.id"]);
  });
  test("of a merged column come from both sides", () => {
    const k = kit({ a: { columns: { k: "int64", x: "int64" } }, b: { columns: { k: "int64", y: "int64" } } });
    expect(lines(k, k.join("full", k.scan("a"), k.scan("b"), [], "1:1", { using: ["k"] }))).toEqual(["k <- a.k b.k", "x <- a.x", "y <- b.y", "rows: a.k b.k"]);
  });
  test("of a recursion come from its seed through its own rounds", () => {
    const k = kit({ calls: { columns: { src: "string", dst: "string" } } });
    const seed = k.scan("calls");
    const outputs = ["src", "dst"].map((name) => k.newColumn(name, STRING));
    const { id, at } = k.node();
    const [s, d] = [k.newColumn("src", STRING), k.newColumn("dst", STRING)];
    const self: Rel = { kind: "scan", ...k.node(), outputs: [s, d], of: { kind: "self", recurse: id }, reads: [["src", s], ["dst", d]] };
    const next = k.scan("calls");
    const joined = k.join("inner", self, next, [k.test("eq", k.ref(self, "dst"), k.ref(next, "src"))], "n:m");
    const step: Rel = { kind: "project", ...k.node(), input: joined, adds: [], outputs: [s, k.column(next, "dst")] };
    expect(lines(k, { kind: "recurse", id, at, outputs, seed, step, depth: null, maxDepth: null })).toEqual(["src <- calls.src", "dst <- calls.dst", "rows: calls.dst calls.src"]);
  });
  test("through SQL text lead to all it was given, and the lineage says that it is opaque", () => {
    const k = setup();
    const rule = k.rule(k.sql({ n: "int64" }, k.scan("orders", ["id", "fee"])));
    expect(shown(lineage(rule, k.env))).toEqual(["n <- orders.fee orders.id", "rows: orders.fee orders.id"]);
    expect(lineage(rule, k.env).opaque).toBe(true);
    expect(lineage(k.rule(k.scan("orders")), k.env).opaque).toBe(false);
  });
});

describe("influence edges", () => {
  test("of filters, join conditions, group keys, distinct and dedupe are on every column", () => {
    const k = setup();
    const o = k.scan("orders");
    const paid = k.filter(o, k.test("eq", k.ref(o, "status"), k.text("paid")));
    const c = k.scan("customers");
    const joined = k.join("left", paid, c, [k.test("eq", k.ref(paid, "customer"), k.ref(c, "key"))]);
    expect(lines(k, k.select(k.group(joined, ["region"], { n: k.agg("sum", [k.ref(joined, "amount")]) }), "n"))).toEqual([
      "n <- orders.amount", "rows: customers.key customers.region orders.customer orders.status",
    ]);
    expect(lines(k, k.select(k.distinct(k.scan("customers", ["region", "name"])), "name"))).toEqual(["name <- customers.name", "rows: customers.name customers.region"]);
    expect(lines(k, k.select(k.dedupe(k.scan("customers"), ["region"], ["key"]), "name"))).toEqual(["name <- customers.name", "rows: customers.key customers.region"]);
  });
  test("of a semi join are there though no column of the right is", () => {
    const k = setup();
    const [o, c] = [k.scan("orders", ["id", "customer"]), k.scan("customers", ["key"])];
    expect(lines(k, k.join("semi", o, c, [k.test("eq", k.ref(o, "customer"), k.ref(c, "key"))]))).toContain("rows: customers.key orders.customer");
  });
  test("of a window's partition and order, or an aggregate's `where` and `sort`, are on its own column alone", () => {
    const k = setup();
    const o = k.scan("orders", ["id", "customer", "amount", "fee"]);
    const w = k.derive(o, { running: k.over("sum", [k.ref(o, "amount")], [k.ref(o, "customer")], k.keysOf(o, ["fee"])) });
    expect(lines(k, k.select(w, "id", "running"))).toEqual(["id <- orders.id", "running <- orders.amount | orders.customer orders.fee", "rows: "]);
    const g = k.group(o, ["customer"], { n: k.agg("count", [], { where: k.test("gt", k.ref(o, "fee"), k.int(0)) }), xs: k.agg("list", [k.ref(o, "amount")], { sort: k.keysOf(o, ["id"]), type: INT64 }) });
    expect(lines(k, g)).toEqual(["customer <- orders.customer", "n <-  | orders.fee", "xs <- orders.amount | orders.id", "rows: orders.customer"]);
  });
  test("a value inside a calculation over a window keeps both kinds apart", () => {
    const k = setup();
    const o = k.scan("orders");
    const share = k.fn("divide", [k.ref(o, "amount"), k.over("sum", [k.ref(o, "fee")], [k.ref(o, "status")], [])], FLOAT64);
    expect(lines(k, k.select(o, { share: { ...share, shape: "window" } }))).toEqual(["share <- orders.amount orders.fee | orders.status", "rows: "]);
  });
  test("of an explode are its list's: how many rows there are hangs on it", () => {
    const k = setup();
    const e = k.explode(k.scan("orders", ["id", "items"]), "items", "item", { index: "n" });
    expect(lines(k, e)).toEqual(["id <- orders.id", "item <- orders.items", "n <- ", "rows: orders.items"]);
  });
  test("of a limit are the columns whose order it takes the first of, its input's own order too", () => {
    const k = setup();
    expect(lines(k, k.select(k.limit(k.scan("orders"), 5), "status"))).toEqual(["status <- orders.status", "rows: orders.id"]);
    expect(lines(k, k.select(k.limit(k.sort(k.scan("orders"), ["fee"]), 5), "status"))).toEqual(["status <- orders.status", "rows: orders.fee orders.id"]);
    expect(lines(k, k.select(k.limit(k.scan("orders"), 5, true), "status"))).toEqual(["status <- orders.status", "rows: "]);
  });
});

describe("the columns that a rule must read", () => {
  const required = (rule: Rule, env: Env): string[] => requiredColumns(rule, env).map((of) => `${of.name}: ${of.columns.join(" ")}`);
  test("are those of its lineage and of its obligations, per source", () => {
    const k = setup();
    const o = k.scan("orders");
    const paid = k.filter(o, k.test("eq", k.ref(o, "status"), k.text("paid")));
    k.obligation("check", o, { predicate: k.test("ge", k.ref(o, "fee"), k.int(0)) });
    const c = k.scan("customers");
    expect(required(k.rule(k.select(k.join("left", paid, c, [k.test("eq", k.ref(o, "customer"), k.ref(c, "key"))]), "id", "region")), k.env)).toEqual([
      "customers: key region", "orders: customer fee id status",
    ]);
  });
  test("are one where only rows are counted", () => {
    const k = setup();
    expect(required(k.rule(k.group(k.scan("orders"), [], { n: k.agg("count", []) })), k.env)).toEqual(["orders: id"]);
  });
});

test("a rule of 200 scanned columns has more leaves than bits in a word", () => {
  const names = Array.from({ length: 200 }, (_, i) => `c${String(i).padStart(3, "0")}`);
  const k = kit({ t: { columns: Object.fromEntries(names.map((name) => [name, "int64"])) } });
  const t = k.scan("t");
  const of = lineage(k.rule(k.select(t, { all: k.fn("f", names.map((name) => k.ref(t, name))), last: k.ref(t, "c199") })), k.env);
  expect(of.columns.map((c) => c.value)).toEqual([names.map((_, i) => i), [199]]);
});
