/** `check`: what a run verifies of the rows that stand here, and counts. */
import { columnRef } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Rel } from "../../ir/rel.ts";
import type { Obligation } from "../../ir/rule.ts";
import { BOOL, isComparable, typeText } from "../../values/type.ts";
import { nearest } from "../diagnostics/define.ts";
import type { Check, CheckStage, ExprNode, ListExpr, Span, Text } from "../ast/index.ts";
import { bindExpr, columnDef, isError, mode, newColumn, newNode, origin, report, scopeOf, type Context, type Mode, type Row } from "./context.ts";
import { condition } from "./expr-values.ts";
import { checkOptions } from "./options.ts";
import { chooseSome } from "./selector.ts";

/** Keeps the rows. `check key [..]` counts as a key from here on. */
export function check(stage: CheckStage, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "check", []);
  bindCheckOf(stage.check, stage, row, cx);
  return row;
}

function bindCheckOf(node: Check, at: Span, row: Row, cx: Context): void {
  if (node.kind === "check_key") checkKey(node.columns, at, row, cx);
  else checkPredicate(node, at, row, cx);
}

/** Errors: not-comparable, not-columns, unknown-column. */
function checkKey(list: ListExpr, at: Span, row: Row, cx: Context): void {
  const chosen = chooseSome(list, scopeOf(cx, row, mode("no", "`check key`")), "check key");
  if (chosen === null || row.broken) return;
  for (const { column, at: where } of chosen) {
    const { type } = columnDef(cx, column);
    if (isComparable(type)) continue;
    report(cx, "not-comparable", { type: typeText(type), what: "`check key`" }, where);
    return;
  }
  const columns = chosen.map(({ column }) => column);
  push(cx, { kind: "key", at: origin(cx, at), over: row.rel, predicate: null, columns, references: null, severity: "error", message: "" });
}

const push = (cx: Context, obligation: Obligation): void => void cx.binding.obligations.push(obligation);

/** Errors: not-a-condition, column-not-grouped where an aggregate stands beside a bare column, unknown-column in the message. */
export function checkPredicate(node: Check & { readonly kind: "check_expr" }, at: Span, row: Row, cx: Context): void {
  const { predicate, aggregates } = bindCheck(node.predicate, row, cx);
  const columns = messageColumns(node.message, row, cx);
  if (isError(predicate) || row.broken) return;
  const base = { kind: "check", at: origin(cx, at), columns, references: null, severity: node.severity, message: node.message?.value ?? "" } as const;
  if (!aggregates) push(cx, { ...base, over: row.rel, predicate });
  else {
    // About the relation: one row holds the answer.
    const column = newColumn(cx, "holds", BOOL, predicate.nullable);
    const over: Rel = { kind: "aggregate", id: newNode(cx), at: base.at, outputs: [column], input: row.rel, by: [], adds: [[column, predicate]] };
    push(cx, { ...base, over, predicate: columnRef(cx.binding.build, base.at, column, predicate.nullable), columns: [] });
  }
}

/** A check's predicate: about each row, or with an aggregate about the relation. */
function bindCheck(node: ExprNode, row: Row, cx: Context): { readonly predicate: Expr; readonly aggregates: boolean } {
  const bare: NonNullable<Mode["bare"]> = { at: null, cx: null, name: "" };
  const expr = condition(bindExpr(node, scopeOf(cx, row, { ...mode("check", "`check`"), bare })), cx, node, "`check`");
  const aggregates = expr.shape === "aggregate";
  if (aggregates && bare.at !== null && bare.cx !== null) report(bare.cx, "column-not-grouped", { name: bare.name, keys: [] }, bare.at);
  return { predicate: expr, aggregates };
}

/** The columns that stand in braces in a message. Error: unknown-column. */
function messageColumns(message: Text | null, row: Row, cx: Context): ColumnId[] {
  if (message === null) return [];
  const found: ColumnId[] = [];
  for (const [, name = ""] of message.value.matchAll(/\{([A-Za-z_]\w*)\}/g)) {
    const column = row.names.get(name);
    const known = [...row.names.keys()];
    if (column !== undefined) found.push(column);
    else if (!row.broken) report(cx, "unknown-column", { name, of: null, meant: nearest(name, known), known }, message);
  }
  return [...new Set(found)];
}
