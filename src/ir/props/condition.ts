/** What is true of every row for which a condition is true. */
import { meetsExactly } from "../../values/coerce.ts";
import { conjunctsOf, isEquality } from "../build.ts";
import { effectsOf } from "../effects.ts";
import type { Call, Expr } from "../expr.ts";
import type { ColumnId } from "../id.ts";

export type Consequences = {
  readonly equal: readonly (readonly [ColumnId, ColumnId])[];
  readonly constant: readonly ColumnId[];
  readonly notNull: readonly ColumnId[];
};

/** Null in, null out: where one of these is true, no bare column among its arguments is null. */
const STRICT: ReadonlySet<string> = new Set(["eq", "ne", "lt", "le", "gt", "ge", "like", "starts_with", "ends_with", "contains"]);

const fixed = (expr: Expr): boolean => expr.kind === "literal" || expr.kind === "param" || (expr.shape === "constant" && !effectsOf(expr).volatile);

export function consequencesOf(conjuncts: readonly Expr[]): Consequences {
  const out = { equal: [] as (readonly [ColumnId, ColumnId])[], constant: [] as ColumnId[], notNull: [] as ColumnId[] };
  for (const conjunct of conjuncts) if (conjunct.kind === "call") add(conjunct, out);
  return out;
}

function add(call: Call, out: { equal: (readonly [ColumnId, ColumnId])[]; constant: ColumnId[]; notNull: ColumnId[] }): void {
  const [a, b] = call.args;
  if (STRICT.has(call.fn)) for (const arg of call.args) if (arg.kind === "column") out.notNull.push(arg.column);
  // The value that is looked for is not null where the answer is true; what it is compared with may be.
  if ((call.fn === "in" || call.fn === "in.list" || call.fn === "between") && a?.kind === "column") out.notNull.push(a.column);
  if (call.fn === "not" && a?.kind === "call" && a.fn === "is_null" && a.args[0]?.kind === "column") out.notNull.push(a.args[0].column);
  if (call.fn === "is_null" && a?.kind === "column") out.constant.push(a.column);
  if (call.fn === "is_not_distinct" && a?.kind === "column" && b?.kind === "literal" && b.value !== null) out.notNull.push(a.column);
  if (!isEquality(call) || a === undefined || b === undefined || !meetsExactly(a.type, b.type)) return;
  if (a.kind === "column" && b.kind === "column") out.equal.push([a.column, b.column]);
  else if (a.kind === "column" && fixed(b)) out.constant.push(a.column);
  else if (b.kind === "column" && fixed(a)) out.constant.push(b.column);
}

export const consequencesOfFilter = (predicate: Expr): Consequences => consequencesOf(conjunctsOf(predicate));
