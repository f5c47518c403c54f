/** The table "Verbs: rows, order, keys" of docs/language.md, line by line. */
import { describe, expect, test } from "vitest";
import { INT64, STRING } from "../../src/values/type.ts";
import { kit } from "./kit.ts";

const orders = { columns: { id: "int64", customer: "int64", status: "string", amount: "decimal(12, 2)", fee: "decimal(12, 2)?", items: "list<int64>?" }, keys: [["id"]], order: ["id"] };
const customers = { columns: { key: "int64", region: "string" }, keys: [["key"]], order: ["key"] };
const lines = { columns: { order: "int64", line: "int64", sku: "string" }, keys: [["order", "line"]], order: ["order", "line"] };
const setup = () => kit({ orders, customers, lines });

describe("a scan", () => {
  test("starts in the order, with the keys and the nulls of what it reads", () => {
    const k = setup();
    expect(k.props(k.scan("orders"))).toMatchObject({ order: "id", total: true, keys: ["id"], notNull: ["amount", "customer", "id", "status"] });
  });
  test("that leaves a key column out has no such key, and its order ends there", () => {
    const k = setup();
    expect(k.props(k.scan("lines", ["order", "sku"]))).toMatchObject({ order: "order", total: false, keys: [] });
  });
  test("of a local has what the local has, under its own columns", () => {
    const k = setup();
    const o = k.scan("orders");
    k.local("paid", k.select(k.filter(o, k.test("eq", k.ref(o, "status"), k.text("paid"))), "id", "status", "customer"));
    expect(k.props(k.scanLocal(0))).toMatchObject({ order: "id", total: true, keys: ["id"], constant: ["status"], notNull: ["customer", "id", "status"] });
  });
});

describe("where, derive, select, drop, rename", () => {
  test("where keeps order and keys", () => {
    const k = setup();
    const o = k.scan("orders");
    expect(k.props(k.filter(o, k.test("gt", k.ref(o, "amount"), k.int(1))))).toMatchObject({ order: "id", total: true, keys: ["id"] });
  });
  test("derive keeps both; what replaces a sort column cuts the order there and takes the key with it", () => {
    const k = setup();
    const l = k.scan("lines");
    expect(k.props(k.derive(l, { twice: k.fn("add", [k.ref(l, "line"), k.ref(l, "line")]) }))).toMatchObject({ order: "order, line", total: true, keys: ["order+line"] });
    expect(k.props(k.derive(l, { line: k.fn("add", [k.ref(l, "line"), k.int(1)]) }))).toMatchObject({ order: "order", total: false, keys: [] });
  });
  test("select cuts the order at the first column that goes, and keeps the keys whose columns stay", () => {
    const k = setup();
    const l = k.scan("lines");
    expect(k.props(k.select(l, "line", "sku"))).toMatchObject({ order: "", keys: [] });
    expect(k.props(k.select(l, "order", "line"))).toMatchObject({ order: "order, line", keys: ["order+line"] });
  });
  test("a renamed column is the same column", () => {
    const k = setup();
    const l = k.scan("lines");
    expect(k.props(k.select(l, { o: k.ref(l, "order"), n: k.ref(l, "line") }))).toMatchObject({ order: "o, n", total: true, keys: ["o+n"] });
  });
});

describe("sort", () => {
  test("gives the new keys with the old order as tie-break, and keeps the keys", () => {
    const k = setup();
    expect(k.props(k.sort(k.scan("orders"), ["status desc first"]))).toMatchObject({ order: "status desc nulls first, id", total: true, keys: ["id"] });
    expect(k.props(k.sort(k.scan("orders", ["customer", "status"]), ["status"]))).toMatchObject({ order: "status", total: false });
  });
});

