/** Lineage step by step, within one rule: what each column is computed from and by which words, and what decides the rows. Made when somebody asks. */
import type { Expr } from "./expr.ts";
import { byKind } from "./fields.ts";
import { FLOWS, type Sink } from "./flows.ts";
import type { ColumnId } from "./id.ts";
import { innerColumns } from "./lineage.ts";
import { createProps } from "./props/index.ts";
import type { Rel, RelBy } from "./rel.ts";
import type { Env, Rule } from "./rule.ts";
import { relsBelow } from "./walk.ts";

/** One column, where it is made. `expr` is null where a verb makes it without an expression of its own (a union, a merged column, an element of a list). */
export type Step = { readonly column: ColumnId; readonly rel: Rel; readonly expr: Expr | null; readonly value: ReadonlySet<ColumnId>; readonly influence: ReadonlySet<ColumnId> };
/** A relation whose rows, groups, order or winners `reads` decide. */
export type RowStep = { readonly rel: Rel; readonly reads: ReadonlySet<ColumnId> };
export type Steps = {
  readonly columns: ReadonlyMap<ColumnId, Step>;
  /** Inputs first. */
  readonly rows: readonly RowStep[];
  /** Scans of sources, of other rules, and of what a rule stored before. */
  readonly scans: readonly RelBy<"scan">[];
};

export function stepsOf(rule: Rule, env: Env): Steps {
  const rels = relsBelow(rule.root, rule.locals);
  const inner = innerColumns(rule, rels);
  const propsOf = createProps({ ...rule, env });
  const columns = new Map<ColumnId, Step & { readonly value: Set<ColumnId>; readonly influence: Set<ColumnId> }>();
  const made = new Set<ColumnId>();
  const rows: RowStep[] = [];
  const scans: RelBy<"scan">[] = [];
  for (const rel of rels) {
    const exprs = new Map(rel.kind === "project" || rel.kind === "aggregate" ? rel.adds : []);
    const of = (column: ColumnId): Step & { readonly value: Set<ColumnId>; readonly influence: Set<ColumnId> } => {
      const step = columns.get(column) ?? { column, rel, expr: exprs.get(column) ?? null, value: new Set(), influence: new Set() };
      columns.set(column, step);
      return step;
    };
    const decides = new Set<ColumnId>();
    const sink: Sink = {
      value: (to, from) => void of(to).value.add(from),
      influence: (to, from) => void of(to).influence.add(from),
      rows: (from) => void decides.add(from),
      needs: () => {},
      propsOf,
    };
    // A column may come from no other: `count()`, a literal, an index.
    for (const column of exprs.keys()) of(column);
    if (rel.kind !== "scan") for (const column of rel.outputs) if (!made.has(column)) of(column);
    for (const column of rel.outputs) made.add(column);
    if (rel.kind === "scan") {
      inner(rel, sink);
      if (rel.of.kind !== "local" && rel.of.kind !== "self") scans.push(rel);
    }
    byKind(FLOWS, rel, sink);
    if (decides.size > 0) rows.push({ rel, reads: decides });
  }
  return { columns, rows, scans };
}
