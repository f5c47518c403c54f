import { effectsOf } from "../effects.ts";
import type { Expr } from "../expr.ts";
import type { ColumnId, NodeId } from "../id.ts";
import type { Project, Rel } from "../rel.ts";
import type { Pass, Rule } from "../rule.ts";
import { countUses, exprChildren, mapExpr, mapRels, relsOf, walkExpr, work } from "../walk.ts";
import { freshNodes } from "./fresh.ts";

/** Beyond this an expression stays in a stage of its own: text that nests too deep is for nobody to read, and engines have limits. */
const MAX_MERGED_NODES = 200;

/** Small enough to stand in several places. */
const isPlain = (expr: Expr): boolean => expr.kind === "column" || expr.kind === "literal" || expr.kind === "param";

/** Where the columns of one projection are read by the next: how often, how often within an expression, and within which kinds of them. */
export type Uses = { count: number; within: number; inWindow: boolean; inLambda: boolean };
type Read = { readonly expr: Expr; readonly inWindow: boolean; readonly inLambda: boolean };

/** Null when an expression is too large to look at, counted as it would be written out: a shared part as often as it is used. */
function usesOf(outer: Project, computed: ReadonlyMap<ColumnId, Expr>): ReadonlyMap<ColumnId, Uses> | null {
  const uses = new Map<ColumnId, Uses>();
  const use = (column: ColumnId): Uses => {
    const known = uses.get(column) ?? { count: 0, within: 0, inWindow: false, inLambda: false };
    uses.set(column, known);
    known.count++;
    return known;
  };
  for (const column of outer.outputs) if (computed.has(column)) use(column);
  for (const [, root] of outer.adds) {
    let size = 0;
    const pending: Read[] = [{ expr: root, inWindow: false, inLambda: false }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      work.visits++;
      if (++size > MAX_MERGED_NODES) return null;
      const { expr, inWindow, inLambda } = next;
      if (expr.kind === "column" && computed.has(expr.column)) {
        const known = use(expr.column);
        known.within++;
        known.inWindow ||= inWindow;
        known.inLambda ||= inLambda;
      }
      for (const child of exprChildren(expr)) pending.push({ expr: child, inWindow: inWindow || expr.kind === "window", inLambda: inLambda || expr.kind === "lambda" });
    }
  }
  return uses;
}

function sizeOf(expr: Expr): number {
  let size = 0;
  walkExpr(expr, () => void size++);
  return size;
}

/** Whether an expression may move to where its column is read. */
function mayMove(expr: Expr, uses: Uses): boolean {
  if (isPlain(expr) || uses.within === 0) return true;
  // Written once it stays computed once; in a lambda it would be computed for every element.
  if (uses.count > 1 || uses.inLambda) return false;
  if (expr.shape !== "row" && expr.shape !== "constant" && uses.inWindow) return false;
  return !effectsOf(expr).volatile && sizeOf(expr) <= MAX_MERGED_NODES;
}

export type MergeLegality = {
  /** Whether an expression may move to where its column is read. */
  readonly mayMove: (expr: Expr, uses: Uses) => boolean;
  /** Whether another place reads the first projection too. */
  readonly isShared: (uses: number) => boolean;
};
export const MERGE_LEGALITY: MergeLegality = { mayMove, isShared: (uses) => uses > 1 };

/** Both projections as one, or null where that would compute something twice or nest windows. */
function merged(outer: Project, inner: Project, legality: MergeLegality, newNode: () => NodeId): Project | null {
  const computed = new Map(inner.adds);
  const uses = usesOf(outer, computed);
  if (uses === null) return null;
  for (const [column, of] of uses) if (!legality.mayMove(computed.get(column) as Expr, of)) return null;
  const insert = (expr: Expr): Expr => (expr.kind === "column" ? (computed.get(expr.column) ?? expr) : expr);
  const passed = new Set(outer.outputs);
  const adds = inner.adds.filter(([column]) => passed.has(column));
  for (const [column, expr] of outer.adds) adds.push([column, mapExpr(expr, insert, newNode)]);
  return { ...outer, input: inner.input, adds };
}

const changesNothing = (node: Project): boolean =>
  node.adds.length === 0 && node.outputs.length === node.input.outputs.length && node.outputs.every((column, at) => column === node.input.outputs[at]);

const merge = (legality: MergeLegality) => (rule: Rule): Rule => {
  const rels = relsOf(rule);
  const uses = countUses(rule, rels);
  const fresh = freshNodes(rule);
  const one = (rel: Rel): Rel => {
    if (rel.kind !== "project") return rel;
    const inner = rel.input;
    const node = inner.kind === "project" && !legality.isShared(uses.get(inner.id) ?? 0) ? (merged(rel, inner, legality, fresh.newNode) ?? rel) : rel;
    return changesNothing(node) ? node.input : node;
  };
  const done = mapRels(rule, rels, one);
  return done === rule ? rule : { ...done, nodes: fresh.count() };
};

export const mergeProjectsBy = (legality: MergeLegality): Pass => ({
  name: "merge-projects",
  version: 1,
  summary: "computes in one stage what several said, where nothing is computed twice",
  // A column that is dropped afterwards would count as a second place.
  needs: ["typed", "columns-pruned"],
  provides: ["projects-merged"],
  run: merge(legality),
});

/**
 * Adjacent projections become one where each computed column that the second reads is read in one place, so that nothing is computed
 * twice; names, literals and parameters go anywhere. A window does not move into a window, nothing moves into a lambda, and what is
 * volatile does not move at all. A projection that changes nothing goes.
 */
export const mergeProjects: Pass = mergeProjectsBy(MERGE_LEGALITY);
