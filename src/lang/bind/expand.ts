/** Uses of macros and functions: which argument goes to which parameter, and the context that a body is bound in. */
import { localName } from "../../ir/id.ts";
import type { Expr } from "../../ir/expr.ts";
import { ERROR, fieldText, typeText, type Field } from "../../values/type.ts";
import type { Arg, ExprNode, FunctionDecl, MacroDecl, Name, ParamNode, Span, TypeNode } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import type { DeclaredBy } from "../scope.ts";
import { coerce } from "./coerce.ts";
import {
  bindExpr, errorExpr, isError, mistake, mode, NO_ROW, origin, place, report, scopeOf, type Bound, type Context, type Scope, type Wants,
} from "./context.ts";
import { countBody, mayExpand } from "./budget.ts";
import { fieldOf } from "./types.ts";

/**
 * The context of a body: its module's names, its own parameters, and one more step on the way that diagnostics and origins tell. Null when the declaration
 * leads back to itself, the rule grows without measure, or the declaration holds a mistake that was reported there. Errors: expansion-recursive, expansion-too-large.
 */
export function enter(cx: Context, declared: { readonly name: string; readonly decl: Span; readonly module: string; readonly file: string }, called: string, at: Span): Context | null {
  const scope = cx.binding.program.modules.get(declared.module);
  if (scope === undefined || cx.state.circular.has(declared.decl) || isCircle(cx, declared.decl, called, at)) return null;
  if (cx.binding.program.faulty.has(declared.name) || !mayExpand(cx, at)) return null;
  countBody(cx, declared.decl);
  return {
    ...cx,
    site: { scope, file: declared.file, parent: origin(cx, at) },
    via: [{ name: called, at: place(cx, at) }, ...cx.via],
    names: null,
    params: new Map(),
    interval: null,
    expanding: { name: declared.name, decl: declared.decl, outer: cx.expanding },
  };
}

/** Whether a declaration is being put in place already. All that the circle goes through end there from now on: with two uses each they would double. */
function isCircle(cx: Context, decl: object, called: string, at: Span): boolean {
  let first = cx.expanding;
  while (first !== null && first.decl !== decl) first = first.outer;
  if (first === null) return false;
  const through: string[] = [];
  for (let step = cx.expanding; step !== null && step !== first; step = step.outer) {
    through.unshift(localName(step.name));
    cx.state.circular.add(step.decl);
  }
  cx.state.circular.add(decl);
  report(cx, "expansion-recursive", { name: called, through }, at);
  return true;
}

/** The argument of each parameter; undefined: its default. Null when a mistake was reported. Errors: argument-count, argument-name. */
export function matchArguments(called: string, params: readonly ParamNode[], args: readonly Arg[], given: number, cx: Context, at: Span): (ExprNode | undefined)[] | null {
  const matched = new Map<ParamNode, ExprNode>();
  let position = given;
  let whole = true;
  for (const { name, value } of args) {
    const param = name === null ? params[position++] : params.find((other) => other.name.text === name.text);
    if (param === undefined && name !== null) {
      const known = params.map((other) => other.name.text);
      report(cx, "argument-name", { fn: called, name: name.text, meant: nearest(name.text, known), known }, name);
      whole = false;
    } else if (param !== undefined) matched.set(param, value);
  }
  const missing = params.slice(given).filter((param) => !matched.has(param) && param.default === null);
  if (whole && (position > params.length || missing.length > 0)) {
    const names = params.slice(given).map((param) => param.name.text);
    const takes = `${names.length} argument${names.length === 1 ? "" : "s"}${names.length === 0 ? "" : ` (${names.join(", ")})`}`;
    report(cx, "argument-count", { fn: called, takes, given: args.length }, at);
    return null;
  }
  return whole ? params.slice(given).map((param) => matched.get(param)) : null;
}

/** `expr<T>`, `column<T>`: what stands in the angle brackets. */
function wants(macro: string, param: ParamNode, cx: Context): Wants {
  const [of] = param.type.args;
  const base = { macro, param: param.name.text, column: param.type.name === "column" };
  if (of === undefined) return { ...base, of: "any", nullable: true };
  const { name } = of.type;
  if (name === "any" || name === "numeric" || name === "integer" || name === "temporal") return { ...base, of: name, nullable: true };
  return { ...base, of: fieldOf(of.type, cx.site.file, "argument", () => undefined).type, nullable: of.type.nullable };
}

