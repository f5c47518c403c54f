/** Operators. Chains may be thousands long, so what nests to the left, and `??` to the right, is walked in a loop. */
import { call } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import { BOOL, NULL, nameText, typeText } from "../../values/type.ts";
import type { BetweenExpr, BinaryExpr, BinaryOp, ExprNode, IndexExpr, InExpr, IsNullExpr, LiteralKind, Span, UnaryExpr } from "../ast/index.ts";
import type { Edit } from "../diagnostics/index.ts";
import { bindExpr, constant, errorExpr, findName, isError, mistake, origin, replaceAt, report, type Context, type Scope } from "./context.ts";
import { bindLiteral, condition, unify } from "./expr-values.ts";
import { applyFunction } from "./resolve.ts";
import { aliasIn } from "./row.ts";

const FUNCTIONS: Readonly<Record<Exclude<BinaryOp, "&" | "|">, string>> = {
  "*": "multiply", "/": "divide", "//": "int_divide", "%": "modulo", "+": "add", "-": "subtract", "||": "concat", "??": "coalesce",
  "==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "<=>": "is_not_distinct", and: "and", or: "or",
};
const COMPARISONS: ReadonlySet<BinaryOp> = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** Errors: operand-types, compare-null. */
export function bindBinary(node: BinaryExpr, scope: Scope): Expr {
  if (node.op === "??") return bindCoalesce(node, scope);
  const spine: BinaryExpr[] = [];
  let left: ExprNode = node;
  for (; left.kind === "binary" && left.op !== "??"; left = left.left) spine.push(left);
  let expr = bindExpr(left, scope);
  for (let i = spine.length - 1; i >= 0;) {
    const { op } = spine[i] as BinaryExpr;
    if (op !== "and" && op !== "or") expr = binary(spine[i--] as BinaryExpr, expr, scope);
    else {
      const operands = [condition(expr, scope.cx, (spine[i] as BinaryExpr).left, `\`${op}\``)];
      const run: BinaryExpr[] = [];
      for (; i >= 0 && spine[i]?.op === op; i--) {
        const one = spine[i] as BinaryExpr;
        run.push(one);
        operands.push(condition(bindExpr(one.right, scope), scope.cx, one.right, `\`${op}\``));
      }
      expr = logical(op, operands, run, scope.cx);
    }
  }
  return expr;
}

function binary(node: BinaryExpr, left: Expr, scope: Scope): Expr {
  const { cx } = scope;
  const right = bindExpr(node.right, scope);
  if (isError(left) || isError(right)) return errorExpr(cx, node);
  if (node.op === "&" || node.op === "|") return mistake(cx, "operand-types", { op: node.op, left: typeText(left.type), right: typeText(right.type), cast: null }, node);
  if (COMPARISONS.has(node.op) && (isNull(left) || isNull(right))) {
    const is = node.op === "!=" ? " is not null" : " is null";
    const edits = isNull(right) && (node.op === "==" || node.op === "!=") ? [{ file: cx.site.file, start: node.left.end, end: node.right.end, text: is }] : [];
    return mistake(cx, "compare-null", { op: node.op }, node, { edits });
  }
  // Nobody joins truth values to a text: `or` is what other languages write so.
  if (node.op === "||" && (left.type === BOOL || right.type === BOOL)) return mistake(cx, "foreign-operator", { wrote: "||", ours: "or" }, node, { edits: orFor(node, cx) });
  return applyFunction(cx, FUNCTIONS[node.op], [{ name: null, expr: left, at: node.left }, { name: null, expr: right, at: node.right }], node, node.op);
}

/** Where nothing but the operator and a space on each side is between the operands. */
const orFor = ({ left, right }: BinaryExpr, { site }: Context): Edit[] =>
  right.start - left.end <= " || ".length ? [{ file: site.file, start: left.end, end: right.start, text: " or " }] : [];

const isNull = (expr: Expr): boolean => expr.kind === "literal" && expr.type === NULL;

/** Beyond this a chain of `and` or `or` becomes a balanced tree, so that nothing that walks it goes deep. */
const CHAIN = 32;

/** `run[k]` is the operation that takes operand k + 1. */
function logical(op: "and" | "or", operands: readonly Expr[], run: readonly BinaryExpr[], cx: Context): Expr {
  const last = run.at(-1) as BinaryExpr;
  if (operands.some(isError)) return errorExpr(cx, last);
  const join = (left: Expr, right: Expr, at: Span): Expr => call(cx.binding.build, origin(cx, at), op, [left, right], BOOL, left.nullable || right.nullable);
  if (operands.length <= CHAIN) return operands.reduce((left, right, i) => join(left, right, run[i - 1] as BinaryExpr));
  const balanced = (from: number, to: number): Expr => {
    if (to - from === 1) return operands[from] as Expr;
    const middle = (from + to) >> 1;
    return join(balanced(from, middle), balanced(middle, to), last);
  };
  return balanced(0, operands.length);
}

function bindCoalesce(node: BinaryExpr, scope: Scope): Expr {
  const { cx } = scope;
  const nodes: ExprNode[] = [];
  let rest: ExprNode = node;
  for (; rest.kind === "binary" && rest.op === "??"; rest = rest.right) nodes.push(rest.left);
  nodes.push(rest);
  const exprs = nodes.map((one) => bindExpr(one, scope));
  const args = unify(exprs, nodes, "sides of `??`", cx);
  if (args === null) return errorExpr(cx, node);
  return applyFunction(cx, "coalesce", args.map((expr, i) => ({ name: null, expr, at: nodes[i] ?? node })), node, "??");
}

