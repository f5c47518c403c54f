/** A pipeline gives the same with each rewrite and without, and in each shape of the SQL: on DuckDB, beside the evaluator. */
import { optimise } from "../../src/ir/passes/list.ts";
import { createProps } from "../../src/ir/props/index.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { isRefusal, lowerRule, PRETTY, REWRITES, type LowerOptions, type Lowered } from "../../src/lower/index.ts";
import { bound, evaluated, onEngine, prepared } from "../evaluate/pipelines.ts";

/** Each rewrite by itself switched off, all of them, and what a profile may say of the shape. */
export const CHOICES: readonly (readonly [name: string, options: LowerOptions])[] = [
  ...REWRITES.map(({ name }) => [name, { ...PRETTY, without: [name] }] as const),
  ["no rewrite", { ...PRETTY, without: REWRITES.map(({ name }) => name) }],
  ["nothing fused", { ...PRETTY, fuse: false }],
  ["subqueries where they are read", { ...PRETTY, ctes: false }],
  ["as little as can be", { ...PRETTY, fuse: false, ctes: false, without: REWRITES.map(({ name }) => name) }],
];

/** The SQL of a pipeline, and what was chosen in it. */
export function lowered(text: string, options: LowerOptions): Lowered {
  const rule = optimise(bound(text) as Rule, prepared.env);
  const propsOf = createProps({ ...rule, env: prepared.env });
  const made = lowerRule({ ...rule, order: propsOf(rule.root).order }, prepared.names, { ...options, orderOf: (rel) => propsOf(rel).order });
  if (isRefusal(made)) throw new Error(made.reason);
  return made;
}

/** Null where the rows are the evaluator's in every choice, or it fails; else what differs. `tally`: how often a choice changed the text. `only`: these choices. */
export async function differs(text: string, set: string, tally: Map<string, number> | null = null, only: readonly string[] | null = null): Promise<string | null> {
  const rule = bound(text) as Rule;
  const wanted = evaluated(rule, set);
  const usual = await onEngine(rule, set, "optimised");
  if (typeof wanted === "string" || typeof usual.answer === "string") return null;
  for (const [name, options] of CHOICES) {
    if (only?.includes(name) === false) continue;
    const { answer, sql, ordered, why } = await onEngine(rule, set, "optimised", options);
    if (sql === usual.sql) continue;
    tally?.set(name, (tally.get(name) ?? 0) + 1);
    const lines = (rows: readonly string[]): readonly string[] => (ordered ? rows : rows.toSorted());
    const got = typeof answer === "string" ? [answer, why ?? ""] : lines(answer);
    if (JSON.stringify(lines(wanted)) !== JSON.stringify(got)) return [`${name}, data ${set}`, text, sql, "wanted", ...lines(wanted), "got", ...got].join("\n");
  }
  return null;
}

/** By choice: pipelines in which it has something to do. */
export const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  "explode-in-select": [
    "from s |> explode xs as x, index: i, base: 0 |> select { id, i, x }", "from s |> where b > 0 |> explode xs as x, index: i, base: 1, keep_empty: true |> select { id, i, x }",
    "from s |> explode ys as y |> explode xs as x |> select { id, x, y }", "from s |> explode m as { key, value }, index: i, base: 0 |> select { id, i, key, value }",
    "from s |> explode [xs, ys] as { x, y }, index: i, base: 0, pad: true |> select { id, i, x, y }", "from s |> explode ps as { p, q }, index: i, base: 0 |> where p > 0 |> select { id, i, q }",
    "from s |> explode ps as e |> select { id, e.p } |> distinct", "from s |> select { id, a, n: b::int64 } |> unpivot [a, n], names_to: \"name\", values_to: \"value\"",
    "from s |> explode xs as x |> aggregate { n: count() }", "from s |> explode ys as y, index: i, base: 0 |> dedupe on [y] keep first by [id, i] |> select { y, id }",
    "from s |> join r as j on id == j.rid |> explode ys as y, index: i, base: 0 |> join left r as k on y == k.rg, cardinality: \"n:m\" |> select { id, i, y, v: k.v }",
  ],
  "windows-in-qualify": [
    "from s |> dedupe on [g] keep first by [id] |> select { g, b }", "from s |> where row_number() over (by [g] sort [id]) == 1 and b > 0 |> select { id }",
    "from s |> derive { n: count() over (by [g]) } |> where n > 1 |> select { id, n }", "from s |> sort [id desc] |> where b >= max(b) over (by [g]) |> limit 2 |> select { id }",
    "from s |> group { g } { n: count() } |> where n == max(n) over (by [n > 1]) |> select { g, n }",
  ],
  "distinct-in-union": ["from s |> select { g } |> union all (from r |> select { g: rg ?? \"\" }) |> distinct", "from s |> select { g } |> union all (from s |> select { g } |> where g != \"x\") |> distinct"],
  "flat-unions": ["from s |> select { k: id } |> union all (from r |> select { k: rid } |> union all (from r |> select { k: w }))", "from s |> select { k: id } |> union (from r |> select { k: rid } |> union all (from r |> select { k: w }))"],
  "named-windows": ["from s |> derive { n: row_number() over (by [g] sort [id]), m: lag(b) over (by [g] sort [id]) } |> select { id, n, m }"],
  "bare-comparisons": ["from s |> where b::int64 == id or d > b |> select { id }", "from s |> where d::decimal(12, 4) in [1.5, 99.99] |> select { id }"],
  "plain-patterns": [
    "from s |> where g.like(lower(\"%A\")) |> select { id }", "from s |> where not g.like(upper(\"_%\")) |> select { id }", "from s |> select { id, y: g.like(lower(\"\\\\%\")), n: g.like(lower(\"A\\\\\")) }",
  ],
  "late-semijoins": [
    "from s |> join r as j on id == j.rid, cardinality: \"n:m\" |> join semi r as k on id == k.rid and k.w != j.w |> select { id, j.w }",
    "from s |> join left r as j on id == j.rid, cardinality: \"n:m\" |> join anti r as k on id == k.rid and k.w > j.w |> where b > 0 |> join semi r as n on id == n.rid and n.w <= j.w |> select { id, j.w }",
  ],
  "kept-subqueries": [
    "let both = from s |> join r as j on id == j.rid, cardinality: \"n:m\" |> select { id, g, w: j.w }\n  from both |> group { g } { n: count() } |> join both as b on g == b.g, cardinality: \"n:m\" |> sort [b.id, b.w] |> limit 5 |> select { id: b.id, n }",
    "from s |> join r as j on id == j.rid, cardinality: \"n:m\" |> where j.w >= max(j.w) over (by [id]) |> sort [id] |> limit 2 |> select { id, m: j.w }",
  ],
  "ignored-nulls": [
    "from s |> select { id, g, known: last(b, where: b is not null) over (by [g] sort [id] rows ..0) }", "from s |> select { id, next: first(d, where: d is not null) over (sort [id] rows 1..) }",
    "from s |> select { id, other: last(b, where: d is not null) over (sort [id] rows ..0), xs: last(xs, where: xs is not null) over (sort [id] rows -2..0) }",
  ],
  "nothing fused": ["from s |> where b > 0 |> derive { c: b + 1 } |> sort [c desc, id] |> limit 3 |> select { id, c }"],
  "subqueries where they are read": ["from s |> sort [id] |> limit 3 |> where b > 0 |> group { g } { n: count() } |> join s as t on g == t.g, cardinality: \"n:m\" |> select { g, n, t.id }"],
};
