/** Holds kernels of aggregates and window functions against DuckDB, through the function table: the same value for each group or row, or a failure on both. */
import type { DuckDBListValue, DuckDBValue } from "@duckdb/node-api";
import { nullOverNoRows, resolveCall, sqlType, type Resolved } from "../../src/ir/functions/index.ts";
import { castValue } from "../../src/values/kernels/cast.ts";
import { AGGREGATE_KERNELS, WINDOW_KERNELS } from "../../src/values/kernels/index.ts";
import { Failure } from "../../src/values/failure.ts";
import { sameValue } from "../../src/values/compare.ts";
import { fieldText, type Field, type Type } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { textOf, valueOf } from "../../src/values/value-text.ts";
import { isOf } from "../evaluate/is-of.ts";
import { valueOfDuckDB, valueSql } from "../evaluate/on-duckdb.ts";
import { callArg, callSql, engine, literal, typeOf, type Value as Argument } from "../functions/engine.ts";

/** A column's values; `literal` stands in the call. */
export type Column = { readonly type: string; readonly values: readonly Value[] } | { readonly literal: readonly [type: string, text: string] };
/** `frame`: SQL of a window, and the rows that it holds of row `at` of n. Without one it is an aggregate over all rows. */
export type Frame = { readonly sql: string; readonly from: (at: number) => number; readonly to: (at: number) => number };

const columnOf = (column: Column, i: number): Argument =>
  "literal" in column ? literal(...column.literal) : { type: typeOf(column.type), sql: `c${i}`, literal: undefined, nullable: column.values.includes(null), name: null };

function resolvedFor(fn: string, columns: readonly Column[]): { readonly found: Resolved; readonly args: readonly Argument[] } {
  const args = columns.map(columnOf);
  const found = resolveCall(fn, args.map(callArg));
  if (!found.ok) throw new Error(`${fn}: ${JSON.stringify({ ...found, castTo: undefined })}`);
  return { found, args };
}

/** The arguments of row i, after the implicit casts. */
function argumentsOf({ args: slots }: Resolved, columns: readonly Column[], i: number): Value[] {
  return slots.map((slot) => {
    if ("default" in slot) return valueOf(slot.type, slot.default);
    const column = columns[slot.index] as Column;
    if ("literal" in column) return castValue(valueOf(typeOf(column.literal[0]), column.literal[1]), typeOf(column.literal[0]), slot.to);
    const value = column.values[i] as Value;
    return value === null ? null : castValue(value, typeOf(column.type), slot.to);
  });
}

const lengthOf = (columns: readonly Column[]): number => Math.max(0, ...columns.map((column) => ("literal" in column ? 0 : column.values.length)));

/** Rows of `k`, the order, and the columns. */
function relation(columns: readonly Column[], rows: number): string {
  const lists = columns.flatMap((column, i) =>
    "literal" in column ? [] : [`unnest([${column.values.map((value) => valueSql(typeOf(column.type), value)).join(", ")}]::${sqlType(typeOf(column.type))}[]) as c${i}`]);
  return `(select ${[`unnest(range(${rows})) as k`, ...lists].join(", ")})`;
}

export type Answer = { readonly value: Value } | { readonly failure: string };

const attempt = (compute: () => Value): Answer => {
  try {
    return { value: compute() };
  } catch (error) {
    if (error instanceof Failure) return { failure: error.message };
    throw error;
  }
};

async function ask(sql: string): Promise<Answer> {
  try {
    const reader = await (await engine()).runAndReadAll(sql);
    return { value: (reader.getRows()[0]?.[0] ?? null) as unknown as Value };
  } catch (error) {
    if (/Binder|Catalog|Parser/.test(String(error))) throw new Error(`${String(error)}\n in ${sql}`, { cause: error });
    return { failure: String(error).split("\n")[0] as string };
  }
}

const fromEngine = (type: Type, answer: Answer): Answer => ("value" in answer ? { value: valueOfDuckDB(type, answer.value as unknown as DuckDBValue) } : answer);

/** What a group gives is of the type that was inferred, and null only where it may be. */
function expectOf(field: Field, answer: Answer, fn: string): void {
  if ("value" in answer && !isOf(field, answer.value)) throw new Error(`${fn} gives ${shown(answer, field.type)}, which is no ${fieldText(field)}`);
}

/** What both say of one group; `order` for those that depend on it. */
export async function aggregateBoth(fn: string, columns: readonly Column[]): Promise<{ readonly kernel: Answer; readonly duckdb: Answer; readonly type: Type }> {
  const { found, args } = resolvedFor(fn, columns);
  const n = lengthOf(columns);
  const types = { args: found.args.map((slot) => ("default" in slot ? slot.type : slot.to)), result: found.type };
  const rows = (): Value[][] => Array.from({ length: n }, (_, i) => argumentsOf(found, columns, i));
  const kernel = attempt(() => (AGGREGATE_KERNELS[found.row.name] as (typeof AGGREGATE_KERNELS)[string])(rows(), types));
  expectOf({ type: found.type, nullable: n === 0 ? nullOverNoRows(found.row.nulls) : found.nullable }, kernel, fn);
  const order = found.row.ordered === undefined ? "" : " order by k";
  const duckdb = fromEngine(found.type, await ask(`select ${callSql(found, args, { order })} from ${relation(columns, n)}`));
  return { kernel, duckdb, type: found.type };
}

/** The same over a frame around each row, or of a window function; rows in the order of `k`, ties where `tie` is equal. */
export async function windowBoth(fn: string, columns: readonly Column[], frame: Frame | null, ties: readonly number[]): Promise<{ readonly kernel: Answer; readonly duckdb: Answer }> {
  const { found, args } = resolvedFor(fn, columns);
  const n = ties.length;
  const types = { args: found.args.map((slot) => ("default" in slot ? slot.type : slot.to)), result: found.type };
  const rows = Array.from({ length: n }, (_, i) => argumentsOf(found, columns, i));
  const firstPeer = (at: number): number => ties.indexOf(ties[at] as number);
  const kernel = attempt(() => rows.map((_, at) => {
    if (frame === null) return (WINDOW_KERNELS[found.row.name] as (typeof WINDOW_KERNELS)[string])(at, { rows, firstPeer }, types);
    return (AGGREGATE_KERNELS[found.row.name] as (typeof AGGREGATE_KERNELS)[string])(rows.slice(Math.max(frame.from(at), 0), Math.max(frame.to(at) + 1, 0)), types);
  }));
  const over = frame === null ? " over (order by tie)" : ` over (order by k ${frame.sql})`;
  const from = `(select *, [${ties.join(", ")}][k + 1] as tie from ${relation(columns, n)})`;
  const answer = await ask(`select list(r order by k) from (select k, ${callSql(found, args, { over })} as r from ${from})`);
  return { kernel, duckdb: "value" in answer ? { value: (answer.value as unknown as DuckDBListValue).items.map((item) => valueOfDuckDB(found.type, item)) } : answer };
}

/** Null where both say the same; which of two zeros it is does not matter. */
export function difference(kernel: Answer, duckdb: Answer, type: Type): string | null {
  if ("failure" in kernel || "failure" in duckdb) return "failure" in kernel && "failure" in duckdb ? null : `${shown(kernel, type)} and not ${shown(duckdb, type)}`;
  return sameValue(type, kernel.value, duckdb.value) ? null : `${shown(kernel, type)} and not ${shown(duckdb, type)}`;
}

const shown = (answer: Answer, type: Type): string => ("failure" in answer ? `fails: ${answer.failure}` : String(textOf(type, answer.value)));
