import { coversKey, createProps } from "../props/index.ts";
import type { Dedupe, Distinct } from "../rel.ts";
import type { Env, Pass, Props, Rule } from "../rule.ts";
import { mapRels, relsOf } from "../walk.ts";
import { inputAlone } from "./fresh.ts";

/** Whether no two rows of the input are alike to the stage, by keys of the input alone: what is claimed is for a run to verify, not to build on. */
export type DistinctLegality = {
  readonly distinct: (distinct: Distinct, before: Props) => boolean;
  readonly dedupe: (dedupe: Dedupe, before: Props) => boolean;
};

export const DISTINCT_LEGALITY: DistinctLegality = {
  distinct: ({ input }, before) => coversKey(before, input.outputs),
  dedupe: ({ on }, before) => coversKey(before, on),
};

const drop = (legality: DistinctLegality) => (rule: Rule, env: Env): Rule => {
  const rels = relsOf(rule);
  if (!rels.some(({ kind }) => kind === "distinct" || kind === "dedupe")) return rule;
  const propsOf = createProps({ columns: rule.columns, env, locals: rule.locals });
  return mapRels(rule, rels, (rel, was) => {
    if (rel.kind === "distinct") return legality.distinct(rel, propsOf((was as Distinct).input)) ? inputAlone(rel) : rel;
    return rel.kind === "dedupe" && legality.dedupe(rel, propsOf((was as Dedupe).input)) ? inputAlone(rel) : rel;
  });
};

export const dropDistinctsBy = (legality: DistinctLegality): Pass => ({
  name: "drop-distincts",
  version: 1,
  summary: "tells no rows apart that a key tells apart already",
  needs: ["typed"],
  provides: ["distincts-used"],
  run: drop(legality),
});

/** A `distinct` or `dedupe` goes where a key of its input says that each row is the only one of its kind: rows and their order stay. */
export const dropDistincts: Pass = dropDistinctsBy(DISTINCT_LEGALITY);
