/** What a run finds where a rule adds to its table, and what it will do there. */
import type { RuleName } from "../../../ir/id.ts";
import { modeOf, storedAs, type Mode } from "../../../ir/storage.ts";
import { diagnose, type Diagnostic } from "../../../lang/diagnostics/index.ts";
import { typeText } from "../../../values/type.ts";
import { RUN_PARAMS, type CompiledColumn, type CompiledRule } from "../../plan-types.ts";
import { identifier } from "../../sql-text.ts";
import { typeInWords } from "../engine-diagnostic.ts";
import { qualified, type KnownObject, type StoredColumn } from "../ledger.ts";
import { keyOf, type Existing } from "../existing.ts";
import type { Work } from "../work.ts";
import { intervalsSoFar, MOST_INTERVALS, type Interval } from "./intervals.ts";
import type { Target } from "./mode.ts";
import { redone } from "./redo.ts";

type Asking = Pick<Work, "engine" | "session" | "ledger" | "input">;

/** By rule, for those of `build` that add to a table. Errors: stored-columns-differ, stored-otherwise, stored-altered, target-not-owned, too-many-intervals, redo-range. */
export async function targetsOf(work: Asking, build: readonly CompiledRule[], there: Existing): Promise<{ readonly targets: ReadonlyMap<RuleName, Target>; readonly problems: readonly Diagnostic[] }> {
  const targets = new Map<RuleName, Target>();
  const problems: Diagnostic[] = [];
  const adding = build.flatMap((rule) => {
    const mode = modeOf(rule.storage);
    return mode === null ? [] : [{ rule, mode }];
  });
  const filled = adding.some(({ mode }) => mode.mode === "by_time") ? await work.ledger.intervals(work.input.pack) : [];
  for (const { rule, mode } of adding) {
    const owned = there.owned.get(keyOf(rule.schema, rule.table));
    const known = owned?.rule ?? null;
    const found = await tableOf(work, rule, mode, there.objects.get(keyOf(rule.schema, rule.table)) === "table" ? owned : undefined);
    const intervals = "code" in found ? found : intervalsOf(work, rule, mode, found.fresh, new Set(filled.filter((interval) => interval.rule === known).map(({ start }) => start)));
    if ("code" in found) problems.push(found);
    else if ("code" in intervals) problems.push(intervals);
    else targets.set(rule.name, { ...found, intervals, known });
  }
  return { targets, problems: [...problems, ...build.flatMap((rule) => givenUp(work, rule, there) ?? [])] };
}

/** Rows that runs have gathered are not replaced by those of one run because a mode is not written any more. */
function givenUp({ input }: Asking, rule: CompiledRule, there: Existing): Diagnostic | null {
  const [key, { kind }] = [keyOf(rule.schema, rule.table), rule.storage];
  const owned = there.owned.get(key);
  if (input.fullRefresh === true || modeOf(rule.storage) !== null || (kind !== "table" && kind !== "view")) return null;
  if (owned === undefined || owned.mode === null || owned.pack !== input.pack || there.objects.get(key) !== "table") return null;
  return diagnose("stored-otherwise", { rule: rule.table, was: inWords(owned.mode), is: kind === "table" ? "replace" : kind }, rule.at);
}

type Found = Pick<Target, "fresh" | "adds">;
const NEW: Found = { fresh: true, adds: [] };

async function tableOf(work: Asking, rule: CompiledRule, mode: Mode, owned: KnownObject | undefined): Promise<Found | Diagnostic> {
  if (owned === undefined) return NEW;
  if (owned.pack !== work.input.pack) return diagnose("target-not-owned", { rule: rule.name, name: `${rule.schema}.${rule.table}`, kind: `table of the pack ${owned.pack}` }, rule.at);
  if (work.input.fullRefresh === true) return NEW;
  const altered = owned.columns === null ? [] : await alterations(work, rule, owned.columns);
  if (altered.length > 0) return diagnose("stored-altered", { rule: rule.table, table: `${rule.schema}.${rule.table}`, differences: altered }, rule.at);
  const anew = mode.onChange === "rebuild";
  const was = owned.mode ?? REPLACED;
  if (was !== storedAs(mode)) return anew ? NEW : diagnose("stored-otherwise", { rule: rule.table, was: inWords(was), is: inWords(storedAs(mode)) }, rule.at);
  const { adds, differences, others } = compared(rule.columns, owned.columns ?? []);
  if (differences.length === 0) return { fresh: false, adds: [] };
  if (anew) return NEW;
  if (mode.onChange === "add" && !others) return { fresh: false, adds };
  return diagnose("stored-columns-differ", { rule: rule.table, differences, onChange: mode.onChange }, rule.at);
}

