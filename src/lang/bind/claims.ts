/** What a schema promises of rows beyond their types, as what a run must verify. What is proven costs nothing. */
import { NO_ORIGIN, type ColumnId, type Origin } from "../../ir/id.ts";
import { coversKey } from "../../ir/props/index.ts";
import type { Rel } from "../../ir/rel.ts";
import type { Obligation, Props } from "../../ir/rule.ts";
import type { Place } from "../diagnostics/index.ts";
import type { Binding, BoundSchema } from "../scope.ts";
import { checkPredicate } from "./check.ts";
import { claimFresh } from "./fresh.ts";
import { newContext, type Families } from "./context.ts";
import { plainRow } from "./row.ts";

export type Claiming = {
  readonly schema: BoundSchema;
  readonly over: Rel;
  /** The columns of `over` by the schema's names. */
  readonly columns: ReadonlyMap<string, ColumnId>;
  /** What is known of `over` without the claims; null: nothing is believed. */
  readonly proven: Props | null;
};

/** Adds the claims that are not proven to the binding's obligations. */
export function claim(claiming: Claiming, binding: Binding, families: Families): void {
  const { schema, over, columns, proven } = claiming;
  const idsOf = (names: readonly string[]): ColumnId[] | null => {
    const ids = names.map((name) => columns.get(name));
    return ids.includes(undefined) ? null : (ids as ColumnId[]);
  };
  const add = (of: Pick<Obligation, "kind" | "at" | "columns"> & Partial<Obligation>): void =>
    void binding.obligations.push({ over, predicate: null, references: null, severity: "error", message: "", ...of });

  for (const { name, nullable } of schema.columns) {
    const column = columns.get(name);
    if (nullable || column === undefined || proven?.notNull.has(column) === true) continue;
    add({ kind: "not_null", at: originOf(schema.places.get(name), binding), columns: [column] });
  }
  for (const { columns: names, at } of [...schema.keys, ...schema.uniques]) {
    const ids = idsOf(names);
    if (ids === null || (proven !== null && coversKey(proven, ids))) continue;
    add({ kind: "key", at: originOf(at, binding), columns: ids });
  }
  for (const { columns: names, target, targetColumns, at } of schema.references) {
    const ids = idsOf(names);
    if (ids === null) continue;
    add({ kind: "reference", at: originOf(at, binding), columns: ids, references: { name: target, columns: targetColumns } });
  }
  for (const of of schema.fresh) {
    const column = columns.get(of.column);
    if (column !== undefined) claimFresh(of, over, column, binding, families);
  }
  for (const { check, module, file } of schema.checks) {
    const scope = binding.program.modules.get(module);
    if (scope === undefined || check.kind === "check_key") continue;
    const cx = newContext(families, binding, { scope, file, parent: NO_ORIGIN }, "canonical");
    checkPredicate(check, check, plainRow(cx, over), cx);
  }
}

const originOf = (place: Place | undefined, binding: Binding): Origin => (place === undefined ? NO_ORIGIN : binding.build.origin(place.file, place.start, place.end, NO_ORIGIN));
