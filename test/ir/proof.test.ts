import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inferred, proofsOf, type Fact, type Proof } from "../../src/ir/proof/index.ts";
import type { Rel } from "../../src/ir/rel.ts";
import { INT64 } from "../../src/values/type.ts";
import { expectProven } from "../support/proofs.ts";
import { kit, type Kit } from "./kit.ts";
import { build, steps } from "./random-rule.ts";

describe("a proof", () => {
  test("is there for all that is inferred of random rules, at every stage, and for nothing else", () => {
    let [proven, refused] = [0, 0];
    fc.assert(fc.property(steps, (plan) => {
      const { k, rule } = build(plan);
      const counted = expectProven(rule, k.env);
      proven += counted.proven;
      refused += counted.refused;
    }), { numRuns: 40 });
    expect([proven > 400, refused > 400]).toEqual([true, true]);
  });
});

/** Each way of the language to a total order: what the order is, and the steps that it needs. */
describe("that an order is total follows from", () => {
  const orders = { columns: { id: "int64", customer: "int64", day: "int64", amount: "int64", items: "list<int64>" }, keys: [["id"]] };
  const customers = { columns: { key: "int64", region: "string", mail: "string" }, keys: [["key"]] };
  const lines = { columns: { order: "int64", line: "int64", sku: "string" }, keys: [["order", "line"]] };
  const setup = (): Kit => kit({ orders, customers, lines });
  const flat = (of: Proof): string[] => [of.by, ...of.premises.flatMap(flat)];

  /** The inferences that are used, each once; null where the order leaves ties. */
  function steps(k: Kit, root: Rel): string[] | null {
    const { prove, propsOf } = proofsOf(k.rule(root), k.env);
    const found = prove(root, { kind: "total", columns: propsOf(root).order });
    expect(found !== null).toBe(propsOf(root).total);
    return found === null ? null : [...new Set(flat(found))];
  }
  const of = (make: (k: Kit) => Rel): string[] | null => {
    const k = setup();
    return steps(k, make(k));
  };

  test("a key of the source", () => {
    expect(of((k) => k.sort(k.scan("orders"), ["day", "id"]))).toEqual(expect.arrayContaining(["covers-key", "sorted", "declared"]));
    expect(of((k) => k.sort(k.scan("orders"), ["day", "amount"]))).toBe(null);
  });
  test("a part of a key, where a filter makes the rest constant", () => {
    expect(of((k) => k.sort(k.filter(k.scan("lines"), k.test("eq", k.ref(k.scan("lines"), "order"), k.int(1))), ["line"]))).toBe(null);
    expect(of((k) => {
      const l = k.scan("lines");
      return k.sort(k.filter(l, k.test("eq", k.ref(l, "order"), k.int(1))), ["line"]);
    })).toEqual(expect.arrayContaining(["fixed", "condition"]));
  });
  test("a column that a join makes equal to a key", () => {
    expect(of((k) => {
      const [o, c] = [k.scan("orders"), k.scan("customers")];
      return k.sort(k.join("inner", o, c, [k.test("eq", k.ref(o, "id"), k.ref(c, "key"))], "1:1"), ["key"]);
    })).toEqual(expect.arrayContaining(["join-kept", "by-key"]));
    const equal = (how: "inner" | "left"): string[] | null => of((k) => {
      const [l, o] = [k.scan("lines"), k.scan("orders")];
      return k.sort(k.join(how, l, o, [k.test("eq", k.ref(l, "order"), k.ref(o, "id"))]), ["id", "line"]);
    });
    expect(equal("inner")).toEqual(expect.arrayContaining(["fixed", "condition"]));
    // A line without an order has none in place of its number.
    expect(equal("left")).toBe(null);
  });
  test("what a key fixes in what it is joined to", () => {
    expect(of((k) => {
      const [o, c] = [k.scan("orders"), k.scan("customers")];
      const joined = k.join("left", o, c, [k.test("eq", k.ref(o, "customer"), k.ref(c, "key"))]);
      return k.sort(k.group(joined, ["customer", "mail"], { n: k.agg("count", []) }), ["customer"]);
    })).toEqual(expect.arrayContaining(["grouped", "fixed", "joined"]));
  });
  test("the keys of a group", () => {
    const grouped = (keys: string[]): string[] | null => of((k) => k.sort(k.group(k.scan("orders"), ["day", "customer"], { n: k.agg("count", []) }), keys));
    expect(grouped(["day", "customer"])).toEqual(expect.arrayContaining(["covers-key", "grouped"]));
    expect(grouped(["day", "n"])).toBe(null);
  });
  test("the index of an explode beside a key, and not the element", () => {
    const exploded = (keys: string[]): string[] | null => of((k) => k.sort(k.explode(k.scan("orders"), "items", "item", { index: "i" }), keys));
    expect(exploded(["id", "i"])).toEqual(expect.arrayContaining(["indexed", "declared"]));
    expect(exploded(["id", "item"])).toBe(null);
  });
  test("row_number with what it is counted in", () => {
    const numbered = (keys: string[]): string[] | null => of((k) => {
      const o = k.scan("orders", ["customer", "day"]);
      return k.sort(k.derive(o, { n: k.over("row_number", [], [k.ref(o, "customer")], k.keysOf(o, ["day"]), { type: INT64 }) }), keys);
    });
    expect(numbered(["customer", "n"])).toEqual(expect.arrayContaining(["numbered"]));
    expect(numbered(["n"])).toBe(null);
  });
  test("dedupe, distinct, one row at most, and names that a pivot makes of columns", () => {
    expect(of((k) => k.sort(k.dedupe(k.scan("orders"), ["customer"], ["id"]), ["customer"]))).toEqual(expect.arrayContaining(["deduped"]));
    expect(of((k) => k.sort(k.distinct(k.scan("orders", ["customer", "day"])), ["day", "customer"]))).toEqual(expect.arrayContaining(["distinct"]));
    expect(of((k) => k.sort(k.limit(k.scan("orders", ["day"]), 1, true), ["day"]))).toEqual(expect.arrayContaining(["single", "counted"]));
    expect(of((k) => k.sort(k.unpivot(k.scan("orders", ["id", "day", "amount"]), ["day", "amount"]), ["id", "name"]))).toEqual(expect.arrayContaining(["unpivoted"]));
  });
  test("a column that is computed from no more than the order's own", () => {
    expect(of((k) => {
      const o = k.scan("orders", ["day", "customer"]);
      const more = k.derive(o, { week: k.fn("add", [k.ref(o, "day"), k.int(1)]) });
      return k.sort(k.group(more, ["week", "day"], { n: k.agg("count", []) }), ["day"]);
    })).toEqual(expect.arrayContaining(["fixed", "computed"]));
  });
});

