/** A pipeline gives the same with each rewrite and without, and in each shape of the SQL: on DuckDB, beside the evaluator. */
import type { Rule } from "../../src/ir/rule.ts";
import { PRETTY, REWRITES, type LowerOptions } from "../../src/lower/index.ts";
import { bound, evaluated, onEngine } from "../evaluate/pipelines.ts";

/** Each rewrite by itself switched off, all of them, and what a profile may say of the shape. */
export const CHOICES: readonly (readonly [name: string, options: LowerOptions])[] = [
  ...REWRITES.map(({ name }) => [name, { ...PRETTY, without: [name] }] as const),
  ["no rewrite", { ...PRETTY, without: REWRITES.map(({ name }) => name) }],
  ["nothing fused", { ...PRETTY, fuse: false }],
  ["subqueries where they are read", { ...PRETTY, ctes: false }],
  ["as little as can be", { ...PRETTY, fuse: false, ctes: false, without: REWRITES.map(({ name }) => name) }],
];

/** Null where the rows are the evaluator's in every choice, or it fails; else what differs. `tally`: how often a choice changed the text. */
export async function differs(text: string, set: string, tally: Map<string, number> | null = null): Promise<string | null> {
  const rule = bound(text) as Rule;
  const wanted = evaluated(rule, set);
  const usual = await onEngine(rule, set, "optimised");
  if (typeof wanted === "string" || typeof usual.answer === "string") return null;
  for (const [name, options] of CHOICES) {
    const { answer, sql, ordered, why } = await onEngine(rule, set, "optimised", options);
    if (sql === usual.sql) continue;
    tally?.set(name, (tally.get(name) ?? 0) + 1);
    const lines = (rows: readonly string[]): readonly string[] => (ordered ? rows : rows.toSorted());
    const got = typeof answer === "string" ? [answer, why ?? ""] : lines(answer);
    if (JSON.stringify(lines(wanted)) !== JSON.stringify(got)) return [`${name}, data ${set}`, text, sql, "wanted", ...lines(wanted), "got", ...got].join("\n");
  }
  return null;
}
