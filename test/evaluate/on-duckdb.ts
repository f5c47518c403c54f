/** Runs SQL over many rows of given values on DuckDB and says of each row what came of it: a value, or an error. */
import {
  DuckDBBlobValue, DuckDBDateValue, DuckDBDecimalValue, DuckDBIntervalValue, DuckDBListValue, DuckDBMapValue, DuckDBStructValue,
  DuckDBInstance, DuckDBTimestampTZValue, DuckDBTimestampValue, DuckDBTimeValue, DuckDBUUIDValue, type DuckDBConnection, type DuckDBValue,
} from "@duckdb/node-api";
import { sqlType } from "../../src/ir/functions/index.ts";
import { isInteger, typeText, type Type } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { hexOf, textOf } from "../../src/values/value-text.ts";
import { quote } from "../functions/engine.ts";

/** `error` is the message, empty where a row raised it. */
export type Outcome = { readonly value: Value } | { readonly error: string };
/** `sql`, of a type, over columns `c0`, `c1` …, each with a value per row. Nothing folds: the values stand in a table. */
export type Batch = { readonly sql: string; readonly type: Type; readonly columns: readonly Column[]; readonly rows: number };
export type Column = { readonly type: Type; readonly values: readonly Value[] };

/** How many rows one statement takes. */
const ROWS = 500;
/** How many batches. */
const BATCHES = 25;

/**
 * For each batch an outcome per row, in order. `try` catches what a row raises, and the list around the value tells a null from an error. What is
 * raised before there are rows (SQL that is wrong, a constant that does not fold) is the outcome of each row of the batch.
 */
export async function runOnDuckDB(batches: readonly Batch[]): Promise<readonly (readonly Outcome[])[]> {
  const pieces = batches.flatMap((batch, of) => chunks(batch).map((chunk) => ({ of, chunk })));
  const outcomes: Outcome[][] = batches.map(() => []);
  for (let at = 0; at < pieces.length; at += BATCHES) {
    const some = pieces.slice(at, at + BATCHES);
    const found = await outcomesOf(some.map(({ chunk }) => chunk));
    for (const [i, { of }] of some.entries()) outcomes[of]?.push(...(found[i] as readonly Outcome[]));
  }
  return outcomes;
}

const chunks = ({ columns, rows, ...batch }: Batch): readonly Batch[] =>
  Array.from({ length: Math.ceil(rows / ROWS) }, (_, n) => ({
    ...batch,
    columns: columns.map(({ type, values }) => ({ type, values: values.slice(n * ROWS, (n + 1) * ROWS) })),
    rows: Math.min(ROWS, rows - n * ROWS),
  }));

function subquery({ columns, rows, sql }: Batch): string {
  const values = columns.map(({ type, values }, i) => `unnest([${values.map((value) => valueSql(type, value)).join(", ")}]::${sqlType(type)}[]) as c${i}`);
  return `select list(try([${sql.replaceAll(/\berror\(/g, "raised(")}]) order by k) as l from (select ${[`unnest(range(${rows})) as k`, ...values].join(", ")})`;
}

let connection: Promise<DuckDBConnection> | null = null;

/** An expression that stands twice would be computed before the `try` that it stands in. */
function connected(): Promise<DuckDBConnection> {
  connection ??= DuckDBInstance.create(":memory:", { threads: "1" }).then(async (instance) => {
    const opened = await instance.connect();
    await opened.run("set timezone = 'UTC'");
    // `try` takes nothing volatile, which `error` is.
    await opened.run("create macro raised(message) as case when ('!' || message)::integer > 0 then null end");
    await opened.run("set disabled_optimizers = 'common_subexpressions'");
    return opened;
  });
  return connection;
}

/** Where a statement fails before it sees a row, halves of it tell which of its batches does so. */
async function outcomesOf(batches: readonly Batch[]): Promise<readonly (readonly Outcome[])[]> {
  try {
    // Not as scalar subqueries: of a list in one DuckDB takes the sign from negative zeros.
    const sql = `select ${batches.map((_, i) => `g${i}.l`).join(", ")} from ${batches.map((batch, i) => `(${subquery(batch)}) g${i}`).join(", ")}`;
    const [row = []] = (await (await connected()).runAndReadAll(sql)).getRows();
    return batches.map((batch, i) => batchOutcomes(batch, row[i] as DuckDBListValue));
  } catch (error) {
    // After a fatal error the database takes nothing more.
    if (/FATAL/.test(String(error))) connection = null;
    const [{ rows }] = batches as [Batch];
    if (batches.length === 1) return [Array.from({ length: rows }, () => ({ error: String(error).split("\n")[0] as string }))];
    const half = Math.ceil(batches.length / 2);
    return [...(await outcomesOf(batches.slice(0, half))), ...(await outcomesOf(batches.slice(half)))];
  }
}

function batchOutcomes({ rows, type }: Batch, { items }: DuckDBListValue): readonly Outcome[] {
  if (items.length !== rows) throw new Error(`${rows} rows became ${items.length}`);
  return items.map((item) => (item === null ? { error: "" } : { value: valueOfDuckDB(type, (item as DuckDBListValue).items[0] as DuckDBValue) }));
}

/** What an engine reads as the value once it stands in a list of the type. */
export function valueSql(type: Type, value: Value): string {
  if (value === null) return "null";
  if (type.kind === "list") return `[${(value as readonly Value[]).map((item) => valueSql(type.element.type, item)).join(", ")}]`;
  if (type.kind === "struct") return `{${type.fields.map((field, i) => `${quote(field.name)}: ${valueSql(field.type, (value as readonly Value[])[i] as Value)}`).join(", ")}}`;
  if (type.kind === "map") {
    const pairs = (value as readonly (readonly [Value, Value])[]).map(([k, v]) => `${valueSql(type.key, k)}: ${valueSql(type.value.type, v)}`);
    return `map {${pairs.join(", ")}}`;
  }
  if (value instanceof Uint8Array) return quote(hexOf(value).replace(/../g, "\\x$&"));
  if (type.kind === "interval") {
    const { months, days, micros } = value as { months: bigint; days: bigint; micros: bigint };
    return quote(`${months} months ${days} days ${micros} microseconds`);
  }
  return quote(String(textOf(type, value)));
}

/** As src/values/value.ts has it. */
export function valueOfDuckDB(type: Type, value: DuckDBValue): Value {
  if (value === null || typeof value !== "object") return typeof value === "number" && isInteger(type) ? BigInt(value) : value;
  if (value instanceof DuckDBDecimalValue) return value.value;
  if (type.kind === "list" && value instanceof DuckDBListValue) return value.items.map((item) => valueOfDuckDB(type.element.type, item));
  if (type.kind === "struct" && value instanceof DuckDBStructValue) return type.fields.map(({ name, type }) => valueOfDuckDB(type, value.entries[name] as DuckDBValue));
  if (type.kind === "map" && value instanceof DuckDBMapValue) {
    return value.entries.map(({ key, value }) => [valueOfDuckDB(type.key, key), valueOfDuckDB(type.value.type, value)]);
  }
  if (value instanceof DuckDBDateValue) return BigInt(value.days);
  if (value instanceof DuckDBTimeValue || value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return value.micros;
  if (value instanceof DuckDBIntervalValue) return { months: BigInt(value.months), days: BigInt(value.days), micros: value.micros };
  if (value instanceof DuckDBBlobValue) return Uint8Array.from(value.bytes);
  if (value instanceof DuckDBUUIDValue) return value.toString();
  throw new Error(`not a value of ${typeText(type)}: ${String(value)}`);
}
