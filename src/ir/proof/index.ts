/**
 * Proofs of what props/ infers. A second walk, made when somebody asks, so that compiling pays nothing; it goes from a fact back to what it rests on,
 * and gives none for what does not follow: tests hold it to all that is inferred, and to nothing more.
 */
import type { NodeId } from "../id.ts";
import { createBoth } from "../props/index.ts";
import type { Rel } from "../rel.ts";
import type { Env, Obligation, Props, Rule } from "../rule.ts";
import { relsBelow } from "../walk.ts";
import { proveAgree, proveFixes } from "./facts.ts";
import { proveNotNull } from "./nulls.ts";
import { proveOrder, proveTotal } from "./order.ts";
import { proveAtMost, proveKey, proveOne } from "./rows.ts";
import type { Fact, Maybe, Prove, Prover } from "./types.ts";

export type { Fact, Inference, Proof } from "./types.ts";

/** Of a rule with fewer relations no proof is so long that the stack would feel it. */
const SHALLOW = 100;

export type Proofs = { readonly prove: Prove; readonly propsOf: (rel: Rel) => Props; /** Inputs first. */ readonly rels: readonly Rel[] };

/** `ahead`: all that can be proven is, before anybody asks; otherwise what is asked for and what that rests on, which of many rules is much less. */
export function proofsOf(rule: Rule, env: Env, ahead = true): Proofs {
  const { propsOf, inSight } = createBoth({ columns: rule.columns, env, locals: rule.locals, obligations: rule.obligations });
  const claims = new Map<NodeId, Obligation[]>();
  for (const one of rule.obligations) {
    if (one.severity === "error" && one.kind !== "check" && one.kind !== "reference") claims.set(one.over.id, [...(claims.get(one.over.id) ?? []), one]);
  }
  const known = new Map<string, Maybe>();
  const prove: Prove = (rel, fact) => {
    const key = `${rel.id} ${textOf(fact)}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    // A fact that rests on itself is not proven.
    known.set(key, null);
    const found = BY_FACT[fact.kind](rel, fact as never, prover);
    known.set(key, found);
    return found;
  };
  const sights = new Map<Rel, Props>();
  const prover: Prover = {
    rule, env, propsOf, claims, prove,
    inSight: (rel) => {
      const sight = sights.get(rel) ?? inSight(rel);
      sights.set(rel, sight);
      return sight;
    },
  };
  const rels = relsBelow(rule.root, rule.locals);
  // Inputs first, so that each proof rests on some that are known, however long the chain.
  if (ahead || rels.length > SHALLOW) for (const rel of rels) for (const fact of inferred(propsOf(rel))) prove(rel, fact);
  return { prove, propsOf, rels };
}

/** All that props/ says of a relation. */
export function inferred(props: Props): Fact[] {
  const facts: Fact[] = [];
  for (const column of props.constant) facts.push({ kind: "fixes", from: [], to: column });
  for (const same of props.equal) [...same].slice(1).forEach((column, at) => facts.push({ kind: "agree", columns: [[...same][at] as typeof column, column] }));
  for (const { from, to } of props.determines) facts.push({ kind: "fixes", from: [...from], to });
  for (const column of props.notNull) facts.push({ kind: "not-null", column });
  if (props.atMost !== null) facts.push({ kind: "at-most", rows: props.atMost });
  for (const key of props.keys) facts.push({ kind: "key", columns: [...key] });
  if (props.order.length > 0) facts.push({ kind: "order", columns: props.order });
  if (props.total) facts.push({ kind: "total", columns: props.order });
  return facts;
}

const BY_FACT: { readonly [K in Fact["kind"]]: (rel: Rel, fact: Extract<Fact, { kind: K }>, p: Prover) => Maybe } = {
  "not-null": (rel, { column }, p) => proveNotNull(rel, column, p),
  key: proveKey,
  order: proveOrder,
  total: proveTotal,
  "at-most": proveAtMost,
  fixes: proveFixes,
  agree: proveAgree,
  one: proveOne,
};

const textOf = (fact: Fact): string => JSON.stringify(fact);
