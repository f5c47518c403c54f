/** What is said of a rule while it is bound, and would take binding it again later: proofs, lineage step by step, promises. */
import type { RuleName } from "../../ir/id.ts";
import type { Rule } from "../../ir/rule.ts";
import { lineage, type Lineage } from "../../ir/lineage.ts";
import { ruleLineage, type LineageGraph } from "../lineage-graph.ts";
import { placesIn, type Places, type Where } from "../places.ts";
import { proofSectionsOf } from "../proof.ts";
import type { ProofSection, ProofStep } from "../proof-words.ts";
import type { Prepared } from "../types.ts";
import type { PageProof, PagePromise, PageStep, SitePlace } from "./model.ts";

export type RuleFacts = {
  /** A `PageProof` as JSON, which takes less than what it is made of: a big pack has many. */
  readonly proof: string;
  /** Likewise, of `PageStep`s. */
  readonly steps: string;
  readonly promises: readonly PagePromise[];
  /** Of inline rules, which have no other. */
  readonly lineage: Lineage | null;
};

export type Facts = { readonly add: (rule: Rule, prepared: Prepared) => void; readonly of: (name: RuleName) => RuleFacts | undefined };

export function collectFacts(): Facts {
  const facts = new Map<RuleName, RuleFacts>();
  let places: Places | null = null;
  return {
    add: (rule, prepared) => {
      places ??= placesIn(prepared.program);
      facts.set(rule.name, factsOf(rule, prepared, places));
    },
    of: (name) => facts.get(name),
  };
}

function factsOf(rule: Rule, prepared: Prepared, places: Places): RuleFacts {
  return {
    proof: JSON.stringify(proofOf(proofSectionsOf(rule, prepared, places, false))),
    steps: JSON.stringify(stepsOf(ruleLineage(rule, prepared, places))),
    promises: rule.obligations.map(({ kind, severity, columns, references, message, at }) =>
      ({ kind, severity, columns: columns.map((column) => rule.columns[column]?.name ?? ""), references: references?.name ?? null, message, where: placeOf(places.of(at, rule.origins)) })),
    lineage: rule.storage.kind === "inline" ? lineage(rule, prepared.env) : null,
  };
}

const LONGEST = 400;
const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
const placeOf = (where: Where | null): SitePlace | null => (where === null ? null : { ...where, words: cut(where.words) });

function proofOf(sections: readonly ProofSection[]): PageProof {
  const places = new Map<ProofStep, number>();
  const steps: ProofStep[] = [];
  const place = (step: ProofStep): number => {
    const known = places.get(step) ?? steps.length;
    if (known === steps.length) {
      places.set(step, known);
      steps.push(step);
    }
    return known;
  };
  const said = sections.map(({ subject, proofs }) => ({ subject, steps: proofs.map(place) }));
  // Grows while it is gone through: premises come behind what they are premises of.
  for (const { premises } of steps) premises.forEach(place);
  return { sections: said, steps: steps.map(({ fact, why, where, premises }) => ({ fact, why, where: placeOf(where), premises: premises.map(place) })) };
}

function stepsOf({ nodes, into }: LineageGraph): PageStep[] {
  const places = new Map([...nodes.keys()].map((id, at) => [id, at]));
  return [...nodes.values()].map(({ id, kind, of, column, by, where }) =>
    ({ kind, of, column, by, where: placeOf(where), into: (into.get(id) ?? []).map(({ from, kind: edge }) => [places.get(from) as number, edge === "value" ? "v" : "i"] as const) }));
}
