/** Calls: `let`s that are applied, functions and macros of the pack, built-in functions, aggregates and windows. */
import { allOf, call, columnRef } from "../../ir/build.ts";
import { readsOf } from "../../ir/effects.ts";
import type { Expr, SortKey } from "../../ir/expr.ts";
import { CALLABLE, argumentPlace, lambdaParams, meantBy, nullOverNoRows, overloadsOf, type FunctionRow } from "../../ir/functions/index.ts";
import type { ColumnId } from "../../ir/id.ts";
import { BOOL, type Field } from "../../values/type.ts";
import type { Arg, CallExpr, ExprNode, LambdaExpr, ListExpr, OverExpr, Span, WindowSpec } from "../ast/index.ts";
import { FORMS } from "../builtins.ts";
import { nearest } from "../diagnostics/define.ts";
import type { More } from "../diagnostics/index.ts";
import { hasFault } from "../modules.ts";
import { importing } from "../offers.ts";
import {
  bindExpr, constant, errorExpr, findName, isError, mistake, newColumn, newNode, origin, replaceAt, report, unsure, type Bound, type It, type Mode, type Scope,
} from "./context.ts";
import { mayExpand, roomForColumns } from "./budget.ts";
import { applyTo } from "./entries.ts";
import { expandFunction, expandMacro } from "./expand.ts";
import { bindDeferred, useColumn } from "./expr-names.ts";
import { condition } from "./expr-values.ts";
import { applyFunction, resolveArgs, type Given } from "./resolve.ts";
import { chooseColumns, meansColumns } from "./selector.ts";
import { columnsOf, fixes, lacksKey, sortKeys } from "./sorting.ts";
import { bindSpec, EMPTY_SPEC, floatOrder, windowOf } from "./window.ts";

/** Errors: unknown-function, those of what is called. */
export const bindCall = (node: CallExpr, scope: Scope): Expr => callOf(node, null, scope);

/** `sum(x) over (…)`. Error: over-misplaced. */
export function bindOver(node: OverExpr, scope: Scope): Expr {
  const { arg } = node;
  const row = arg.kind === "call" && findName(scope.cx, arg.fn.text) === null ? builtIn(arg.fn.text) : undefined;
  if (arg.kind !== "call" || row === undefined || row.kind === "scalar") {
    if (isError(bindExpr(arg, scope))) return errorExpr(scope.cx, node);
    return mistake(scope.cx, "over-misplaced", {}, arg);
  }
  return callOf(arg, node.spec, scope);
}

function callOf(node: CallExpr, over: WindowSpec | null, scope: Scope): Expr {
  const { cx } = scope;
  const name = node.fn.text;
  if (name === "") return errorExpr(cx, node);
  const receiver: readonly Arg[] = node.receiver === null ? [] : [{ kind: "arg", start: node.receiver.start, end: node.receiver.end, name: null, value: node.receiver }];
  const args = [...receiver, ...node.args];
  const bound = findName(cx, name);
  if (bound?.kind === "deferred") return applyLet(bound, name, args, scope, node);
  const declared = cx.site.scope.symbols.get(name);
  if (declared?.kind === "function") return expandFunction(declared, args, scope, node, name);
  if (declared?.kind === "macro") return expandMacro(declared, args, scope, node, name);
  if (name === "if_any" || name === "if_all") return overColumns(name, args, node, scope);
  const row = builtIn(name);
  if (row === undefined) return unknownCall(node, scope);
  return row.kind === "scalar" ? scalarCall(name, args, node, scope) : groupedCall(row, args, over, node, scope);
}

/** Operators are rows of the table, and not called by their names. */
function builtIn(name: string): FunctionRow | undefined {
  const [row] = overloadsOf(name);
  return row?.operator === undefined && !FORMS.has(name) ? row : undefined;
}

function unknownCall(node: CallExpr, { cx }: Scope): Expr {
  const name = node.fn.text;
  if (cx.site.scope.missing.has(name)) return errorExpr(cx, node);
  if (name === "across") return mistake(cx, "not-a-value", { name: "across(…)", is: "a set of columns" }, node);
  const own = [...cx.site.scope.symbols].flatMap(([one, { kind }]) => (kind === "function" || kind === "macro" ? [one] : []));
  const offered = cx.binding.program.offers(name, ["function", "macro"], cx.site.scope);
  if (offered !== null) return mistake(cx, "unknown-function", { name, meant: null, offered }, node.fn, importing(name, offered, cx.site.scope));
  if (meantBy(name) === "$run_at") return mistake(cx, "clock-missing", { name: `${name}()` }, node);
  // What other languages call it, else what is spelt alike.
  const positional = node.args.every((arg) => arg.name === null && arg.value.kind !== "lambda");
  if (/^concat$/i.test(name) && node.receiver === null && positional) return mistake(cx, "unknown-function", { name, meant: 'f"{a}{b}"' }, node.fn, inHoles(node, cx));
  const meant = (/^isnull$/i.test(name) && node.args.length === 2 ? "coalesce" : meantBy(name)) ?? nearest(name, [...own, ...CALLABLE]);
  const callable = meant !== null && (CALLABLE.includes(meant) || own.includes(meant));
  return mistake(cx, "unknown-function", { name, meant }, node.fn, callable ? replaceAt(cx, node.fn, meant) : {});
}

