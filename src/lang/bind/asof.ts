/** `join asof`: the nearest right row by one inequality. Meaning: docs/language.md, "Verbs". */
import type { Expr } from "../../ir/expr.ts";
import { readsOf } from "../../ir/effects.ts";
import { comparedColumn, equatedColumn } from "../../ir/props/equated.ts";
import { coversKey } from "../../ir/props/index.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Asof } from "../../ir/rel.ts";
import { INTERVAL, isNumeric, isTemporal, type Type } from "../../values/type.ts";
import type { ExprNode, JoinStage } from "../ast/index.ts";
import { bindExpr, isError, mode, nameOf, NO_ROW, report, scopeOf, unsure, type Context, type Row } from "./context.ts";
import { isNatural, optionOf, reaches } from "./options.ts";

const INEQUALITIES: ReadonlySet<string> = new Set(["ge", "gt", "le", "lt"]);

export type AsofMatch = { readonly on: readonly Expr[]; readonly asof: Asof };

/**
 * Equalities, then the inequality. The right side has a key of the columns that it compares, or the nearest row would be one of several.
 * Null when a mistake was reported. Errors: asof-condition, asof-needs-key, option-value, argument-constant.
 */
export function matchAsof(stage: JoinStage, left: Row, right: Row, on: readonly Expr[], cx: Context): AsofMatch | null {
  const own = new Set(right.rel.outputs);
  const at = stage.on ?? stage;
  const nearest = on.filter((conjunct) => conjunct.kind === "call" && INEQUALITIES.has(conjunct.fn));
  const equal = on.filter((conjunct) => !nearest.includes(conjunct)).map((conjunct) => equatedColumn(conjunct, own));
  const [inequality] = nearest;
  const column = inequality === undefined ? null : nearestColumn(inequality, own, new Set(left.rel.outputs));
  if (inequality === undefined || nearest.length > 1 || column === null || equal.includes(null)) {
    report(cx, "asof-condition", {}, at);
    return null;
  }
  const columns = [...(equal as ColumnId[]), column];
  if (!unsure(right) && !coversKey(cx.binding.propsOf(right.rel), columns)) {
    report(cx, "asof-needs-key", { columns: columns.map((one) => nameOf(cx, one)) }, at);
    return null;
  }
  const tolerance = toleranceOf(stage, cx.binding.build.columns[column]?.type ?? INTERVAL, cx);
  if (tolerance === "wrong") return null;
  return { on: [...on.filter((conjunct) => conjunct !== inequality), inequality], asof: { tolerance } };
}

/** The right column of an inequality whose other side is the left's. */
function nearestColumn(conjunct: Expr, own: ReadonlySet<ColumnId>, left: ReadonlySet<ColumnId>): ColumnId | null {
  if (conjunct.kind !== "call") return null;
  const [a, b] = conjunct.args as readonly [Expr, Expr];
  for (const [one, other] of [[a, b], [b, a]] as const) {
    const column = comparedColumn(one, other);
    if (column !== null && own.has(column) && readsOf(other).every((read) => left.has(read))) return column;
  }
  return null;
}

function toleranceOf(stage: JoinStage, compared: Type, cx: Context): Expr | null | "wrong" {
  const node: ExprNode | undefined = optionOf(stage, "tolerance");
  if (node === undefined) return null;
  const expr = bindExpr(node, scopeOf(cx, NO_ROW, mode("no", "`tolerance`")));
  if (isError(expr)) return "wrong";
  const fits = isTemporal(compared) ? expr.type === INTERVAL : isNumeric(compared) && isNumeric(expr.type) && (expr.kind !== "literal" || compared.kind !== "decimal" || reaches(compared, expr.value));
  if (fits && expr.shape === "constant") return isNatural(cx, expr, "tolerance", isTemporal(compared) ? "an interval" : "a number", node) ? expr : "wrong";
  report(cx, "option-value", { option: "tolerance", wanted: isTemporal(compared) ? "an interval" : "a number" }, node);
  return "wrong";
}
