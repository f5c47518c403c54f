/** Joins of the IR as stages. */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Join, Rel } from "../../ir/rel.ts";
import { printed, textOf } from "./expressions.ts";
import { columnName, namesIn, relationText, shapeOf, type Piped, type Shape, type Step, type Text } from "./shape.ts";
import { freeName, LEVEL, nameOf, Unprintable, within } from "./text.ts";

/** The right side always has an alias, so that its columns are told from the left's. */
export function joinStage(t: Text, rel: Join, shape: Shape, right: Piped): Step {
  const alias = freeName(aliasFor(rel.right, right), (name) => t.taken.has(name));
  t.taken.add(alias);
  const kind = rel.how === "inner" ? "" : `${rel.how} `;
  const head = `join ${rel.asof === null ? "" : "asof "}${kind}${relationText(right)} as ${nameOf(alias)}`;
  const cardinality = rel.how === "semi" || rel.how === "anti" || rel.how === "cross" || rel.asof !== null ? "" : `, cardinality: "${rel.multiplicity}"`;
  const tolerance = rel.asof?.tolerance ? `, tolerance: ${textOf(rel.asof.tolerance, namesIn(t, shape))}` : "";
  const merged = mergedColumns(t, rel, right.shape);
  const both = bothSides(t, shape, right.shape, alias);
  const on = merged !== null ? ` using [${merged.map(nameOf).join(", ")}]` : rel.on.length === 0 ? "" : ` on ${rel.on.map((one) => within(printed(one, both), LEVEL.not)).join(" and ")}`;
  return { stages: [`${head}${on}${cardinality}${tolerance}`], shape: after(t, rel, shape, right.shape, alias) };
}

/** A letter, two where a string could begin with it. */
const aliasFor = (rel: Rel, { from }: Piped): string => (rel.kind === "scan" && /^[A-Za-z]\w+$/.test(from) ? from.slice(0, /^[fr]/i.test(from) ? 2 : 1).toLowerCase() : "q");

/** The columns that `using` makes one: the right's own do not leave the join. Null where the join has a condition. */
function mergedColumns(t: Text, rel: Join, right: Shape): string[] | null {
  if (rel.how === "semi" || rel.how === "anti" || rel.how === "cross") return null;
  const out = new Set(rel.outputs);
  const gone = [...right.names.values()].filter((column) => !out.has(column));
  if (gone.length === 0) return null;
  const names = rel.on.map((conjunct) => {
    const column = conjunct.kind === "call" ? conjunct.args.map(bareColumn).find((one) => one !== null && gone.includes(one)) : undefined;
    if (column === undefined || column === null) throw new Unprintable("a join that loses a column");
    return columnName(t, column);
  });
  if (names.length !== gone.length) throw new Unprintable("a join that loses a column");
  return names;
}

const bareColumn = (expr: Expr): ColumnId | null => (expr.kind === "cast" ? bareColumn(expr.arg) : expr.kind === "column" ? expr.column : null);

/** In the condition the left goes by its names, the right by the alias. */
function bothSides(t: Text, left: Shape, right: Shape, alias: string): ReturnType<typeof namesIn> {
  const [own, theirs] = [namesIn(t, left), new Set(right.names.values())];
  return { ...own, column: (column) => (theirs.has(column) ? `${nameOf(alias)}.${nameOf(columnName(t, column))}` : own.column(column)) };
}

function after(t: Text, rel: Join, left: Shape, right: Shape, alias: string): Shape {
  if (rel.how === "semi" || rel.how === "anti") return left;
  const hidden = new Map(left.hidden);
  const aliased = new Map(left.aliased);
  const mergedNames = new Set(rel.merged.map(([column]) => columnName(t, column)));
  for (const [name, column] of right.names) {
    if (left.names.has(name) || mergedNames.has(name)) hidden.set(column, alias);
    else aliased.set(column, alias);
  }
  return shapeOf(t, rel, { hidden, aliased });
}
