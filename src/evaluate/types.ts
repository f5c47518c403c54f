import type { Expr } from "../ir/expr.ts";
import type { ColumnId, RuleName } from "../ir/id.ts";
import type { Obligation } from "../ir/rule.ts";
import type { Type } from "../values/type.ts";
import type { Value } from "../values/value.ts";

/** `rows` hold a value per column. */
export type Table = { readonly columns: readonly { readonly name: string; readonly type: Type }[]; readonly rows: readonly (readonly Value[])[] };

/** What a rule reads. A table that is missing is empty; rows of a stored rule come in the order that its interface promises. */
export type Inputs = {
  readonly tables: ReadonlyMap<string, Table>;
  /** What rules stored before, by their names; null: nothing. */
  readonly previous: ReadonlyMap<RuleName, Table> | null;
  /** By the name that `ParamRef` has: qualified for a module's, bare for the rule's own (which has its default where it is missing), for `run_at`, `from` and `to`. */
  readonly params: ReadonlyMap<string, Value>;
  /** Is told each branch of a `case`, and each argument of a `??`, whose value is taken. */
  readonly taken?: ((branch: Expr) => void) | undefined;
};

/** A row of a relation while a rule is evaluated: the relation's outputs, maybe among others. */
export type Row = ReadonlyMap<ColumnId, Value>;

/** A promise that did not hold: how many rows break it (of a key, those that are too many), and up to 20 of them, with the columns of `obligation.over`. Warnings are here, too. */
export type Broken = { readonly obligation: Obligation; readonly failures: number; readonly rows: readonly (readonly Value[])[] };
/** Rows in the rule's order; where it has none, in any. A `Failure` while evaluating is thrown. */
export type Evaluated = { readonly table: Table; readonly broken: readonly Broken[] };
