/** Expressions that give something else than it seems, or take long to give it. */
import type { Expr } from "../../ir/expr.ts";
import { functionNamed } from "../../ir/functions/index.ts";
import { relExprs, walkExpr } from "../../ir/walk.ts";
import { isFloat, typeText } from "../../values/type.ts";
import { inRule, say, textAt, type RuleWork } from "./work.ts";

/** Every expression of the rule's own text. */
function eachExpr({ rels }: RuleWork, visit: (expr: Expr) => void): void {
  for (const rel of rels) for (const expr of relExprs(rel)) walkExpr(expr, visit);
}

const EQUALITY: ReadonlySet<string> = new Set(["eq", "ne", "is_not_distinct"]);

export function floatEquality(work: RuleWork): void {
  eachExpr(work, (expr) => {
    if (expr.kind !== "call" || !EQUALITY.has(expr.fn)) return;
    const float = expr.args.find(({ type }) => isFloat(type));
    const at = float === undefined || expr.args.some(isExact) ? null : textAt(work, expr.at);
    if (float !== undefined && at !== null) say(inRule(work), "float-equality", { type: typeText(float.type) }, at);
  });
}

/** A whole number that is written down, and what is no number at all. */
function isExact(expr: Expr): boolean {
  let of = expr;
  while (of.kind === "cast" || (of.kind === "call" && of.fn === "negate")) of = (of.kind === "cast" ? of.arg : of.args[0]) as Expr;
  return of.kind === "literal" && (of.value === null || /^-?\d+(?:\.0*)?$|^nan$|^[+-]?inf/i.test(String(of.value)));
}

export function orderedFloats(work: RuleWork): void {
  if (work.rule.tier !== "canonical") return;
  eachExpr(work, (expr) => {
    if (expr.kind !== "aggregate" || functionNamed(expr.fn)?.ordered !== "float" || !expr.args.some(({ type }) => isFloat(type))) return;
    const at = textAt(work, expr.at);
    if (at !== null) say(inRule(work), "float-sum-ordered", { fn: expr.fn.split(".")[0] as string }, at);
  });
}

/** Digits that fit into a machine word. */
const NARROW = 18;
const ARITHMETIC: ReadonlySet<string | undefined> = new Set(["+", "-", "*"]);

export function wideDecimals(work: RuleWork): void {
  eachExpr(work, (expr) => {
    if (expr.kind !== "call" || !ARITHMETIC.has(functionNamed(expr.fn)?.operator) || digits(expr) <= NARROW || expr.args.some((arg) => digits(uncast(arg)) > NARROW)) return;
    const at = textAt(work, expr.at);
    if (at !== null) say(inRule(work), "wide-decimal", { type: typeText(expr.type) }, at);
  });
}

/** What the author's operand was, before it was made as wide as the result. */
const uncast = (expr: Expr): Expr => (expr.kind === "cast" ? uncast(expr.arg) : expr);
const digits = ({ type }: Expr): number => (type.kind === "decimal" ? type.precision : 0);

export function unsteady(work: RuleWork): void {
  const { storage, tier } = work.rule;
  if (storage.kind === "inline" || storage.kind === "view" || tier === "best_effort") return;
  eachExpr(work, (expr) => {
    const what = expr.kind === "sql" ? (expr.pure ? null : "`sql`") : expr.kind === "call" && functionNamed(expr.fn)?.volatility === "volatile" ? `\`${expr.fn}\`` : null;
    const at = what === null ? null : textAt(work, expr.at);
    if (what !== null && at !== null) say(inRule(work), "unsteady-stored", { what }, at);
  });
}