test.each(["left", "right", "full"] as const)("a constant of a side that a %s join fills with nulls is none, and what its key fixes is fixed", (how) => {
  const k = kit({ o: { columns: { id: "int64", c: "int64" }, keys: [["id"]] }, p: { columns: { key: "int64", kind: "string", x: "int64?" }, keys: [["key"], ["x"]] } });
  const [o, p] = [k.scan("o"), k.scan("p")];
  const constant = k.derive(k.filter(p, k.test("eq", k.ref(p, "kind"), k.text("a"))), { one: k.int(1) });
  const left = k.derive(k.filter(o, k.test("eq", k.ref(o, "c"), k.int(7))), { two: k.int(2) });
  const joined = k.join(how, left, constant, [k.test("eq", k.ref(left, "id"), k.ref(constant, "key"))], "n:1");
  expect(expectProven(k.rule(joined), k.env).proven).toBeGreaterThan(5);
  const column = how === "right" ? "two" : "one";
  expect(proofsOf(k.rule(joined), k.env).prove(joined, { kind: "fixes", from: [], to: k.column(joined, column) })).toBe(null);
});

test("what rests on an obligation says so", () => {
  const k = kit({ t: { columns: { a: "int64", b: "int64" } } });
  const t = k.scan("t");
  k.obligation("key", t, { columns: [k.column(t, "a")] });
  const { prove } = proofsOf(k.rule(t), k.env);
  const fact: Fact = { kind: "key", columns: [k.column(t, "a")] };
  expect(prove(t, fact)).toMatchObject({ by: "promised", premises: [] });
  expect(prove(t, { kind: "key", columns: [k.column(t, "b")] })).toBe(null);
});

test("goes no deeper than the program is long: 5,000 stages", () => {
  const k = kit({ t: { columns: { a: "int64" }, keys: [["a"]] } });
  let rel = k.scan("t");
  for (let i = 0; i < 5000; i++) rel = k.filter(rel, k.test("gt", k.ref(rel, "a"), k.int(i)));
  const { prove, propsOf } = proofsOf(k.rule(rel), k.env);
  for (const fact of inferred(propsOf(rel))) expect(prove(rel, fact)).not.toBe(null);
});
