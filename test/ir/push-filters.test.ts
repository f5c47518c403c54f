import { describe, expect, test } from "vitest";
import type { Expr } from "../../src/ir/expr.ts";
import { pushFilters } from "../../src/ir/passes/push-filters.ts";
import { printRule } from "../../src/ir/print.ts";
import type { Join, Rel } from "../../src/ir/rel.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { relsOf } from "../../src/ir/walk.ts";
import { BOOL, INT64, STRING } from "../../src/values/type.ts";
import { kit, type Kit } from "./kit.ts";

const t = { columns: { id: "int64", a: "int64", b: "int64", c: "string", xs: "list<int64>" }, keys: [["id"]], order: ["id"] };
const u = { columns: { k: "int64", v: "int64" }, keys: [["k"]] };
const setup = (): Kit => kit({ t, u });
const push = (k: Kit, root: Rel | Rule): Rule => pushFilters.run("kind" in root ? k.rule(root) : root, k.env);

/** The stages from the scans up, filters with what they read: `scan filter(a) project`. */
function stages(k: Kit, rule: Rule): string {
  const text = (predicate: Expr): string => {
    const reads = new Set<string>();
    JSON.stringify(predicate, (key, value: unknown) => (key === "column" && reads.add(k.nameOf(value as Expr["id"] & Join["outputs"][number])), value));
    return [...reads].join("+");
  };
  return relsOf(rule).map((rel) => (rel.kind === "filter" ? `filter(${text(rel.predicate)})` : rel.kind)).join(" ");
}
const gt = (k: Kit, rel: Rel, name: string, than = 0): Expr => k.test("gt", k.ref(rel, name), k.int(than));
/** A conjunct that can fail: the cast may not fit. */
const failing = (k: Kit, rel: Rel, name: string): Expr => k.test("eq", k.cast(k.ref(rel, name), INT64), k.int(1));
const pushed = (k: Kit, over: Rel, ...predicates: Expr[]): string => stages(k, push(k, k.filter(over, ...predicates)));

describe("a conjunct goes", () => {
  test("below what computes other columns, and below a sort", () => {
    const k = setup();
    const s = k.scan("t");
    const d = k.derive(s, { d: k.fn("add", [k.ref(s, "a"), k.int(1)]) });
    expect(pushed(k, d, gt(k, d, "b"))).toBe("scan filter(b) project");
    const o = k.sort(s, ["a"]);
    expect(pushed(k, o, gt(k, o, "a"))).toBe("scan filter(a) sort");
  });
  test("below a rename, under the old name", () => {
    const k = setup();
    const s = k.scan("t");
    const r = k.select(s, "id", { other: k.ref(s, "b") });
    expect(pushed(k, r, gt(k, r, "other"))).toBe("scan filter(b) project");
  });
  test("to the side of a join that it reads, and to both when there is one for each", () => {
    const k = setup();
    const [l, r] = [k.scan("t"), k.scan("u")];
    const j = k.join("inner", l, r, [k.test("eq", k.ref(l, "a"), k.ref(r, "k"))]);
    expect(pushed(k, j, gt(k, j, "b"), gt(k, j, "v"))).toBe("scan filter(b) scan filter(v) join");
    expect(pushed(k, j, k.test("gt", k.ref(j, "b"), k.ref(j, "v")))).toBe("scan scan join filter(b+v)");
  });
  test("below groups and dedupes, when it reads their keys alone", () => {
    const k = setup();
    const g = k.group(k.scan("t"), ["a"], { n: k.agg("count", []) });
    expect(pushed(k, g, gt(k, g, "a"), gt(k, g, "n"))).toBe("scan filter(a) aggregate filter(n)");
    const d = k.dedupe(k.scan("t"), ["a"], ["id"]);
    expect(pushed(k, d, gt(k, d, "a"), gt(k, d, "b"))).toBe("scan filter(a) dedupe filter(b)");
  });
  test("below distinct, explode, unpivot, when it does not read what they make", () => {
    const k = setup();
    const d = k.distinct(k.scan("u"));
    expect(pushed(k, d, gt(k, d, "v"))).toBe("scan filter(v) distinct");
    const e = k.explode(k.scan("t"), "xs", "x", { index: "i" });
    expect(pushed(k, e, gt(k, e, "a"), gt(k, e, "x"), gt(k, e, "i"))).toBe("scan filter(a) explode filter(x+i)");
    const p = k.unpivot(k.scan("t"), ["a", "b"]);
    expect(pushed(k, p, gt(k, p, "id"), gt(k, p, "value"))).toBe("scan filter(id) unpivot filter(value)");
  });
  test("through many stages, and meets others in the written order", () => {
    const k = setup();
    const s = k.scan("t");
    const low = k.filter(s, gt(k, s, "a", 1), gt(k, s, "a", 2));
    const d = k.derive(low, { d: k.fn("add", [k.ref(low, "a"), k.int(1)]) });
    const done = push(k, k.filter(k.sort(d, ["id"]), gt(k, d, "b", 3), gt(k, d, "id", 4)));
    expect(printRule(done).split("\n")[2]).toBe("1 filter a > 1 and a > 2 and b > 3 and id > 4");
  });
});