/** What a parameter that is no table stands for in the body. `caller` is the scope that the argument is written in. */
export function bindParameter(macro: string, param: ParamNode, argument: ExprNode | undefined, caller: Scope, body: Context): Bound | null {
  // A default is written in the body's module.
  const scope = argument === undefined ? { ...caller, cx: body } : caller;
  const node = argument ?? param.default;
  if (node === null) return null;
  switch (param.type.name) {
    case "columns": case "selector": return { kind: "set", node, cx: scope.cx, scope };
    case "column": case "expr": return { kind: "deferred", node, cx: scope.cx, scope, wants: wants(macro, param, body) };
    default: {
      const value = constantOf(node, fieldOf(param.type, body.site.file, "argument", () => undefined), scope.cx, macro, param);
      return { kind: "value", it: () => value };
    }
  }
}

/** A constant of a declared type. Errors: argument-constant, macro-argument, argument-null. */
export function constantOf(node: ExprNode, field: Field, cx: Context, called: string, param: ParamNode): Expr {
  const expr = bindExpr(node, scopeOf(cx, NO_ROW, mode("no", "an argument")));
  if (isError(expr) || field.type === ERROR) return errorExpr(cx, node);
  if (expr.shape !== "constant") return mistake(cx, "argument-constant", { what: `\`${param.name.text}\` of \`${called}\`` }, node);
  return fitted(expr, field, called, param, cx, node);
}

function fitted(expr: Expr, field: Field, called: string, param: ParamNode, cx: Context, at: Span): Expr {
  const fit = coerce(cx, expr, field.type);
  if (fit === null) return mistake(cx, "macro-argument", { name: called, param: param.name.text, wanted: fieldText(field), found: typeText(expr.type) }, at);
  if (fit.nullable && !field.nullable) return mistake(cx, "argument-null", { fn: called, param: param.name.text, type: fieldText(field) }, at);
  return fit;
}

export function namesOf(bound: readonly (readonly [ParamNode, Bound | null])[]): Context["names"] {
  return { own: new Map(bound.flatMap(([param, value]) => (value === null ? [] : [[param.name.text, value] as const]))), outer: null };
}

/** An expression macro's body in the place of its call. */
export function expandMacro(declared: DeclaredBy<"macro">, args: readonly Arg[], scope: Scope, at: Span, called: string): Expr {
  const { cx } = scope;
  const { decl } = declared;
  if (decl.of !== "expr") return mistake(cx, "macro-misplaced", { name: called, is: KINDS[decl.of], wanted: "an expression" }, at);
  const entered = enter(cx, declared, called, at);
  const matched = entered && matchArguments(called, decl.params, args, 0, cx, at);
  if (entered === null || matched === null) return errorExpr(cx, at);
  const body: Context = { ...entered, macro: called, seesRow: false };
  const names = namesOf(decl.params.map((param, i) => [param, bindParameter(called, param, matched[i], scope, body)] as const));
  const expr = bindExpr(decl.body as ExprNode, { ...scope, cx: { ...body, names }, it: null, block: null });
  return decl.returns === null || isError(expr) ? expr : promised(expr, decl.returns, called, { ...body, names }, decl.body);
}

export const KINDS: Readonly<Record<MacroDecl["of"], string>> = { table: "a table macro", expr: "an expression macro", selector: "a selector macro" };

/** `-> expr<T>`, or a type. */
export function promised(expr: Expr, returns: TypeNode, called: string, cx: Context, at: Span): Expr {
  const written = returns.name === "expr" ? returns.args[0]?.type : returns;
  if (written === undefined || /^(any|numeric|integer|temporal|expr)$/.test(written.name)) return expr;
  const field = fieldOf(written, cx.site.file, "argument", () => undefined);
  if (field.type === ERROR) return errorExpr(cx, at);
  return coerce(cx, expr, field.type) ?? mistake(cx, "function-result", { name: called, declared: typeText(field.type), found: typeText(expr.type) }, at);
}