/** `concat(a, "-", b)` as `f"{a}-{b}"`, where each argument fits a hole. */
function inHoles(node: CallExpr, cx: Scope["cx"]): More {
  const parts = node.args.map(({ value: { kind, start, end } }) => ({ text: cx.site.scope.text.slice(start, end), isText: kind === "literal" }));
  const fits = parts.length > 1 && parts.every(({ text, isText }) => (isText ? /^"[^"\\\n]*"$/.test(text) : !/["{}]|--/.test(text)));
  if (!fits || cx.site.file !== cx.site.scope.file) return {};
  return replaceAt(cx, node, `f"${parts.map(({ text, isText }) => (isText ? text.slice(1, -1).replaceAll(/[{}]/g, "$&$&") : `{${text}}`)).join("")}"`);
}

/** An argument that is bound in the mode of the place that uses it, once for each. */
function argument(node: ExprNode, scope: Scope): It {
  const seen = new Map<Mode, Expr>();
  return (inner) => {
    const known = seen.get(inner.mode);
    if (known !== undefined) return known;
    const expr = bindExpr(node, { ...scope, mode: inner.mode });
    seen.set(inner.mode, expr);
    return expr;
  };
}

/** `z(amount)`: the expression with `_` standing for the argument; of a lambda, with its parameters. Error: argument-count. */
function applyLet(bound: Bound & { kind: "deferred" }, name: string, args: readonly Arg[], scope: Scope, at: Span): Expr {
  const { cx } = scope;
  const { node } = bound;
  const wanted = node.kind === "lambda" ? node.params.length : 1;
  if (args.length !== wanted) return mistake(cx, "argument-count", { fn: name, takes: wanted === 1 ? "one argument" : `${wanted} arguments`, given: args.length }, at);
  const its = args.map(({ value }) => argument(value, scope));
  if (node.kind !== "lambda") return bindDeferred(bound, scope, its[0] ?? null, at);
  if (!mayExpand(cx, at)) return errorExpr(cx, at);
  const own = new Map(node.params.map((param, i): [string, Bound] => [param.text, { kind: "value", it: its[i] as It }]));
  return bindExpr(node.body, { ...scope, cx: { ...bound.cx, names: { own, outer: bound.cx.names } }, block: null });
}

/** `if_any(set, predicate)`: false over no columns, as `if_all` is true. Warning: empty-condition. */
function overColumns(name: "if_any" | "if_all", args: readonly Arg[], node: CallExpr, scope: Scope): Expr {
  const { cx } = scope;
  const [set, predicate] = args;
  if (set === undefined || predicate === undefined || args.length > 2)
    return mistake(cx, "argument-count", { fn: name, takes: "a set of columns and a condition", given: args.length }, node);
  const chosen = chooseColumns(set.value, scope, `\`${name}\``);
  if (chosen === null) return errorExpr(cx, node);
  if (chosen.length === 0) {
    if (!scope.row.broken) report(cx, "empty-condition", { fn: name, value: name === "if_all" }, set.value);
    return constant(cx, node, BOOL, name === "if_all");
  }
  roomForColumns(cx, node, chosen.length);
  const tests = chosen.map(({ column }) => (!mayExpand(cx, node) ? errorExpr(cx, node) : condition(applyTo(predicate.value, column, scope), cx, predicate.value, `\`${name}\``)));
  if (tests.some(isError)) return errorExpr(cx, node);
  const fn = name === "if_all" ? "and" : "or";
  return tests.reduce((left, right) => call(cx.binding.build, origin(cx, node), fn, [left, right], BOOL, left.nullable || right.nullable));
}

