/** Two forms over the same rows. */
import { evaluateRule, evaluateRules, failed, type Inputs } from "../../evaluate/index.ts";
import { keyOfRow } from "../../values/compare.ts";
import type { Rule } from "../../ir/rule.ts";
import { Failure } from "../../values/failure.ts";
import { BOOL, type Type } from "../../values/type.ts";
import type { Value } from "../../values/value.ts";
import type { Reading, Side } from "./reading.ts";
import { inputsOf, type Tables } from "./tables.ts";

/** What a form makes of the rows: rows of the columns that are compared, or what stops it. */
export type Result = { readonly rows: readonly (readonly Value[])[] } | { readonly stops: string };
/** `opaque`: it means something to an engine alone. `unread`: what it reads is not made. */
type Told = Result | "opaque" | "unread";
/** A parameter: its name on each side (null: not there), and what it is if nobody says otherwise. */
export type SearchedParam = { readonly name: string; readonly type: Type; readonly nullable: boolean; readonly names: readonly [string | null, string | null]; readonly defaults: readonly [Value | undefined, Value | undefined] };

export type SearchOptions = { readonly columns: readonly string[]; readonly params: readonly SearchedParam[]; readonly tries: number; readonly seed: string };
export type Search = { readonly sides: readonly [Side, Side]; readonly readings: readonly Reading[]; readonly options: SearchOptions };
/** One set of rows, and values of the parameters that are not their defaults. */
export type Given = { readonly tables: Tables; readonly params: ReadonlyMap<string, Value> };

export function paramsOf(params: readonly SearchedParam[], given: ReadonlyMap<string, Value>, side: 0 | 1): Inputs["params"] {
  return new Map(params.flatMap(({ name, names, defaults }) => {
    const own = names[side];
    const value = given.has(name) ? given.get(name) : defaults[side];
    return own === null || value === undefined ? [] : [[own, value] as const];
  }));
}

type Said = "same" | "differs" | "stops" | "opaque";

/** Rows that break what the rule itself promises are no rows that anybody reads: a run stops. */
export function comparedOn(search: Search, given: Given): Said {
  const [before, after] = [resultOf(search, given, 0), resultOf(search, given, 1)];
  if (before === "opaque" || after === "opaque") return "opaque";
  if (before === "unread" || after === "unread") return "same";
  if ("stops" in before || "stops" in after) return "stops" in before && "stops" in after ? "same" : "stops";
  return sameRows(search, before.rows, after.rows) ? "same" : "differs";
}

export function resultOf({ sides, readings, options }: Search, { tables, params }: Given, side: 0 | 1): Told {
  const { rule, upstream } = sides[side];
  const inputs = upstreamOf(upstream, inputsOf(side, readings, tables, paramsOf(options.params, params, side)));
  if (typeof inputs === "string") return inputs;
  try {
    const { table, broken } = evaluateRule(rule, inputs);
    const stopped = broken.find(({ obligation, failures }) => obligation.severity === "error" && failures > 0);
    if (stopped !== undefined) return { stops: stopped.obligation.message === "" ? `the ${stopped.obligation.kind} does not hold` : stopped.obligation.message };
    const places = options.columns.map((name) => table.columns.findIndex((column) => column.name === name));
    return { rows: table.rows.map((row) => places.map((place) => row[place] ?? null)) };
  } catch (error) {
    if (error instanceof Failure) return error.kind === "opaque" ? "opaque" : { stops: error.message };
    throw error;
  }
}

/** With what the rules before it make. */
function upstreamOf(upstream: readonly Rule[], inputs: Inputs): Inputs | "opaque" | "unread" {
  if (upstream.length === 0) return inputs;
  const tables = new Map(inputs.tables);
  for (const [name, outcome] of evaluateRules(upstream, inputs.tables, inputs.params, inputs.previous ?? undefined)) {
    if (failed(outcome)) return outcome.kind === "opaque" ? "opaque" : "unread";
    if (outcome.broken.some(({ obligation, failures }) => obligation.severity === "error" && failures > 0)) return "unread";
    tables.set(name, outcome.table);
  }
  return { ...inputs, tables };
}

export const typesOf = ({ sides: [before], options }: Search): readonly Type[] =>
  options.columns.map((name) => before.rule.columns[before.rule.root.outputs.find((column) => before.rule.columns[column]?.name === name) ?? -1]?.type ?? BOOL);

/** As bags. Floats that were added in another order may differ in their last digits. */
function sameRows(search: Search, a: readonly (readonly Value[])[], b: readonly (readonly Value[])[]): boolean {
  if (a.length !== b.length) return false;
  const types = typesOf(search);
  const bag = (rows: readonly (readonly Value[])[]): string => rows.map((row) => keyOfRow(types, row.map(rounded))).toSorted().join("\n");
  return bag(a) === bag(b);
}
const rounded = (value: Value): Value => (typeof value === "number" && Number.isFinite(value) ? Number(value.toPrecision(10)) : value);
