/** Which columns agree, which are constant, and which fix others. */
import { isFloat, type Type } from "../../values/type.ts";
import { effectsOf, type Effects } from "../effects.ts";
import type { Expr } from "../expr.ts";
import type { ColumnId } from "../id.ts";
import type { Join, Project, Rel } from "../rel.ts";
import type { ColumnDef, Dependency, Props } from "../rule.ts";
import { consequencesOf, consequencesOfFilter, type Consequences } from "./condition.ts";
import { meets, type ByJoin, type Derive, type Known } from "./derive.ts";
import { both, NO_COLUMNS, NO_FACTS, renameFacts, withConstants, withDependencies, withEqual, type Facts, type Rename } from "./facts.ts";

const implied = (facts: Facts, shown: Consequences): Facts => withConstants(withEqual(facts, shown.equal), shown.constant);

/** 0.0 and -0.0 agree and are told apart by some functions: a float fixes nothing that is computed from it. */
function holdsFloat(type: Type): boolean {
  if (type.kind === "list") return holdsFloat(type.element.type);
  if (type.kind === "map") return holdsFloat(type.key) || holdsFloat(type.value.type);
  if (type.kind === "struct") return type.fields.some((field) => holdsFloat(field.type));
  return isFloat(type);
}
const fixes = (effects: Effects, columns: readonly ColumnDef[]): boolean =>
  !effects.volatile && !effects.window && effects.reads.every((column) => columns[column] !== undefined && !holdsFloat(columns[column].type));

function projected(node: Project, { inputs: [input], columns }: Known): Facts {
  const equal: (readonly [ColumnId, ColumnId])[] = [];
  const constant: ColumnId[] = [];
  const determines: Dependency[] = [];
  for (const [column, expr] of node.adds) {
    if (expr.kind === "column") equal.push([column, expr.column]);
    else if (expr.kind === "literal" || expr.kind === "param") constant.push(column);
    else if (expr.shape === "row" || expr.shape === "constant") {
      const effects = effectsOf(expr);
      if (!fixes(effects, columns)) continue;
      if (effects.reads.length === 0) constant.push(column);
      else determines.push({ from: new Set(effects.reads), to: column });
    }
  }
  return withConstants(withEqual(withDependencies(input, determines), equal), constant);
}

/** Keys that a join takes from a side still fix the side's other columns. */
const KEYS_PER_SIDE = 2;
function withKeys(side: Props, rel: Rel): Facts {
  const determines = [...side.determines];
  for (const from of side.keys.slice(0, KEYS_PER_SIDE)) {
    if (from.size > 0) for (const to of rel.outputs) if (!from.has(to)) determines.push({ from, to });
  }
  return { equal: side.equal, constant: side.constant, determines };
}

/** Rows of nulls break a constant, and a dependency whose left side may be null in a real row too. */
const nullExtended = (facts: Facts, side: Props): Facts => ({
  equal: facts.equal,
  constant: NO_COLUMNS,
  determines: facts.determines.filter(({ from }) => [...from].some((column) => side.notNull.has(column))),
});

/** Where a left row meets at most one right row, what the condition reads of the left fixes everything on the right. */
function conditionFixesRight(node: Join, columns: readonly ColumnDef[]): Dependency[] {
  if (!meets(node).oneRight) return [];
  const right = new Set(node.right.outputs);
  const effects = node.on.map(effectsOf);
  const reads = effects.flatMap((e) => e.reads.filter((column) => !right.has(column)));
  const known = effects.every((e) => !e.volatile) && reads.every((column) => columns[column] !== undefined && !holdsFloat(columns[column].type));
  if (!known || reads.length === 0) return [];
  const from = new Set(reads);
  return node.right.outputs.map((to) => ({ from, to }));
}

const filled = (side: Props, rel: Rel): Facts => nullExtended(withKeys(side, rel), side);

const JOINED: ByJoin<[node: Join, left: Props, right: Props, columns: readonly ColumnDef[]], Facts> = {
  inner: (node, left, right, columns) => {
    const met = meets(node);
    const [l, r] = [met.oneRight ? left : withKeys(left, node.left), met.oneLeft ? right : withKeys(right, node.right)];
    const facts = withDependencies(both(l, r), conditionFixesRight(node, columns));
    return withEqual(implied(facts, consequencesOf(node.on)), mergedWith(node, 0));
  },
  cross: (node, left, right) => both(withKeys(left, node.left), withKeys(right, node.right)),
  left: (node, left, right, columns) => {
    const l = meets(node).oneRight ? left : withKeys(left, node.left);
    return withEqual(withDependencies(both(l, filled(right, node.right)), conditionFixesRight(node, columns)), mergedWith(node, 0));
  },
  right: (node, left, right) => withEqual(both(filled(left, node.left), meets(node).oneLeft ? right : withKeys(right, node.right)), mergedWith(node, 1)),
  full: (node, left, right) =>
    withDependencies(both(filled(left, node.left), filled(right, node.right)), node.merged.map(([l, r, to]) => ({ from: new Set([l, r]), to }))),
  semi: (node, left) => implied(left, consequencesOf(node.on)),
  anti: (_node, left) => left,
};

/** A merged column is the column of the side whose rows all stay. */
const mergedWith = (node: Join, side: 0 | 1): (readonly [ColumnId, ColumnId])[] => node.merged.map((triple) => [triple[2], triple[side]] as const);

const sameLiteral = (exprs: readonly (Expr | undefined)[]): boolean => {
  const [first] = exprs;
  return first?.kind === "literal" && !isFloat(first.type) && exprs.every((e) => e?.kind === "literal" && e.value === first.value);
};

export const DEPENDENCIES: Derive<Facts> = {
  scan: (_node, { below }) => below,
  values: (node) => withConstants(NO_FACTS, node.outputs.filter((_, at) => node.rows.length <= 1 || sameLiteral(node.rows.map((row) => row[at])))),
  filter: (node, { inputs: [input] }) => implied(input, consequencesOfFilter(node.predicate)),
  project: projected,
  join: (node, { inputs: [left, right], columns }) => JOINED[node.how](node, left, right, columns),
  aggregate: (node, { inputs: [input] }) => {
    const by = new Set(node.by);
    // What was fixed among the rows is fixed among the groups, as far as it speaks of their keys.
    const kept = renameFacts(input, (column) => (by.has(column) ? column : undefined));
    return node.by.length === 0 ? withConstants(kept, node.adds.map(([column]) => column)) : kept;
  },
  sort: (_node, { inputs: [input] }) => input,
  limit: (_node, { inputs: [input] }) => input,
  distinct: (_node, { inputs: [input] }) => input,
  dedupe: (_node, { inputs: [input] }) => input,
  set: (node, { inputs: [first], columns }) => {
    if (node.how === "union_all" || node.how === "union") return NO_FACTS;
    return renameFacts(first, mapOf(node.maps[0] ?? [], node.outputs, columns));
  },
  explode: (_node, { inputs: [input] }) => input,
  unpivot: (_node, { inputs: [input] }) => input,
  recurse: () => NO_FACTS,
  sql: () => NO_FACTS,
  error: () => NO_FACTS,
};

/** From an input of a set verb to its outputs. A column that is widened on the way is not followed: two integers may be one float. */
export function mapOf(from: readonly (ColumnId | null)[], to: readonly ColumnId[], columns: readonly ColumnDef[]): Rename {
  const map = new Map<ColumnId, ColumnId>();
  from.forEach((column, at) => {
    const output = to[at];
    if (column !== null && output !== undefined && columns[column]?.type === columns[output]?.type) map.set(column, output);
  });
  return (column) => map.get(column);
}
