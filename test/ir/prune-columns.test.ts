/** Each of these was a wrong result in some optimiser first: a column that nobody reads can still decide rows. */
import { describe, expect, test } from "vitest";
import { pruneColumns } from "../../src/ir/passes/prune-columns.ts";
import { printRule } from "../../src/ir/print.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { relsOf } from "../../src/ir/walk.ts";
import { BOOL, STRING } from "../../src/values/type.ts";
import { kit, type Kit } from "./kit.ts";

const t = { columns: { id: "int64", a: "int64", b: "int64", c: "string", flag: "bool", xs: "list<int64>" }, keys: [["id"]], order: ["id"] };
const u = { columns: { k: "int64", v: "string", w: "string" }, keys: [["k"]] };
const setup = (): Kit => kit({ t, u });
const prune = (k: Kit, rule: Rule): Rule => pruneColumns.run(rule, k.env);

/** What each scan reads, by source. */
const reads = (rule: Rule): string[] =>
  relsOf(rule).flatMap((rel) => (rel.kind === "scan" ? [`${rel.of.kind === "local" ? `local ${rel.of.local}` : rel.of.kind === "self" ? "self" : rel.of.name}: ${rel.reads.map(([name]) => name).join(" ")}`] : []));
const readsAfter = (k: Kit, root: Rel): string[] => reads(prune(k, k.rule(root)));
const outputsOf = (k: Kit, rule: Rule, kind: Rel["kind"]): string[][] => relsOf(rule).filter((rel) => rel.kind === kind).map((rel) => rel.outputs.map(k.nameOf));

describe("a column goes", () => {
  test("from scans and projections where nothing needs it, and what computed it too", () => {
    const k = setup();
    const s = k.scan("t");
    const d = k.derive(s, { sum: k.fn("add", [k.ref(s, "a"), k.ref(s, "b")]), twice: k.fn("add", [k.ref(s, "a"), k.ref(s, "a")]) });
    const done = prune(k, k.rule(k.select(d, "id", "twice")));
    expect(reads(done)).toEqual(["t: id a"]);
    expect(printRule(done)).not.toContain("sum");
  });
  test("from aggregates, merged columns, explode's index and union all", () => {
    const k = setup();
    const s = k.scan("t");
    expect(readsAfter(k, k.select(k.group(s, ["a"], { n: k.agg("sum", [k.ref(s, "b")]), m: k.agg("max", [k.ref(s, "id")]) }), "m"))).toEqual(["t: id a"]);
    const exploded = prune(k, k.rule(k.select(k.explode(k.scan("t"), "xs", "x", { index: "i" }), "id", "x")));
    expect(relsOf(exploded).find((rel) => rel.kind === "explode")).toMatchObject({ index: null });
    expect(readsAfter(k, k.select(k.set("union_all", k.scan("t"), k.scan("t")), "c"))).toEqual(["t: c", "t: c"]);
    const both = kit({ l: { columns: { k: "int64", x: "int64" } }, r: { columns: { k: "int64", y: "int64" } } });
    const joined = prune(both, both.rule(both.select(both.join("inner", both.scan("l"), both.scan("r"), [], "1:1", { using: ["k"] }), "x")));
    expect(relsOf(joined).find((rel) => rel.kind === "join")).toMatchObject({ merged: [] });
    expect(reads(joined)).toEqual(["l: k x", "r: k"]);
  });
  test("from written values", () => {
    const k = setup();
    const done = prune(k, k.rule(k.select(k.values({ x: "int64", y: "string" }, [["1", "a"], ["2", "b"]]), "y")));
    expect(relsOf(done)[0]).toMatchObject({ rows: [[{ value: "a" }], [{ value: "b" }]] });
  });
  test("above the last stage that reads it", () => {
    const k = setup();
    const s = k.scan("t");
    const done = prune(k, k.rule(k.select(k.filter(s, k.test("gt", k.ref(s, "a"), k.int(0))), "id")));
    expect(outputsOf(k, done, "filter")).toEqual([["id"]]);
    expect(outputsOf(k, done, "scan")).toEqual([["id", "a"]]);
  });
});

