/** Why columns fix others, are constant, or agree. */
import { conjunctsOf } from "../build.ts";
import { effectsOf } from "../effects.ts";
import type { Expr } from "../expr.ts";
import type { ColumnId, Origin } from "../id.ts";
import { consequencesOf } from "../props/condition.ts";
import { meets } from "../props/derive.ts";
import { isSubset } from "../props/facts.ts";
import type { Rel } from "../rel.ts";
import type { ColumnSet, Dependency, Props } from "../rule.ts";
import { below } from "./below.ts";
import { firstOf, proof, type Fact, type Inference, type Maybe, type Prover } from "./types.ts";

/** A step of a closure: `to` is fixed by columns that are there before. */
type Step = { readonly to: ColumnId; readonly from: readonly ColumnId[]; readonly why: () => Maybe };

/** Rows that agree in `from` agree in `to`: the steps of the closure that lead there, and no other. */
export function proveFixes(rel: Rel, fact: Extract<Fact, { kind: "fixes" }>, p: Prover): Maybe {
  const given = new Set(fact.from);
  if (given.has(fact.to)) return proof(rel, fact, "chain");
  const steps = closureSteps(rel, given, fact.to, p);
  if (steps === null) return null;
  const needed: Step[] = [];
  const wanted: ColumnId[] = [fact.to];
  const seen = new Set<ColumnId>();
  for (let column = wanted.pop(); column !== undefined; column = wanted.pop()) {
    const step = steps.get(column);
    if (given.has(column) || seen.has(column) || step === undefined) continue;
    seen.add(column);
    needed.push(step);
    wanted.push(...step.from);
  }
  const [only] = needed;
  if (needed.length === 1 && only !== undefined) return only.why();
  return proof(rel, fact, "chain", { premises: needed.reverse().map(({ why }) => why()) });
}

function closureSteps(rel: Rel, given: ColumnSet, to: ColumnId, p: Prover): ReadonlyMap<ColumnId, Step> | null {
  const sight = p.inSight(rel);
  const steps = new Map<ColumnId, Step>();
  const has = (column: ColumnId): boolean => given.has(column) || steps.has(column);
  const add = (step: Step): void => void (has(step.to) || steps.set(step.to, step));
  for (const column of sight.constant) add({ to: column, from: [], why: () => constant(rel, column, sight, p) });
  for (let before = -1; before !== steps.size && !has(to);) {
    before = steps.size;
    for (const same of sight.equal) {
      const known = [...same].find(has);
      if (known !== undefined) for (const column of same) if (column !== known) add({ to: column, from: [known], why: () => p.prove(rel, { kind: "agree", columns: [column, known] }) });
    }
    for (const dependency of sight.determines) {
      if (!has(dependency.to) && [...dependency.from].every(has)) add({ to: dependency.to, from: [...dependency.from], why: () => depends(rel, dependency, p) });
    }
  }
  return has(to) ? steps : null;
}

const fixed = (from: Iterable<ColumnId>, to: ColumnId): Fact => ({ kind: "fixes", from: [...from], to });

/** Conditions that hold for every row that leaves. */
function conditions(rel: Rel): readonly Expr[] {
  if (rel.kind === "filter") return conjunctsOf(rel.predicate);
  return rel.kind === "join" && (rel.how === "inner" || rel.how === "semi") ? rel.on : [];
}

function constant(rel: Rel, column: ColumnId, sight: Props, p: Prover): Maybe {
  const own = constantHere(rel, column, p);
  if (own !== null) return own;
  // What agrees with a constant is one.
  const same = sight.equal.find((set) => set.has(column)) ?? [];
  return firstOf(...[...same].filter((other) => other !== column).map((other) => () => {
    const known = constantHere(rel, other, p);
    return known === null ? null : proof(rel, fixed([], column), "chain", { premises: [known, p.prove(rel, { kind: "agree", columns: [column, other] })] });
  }));
}

function constantHere(rel: Rel, column: ColumnId, p: Prover): Maybe {
  const says = (by: Inference, at: Origin): Maybe => proof(rel, fixed([], column), by, { at });
  const conjunct = conditions(rel).find((one) => consequencesOf([one]).constant.includes(column));
  if (conjunct !== undefined) return says("condition", conjunct.at);
  if (rel.kind === "project") {
    const expr = rel.adds.find(([made]) => made === column)?.[1];
    if (expr !== undefined && expr.kind !== "column" && effectsOf(expr).reads.length === 0) return says("constant", expr.at);
  }
  if (rel.kind === "values" && rel.outputs.includes(column)) return says("constant", rel.at);
  if (rel.kind === "aggregate" && rel.by.length === 0 && rel.adds.some(([made]) => made === column)) return says("counted", rel.at);
  return inherited(rel, [], column, p);
}

/** What holds of a side stays true beside it; rows of nulls take it away, but where the left columns are never null. */
function inherited(rel: Rel, from: readonly ColumnId[], to: ColumnId, p: Prover): Maybe {
  return firstOf(...below(rel, p).map(({ rel: input, back, extended }) => () => {
    const [sources, target] = [from.map(back), back(to)];
    if (target === undefined || sources.includes(undefined) || !input.outputs.includes(target)) return null;
    const there = p.prove(input, fixed(sources as ColumnId[], target));
    if (there === null) return null;
    const solid = !extended ? [] : [firstOf(...(sources as ColumnId[]).map((column) => () => (p.propsOf(input).notNull.has(column) ? p.prove(input, { kind: "not-null", column }) : null)))];
    return proof(rel, fixed(from, to), rel.kind === "scan" ? "named" : "kept", { premises: [there, ...solid] });
  }));
}

