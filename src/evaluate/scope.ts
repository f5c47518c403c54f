/** What is at hand while the relations of one rule are evaluated. */
import type { Expr } from "../ir/expr.ts";
import type { ColumnId, NodeId } from "../ir/id.ts";
import type { ColumnDef, Rule } from "../ir/rule.ts";
import type { Type } from "../values/type.ts";
import type { Value } from "../values/value.ts";
import { valueOf } from "../values/value-text.ts";
import { evaluate, type Env } from "./expr.ts";
import type { Inputs, Row } from "./types.ts";

export type Scope = {
  readonly rule: Rule;
  readonly inputs: Inputs;
  /** The rows of each relation that is evaluated already. */
  readonly done: Map<NodeId, readonly Row[]>;
  /** The rows that the last round of a recursion added, by the recursion's node. */
  readonly selves: ReadonlyMap<NodeId, readonly Row[]>;
  readonly param: (name: string) => Value;
};

export const newScope = (rule: Rule, inputs: Inputs): Scope => ({ rule, inputs, done: new Map(), selves: new Map(), param: (name) => paramValue(rule, inputs, name) });

function paramValue({ params, name: rule }: Rule, inputs: Inputs, name: string): Value {
  const value = inputs.params.get(name);
  if (value !== undefined) return value;
  const own = params.find((param) => param.name === name);
  if (own?.default === undefined) throw new Error(`the parameter ${name} of ${rule} has no value`);
  return valueOf(own.type, own.default);
}

export const columnDef = ({ rule }: Scope, column: ColumnId): ColumnDef => rule.columns[column] as ColumnDef;
export const typesOf = (scope: Scope, columns: readonly ColumnId[]): readonly Type[] => columns.map((column) => columnDef(scope, column).type);

/** What an expression sees that looks at no more than one row. */
export const envOf = (scope: Scope, row: Env["row"]): Env => ({
  row, group: null, param: scope.param, taken: scope.inputs.taken,
  window: () => {
    throw new Error("no window stands here");
  },
});

/** A constant. */
export const constant = (scope: Scope, expr: Expr): Value => evaluate(expr, envOf(scope, new Map()));
