/** Why rows come in an order, and why no two of them tie in it. */
import { byKind, type RelTable } from "../fields.ts";
import type { Rel } from "../rel.ts";
import type { SortedColumn } from "../rule.ts";
import { below } from "./below.ts";
import { proof, type Fact, type Maybe, type Prover } from "./types.ts";

const orderOf = (rel: Rel, p: Prover): Fact => ({ kind: "order", columns: p.propsOf(rel).order });

/** The order that is known of a relation; what only begins with it is not asked for. */
export function proveOrder(rel: Rel, fact: Extract<Fact, { kind: "order" }>, p: Prover): Maybe {
  const known = p.propsOf(rel).order;
  const same = (a: SortedColumn, b: SortedColumn | undefined): boolean => a.column === b?.column && a.desc === b.desc && a.nullsFirst === b.nullsFirst;
  if (fact.columns.length === 0 || !fact.columns.every((one, at) => same(one, known[at]))) return null;
  return byKind(BY_KIND, rel, fact, p);
}

function kept(rel: Rel, fact: Fact, p: Prover): Maybe {
  const [from] = below(rel, p);
  return from === undefined ? null : proof(rel, fact, rel.kind === "scan" ? "named" : "kept", { premises: [p.prove(from.rel, orderOf(from.rel, p))] });
}
const none = (): Maybe => null;

const BY_KIND: RelTable<Maybe, [fact: Fact, p: Prover]> = {
  scan: (rel, fact, p) => (rel.of.kind === "local" ? kept(rel, fact, p) : rel.of.kind === "source" || rel.of.kind === "rule" ? proof(rel, fact, "declared", { of: rel.of.name }) : null),
  values: none,
  filter: kept,
  project: kept,
  join: (rel, fact, p) => {
    const order = (): Maybe => p.prove(rel.left, orderOf(rel.left, p));
    if (rel.how === "semi" || rel.how === "anti") return proof(rel, fact, "kept", { premises: [order()] });
    return rel.how === "inner" || rel.how === "left" ? proof(rel, fact, "join-kept", { premises: [p.prove(rel, { kind: "one", side: "right" }), order()] }) : null;
  },
  aggregate: none,
  // Beyond its own keys the old order breaks ties.
  sort: (rel, fact, p) => {
    const own = new Set(rel.keys.flatMap(({ expr }) => (expr.kind === "column" ? [expr.column] : [])));
    const older = fact.kind === "order" && fact.columns.some(({ column }) => !own.has(column)) && p.propsOf(rel.input).order.length > 0;
    return proof(rel, fact, "sorted", { premises: older ? [p.prove(rel.input, orderOf(rel.input, p))] : [] });
  },
  limit: kept,
  distinct: none,
  dedupe: none,
  set: none,
  explode: (rel, fact, p) => {
    const more = rel.index !== null && fact.kind === "order" && fact.columns.some(({ column }) => column === rel.index);
    if (!more) return kept(rel, fact, p);
    return proof(rel, fact, "extended", { premises: [p.prove(rel.input, { kind: "total", columns: p.propsOf(rel.input).order })] });
  },
  unpivot: none,
  recurse: none,
  sql: none,
  error: none,
};

/** The order's columns hold a key, or fix one. */
export const proveTotal = (rel: Rel, fact: Extract<Fact, { kind: "total" }>, p: Prover): Maybe => {
  const order = fact.columns.length === 0 ? [] : [p.prove(rel, { kind: "order", columns: fact.columns })];
  return proof(rel, fact, "covers-key", { premises: [...order, p.prove(rel, { kind: "key", columns: fact.columns.map(({ column }) => column) })] });
};
