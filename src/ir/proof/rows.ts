/** Why columns tell rows apart, how many rows there are at most, and how many rows of one side a row of the other meets. */
import { effectsOf } from "../effects.ts";
import { byKind, type RelTable } from "../fields.ts";
import type { ColumnId, Origin, RuleName } from "../id.ts";
import { meets } from "../props/derive.ts";
import { equatedColumn } from "../props/equated.ts";
import { coversKey } from "../props/facts.ts";
import { distinctElement } from "../props/keys.ts";
import type { Join, Rel } from "../rel.ts";
import type { ColumnSet } from "../rule.ts";
import { relInputs } from "../walk.ts";
import { below } from "./below.ts";
import { firstOf, proof, type Fact, type Inference, type Maybe, type Prover } from "./types.ts";

/** Columns, maybe of the inputs, that tell the rows of a relation apart, and why. */
type Candidate = { readonly columns: readonly ColumnId[]; readonly by: Inference; readonly at?: Origin; readonly of?: RuleName; readonly premises?: () => readonly Maybe[] };
const keyOf = (columns: Iterable<ColumnId>): Fact => ({ kind: "key", columns: [...columns] });

export function proveKey(rel: Rel, fact: Extract<Fact, { kind: "key" }>, p: Prover): Maybe {
  const given = new Set(fact.columns);
  const promised = (p.claims.get(rel.id) ?? []).filter((one) => one.kind !== "not_null").map((one): Candidate => ({ columns: one.columns, by: "promised", at: one.at }));
  const all = [...promised, ...byKind(CANDIDATES, rel, p)];
  const missing = (one: Candidate): number => one.columns.filter((column) => !given.has(column)).length;
  const ranked = all.map((one) => ({ one, away: missing(one), size: Math.abs(one.columns.length - given.size) })).sort((a, b) => a.away - b.away || a.size - b.size);
  const found = firstOf(...ranked.map(({ one: { columns, by, at, of, premises } }) => () => {
    const others = columns.filter((column) => !given.has(column));
    const fixes: (() => Maybe)[] = others.map((to) => () => p.prove(rel, { kind: "fixes", from: fact.columns, to }));
    const shown: Maybe[] = [];
    for (const fix of fixes) {
      shown.push(fix());
      if (shown.includes(null)) return null;
    }
    const more = { ...(at === undefined ? {} : { at }), ...(of === undefined ? {} : { of }) };
    if (others.length === 0 && columns.length === given.size) return proof(rel, fact, by, { ...more, premises: premises?.() ?? [] });
    const key = proof(rel, keyOf(columns), by, { ...more, premises: premises?.() ?? [] });
    return others.length === 0 ? (key === null ? null : proof(rel, fact, "fixed", { premises: [key] })) : proof(rel, fact, "fixed", { premises: [key, ...shown] });
  }));
  if (found !== null) return found;
  const { atMost } = p.inSight(rel);
  return atMost !== null && atMost <= 1 ? proof(rel, fact, "single", { premises: [p.prove(rel, { kind: "at-most", rows: atMost })] }) : null;
}

const kept = (rel: Rel, p: Prover): Candidate[] => below(rel, p).flatMap(({ rel: input, back }) => {
  const here = new Map(rel.kind === "scan" || rel.kind === "set" ? rel.outputs.map((column) => [back(column), column] as const) : input.outputs.map((column) => [column, column] as const));
  return p.propsOf(input).keys.flatMap((key): Candidate[] => {
    const columns = [...key].map((column) => here.get(column));
    return columns.includes(undefined) ? [] : [{ columns: columns as ColumnId[], by: rel.kind === "scan" ? "named" : "kept", premises: () => [p.prove(input, keyOf(key))] }];
  });
});

function paired(join: Join, p: Prover, test: (l: ColumnSet, r: ColumnSet) => boolean = () => true): Candidate[] {
  const [left, right] = [p.propsOf(join.left), p.propsOf(join.right)];
  return left.keys.flatMap((l) => right.keys.filter((r) => test(l, r)).map((r): Candidate =>
    ({ columns: [...l, ...r], by: "paired", premises: () => [p.prove(join.left, keyOf(l)), p.prove(join.right, keyOf(r))] })));
}

/** A row of this side comes out once, as it meets at most one of the other. */
const once = (join: Join, side: "left" | "right", p: Prover): Candidate[] => p.propsOf(join[side]).keys.map((key) => ({
  columns: [...key], by: "join-kept", premises: () => [p.prove(join, { kind: "one", side: side === "left" ? "right" : "left" }), p.prove(join[side], keyOf(key))],
}));

function fullKeys(join: Join, p: Prover): Candidate[] {
  const [left, right] = [p.propsOf(join.left), p.propsOf(join.right)];
  const solid = (key: ColumnSet, side: typeof left): boolean => [...key].some((column) => side.notNull.has(column));
  const columns = join.merged.map(([, , made]) => made);
  const merged: Candidate = {
    columns, by: "merged",
    premises: () => [
      p.prove(join.left, keyOf(join.merged.map(([l]) => l))), p.prove(join.right, keyOf(join.merged.map(([, r]) => r))),
      ...join.merged.map(([l, r]) => firstOf(() => p.prove(join.left, { kind: "not-null", column: l }), () => p.prove(join.right, { kind: "not-null", column: r }))),
    ],
  };
  return [...(columns.length > 0 ? [merged] : []), ...paired(join, p, (l, r) => solid(l, left) || solid(r, right))];
}