/** A selector macro's body, with the scope that it is evaluated in; "none" when the name is no selector macro, null when a mistake was reported. */
export function expandSelector(name: Name, args: readonly Arg[], scope: Scope, at: Span): { readonly node: ExprNode; readonly scope: Scope } | "none" | null {
  const { cx } = scope;
  const declared = cx.site.scope.symbols.get(name.text);
  if (declared?.kind !== "macro" || declared.decl.of !== "selector") return cx.site.scope.missing.has(name.text) ? null : "none";
  const { decl } = declared;
  const entered = enter(cx, declared, name.text, at);
  const matched = entered && matchArguments(name.text, decl.params, args, 0, cx, at);
  if (entered === null || matched === null) return null;
  const body: Context = { ...entered, macro: name.text, seesRow: false };
  const names = namesOf(decl.params.map((param, i) => [param, bindParameter(name.text, param, matched[i], scope, body)] as const));
  return { node: decl.body as ExprNode, scope: { ...scope, cx: { ...body, names }, it: null, block: null } };
}

type Signature = { readonly params: readonly Field[]; readonly returns: Field };
const signatures = new WeakMap<FunctionDecl, Signature>();

/** Its mistakes are reported where the function is declared. */
function signatureOf(decl: FunctionDecl, file: string): Signature {
  const known = signatures.get(decl);
  if (known !== undefined) return known;
  const field = (type: TypeNode): Field => fieldOf(type, file, "argument", () => undefined);
  const signature = { params: decl.params.map(({ type }) => field(type)), returns: field(decl.returns) };
  signatures.set(decl, signature);
  return signature;
}

/** The rule, function or pipeline that is being bound. */
function userOf(cx: Context): string {
  let outermost = cx.expanding;
  while (outermost?.outer) outermost = outermost.outer;
  return outermost === null ? "a pipeline" : localName(outermost.name);
}

/** A function's body in the place of its call, its arguments cast to what it declares. Errors: argument-type, argument-null, function-needs-consent, those of the arguments. */
export function expandFunction(declared: DeclaredBy<"function">, args: readonly Arg[], scope: Scope, at: Span, called: string): Expr {
  const { cx } = scope;
  const { decl } = declared;
  const matched = matchArguments(called, decl.params, args, 0, cx, at);
  const entered = matched && enter(cx, declared, called, at);
  if (matched === null || entered === null) return errorExpr(cx, at);
  const { params, returns } = signatureOf(decl, declared.file);
  const body: Context = { ...entered, macro: called, seesRow: false, quiet: "all" };
  const values = decl.params.map((param, i) => functionArgument(matched[i], param, params[i] as Field, called, scope, body));
  if (values.some(isError)) return errorExpr(cx, at);
  if (decl.body === null) return mistake(cx, "function-needs-consent", { fn: called, file: decl.external?.path.value ?? "", user: userOf(cx) }, at);
  const names = namesOf(decl.params.map((param, i) => [param, { kind: "value", it: () => values[i] as Expr }] as const));
  const expr = bindExpr(decl.body, { ...scope, cx: { ...body, names }, mode: mode("no", `the function \`${called}\``), it: null, block: null });
  return isError(expr) ? errorExpr(cx, at) : (coerce(cx, expr, returns.type) ?? errorExpr(cx, at));
}

function functionArgument(node: ExprNode | undefined, param: ParamNode, field: Field, called: string, scope: Scope, body: Context): Expr {
  if (node === undefined) return param.default === null ? errorExpr(body, param) : constantOf(param.default, field, body, called, param);
  const { cx } = scope;
  const expr = bindExpr(node, scope);
  if (isError(expr) || field.type === ERROR) return errorExpr(cx, node);
  const fit = coerce(cx, expr, field.type);
  if (fit === null)
    return mistake(cx, "argument-type", { fn: called, position: 0, expected: fieldText(field), found: typeText(expr.type), cast: `…::${typeText(field.type)}` }, node);
  if (fit.nullable && !field.nullable) return mistake(cx, "argument-null", { fn: called, param: param.name.text, type: fieldText(field) }, node);
  return fit;
}
