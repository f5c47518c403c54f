/** The functions of the language, as data: what they take, give and mean, and their SQL. */
import type { Field, Type } from "../../values/type.ts";
import { AGGREGATES } from "./aggregates.ts";
import { COMPARISONS } from "./comparison.ts";
import { ENCODING } from "./encoding.ts";
import { meantBy } from "./foreign.ts";
import { HASHING } from "./hashing.ts";
import { LISTS } from "./lists.ts";
import { NUMBERS } from "./numbers.ts";
import { OPERATORS } from "./operators.ts";
import type { CallArg } from "./patterns.ts";
import { resolveOverloads, type Failure, type Resolution, type ResolvedArg, type Resolved } from "./resolve.ts";
import { writtenName, type FunctionRow } from "./row.ts";
import { TEXT } from "./text.ts";
import { TIME } from "./time.ts";
import { WINDOWS } from "./windows.ts";

/** By family, as documentation shows them. */
export const FAMILIES: readonly (readonly [family: string, rows: readonly FunctionRow[]])[] = [
  ["Operators", OPERATORS], ["Comparison", COMPARISONS], ["Text", TEXT], ["Numbers", NUMBERS], ["Time", TIME], ["Lists, maps and json", LISTS],
  ["Aggregates", AGGREGATES], ["Windows", WINDOWS], ["Hashing", HASHING], ["Encodings", ENCODING],
];
export const FUNCTIONS: readonly FunctionRow[] = FAMILIES.flatMap(([, rows]) => rows);

const byName = new Map(FUNCTIONS.map((row) => [row.name, row]));
type Overloads = readonly [FunctionRow, ...FunctionRow[]];
const byWritten = new Map<string, Overloads>();
for (const row of FUNCTIONS) byWritten.set(writtenName(row), [...(byWritten.get(writtenName(row)) ?? []), row] as unknown as Overloads);

/** A row by its own name (`sum`, `sum.decimal`): what a call of the IR names, and whether a name is taken. */
export const functionNamed = (name: string): FunctionRow | undefined => byName.get(name);

/** The rows that one writes as `name`; the first is the row called so. */
export const overloadsOf = (name: string): readonly FunctionRow[] => byWritten.get(name) ?? [];

/** The rows of what is written as a call: all but operators. */
export const CALLABLE: readonly string[] = [...byWritten].filter(([, [row]]) => row.operator === undefined).map(([name]) => name);

const callable = new Set(CALLABLE);
/** Whether rules can call something by this name; an operator's row has a name that nobody writes. */
export const isCallable = (name: string): boolean => callable.has(name);

/**
 * A call or operator with what stands in it, in the order in which it is written. Operators go by the names of their rows (`add`, `eq`,
 * `index`); `!=` is ne, `<=>` is_not_distinct, `||` concat, `//` int_divide, `??` coalesce. What an aggregate takes besides (`where:`, `sort:`) is
 * not among the arguments. For aggregates `nullable` holds over at least one row; see `nullOverNoRows`.
 */
export function resolveCall(name: string, args: readonly CallArg[]): Resolution {
  const overloads = byWritten.get(name);
  if (overloads === undefined) return { ok: false, problem: "unknown-function", params: { name, meant: meantBy(name) }, argument: null };
  return resolveOverloads(overloads, args);
}

/** At which place of a row an argument of this name stands, from 0; behind all where no row has it. */
export function argumentPlace(name: string, argument: string): number {
  const places = overloadsOf(name).map(({ args }) => args.findIndex((spec) => spec.name === argument));
  return places.find((place) => place >= 0) ?? Infinity;
}

/** What a lambda at this place of a call takes: the element of the list that stands first. Null where no lambda can stand. */
export function lambdaParams(name: string, position: number, first: Type): readonly Field[] | null {
  const takes = overloadsOf(name).some(({ args }) => args[position]?.type === "lambda" || args[position]?.type === "predicate");
  return takes && first.kind === "list" ? [first.element] : null;
}

export { castSql, type OnError } from "./casts.ts";
export { sqlType } from "./duckdb-types.ts";
export { commonTypeOf } from "./meet.ts";
export { nullOverNoRows } from "./nulls.ts";
export { writtenName } from "./row.ts";
export { duckdbSql, holeNames, parseTemplate, templateLevel, SQL_LEVELS, type SqlLevel, type TemplatePart } from "./template.ts";
export type { Sql, SqlArg, SqlCall } from "./sql-call.ts";
export type { ArgSpec, Example, FunctionKind, FunctionRow } from "./row.ts";
export type { CallArg, Failure, Resolution, Resolved, ResolvedArg };

export { meantBy };
