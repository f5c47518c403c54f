import { neededColumns } from "../needs.ts";
import { equatedColumn } from "../props/equated.ts";
import { coversKey, createProps } from "../props/index.ts";
import type { Join, Rel } from "../rel.ts";
import type { ColumnSet, Env, Pass, Props, Rule } from "../rule.ts";
import { relsOf } from "../walk.ts";
import { narrowed, withoutUnreadLocals } from "./prune-columns.ts";

export type JoinLegality = {
  /** Whether a left row without a match stays. */
  readonly keepsLeft: (join: Join) => boolean;
  /** Whether no left row meets two right ones, by keys of `right` alone: what is claimed is for a run to verify, not to build on. */
  readonly meetsOne: (join: Join, right: () => Props) => boolean;
  /** Whether every column that is needed is the left side's. */
  readonly unread: (join: Join, needed: ColumnSet) => boolean;
};

export const JOIN_LEGALITY: JoinLegality = {
  keepsLeft: ({ how }) => how === "left",
  meetsOne: (join, right) => {
    if (join.asof !== null) return true;
    const own = new Set(join.right.outputs);
    const fixed = join.on.flatMap((conjunct) => equatedColumn(conjunct, own) ?? []);
    return fixed.length > 0 && coversKey(right(), fixed);
  },
  // `using` of a left join gives the left column itself; where one was merged of both, it stays.
  unread: (join, needed) => !join.right.outputs.some((column) => needed.has(column)) && !join.merged.some(([, , to]) => needed.has(to)),
};

const drop = (legality: JoinLegality) => (written: Rule, env: Env): Rule => {
  const may = (join: Join, needed: ColumnSet): boolean => legality.keepsLeft(join) && legality.unread(join, needed);
  if (!relsOf(written).some((rel) => rel.kind === "join" && may(rel, new Set(rel.outputs)))) return written;
  // Keys of the right sides as they are, whatever a run is to verify.
  const keysOf = createProps({ columns: written.columns, env, locals: written.locals });
  const gone = new Set<Join["id"]>();
  const needs = neededColumns(written, env, { passesBy: (join, needed) => {
    const goes = may(join, needed) && legality.meetsOne(join, () => keysOf(join.right));
    if (goes) gone.add(join.id);
    return goes;
  } });
  return gone.size === 0 ? written : withoutUnreadLocals(narrowed(written, needs, (rel) => (rel.kind === "join" && gone.has(rel.id) ? leftOf(rel) : rel)));
};

const leftOf = ({ id, at, left, outputs }: Join): Rel => {
  const lefts = new Set(left.outputs);
  return { kind: "project", id, at, outputs: outputs.filter((column) => lefts.has(column)), input: left, adds: [] };
};

export const dropJoinsBy = (legality: JoinLegality): Pass => ({
  name: "drop-joins",
  version: 1,
  summary: "joins nothing of which no column is read, where a key proves that no row is lost or doubled",
  // Columns that nobody reads count as read before they are gone.
  needs: ["typed", "columns-pruned"],
  provides: ["joins-used"],
  run: drop(legality),
});

/**
 * A left join goes when no column of its right side is read and a key proves that no left row meets two right rows (an as-of join takes
 * one by itself). Then each left row stays, once and in its place. What a run verifies about the right side is still verified. An error
 * of the right side may so be avoided, and none is added. Inner joins stay: that every row has a match is for data to say.
 */
export const dropJoins: Pass = dropJoinsBy(JOIN_LEGALITY);
