/** Work grows with the program, counted in visits of nodes: n, 2n, 4n. A child visited twice per parent would show at once. */
import { describe, expect, test } from "vitest";
import type { Expr } from "../../src/ir/expr.ts";
import { hashRule } from "../../src/ir/hash.ts";
import { ruleToJson } from "../../src/ir/json.ts";
import { lineage } from "../../src/ir/lineage.ts";
import { PASSES } from "../../src/ir/passes/list.ts";
import { printRule } from "../../src/ir/print.ts";
import { createProps } from "../../src/ir/props/index.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { work } from "../../src/ir/walk.ts";
import { host, kit, type Kit } from "./kit.ts";

const narrow = { t: { columns: { id: "int64", a: "int64", b: "int64" }, keys: [["id"]], order: ["id"] } };
const gt = (k: Kit, rel: Rel, name: string, than: number): Expr => k.test("gt", k.ref(rel, name), k.int(than));

/** A program of size n. */
type Shape = (n: number) => { k: Kit; rule: Rule };
const over = (interfaces: Parameters<typeof kit>[0], make: (k: Kit, n: number) => Rel): Shape => (n) => {
  const k = kit(interfaces);
  return { k, rule: k.rule(make(k, n)) };
};

const SHAPES: Record<string, Shape> = {
  "stages, every filter of which sinks to the scan": over(narrow, (k, n) => {
    let rel: Rel = k.scan("t");
    for (let i = 0; i < n; i++) rel = k.filter(k.derive(rel, { b: k.fn("add", [k.ref(rel, "b"), k.int(1)]) }), gt(k, rel, "a", i));
    return rel;
  }),
  "stages that stop every filter": over(narrow, (k, n) => {
    let rel: Rel = k.scan("t");
    for (let i = 0; i < n; i++) rel = k.limit(k.filter(rel, gt(k, rel, "a", i)), n + i);
    return rel;
  }),
  "renames": over(narrow, (k, n) => {
    let rel: Rel = k.scan("t");
    for (let i = 0; i < n; i++) rel = k.select(rel, { id: k.ref(rel, "id"), a: k.ref(rel, "a") });
    return rel;
  }),
  "joins, each with a filter above it": over(narrow, (k, n) => {
    let rel: Rel = k.select(k.scan("t"), "id", "a");
    for (let i = 0; i < n; i++) {
      const right = k.scan("t", ["id"]);
      const joined = k.join("left", rel, right, [k.test("eq", k.ref(rel, "a"), k.ref(right, "id"))]);
      rel = k.filter({ ...joined, outputs: rel.outputs }, gt(k, rel, "a", i));
    }
    return rel;
  }),
  "conjuncts": over(narrow, (k, n) => {
    const t = k.sort(k.scan("t"), ["id"]);
    return k.filter(t, ...Array.from({ length: n }, (_, i) => gt(k, t, "a", i)));
  }),
  "columns": (n) => {
    const names = Array.from({ length: n }, (_, i) => `c${i}`);
    const k = kit({ t: { columns: Object.fromEntries(names.map((name) => [name, "int64"])) } });
    const t = k.scan("t");
    return { k, rule: k.rule(k.select(t, Object.fromEntries(names.map((name) => [name, k.fn("add", [k.ref(t, name), k.int(1)])])))) };
  },
  "levels of an expression whose every part is used twice": over(narrow, (k, n) => {
    const t = k.derive(k.scan("t"), { c: k.fn("add", [k.int(1), k.int(2)]) });
    let e = k.ref(t, "c");
    for (let i = 0; i < n; i++) e = k.fn("add", [e, e]);
    return k.select(t, "id", { deep: e });
  }),
  "locals, each of which reads the one before it twice": over(narrow, (k, n) => {
    k.local("l0", k.select(k.scan("t"), "id", "a"));
    for (let i = 1; i < n; i++) {
      const [one, two] = [k.scanLocal(i - 1), k.scanLocal(i - 1)];
      k.local(`l${i}`, k.select(k.join("inner", one, two, [k.test("eq", k.column(one, "id") === one.outputs[0] ? k.ref(one, "id") : k.ref(one, "a"), k.ref(two, "id"))], "1:1"), { id: k.ref(one, "id"), a: k.ref(two, "a") }));
    }
    return k.scanLocal(n - 1);
  }),
  "checks of one relation": (n) => {
    const k = kit(narrow);
    const t = k.scan("t");
    for (let i = 0; i < n; i++) k.obligation("check", t, { predicate: gt(k, t, "a", i) });
    return { k, rule: k.rule(k.select(t, "id")) };
  },
};

const STEPS: Record<string, (rule: Rule, k: Kit) => void> = {
  properties: (rule, k) => void createProps({ ...rule, env: k.env })(rule.root),
  lineage: (rule, k) => void lineage(rule, k.env),
  JSON: (rule) => void ruleToJson(rule),
  hash: (rule) => void hashRule(rule, host),
  print: (rule) => void printRule(rule),
  ...Object.fromEntries(PASSES.map((pass) => [pass.name, (rule: Rule, k: Kit) => void pass.run(rule, k.env)])),
};

describe.each(Object.keys(SHAPES))("%s", (name) => {
  const shape = SHAPES[name] as Shape;
  test.each(Object.keys(STEPS))("%s: twice the program is about twice the work", (step) => {
    const visits = [200, 400, 800].map((n) => {
      const { k, rule } = shape(n);
      const before = work.visits;
      (STEPS[step] as (rule: Rule, k: Kit) => void)(rule, k);
      return work.visits - before + 20;
    }) as [number, number, number];
    expect(visits[1] / visits[0]).toBeLessThan(2.2);
    expect(visits[2] / visits[1]).toBeLessThan(2.2);
  });
});
