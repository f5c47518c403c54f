/** Which columns hold no null. A column is defined nullable or not where it is made; above that, outer joins add nulls and conditions take them away. */
import type { ColumnId } from "../id.ts";
import type { Join } from "../rel.ts";
import type { ColumnDef, ColumnSet } from "../rule.ts";
import { consequencesOf, consequencesOfFilter } from "./condition.ts";
import type { ByJoin, Derive, Known } from "./derive.ts";
import { together } from "./bits.ts";
import { NO_COLUMNS } from "./facts.ts";

const defined = (columns: readonly ColumnDef[], made: readonly ColumnId[]): ColumnId[] => made.filter((column) => columns[column]?.nullable === false);

const JOINED: ByJoin<[left: ColumnSet, right: ColumnSet, shown: readonly ColumnId[]], ColumnSet> = {
  inner: (left, right, shown) => together(left, right, shown),
  cross: (left, right) => together(left, right),
  left: (left) => left,
  right: (_left, right) => right,
  full: () => NO_COLUMNS,
  semi: (left, _right, shown) => together(left, shown),
  anti: (left) => left,
};

/** A merged column takes the left value, else the right one; where only one side may be missing, the other decides. */
function merged(node: Join, { inputs: [left, right] }: Known, after: ColumnSet): ColumnId[] {
  const safe = ([l, r]: readonly [ColumnId, ColumnId, ColumnId]): boolean =>
    after.has(l) || after.has(r) || (left.notNull.has(l) && right.notNull.has(r));
  return node.merged.filter(safe).map((triple) => triple[2]);
}

export const NULLS: Derive<ColumnSet> = {
  scan: (_node, { below }) => below.notNull,
  values: (node, { columns }) => new Set(defined(columns, node.outputs)),
  filter: (node, { inputs: [input] }) => together(input.notNull, consequencesOfFilter(node.predicate).notNull),
  project: (node, { inputs: [input], columns }) => together(input.notNull, node.adds
    .filter(([column, expr]) => !expr.nullable || columns[column]?.nullable === false || (expr.kind === "column" && input.notNull.has(expr.column)))
    .map(([column]) => column)),
  join: (node, known) => {
    const [left, right] = known.inputs;
    const after = JOINED[node.how](left.notNull, right.notNull, consequencesOf(node.on).notNull);
    return together(after, merged(node, known, after));
  },
  aggregate: (node, { inputs: [input], columns }) =>
    together(input.notNull, node.adds.filter(([column, expr]) => !expr.nullable || columns[column]?.nullable === false).map(([column]) => column)),
  sort: (_node, { inputs: [input] }) => input.notNull,
  limit: (_node, { inputs: [input] }) => input.notNull,
  distinct: (_node, { inputs: [input] }) => input.notNull,
  dedupe: (_node, { inputs: [input] }) => input.notNull,
  set: (node, { inputs }) => {
    const safe = (at: number) => (input: (typeof inputs)[number], k: number): boolean => {
      const column = node.maps[k]?.[at];
      return column !== null && column !== undefined && input.notNull.has(column);
    };
    // Rows of `except` are rows of the first input; those of `intersect` stand in each.
    const test = { union_all: "every", union: "every", intersect: "some", except: "first" } as const;
    return new Set(node.outputs.filter((_, at) => {
      const how = test[node.how];
      return how === "first" ? safe(at)(inputs[0], 0) : inputs[how](safe(at));
    }));
  },
  explode: (node, { inputs: [input], columns }) => together(input.notNull, defined(columns, node.index === null ? node.as : [...node.as, node.index])),
  unpivot: (node, { inputs: [input], columns }) => together(input.notNull, defined(columns, [node.name, node.value])),
  recurse: (node, { columns }) => new Set(defined(columns, node.outputs)),
  sql: (node, { columns }) => new Set(defined(columns, node.outputs)),
  error: () => NO_COLUMNS,
};
