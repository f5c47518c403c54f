/** `fresh placed_at within interval "6 hours"`: the newest value of a column is not older than that when a run begins. */
import type { Rel } from "../../ir/rel.ts";
import { NO_ORIGIN, type ColumnId } from "../../ir/id.ts";
import type { Arg, ExprNode, Name } from "../ast/index.ts";
import type { Binding, FreshClaim } from "../scope.ts";
import { bindExpr, columnDef, mode, newColumn, newContext, newNode, origin, scopeOf, type Families } from "./context.ts";
import { RUN_AT } from "./params.ts";
import { plainRow } from "./row.ts";

/**
 * Adds the claim to the binding's obligations: about one row, which holds the newest value under the column's name. Of a timestamp without zone UTC is meant, of a date the
 * whole day. Rows that are not there are not fresh.
 */
export function claimFresh({ entry, module, file }: FreshClaim, over: Rel, column: ColumnId, binding: Binding, families: Families): void {
  const scope = binding.program.modules.get(module);
  if (scope === undefined) return;
  const cx = newContext(families, binding, { scope, file, parent: NO_ORIGIN }, "canonical");
  const { start, end } = entry;
  const at = origin(cx, entry);
  const name = (text: string): Name => ({ kind: "name", start, end, text });
  const call = (fn: string, ...values: readonly ExprNode[]): ExprNode =>
    ({ kind: "call", start, end, fn: name(fn), receiver: null, args: values.map((value): Arg => ({ kind: "arg", start, end, name: null, value })) });
  const { name: called, type } = columnDef(cx, column);
  const newest = newColumn(cx, called, type, true, columnDef(cx, column));
  const ref: ExprNode = { kind: "ref", start, end, name: name(called) };
  const max = bindExpr(call("max", ref), scopeOf(cx, plainRow(cx, over), mode("group", "`fresh`")));
  const last: Rel = { kind: "aggregate", id: newNode(cx), at, outputs: [newest], input: over, by: [], adds: [[newest, max]] };
  const run: ExprNode = { kind: "param", start, end, name: RUN_AT.name };
  const limit: ExprNode = { kind: "binary", start, end, op: "-", left: type.kind === "timestamptz" ? run : call("at_zone", run, { kind: "literal", start, end, literal: "string", value: "UTC", form: "plain" }), right: entry.within };
  const isFresh: ExprNode = { kind: "binary", start, end, op: ">=", left: ref, right: type.kind === "date" ? call("date", limit) : limit };
  const predicate = bindExpr(call("coalesce", isFresh, { kind: "literal", start, end, literal: "bool", value: "false", form: "plain" }), scopeOf(cx, plainRow(cx, last), mode("no", "`fresh`")));
  binding.obligations.push({ kind: "fresh", at, over: last, predicate, columns: [newest], references: null, severity: entry.severity, message: entry.message?.value ?? "" });
}
