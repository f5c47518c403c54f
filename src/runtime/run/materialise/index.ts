/** How each mode adds to its table. */
import { modeOf, VALID_FROM, VALID_TO, type Mode } from "../../../ir/storage.ts";
import type { CompiledColumn, CompiledRule } from "../../plan-types.ts";
import { identifier } from "../../sql-text.ts";
import type { Engine } from "../../engine.ts";
import { qualified } from "../ledger.ts";
import { append } from "./append.ts";
import { byTime } from "./by-time.ts";
import { merge } from "./merge.ts";
import { names, type Materialise, type Meeting, type ModeName, type Target } from "./mode.ts";
import { versions } from "./versions.ts";

const MODES: { readonly [M in ModeName]: Materialise<M> } = { append, merge, by_time: byTime, versions };

// Each mode's functions take meetings of that mode alone, which the table above says and its lookup forgets.
export const materialise = (mode: ModeName): Materialise<ModeName> => MODES[mode] as unknown as Materialise<ModeName>;

/** The columns of the rows that a run makes: without what the mode adds. */
export const madeColumns = (rule: Pick<CompiledRule, "storage" | "columns">): readonly CompiledColumn[] =>
  (modeOf(rule.storage)?.mode === "versions" ? rule.columns.filter(({ name }) => name !== VALID_FROM && name !== VALID_TO) : rule.columns);

/** The keys of the rows that a run makes: among versions, one of each key. */
export function madeKeys({ storage, keys }: Pick<CompiledRule, "storage" | "keys">): readonly (readonly string[])[] {
  const mode = modeOf(storage);
  return mode?.mode === "versions" ? [mode.key] : keys;
}

/** A table's columns in the order that the rule has them: in the table, added ones come last. */
export const columnsFrom = (rule: Pick<CompiledRule, "columns">, table: string): string => `SELECT ${names(rule.columns)} FROM ${table}`;

/** What is stored, with the columns of now: null where they are still to be added. Nothing where the table begins anew. */
export function storedRows(engine: Engine, rule: CompiledRule, { fresh, adds }: Pick<Target, "fresh" | "adds">): string {
  if (fresh) return noRows(rule);
  const added = new Set(adds.map(({ name }) => name));
  return `SELECT ${rule.columns.map((column) => (added.has(column.name) ? nullOf(column) : identifier(column.name))).join(", ")} FROM ${qualified(engine, rule.schema, rule.table)}`;
}

export const noRows = ({ columns }: Pick<CompiledRule, "columns">): string => `SELECT ${columns.map(nullOf).join(", ")} WHERE false`;
const nullOf = ({ name, sqlType }: CompiledColumn): string => `NULL::${sqlType} AS ${identifier(name)}`;

/** `staged`: the name of the table that this run's rows are in. */
export function meeting(engine: Engine, rule: CompiledRule, mode: Mode, staged: string, target: Target): Meeting {
  return {
    mode, made: madeColumns(rule), columns: rule.columns, intervals: target.intervals,
    table: qualified(engine, rule.schema, rule.table), stored: `(${storedRows(engine, rule, target)})`, staged: qualified(engine, rule.schema, staged),
  };
}

/** The rows that readers within the run see. */
export function rowsAfter(engine: Engine, rule: CompiledRule, mode: Mode, staged: string, target: Target): string {
  const of = meeting(engine, rule, mode, staged, target);
  const how = materialise(mode.mode);
  return target.fresh ? (how.first?.(of) ?? `SELECT * FROM ${of.staged}`) : how.after(of);
}