describe("a column stays", () => {
  test("below distinct and the set verbs that compare rows: without it fewer rows would differ", () => {
    const k = setup();
    expect(readsAfter(k, k.select(k.distinct(k.scan("u")), "v"))).toEqual(["u: k v w"]);
    for (const how of ["union", "intersect", "except"] as const) expect(readsAfter(k, k.select(k.set(how, k.scan("u"), k.scan("u")), "v"))).toEqual(["u: k v w", "u: k v w"]);
    const done = prune(k, k.rule(k.select(k.distinct(k.scan("u")), "v")));
    expect(outputsOf(k, done, "distinct")).toEqual([["k", "v", "w"]]);
  });
  test("where whole rows are compared or handed to text that nobody reads", () => {
    const k = setup();
    const outputs = ["k", "v", "w"].map((name) => k.newColumn(name, STRING));
    const looped: Rel = { kind: "recurse", ...k.node(), outputs, seed: k.scan("u"), step: k.scan("u"), depth: null, maxDepth: null };
    const whole: Rel[] = [looped, k.sql({ v: "int64", x: "int64" }, k.scan("u")), k.set("except", k.scan("u"), k.scan("u"))];
    for (const rel of whole) expect(outputsOf(k, prune(k, k.rule(k.select(rel, "v"))), rel.kind)).toEqual([rel.outputs.map(k.nameOf)]);
  });
  test("as the old order of a sort that leaves ties", () => {
    const k = setup();
    expect(readsAfter(k, k.select(k.sort(k.scan("t"), ["a"]), "c"))).toEqual(["t: id a c"]);
  });
  test("as a group key: without it groups would fall together", () => {
    const k = setup();
    expect(readsAfter(k, k.select(k.group(k.scan("t"), ["a", "b"], { n: k.agg("count", []) }), "n"))).toEqual(["t: a b"]);
  });
  test("in a sort, for its order, and in dedupe, for its winner", () => {
    const k = setup();
    expect(readsAfter(k, k.select(k.sort(k.scan("t"), ["a", "id"]), "c"))).toEqual(["t: id a c"]);
    expect(readsAfter(k, k.select(k.dedupe(k.scan("t"), ["a"], ["b", "id"]), "c"))).toEqual(["t: id a b c"]);
  });
  test("in the order that a limit takes the first rows of, though no stage names it", () => {
    const k = setup();
    expect(readsAfter(k, k.select(k.limit(k.scan("t"), 3), "c"))).toEqual(["t: id c"]);
    expect(readsAfter(k, k.select(k.limit(k.sort(k.scan("t"), ["a"]), 3), "c"))).toEqual(["t: id a c"]);
    expect(readsAfter(k, k.select(k.limit(k.scan("t"), 3, true), "c"))).toEqual(["t: c"]);
  });
  test("in an explode's lists: they say how many rows there are", () => {
    const k = setup();
    expect(readsAfter(k, k.select(k.explode(k.scan("t"), "xs", "x"), "id"))).toEqual(["t: id xs"]);
  });
  test("in join conditions, of semi and anti joins too", () => {
    const k = setup();
    for (const how of ["left", "semi", "anti"] as const) {
      const [l, r] = [k.scan("t"), k.scan("u")];
      expect(readsAfter(k, k.select(k.join(how, l, r, [k.test("eq", k.ref(l, "a"), k.ref(r, "k"))]), "c"))).toEqual(["t: a c", "u: k"]);
    }
  });
  test("in the partition, order and condition of a window that is read, and not of one that is not", () => {
    const k = setup();
    const s = k.scan("t");
    const w = k.derive(s, {
      n: k.over("row_number", [], [k.ref(s, "a")], k.keysOf(s, ["id"]), { where: k.ref(s, "flag") }),
      m: k.over("rank", [], [k.ref(s, "b")], k.keysOf(s, ["c"])),
    });
    expect(readsAfter(k, k.select(w, "n"))).toEqual(["t: id a flag"]);
  });
  test("in what an obligation verifies, and in what its message shows", () => {
    const k = setup();
    const s = k.scan("t");
    k.obligation("check", s, { predicate: k.test("ge", k.ref(s, "a"), k.int(0)), message: "{c}: a is negative" });
    k.obligation("key", s, { columns: k.columns(s, ["b"]) });
    const done = prune(k, k.rule(k.select(s, "id")));
    expect(reads(done)).toEqual(["t: id a b c"]);
    // The scan that is verified is the scan that is read.
    expect(done.root.kind === "project" && done.root.input).toBe(done.obligations[0]?.over);
    expect(done.obligations[0]?.over).toBe(done.obligations[1]?.over);
  });
  test("in the rule's own columns and its promised order", () => {
    const k = setup();
    const root = k.sort(k.select(k.scan("t"), "c", "id"), ["id"], true);
    const done = prune(k, k.rule(root));
    expect(done.root.outputs).toEqual(root.outputs);
    expect(reads(done)).toEqual(["t: id c"]);
  });
  test("in SQL text, in an unpivot's columns, and in a recursion, which compares whole rows", () => {
    const k = setup();
    expect(readsAfter(k, k.select(k.sql({ x: "int64", y: "int64" }, k.scan("u")), "x"))).toEqual(["u: k v w"]);
    expect(readsAfter(k, k.select(k.unpivot(k.scan("t"), ["a", "b"]), "id"))).toEqual(["t: id a b"]);
    const outputs = ["k", "v", "w"].map((name) => k.newColumn(name, STRING));
    const looped: Rel = { kind: "recurse", ...k.node(), outputs, seed: k.scan("u"), step: k.scan("u"), depth: null, maxDepth: null };
    expect(readsAfter(k, k.select(looped, "v"))).toEqual(["u: k v w", "u: k v w"]);
  });
});

