/** A relation once more, with columns and nodes of its own. */
import type { Expr } from "./expr.ts";
import { EXPR_FIELDS, REL_FIELDS, propertyOf, rowsOf, type FieldRow, type Role, type Roles } from "./fields.ts";
import type { ColumnId, NodeId } from "./id.ts";
import type { Rel } from "./rel.ts";
import { mapExpr, relsBelow, withExprs, withInputs } from "./walk.ts";

type Rename = (column: ColumnId) => ColumnId;

/** How to rename the columns that a property holds itself, not in its expressions. */
const RENAME: { readonly [R in keyof Roles]?: (value: Roles[R], rename: Rename) => Roles[R] } = {
  column: (value, rename) => rename(value),
  "column?": (value, rename) => (value === null ? null : rename(value)),
  columns: (value, rename) => value.map(rename),
  adds: (value, rename) => value.map(([column, expr]) => [rename(column), expr]),
  reads: (value, rename) => value.map(([name, column]) => [name, rename(column)]),
  merged: (value, rename) => value.map(([left, right, to]) => [rename(left), rename(right), rename(to)]),
  maps: (value, rename) => value.map((map) => map.map((column) => (column === null ? null : rename(column)))),
};
const holdsColumns = (role: Role): boolean => role in RENAME;
const relRows = rowsOf(REL_FIELDS, holdsColumns);
const exprRows = rowsOf(EXPR_FIELDS, holdsColumns);

function renamed<N extends Rel | Expr>(node: N, rows: readonly FieldRow[], rename: Rename): N {
  const changes = rows.map(([name, role]) => [name, (RENAME[role as keyof Roles] as (value: unknown, rename: Rename) => unknown)(propertyOf(node, name), rename)] as const);
  return { ...node, ...Object.fromEntries(changes) };
}

/** `newColumn` gives the column that stands for one in the copy. Scans of locals scan the same local. No recursion may be in it. */
export function copyOf(root: Rel, newColumn: Rename, newNode: () => NodeId): Rel {
  const columns = new Map<ColumnId, ColumnId>();
  const rename: Rename = (column) => {
    const known = columns.get(column) ?? newColumn(column);
    columns.set(column, known);
    return known;
  };
  const done = new Map<NodeId, Rel>();
  const exprs = (expr: Expr): Expr => mapExpr(expr, (one) => ({ ...renamed(one, exprRows.get(one.kind) as readonly FieldRow[], rename), id: newNode() }), newNode);
  for (const rel of relsBelow(root, [])) {
    const over = withExprs(withInputs(rel, (input) => done.get(input.id) as Rel), exprs);
    done.set(rel.id, { ...renamed(over, relRows.get(rel.kind) as readonly FieldRow[], rename), id: newNode(), outputs: rel.outputs.map(rename) });
  }
  return done.get(root.id) as Rel;
}
