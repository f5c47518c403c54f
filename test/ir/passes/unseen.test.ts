/** Rules of passes whose breach changes no row of the evaluator: errors, what is promised, what engines compute unlike each other, work done twice. */
import { describe, expect, test } from "vitest";
import { dropSorts } from "../../../src/ir/passes/drop-sorts.ts";
import { groupWindows } from "../../../src/ir/passes/group-windows.ts";
import { MERGE_LEGALITY, mergeProjects, mergeProjectsBy } from "../../../src/ir/passes/merge-projects.ts";
import { shareSubtrees } from "../../../src/ir/passes/share-subtrees.ts";
import { simplifyExpressions } from "../../../src/ir/passes/simplify.ts";
import { printRule } from "../../../src/ir/print.ts";
import type { Pass, Rule } from "../../../src/ir/rule.ts";
import { bound, prepared } from "../../evaluate/pipelines.ts";
import { kit } from "../kit.ts";

const after = (pass: Pass, text: string): string => printRule(pass.run(bound(text) as Rule, prepared.env), false);
const untouched = (pass: Pass, text: string): void => {
  const rule = bound(text) as Rule;
  expect(pass.run(rule, prepared.env), text).toBe(rule);
};

describe("simplify leaves as it is written", () => {
  test("a constant that fails or is null: the run stops where the author wrote it", () => {
    untouched(simplifyExpressions, "from s |> select { id, x: 9223372036854775807 + 1 }");
    untouched(simplifyExpressions, "from s |> select { id, x: 1 // 0 }");
  });
  test("what can fail beside a false", () => {
    untouched(simplifyExpressions, "from s |> select { id, x: false and a * 2 > 0 }");
    expect(after(simplifyExpressions, "from s |> select { id, x: false and a > 0 }")).toContain("x: bool? = false");
  });
  test("floats and texts, which engines may compute and write unlike each other", () => {
    untouched(simplifyExpressions, "from s |> select { id, x: 0.1::float64 + 0.2::float64 }");
    untouched(simplifyExpressions, 'from s |> select { id, x: upper("ß") }');
  });
});

test("drop-sorts leaves a promised order, even where the rows stand in it", () => {
  const k = kit({ t: { columns: { id: "int64", a: "int64" }, keys: [["id"]], order: ["id"] } });
  const promised = k.rule(k.sort(k.scan("t"), ["id"], true));
  expect(dropSorts.run(promised, k.env)).toBe(promised);
  expect(printRule(dropSorts.run(k.rule(k.sort(k.sort(k.scan("t"), ["id"]), ["id"], true)), k.env), false).match(/sort/g)).toHaveLength(1);
});

test("merge-projects leaves a projection that a check reads, too: it would be computed twice", () => {
  const k = kit({ t: { columns: { id: "int64", a: "int64" }, keys: [["id"]] } });
  const t = k.scan("t");
  const checked = k.derive(t, { twice: k.int(2) });
  k.obligation("check", checked, { predicate: k.test("gt", k.ref(checked, "twice"), k.int(0)) });
  const rule = k.rule(k.derive(checked, { more: k.fn("add", [k.ref(checked, "twice"), k.int(1)]) }));
  const done = mergeProjects.run(rule, k.env);
  expect(done).toBe(rule);
  expect(mergeProjectsBy({ ...MERGE_LEGALITY, isShared: () => false }).run(rule, k.env)).not.toBe(rule);
});

describe("group-windows leaves", () => {
  test("what adds floats in the order of its rows, or lists them", () => {
    untouched(groupWindows, "from s |> derive { n: sum(b::float64) over () } |> select { id, n }");
    untouched(groupWindows, "from s |> derive { n: avg(b::float64) over () } |> select { id, n }");
    untouched(groupWindows, "from s |> derive { n: median(b) over () } |> select { id, n }");
  });
  test("what DuckDB makes groups of by itself: partitions of rows that nothing was joined with", () => {
    untouched(groupWindows, "from s |> where b > 0 |> sort [id] |> derive { n: count() over (by [g]) } |> select { id, n }");
  });
  test("a stage with a window that has an order", () => {
    untouched(groupWindows, "from s |> derive { n: count() over (), m: row_number() over (sort [id]) } |> select { id, n, m }");
  });
});

describe("share-subtrees leaves", () => {
  test("what is only read and filtered: reading again is as cheap", () => {
    untouched(shareSubtrees, "from s |> where b > 1 |> select { id } |> union all (from s |> where b > 1 |> select { id })");
  });
  test("the rounds of a recursion", () => {
    untouched(shareSubtrees, 'from s |> select { k: id } |> recurse as q, max_depth: 2 { from q |> join (from r |> distinct) as x on k == x.w, cardinality: "n:m" |> join (from r |> distinct) as y on k == y.w, cardinality: "n:m" |> select { k: k + 1 } }');
  });
  test("and shares what locals stand for, before those that read it", () => {
    const k = kit({ t: { columns: { id: "int64", a: "int64" }, keys: [["id"]] } });
    const t = k.scan("t");
    k.local("few", k.filter(t, k.test("gt", k.ref(t, "a"), k.int(0))));
    const grouped = () => k.group(k.scanLocal(0), ["a"], { n: k.agg("count", []) });
    k.local("one", grouped());
    const done = shareSubtrees.run(k.rule(k.set("union_all", k.scanLocal(1), grouped())), k.env);
    expect(done.locals.map(({ name }) => name)).toEqual(["few", "shared", "one"]);
  });
});
