/** What a table that keeps its rows holds after a run: the definition that a run's statements are held against. Meaning: docs/language.md, "Tables that keep their rows". */
import type { Grain, Rule } from "../ir/rule.ts";
import { modeOf, VALID_FROM, VALID_TO, type Mode } from "../ir/storage.ts";
import { DAY_MICROS } from "../values/calendar.ts";
import { compareValues, keyOfRow } from "../values/compare.ts";
import { Failure } from "../values/failure.ts";
import { addMonths, instantOf, truncated } from "../values/kernels/calendar.ts";
import type { Type } from "../values/type.ts";
import type { Value } from "../values/value.ts";
import { valueOf } from "../values/value-text.ts";
import type { Table } from "./types.ts";

/** Half open. */
export type Interval = { readonly from: Value; readonly to: Value };
type Rows = Table["rows"];
type Meeting<M extends Mode> = { readonly mode: M; readonly made: Table; readonly before: Rows; readonly intervals: readonly Interval[] };

/** `before` has the columns of what is stored. Throws `Failure` where a run would stop. */
export function storedAfter(rule: Rule, made: Table, before: Table | null, intervals: readonly Interval[]): Table {
  const mode = modeOf(rule.storage);
  if (mode === null) return made;
  const rows = STORED[mode.mode]({ mode: mode as never, made, before: before?.rows ?? [], intervals });
  if (mode.mode !== "versions") return { columns: made.columns, rows };
  const type = typeIn(made, mode.at);
  return { columns: [...made.columns, { name: VALID_FROM, type }, { name: VALID_TO, type }], rows };
}

const STORED: { readonly [M in Mode["mode"]]: (of: Meeting<Extract<Mode, { readonly mode: M }>>) => Rows } = {
  append: ({ made, before }) => [...before, ...made.rows],
  merge: ({ mode, made, before }) => {
    const key = keyIn(made, mode.key);
    const now = new Set(made.rows.map(key));
    return [...before.filter((row) => !now.has(key(row))), ...made.rows];
  },
  by_time: ({ mode, made, before, intervals }) => {
    const [place, type] = [placeIn(made, mode.time), typeIn(made, mode.time)];
    return [...before.filter((row) => !intervals.some((interval) => isInside(type, row[place] ?? null, interval))), ...made.rows];
  },
  versions: ({ mode, made, before }) => {
    const [key, at] = [keyIn(made, mode.key), placeIn(made, mode.at)];
    const others = made.columns.map(({ name }) => name).filter((name) => name !== mode.at && !mode.key.includes(name));
    const values = keyIn(made, others);
    const [from, to] = [made.columns.length, made.columns.length + 1];
    const open = new Map(before.flatMap((row, i) => (row[to] === null ? [[key(row), i] as const] : [])));
    const after = [...before];
    for (const row of made.rows) {
      const place = open.get(key(row));
      const was = place === undefined ? undefined : before[place];
      if (was !== undefined && values(was) === values(row)) continue;
      const since = row[at] ?? null;
      if (since === null || (was !== undefined && compareValues(typeIn(made, mode.at), since, was[from] ?? null) <= 0)) throw new Failure("version", "a version is not after the one that is open");
      if (place !== undefined && was !== undefined) after[place] = [...was.slice(0, to), since];
      after.push([...row, since, null]);
    }
    return after;
  },
};

const placeIn = ({ columns }: Table, name: string): number => columns.findIndex((column) => column.name === name);
const typeIn = (table: Table, name: string): Type => (table.columns[placeIn(table, name)] as Table["columns"][number]).type;

/** Equal for rows that agree in the columns, nulls equal. */
function keyIn(table: Table, names: readonly string[]): (row: Rows[number]) => string {
  const places = names.map((name) => placeIn(table, name));
  const types = places.map((place) => (table.columns[place] as Table["columns"][number]).type);
  return (row) => keyOfRow(types, places.map((place) => row[place] ?? null));
}

const isInside = (type: Type, value: Value, { from, to }: Interval): boolean => value !== null && compareValues(type, value, from) >= 0 && compareValues(type, value, to) < 0;

/** Throws `Failure` where a row lies outside. */
export function holdInside(rule: Rule, made: Table, interval: Interval): void {
  const mode = modeOf(rule.storage);
  if (mode?.mode !== "by_time") return;
  const [place, type] = [placeIn(made, mode.time), typeIn(made, mode.time)];
  if (made.rows.some((row) => !isInside(type, row[place] ?? null, interval))) throw new Failure("outside", `a row's ${mode.time} lies outside the interval that it was made for`);
}

const HOUR_MICROS = DAY_MICROS / 24n;
const NEXT: Readonly<Record<Grain, (micros: bigint) => bigint>> = {
  hour: (micros) => micros + HOUR_MICROS,
  day: (micros) => micros + DAY_MICROS,
  week: (micros) => micros + 7n * DAY_MICROS,
  month: (micros) => addMonths(micros / DAY_MICROS, 1n) * DAY_MICROS,
  year: (micros) => addMonths(micros / DAY_MICROS, 12n) * DAY_MICROS,
};

/** All whole grains from a rule's start to the last that is over at the run's instant: what a first run makes. */
export function intervalsUntil(rule: Rule, runAt: Value): readonly Interval[] {
  const mode = modeOf(rule.storage);
  const type = rule.root.outputs.map((column) => rule.columns[column]).find((column) => mode?.mode === "by_time" && column?.name === mode.time)?.type;
  if (mode?.mode !== "by_time" || type === undefined) return [];
  const end = truncated(mode.grain, runAt as bigint);
  const asValue = (micros: bigint): Value => (type.kind === "date" ? micros / DAY_MICROS : micros);
  const out: Interval[] = [];
  for (let at = instantOf(valueOf(type, mode.start), type); at < end; at = NEXT[mode.grain](at)) out.push({ from: asValue(at), to: asValue(NEXT[mode.grain](at)) });
  return out;
}