function depends(rel: Rel, { from, to }: Dependency, p: Prover): Maybe {
  const fact = fixed(from, to);
  return firstOf(() => dependsHere(rel, from, to, fact, p), () => inherited(rel, [...from], to, p));
}

function dependsHere(rel: Rel, from: ColumnSet, to: ColumnId, fact: Fact, p: Prover): Maybe {
  if (rel.kind === "project") {
    const expr = rel.adds.find(([made]) => made === to)?.[1];
    if (expr === undefined) return null;
    const effects = effectsOf(expr);
    return effects.volatile || effects.window || !effects.reads.every((column) => from.has(column)) ? null : proof(rel, fact, "computed", { at: expr.at });
  }
  if (rel.kind !== "join") return null;
  const merged = rel.merged.find(([, , made]) => made === to);
  if (merged !== undefined && from.has(merged[0]) && from.has(merged[1])) return proof(rel, fact, "merged");
  return firstOf(
    ...below(rel, p).map(({ rel: side, extended }) => () => {
      if (!side.outputs.includes(to) || !p.propsOf(side).keys.some((key) => key.size === from.size && isSubset(key, from))) return null;
      const solid = extended ? [firstOf(...[...from].map((column) => () => (p.propsOf(side).notNull.has(column) ? p.prove(side, { kind: "not-null", column }) : null)))] : [];
      return proof(rel, fact, "key-fixes", { premises: [p.prove(side, { kind: "key", columns: [...from] }), ...solid] });
    }),
    () => {
      const right = new Set(rel.right.outputs);
      if (!right.has(to) || !meets(rel).oneRight || rel.how === "full" || rel.how === "right") return null;
      const reads = rel.on.flatMap((conjunct) => effectsOf(conjunct).reads.filter((column) => !right.has(column)));
      return reads.every((column) => from.has(column)) ? proof(rel, fact, "joined", { premises: [p.prove(rel, { kind: "one", side: "right" })] }) : null;
    },
  );
}

type Link = { readonly a: ColumnId; readonly b: ColumnId; readonly why: () => Maybe };

/** What makes two columns agree here, or below. */
function links(rel: Rel, p: Prover): Link[] {
  const out: Link[] = [];
  const link = (a: ColumnId, b: ColumnId, why: () => Maybe): void => void out.push({ a, b, why });
  const agree = (a: ColumnId, b: ColumnId): Fact => ({ kind: "agree", columns: [a, b] });
  for (const conjunct of conditions(rel)) for (const [a, b] of consequencesOf([conjunct]).equal) link(a, b, () => proof(rel, agree(a, b), "condition", { at: conjunct.at }));
  if (rel.kind === "project") for (const [made, expr] of rel.adds) if (expr.kind === "column") link(made, expr.column, () => proof(rel, agree(made, expr.column), "copied", { at: expr.at }));
  if (rel.kind === "join" && rel.how !== "full") {
    for (const triple of rel.merged) {
      const [made, from] = [triple[2], triple[rel.how === "right" ? 1 : 0]];
      link(made, from, () => proof(rel, agree(made, from), "merged"));
    }
  }
  for (const { rel: input, back } of below(rel, p)) {
    const here = new Map<ColumnId, ColumnId[]>();
    for (const column of columnsOf(rel)) {
      const there = back(column);
      if (there !== undefined) here.set(there, [...(here.get(there) ?? []), column]);
    }
    for (const same of p.propsOf(input).equal) {
      const known = [...same].flatMap((there) => (here.get(there) ?? []).map((column) => [column, there] as const));
      known.slice(1).forEach(([column, there], at) => {
        const [before, thereBefore] = known[at] as readonly [ColumnId, ColumnId];
        link(before, column, () => proof(rel, agree(before, column), rel.kind === "scan" ? "named" : "kept", { premises: [p.prove(input, agree(thereBefore, there))] }));
      });
    }
  }
  return out;
}

/** Columns that may be spoken of at a node: its inputs' and its own. */
function columnsOf(rel: Rel): ReadonlySet<ColumnId> {
  if (rel.kind === "scan" || rel.kind === "set") return new Set(rel.outputs);
  const inputs = rel.kind === "join" ? [rel.left, rel.right] : "input" in rel ? [rel.input] : [];
  return new Set([...inputs.flatMap((input) => input.outputs), ...rel.outputs]);
}

/** The shortest chain of links from one to the other. */
export function proveAgree(rel: Rel, fact: Extract<Fact, { kind: "agree" }>, p: Prover): Maybe {
  const [start, end] = fact.columns;
  const all = links(rel, p);
  const cameBy = new Map<ColumnId, Link | null>([[start, null]]);
  const pending: ColumnId[] = [start];
  for (let at = 0; at < pending.length && !cameBy.has(end); at++) {
    const column = pending[at] as ColumnId;
    for (const link of all) {
      const other = link.a === column ? link.b : link.b === column ? link.a : undefined;
      if (other === undefined || cameBy.has(other)) continue;
      cameBy.set(other, link);
      pending.push(other);
    }
  }
  if (!cameBy.has(end)) return null;
  const chain: Link[] = [];
  for (let column = end; column !== start;) {
    const link = cameBy.get(column) as Link;
    chain.unshift(link);
    column = link.a === column ? link.b : link.a;
  }
  const [only] = chain;
  return chain.length === 1 && only !== undefined ? only.why() : proof(rel, fact, "chain", { premises: chain.map(({ why }) => why()) });
}
