import { describe, expect, test } from "vitest";
import type { Expr } from "../../src/ir/expr.ts";
import type { Origin } from "../../src/ir/id.ts";
import { checkPassOrder, optimise, PASSES } from "../../src/ir/passes/list.ts";
import { mergeProjects } from "../../src/ir/passes/merge-projects.ts";
import { printRule } from "../../src/ir/print.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { relsOf } from "../../src/ir/walk.ts";
import { INT64 } from "../../src/values/type.ts";
import { kit, type Kit } from "./kit.ts";

const t = { columns: { id: "int64", a: "int64", b: "int64" }, keys: [["id"]] };
const setup = (): Kit => kit({ t });
const merge = (k: Kit, root: Rel): Rule => mergeProjects.run(k.rule(root), k.env);
/** The lines above the scan, without numbers. */
const body = (rule: Rule): string[] => printRule(rule).split("\n").slice(2, -1).map((line) => line.slice(2));

describe("projections become one", () => {
  test("where each computed column is read once", () => {
    const k = setup();
    const s = k.scan("t");
    const one = k.derive(s, { x: k.fn("add", [k.ref(s, "a"), k.int(1)]), y: k.fn("add", [k.ref(s, "b"), k.int(2)]) });
    expect(body(merge(k, k.select(one, "id", { z: k.fn("multiply", [k.ref(one, "x"), k.int(3)]) }, "y")))).toEqual(["project y: int64 = b + 2, z: int64 = (a + 1) * 3 -> id, z, y"]);
  });
  test("in a whole chain", () => {
    const k = setup();
    let rel: Rel = k.scan("t");
    for (let i = 0; i < 5; i++) rel = k.select(rel, { id: k.fn("add", [k.ref(rel, "id"), k.int(i)]) });
    expect(relsOf(merge(k, rel)).map((r) => r.kind)).toEqual(["scan", "project"]);
  });
  test("with names, literals and parameters in as many places as there are", () => {
    const k = setup();
    const s = k.scan("t");
    const one = k.select(s, { x: k.ref(s, "a"), one: k.int(1), p: k.param("p") });
    const two = k.select(one, "x", { y: k.fn("add", [k.ref(one, "x"), k.ref(one, "one")]), z: k.fn("add", [k.ref(one, "one"), k.ref(one, "p")]), w: k.ref(one, "p") });
    expect(body(merge(k, two))).toEqual(["project x: int64 = a, y: int64 = a + 1, z: int64 = 1 + $p, w: int64 = $p -> x, y, z, w"]);
  });
  test("and one that changes nothing goes", () => {
    const k = setup();
    const s = k.scan("t");
    const rule = k.rule(k.select(s, "id", "a", "b"));
    expect(mergeProjects.run(rule, k.env).root).toBe(s);
    expect(relsOf(merge(k, k.select(s, "a", "id", "b"))).length).toBe(2);
  });
});