function scalarCall(name: string, args: readonly Arg[], node: CallExpr, scope: Scope): Expr {
  if (overloadsOf(name)[0]?.variadic !== undefined && args.some(({ value }) => meansColumns(value, scope))) return overSets(name, args, node, scope);
  let unnamed = 0;
  const placed = args.map(({ name: named, value }, index) => ({ named, value, index, place: named === null ? unnamed++ : argumentPlace(name, named.text) }));
  const given: Given[] = [];
  // In the order of the row: what stands first says what a lambda takes.
  for (const { named, value, index, place } of placed.toSorted((a, b) => a.place - b.place)) {
    const first = place === 0 ? undefined : given[placed.findIndex((of) => of.place === 0)]?.expr;
    const expr = value.kind === "lambda" ? lambdaOf(value, name, place, first, scope) : (ofElement(value, name, place, first, scope) ?? bindExpr(value, scope));
    given[index] = { name: named, expr, at: value };
  }
  const start = name === "substr" ? given[placed.findIndex(({ place }) => place === 1)] : undefined;
  if (start?.expr.kind === "literal" && /^(?:0$|-)/.test(String(start.expr.value))) report(scope.cx, "substr-before-first", { start: String(start.expr.value) }, start.at);
  return applyFunction(scope.cx, name, given, node, null);
}

/** A function that takes any number of arguments takes a set of columns for each of them. */
function overSets(name: string, args: readonly Arg[], node: CallExpr, scope: Scope): Expr {
  const given = args.flatMap(({ name: named, value }): Given[] | null => {
    if (named !== null || !meansColumns(value, scope)) return [{ name: named, expr: bindExpr(value, scope), at: value }];
    const chosen = chooseColumns(value, scope, `\`${name}\``);
    roomForColumns(scope.cx, node, chosen?.length ?? 0);
    return chosen?.map(({ column }) => ({ name: null, expr: useColumn(scope.row, column, value, scope), at: value })) ?? null;
  });
  const known = given.filter((one) => one !== null);
  return known.length < given.length ? errorExpr(scope.cx, node) : applyFunction(scope.cx, name, known, node, null);
}

/** Its parameters are elements of the list that stands first. Errors: lambda-misplaced, argument-count. */
function lambdaOf(node: LambdaExpr, fn: string, position: number, first: Expr | undefined, scope: Scope): Expr {
  const { cx } = scope;
  if (first !== undefined && isError(first)) return errorExpr(cx, node);
  const fields = first === undefined ? null : lambdaParams(fn, position, first.type);
  if (fields === null) return mistake(cx, "lambda-misplaced", {}, node);
  if (fields.length !== node.params.length) {
    const takes = fields.length === 1 ? "one parameter" : `${fields.length} parameters`;
    return mistake(cx, "argument-count", { fn: "the lambda", takes, given: node.params.length }, node);
  }
  const columns = node.params.map((param, i) => newColumn(cx, param.text, (fields[i] as Field).type, (fields[i] as Field).nullable));
  const own = new Map(node.params.map((param, i): [string, Bound] => {
    const column = columns[i] as ColumnId;
    return [param.text, { kind: "value", it: () => columnRef(cx.binding.build, origin(cx, param), column, (fields[i] as Field).nullable) }];
  }));
  const body = bindExpr(node.body, { ...scope, cx: { ...cx, names: { own, outer: cx.names } } });
  if (isError(body)) return body;
  return { kind: "lambda", id: newNode(cx), at: origin(cx, node), type: body.type, nullable: body.nullable, shape: body.shape, params: columns, body };
}

/** An expression where a lambda is taken: its `_` is the list's element. Null where none is taken. */
function ofElement(node: ExprNode, fn: string, position: number, first: Expr | undefined, scope: Scope): Expr | null {
  const { cx } = scope;
  const [field, ...more] = (first === undefined || isError(first) ? null : lambdaParams(fn, position, first.type)) ?? [];
  if (field === undefined || more.length > 0) return null;
  const column = newColumn(cx, "element", field.type, field.nullable);
  const body = bindExpr(node, { ...scope, it: () => columnRef(cx.binding.build, origin(cx, node), column, field.nullable) });
  return isError(body) ? body : { kind: "lambda", id: newNode(cx), at: origin(cx, node), type: body.type, nullable: body.nullable, shape: body.shape, params: [column], body };
}

/** What `where:` and `sort:` say, apart from the arguments. */
type Parts = { readonly given: readonly Given[]; readonly where: Expr | null; readonly sort: ListExpr | null; readonly inner: Scope };

/**
 * An aggregate of a group, or a function over a window, as the place has it.
 * Errors: aggregate-misplaced, aggregate-nested, window-misplaced, window-missing, aggregate-needs-sort, aggregate-not-total, and those of windows.
 */
