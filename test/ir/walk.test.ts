import { describe, expect, test } from "vitest";
import type { Expr } from "../../src/ir/expr.ts";
import { countUses, mapExpr, mapRels, relsOf, walkExpr, withExprs, work } from "../../src/ir/walk.ts";
import { kit } from "./kit.ts";

const orders = { columns: { id: "int64", status: "string", amount: "int64" }, keys: [["id"]] };
const visitsOf = (run: () => void): number => {
  const before = work.visits;
  run();
  return work.visits - before;
};

describe("expressions", () => {
  test("are met parents first, left to right", () => {
    const k = kit();
    const seen: string[] = [];
    walkExpr(k.fn("add", [k.int(1), k.fn("multiply", [k.int(2), k.int(3)])]), (e) => seen.push(e.kind === "call" ? e.fn : e.kind === "literal" ? String(e.value) : "?"));
    expect(seen).toEqual(["add", "1", "multiply", "2", "3"]);
  });
  test("a chain of 10,000 `and` calls is walked and mapped without a deep stack", () => {
    const k = kit({ orders });
    const o = k.scan("orders");
    const chain = k.and(...Array.from({ length: 10_000 }, (_, i) => k.test("gt", k.ref(o, "amount"), k.int(i))));
    let count = 0;
    walkExpr(chain, () => count++);
    expect(count).toBe(3 * 10_000 + 9_999);
    const mapped = mapExpr(chain, (e) => (e.kind === "literal" ? { ...e, value: "0" } : e), k.b.newNode);
    expect(mapped).not.toBe(chain);
  });
  test("nested sharing costs once, not once per path", () => {
    const k = kit();
    let e: Expr = k.int(1);
    for (let i = 0; i < 60; i++) e = k.fn("add", [e, e]);
    expect(visitsOf(() => walkExpr(e, () => {}))).toBeLessThan(1000);
    expect(visitsOf(() => mapExpr(e, (x) => x, k.b.newNode))).toBeLessThan(1000);
  });
  test("what does not change is returned as it is; what changes has a new id, and shared parts stay shared", () => {
    const k = kit();
    const [shared, other] = [k.fn("add", [k.int(1), k.int(2)]), k.fn("add", [k.int(3), k.int(4)])];
    const root = k.fn("multiply", [shared, k.fn("add", [shared, other])]);
    expect(mapExpr(root, (e) => e, k.b.newNode)).toBe(root);
    const mapped = mapExpr(root, (e) => (e.kind === "literal" && e.value === "1" ? k.int(9) : e), k.b.newNode);
    if (mapped.kind !== "call" || mapped.args[1]?.kind !== "call") throw new Error("a call stays one");
    expect(mapped.id).not.toBe(root.id);
    expect(mapped.args[0]).toBe(mapped.args[1].args[0]);
    expect(mapped.args[1].args[1]).toBe(other);
  });
  test("every place that holds an expression is reached: arms, windows, frames, sorts, filters of aggregates", () => {
    const k = kit({ orders });
    const o = k.scan("orders");
    const values = new Set<string>();
    const n = (value: number): Expr => k.int(value);
    const e = k.caseOf([[k.test("eq", n(1), n(2)), n(3)]], k.over("sum", [n(4)], [n(5)], [{ expr: n(6), desc: false, nullsFirst: false }], { where: k.test("eq", n(7), n(8)), frame: { unit: "rows", from: n(9), to: n(10) } }));
    const a = k.agg("list", [n(11)], { where: n(12), sort: [{ expr: n(13), desc: true, nullsFirst: false }] });
    for (const root of [e, a, k.ref(o, "id")]) walkExpr(root, (x) => x.kind === "literal" && values.add(String(x.value)));
    expect([...values].map(Number).sort((x, y) => x - y)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
    const mapped = mapExpr(e, (x) => (x.kind === "literal" ? { ...x, value: "0" } : x), k.b.newNode);
    walkExpr(mapped, (x) => x.kind === "literal" && expect(x.value).toBe("0"));
  });
});

describe("relations", () => {
  test("come inputs first, each once, a local before its scans; consumers are counted", () => {
    const k = kit({ orders });
    const paid = k.filter(k.scan("orders"), k.lit(k.test("eq", k.int(1), k.int(1)).type, true));
    k.local("paid", paid);
    const scan = k.scanLocal(0);
    const root = k.select(scan, "id");
    k.obligation("not_null", scan, { columns: scan.outputs });
    const rule = k.rule(root);
    const rels = relsOf(rule);
    expect(rels.map((rel) => rel.kind)).toEqual(["scan", "filter", "scan", "project"]);
    const uses = countUses(rule, rels);
    expect([uses.get(scan.id), uses.get(paid.id), uses.get(root.id)]).toEqual([2, 1, 1]);
  });
  test("a rewritten relation that an obligation is over stays the one that the root reads", () => {
    const k = kit({ orders });
    const o = k.scan("orders");
    const root = k.select(o, "id");
    k.obligation("not_null", o, { columns: o.outputs });
    const rule = k.rule(root);
    const mapped = mapRels(rule, relsOf(rule), (rel) => (rel.kind === "scan" ? { ...rel, outputs: rel.outputs.slice(0, 1) } : rel));
    expect(mapped.root.kind === "project" && mapped.root.input).toBe(mapped.obligations[0]?.over);
    expect(mapped.obligations[0]?.over).not.toBe(o);
    expect(mapRels(rule, relsOf(rule), (rel) => rel)).toBe(rule);
  });
  test("expressions of a relation are mapped in place, and nothing is rebuilt for nothing", () => {
    const k = kit({ orders });
    const o = k.scan("orders");
    const rel = k.filter(o, k.test("gt", k.ref(o, "amount"), k.int(1)));
    expect(withExprs(rel, (e) => e)).toBe(rel);
    expect(withExprs(rel, () => k.lit(k.test("eq").type, false))).toMatchObject({ kind: "filter", predicate: { kind: "literal" } });
  });
});
