/** Joins: two loops. Meaning: docs/language.md, "Joins". */
import type { Expr } from "../ir/expr.ts";
import type { ColumnId } from "../ir/id.ts";
import { naturalProblem } from "../ir/natural-params.ts";
import type { Join } from "../ir/rel.ts";
import { readsOf } from "../ir/effects.ts";
import { compareValues } from "../values/compare.ts";
import { Failure } from "../values/failure.ts";
import type { Type } from "../values/type.ts";
import type { Value } from "../values/value.ts";
import { textOf } from "../values/value-text.ts";
import { convert, evaluate, valueIn, type Env } from "./expr.ts";
import { compareMeasures, isBeyond, measured, moved, type Measure } from "./measure.ts";
import { columnDef, constant, envOf, type Scope } from "./scope.ts";
import type { Row } from "./types.ts";

/** In the order of the left rows, each with its matches in the order of the right ones; right rows without a match come last. */
export function joinRows(node: Join, scope: Scope, [left, right]: readonly (readonly Row[])[]): readonly Row[] {
  const [lefts, rights] = [left as readonly Row[], right as readonly Row[]];
  const met = new Set<Row>();
  computeSides(node, scope, lefts, rights);
  const nearest = node.asof === null ? null : nearestBy(node, scope, [lefts, rights]);
  const pairs = lefts.map((l) => {
    // All conditions are computed of a pair, as all parts of anything are.
    const found = rights.filter((r) => node.on.map((on) => evaluate(on, envOf(scope, pair(l, r)))).every((holds) => holds === true));
    const matches = nearest === null ? found : nearest(l, found);
    for (const r of matches) met.add(r);
    return [l, matches] as const;
  });
  if (node.how === "semi" || node.how === "anti") return pairs.filter(([, matches]) => matches.length > 0 === (node.how === "semi")).map(([l]) => l);
  const fillsRight = node.how === "left" || node.how === "full";
  const fillsLeft = node.how === "right" || node.how === "full";
  const [noLeft, noRight] = [nulls(node.left.outputs), nulls(node.right.outputs)];
  const matched = pairs.flatMap(([l, matches]) => (matches.length === 0 && fillsRight ? [noRight] : matches).map((r) => joined(node, scope, l, r)));
  return [...matched, ...(fillsLeft ? rights.filter((r) => !met.has(r)).map((r) => joined(node, scope, noLeft, r)) : [])];
}

/** What a condition says of one side alone is computed for each of its rows, also where there is none on the other side. */
function computeSides({ on, left, right }: Join, scope: Scope, lefts: readonly Row[], rights: readonly Row[]): void {
  for (const part of on.flatMap((condition) => (condition.kind === "call" ? condition.args : [condition]))) {
    if (part.kind === "column" || part.kind === "literal") continue;
    const reads = readsOf(part);
    const rows = reads.every((column) => left.outputs.includes(column)) ? lefts : reads.every((column) => right.outputs.includes(column)) ? rights : [];
    for (const row of rows) evaluate(part, envOf(scope, row));
  }
}

const pair = (l: Row, r: Row): Env["row"] => ({ get: (column) => (l.has(column) ? l.get(column) : r.get(column)) });
const nulls = (columns: readonly ColumnId[]): Row => new Map(columns.map((column) => [column, null]));

/** With `using` one column stands for both: that of the side which is always there, in the type in which the two meet. */
function joined({ how, merged }: Join, scope: Scope, l: Row, r: Row): Row {
  const row = new Map([...l, ...r]);
  for (const [left, right, column] of merged) {
    const side = (of: Row, from: ColumnId): Value => convert(valueIn(of, from), columnDef(scope, from).type, columnDef(scope, column).type);
    row.set(column, how === "right" ? side(r, right) : how === "full" ? (side(l, left) ?? side(r, right)) : side(l, left));
  }
  return row;
}

/**
 * Of the rows that match, the one nearest by the last condition: for `left >= right` the one with the greatest value, for `left <= right`
 * with the least. Beyond the tolerance it is none.
 */
function nearestBy({ on, right, asof }: Join, scope: Scope, [lefts, rights]: readonly [readonly Row[], readonly Row[]]): (left: Row, matches: readonly Row[]) => readonly Row[] {
  const { fn, args } = on.at(-1) as Extract<Expr, { kind: "call" }>;
  const [a, b] = args as readonly [Expr, Expr];
  const own = new Set(right.outputs);
  const [rightSide, leftSide] = readsOf(b).some((column) => own.has(column)) ? [b, a] : [a, b];
  const after = (fn === "ge" || fn === "gt") === (rightSide === b);
  const value = (expr: Expr, row: Row): Value => evaluate(expr, envOf(scope, row));
  const measure = (expr: Expr, row: Row) => measured(expr.type, value(expr, row));
  const tolerance = asof?.tolerance ?? null;
  const reach = tolerance === null ? null : constant(scope, tolerance);
  if (tolerance !== null && naturalProblem(textOf(tolerance.type, reach)) !== null) throw new Failure("argument", "a tolerance is null or negative");
  const [earlier, rows] = after ? [rightSide, rights] : [leftSide, lefts];
  const limits = new Map(tolerance === null ? [] : rows.flatMap((row) => (value(earlier, row) === null ? [] : [[row, limitOf(earlier.type, moved(measure(earlier, row), measured(tolerance.type, reach), 1))]])));
  const within = (l: Row, r: Row): boolean => tolerance === null || compareMeasures(measure(after ? leftSide : rightSide, after ? l : r), limits.get(after ? r : l) as Measure) <= 0;
  return (l, matches) => {
    const [first, ...rest] = matches;
    if (first === undefined) return [];
    const nearer = (x: Row, y: Row): boolean => compareValues(rightSide.type, value(rightSide, x), value(rightSide, y)) * (after ? 1 : -1) > 0;
    const found = rest.reduce((best, r) => (nearer(r, best) ? r : best), first);
    return within(l, found) ? [found] : [];
  };
}

/** How far the tolerance reaches from a row; computed for each, met or not. */
function limitOf(type: Type, limit: Measure): Measure {
  if (isBeyond(type, limit)) throw new Failure("overflow", "where the tolerance ends is beyond the type of what is compared");
  return limit;
}
