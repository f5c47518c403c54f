/** Bodies of rules, to typed relations. Meaning: docs/language.md. */
import type { Expr } from "../../ir/expr.ts";
import { NO_ORIGIN, type ColumnId } from "../../ir/id.ts";
import type { Rel } from "../../ir/rel.ts";
import type { Tier } from "../../ir/rule.ts";
import type { Type } from "../../values/type.ts";
import type { Body, ExprNode, RuleDecl } from "../ast/index.ts";
import type { Binding, BoundSchema, ModuleScope, Site } from "../scope.ts";
import { bodyRow } from "./body.ts";
import { mode, scopeOf, type Context, type Row } from "./context.ts";
import { condition } from "./expr-values.ts";
import { startContext } from "./families.ts";
import { plainRow } from "./row.ts";
import { sqlRow } from "./sql-body.ts";

/** `names` are the columns that leave the body, in order. `broken`: a mistake was reported that leaves the columns unknown. */
export type BoundBody = { readonly root: Rel; readonly names: ReadonlyMap<string, ColumnId>; readonly broken: boolean };

const bound = ({ rel, names, broken }: Row): BoundBody => ({ root: rel, names, broken: broken || rel.kind === "error" });
const siteOf = (scope: ModuleScope): Site => ({ scope, file: scope.file, parent: NO_ORIGIN });

const TIERS: readonly Tier[] = ["canonical", "stable_set", "best_effort"];
/** As the contract has it: without an order the rows are a set. */
const tierOf = ({ order }: RuleDecl): Tier => TIERS.find((tier) => tier === order?.tier?.text) ?? (order?.by === null ? "stable_set" : "canonical");

/** A rule's body. Locals and obligations go into the binding. `interval`: the type of `$from` and `$to`, where there are these. Errors: those of the families names, types, stages, joins, macros. */
export function bindBody(decl: RuleDecl, scope: ModuleScope, binding: Binding, schema: BoundSchema | null, interval: Type | null): BoundBody {
  const cx: Context = { ...startContext(binding, siteOf(scope), tierOf(decl), decl.end - decl.start), interval, expanding: { name: `${scope.module}.${decl.name.text}`, decl, outer: null } };
  if (decl.body.kind === "body") return bound(bodyRow(decl.body, cx));
  return bound(sqlRow(decl, decl.body, schema?.columns ?? null, cx));
}

/** `let`s and one pipeline that no rule holds (`show -e`): any rows will do where an order leaves a choice. */
export const bindFragment = (body: Body, scope: ModuleScope, binding: Binding): BoundBody => bound(bodyRow(body, startContext(binding, siteOf(scope), "best_effort", body.end - body.start)));

/** A condition over a relation's columns; an error node where a mistake was reported. */
export function bindPredicate(node: ExprNode, over: Rel, site: Site, binding: Binding): Expr {
  const cx = startContext(binding, site, "canonical");
  return condition(cx.families.expr(node, scopeOf(cx, plainRow(cx, over), mode("no", "a check"))), cx, node, "a check");
}
