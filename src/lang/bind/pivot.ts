/** pivot: an aggregate for each value of a column. */
import { call } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import { BOOL, isComparable, nameText, STRING, typeText } from "../../values/type.ts";
import type { Element, PivotStage, Span } from "../ast/index.ts";
import { coerce } from "./coerce.ts";
import { bindExpr, isError, mode, newNode, NO_ROW, origin, report, scopeOf, type Context, type Row, type Scope } from "./context.ts";
import { bindEntries, columnOf } from "./entries.ts";
import { checkOptions, namesTemplate, optionOf } from "./options.ts";
import { newRow, warnHidden } from "./row.ts";
import { chosenKeys } from "./stages-group.ts";
import { chooseSome } from "./selector.ts";

type Cell = { readonly text: string; readonly among: Expr };

/** `by` names the keys, all other columns go. A missing cell is the aggregate over no rows. Errors: not-comparable, operand-types, duplicate-column, option-value. */
export function pivot(stage: PivotStage, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "pivot", ["names"]);
  const scope = scopeOf(cx, row, mode("no", "`pivot`"));
  const keyed = chosenKeys(chooseSome(stage.by, scope, "pivot"), row, cx);
  const on = bindExpr(stage.on, scope);
  const cells = isError(on) ? null : cellsOf(stage, on, scope);
  const pattern = namesTemplate(cx, optionOf(stage, "names"), ["agg", "value"]) ?? (stage.row.entries.length > 1 ? "{agg}_{value}" : "{value}");
  warnHidden(cx, row);
  if (keyed === null || cells === null) return { ...newRow(row.rel, new Map()), broken: true };
  const names = new Map(keyed.keys);
  const adds: (readonly [ColumnId, Expr])[] = [];
  let whole = true;
  for (const { text, among } of cells) {
    const inner = scopeOf(cx, row, { ...mode("group", "`pivot`"), keys: keyed.keys, among });
    const entries = bindEntries(stage.row, inner, "pivot");
    whole &&= entries.whole;
    for (const made of entries.made) {
      const name = pattern.replaceAll("{agg}", made.name).replaceAll("{value}", text);
      if (names.has(name)) report(cx, "duplicate-column", { name }, made.at);
      const column = columnOf({ ...made, name }, inner, false);
      names.set(name, column);
      adds.push([column, made.expr]);
    }
  }
  const rel = { kind: "aggregate", id: newNode(cx), at: origin(cx, stage), outputs: [...names.values()], input: row.rel, by: [...keyed.keys.values()], adds } as const;
  return { ...newRow(rel, names), broken: !whole };
}

/** The condition of each value's cells. Null when a mistake was reported. */
function cellsOf(stage: PivotStage, on: Expr, scope: Scope): readonly Cell[] | null {
  const { cx } = scope;
  if (!isComparable(on.type)) {
    report(cx, "not-comparable", { type: typeText(on.type), what: "`pivot`" }, stage.on);
    return null;
  }
  const cells = stage.values.elements.map((element) => cellOf(element, on, stage, cx));
  if (cells.length === 0) report(cx, "empty-selection", { what: "`pivot` of" }, stage.values);
  return cells.length === 0 || cells.includes(null) ? null : (cells as Cell[]);
}

function cellOf({ expr: node }: Element, on: Expr, at: Span, cx: Context): Cell | null {
  const value = bindExpr(node, scopeOf(cx, NO_ROW, mode("no", "`values`")));
  if (isError(value)) return null;
  const fit = value.kind === "literal" ? coerce(cx, value, on.type) : null;
  if (fit === null || fit.kind !== "literal") {
    report(cx, "option-value", { option: "values", wanted: `literals of the type ${typeText(on.type)}` }, node);
    return null;
  }
  const fn = fit.value === null ? "is_not_distinct" : "eq";
  const among = call(cx.binding.build, origin(cx, at), fn, [on, fit], BOOL, fit.value !== null && on.nullable);
  return { text: on.type === STRING && typeof fit.value === "string" ? fit.value : nameText(String(fit.value)).replaceAll("`", ""), among };
}