describe("a conjunct stays", () => {
  test("above what computes what it reads", () => {
    const k = setup();
    const s = k.scan("t");
    const d = k.derive(s, { d: k.fn("add", [k.ref(s, "a"), k.int(1)]) });
    expect(pushed(k, d, gt(k, d, "d"))).toBe("scan project filter(d)");
  });
  test("above a limit: it would let other rows in", () => {
    const k = setup();
    const l = k.limit(k.scan("t"), 5);
    expect(pushed(k, l, gt(k, l, "a"))).toBe("scan limit filter(a)");
  });
  test("above a set verb, SQL text and a recursion", () => {
    const k = setup();
    const union = k.set("union_all", k.scan("u"), k.scan("u"));
    expect(pushed(k, union, gt(k, union, "v"))).toBe("scan scan set filter(v)");
    const sql = k.sql({ n: "int64" }, k.scan("u"));
    expect(pushed(k, sql, gt(k, sql, "n"))).toBe("scan sql filter(n)");
    const outputs = [k.newColumn("k", INT64), k.newColumn("v", INT64)];
    const looped: Rel = { kind: "recurse", ...k.node(), outputs, seed: k.scan("u"), step: k.scan("u"), depth: null, maxDepth: null };
    expect(pushed(k, looped, gt(k, looped, "v"))).toBe("scan scan recurse filter(v)");
  });
  test("above a window, unless it takes each partition whole", () => {
    const k = setup();
    const s = k.scan("t");
    const w = k.derive(s, { n: k.over("row_number", [], [k.ref(s, "a"), k.ref(s, "b")], k.keysOf(s, ["id"])) });
    expect(pushed(k, w, gt(k, w, "a"), gt(k, w, "id"))).toBe("scan filter(a) project filter(id)");
    const two = k.derive(s, { n: k.over("sum", [k.ref(s, "id")], [k.ref(s, "a")], []), m: k.over("sum", [k.ref(s, "id")], [k.ref(s, "b")], []) });
    expect(pushed(k, two, gt(k, two, "a"), gt(k, two, "b"))).toBe("scan project filter(a+b)");
  });
  test("beside a window in the same `where`, and above one: the window sees the rows that enter the stage", () => {
    const k = setup();
    const s = k.scan("t");
    const first = { ...k.test("eq", k.over("row_number", [], [k.ref(s, "a")], k.keysOf(s, ["id"])), k.int(1)), shape: "window" } as Expr;
    const sorted = k.sort(s, ["id"]);
    expect(pushed(k, sorted, gt(k, s, "b"), first)).toBe("scan sort filter(b+a+id)");
    expect(pushed(k, k.filter(sorted, first), gt(k, s, "b"))).toBe("scan sort filter(a+id) filter(b)");
    expect(pushed(k, k.filter(sorted, first), gt(k, s, "a"))).toBe("scan filter(a) sort filter(a+id)");
  });
  test.each([
    ["left", "scan filter(b) scan join filter(v)"], ["right", "scan scan filter(v) join filter(b)"], ["full", "scan scan join filter(b+v)"], ["cross", "scan filter(b) scan filter(v) join"],
  ] as const)("above a %s join where that side's rows are filled with nulls", (how, after) => {
    const k = setup();
    const [l, r] = [k.scan("t"), k.scan("u")];
    const j = k.join(how, l, r, how === "cross" ? [] : [k.test("eq", k.ref(l, "a"), k.ref(r, "k"))]);
    expect(pushed(k, j, gt(k, j, "b"), gt(k, j, "v"))).toBe(after);
  });
  test("above an as-of join when it reads the right: another row would become the nearest", () => {
    const k = setup();
    const [l, r] = [k.scan("t"), k.scan("u")];
    const j = k.join("inner", l, r, [k.test("ge", k.ref(l, "a"), k.ref(r, "k"))], "n:1", { asof: { tolerance: null } });
    expect(pushed(k, j, gt(k, j, "b"), gt(k, j, "v"))).toBe("scan filter(b) scan join filter(v)");
  });
  test("above a join when it reads a merged column", () => {
    const k = kit({ l: { columns: { k: "int64" } }, r: { columns: { k: "int64" } } });
    const j = k.join("inner", k.scan("l"), k.scan("r"), [], "1:1", { using: ["k"] });
    expect(pushed(k, j, gt(k, j, "k"))).toBe("scan scan join filter(k)");
  });
  test("above an aggregate without keys, which has a row even where no row comes in", () => {
    const k = setup();
    const g = k.group(k.scan("t"), [], { n: k.agg("count", []) });
    expect(pushed(k, g, k.test("is_null", k.param("p")))).toBe("scan aggregate filter()");
    const keyed = k.group(k.scan("t"), ["a"], { n: k.agg("count", []) });
    expect(pushed(k, keyed, k.test("is_null", k.param("p")))).toBe("scan filter() aggregate");
  });
  test("where it is, when two evaluations may differ; and others do not cross it, nor a column of that kind", () => {
    const k = setup();
    const s = k.sort(k.scan("t"), ["id"]);
    const random = k.test("gt", k.fn("random", []), k.int(0));
    expect(pushed(k, s, random, gt(k, s, "a"))).toBe("scan sort filter(a)");
    const v = k.derive(s, { r: k.fn("random", []) });
    expect(pushed(k, v, gt(k, v, "a"))).toBe("scan sort project filter(a)");
  });
});

