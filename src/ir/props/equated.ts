/** Columns of one side of a join that a row of the other side gives one value each. */
import { meetsExactly, widensExactly } from "../../values/coerce.ts";
import { isEquality } from "../build.ts";
import { readsOf } from "../effects.ts";
import type { Expr } from "../expr.ts";
import type { ColumnId } from "../id.ts";
import type { ColumnSet } from "../rule.ts";

/** The column that a conjunct `column == expression over the other side` fixes; `own` are the side's columns. */
export function equatedColumn(conjunct: Expr, own: ColumnSet): ColumnId | null {
  if (!isEquality(conjunct)) return null;
  const [a, b] = conjunct.args as readonly [Expr, Expr];
  for (const [one, value] of [[a, b], [b, a]] as const) {
    const column = comparedColumn(one, value);
    if (column !== null && own.has(column) && !readsOf(value).some((read) => own.has(read))) return column;
  }
  return null;
}

/** The column on this side of a comparison, where no two of its values equal one of the other side. */
export const comparedColumn = (one: Expr, other: Expr): ColumnId | null => (meetsExactly(one.type, other.type) ? bareColumn(one) : null);

/** A column, maybe widened: equal widened values come from equal values. */
function bareColumn(expr: Expr): ColumnId | null {
  if (expr.kind === "cast" && expr.onError === "fail" && widensExactly(expr.arg.type, expr.type)) return bareColumn(expr.arg);
  return expr.kind === "column" ? expr.column : null;
}
