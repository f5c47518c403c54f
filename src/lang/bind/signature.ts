/** Macros and functions, checked by themselves where they are declared. */
import { columnRef } from "../../ir/build.ts";
import { ERROR, fieldText } from "../../values/type.ts";
import type { DeclaredBy } from "../scope.ts";
import { coerce } from "./coerce.ts";
import { bindExpr, isError, mode, newColumn, NO_ROW, origin, report, scopeOf, type Bound, type Context } from "./context.ts";
import { constantOf } from "./expand.ts";
import { fieldOf } from "./types.ts";

const CLASSES = new Set(["any", "numeric", "integer", "temporal"]);
const KINDS = new Set(["table", "columns", "selector", "column", "expr"]);

/** The types that the signature names. */
export function checkMacroSignature({ decl, file }: DeclaredBy<"macro">, cx: Context): void {
  for (const type of [...decl.params.map((param) => param.type), ...(decl.returns === null ? [] : [decl.returns])]) {
    const named = type.name === "column" || type.name === "expr" ? type.args[0]?.type : KINDS.has(type.name) ? undefined : type;
    if (named !== undefined && !CLASSES.has(named.name)) fieldOf(named, file, "argument", cx.binding.report);
  }
}

/** The body over parameters of the declared types. */
export function checkFunctionBody({ decl, name, file }: DeclaredBy<"function">, start: Context): void {
  const called = decl.name.text;
  const cx: Context = { ...start, macro: called, seesRow: false, params: new Map(), expanding: { name, decl, outer: null } };
  const typed = (type: (typeof decl)["returns"]): ReturnType<typeof fieldOf> => fieldOf(type, file, "argument", cx.binding.report);
  const own = new Map(decl.params.map((param): [string, Bound] => {
    const field = typed(param.type);
    if (param.default !== null) constantOf(param.default, field, cx, called, param);
    const column = newColumn(cx, param.name.text, field.type, field.nullable);
    return [param.name.text, { kind: "value", it: () => columnRef(cx.binding.build, origin(cx, param), column, field.nullable) }];
  }));
  const returns = typed(decl.returns);
  if (decl.body === null) return;
  const expr = bindExpr(decl.body, scopeOf({ ...cx, names: { own, outer: null } }, NO_ROW, mode("no", `the function \`${called}\``)));
  if (isError(expr) || returns.type === ERROR) return;
  if (coerce(cx, expr, returns.type) !== null && (returns.nullable || !expr.nullable)) return;
  report(cx, "function-result", { name: called, declared: fieldText(returns), found: fieldText({ type: expr.type, nullable: expr.nullable }) }, decl.body);
}
