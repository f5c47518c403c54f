/** A pipeline gives the same with a pass and without: on the evaluator, over every data set. */
import * as fc from "fast-check";
import { PASSES } from "../../../src/ir/passes/list.ts";
import { printRule } from "../../../src/ir/print.ts";
import { createProps } from "../../../src/ir/props/index.ts";
import type { Pass, Rule } from "../../../src/ir/rule.ts";
import { exprChildren, relExprs, relsReached, walkExpr } from "../../../src/ir/walk.ts";
import { bound, dataNames, evaluated, pipeline, prepared, steps, type Step } from "../../evaluate/pipelines.ts";
import { MUTATIONS, type Mutation } from "./mutations.ts";
import { comparable, type Told } from "./same-rows.ts";

/** Stages over the rows of `s` that leave its columns, and stages behind any pipeline: each gives some pass something to do. */
const HEADS: readonly string[] = [
  "", "sort [g desc, id]", "sort [id]", "sort [id] |> limit 4", "where true and b > 0", "where not (not (a > 0)) or false", "where 1 + 1 == 2", "derive { b: if 1 < 2 then b else b + 1 }",
  "derive { a: a + 0 * 2 } |> where a > 0", "join left r as j on id == j.rid |> select { ...@all }", "join left r as j on id == j.rid and b > 0 |> select { ...@all }", "join asof left r as j on at >= j.ra |> select { ...@all }",
  'join left r as j on g == j.rg, cardinality: "n:m" |> select { ...@all }', "join r as j on id == j.rid |> select { ...@all }", 'join left r as j on id == j.rid |> where b > 0 |> select { ...@all }',
  "derive { n0: row_number() over (sort [id]) } |> where b > 1 |> drop [n0]", "sort [id] |> derive { k0: a + 1 } |> derive { k1: k0 * 2, k2: k0 } |> drop [k0, k1, k2]", "where b > 0 |> where (1000000 // b) * 1000000 * 1000000000 > 0",
];
const TAILS: readonly string[] = [
  "", "select { id }", "aggregate { n: count() }", "sort [id] |> limit 3", "where id > 1", "where a > 0 and b < 3", "select [id] |> distinct", "sort [id desc] |> limit 2 |> select { id }", "sort [g, id] |> aggregate { n: count(), m: max(id) }",
  "derive { z: id * 2 } |> derive { z: z + z, y: z }", "select { id, g } |> sort [g, id] |> union all (from s |> select { id, g })", "distinct |> where id > 2", "group { g } { n: count(), m: min(id) } |> where g > \"\"",
  "dedupe on [g] keep first by [id] |> where id > 1", "where false and id > 1", "derive { q: case { false -> 1, id > 1 -> 2, true -> 3, else -> 4 } }", "derive { n9: sum(id) over (by [g]) } |> where id > 1",
  "derive { n8: avg(b, where: b > 0) over (), m8: max(id) over () } |> where m8 > 1", 'join r as j8 on id == j8.rid, cardinality: "n:m" |> where b >= avg(b) over (by [g]) |> select { ...@all, c8: count() over (by [j8.rg]) }',
  "@union", "@join", "@except",
];
/** What the mutations are about, behind other stages than there. */
const WITNESSES = MUTATIONS.map(({ program }) => program.replace("from s |> ", ""));
/** With the pipeline itself once more. */
const TWICE: Readonly<Record<string, (text: string) => string>> = {
  "@union": (text) => `${text}\n|> union all (${text})`,
  "@join": (text) => `${text}\n|> join (${text}) as t9 on id == t9.id, cardinality: "n:m" |> select { id, o9: t9.id }`,
  "@except": (text) => `${text}\n|> select { id }\n|> except (${text}\n|> select { id } |> where id > 2)`,
};

export type Program = { readonly plan: readonly Step[]; readonly head: string; readonly tail: string; readonly set: string };
export const programs: fc.Arbitrary<Program> = fc.record({ plan: fc.oneof(fc.constant([]), steps), head: fc.constantFrom(...HEADS), tail: fc.oneof(fc.constantFrom(...TAILS), fc.constantFrom(...WITNESSES)), set: fc.constantFrom(...dataNames) });