const NUMBERS: ReadonlySet<LiteralKind> = new Set(["int", "decimal", "float"]);

/** A minus before a number is part of it: the least int64 has no positive counterpart. Error: operand-types. */
export function bindUnary(node: UnaryExpr, scope: Scope): Expr {
  const { cx } = scope;
  const { arg } = node;
  if (node.op === "-" && arg.kind === "literal" && NUMBERS.has(arg.literal)) return bindLiteral(arg, scope, true, node);
  const expr = bindExpr(arg, scope);
  if (isError(expr)) return expr;
  if (node.op === "~") return mistake(cx, "operand-types", { op: "~", left: typeText(expr.type), right: null, cast: null }, node);
  if (node.op === "-") return applyFunction(cx, "negate", [{ name: null, expr, at: arg }], node, "-");
  return not(cx, condition(expr, cx, arg, "`not`"), node);
}

const not = (cx: Context, expr: Expr, at: Span): Expr => (isError(expr) ? expr : call(cx.binding.build, origin(cx, at), "not", [expr], BOOL, expr.nullable));

export function bindIsNull(node: IsNullExpr, scope: Scope): Expr {
  const { cx } = scope;
  const arg = bindExpr(node.arg, scope);
  if (isError(arg)) return arg;
  const test = call(cx.binding.build, origin(cx, node), "is_null", [arg], BOOL, false);
  return node.negated ? not(cx, test, node) : test;
}

/** `x in [a, b]`; `in` an empty list is false; a list as a value is searched. Error: operand-types. */
export function bindIn(node: InExpr, scope: Scope): Expr {
  const { cx } = scope;
  const arg = bindExpr(node.arg, scope);
  const test = node.list.kind === "list" && !node.list.elements.some(({ spread }) => spread) ? inList(arg, node, node.list.elements, scope) : inValue(arg, node, scope);
  return node.negated ? not(cx, test, node) : test;
}

function inList(arg: Expr, node: InExpr, elements: readonly { readonly expr: ExprNode }[], scope: Scope): Expr {
  const { cx } = scope;
  const values = elements.map(({ expr }) => ({ name: null, expr: bindExpr(expr, scope), at: expr }));
  if (isError(arg) || values.some(({ expr }) => isError(expr))) return errorExpr(cx, node);
  if (values.length === 0) return constant(cx, node, BOOL, false);
  return applyFunction(cx, "in", [{ name: null, expr: arg, at: node.arg }, ...values], node, "in");
}

function inValue(arg: Expr, node: InExpr, scope: Scope): Expr {
  const { cx } = scope;
  const list = bindExpr(node.list, scope);
  if (isError(arg) || isError(list)) return errorExpr(cx, node);
  if (list.type.kind !== "list") return mistake(cx, "operand-types", { op: "in", left: typeText(arg.type), right: typeText(list.type), cast: null }, node);
  return applyFunction(cx, "in", [{ name: null, expr: arg, at: node.arg }, { name: null, expr: list, at: node.list }], node, "in");
}

export function bindBetween(node: BetweenExpr, scope: Scope): Expr {
  const { cx } = scope;
  const args = [node.arg, node.low, node.high].map((one) => ({ name: null, expr: bindExpr(one, scope), at: one }));
  if (args.some(({ expr }) => isError(expr))) return errorExpr(cx, node);
  const test = applyFunction(cx, "between", args, node, "between");
  return node.negated ? not(cx, test, node) : test;
}

const isInt = (node: ExprNode, value?: string): boolean => node.kind === "literal" && node.literal === "int" && (value === undefined || node.value === value);

/** `df["a"]` for a column `a`, where nothing is called `df`. Error: foreign-form. */
function frameColumn(node: IndexExpr, { cx, row, right }: Scope): Expr | null {
  const { object, index } = node;
  if (object.kind !== "ref" || index.kind !== "literal" || index.literal !== "string" || !cx.seesRow || !row.names.has(index.value)) return null;
  const frame = object.name.text;
  if (findName(cx, frame) !== null || row.names.has(frame) || right?.names.has(frame) === true || aliasIn(row, frame) !== null) return null;
  return mistake(cx, "foreign-form", { wrote: `${frame}["${index.value}"]`, ours: `\`${nameText(index.value)}\`` }, node, replaceAt(cx, node, nameText(index.value)));
}

export function bindIndex(node: IndexExpr, scope: Scope): Expr {
  const { cx } = scope;
  const column = frameColumn(node, scope);
  if (column !== null) return column;
  const args = [node.object, node.index].map((one) => ({ name: null, expr: bindExpr(one, scope), at: one }));
  const [list, index] = args.map(({ expr }) => expr);
  // Elsewhere the first is 0, and the last -1: here both are places that no list has.
  if (list?.type.kind === "list" && (isInt(node.index, "0") || (node.index.kind === "unary" && node.index.op === "-" && isInt(node.index.arg)))) {
    report(cx, "index-before-first", { index: index?.kind === "literal" ? String(index.value) : "0" }, node.index, isInt(node.index, "0") ? replaceAt(cx, node.index, "1") : {});
  }
  return args.some(({ expr }) => isError(expr)) ? errorExpr(cx, node) : applyFunction(cx, "index", args, node, "[ ]");
}
