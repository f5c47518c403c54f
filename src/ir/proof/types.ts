/** Why something is true of a relation: a fact, the rule of inference that gives it, and what that rests on. Plain data, made when somebody asks. */
import type { ColumnId, NodeId, Origin, RuleName } from "../id.ts";
import type { Rel } from "../rel.ts";
import type { Env, Obligation, Props, Rule, SortedColumn } from "../rule.ts";

/**
 * - `fixes`: rows that agree in `from` agree in `to`; from nothing: `to` is constant. - `agree`: two columns are equal or both null in each row.
 * - `one`: a row of the other side meets at most one row of this side of a join.
 */
export type Fact =
  | { readonly kind: "not-null"; readonly column: ColumnId }
  | { readonly kind: "key"; readonly columns: readonly ColumnId[] }
  | { readonly kind: "order"; readonly columns: readonly SortedColumn[] }
  | { readonly kind: "total"; readonly columns: readonly SortedColumn[] }
  | { readonly kind: "at-most"; readonly rows: number }
  | { readonly kind: "fixes"; readonly from: readonly ColumnId[]; readonly to: ColumnId }
  | { readonly kind: "agree"; readonly columns: readonly [ColumnId, ColumnId] }
  | { readonly kind: "one"; readonly side: "left" | "right" };

/** What each says in words is in compile/proof.ts. */
export type Inference =
  | "declared" | "declared-here" | "promised" | "kept" | "condition" | "expression" | "copied" | "agreeing" | "merged" | "every-input" | "some-input" | "first-input" | "named"
  | "grouped" | "distinct" | "deduped" | "numbered" | "indexed" | "elements" | "unpivoted" | "written" | "paired" | "join-kept" | "single" | "fixed"
  | "sorted" | "extended" | "covers-key" | "nearest" | "by-key" | "claimed" | "counted" | "empty-key"
  | "constant" | "computed" | "joined" | "key-fixes" | "chain";

/** `of`: the source or rule that is read and says so. `rel` is where the fact holds; `at` is the text that it comes from. */
export type Proof = { readonly fact: Fact; readonly rel: Rel; readonly by: Inference; readonly at: Origin; readonly of: RuleName | null; readonly premises: readonly Proof[] };

/** A premise that cannot be proven is null, and so is all that rests on it. */
export type Maybe = Proof | null;
export type Prove = (rel: Rel, fact: Fact) => Maybe;
export type Prover = {
  readonly rule: Rule;
  readonly env: Env;
  readonly propsOf: (rel: Rel) => Props;
  readonly inSight: (rel: Rel) => Props;
  /** By node; those that count as proven because a run verifies them. */
  readonly claims: ReadonlyMap<NodeId, readonly Obligation[]>;
  readonly prove: Prove;
};

type More = { readonly at?: Origin; readonly of?: RuleName; readonly premises?: readonly Maybe[] };

/** Null when a premise is. */
export function proof(rel: Rel, fact: Fact, by: Inference, { at = rel.at, of, premises = [] }: More = {}): Maybe {
  return premises.includes(null) ? null : { fact, rel, by, at, of: of ?? null, premises: premises as readonly Proof[] };
}

/** The first that can be proven; the others are not asked. */
export function firstOf(...ways: readonly (() => Maybe)[]): Maybe {
  for (const way of ways) {
    const found = way();
    if (found !== null) return found;
  }
  return null;
}
