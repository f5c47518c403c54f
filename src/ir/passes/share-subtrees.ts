import { classesOf } from "../classes.ts";
import { copyOf } from "../copy.ts";
import { effectsOf } from "../effects.ts";
import type { ColumnId, NodeId } from "../id.ts";
import type { Recurse, Rel, RelKind, Scan } from "../rel.ts";
import type { ColumnDef, Local, Pass, Rule } from "../rule.ts";
import { mapRels, relExprs, relInputs, relsBelow, relsOf, withInputs } from "../walk.ts";
import { freshNodes } from "./fresh.ts";

export type ShareLegality = {
  /** By what a relation is known, given its text. */
  readonly known: (rel: Rel, text: string) => string;
  /** Whether a relation, over inputs that may be shared, gives the same rows each time it is computed. */
  readonly isSteady: (rel: Rel) => boolean;
};

/** The text of an unpivot does not have the names that become values; what SQL of its own gives is for its engine to say; a round of a recursion is never the same. */
const UNSTEADY: ReadonlySet<RelKind> = new Set<RelKind>(["unpivot", "sql", "error", "recurse"]);

export const isSteady = (rel: Rel): boolean =>
  !UNSTEADY.has(rel.kind) && !(rel.kind === "scan" && rel.of.kind === "self") && !relExprs(rel).some((expr) => effectsOf(expr).volatile);

export const SHARE_LEGALITY: ShareLegality = { known: (_rel, text) => text, isSteady };

/** What costs more than reading rows again: they meet others, or are put together. */
const HEAVY: ReadonlySet<RelKind> = new Set<RelKind>(["join", "aggregate", "distinct", "dedupe", "set", "explode"]);
const isHeavy = (rel: Rel): boolean => HEAVY.has(rel.kind) || (rel.kind === "project" && rel.adds.some(([, { shape }]) => shape === "window"));

/** Two relations can be alike only where both read the same. */
function readsTwice(rels: readonly Rel[]): boolean {
  const seen = new Set<string>();
  return rels.some((rel) => {
    if (rel.kind !== "scan" || rel.of.kind === "self") return false;
    const name = rel.of.kind === "local" ? `local ${rel.of.local}` : `${rel.of.kind} ${rel.of.name}`;
    return seen.size === seen.add(name).size;
  });
}

const namesDiffer = ({ outputs }: Rel, columns: readonly ColumnDef[]): boolean => new Set(outputs.map((column) => columns[column]?.name)).size === outputs.length;

/** Relations that may be shared and are worth it, by class: the highest of each. */
function sharable(rule: Rule, rels: readonly Rel[], { known, isSteady }: ShareLegality): readonly (readonly Rel[])[] {
  const steps = new Set(rels.filter((rel): rel is Recurse => rel.kind === "recurse").flatMap(({ step }) => relsBelow(step, []).map(({ id }) => id)));
  const [steady, heavy] = [new Set<NodeId>(), new Set<NodeId>()];
  for (const rel of rels) {
    const inputs = relInputs(rel);
    if (!steps.has(rel.id) && isSteady(rel) && inputs.every(({ id }) => steady.has(id))) steady.add(rel.id);
    if (isHeavy(rel) || inputs.some(({ id }) => heavy.has(id))) heavy.add(rel.id);
  }
  const classes = classesOf(rels, rule.columns, { known: (rel, text) => (steady.has(rel.id) ? known(rel, text) : null) });
  const counts = new Map<number, number>();
  for (const number of classes.values()) counts.set(number, (counts.get(number) ?? 0) + 1);

  const covered = new Set<NodeId>();
  const found = new Map<number, Rel[]>();
  for (const rel of rels.toReversed()) {
    const number = classes.get(rel.id) as number;
    const takes = !covered.has(rel.id) && counts.get(number) !== 1 && heavy.has(rel.id) && namesDiffer(rel, rule.columns);
    if (takes) {
      const same = found.get(number);
      if (same === undefined) found.set(number, [rel]);
      else same.push(rel);
    }
    if (takes || covered.has(rel.id)) for (const { id } of relInputs(rel)) covered.add(id);
  }
  return [...found.values()].filter((same) => same.length > 1);
}

