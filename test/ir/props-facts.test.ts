import { describe, expect, test } from "vitest";
import { closure, coversKey, wouldBeTotal } from "../../src/ir/props/index.ts";
import type { Rel } from "../../src/ir/rel.ts";
import { BOOL } from "../../src/values/type.ts";
import { kit } from "./kit.ts";

const interfaces = {
  orders: { columns: { id: "int64", customer: "int64", status: "string", at: "timestamp", weight: "float64", fee: "int64?" }, keys: [["id"]], order: ["id"] },
  customers: { columns: { key: "int64", region: "string", note: "string?" }, keys: [["key"]] },
};
const setup = () => kit(interfaces);

describe("constants and equal columns", () => {
  test("a column that a filter fixes is constant, leaves every key, and orders nothing", () => {
    const k = kit({ t: { columns: { a: "int64", b: "int64" }, keys: [["a", "b"]], order: ["a", "b"] } });
    const t = k.scan("t");
    const fixed = k.filter(t, k.test("eq", k.ref(t, "a"), k.param("p")));
    expect(k.props(fixed)).toMatchObject({ constant: ["a"], keys: ["b"] });
    // Dropping it does not cut the order.
    expect(k.props(k.select(fixed, "b"))).toMatchObject({ order: "b", total: true });
  });
  test("columns that a filter makes equal stand for each other", () => {
    const k = setup();
    const o = k.scan("orders");
    const same = k.filter(o, k.test("eq", k.ref(o, "id"), k.ref(o, "customer")));
    expect(k.props(k.select(same, "customer"))).toMatchObject({ order: "customer", keys: ["customer"] });
  });
  test("an inner join makes what it compares equal, so that the key may be given by either name", () => {
    const k = setup();
    const [o, c] = [k.group(k.scan("orders"), ["customer"], { n: k.agg("count", []) }), k.scan("customers")];
    const joined = k.join("inner", o, c, [k.test("eq", k.ref(o, "customer"), k.ref(c, "key"))]);
    expect(k.props(k.select(joined, "key", "n")).keys).toEqual(["key"]);
  });
  test("a left join does not: its right columns may be null", () => {
    const k = setup();
    const [o, c] = [k.group(k.scan("orders"), ["customer"], { n: k.agg("count", []) }), k.scan("customers")];
    const joined = k.join("left", o, c, [k.test("eq", k.ref(o, "customer"), k.ref(c, "key"))]);
    expect(k.props(joined)).toMatchObject({ equal: [], keys: ["customer"] });
    expect(k.props(k.select(joined, "key", "n")).keys).toEqual([]);
  });
  test("a constant of the right is none after a left join", () => {
    const k = setup();
    const [o, c] = [k.scan("orders"), k.scan("customers")];
    const eu = k.filter(c, k.test("eq", k.ref(c, "region"), k.text("EU")));
    expect(k.props(k.join("inner", o, eu, [k.test("eq", k.ref(o, "customer"), k.ref(eu, "key"))])).constant).toEqual(["region"]);
    expect(k.props(k.join("left", o, eu, [k.test("eq", k.ref(o, "customer"), k.ref(eu, "key"))])).constant).toEqual([]);
  });
});

