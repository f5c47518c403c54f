/** Runs SQL over many rows of given values on DuckDB and says of each row what came of it: a value, or an error. */
import {
  DuckDBBlobValue, DuckDBDateValue, DuckDBDecimalValue, DuckDBIntervalValue, DuckDBListValue, DuckDBMapValue, DuckDBStructValue,
  DuckDBTimestampTZValue, DuckDBTimestampValue, DuckDBTimeValue, DuckDBUUIDValue, type DuckDBValue,
} from "@duckdb/node-api";
import { sqlType } from "../../src/ir/functions/index.ts";
import type { Type } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { hexOf, textOf } from "../../src/values/value-text.ts";
import { engine, quote } from "../functions/engine.ts";

/** `error` is the message. */
export type Outcome = { readonly value: Value } | { readonly error: string };
/** `sql` over columns `c0`, `c1` …, each with a value per row. Rows do not fold: the values stand in a table. */
export type Batch = { readonly columns: readonly { readonly type: Type; readonly values: readonly Value[] }[]; readonly rows: number; readonly sql: string };

/** How many rows one statement takes. */
const ROWS = 500;
/** How many batches. */
const BATCHES = 25;

/**
 * For each batch an outcome per row, in order. `try` catches what a row raises, and the list around the value tells a null from an error. An error
 * that is raised before any row (a wrong template) rejects.
 */
export async function runOnDuckDB(batches: readonly Batch[]): Promise<readonly (readonly Outcome[])[]> {
  const pieces = batches.flatMap((batch, of) => chunks(batch).map((chunk) => ({ of, chunk })));
  const outcomes: Outcome[][] = batches.map(() => []);
  for (let at = 0; at < pieces.length; at += BATCHES) {
    const some = pieces.slice(at, at + BATCHES);
    const rows = await rowsOf(`select ${some.map(({ chunk }) => `(${subquery(chunk)})`).join(", ")}`);
    for (const [i, { of, chunk }] of some.entries()) outcomes[of]?.push(...outcomesOf(rows[i] as DuckDBValue, chunk.rows));
  }
  return outcomes;
}

const chunks = ({ columns, rows, sql }: Batch): readonly Batch[] =>
  Array.from({ length: Math.ceil(rows / ROWS) }, (_, n) => ({
    columns: columns.map(({ type, values }) => ({ type, values: values.slice(n * ROWS, (n + 1) * ROWS) })),
    rows: Math.min(ROWS, rows - n * ROWS),
    sql,
  }));

function subquery({ columns, rows, sql }: Batch): string {
  const values = columns.map(({ type, values }, i) => `unnest([${values.map((value) => valueSql(type, value)).join(", ")}]::${sqlType(type)}[]) as c${i}`);
  return `select list(try([${sql}]) order by k) from (select ${[`unnest(range(${rows})) as k`, ...values].join(", ")})`;
}

async function rowsOf(sql: string): Promise<readonly DuckDBValue[]> {
  try {
    const reader = await (await engine()).runAndReadAll(sql);
    return reader.getRows()[0] ?? [];
  } catch (error) {
    throw new Error(`${String(error).split("\n")[0]}\n  in ${sql.slice(0, 4000)}`, { cause: error });
  }
}

const outcomesOf = (of: DuckDBValue, rows: number): readonly Outcome[] => {
  const items = (of as DuckDBListValue).items;
  if (items.length !== rows) throw new Error(`${rows} rows became ${items.length}`);
  return items.map((item) => (item === null ? { error: "" } : { value: valueOfDuckDB((item as DuckDBListValue).items[0] as DuckDBValue) }));
};

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
export function valueOfDuckDB(value: DuckDBValue): Value {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof DuckDBDecimalValue) return value.value;
  if (value instanceof DuckDBListValue) return value.items.map(valueOfDuckDB);
  if (value instanceof DuckDBStructValue) return Object.values(value.entries).map(valueOfDuckDB);
  if (value instanceof DuckDBMapValue) return value.entries.map(({ key, value }) => [valueOfDuckDB(key), valueOfDuckDB(value)]);
  if (value instanceof DuckDBDateValue) return BigInt(value.days);
  if (value instanceof DuckDBTimeValue || value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return value.micros;
  if (value instanceof DuckDBIntervalValue) return { months: BigInt(value.months), days: BigInt(value.days), micros: value.micros };
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (value instanceof DuckDBUUIDValue) return value.toString();
  throw new Error(`no value: ${String(value)}`);
}