describe("joins", () => {
  const joined = (how: "inner" | "left" | "right" | "full" | "cross" | "semi" | "anti", multiplicity: "1:1" | "n:1" | "1:n" | "n:m", asof = false) => {
    const k = setup();
    const [l, r] = [k.scan("lines"), k.scan("customers")];
    const on = how === "cross" ? [] : [k.test("lt", k.ref(l, "order"), k.ref(r, "key"))];
    return k.props(k.join(how, l, r, on, multiplicity, asof ? { asof: { tolerance: null } } : {}));
  };
  test.each(["inner", "left"] as const)("%s n:1 keeps the left's order and keys", (how) => {
    expect(joined(how, "n:1")).toMatchObject({ order: "order, line", total: true, keys: ["order+line"] });
  });
  test("inner 1:1 has the keys of both, left 1:1 the left's", () => {
    expect(joined("inner", "1:1")).toMatchObject({ order: "order, line", keys: ["key", "order+line"] });
    expect(joined("left", "1:1")).toMatchObject({ order: "order, line", keys: ["order+line"] });
  });
  test.each(["semi", "anti"] as const)("%s keeps the left's order and keys, whatever the multiplicity", (how) => {
    expect(joined(how, "n:m")).toMatchObject({ order: "order, line", keys: ["order+line"] });
  });
  test("asof keeps the left's order and keys", () => {
    expect(joined("inner", "n:m", true)).toMatchObject({ order: "order, line", keys: ["order+line"] });
    expect(joined("left", "n:m", true)).toMatchObject({ order: "order, line", keys: ["order+line"] });
  });
  test("inner 1:n has the right's keys and no order", () => {
    expect(joined("inner", "1:n")).toMatchObject({ order: "", keys: ["key"] });
  });
  test.each([["left", "1:n"], ["left", "n:m"], ["inner", "n:m"], ["cross", "n:m"], ["right", "n:1"], ["full", "n:m"]] as const)("%s %s has the left key with the right key, and no order", (how, multiplicity) => {
    expect(joined(how, multiplicity)).toMatchObject({ order: "", keys: ["order+line+key"] });
  });
  test("a full join of keys that may be null on both sides has no key: two rows without a partner could be alike", () => {
    const k = kit({ a: { columns: { x: "int64?" }, keys: [["x"]] }, b: { columns: { y: "int64?" }, keys: [["y"]] } });
    const [l, r] = [k.scan("a"), k.scan("b")];
    expect(k.props(k.join("full", l, r, [k.test("eq", k.ref(l, "x"), k.ref(r, "y"))], "1:1")).keys).toEqual([]);
  });
  test("full using a key of both sides has the merged column for a key", () => {
    const k = kit({ a: { columns: { x: "int64", p: "int64" }, keys: [["x"]] }, b: { columns: { x: "int64", q: "int64" }, keys: [["x"]] } });
    expect(k.props(k.join("full", k.scan("a"), k.scan("b"), [], "1:1", { using: ["x"] }))).toMatchObject({ keys: ["x"], notNull: ["x"] });
  });
  test("full using columns that may be null on both sides has no such key: a null matches nothing, and stands twice", () => {
    const keys = (left: string, right: string): string[] => {
      const k = kit({ a: { columns: { x: "int64", y: left, p: "int64" }, keys: [["x", "y"]] }, b: { columns: { x: "int64", y: right, q: "int64" }, keys: [["x", "y"]] } });
      return k.props(k.select(k.join("full", k.scan("a"), k.scan("b"), [], "1:1", { using: ["x", "y"] }), "x", "y")).keys;
    };
    expect(keys("int64?", "int64?")).toEqual([]);
    expect(keys("int64?", "int64")).toEqual(["x+y"]);
  });
});

describe("group, aggregate", () => {
  test("group has its keys for a key and no order", () => {
    const k = setup();
    const o = k.scan("orders");
    expect(k.props(k.group(o, ["customer", "status"], { n: k.agg("count", []) }))).toMatchObject({ order: "", keys: ["customer+status"] });
  });
  test("aggregate gives one row: every set of columns is a key, any order is total", () => {
    const k = setup();
    const o = k.scan("orders");
    expect(k.props(k.group(o, [], { n: k.agg("count", []) }))).toMatchObject({ keys: [""], total: true, atMost: 1, constant: ["n"] });
  });
});

describe("distinct and the set verbs", () => {
  test.each(["union", "intersect", "except"] as const)("%s has all columns for a key, and no order", (how) => {
    const k = setup();
    const props = k.props(k.set(how, k.scan("orders", ["customer", "status"]), k.scan("orders", ["customer", "status"])));
    expect(props).toMatchObject({ order: "", keys: ["customer+status"] });
  });
  test("distinct has all columns for a key, and no order; where a key was known it stays the shorter one", () => {
    const k = setup();
    expect(k.props(k.distinct(k.scan("orders", ["customer", "status"])))).toMatchObject({ order: "", keys: ["customer+status"] });
    expect(k.props(k.distinct(k.scan("orders", ["id", "status"])))).toMatchObject({ order: "", keys: ["id"] });
  });
  test("union all has neither order nor key", () => {
    const k = setup();
    expect(k.props(k.set("union_all", k.scan("orders", ["id"]), k.scan("orders", ["id"])))).toMatchObject({ order: "", keys: [], atMost: null });
  });
});

