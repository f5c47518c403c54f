/**
 * Looks for rows on which two forms of a rule differ: tables of a few rows around the constants of both, the evaluator on each, then everything taken away that the difference
 * does not need. The same rules and seed give the same answer.
 */
import type { Type } from "../../values/type.ts";
import type { Value } from "../../values/value.ts";
import { comparedOn, paramsOf, resultOf, type Given, type Result, type Search, type SearchOptions } from "./compare.ts";
import { chanceOf, upTo, type Chance } from "./chance.ts";
import { addConstants, noConstants, type Constants } from "./constants.ts";
import { readingsOf, type Reading, type Side } from "./reading.ts";
import { shrunk } from "./shrink.ts";
import { someRows } from "./tables.ts";
import { poolOf, someValue } from "./values.ts";

export type { Side } from "./reading.ts";
export type { Result, SearchedParam, SearchOptions } from "./compare.ts";
export type ResultColumn = { readonly name: string; readonly type: Type };
export type Counterexample = {
  readonly inputs: readonly { readonly name: string; readonly kind: Reading["kind"]; readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly Value[])[] }[];
  /** Those that are not their defaults. */
  readonly params: readonly { readonly name: string; readonly type: Type; readonly value: Value }[];
  readonly before: Result;
  readonly after: Result;
};
export type Found = { readonly kind: "differs"; readonly example: Counterexample; readonly tries: number } | { readonly kind: "none"; readonly tries: number } | { readonly kind: "impossible"; readonly why: string };

/** Tries of rules that are costly to evaluate are fewer: so much work is spent on a rule at most. */
const WORK = 4_000_000;

export function searchDifference(before: Side, after: Side, options: SearchOptions): Found {
  const readings = readingsOf([{ side: 0, of: before }, { side: 1, of: after }]);
  if (typeof readings === "string") return { kind: "impossible", why: readings };
  const constants = noConstants();
  for (const { rule, upstream, outside } of [before, after]) for (const one of [rule, ...upstream]) addConstants(constants, one, outside.relation);
  const search: Search = { sides: [before, after], readings, options };
  const tries = Math.min(options.tries, Math.max(50, Math.floor(WORK / 20 / [before, after].flatMap(({ rule, upstream }) => [rule, ...upstream]).reduce((sum, { nodes }) => sum + nodes, 1))));
  return searched(search, constants, tries);
}

function searched(search: Search, constants: Constants, tries: number): Found {
  const chance = chanceOf(search.options.seed);
  const memo = new Map<string, readonly Value[]>();
  let stops: Given | null = null;
  for (let at = 0; at < tries; at++) {
    const given = someGiven(search, constants, chance, memo, at);
    const said = comparedOn(search, given);
    if (said === "opaque") return { kind: "impossible", why: "it holds text of an engine" };
    if (said === "differs") return { kind: "differs", example: exampleOf(search, shrunk(search, given, "differs")), tries: at + 1 };
    if (said === "stops") stops ??= given;
  }
  return stops === null ? { kind: "none", tries } : { kind: "differs", example: exampleOf(search, shrunk(search, stops, "stops")), tries };
}

function someGiven({ readings, options }: Search, constants: Constants, chance: Chance, memo: Map<string, readonly Value[]>, at: number): Given {
  const pool = poolOf(chance, constants.all, constants.near, memo);
  const params = new Map<string, Value>();
  for (const { name, type, nullable, defaults } of options.params) if (defaults.includes(undefined) || chance() < 0.2) params.set(name, someValue(chance, pool, name, type, nullable));
  const most = 2 + Math.min(4, Math.floor(at / 40));
  const asked = constants.counts.filter((n) => n > 0 && n <= 30);
  const values = paramsOf(options.params, params, 1);
  const tables = new Map<string, readonly (readonly Value[])[]>();
  for (const reading of readings) {
    const count = reading.single ? upTo(chance, 1) : asked.length > 0 && chance() < 0.5 ? Math.max(...asked) + upTo(chance, 3) : upTo(chance, most);
    tables.set(reading.name, someRows(chance, pool, reading, count, values));
  }
  return { tables, params };
}

function exampleOf(search: Search, given: Given): Counterexample {
  const { readings, options } = search;
  const [before, after] = [resultOf(search, given, 0), resultOf(search, given, 1)] as [Result, Result];
  return {
    inputs: readings.map((reading) => ({ name: reading.name, kind: reading.kind, ...shownOf(reading, given.tables.get(reading.name) ?? []) })),
    params: options.params.flatMap(({ name, type }) => (given.params.has(name) ? [{ name, type, value: given.params.get(name) ?? null }] : [])),
    before, after,
  };
}

/** The columns that the forms look at. */
function shownOf({ columns, scanned }: Reading, rows: readonly (readonly Value[])[]): { readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly Value[])[] } {
  const shown = columns.flatMap((column, at) => (scanned.has(column.name) ? [{ column, at }] : []));
  return { columns: shown.map(({ column }) => column), rows: rows.map((row) => shown.map(({ at }) => row[at] ?? null)) };
}
