/** The constants of rules, and the columns that are compared with them: what rows are made around. */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Rel } from "../../ir/rel.ts";
import type { Rule } from "../../ir/rule.ts";
import { relExprs, relsReached, walkExpr } from "../../ir/walk.ts";
import type { Type } from "../../values/type.ts";
import { valueOf } from "../../values/value-text.ts";
import type { Value } from "../../values/value.ts";

export type Constant = { readonly type: Type; readonly value: Value };
/** `near`: by `relation column`. `counts`: how many rows limits and frames ask about. */
export type Constants = { readonly all: Constant[]; readonly near: Map<string, Constant[]>; readonly counts: number[] };

export const noConstants = (): Constants => ({ all: [], near: new Map(), counts: [] });

/** Columns of what is read, as `relation column`, that decide a column. */
type Sources = Map<ColumnId, ReadonlySet<string>>;

const NONE: ReadonlySet<string> = new Set();
const CONNECTS = new Set(["and", "or", "not"]);

/** Adds those of a rule. `nameOf`: what a relation is called in the search. */
export function addConstants(to: Constants, rule: Rule, nameOf: (name: string) => string): void {
  const sources: Sources = new Map();
  for (const rel of relsReached(rule)) {
    follow(rel, rule, sources, nameOf);
    if (rel.kind === "limit") for (const bound of [rel.count, rel.offset]) if (bound?.kind === "literal") to.counts.push(Number(bound.value));
    for (const expr of relExprs(rel)) gather(to, expr, sources);
  }
}

function follow(rel: Rel, rule: Rule, sources: Sources, nameOf: (name: string) => string): void {
  const of = (column: ColumnId | null): ReadonlySet<string> => (column === null ? NONE : (sources.get(column) ?? NONE));
  const all = (columns: readonly (ColumnId | null)[]): ReadonlySet<string> => new Set(columns.flatMap((column) => [...of(column)]));
  if (rel.kind === "scan") {
    const root = rel.of.kind === "local" ? rule.locals[rel.of.local]?.root : undefined;
    const byName = new Map(root?.outputs.map((column) => [rule.columns[column]?.name ?? "", column]));
    for (const [name, column] of rel.reads) sources.set(column, root !== undefined ? of(byName.get(name) ?? null) : "name" in rel.of ? new Set([`${nameOf(rel.of.name)} ${name}`]) : NONE);
  } else if (rel.kind === "project" || rel.kind === "aggregate") for (const [column, expr] of rel.adds) sources.set(column, all(columnsIn(expr)));
  else if (rel.kind === "join") for (const [left, right, merged] of rel.merged) sources.set(merged, all([left, right]));
  else if (rel.kind === "set") rel.outputs.forEach((column, i) => sources.set(column, all(rel.maps.map((map) => map[i] ?? null))));
  else if (rel.kind === "unpivot") sources.set(rel.value, all(rel.columns));
  else if (rel.kind === "explode") rel.as.forEach((column, i) => sources.set(column, all(columnsIn(rel.lists[i] ?? (rel.lists[0] as Expr)))));
  else if (rel.kind === "recurse") rel.outputs.forEach((column, i) => sources.set(column, of(rel.seed.outputs[i] ?? null)));
}

function columnsIn(expr: Expr): readonly ColumnId[] {
  const out: ColumnId[] = [];
  walkExpr(expr, (one) => void (one.kind === "column" && out.push(one.column)));
  return out;
}

/** What stands in one comparison, call or branch belongs together. */
function gather(to: Constants, root: Expr, sources: Sources): void {
  walkExpr(root, (expr) => {
    if (expr.kind === "literal" && expr.value !== null) to.all.push({ type: expr.type, value: valueOf(expr.type, expr.value) });
    if (expr.kind !== "call" || CONNECTS.has(expr.fn)) return;
    const constants: Constant[] = [];
    walkExpr(expr, (one) => void (one.kind === "literal" && one.value !== null && constants.push({ type: one.type, value: valueOf(one.type, one.value) })));
    if (constants.length === 0) return;
    for (const column of columnsIn(expr)) for (const source of sources.get(column) ?? NONE) to.near.set(source, [...(to.near.get(source) ?? []), ...constants]);
  });
}