describe("projections stay two", () => {
  const staysTwo = (k: Kit, root: Rel): void => expect(relsOf(merge(k, root)).map((rel) => rel.kind)).toEqual(["scan", "project", "project"]);
  test("where a computed column is read in two places: it would be computed twice", () => {
    const k = setup();
    const s = k.scan("t");
    const one = k.derive(s, { x: k.fn("add", [k.ref(s, "a"), k.int(1)]) });
    staysTwo(k, k.select(one, { y: k.fn("multiply", [k.ref(one, "x"), k.ref(one, "x")]) }));
    staysTwo(k, k.select(one, "x", { y: k.fn("multiply", [k.ref(one, "x"), k.int(2)]) }));
    const shared = k.fn("negate", [k.ref(one, "x")]);
    staysTwo(k, k.select(one, { y: k.fn("multiply", [shared, shared]) }));
  });
  test("where a window would stand in a window", () => {
    const k = setup();
    const s = k.scan("t");
    const one = k.derive(s, { n: k.over("row_number", [], [], k.keysOf(s, ["id"])) });
    staysTwo(k, k.select(one, "id", { m: k.over("sum", [k.ref(one, "n")], [], []) }));
    staysTwo(k, k.select(one, "id", { m: k.over("lag", [k.ref(one, "a")], [], k.keysOf(one, ["n"])) }));
  });
  test("though not for a window outside of one: what it moves into is about the rows around it then", () => {
    const k = setup();
    const s = k.scan("t");
    const one = k.derive(s, { n: k.over("row_number", [], [], k.keysOf(s, ["id"])) });
    const done = merge(k, k.select(one, { m: k.fn("add", [k.ref(one, "n"), k.int(1)]) }));
    expect(relsOf(done).length).toBe(2);
    expect(done.root.kind === "project" && done.root.adds[0]?.[1].shape).toBe("window");
  });
  test("where what moves would stand in a lambda: it would be computed for every element", () => {
    const k = setup();
    const s = k.scan("t");
    const one = k.derive(s, { x: k.fn("add", [k.ref(s, "a"), k.int(1)]) });
    const lambda: Expr = { kind: "lambda", id: k.b.newNode(), at: -1 as Origin, type: INT64, nullable: false, shape: "row", params: [k.newColumn("e", INT64)], body: k.ref(one, "x") };
    staysTwo(k, k.select(one, { y: k.fn("list_transform", [lambda]) }));
  });
  test("where what moves is volatile: in an arm of a case it would not be evaluated for every row", () => {
    const k = setup();
    const s = k.scan("t");
    const one = k.derive(s, { r: k.fn("random", []) });
    staysTwo(k, k.select(one, { y: k.caseOf([[k.test("gt", k.ref(one, "a"), k.int(0)), k.ref(one, "r")]], k.int(0)) }));
    // As a column of the result it stays what it was.
    expect(relsOf(merge(k, k.select(one, "r"))).length).toBe(2);
  });
  test("where something else reads the first: it would be computed for both", () => {
    const k = setup();
    const s = k.scan("t");
    const one = k.derive(s, { x: k.fn("add", [k.ref(s, "a"), k.int(1)]) });
    k.obligation("check", one, { predicate: k.test("gt", k.ref(one, "x"), k.int(0)) });
    const done = merge(k, k.select(one, "x"));
    expect(done.root.kind === "project" && done.root.input).toBe(done.obligations[0]?.over);
  });
  test("where the text would nest without end", () => {
    const k = setup();
    let rel: Rel = k.scan("t");
    for (let i = 0; i < 1000; i++) rel = k.select(rel, { id: k.fn("add", [k.ref(rel, "id"), k.int(i)]) });
    const left = relsOf(merge(k, rel)).length;
    expect(left).toBeGreaterThan(5);
    expect(left).toBeLessThan(50);
  });
});

describe("the list of passes", () => {
  test("has what each pass requires before it", () => {
    expect(checkPassOrder(PASSES)).toBe(PASSES);
    expect(() => checkPassOrder([...PASSES].reverse())).toThrow("the pass merge-projects needs columns-pruned, which no pass before it provides");
    expect(() => checkPassOrder([...PASSES, ...PASSES])).toThrow("two passes are called simplify");
  });
  test("runs without those that are named", () => {
    const k = setup();
    const s = k.scan("t");
    const d = k.derive(s, { x: k.fn("add", [k.ref(s, "a"), k.int(1)]) });
    const rule = k.rule(k.select(k.filter(d, k.test("gt", k.ref(d, "b"), k.int(0))), "x"));
    expect(body(optimise(rule, k.env))).toEqual(["filter b > 0", "project x: int64 = a + 1 -> x"]);
    expect(body(optimise(rule, k.env, { without: ["push-filters"] }))).toEqual(["project x: int64 = a + 1 -> b, x", "filter b > 0"]);
    expect(optimise(rule, k.env, { without: PASSES.map((pass) => pass.name) })).toBe(rule);
  });
});
