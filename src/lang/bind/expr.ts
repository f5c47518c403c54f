/** Expressions: one function per kind of node. */
import type { Expr } from "../../ir/expr.ts";
import type { ExprNode, ExprNodeKind } from "../ast/index.ts";
import { errorExpr, MAX_DEPTH, mistake, type Scope } from "./context.ts";
import { bindCall, bindOver } from "./expr-calls.ts";
import { bindField, bindRef, bindUnderscore } from "./expr-names.ts";
import { bindBetween, bindBinary, bindIn, bindIndex, bindIsNull, bindUnary } from "./expr-operators.ts";
import { bindCase, bindCast, bindFString, bindIf, bindList, bindLiteral, bindParam, bindSql, bindStruct } from "./expr-values.ts";

type Table = { readonly [K in ExprNodeKind]: (node: Extract<ExprNode, { kind: K }>, scope: Scope) => Expr };

const KINDS: Table = {
  literal: (node, scope) => bindLiteral(node, scope),
  fstring: bindFString,
  ref: bindRef,
  param: bindParam,
  underscore: bindUnderscore,
  selector: (node, scope) => mistake(scope.cx, "not-a-value", { name: `@${node.name}`, is: "a set of columns" }, node),
  field: bindField,
  index: bindIndex,
  call: bindCall,
  cast: bindCast,
  over: bindOver,
  unary: bindUnary,
  binary: bindBinary,
  is_null: bindIsNull,
  in: bindIn,
  between: bindBetween,
  if: bindIf,
  case: bindCase,
  lambda: (node, scope) => mistake(scope.cx, "lambda-misplaced", {}, node),
  list: bindList,
  row: bindStruct,
  sql: bindSql,
  // A diagnostic of the parser says why.
  error: (node, scope) => errorExpr(scope.cx, node),
};

/** The typed expression of a node; an error node where a mistake was reported. */
export function bindNode(node: ExprNode, scope: Scope): Expr {
  const { cx } = scope;
  const { state } = cx;
  if (state.depth >= MAX_DEPTH) return mistake(cx, "expression-too-deep", { limit: MAX_DEPTH }, node);
  state.depth += 1;
  state.bound += 1;
  const expr = (KINDS[node.kind] as (node: ExprNode, scope: Scope) => Expr)(node, scope);
  state.depth -= 1;
  return expr;
}