describe("explode", () => {
  test("adds its index to a total order and to each key", () => {
    const k = setup();
    expect(k.props(k.explode(k.scan("orders"), "items", "item", { index: "line", keepEmpty: true }))).toMatchObject({ order: "id, line", total: true, keys: ["id+line"] });
  });
  test("of rows that tie keeps their order as it was", () => {
    const k = setup();
    const some = k.sort(k.scan("orders", ["status", "items"]), ["status"]);
    expect(k.props(k.explode(some, "items", "item", { index: "line" }))).toMatchObject({ order: "status", total: false, keys: [] });
  });
  test("without an index has no key", () => {
    const k = setup();
    expect(k.props(k.explode(k.scan("orders"), "items", "item"))).toMatchObject({ order: "id", total: false, keys: [] });
  });
  test("of a column that the order needs, cuts it there, index and all", () => {
    const k = kit({ t: { columns: { xs: "list<int64>", id: "int64" }, keys: [["xs"]], order: ["xs"] } });
    expect(k.props(k.explode(k.scan("t"), "xs", "x", { index: "i" }))).toMatchObject({ order: "", keys: [] });
  });
});

describe("dedupe, limit, window", () => {
  test("dedupe has the `on` columns for a key, and no order", () => {
    const k = setup();
    expect(k.props(k.dedupe(k.scan("orders", ["customer", "status", "amount"]), ["customer"], ["amount desc", "status"]))).toMatchObject({ order: "", keys: ["customer"] });
  });
  test("limit keeps order and keys and bounds the rows", () => {
    const k = setup();
    expect(k.props(k.limit(k.scan("orders"), 5))).toMatchObject({ order: "id", total: true, keys: ["id"], atMost: 5 });
    expect(k.props(k.limit(k.scan("orders"), 1))).toMatchObject({ keys: [""], total: true, atMost: 1 });
  });
  test("a window keeps order and keys; row_number and what it counts within are a key", () => {
    const k = setup();
    const o = k.scan("orders", ["customer", "amount", "status"]);
    const numbered = k.derive(o, { n: k.over("row_number", [], [k.ref(o, "customer")], k.keysOf(o, ["amount", "status"])) });
    expect(k.props(numbered)).toMatchObject({ keys: ["customer+n"] });
    const all = k.scan("orders");
    expect(k.props(k.derive(all, { n: k.over("row_number", [], [], k.keysOf(all, ["id"])) }))).toMatchObject({ order: "id", keys: ["id", "n"] });
    expect(k.props(k.derive(o, { n: k.over("rank", [], [k.ref(o, "customer")], k.keysOf(o, ["amount"])) })).keys).toEqual([]);
  });
});

describe("unpivot, recurse, check", () => {
  test("unpivot has the input's keys with the name, and no order", () => {
    const k = kit({ wide: { columns: { id: "int64", a: "int64", b: "int64" }, keys: [["id"]], order: ["id"] } });
    expect(k.props(k.unpivot(k.scan("wide"), ["a", "b"]))).toMatchObject({ order: "", keys: ["id+name"] });
  });
  test("recurse has all columns but the depth for a key", () => {
    const k = kit({ calls: { columns: { src: "string", dst: "string" }, keys: [["src", "dst"]] } });
    const seed = k.scan("calls");
    const depth = k.newColumn("steps", INT64);
    const outputs = [...["src", "dst"].map((name) => k.newColumn(name, STRING)), depth];
    expect(k.props({ kind: "recurse", ...k.node(), outputs, seed, step: k.scan("calls"), depth, maxDepth: null })).toMatchObject({ order: "", keys: ["src+dst"] });
  });
  test("a key that the run verifies counts as proven, even when it is claimed after the relation was asked about", () => {
    const k = setup();
    const o = k.scan("orders", ["customer", "status"]);
    expect(k.props(o).keys).toEqual([]);
    k.obligation("key", o, { columns: k.columns(o, ["customer"]) });
    expect(k.props(o).keys).toEqual(["customer"]);
    expect(k.props(k.sort(o, ["customer"]))).toMatchObject({ total: true });
  });
  test("a key that is only warned about proves nothing", () => {
    const k = setup();
    const o = k.scan("orders", ["customer", "status"]);
    k.obligation("key", o, { columns: k.columns(o, ["customer"]), severity: "warn" });
    expect(k.props(o).keys).toEqual([]);
  });
  test("SQL text and mistakes promise nothing", () => {
    const k = setup();
    expect(k.props(k.sql({ id: "int64" }, k.scan("orders")))).toMatchObject({ order: "", keys: [], notNull: ["id"] });
    const error = { kind: "error", ...k.node(), outputs: [], inputs: [k.scan("orders")] } as const;
    expect(k.props(error)).toMatchObject({ order: "", keys: [], notNull: [] });
  });
});
