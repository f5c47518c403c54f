/** Literals, parameters, lists, structs, branches, casts, text with holes. */
import { shapeOf } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import type { Dialect } from "../../ir/id.ts";
import { canCast, castNullable, castResult } from "../../values/coerce.ts";
import { convertLiteral, readLiteral, readValue } from "../../values/literal.ts";
import { BOOL, ERROR, isFloat, isNumeric, list, NULL, STRING, struct, typeText, type NamedField, type Type } from "../../values/type.ts";
import type { CaseExpr, CastExpr, Entry, ExprNode, FString, IfExpr, ListExpr, LiteralExpr, ParamExpr, RowExpr, Span, SqlEscape } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { castText, castTo, coerce, meet } from "./coerce.ts";
import { bindExpr, constant, errorExpr, isError, mistake, newNode, origin, report, type Context, type Scope } from "./context.ts";
import { spread, spreadsColumns } from "./entries.ts";
import { pathName } from "./expr-names.ts";
import { FROM, RUN_AT, TO } from "./params.ts";
import { applyFunction } from "./resolve.ts";
import { fieldOf } from "./types.ts";

/** Error: literal-invalid. `negative`: a minus stands before it. */
export function bindLiteral(node: LiteralExpr, scope: Scope, negative = false, at: Span = node): Expr {
  const read = readLiteral(node.literal, node.value, negative);
  if (read.ok) return constant(scope.cx, at, read.type, read.value);
  return mistake(scope.cx, "literal-invalid", { text: node.value, type: read.type, why: read.why }, node);
}

/** `$x`: the rule's own, else its module's; `$run_at` is the run's, `$from` and `$to` those of what it makes by time. Errors: unknown-parameter, interval-parameter. */
export function bindParam(node: ParamExpr, { cx }: Scope): Expr {
  const own = cx.params.get(node.name);
  if (own?.value) return own.value;
  if (own !== undefined) return paramRef(cx, node, own.def.name, own.def.type, own.def.nullable);
  const { symbols, missing } = cx.site.scope;
  const declared = symbols.get(node.name);
  if (declared?.kind === "param") {
    const def = cx.binding.program.params.get(declared.name);
    return def === undefined ? errorExpr(cx, node) : paramRef(cx, node, def.name, def.type, def.nullable);
  }
  if (missing.has(node.name)) return errorExpr(cx, node);
  if (node.name === RUN_AT.name) return paramRef(cx, node, RUN_AT.name, RUN_AT.type, false);
  if (node.name === FROM.name || node.name === TO.name) return cx.interval === null ? mistake(cx, "interval-parameter", { name: node.name }, node) : paramRef(cx, node, node.name, cx.interval, false);
  const known = [...cx.params.keys(), ...[...symbols].flatMap(([name, { kind }]) => (kind === "param" ? [name] : []))];
  return mistake(cx, "unknown-parameter", { name: node.name, meant: nearest(node.name, known) }, node);
}

const paramRef = (cx: Context, at: Span, name: string, type: Type, nullable: boolean): Expr =>
  (type === ERROR ? errorExpr(cx, at) : { kind: "param", id: newNode(cx), at: origin(cx, at), type, nullable, shape: "constant", name });

/** Error: not-a-condition. An error node where it is no condition. */
export function condition(expr: Expr, cx: Context, at: Span, what: string): Expr {
  if (expr.type === BOOL || isError(expr)) return expr;
  if (expr.type === NULL) return castTo(cx, expr, BOOL);
  return mistake(cx, "not-a-condition", { found: typeText(expr.type), what }, at);
}

type BranchNode = { readonly when: ExprNode; readonly value: ExprNode };

/** `if … else if …` is one `case`, however long. Error: branch-types. */
export function bindIf(node: IfExpr, scope: Scope): Expr {
  const arms: BranchNode[] = [];
  let last: ExprNode = node;
  for (; last.kind === "if"; last = last.otherwise) arms.push({ when: last.condition, value: last.then });
  return branches(node, arms, last, "the branches of `if`", scope);
}

/** Without `else` the rest is null. Error: branch-types. */
export const bindCase = (node: CaseExpr, scope: Scope): Expr =>
  branches(node, node.arms.map(({ when, then: value }) => ({ when, value })), node.otherwise, "the branches of `case`", scope);

function branches(at: Span, arms: readonly BranchNode[], otherwise: ExprNode | null, what: string, scope: Scope): Expr {
  const { cx } = scope;
  const whens = arms.map(({ when }) => condition(bindExpr(when, scope), cx, when, "a branch"));
  const values = arms.map(({ value }) => bindExpr(value, scope));
  const rest = otherwise === null ? constant(cx, at, NULL, null) : bindExpr(otherwise, scope);
  const nodes = [...arms.map(({ value }) => value), otherwise ?? at];
  const typed = unify([...values, rest], nodes, what, cx);
  if (typed === null || whens.some(isError)) return errorExpr(cx, at);
  const last = typed.at(-1) as Expr;
  const pairs = whens.map((when, i) => [when, typed[i] as Expr] as const);
  const nullable = typed.some((value) => value.nullable);
  return { kind: "case", id: newNode(cx), at: origin(cx, at), type: last.type, nullable, shape: shapeOf([...whens, ...typed]), arms: pairs, otherwise: last };
}

