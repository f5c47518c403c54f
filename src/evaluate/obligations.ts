/** Promises over the rows that they are about. */
import type { Obligation } from "../ir/rule.ts";
import { keyOfRow } from "../values/compare.ts";
import type { Value } from "../values/value.ts";
import { evaluate, valueIn } from "./expr.ts";
import { groupedBy } from "./groups.ts";
import { rowsOf } from "./rel.ts";
import { envOf, typesOf, type Scope } from "./scope.ts";
import type { Broken, Row } from "./types.ts";

/** The rows that break a promise, and how many are too many. */
type Failing = { readonly rows: readonly Row[]; readonly failures: number };
type Verify = (obligation: Obligation, rows: readonly Row[], scope: Scope) => Failing;

const all = (rows: readonly Row[]): Failing => ({ rows, failures: rows.length });
const tuple = (row: Row, { columns }: Obligation): readonly Value[] => columns.map((column) => valueIn(row, column));

/** No two rows agree; of those that do, all but one are too many. */
const agreeing: Verify = (obligation, rows, scope) => {
  const repeated = groupedBy(rows, typesOf(scope, obligation.columns), (row) => tuple(row, obligation)).filter((group) => group.length > 1);
  return { rows: repeated.flat(), failures: repeated.reduce((sum, group) => sum + group.length - 1, 0) };
};

const predicated: Verify = ({ predicate }, rows, scope) => all(rows.filter((row) => predicate !== null && evaluate(predicate, envOf(scope, row)) === false));

const VERIFY: { readonly [K in Obligation["kind"]]: Verify } = {
  // A null passes.
  check: predicated,
  fresh: predicated,
  key: agreeing,
  multiplicity: agreeing,
  ties: agreeing,
  reference: (obligation, rows, scope) => {
    const table = scope.inputs.tables.get(obligation.references?.name ?? "");
    const places = (obligation.references?.columns ?? []).map((name) => table?.columns.findIndex((column) => column.name === name) ?? -1);
    const types = typesOf(scope, obligation.columns);
    const known = new Set((table?.rows ?? []).map((row) => keyOfRow(types, places.map((place) => row[place] ?? null))));
    return all(rows.filter((row) => !tuple(row, obligation).includes(null) && !known.has(keyOfRow(types, tuple(row, obligation)))));
  },
  not_null: (obligation, rows) => all(rows.filter((row) => tuple(row, obligation).includes(null))),
};

const SHOWN = 20;

/** Null where the promise holds. */
export function verify(obligation: Obligation, scope: Scope): Broken | null {
  const { over } = obligation;
  const { rows, failures } = VERIFY[obligation.kind](obligation, rowsOf(over, scope), scope);
  // A column that a pass has found to be read by nobody is not there to be shown.
  return failures === 0 ? null : { obligation, failures, rows: rows.slice(0, SHOWN).map((row) => over.outputs.map((column) => row.get(column) ?? null)) };
}
