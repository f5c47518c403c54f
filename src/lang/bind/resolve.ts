/** Built-in functions and operators: arguments to what the function's row takes, and what does not fit to diagnostics. */
import { localName } from "../../ir/id.ts";
import { call } from "../../ir/build.ts";
import type { Call, Expr } from "../../ir/expr.ts";
import { functionNamed, resolveCall, writtenName, type Failure, type FunctionRow } from "../../ir/functions/index.ts";
import { regexParam, regexProblem } from "../../ir/regex-params.ts";
import { readLiteral, type LiteralKind } from "../../values/literal.ts";
import { STRING, typeText, type Type } from "../../values/type.ts";
import type { ExprNode, Name, Span } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import type { Edit } from "../diagnostics/index.ts";
import { castTo } from "./coerce.ts";
import { literalsFor } from "./literal-text.ts";
import { constant, errorExpr, isError, origin, place, report, type Context } from "./context.ts";

/** An argument as it was written. */
export type Given = { readonly name: Name | null; readonly expr: Expr; readonly at: Span };
export type Resolved = { readonly row: FunctionRow; readonly args: readonly Expr[]; readonly type: Type; readonly nullable: boolean };

/** A call of a scalar function; `op` is how an operator is written. Errors: those of resolve.ts in ir/functions. */
export function applyFunction(cx: Context, fn: string, given: readonly Given[], at: Span, op: string | null): Expr {
  const resolved = resolveArgs(cx, fn, given, at, op);
  if (resolved === null) return errorExpr(cx, at);
  const { row, args, type, nullable } = resolved;
  const made = call(cx.binding.build, origin(cx, at), row.name, args, type, nullable);
  return isRegexDefault(made, given, cx) ? made : errorExpr(cx, at);
}

/** A parameter's other values are read where it gets them. Error: argument-value. */
function isRegexDefault(made: Expr, given: readonly Given[], cx: Context): boolean {
  const of = made.kind === "call" ? regexParam(made) : null;
  if (of === null) return true;
  const { name } = of.param;
  const value = (cx.binding.params.get(name) ?? cx.binding.program.params.get(name))?.default;
  const why = typeof value === "string" ? regexProblem(value, of.groups) : null;
  if (why === null) return true;
  const at = given.find(({ expr }) => expr === of.param)?.at ?? (given[0] as Given).at;
  report(cx, "argument-value", { fn: writtenName(functionNamed((made as Call).fn) as FunctionRow), argument: "pattern", value: String(value), why: `the default of \`$${localName(name)}\`: ${why}`, known: [] }, at);
  return false;
}

/** The row and its arguments in its order, cast to what it takes; null when a mistake was reported. */
export function resolveArgs(cx: Context, fn: string, given: readonly Given[], at: Span, op: string | null): Resolved | null {
  if (given.some(({ expr }) => isError(expr))) return null;
  const found = resolveCall(fn, given.map(({ name, expr }) => ({
    name: name?.text ?? null,
    type: expr.type,
    nullable: expr.nullable,
    literal: expr.kind === "literal" ? expr.value : undefined,
    constant: expr.shape === "constant",
    param: expr.kind === "param",
    ...(expr.kind === "lambda" ? { lambda: true } : {}),
  })));
  if (!found.ok) {
    reportFailure(cx, found, given, at, op);
    return null;
  }
  const args = found.args.map((arg) => ("default" in arg ? constant(cx, at, arg.type, arg.default) : cast(cx, (given[arg.index] as Given).expr, arg.to)));
  return { row: found.row, args, type: found.type, nullable: found.nullable };
}

const cast = (cx: Context, expr: Expr, to: Type): Expr => (expr.kind === "lambda" ? expr : castTo(cx, expr, to));