describe("a conjunct that can fail", () => {
  test("does not pass what takes rows away: the rows may have been what it was guarded from", () => {
    const k = setup();
    const s = k.scan("t");
    const guarded = k.derive(k.filter(s, gt(k, s, "a")), { d: k.int(1) });
    expect(pushed(k, guarded, failing(k, guarded, "c"))).toBe("scan filter(a) filter(c) project");
    const [l, r] = [k.scan("t"), k.scan("u")];
    const j = k.join("inner", l, r, [k.test("eq", k.ref(l, "a"), k.ref(r, "k"))]);
    expect(pushed(k, j, failing(k, j, "c"))).toBe("scan scan join filter(c)");
    const e = k.explode(k.scan("t"), "xs", "x");
    expect(pushed(k, e, failing(k, e, "c"))).toBe("scan explode filter(c)");
    const semi = k.join("semi", l, r, [k.test("eq", k.ref(l, "a"), k.ref(r, "k"))]);
    expect(pushed(k, semi, failing(k, semi, "c"))).toBe("scan scan join filter(c)");
  });
  test.each(["inner", "cross", "semi", "anti"] as const)("does not pass a %s join to either side: rows without a partner would be looked at", (how) => {
    const k = setup();
    const [l, r] = [k.scan("t"), k.scan("u")];
    const j = k.join(how, l, r, how === "cross" ? [] : [k.test("eq", k.ref(l, "a"), k.ref(r, "k"))], "n:m");
    expect(pushed(k, j, failing(k, j, "c"))).toBe("scan scan join filter(c)");
    if (how !== "semi" && how !== "anti") expect(pushed(k, j, k.test("gt", k.fn("multiply", [k.ref(j, "v"), k.ref(j, "v")]), k.int(1)))).toBe("scan scan join filter(v)");
  });
  test("passes what keeps every row: the same values are looked at", () => {
    const k = setup();
    const s = k.sort(k.scan("t"), ["id"]);
    expect(pushed(k, s, failing(k, s, "c"))).toBe("scan filter(c) sort");
    const [l, r] = [k.scan("t"), k.scan("u")];
    const j = k.join("left", l, r, [k.test("eq", k.ref(l, "a"), k.ref(r, "k"))]);
    expect(pushed(k, j, failing(k, j, "c"))).toBe("scan filter(c) scan join");
    const e = k.explode(k.scan("t"), "xs", "x", { keepEmpty: true });
    expect(pushed(k, e, failing(k, e, "c"))).toBe("scan filter(c) explode");
  });
  test("leaves those beside it free to go", () => {
    const k = setup();
    const [l, r] = [k.scan("t"), k.scan("u")];
    const j = k.join("inner", l, r, [k.test("eq", k.ref(l, "a"), k.ref(r, "k"))]);
    expect(pushed(k, j, failing(k, j, "c"), gt(k, j, "b"))).toBe("scan filter(b) scan join filter(c)");
  });
  test.each([
    ["a cast that may not fit", (k: Kit, s: Rel) => failing(k, s, "c"), true],
    ["a cast that gives null instead", (k: Kit, s: Rel) => k.test("is_null", k.cast(k.ref(s, "c"), INT64, "null")), false],
    ["a widening cast", (k: Kit, s: Rel) => k.test("eq", k.cast(k.ref(s, "a"), STRING), k.text("x")), false],
    ["arithmetic, which overflows", (k: Kit, s: Rel) => k.test("gt", k.fn("multiply", [k.ref(s, "a"), k.ref(s, "a")]), k.int(1)), true],
    ["comparisons", (k: Kit, s: Rel) => k.test("or", gt(k, s, "a"), k.test("is_null", k.ref(s, "b"))), false],
    ["SQL text", (k: Kit, s: Rel): Expr => ({ kind: "sql", ...k.node(), type: BOOL, nullable: false, shape: "row", dialect: "duckdb", parts: ["f(", ")"], holes: [k.ref(s, "a")], pure: true }), true],
  ])("is %s", (_what, of, fails) => {
    const k = setup();
    const [l, r] = [k.scan("t"), k.scan("u")];
    const j = k.join("semi", l, r, [k.test("eq", k.ref(l, "a"), k.ref(r, "k"))]);
    expect(pushed(k, j, of(k, j)).endsWith("join")).toBe(!fails);
  });
});