/** All in their common type; null when one has a mistake or they have none. Error: branch-types, at the second of the pair that clashes. */
export function unify(exprs: readonly Expr[], nodes: readonly Span[], what: string, cx: Context): readonly Expr[] | null {
  const met = meet(exprs);
  if ("clash" in met) {
    const [first, other] = met.clash;
    const at = nodes[exprs.indexOf(other)] ?? nodes[0];
    if (at !== undefined) report(cx, "branch-types", { what, first: typeText(first.type), other: typeText(other.type), cast: castText(other.type, first.type) }, at);
    return null;
  }
  return met.type === ERROR ? null : exprs.map((expr) => castTo(cx, expr, met.type));
}

/** A list's elements have one type; `...xs` stands for those of another list. Errors: branch-types, direction-misplaced, operand-types. */
export function bindList(node: ListExpr, scope: Scope): Expr {
  const { cx } = scope;
  const parts = node.elements.map(({ expr, direction, nulls, spread: many }) => {
    if (direction !== null || nulls !== null) report(cx, "direction-misplaced", {}, expr);
    return { many, expr: bindExpr(expr, scope), at: expr };
  });
  if (!parts.some(({ many }) => many)) return listOf(parts, node, cx);
  const type = parts.find(({ many, expr }) => many && expr.type.kind === "list")?.expr.type;
  const element = type?.kind === "list" ? type.element.type : null;
  // What stands between two lists is a list; it gives way to their type where it is written out.
  const lists: { name: null; expr: Expr; at: Span }[] = [];
  let run: typeof parts = [];
  const close = (): void => {
    if (run.length > 0) lists.push({ name: null, expr: listOf(run, node, cx), at: node });
    run = [];
  };
  for (const part of parts) {
    if (!part.many) run.push(element === null ? part : { ...part, expr: coerce(cx, part.expr, element) ?? part.expr });
    else {
      close();
      lists.push({ name: null, expr: part.expr.type.kind === "list" || isError(part.expr) ? part.expr : mistake(cx, "not-a-list", { type: typeText(part.expr.type) }, part.at), at: part.at });
    }
  }
  close();
  const [first, ...rest] = lists as [(typeof lists)[number], ...typeof lists];
  return rest.reduce((left, right) => applyFunction(cx, "concat", [{ name: null, expr: left, at: node }, right], node, "||"), first.expr);
}

function listOf(elements: readonly { readonly expr: Expr; readonly at: Span }[], node: ListExpr, cx: Context): Expr {
  const args = unify(elements.map(({ expr }) => expr), elements.map(({ at }) => at), "elements of a list", cx);
  if (args === null) return errorExpr(cx, node);
  const element = { type: args[0]?.type ?? NULL, nullable: args.some((arg) => arg.nullable) };
  return { kind: "list", id: newNode(cx), at: origin(cx, node), type: list(element), nullable: false, shape: shapeOf(args), args };
}

/** `{ a: 1, b, ...s }` as a value; `...` spreads the fields of a struct, or a set of columns. Errors: unnamed-entry, duplicate-column, case-collision, not-a-struct, empty-selection. */
export function bindStruct(node: RowExpr, scope: Scope): Expr {
  const { cx } = scope;
  const fields: NamedField[] = [];
  const args: Expr[] = [];
  const folded = new Map<string, string>();
  const add = (name: string, value: Expr, at: Span): void => {
    const other = folded.get(name.toLowerCase());
    if (other !== undefined) return other === name ? report(cx, "duplicate-column", { name }, at) : report(cx, "case-collision", { name, other }, at);
    folded.set(name.toLowerCase(), name);
    fields.push({ name, type: value.type, nullable: value.nullable });
    args.push(value);
  };
  for (const entry of node.entries) {
    const { name, expr, spread } = entry;
    if (spread) {
      for (const part of spreadOf(entry, scope)) add(part.name, part.expr, expr);
      continue;
    }
    const value = bindExpr(expr, scope);
    const called = name?.text ?? pathName(expr);
    if (called === null) report(cx, "unnamed-entry", {}, expr);
    else add(called, value, name ?? expr);
  }
  if (args.some(isError) || args.length === 0) return errorExpr(cx, node);
  return { kind: "struct", id: newNode(cx), at: origin(cx, node), type: struct(fields), nullable: false, shape: shapeOf(args), args };
}

/** A set of columns, each under its name; else the fields of a struct, null where it is. */
function spreadOf(entry: Entry, scope: Scope): readonly { readonly name: string; readonly expr: Expr }[] {
  const { cx } = scope;
  const { expr: node } = entry;
  if (spreadsColumns(node, scope)) return spread(entry, scope, "a struct");
  const value = bindExpr(node, scope);
  if (isError(value)) return [{ name: "", expr: value }];
  const { type } = value;
  if (type.kind !== "struct") return [{ name: "", expr: mistake(cx, "not-a-struct", { name: "...", type: typeText(type) }, node) }];
  return type.fields.map(({ name, type: of, nullable }) =>
    ({ name, expr: { kind: "field", id: newNode(cx), at: origin(cx, node), type: of, nullable: value.nullable || nullable, shape: value.shape, arg: value, name } }));
}