function reportFailure(cx: Context, failure: Failure, given: readonly Given[], at: Span, op: string | null): void {
  const argument = failure.argument === null ? undefined : given[failure.argument];
  const where = argument?.at ?? at;
  switch (failure.problem) {
    case "reported": return;
    case "argument-type": case "operand-types": {
      const { castTo: to } = failure;
      const cast = to === null || argument === undefined ? null : castOf(cx, argument.at, to);
      if (failure.problem === "operand-types") return reportOperands(cx, { ...failure.params, op: op ?? failure.params.op, cast: cast?.text ?? null }, given, at);
      const meant = datedOf(cx, given) ?? cast;
      return report(cx, "argument-type", { ...failure.params, cast: meant?.text ?? null }, where, meant === null ? {} : { edits: meant.edits });
    }
    case "argument-name": {
      const name = argument?.name ?? at;
      const { meant } = failure.params;
      return report(cx, "argument-name", failure.params, name, meant === null ? {} : { edits: [{ ...place(cx, name), text: meant }] });
    }
    case "argument-value": {
      const { value, known } = failure.params;
      const meant = nearest(value, known);
      return report(cx, "argument-value", failure.params, where, meant === null ? {} : { edits: [{ ...place(cx, where), text: JSON.stringify(meant) }] });
    }
    case "unknown-function": return report(cx, "unknown-function", failure.params, at);
    case "argument-count": return report(cx, "argument-count", failure.params, at);
    case "argument-null": return report(cx, "argument-null", failure.params, where);
    case "argument-constant": return report(cx, "argument-constant", failure.params, where);
    case "compare-null": return report(cx, "compare-null", failure.params, at);
    case "decimal-too-wide": return report(cx, "decimal-too-wide", { ...failure.params, fn: op ?? failure.params.fn }, at);
    case "not-comparable": return report(cx, "not-comparable", failure.params, where);
    case "not-sortable": return report(cx, "not-sortable", failure.params, where);
  }
}

/** A literal is rewritten in the type that it stands beside. A cast of anything else may mean something else, so it is the author's to write. */
function reportOperands(cx: Context, params: { op: string; left: string; right: string | null; cast: string | null }, given: readonly Given[], at: Span): void {
  if (params.op === "+" && given.length === 2 && given.every(({ expr }) => expr.type === STRING)) {
    const sign = betweenOperands(cx, given, "+");
    return report(cx, "operand-types", { ...params, meant: "||" }, at, sign === null ? {} : { edits: [{ ...sign, text: "||" }] });
  }
  const rewritten = ARITHMETIC.has(params.op) && given.some(({ expr }) => expr.type === STRING && !isWritten(expr)) ? null : literalsFor(cx.site.scope.text, given);
  if (rewritten === null) return report(cx, "operand-types", params, at);
  const edits = rewritten.map(({ start, end, text }) => ({ file: cx.site.file, start, end, text }));
  report(cx, "operand-types", { ...params, literal: rewritten.map(({ text }) => text).join("`, `") }, at, { edits });
}

const ARITHMETIC: ReadonlySet<string> = new Set(["+", "-", "*", "/", "//", "%"]);
const isWritten = (expr: Expr): boolean => expr.kind === "literal";

/** Where `sign` stands between two operands, when there is nothing else but space. */
function betweenOperands(cx: Context, [left, right]: readonly Given[], sign: string): Omit<Edit, "text"> | null {
  if (left === undefined || right === undefined) return null;
  const between = cx.site.scope.text.slice(left.at.end, right.at.start);
  if (between.trim() !== sign) return null;
  const start = left.at.end + between.indexOf(sign);
  return { file: cx.site.file, start, end: start + sign.length };
}

const DATED: ReadonlySet<string> = new Set<LiteralKind>(["date", "time", "timestamp", "timestamptz"]);

/** Text beside a date that could be one: `date "2026-01-31"` is what was meant. */
function datedOf(cx: Context, given: readonly Given[]): { readonly text: string; readonly edits: readonly Edit[] } | null {
  const kind = given.map(({ expr }) => expr.type.kind as string).find((one) => DATED.has(one)) as LiteralKind | undefined;
  const literal = given.find(({ expr, at }) => expr.kind === "literal" && expr.type === STRING && "kind" in at && at.kind === "literal");
  if (kind === undefined || literal === undefined || literal.expr.kind !== "literal" || !readLiteral(kind, String(literal.expr.value)).ok) return null;
  const { start, end } = literal.at;
  return { text: `${kind} ${cx.site.scope.text.slice(start, end)}`, edits: [{ file: cx.site.file, start, end: start, text: `${kind} ` }] };
}

/** Kinds that `::T` may follow without parentheses. */
const TIGHT: ReadonlySet<string> = new Set<ExprNode["kind"]>(["ref", "field", "call", "index", "param", "literal", "list", "cast", "fstring", "underscore"]);

/** The argument with a cast behind it, as one would write it, and the edits that do so. */
function castOf(cx: Context, at: Span, to: Type): { readonly text: string; readonly edits: readonly Edit[] } {
  const written = cx.site.scope.text.slice(at.start, at.end);
  const { file } = cx.site;
  const cast = `::${typeText(to)}`;
  if ("kind" in at && TIGHT.has(at.kind as string)) return { text: `${written}${cast}`, edits: [{ file, start: at.end, end: at.end, text: cast }] };
  return { text: `(${written})${cast}`, edits: [{ file, start: at.start, end: at.start, text: "(" }, { file, start: at.end, end: at.end, text: `)${cast}` }] };
}