describe("dependencies", () => {
  test("what an n:1 join adds is fixed by what it was joined on: such columns need not stand in a key", () => {
    const k = setup();
    const [o, c] = [k.scan("orders"), k.scan("customers")];
    for (const how of ["inner", "left"] as const) {
      const joined = k.join(how, o, c, [k.test("eq", k.ref(o, "customer"), k.ref(c, "key"))]);
      expect(k.props(k.group(joined, ["customer", "region"], { n: k.agg("count", []) })).keys).toEqual(["customer"]);
    }
  });
  test("a key of the right still fixes the right's columns after an n:1 join", () => {
    const k = setup();
    const [o, c] = [k.scan("orders"), k.scan("customers")];
    const joined = k.join("left", o, c, [k.test("eq", k.ref(o, "customer"), k.ref(c, "key"))]);
    expect(k.props(k.group(joined, ["key", "region"], { n: k.agg("count", []) })).keys).toEqual(["key"]);
  });
  test("a key column that goes is replaced by what fixes it: a unique name stands in for the number", () => {
    const k = kit({
      stock: { columns: { part: "int64", supplier: "int64", cost: "int64" }, keys: [["part", "supplier"]] },
      suppliers: { columns: { id: "int64", name: "string", phone: "string?" }, keys: [["id"], ["name"], ["phone"]] },
    });
    const [s, u] = [k.scan("stock"), k.scan("suppliers")];
    const on = [k.test("eq", k.ref(s, "supplier"), k.ref(u, "id"))];
    expect(k.props(k.select(k.join("inner", s, u, on), "part", "name", "cost")).keys).toEqual(["part+name"]);
    expect(k.props(k.select(k.join("inner", s, u, on), "part", "cost")).keys).toEqual([]);
    // Rows without a supplier have no name to tell them apart.
    expect(k.props(k.select(k.join("left", s, u, on), "part", "name", "cost")).keys).toEqual([]);
  });
  test("a right key that may be null fixes nothing after a left join: rows without a partner have nulls there too", () => {
    const k = kit({ l: { columns: { x: "int64" } }, r: { columns: { y: "int64?", z: "int64?" }, keys: [["y"]] } });
    const [l, r] = [k.scan("l"), k.scan("r")];
    const joined = k.join("left", l, r, [k.test("gt", k.ref(l, "x"), k.ref(r, "z"))], "n:m");
    expect(k.props(k.group(joined, ["y", "z"], { n: k.agg("count", []) })).keys).toEqual(["y+z"]);
  });
  test("a computed column is fixed by what it is computed from", () => {
    const k = setup();
    const o = k.scan("orders");
    const days = k.derive(o, { day: k.fn("date", [k.ref(o, "at")]) });
    expect(k.props(k.group(days, ["at", "day"], { n: k.agg("count", []) })).keys).toEqual(["at"]);
  });
  test.each(["float64", "volatile", "window"])("unless it is computed by %s means, where equal rows may give others", (means) => {
    const k = setup();
    const o = k.scan("orders");
    const of = { float64: () => k.fn("format", [k.ref(o, "weight")]), volatile: () => k.fn("random", [k.ref(o, "at")]), window: () => k.over("rank", [], [], k.keysOf(o, ["at"])) }[means] as () => ReturnType<typeof k.int>;
    const from = means === "float64" ? "weight" : "at";
    expect(k.props(k.group(k.derive(o, { day: of() }), [from, "day"], { n: k.agg("count", []) })).keys).toEqual([`${from}+day`]);
  });
});

describe("nulls", () => {
  test("a left join makes the right's columns nullable, a right join the left's, a full join all", () => {
    const k = setup();
    const [o, c] = [k.scan("orders", ["id"]), k.scan("customers", ["key"])];
    const on = [k.test("eq", k.ref(o, "id"), k.ref(c, "key"))];
    expect(k.props(k.join("left", o, c, on)).notNull).toEqual(["id"]);
    expect(k.props(k.join("right", o, c, on)).notNull).toEqual(["key"]);
    expect(k.props(k.join("full", o, c, on)).notNull).toEqual([]);
    expect(k.props(k.join("inner", o, c, on)).notNull).toEqual(["id", "key"]);
  });
  test("a comparison or `is not null` that is true leaves no null behind", () => {
    const k = setup();
    const [o, c] = [k.scan("orders", ["fee"]), k.scan("customers", ["note"])];
    expect(k.props(k.filter(o, k.test("gt", k.ref(o, "fee"), k.int(0)))).notNull).toEqual(["fee"]);
    expect(k.props(k.filter(c, k.test("not", k.test("is_null", k.ref(c, "note"))))).notNull).toEqual(["note"]);
    expect(k.props(k.filter(c, k.test("is_null", k.ref(c, "note"))))).toMatchObject({ notNull: [], constant: ["note"] });
    expect(k.props(k.filter(c, k.test("or", k.test("eq", k.ref(c, "note"), k.text("a")), k.lit(BOOL, true)))).notNull).toEqual([]);
  });
  test("a union's column is never null when no input's is", () => {
    const k = setup();
    const [a, b] = [k.select(k.scan("orders"), "id", "fee"), k.select(k.scan("orders"), "id", "fee")];
    expect(k.props(k.set("union_all", a, b)).notNull).toEqual(["id"]);
  });
  test("a not-null claim that the run verifies counts", () => {
    const k = setup();
    const o = k.scan("orders", ["fee"]);
    k.obligation("not_null", o, { columns: o.outputs });
    expect(k.props(o).notNull).toEqual(["fee"]);
  });
});

