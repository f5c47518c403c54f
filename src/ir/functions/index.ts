/** The functions of the language, as data: what they take, give and mean, and their SQL. */
import type { Field, Type } from "../../values/type.ts";
import { AGGREGATES } from "./aggregates.ts";
import { COMPARISONS } from "./comparison.ts";
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

export const FUNCTIONS: readonly FunctionRow[] = [...OPERATORS, ...COMPARISONS, ...TEXT, ...NUMBERS, ...TIME, ...LISTS, ...AGGREGATES, ...WINDOWS, ...HASHING];

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

/** What people write who come from elsewhere, and what they mean. */
const FOREIGN: Readonly<Record<string, string>> = {
  substring: "substr", mid: "substr", len: "length", char_length: "length", strlen: "byte_length", octet_length: "byte_length", cardinality: "length", array_length: "length", size: "length",
  ifnull: "coalesce", nvl: "coalesce", isnull: "is null", now: "$run_at", current_date: "$run_at", current_timestamp: "$run_at", today: "$run_at", getdate: "$run_at",
  array_agg: "list", collect_list: "list", group_concat: "string_agg", listagg: "string_agg", stddev_samp: "stddev", std: "stddev", stdev: "stddev", var_samp: "variance", var: "variance", mean: "avg",
  power: "pow", ceiling: "ceil", mod: "%", log: "ln", instr: "position", strpos: "position", charindex: "position", indexof: "position", concat: "||", to_char: "strftime", date_format: "strftime",
  datediff: "date_diff", regexp_like: "regexp_matches", regexp_match: "regexp_matches", rlike: "regexp_matches", list_transform: "transform", list_filter: "filter", unnest: "explode",
  dayofweek: "weekday", dow: "weekday", dayofyear: "day_of_year", iif: "if … then … else", cast: "::", try_cast: "::?", any_value: "first", every: "bool_and", lcase: "lower", ucase: "upper",
  first_value: "first", last_value: "last", count_if: "count(where: …)", sha2: "sha256", string_split: "split", initcap: "upper",
};

/**
 * A call or operator with what stands in it, in the order in which it is written. Operators go by the names of their rows (`add`, `eq`,
 * `index`); `!=` is ne, `<=>` is_not_distinct, `||` concat, `//` int_divide, `??` coalesce. What an aggregate takes besides (`where:`, `sort:`) is
 * not among the arguments. For aggregates `nullable` holds over at least one row; see `nullOverNoRows`.
 */
export function resolveCall(name: string, args: readonly CallArg[]): Resolution {
  const overloads = byWritten.get(name);
  return overloads === undefined ? { ok: false, problem: "unknown-function", params: { name, meant: FOREIGN[name.toLowerCase()] ?? null }, argument: null } : resolveOverloads(overloads, args);
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
