/** Stages about order: sort, limit; and sample, which keeps it. */
import { coversKey, wouldBeTotal } from "../../ir/props/index.ts";
import type { Expr } from "../../ir/expr.ts";
import type { Props } from "../../ir/rule.ts";
import { INT64, nameText, typeText } from "../../values/type.ts";
import type { ExprNode, LimitStage, SortStage } from "../ast/index.ts";
import { coerce } from "./coerce.ts";
import { bindExpr, errorExpr, insertAt, isError, mistake, mode, nameOf, newNode, NO_ROW, origin, report, scopeOf, unsure, type Context, type Row } from "./context.ts";
import { checkOptions, flagOption, isNatural, optionOf } from "./options.ts";
import { columnIn, withRel } from "./row.ts";
import { sortedText, sortKeys } from "./sorting.ts";

/** Columns only; the order before is the tie-break. Errors: sort-not-column, not-sortable, empty-selection. */
export function sort(stage: SortStage, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "sort", []);
  const { keys, whole } = sortKeys(stage.by, scopeOf(cx, row, mode("no", "`sort`")), "`sort`", true);
  if (keys.length === 0) return { ...row, suspect: row.suspect || !whole };
  return withRel({ ...row, suspect: row.suspect || !whole }, { kind: "sort", id: newNode(cx), at: origin(cx, stage), outputs: row.rel.outputs, input: row.rel, keys, promised: false });
}

/** Needs a total order, or `arbitrary: true`. Errors: limit-needs-order, limit-arbitrary, argument-constant, option-value. */
export function limit(stage: LimitStage, row: Row, cx: Context): Row {
  const whole = checkOptions(cx, stage, "limit", ["offset", "arbitrary"]);
  const count = countOf(stage.count, "`limit`", cx);
  const offsetNode = optionOf(stage, "offset");
  const offset = offsetNode === undefined ? null : countOf(offsetNode, "`offset`", cx);
  const arbitrary = flagOption(cx, stage, "arbitrary");
  if (whole && !unsure(row)) {
    if (arbitrary && cx.state.tier !== "best_effort") report(cx, "limit-arbitrary", {}, optionOf(stage, "arbitrary") ?? stage);
    else if (!arbitrary) needsOrder(stage, row, cx);
  }
  if (isError(count) || (offset !== null && isError(offset))) return row;
  const { rel } = arbitrary ? row : whollySorted(stage, row, cx);
  // Which one row of one is no question of order.
  const any = arbitrary || isSingle(cx.binding.propsOf(rel));
  return withRel(row, { kind: "limit", id: newNode(cx), at: origin(cx, stage), outputs: rel.outputs, input: rel, count, offset, arbitrary: any });
}

const isSingle = ({ atMost }: Props): boolean => atMost !== null && atMost <= 1;

/**
 * The row under a sort of every column that the proof of its order rests on: a `sort` may name some of them and leave the others to the
 * order in which the rows came, and that order is no text of this rule.
 */
function whollySorted(stage: LimitStage, row: Row, cx: Context): Row {
  const props = cx.binding.propsOf(row.rel);
  if (!props.total || isSingle(props)) return row;
  const columns = props.order.map(({ column }) => column);
  const length = columns.findIndex((_, i) => coversKey(props, columns.slice(0, i + 1))) + 1;
  const { rel } = row;
  const wanted = props.order.slice(0, length);
  if (rel.kind === "sort" && wanted.every(({ column }, i) => rel.keys[i]?.expr.kind === "column" && rel.keys[i].expr.column === column)) return row;
  const keys = wanted.map(({ column, desc, nullsFirst }) => ({ expr: columnIn(cx, row, column, stage), desc, nullsFirst }));
  return withRel(row, { kind: "sort", id: newNode(cx), at: origin(cx, stage), outputs: rel.outputs, input: rel, keys, promised: false });
}

/** A constant number of rows. */
function countOf(node: ExprNode, what: string, cx: Context): Expr {
  const expr = bindExpr(node, scopeOf(cx, NO_ROW, mode("no", what)));
  if (isError(expr)) return expr;
  if (expr.shape !== "constant") return mistake(cx, "argument-constant", { what }, node);
  const count = coerce(cx, expr, INT64);
  const option = what.replaceAll("`", "");
  if (count === null) return mistake(cx, "option-value", { option, wanted: `a number of rows, not a ${typeText(expr.type)}` }, node);
  return isNatural(cx, count, option, "a number of rows", node) ? count : errorExpr(cx, node);
}

function needsOrder(stage: LimitStage, row: Row, cx: Context): void {
  const props = cx.binding.propsOf(row.rel);
  if (props.total || isSingle(props)) return;
  const visible = new Set(row.names.values());
  const would = wouldBeTotal(props).filter((columns) => columns.every((column) => visible.has(column)));
  const names = would.map((columns) => columns.map((column) => nameOf(cx, column)));
  const [shortest] = names;
  report(cx, "limit-needs-order", { would: names }, stage, shortest === undefined ? {} : insertAt(cx, stage.start, `sort [${sortText(cx, props, shortest)}]\n  |> `));
}

/** The order that stands, then the columns that make it total. */
const sortText = (cx: Context, props: Props, more: readonly string[]): string => [...props.order.map((sorted) => sortedText(cx, sorted)), ...more.map(nameText)].join(", ");