const REPLACED = JSON.stringify({ mode: "replace" });

/** `merge, key a, b`. */
function inWords(stored: string): string {
  const { mode, ...more } = JSON.parse(stored) as { readonly mode: string } & Readonly<Record<string, string | readonly string[]>>;
  return [mode, ...Object.entries(more).map(([name, value]) => `${name} ${typeof value === "string" ? value : value.join(", ")}`)].join(", ");
}

/** As the ledger keeps them. */
export const storedColumns = (columns: readonly CompiledColumn[]): readonly StoredColumn[] => columns.map(({ name, type, sqlType, nullable }) => ({ name, type: typeText(type), sqlType, nullable }));

const said = ({ type, nullable }: Omit<StoredColumn, "sqlType">): string => `${type}${nullable ? "?" : ""}`;

/**
 * The rule's columns against those that are stored, whatever their order. A column that may be null in the table and not in the rule differs: what is
 * stored could be null. `others`: whether anything but new columns that may be null is another.
 */
function compared(columns: readonly CompiledColumn[], stored: readonly StoredColumn[]): { readonly adds: readonly CompiledColumn[]; readonly differences: readonly string[]; readonly others: boolean } {
  const now = storedColumns(columns);
  const there = new Map(stored.map((column) => [column.name, column]));
  const here = new Set(now.map(({ name }) => name));
  const added = now.filter(({ name }) => !there.has(name));
  const gone = stored.filter(({ name }) => !here.has(name)).map((column) => `${column.name} is gone (was ${said(column)})`);
  const changed = now.flatMap((column) => {
    const was = there.get(column.name);
    return was === undefined || (was.type === column.type && (!was.nullable || column.nullable)) ? [] : [`${column.name} was ${said(was)}, is ${said(column)}`];
  });
  return { adds: columns.filter(({ name }) => !there.has(name)), differences: [...added.map((column) => `${column.name} is new (${said(column)})`), ...gone, ...changed], others: gone.length + changed.length > 0 || added.some(({ nullable }) => !nullable) };
}

/** What somebody else has done to a table's columns since the last run, in words. The engine itself says what a type is called. */
async function alterations({ engine, session }: Asking, rule: CompiledRule, stored: readonly StoredColumn[]): Promise<string[]> {
  const there = await session.describe(`SELECT * FROM ${qualified(engine, rule.schema, rule.table)}`);
  const found = new Map(there.map(({ name, sqlType }) => [name, sqlType]));
  const expected = new Map((await session.describe(`SELECT ${stored.map(({ name, sqlType }) => `NULL::${sqlType} AS ${identifier(name)}`).join(", ")}`)).map(({ name, sqlType }) => [name, sqlType]));
  return [
    ...[...expected].flatMap(([name, type]) => (found.get(name) === type ? [] : [found.has(name) ? `${name} was ${typeInWords(type)}, is ${typeInWords(found.get(name) as string)}` : `${name} is gone`])),
    ...[...found.keys()].filter((name) => !expected.has(name)).map((name) => `${name} was not there`),
  ];
}

function intervalsOf({ input }: Asking, rule: CompiledRule, mode: Mode, fresh: boolean, filled: ReadonlySet<string>): readonly Interval[] | Diagnostic {
  if (mode.mode !== "by_time") return [];
  const runAt = String(input.values.get(RUN_PARAMS.runAt) ?? "");
  const all = intervalsSoFar(mode, runAt);
  if (all === null) return diagnose("too-many-intervals", { rule: rule.table, grain: mode.grain, start: mode.start, most: MOST_INTERVALS }, rule.at);
  if (input.redo !== undefined && !(fresh && filled.size > 0)) {
    const asked = redone(input.redo, mode, runAt);
    return "problem" in asked ? diagnose("redo-range", { rule: rule.table, problem: asked.problem }, rule.at) : asked.intervals;
  }
  if (fresh) return all;
  const again = all.length - mode.lookback;
  return all.filter(({ from }, i) => i >= again || !filled.has(from));
}
