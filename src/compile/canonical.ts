/** A rule's SELECT in the one form that every text of the same meaning gives: on one line, whatever the profile says of printing, and with no name of the author's but those of columns and of what is read. */
import type { Expr } from "../ir/expr.ts";
import type { ColumnId } from "../ir/id.ts";
import { createProps } from "../ir/props/index.ts";
import type { Env, Rule } from "../ir/rule.ts";
import { relExprs, relsOf, walkExpr } from "../ir/walk.ts";
import { CANONICAL, isRefusal, lowerRule } from "../lower/index.ts";
import type { Names } from "./names.ts";

/** `rule` as the passes leave it. Null where the engine refuses, which was said when the rule was compiled. */
export function canonicalSql(rule: Rule, env: Env, names: Names): string | null {
  const nameless = withoutLocalNames(rule);
  const propsOf = createProps({ columns: nameless.columns, env, locals: nameless.locals, obligations: nameless.obligations });
  const lowered = lowerRule(nameless, names, { ...CANONICAL, orderOf: (rel) => propsOf(rel).order });
  return isRefusal(lowered) ? null : lowered.text;
}

/** `let`s, aliases of relations and parameters of lambdas are called after what they are. */
function withoutLocalNames(rule: Rule): Rule {
  const params = lambdaParams(rule);
  return {
    ...rule,
    locals: rule.locals.map(({ root }) => ({ name: "shared", root })),
    columns: params.size === 0 ? rule.columns : rule.columns.map((column, id) => (params.has(id as ColumnId) ? { ...column, name: "x" } : column)),
    origins: { files: rule.origins.files, rows: rule.origins.rows },
  };
}

function lambdaParams(rule: Rule): ReadonlySet<ColumnId> {
  const params = new Set<ColumnId>();
  const visit = (expr: Expr): void => {
    if (expr.kind === "lambda") for (const param of expr.params) params.add(param);
  };
  for (const rel of relsOf(rule)) for (const expr of relExprs(rel)) walkExpr(expr, visit);
  return params;
}