function groupedCall(row: FunctionRow, args: readonly Arg[], over: WindowSpec | null, node: CallExpr, scope: Scope): Expr {
  const { cx, mode } = scope;
  const fn = node.fn.text;
  const means = meaning(row, over, mode);
  if (means === "nested") return mistake(cx, "aggregate-nested", { fn: mode.inside ?? "", inner: fn }, node);
  if (means === "no") {
    const stage = mode.where === "`select`";
    if (over !== null || row.kind === "window") return mistake(cx, "window-misplaced", { fn, where: mode.where }, node);
    return mistake(cx, "aggregate-misplaced", { fn, where: mode.where, stage }, node);
  }
  if (means === "missing") return mistake(cx, "window-missing", { fn }, node);
  const parts = partsOf(fn, row, args, scope);
  if (parts === null) return errorExpr(cx, node);
  // `string_agg(x, "," order by y)`: what could not be read may have been the sort.
  if (row.ordered === "sort" && parts.sort === null && hasFault(cx.site.scope.faults, node)) return errorExpr(cx, node);
  const resolved = resolveArgs(cx, fn, parts.given, node, null);
  if (resolved === null || (parts.where !== null && isError(parts.where))) return errorExpr(cx, node);
  if (means === "group") return aggregateOf(resolved, parts, node, scope);
  const shared = over === null ? mode.spec : null;
  const own = over === null ? (shared ?? EMPTY_SPEC(cx, node)) : bindSpec(over, { ...scope, mode: parts.inner.mode });
  if (parts.sort !== null) report(cx, "argument-name", { fn, name: "sort", meant: null, known: ["where"] }, parts.sort);
  return windowOf({ ...resolved, name: fn, where: parts.where, at: node }, own, shared !== null, scope);
}

function meaning(row: FunctionRow, over: WindowSpec | null, mode: Mode): "nested" | "no" | "missing" | "group" | "window" {
  if (mode.inside !== null) return "nested";
  const windows = mode.aggregate === "window" || mode.aggregate === "over";
  if (over !== null) return windows ? "window" : "no";
  if (row.kind === "window") return !windows ? "no" : mode.spec === null ? "missing" : "window";
  if (mode.aggregate === "window") return "window";
  return mode.aggregate === "group" || mode.aggregate === "check" ? "group" : "no";
}

function partsOf(fn: string, row: FunctionRow, args: readonly Arg[], scope: Scope): Parts | null {
  const { cx } = scope;
  const inner: Scope = { ...scope, mode: { ...scope.mode, inside: fn } };
  const given: Given[] = [];
  let where: Expr | null = null;
  let sort: ListExpr | null = null;
  for (const { name, value } of args) {
    if (name?.text === "where" && row.kind === "aggregate") where = condition(bindExpr(value, inner), cx, value, "`where:`");
    else if (name?.text === "sort" && row.ordered === "sort" && value.kind === "list") sort = value;
    else given.push({ name, expr: bindExpr(value, inner), at: value });
  }
  return given.some(({ expr }) => isError(expr)) ? null : { given, where, sort, inner };
}

type Resolved = { readonly row: FunctionRow; readonly args: readonly Expr[]; readonly type: Expr["type"]; readonly nullable: boolean };

function aggregateOf({ row, args, type, nullable }: Resolved, { where, sort: list, inner }: Parts, node: CallExpr, scope: Scope): Expr {
  const { cx, mode } = scope;
  const sort = row.ordered === "float" ? floatOrder(row, node.fn.text, node, scope) : orderOf(row, args, list, inner, node, scope);
  if (sort === null) return errorExpr(cx, node);
  const both = [mode.among, where].filter((one) => one !== null);
  const among = allOf(cx.binding.build, both);
  // A group has a row, a whole relation may have none.
  const mayBeEmpty = among !== null || mode.keys === null || mode.keys.size === 0;
  const mayBeNull = nullable || (mayBeEmpty && nullOverNoRows(row.nulls));
  return { kind: "aggregate", id: newNode(cx), at: origin(cx, node), type, nullable: mayBeNull, shape: "aggregate", fn: row.name, args, where: among, sort };
}

/** Functions that depend on the order say which, and it fixes what they give. */
function orderOf(row: FunctionRow, args: readonly Expr[], list: ListExpr | null, inner: Scope, node: CallExpr, scope: Scope): readonly SortKey[] | null {
  const { cx } = scope;
  if (row.ordered !== "sort") return [];
  const fn = node.fn.text;
  if (list === null) {
    report(cx, "aggregate-needs-sort", { fn }, node);
    return null;
  }
  const { keys: sort, whole } = sortKeys(list, inner, "`sort:`", false);
  if (!whole) return null;
  if (unsure(scope.row)) return sort;
  const fixed = [...(scope.mode.keys?.values() ?? []), ...columnsOf(sort.map(({ expr }) => expr))];
  const values = args.flatMap((arg) => (arg.shape === "constant" ? [] : readsOf(arg)));
  const would = fixes(cx, scope.row.rel, fixed, values) ? null : lacksKey(cx, scope.row.rel, fixed);
  if (would === null) return sort;
  report(cx, "aggregate-not-total", { fn, would }, list);
  return sort;
}