/** The text; its head or tail are left away where it does not compile with them. */
export function textOf({ plan, head, tail }: Program): string {
  const body = pipeline(plan);
  const started = head === "" ? body : body.replace("from s", `from s |> ${head}`);
  const headed = bound(started) === null ? body : started;
  const whole = tail === "" ? headed : (TWICE[tail]?.(headed) ?? `${headed}\n|> ${tail}`);
  return bound(whole) === null ? headed : whole;
}

/** Of `rule` as `as` has it: what a run of either must give. Null where it fails. */
function rowsOf(rule: Rule, as: Rule, set: string): Told | null {
  const answer = evaluated(rule, set);
  if (typeof answer === "string") return null;
  const { order, total } = createProps({ ...as, env: prepared.env })(as.root);
  const places = order.map(({ column }) => as.root.outputs.indexOf(column));
  return { rows: answer, ranks: answer.map((line) => JSON.stringify(places.map((place) => (JSON.parse(line) as unknown[])[place]))), total };
}

/** A pass behind those that provide what it needs, and what those need. */
export function withNeeded(pass: Pass): readonly Pass[] {
  const wanted = new Set<string>(pass.needs);
  const before = PASSES.slice(0, PASSES.findIndex(({ name }) => name === pass.name)).toReversed();
  return [...before.filter(({ needs, provides }) => provides.some((trait) => wanted.has(trait)) && needs.every((trait) => wanted.add(trait))).toReversed(), pass];
}

/** Each pass behind what it needs, each by itself, and all of them. */
export const LISTS: readonly (readonly Pass[])[] = [...PASSES.map(withNeeded), ...PASSES.filter(({ needs }) => needs.length > 1).map((pass) => [pass]), PASSES];

/** What no engine would take, though it has a meaning. */
function malformed(rule: Rule): string | null {
  let found: string | null = null;
  for (const rel of relsReached(rule)) for (const root of relExprs(rel)) {
    walkExpr(root, (expr) => {
      if (expr.kind === "window") for (const part of exprChildren(expr)) walkExpr(part, (inner) => void (found ??= inner.kind === "window" ? "a window stands in a window" : null));
    });
  }
  return found;
}

/** Null where the rows are the same without passes and with each list of them, or the rule fails without; else what differs. `tally`: how often the last of each list changed a rule that gives rows. */
export function difference(text: string, set: string, lists: readonly (readonly Pass[])[], tally: Map<string, number> | null = null): string | null {
  const rule = bound(text) as Rule;
  let before: Told | null | undefined;
  for (const passes of lists) {
    const told = (what: string): string => `${passes.map(({ name }) => name).join(", ")}; data ${set}\n${text}\n${what}`;
    const last = (passes.at(-1) as Pass);
    try {
      const almost = passes.slice(0, -1).reduce((of, pass) => pass.run(of, prepared.env), rule);
      const done = last.run(almost, prepared.env);
      if (done === almost) continue;
      before ??= rowsOf(rule, rule, set);
      if (before === null) return null;
      tally?.set(last.name, (tally.get(last.name) ?? 0) + 1);
      const wrong = malformed(done);
      if (wrong !== null) return told(wrong);
      const after = rowsOf(done, rule, set);
      const [wanted, got] = [comparable(before), after === null ? ["fails"] : comparable(after)];
      if (wanted.join("\n") !== got.join("\n")) return told(["wanted", ...wanted, "got", ...got].join("\n"));
    } catch (error) {
      return told(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }
  return null;
}

/** Whether a program shows that a mutation is one. Where it makes of the rule what the sound pass does, nothing is evaluated. */
export function isCaught({ pass }: Mutation, text: string, set: string): boolean {
  const list = withNeeded(pass);
  const almost = list.slice(0, -1).reduce((of, before) => before.run(of, prepared.env), bound(text) as Rule);
  const made = (by: Pass): string | null => {
    try {
      return printRule(by.run(almost, prepared.env));
    } catch {
      return null;
    }
  };
  return made(pass) !== made(PASSES.find(({ name }) => name === pass.name) as Pass) && difference(text, set, [list]) !== null;
}
