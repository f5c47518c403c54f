/** What a table's mode makes of the rows that are stored and of those that a run has made: text of SQL alone. */
import type { RuleName } from "../../../ir/id.ts";
import type { Mode } from "../../../ir/storage.ts";
import type { CompiledColumn } from "../../plan-types.ts";
import { identifier } from "../../sql-text.ts";
import type { Interval } from "./intervals.ts";

export type ModeName = Mode["mode"];
export type ModeOf<M extends ModeName> = Extract<Mode, { readonly mode: M }>;

/** What a run finds where a rule adds to its table, and what it will do there. */
export type Target = {
  /** Nothing is stored, or it makes way for what this run makes. */
  readonly fresh: boolean;
  /** Columns that the table does not have yet. */
  readonly adds: readonly CompiledColumn[];
  /** What a rule that is stored by time computes, from the first. */
  readonly intervals: readonly Interval[];
  /** The name by which the ledger knows the table, where it does. */
  readonly known: RuleName | null;
};

/** Stored rows and those of this run. All texts are relations of SQL. */
export type Meeting<M extends ModeName = ModeName> = {
  readonly mode: ModeOf<M>;
  /** Of the rows that the run has made. */
  readonly made: readonly CompiledColumn[];
  /** Of the table as readers see it: with what the mode adds. */
  readonly columns: readonly CompiledColumn[];
  readonly table: string;
  /** The table with the columns of now: those that this run will add are null. */
  readonly stored: string;
  readonly staged: string;
  /** What `by_time` has computed. */
  readonly intervals: readonly Interval[];
};

export type Change = { readonly inserted: number; readonly updated: number; readonly deleted: number };
export type Step = { readonly action: "insert" | "merge" | "delete"; readonly text: string };

export type Materialise<M extends ModeName> = {
  /** Selects rows that may not be stored, beside those that break the rule's promises; null: there are none. */
  readonly refused: ((of: Meeting<M>) => string) | null;
  /** One row: how many rows publishing inserts, changes and deletes. */
  readonly change: (of: Meeting<M>) => string;
  /** The rows of the table after the run, with the columns of `columns`. */
  readonly after: (of: Meeting<M>) => string;
  /** The same done to the table, which has all columns by then. */
  readonly publish: (of: Meeting<M>) => readonly Step[];
  /** What a run's rows are where nothing is stored; null: as they are. */
  readonly first: ((of: Meeting<M>) => string) | null;
};

export const names = (columns: readonly { readonly name: string }[], of = ""): string => columns.map(({ name }) => of + identifier(name)).join(", ");

/** Nulls equal. A key of no columns is the same for all rows. */
export const sameKey = (key: readonly string[], a: string, b: string): string => (key.length === 0 ? "true" : key.map((name) => `${a}.${identifier(name)} IS NOT DISTINCT FROM ${b}.${identifier(name)}`).join(" AND "));

/** Whether two rows of one key differ in any other of `columns`. */
export function differ(columns: readonly { readonly name: string }[], except: readonly string[], a: string, b: string): string {
  const others = columns.filter(({ name }) => !except.includes(name));
  return others.length === 0 ? "false" : `(${others.map(({ name }) => `${a}.${identifier(name)} IS DISTINCT FROM ${b}.${identifier(name)}`).join(" OR ")})`;
}

export const insertStaged = ({ table, staged, made }: Pick<Meeting, "table" | "staged" | "made">): Step => ({ action: "insert", text: `INSERT INTO ${table} (${names(made)}) SELECT ${names(made)} FROM ${staged}` });
