/** Sort lists, and what makes an order total. */
import { closure, coversKey } from "../../ir/props/index.ts";
import type { Expr, SortKey } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Rel } from "../../ir/rel.ts";
import type { SortedColumn } from "../../ir/rule.ts";
import { isComparable, isSortable, nameText, typeText } from "../../values/type.ts";
import type { Element, ListExpr, Span } from "../ast/index.ts";
import type { Edit } from "../diagnostics/index.ts";
import { bindExpr, errorExpr, findName, isError, nameOf, place, report, type Context, type Scope } from "./context.ts";
import { useColumn } from "./expr-names.ts";
import { chooseColumns } from "./selector.ts";

/** The elements of a list, with columns in the place of sets that are spread or that a macro's parameter holds. */
function elementExprs(list: ListExpr, scope: Scope, what: string): { readonly element: Element; readonly expr: Expr; readonly at: Span }[] {
  return list.elements.flatMap((element) => {
    const { expr: node } = element;
    const isSet = element.spread || node.kind === "selector" || (node.kind === "ref" && findName(scope.cx, node.name.text)?.kind === "set");
    if (!isSet) return [{ element, expr: bindExpr(node, scope), at: node }];
    const chosen = chooseColumns(node, scope, what) ?? [];
    return chosen.map(({ column }) => ({ element, expr: useColumn(scope.row, column, node, scope), at: node }));
  });
}

/** `-amount`, with which other languages sort downwards: the column's name. */
const minusOf = ({ expr: node }: Element): string | null => (node.kind === "unary" && node.op === "-" && node.arg.kind === "ref" ? node.arg.name.text : null);
const descending = (element: Element, cx: Context): Edit[] =>
  minusOf(element) === null || element.direction !== null ? [] : [{ ...place(cx, element.expr), end: element.expr.start + 1, text: "" }, { ...place(cx, element.expr), start: element.expr.end, text: " desc" }];

/** `whole`: no key had a mistake, and there is one; those that had are left out. Errors: empty-selection, not-sortable, sort-not-column (where `columnsOnly`), those of the expressions. */
export function sortKeys(list: ListExpr, scope: Scope, what: string, columnsOnly: boolean): { readonly keys: readonly SortKey[]; readonly whole: boolean } {
  const before = scope.cx.state.mistakes;
  const keys: SortKey[] = [];
  let whole = true;
  for (const { element, expr, at } of elementExprs(list, scope, what)) {
    const fits = !isError(expr) && (!columnsOnly || expr.kind === "column") && isSortable(expr.type);
    if (fits) keys.push({ expr, desc: element.direction === "desc", nullsFirst: element.nulls === "first" });
    else whole = false;
    if (fits || isError(expr)) continue;
    if (columnsOnly && expr.kind !== "column") report(scope.cx, "sort-not-column", { what, descending: minusOf(element) }, at, { edits: descending(element, scope.cx) });
    else report(scope.cx, "not-sortable", { type: typeText(expr.type) }, at);
  }
  if (keys.length > 0 || !whole || scope.row.broken || scope.cx.state.mistakes > before) return { keys, whole };
  report(scope.cx, "empty-selection", { what: `${what} of` }, list);
  return { keys, whole: false };
}

/** The columns or expressions that rows are put together by. Errors: not-comparable, direction-misplaced, those of the expressions. */
export function partitionKeys(list: ListExpr, scope: Scope, what: string): Expr[] {
  const { cx } = scope;
  return elementExprs(list, scope, what).flatMap(({ element, expr, at }) => {
    if (element.direction !== null || element.nulls !== null) report(cx, "direction-misplaced", {}, at);
    if (isError(expr)) return [expr];
    if (isComparable(expr.type)) return [expr];
    report(cx, "not-comparable", { type: typeText(expr.type), what }, at);
    return [errorExpr(cx, at)];
  });
}

export const columnsOf = (exprs: readonly Expr[]): ColumnId[] => exprs.flatMap((expr) => (expr.kind === "column" ? [expr.column] : []));

/** Null when no two rows agree in `columns`; else what could be added so that they do not, a choice per key, by name, the shortest first. */
export function lacksKey(cx: Context, rel: Rel, columns: readonly ColumnId[]): string[][] | null {
  const props = cx.binding.propsOf(rel);
  if (coversKey(props, columns)) return null;
  const fixed = closure(props, columns);
  return props.keys.map((key) => [...key].filter((column) => !fixed.has(column)).map((column) => nameOf(cx, column))).sort((a, b) => a.length - b.length);
}

/** Whether rows that agree in `columns` agree in all of `values`. */
export const fixes = (cx: Context, rel: Rel, columns: readonly ColumnId[], values: readonly ColumnId[]): boolean => {
  const fixed = closure(cx.binding.propsOf(rel), columns);
  return values.every((column) => fixed.has(column));
};

export const sortedText = (cx: Context, { column, desc, nullsFirst }: SortedColumn): string =>
  `${nameText(nameOf(cx, column))}${desc ? " desc" : ""}${nullsFirst ? " nulls first" : ""}`;

/** Where a further key of a sort list is put, and how it is led in. */
export const appendTo = (list: ListExpr): { readonly offset: number; readonly lead: string } => {
  const last = list.elements.at(-1);
  return last === undefined ? { offset: list.start + 1, lead: "" } : { offset: last.end, lead: ", " };
};
