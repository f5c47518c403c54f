/** What a family of properties is: one function per kind of relation. */
import type { RelTable } from "../fields.ts";
import type { Join } from "../rel.ts";
import type { ColumnDef, ColumnSet, Env, Local, Obligation, Props } from "../rule.ts";
import type { Facts } from "./facts.ts";

/** `columns`, `locals` and `obligations` may grow while a rule is being bound. Keys and nulls that a run verifies count as proven. */
export type PropsContext = {
  readonly columns: readonly ColumnDef[];
  readonly env: Env;
  readonly locals: readonly Local[];
  readonly obligations?: readonly Obligation[];
};

/** A kind asks for as many inputs as it has. */
export type Inputs = readonly [Props, Props, ...Props[]];

/**
 * What a family's function gets: the inputs' properties, what a scan starts with under its own columns, and what the families before it
 * said of this node (facts, then nulls, bound, keys, order). They speak of every column in sight, the inputs' and the node's own;
 * what does not leave the node is taken off at the end.
 */
export type Known = {
  readonly inputs: Inputs;
  readonly columns: readonly ColumnDef[];
  readonly below: Props;
  readonly facts: Facts;
  readonly notNull: ColumnSet;
};

export type Derive<T> = RelTable<T, [known: Known]>;

/** One function per kind of join. */
export type ByJoin<A extends readonly unknown[], R> = { readonly [H in Join["how"]]: (...args: A) => R };

/** How many rows of the other side a row meets, as the author claimed or keys prove; an as-of join takes one on the right by itself. */
export type Meets = { readonly oneRight: boolean; readonly oneLeft: boolean };
export const meets = (join: Join): Meets => ({
  oneRight: join.asof !== null || join.multiplicity === "n:1" || join.multiplicity === "1:1",
  oneLeft: join.asof === null && (join.multiplicity === "1:n" || join.multiplicity === "1:1"),
});
