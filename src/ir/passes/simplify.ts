import { Failure } from "../../values/failure.ts";
import { ARITHMETIC } from "../../values/kernels/arithmetic.ts";
import { COMPARISONS } from "../../values/kernels/compare.ts";
import type { Kernels, ScalarKernel } from "../../values/kernels/kernel.ts";
import { LOGIC } from "../../values/kernels/logic.ts";
import { isExact, type Type } from "../../values/type.ts";
import { textOf, valueOf } from "../../values/value-text.ts";
import { effectsOf } from "../effects.ts";
import type { Call, Case, Expr, Literal } from "../expr.ts";
import type { Pass, Rule } from "../rule.ts";
import { exprChildren, mapExpr, mapRels, relsOf, walkExpr, withExprs } from "../walk.ts";
import { freshNodes, inputAlone, literalFor, type Fresh } from "./fresh.ts";

/** A closed list: integers, decimals and truth values, which every engine computes alike to the last digit. */
const FOLDED: Kernels<ScalarKernel> = { ...ARITHMETIC, ...COMPARISONS, ...LOGIC };
const isFolded = (type: Type): boolean => isExact(type) || type.kind === "bool";

export type SimplifyLegality = {
  /** Whether a call of constants gives on every engine what the kernel gives here. */
  readonly folds: (call: Call) => boolean;
  /** Whether a part that does not decide the value may go: it cannot fail, and nothing happens when it is evaluated. */
  readonly mayGo: (expr: Expr) => boolean;
  /** What `and` and `or` leave out beside another operand. */
  readonly neutral: { readonly and: boolean; readonly or: boolean };
  /** Whether an arm with this condition is never taken. A null is not true. */
  readonly neverTaken: (condition: Literal) => boolean;
};

export const SIMPLIFY_LEGALITY: SimplifyLegality = {
  folds: (call) => FOLDED[call.fn] !== undefined && isFolded(call.type) && call.args.every(({ type }) => isFolded(type)),
  mayGo: (expr) => {
    const { fails, volatile, window } = effectsOf(expr);
    return !fails && !volatile && !window;
  },
  neutral: { and: true, or: false },
  neverTaken: ({ value }) => value !== true,
};

const truthOf = (expr: Expr | undefined): boolean | null => (expr?.kind === "literal" && typeof expr.value === "boolean" ? expr.value : null);
const isConstant = (expr: Expr): expr is Literal => expr.kind === "literal" && expr.value !== null;

/** Whether there is anything to do, seen without making anything: most expressions are as simple as they can be. */
function isSimple(root: Expr): boolean {
  let simple = true;
  walkExpr(root, (expr) => {
    if (expr.kind === "cast") simple &&= expr.arg.type !== expr.type;
    else if (expr.kind === "case") simple &&= expr.arms.every(([condition]) => condition.kind !== "literal");
    else if (expr.kind === "call") simple &&= !exprChildren(expr).every(isConstant) && !expr.args.some((arg) => truthOf(arg) !== null || (expr.fn === "not" && arg.kind === "call" && arg.fn === "not"));
  });
  return simple;
}

function simplerCall(call: Call, legality: SimplifyLegality, fresh: Fresh): Expr {
  const [a, b] = call.args as readonly [Expr, Expr | undefined];
  if (call.fn === "not" && a.kind === "call" && a.fn === "not") return a.args[0] as Expr;
  if ((call.fn === "and" || call.fn === "or") && b !== undefined) {
    const neutral = legality.neutral[call.fn];
    for (const [one, other] of [[a, b], [b, a]] as const) {
      const truth = truthOf(one);
      if (truth === neutral) return other;
      if (truth !== null && legality.mayGo(other)) return literalFor(call, truth, fresh);
    }
    return call;
  }
  return call.args.every(isConstant) && legality.folds(call) ? folded(call, call.args, fresh) : call;
}

/** The call's value; the call itself where it has none, so that it fails where it is written, and where it is null. */
function folded(call: Call, args: readonly Literal[], fresh: Fresh): Expr {
  try {
    const value = (FOLDED[call.fn] as ScalarKernel)(args.map((arg) => valueOf(arg.type, arg.value)), { args: args.map(({ type }) => type), result: call.type });
    return value === null ? call : literalFor(call, textOf(call.type, value), fresh);
  } catch (error) {
    if (error instanceof Failure) return call;
    throw error;
  }
}

/** Without the arms that are never taken; what is always taken is what is left otherwise. */
function simplerCase(node: Case, { neverTaken }: SimplifyLegality, { newNode }: Fresh): Expr {
  const arms = node.arms.filter(([condition]) => !(condition.kind === "literal" && neverTaken(condition)));
  const always = arms.findIndex(([condition]) => truthOf(condition) === true);
  const otherwise = always < 0 ? node.otherwise : (arms[always] as readonly [Expr, Expr])[1];
  const left = always < 0 ? arms : arms.slice(0, always);
  if (left.length > 0) return left.length === node.arms.length ? node : { ...node, id: newNode(), arms: left, otherwise };
  if (otherwise.type === node.type) return otherwise;
  return { kind: "cast", id: newNode(), at: node.at, type: node.type, nullable: node.nullable, shape: otherwise.shape, arg: otherwise, onError: "fail" };
}

const simplify = (legality: SimplifyLegality) => (rule: Rule): Rule => {
  const fresh = freshNodes(rule);
  const simpler = (expr: Expr): Expr => {
    if (expr.kind === "call") return simplerCall(expr, legality, fresh);
    if (expr.kind === "case") return simplerCase(expr, legality, fresh);
    return expr.kind === "cast" && expr.arg.type === expr.type ? expr.arg : expr;
  };
  const done = mapRels(rule, relsOf(rule), (rel) => {
    // A number as a sort's key would be the number of a column.
    if (rel.kind === "sort") return rel;
    const made = withExprs(rel, (expr) => (isSimple(expr) ? expr : mapExpr(expr, simpler, fresh.newNode)));
    return made.kind === "filter" && truthOf(made.predicate) === true ? inputAlone(made) : made;
  });
  return done === rule ? rule : { ...done, nodes: fresh.count() };
};

export const simplifyBy = (legality: SimplifyLegality): Pass => ({
  name: "simplify",
  version: 1,
  summary: "computes what is constant, and leaves out conditions and arms that decide nothing",
  needs: ["typed"],
  provides: ["simplified"],
  run: simplify(legality),
});

/**
 * Calls of constants become their values, by the kernels that define them: whole numbers, decimals and truth values alone, as floats and
 * texts may differ between engines. One that fails, or is null, stays as it is written. `x and true`, `x or false`, `not not x`, a cast
 * to the type that is there and arms that are never taken go; `x and false` becomes false where x cannot fail. A filter that is always
 * true goes.
 */
export const simplifyExpressions: Pass = simplifyBy(SIMPLIFY_LEGALITY);