const JOINED: { readonly [H in Join["how"]]: (join: Join, p: Prover) => Candidate[] } = {
  inner: (join, p) => (meets(join).oneRight || meets(join).oneLeft
    ? [...(meets(join).oneRight ? once(join, "left", p) : []), ...(meets(join).oneLeft ? once(join, "right", p) : [])] : paired(join, p)),
  cross: (join, p) => paired(join, p),
  left: (join, p) => (meets(join).oneRight ? once(join, "left", p) : paired(join, p)),
  right: (join, p) => (meets(join).oneLeft ? once(join, "right", p) : paired(join, p)),
  full: fullKeys,
  semi: kept,
  anti: kept,
};

const all = (columns: readonly ColumnId[], by: Inference): Candidate => ({ columns, by });
/** Each row of the input, told by its keys, is a row for each value of one more column. */
const spread = (rel: Rel & { readonly input: Rel }, more: ColumnId, by: Inference, p: Prover): Candidate[] =>
  p.propsOf(rel.input).keys.map((key) => ({ columns: [...key, more], by, premises: () => [p.prove(rel.input, keyOf(key))] }));

const CANDIDATES: RelTable<Candidate[], [p: Prover]> = {
  scan: (rel, p) => {
    if (rel.of.kind === "local") return kept(rel, p);
    if (rel.of.kind !== "source" && rel.of.kind !== "rule") return [];
    const { name } = rel.of;
    return p.inSight(rel).keys.map((key) => ({ columns: [...key], by: "declared", of: name }));
  },
  values: (rel, p) => p.inSight(rel).keys.map((key) => ({ columns: [...key], by: "written" })),
  filter: kept,
  project: (rel, p) => [...kept(rel, p), ...rel.adds.flatMap(([column, expr]): Candidate[] => {
    if (expr.kind !== "window" || expr.fn !== "row_number") return [];
    const effects = expr.by.map(effectsOf);
    return effects.some((e) => e.volatile) ? [] : [{ columns: [...new Set([...effects.flatMap((e) => e.reads), column])], by: "numbered", at: expr.at }];
  })],
  join: (rel, p) => JOINED[rel.how](rel, p),
  aggregate: (rel, p) => [...kept(rel, p).filter(({ columns }) => columns.every((column) => rel.by.includes(column))), all(rel.by, "grouped")],
  sort: kept,
  limit: kept,
  distinct: (rel, p) => [...kept(rel, p), all(rel.input.outputs, "distinct")],
  dedupe: (rel, p) => [...kept(rel, p), all(rel.on, "deduped")],
  set: (rel, p) => (rel.how === "union_all" ? [] : rel.how === "union" ? [all(rel.outputs, "distinct")] : [...kept(rel, p), all(rel.outputs, "distinct")]),
  explode: (rel, p) => {
    const element = distinctElement(rel);
    return [...(rel.index === null ? [] : spread(rel, rel.index, "indexed", p)), ...(element === null ? [] : spread(rel, element, "elements", p))];
  },
  unpivot: (rel, p) => spread(rel, rel.name, "unpivoted", p),
  recurse: (rel) => [all(rel.outputs.filter((column) => column !== rel.depth), "distinct")],
  sql: () => [],
  error: () => [],
};

/** At most so many rows: by the inputs' bounds and what the verb does with them, or by a key of no columns. */
export function proveAtMost(rel: Rel, fact: Extract<Fact, { kind: "at-most" }>, p: Prover): Maybe {
  const bound = p.inSight(rel).atMost;
  if (bound !== null && bound <= fact.rows) {
    const bounded = below(rel, p).map(({ rel: input }) => input).concat(rel.kind === "set" ? relInputs(rel) : []);
    const premises = [...new Set(bounded)].flatMap((input) => {
      const { atMost } = p.propsOf(input);
      return atMost === null ? [] : [p.prove(input, { kind: "at-most", rows: atMost })];
    });
    const counted = rel.kind === "aggregate" && rel.by.length === 0 ? [] : premises;
    const needs = rel.kind === "join" && rel.how !== "cross" ? [...(meets(rel).oneRight ? ["right" as const] : []), ...(meets(rel).oneLeft ? ["left" as const] : [])] : [];
    return proof(rel, fact, "counted", { premises: [...counted, ...(rel.kind === "join" && (rel.how === "semi" || rel.how === "anti") ? [] : needs.map((side) => p.prove(rel, { kind: "one", side })))] });
  }
  return fact.rows < 1 ? null : proof(rel, fact, "empty-key", { premises: [bound === null || bound > 1 ? p.prove(rel, keyOf([])) : null] });
}

/** A row meets at most one of that side: the nearest, one told by a key that the condition fixes, or as the author claims and a run verifies. */
export function proveOne(rel: Rel, fact: Extract<Fact, { kind: "one" }>, p: Prover): Maybe {
  if (rel.kind !== "join") return null;
  if (rel.asof !== null) return fact.side === "right" ? proof(rel, fact, "nearest") : null;
  const side = rel[fact.side];
  const own = new Set(side.outputs);
  const conjuncts = rel.on.flatMap((conjunct) => {
    const column = equatedColumn(conjunct, own);
    return column === null ? [] : [[column, conjunct] as const];
  });
  const columns = [...new Set(conjuncts.map(([column]) => column))];
  if (coversKey(p.propsOf(side), columns)) return proof(rel, fact, "by-key", { at: conjuncts[0]?.[1].at ?? rel.at, premises: [p.prove(side, keyOf(columns))] });
  if (!meets(rel)[fact.side === "right" ? "oneRight" : "oneLeft"]) return null;
  const claim = p.rule.obligations.find(({ kind, over }) => kind === "multiplicity" && over.kind === "join" && over.on === rel.on);
  return claim === undefined ? null : proof(rel, fact, "claimed", { at: claim.at });
}
