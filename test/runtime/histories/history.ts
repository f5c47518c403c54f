/** One table over many runs, beside a plain model of what its mode promises. */
import type { CompiledRule } from "../../../src/runtime/plan-types.ts";
import type { Redo } from "../../../src/runtime/run/materialise/redo.ts";

/** What a run is given for one table, and what it must come to. `fails`: the code of its diagnostic, and then the table stays as it is; `stops`: of one before anything is built. */
export type Step = { readonly rule: CompiledRule; readonly fails: string | null; readonly stops?: string | null; readonly redo: Redo | null; readonly refresh: boolean; /** Takes the model to what the run has published. */ readonly publish: () => void };

export type History = {
  readonly rule: string;
  readonly table: string;
  /** `runAt`: milliseconds since 1970. */
  readonly step: (round: number, runAt: number) => Step;
  /** What the table holds, one JSON text a row, sorted. */
  readonly rows: () => readonly string[];
  /** The same, had all of it been made anew by the last step. Null where rows of earlier runs cannot be made again. */
  readonly rebuilt: ((runAt: number) => readonly string[]) | null;
};

export const jsonRows = (rows: Iterable<readonly unknown[]>): string[] => [...rows].map((row) => JSON.stringify(row)).sort();
export const sqlText = (value: string | number | null, type: string): string => `${value === null ? "NULL" : typeof value === "number" ? value : `'${value}'`}::${type}`;

/** A SELECT of these rows; of none where there are none. */
export function valuesSql(columns: readonly (readonly [name: string, type: string])[], rows: readonly (readonly (string | number | null)[])[]): string {
  const row = (of: readonly (string | number | null)[]): string => `(${columns.map(([, type], i) => sqlText(of[i] ?? null, type)).join(", ")})`;
  return `SELECT * FROM (VALUES ${(rows.length === 0 ? [columns.map(() => null)] : rows).map(row).join(", ")}) AS q(${columns.map(([name]) => name).join(", ")})${rows.length === 0 ? " WHERE false" : ""}`;
}