describe("what others read is left alone", () => {
  test("a relation that an obligation verifies keeps its rows: the filter stays between", () => {
    const k = setup();
    const s = k.scan("t");
    const checked = k.sort(s, ["id"]);
    k.obligation("check", checked, { predicate: gt(k, checked, "a") });
    const d = k.derive(checked, { d: k.int(1) });
    const done = push(k, k.rule(k.filter(d, gt(k, d, "b"))));
    expect(stages(k, done)).toBe("scan sort filter(b) project");
    expect(done.obligations[0]?.over).toBe(checked);
  });
  test("the right of a join with a claimed cardinality is verified whole", () => {
    const k = setup();
    const [l, inner] = [k.scan("t"), k.scan("u")];
    const r = k.sort(inner, ["k"]);
    const j = k.join("inner", l, r, [k.test("eq", k.ref(l, "a"), k.ref(r, "v"))]);
    k.obligation("multiplicity", r, { columns: k.columns(r, ["v"]) });
    const done = push(k, k.rule(k.filter(j, gt(k, j, "k"), gt(k, j, "b"))));
    expect(stages(k, done)).toBe("scan filter(b) scan sort filter(k) join");
    expect(done.obligations[0]?.over).toBe(r);
  });
  test("a verified filter is the same rows when its own conjuncts go down", () => {
    const k = setup();
    const s = k.scan("t");
    const f = k.filter(k.sort(s, ["id"]), gt(k, s, "a"));
    k.obligation("key", f, { columns: k.columns(f, ["b"]) });
    const done = push(k, k.rule(k.select(f, "id")));
    expect(stages(k, done)).toBe("scan filter(a) sort project");
    expect(done.root.kind === "project" && done.root.input).toBe(done.obligations[0]?.over);
    expect(done.obligations[0]?.over.kind).toBe("sort");
  });
  test("a local's rows are not filtered for one of its readers; its own filters go down in it", () => {
    const k = setup();
    const s = k.scan("t");
    const sorted = k.sort(s, ["id"]);
    k.local("x", k.filter(sorted, gt(k, sorted, "a")));
    const scan = k.scanLocal(0);
    expect(stages(k, push(k, k.rule(k.filter(scan, gt(k, scan, "b")))))).toBe("scan filter(a) sort scan filter(b)");
  });
});

describe("nodes", () => {
  test("a rule in which nothing moves comes back as it is", () => {
    const k = setup();
    const s = k.scan("t");
    const rule = k.rule(k.select(k.filter(k.filter(s, gt(k, s, "a")), failing(k, s, "c")), "id"));
    expect(push(k, rule)).toBe(rule);
  });
  test("ids stay one per node, and those of relations with fewer rows are new", () => {
    const k = setup();
    const s = k.scan("t");
    const d = k.derive(s, { d: k.int(1) });
    const rule = k.rule(k.filter(d, gt(k, d, "a")));
    const done = push(k, rule);
    const ids = relsOf(done).map((rel) => rel.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(done.root.id).toBeGreaterThanOrEqual(rule.nodes);
    expect(done.nodes).toBeGreaterThan(Math.max(...ids));
  });
  test("a filter whose outputs are narrower than its input is left: without it whole rows would be others", () => {
    const k = setup();
    const s = k.sort(k.scan("u"), ["k"]);
    const narrow: Rel = { ...k.filter(s, gt(k, s, "k")), outputs: k.columns(s, ["v"]) };
    expect(stages(k, push(k, k.distinct(narrow)))).toBe("scan sort filter(k) distinct");
  });
});