/** `x::T`, `x::?T`; of a literal it is done at once, but for floats. Errors: cast-impossible, literal-invalid, those of the type. */
export function bindCast(node: CastExpr, scope: Scope): Expr {
  const { cx } = scope;
  const arg = bindExpr(node.arg, scope);
  const { type } = fieldOf(node.type, cx.site.file, "argument", (diagnostic) => cx.quiet === "all" || cx.binding.report({ ...diagnostic, via: cx.via }));
  if (isError(arg) || type === ERROR) return errorExpr(cx, node);
  if (!canCast(arg.type, type)) return mistake(cx, "cast-impossible", { from: typeText(arg.type), to: typeText(type) }, node);
  if (arg.type === type) return arg;
  const folded = arg.kind === "literal" ? castLiteral(arg, type, node, cx) : null;
  if (folded !== null) return folded;
  const nullable = castNullable(arg.type, type, node.onError, arg.nullable);
  return { kind: "cast", id: newNode(cx), at: origin(cx, node), type: castResult(arg.type, type, node.onError), nullable, shape: arg.shape, arg, onError: node.onError };
}

function castLiteral(arg: Expr & { kind: "literal" }, type: Type, node: CastExpr, cx: Context): Expr | null {
  const converted = convertLiteral(arg.value, arg.type, type);
  if (converted !== undefined) return constant(cx, node, type, converted);
  if (typeof arg.value !== "string" || (arg.type !== STRING && (isFloat(arg.type) || !isNumeric(arg.type) || !isNumeric(type)))) return null;
  const read = readValue(type, arg.value);
  if (read.ok) return constant(cx, node, type, read.value);
  return node.onError === "null" ? constant(cx, node, type, null) : mistake(cx, "literal-invalid", { text: arg.value, type: typeText(type), why: read.why }, node.arg);
}

/** Parts joined by `||`, holes as text: null when one is null. Error: cast-impossible (floats and nested values have no one text). */
export function bindFString(node: FString, scope: Scope): Expr {
  const { cx } = scope;
  const parts: { name: null; expr: Expr; at: Span }[] = [];
  node.parts.forEach((text, i) => {
    if (text !== "") parts.push({ name: null, expr: constant(cx, node, STRING, text), at: node });
    const hole = node.holes[i];
    if (hole !== undefined) parts.push({ name: null, expr: asText(bindExpr(hole, scope), hole, cx), at: hole });
  });
  const [first, ...rest] = parts;
  if (first === undefined) return constant(cx, node, STRING, "");
  if (parts.some(({ expr }) => isError(expr))) return errorExpr(cx, node);
  return rest.reduce((left, right) => applyFunction(cx, "concat", [{ name: null, expr: left, at: node }, right], node, "||"), first.expr);
}

function asText(expr: Expr, at: Span, cx: Context): Expr {
  if (isError(expr) || expr.type === STRING) return expr;
  if (!canCast(expr.type, STRING)) return mistake(cx, "cast-impossible", { from: typeText(expr.type), to: "string" }, at);
  return castTo(cx, expr, STRING);
}

const DIALECTS: readonly Dialect[] = ["duckdb", "datafusion", "spark"];

/** `sql<T>"f({x})"`. Errors: option-value, argument-name, those of the holes. */
export function bindSql(node: SqlEscape, scope: Scope): Expr {
  const { cx } = scope;
  const { type, nullable } = fieldOf(node.type, cx.site.file, "argument", (diagnostic) => cx.quiet === "all" || cx.binding.report({ ...diagnostic, via: cx.via }));
  const holes = node.holes.map((hole) => bindExpr(hole, scope));
  let dialect: Dialect = "duckdb";
  let pure = false;
  for (const { name, value } of node.args) {
    const word = value.kind === "literal" ? value.value : null;
    const known = DIALECTS.find((one) => one === word);
    if (name?.text === "dialect" && known !== undefined) dialect = known;
    else if (name?.text === "pure" && (word === "true" || word === "false")) pure = word === "true";
    else if (name?.text === "dialect") report(cx, "option-value", { option: "dialect", wanted: DIALECTS.map((one) => `"${one}"`).join(" or ") }, value);
    else if (name?.text === "pure") report(cx, "option-value", { option: "pure", wanted: "`true` or `false`" }, value);
    else report(cx, "argument-name", { fn: "sql", name: name?.text ?? "", meant: null, known: ["dialect", "pure"] }, value);
  }
  if (type === ERROR || holes.some(isError)) return errorExpr(cx, node);
  const shape = holes.length === 0 ? "row" : shapeOf(holes);
  return { kind: "sql", id: newNode(cx), at: origin(cx, node), type, nullable, shape, dialect, parts: node.parts, holes, pure };
}