describe("a relation of which no column is needed", () => {
  test("keeps its cheapest column, one that is read anyway before any other", () => {
    const k = setup();
    expect(readsAfter(k, k.group(k.scan("t"), [], { n: k.agg("count", []) }))).toEqual(["t: flag"]);
    const s = k.scan("t");
    expect(readsAfter(k, k.group(k.filter(s, k.test("gt", k.ref(s, "b"), k.int(0))), [], { n: k.agg("count", []) }))).toEqual(["t: b"]);
    const l = k.scan("t");
    expect(readsAfter(k, k.select(k.join("cross", l, k.scan("u"), [], "n:m"), "c"))).toEqual(["t: c", "u: k"]);
  });
  test("does not compute one for it", () => {
    const k = setup();
    const s = k.scan("u");
    const done = prune(k, k.rule(k.group(k.select(s, { x: k.test("eq", k.ref(s, "v"), k.ref(s, "w")) }, "k"), [], { n: k.agg("count", []) })));
    expect(reads(done)).toEqual(["u: k"]);
  });
});

describe("locals", () => {
  test("have the columns that any of their readers needs", () => {
    const k = setup();
    const s = k.scan("t");
    k.local("x", k.filter(s, k.test("gt", k.ref(s, "b"), k.int(0))));
    const [one, two] = [k.scanLocal(0), k.scanLocal(0)];
    const joined = k.join("inner", k.select(one, "id", "a"), k.select(two, { other: k.ref(two, "id") }, "c"), [k.lit(BOOL, true)], "n:m");
    expect(reads(prune(k, k.rule(k.select(joined, "a", "c"))))).toEqual(["t: a b c", "local 0: a", "local 0: c"]);
  });
  test("that nothing reads go, and the others move up", () => {
    const k = setup();
    k.local("unread", k.scan("u"));
    k.local("alsoUnread", k.scanLocal(0));
    k.local("read", k.scan("t"));
    const done = prune(k, k.rule(k.select(k.scanLocal(2), "id")));
    expect(done.locals.map((local) => local.name)).toEqual(["read"]);
    expect(reads(done)).toEqual(["t: id", "local 0: id"]);
  });
  test("that only an obligation reads through stay", () => {
    const k = setup();
    k.local("checked", k.scan("u"));
    k.obligation("not_null", k.scanLocal(0), { columns: [] });
    expect(prune(k, k.rule(k.scan("t", ["id"]))).locals.length).toBe(1);
  });
});

test("a rule that has nothing to spare comes back as it is", () => {
  const k = setup();
  const s = k.scan("t", ["id", "a"]);
  const rule = k.rule(k.filter(s, k.test("gt", k.ref(s, "a"), k.int(0))));
  expect(prune(k, rule)).toBe(rule);
});
