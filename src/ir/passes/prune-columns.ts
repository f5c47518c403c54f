import { byKind, type RelTable } from "../fields.ts";
import type { ColumnId } from "../id.ts";
import { FLOWS } from "../flows.ts";
import { neededColumns, WHOLE_ROW, type Needs, type NeedsOptions } from "../needs.ts";
import type { Rel, Scan } from "../rel.ts";
import type { ColumnSet, Pass, Rule } from "../rule.ts";
import { mapRels, relsOf, relsReached } from "../walk.ts";

/** The same array when all of it stays. */
function keep<T>(items: readonly T[], test: (item: T, at: number) => boolean): readonly T[] {
  return items.every(test) ? items : items.filter(test);
}

/** What goes from a node beside its outputs. Everything else that it says decides rows, or is needed to write it. */
const NARROW: RelTable<Rel, [has: (column: ColumnId) => boolean]> = {
  scan: (node, has) => ({ ...node, reads: keep(node.reads, ([, column]) => has(column)) }),
  values: (node, has) => ({ ...node, rows: node.rows.map((row) => row.filter((_, at) => has(node.outputs[at] as ColumnId))) }),
  filter: (node) => node,
  project: (node, has) => ({ ...node, adds: keep(node.adds, ([column]) => has(column)) }),
  join: (node, has) => ({ ...node, merged: keep(node.merged, ([, , merged]) => has(merged)) }),
  aggregate: (node, has) => ({ ...node, adds: keep(node.adds, ([column]) => has(column)) }),
  sort: (node) => node,
  limit: (node) => node,
  distinct: (node) => node,
  dedupe: (node) => node,
  set: (node, has) => ({ ...node, maps: node.maps.map((map) => map.filter((_, at) => has(node.outputs[at] as ColumnId))) }),
  explode: (node, has) => ({ ...node, index: node.index !== null && has(node.index) ? node.index : null }),
  unpivot: (node) => node,
  recurse: (node) => node,
  sql: (node) => node,
  error: (node) => node,
};

function narrow(rel: Rel, needs: ColumnSet): Rel {
  if (rel.outputs.every((column) => needs.has(column))) return rel;
  const has = (column: ColumnId): boolean => needs.has(column);
  return { ...byKind(NARROW, rel, has), outputs: rel.outputs.filter(has) };
}

/** A rule without the locals that nothing reads. Scans name a local by its place, so that those after it move up. */
export function withoutUnreadLocals(rule: Rule): Rule {
  if (rule.locals.length === 0) return rule;
  const rels = relsReached(rule);
  const read = new Set(rels.filter(isLocal).map((scan) => scan.of.local));
  if (read.size === rule.locals.length) return rule;
  const places = new Map<number, number>();
  const locals = rule.locals.filter((_, at) => read.has(at) && places.set(at, places.size));
  return mapRels({ ...rule, locals }, rels, (rel) => {
    if (!isLocal(rel)) return rel;
    const local = places.get(rel.of.local) as number;
    return local === rel.of.local ? rel : { ...rel, of: { kind: "local", local } };
  });
}

type LocalScan = Scan & { readonly of: { readonly kind: "local"; readonly local: number } };
const isLocal = (rel: Rel): rel is LocalScan => rel.kind === "scan" && rel.of.kind === "local";

/** `instead`: what stands in the place of a relation, which is narrowed then. */
export function narrowed(rule: Rule, needs: Needs, instead: (rel: Rel) => Rel = (rel) => rel): Rule {
  return mapRels(rule, relsOf(rule), (rel, { id }) => {
    const own = needs.get(id);
    return own === undefined ? rel : narrow(instead(rel), own);
  });
}

/** What decides rows beside what is read, by kind. */
export type PruneLegality = Required<Pick<NeedsOptions, "flows" | "wholeRow">>;
export const PRUNE_LEGALITY: PruneLegality = { flows: FLOWS, wholeRow: WHOLE_ROW };

export const pruneColumnsBy = (legality: PruneLegality): Pass => ({
  name: "prune-columns",
  version: 1,
  summary: "reads and hands on only the columns that the result or a check needs",
  // A filter that sinks later would take its columns with it, and a sort that goes later those of its keys.
  needs: ["typed", "filters-low", "sorts-used"],
  provides: ["columns-pruned"],
  run: (written, env) => {
    const rule = withoutUnreadLocals(written);
    return narrowed(rule, neededColumns(rule, env, legality));
  },
});

/**
 * Projection by lineage: a column stays where the result or an obligation is computed from it, or where it decides rows. So everything
 * stays that `distinct`, the set verbs, group keys, sorts, `dedupe`, limits, join conditions and an explode's lists read; a relation of
 * which nothing is read but its number of rows keeps its cheapest column.
 */
export const pruneColumns: Pass = pruneColumnsBy(PRUNE_LEGALITY);