describe("what to add so that an order is total", () => {
  test("is named per key, the least first, without what the order already fixes", () => {
    const k = kit({ t: { columns: { a: "int64", b: "int64", c: "int64", d: "int64" }, keys: [["b", "c", "d"], ["a", "b"]] } });
    const sorted = k.sort(k.scan("t"), ["b"]);
    expect(wouldBeTotal(k.propsOf(sorted)).map((columns) => columns.map(k.nameOf))).toEqual([["a"], ["c", "d"]]);
  });
  test("is nothing for an order that is", () => {
    const k = setup();
    expect(wouldBeTotal(k.propsOf(k.scan("orders")))).toEqual([]);
  });
  test("a key is covered through dependencies and equal columns", () => {
    const k = setup();
    const [o, c] = [k.scan("orders"), k.scan("customers")];
    const joined = k.join("inner", o, c, [k.test("eq", k.ref(o, "customer"), k.ref(c, "key"))]);
    const props = k.propsOf(k.group(joined, ["key", "region"], { n: k.agg("count", []) }));
    expect(coversKey(props, [k.column(joined, "key")])).toBe(true);
    expect(coversKey(props, [k.column(joined, "region")])).toBe(false);
    expect([...closure(k.propsOf(joined), [k.column(joined, "customer")])].map(k.nameOf)).toContain("region");
  });
});

describe("values", () => {
  test("a column of different literals is a key, one literal in all rows is constant", () => {
    const k = kit();
    expect(k.props(k.values({ id: "int64", kind: "string" }, [["1", "a"], ["2", "a"]]))).toMatchObject({ keys: ["id"], constant: ["kind"], atMost: 2 });
  });
  test("floats are no key: two texts may be one number", () => {
    const k = kit();
    expect(k.props(k.values({ x: "float64" }, [["0.0"], ["-0.0"]])).keys).toEqual([]);
  });
});

describe("size", () => {
  test("a chain of 10,000 stages is no deeper than one", () => {
    const k = setup();
    let rel: Rel = k.scan("orders");
    for (let i = 0; i < 10_000; i++) rel = { kind: "limit", ...k.node(), outputs: rel.outputs, input: rel, count: k.int(i + 5), offset: null, arbitrary: false };
    expect(k.props(rel)).toMatchObject({ order: "id", atMost: 5 });
  });
  test("at most eight keys are kept, the smallest", () => {
    const names = Array.from({ length: 12 }, (_, i) => `c${i}`);
    const k = kit({ t: { columns: Object.fromEntries(names.map((name) => [name, "int64"])), keys: [names.slice(0, 2), ...names.slice(2).map((name) => [name])] } });
    expect(k.props(k.scan("t")).keys).toEqual(names.slice(2, 10));
  });
  test("a sort by something computed proves no order: an order is of columns", () => {
    const k = setup();
    const o = k.scan("orders");
    expect(k.props(k.sort(o, [k.fn("negate", [k.ref(o, "id")]), "id"]))).toMatchObject({ order: "", total: false });
  });
});