const localsIn = (root: Rel): readonly number[] => relsBelow(root, []).flatMap((rel) => (rel.kind === "scan" && rel.of.kind === "local" ? [rel.of.local] : []));

const share = (legality: ShareLegality) => (rule: Rule): Rule => {
  const rels = relsOf(rule);
  if (!readsTwice(rels) || !rels.some(isHeavy)) return rule;
  const groups = sharable(rule, rels, legality);
  if (groups.length === 0) return rule;
  const fresh = freshNodes(rule);
  const columns: ColumnDef[] = [...rule.columns];
  const newColumn = (column: ColumnId): ColumnId => (columns.push(rule.columns[column] as ColumnDef) - 1) as ColumnId;
  // A local stands behind those that it reads, and before the others, some of which may read it.
  const after = groups.map(([first]) => Math.max(-1, ...localsIn(first as Rel)));
  const order = [...rule.locals.map((_, at) => ({ old: at, at })), ...groups.map((_, at) => ({ group: at, at: (after[at] as number) + 0.5 }))].sort((a, b) => a.at - b.at);
  const placeOf = new Map(order.map((entry, place) => ["old" in entry ? `old ${entry.old}` : `group ${entry.group}`, place]));
  const groupOf = new Map(groups.flatMap((same, at) => same.map(({ id }) => [id, at] as const)));
  const roots = groups.map(([first]) => copyOf(first as Rel, newColumn, fresh.newNode));

  const moved = (rel: Rel): Rel => (rel.kind === "scan" && rel.of.kind === "local" ? { ...rel, of: { kind: "local", local: placeOf.get(`old ${rel.of.local}`) as number } } : rel);
  const shared = roots.map((root): Local => ({ name: "shared", root: movedBelow(root, moved) }));
  const done = mapRels({ ...rule, columns }, rels, (rel, was) => {
    const group = groupOf.get(was.id);
    return group === undefined ? moved(rel) : scanOf(was, columns, shared[group] as Local, placeOf.get(`group ${group}`) as number);
  });
  const locals = order.map((entry) => ("old" in entry ? (done.locals[entry.old] as Local) : (shared[entry.group] as Local)));
  return { ...done, locals, nodes: fresh.count() };
};

/** A copy whose scans of locals name their new places. */
function movedBelow(root: Rel, moved: (rel: Rel) => Rel): Rel {
  const done = new Map<NodeId, Rel>();
  for (const rel of relsBelow(root, [])) done.set(rel.id, moved(withInputs(rel, (input) => done.get(input.id) as Rel)));
  return done.get(root.id) as Rel;
}

/** Under the columns of the relation that stood there. */
const scanOf = ({ id, at, outputs }: Rel, columns: readonly ColumnDef[], { root }: Local, local: number): Scan =>
  ({ kind: "scan", id, at, outputs, of: { kind: "local", local }, reads: outputs.map((column, place) => [columns[root.outputs[place] as ColumnId]?.name ?? "", column]) });

export const shareSubtreesBy = (legality: ShareLegality): Pass => ({
  name: "share-subtrees",
  version: 1,
  summary: "computes once what is joined, grouped or told apart in the same way twice",
  // Where two relations are filtered differently they are not the same, and what is shared takes no filter from one of its readers.
  needs: ["typed", "filters-low"],
  provides: ["subtrees-shared"],
  run: share(legality),
});

/**
 * Equal relations within a rule become one, which is read where they stood. Equal are those that say the same of the same inputs; not
 * what may give other rows when it is computed again, nor what stands in a recursion. Only what joins, groups, explodes or tells rows apart is
 * worth it, and names of columns that differ.
 */
export const shareSubtrees: Pass = shareSubtreesBy(SHARE_LEGALITY);
