/** One connection to DuckDB as the runtime's `Session`. */
import { StatementType, VARCHAR, type DuckDBConnection, type DuckDBMaterializedResult, type DuckDBPreparedStatement, type DuckDBType, type DuckDBValue } from "@duckdb/node-api";
import type { RecordBatch } from "apache-arrow";
import { EngineError, type EngineColumn, type QueryResult, type Session, type SqlParam, type Statement } from "../engine.ts";
import { engineError } from "./errors.ts";
import { languageType } from "./types.ts";
import { valueSql } from "./value-sql.ts";
import { jsonValue } from "./values.ts";

/** Undefined where nothing is bound: such a statement is sent as it is, in one call. */
type Bound = { readonly values: Record<string, DuckDBValue> | undefined; readonly types: Record<string, DuckDBType> | undefined };
type State = { busy: boolean; interrupted: boolean; readonly bound: Map<string, Promise<readonly [DuckDBValue, DuckDBType]>> };

export function createSession(connection: DuckDBConnection, closed: () => void): Session {
  const state: State = { busy: false, interrupted: false, bound: new Map() };
  return {
    run: (statement) => alone(state, statement, async () => {
      const { values, types } = await bind(connection, state, statement);
      return { rows: await rowsMade(await connection.run(statement.text, values, types)) };
    }),
    query: (statement) => alone(state, statement, async () => {
      const { values, types } = await bind(connection, state, statement);
      return queryResult(await connection.runAndReadAll(statement.text, values, types));
    }),
    stream: (statement, options) => stream(connection, state, statement, options?.batchRows),
    describe: (text) => alone(state, { text }, async () => {
      const prepared = await connection.prepare(text);
      const columns = columnsOf(prepared);
      prepared.destroySync();
      return columns;
    }),
    examine: (text) => alone(state, { text }, async () => {
      const statements = await connection.extractStatements(text);
      if (statements.count !== 1) return { isSelect: false, columns: [], tables: [] };
      const prepared = await statements.prepare(0);
      const isSelect = prepared.statementType === StatementType.SELECT;
      const columns = isSelect ? columnsOf(prepared) : [];
      prepared.destroySync();
      return { isSelect, columns, tables: isSelect ? connection.getTableNames(text, false) : [] };
    }),
    progress: () => {
      const { percentage } = connection.progress;
      return percentage < 0 ? null : percentage;
    },
    interrupt: () => {
      state.interrupted = true;
      connection.interrupt();
    },
    close: () => {
      closed();
      connection.closeSync();
    },
  };
}

/** A second statement on a connection ends a stream without a word, so a session does one thing at a time. */
async function alone<T>(state: State, statement: Statement, work: () => Promise<T>): Promise<T> {
  begin(state);
  try {
    return await work();
  } catch (error) {
    throw engineError(error, statement.text);
  } finally {
    state.busy = false;
  }
}

function begin(state: State): void {
  if (state.busy) throw new EngineError("busy", "the session is executing another statement");
  [state.busy, state.interrupted] = [true, false];
}

/**
 * DuckDB's client ends a stream that failed, was interrupted, or met another query as if it were complete. Inside a transaction the
 * failure leaves the transaction aborted, which the next statement reports (COMMIT does not). What went wrong is not said:
 * the statement runs once more into a temporary table, which does say.
 */
async function* stream(connection: DuckDBConnection, state: State, statement: Statement, batchRows: number | undefined): AsyncGenerator<RecordBatch, void, undefined> {
  const { recordBatches } = await import("./to-arrow.ts");
  begin(state);
  let sound = false;
  try {
    const { values, types } = await bind(connection, state, statement);
    await connection.run("BEGIN TRANSACTION");
    try {
      const result = await connection.stream(statement.text, values, types);
      yield* recordBatches(result, batchRows);
      sound = await connection.run("SELECT 1").then(() => true, () => false);
    } finally {
      await connection.run(sound ? "COMMIT" : "ROLLBACK").catch(() => null);
    }
    if (!sound) throw state.interrupted ? new EngineError("interrupted", "Interrupted!") : await causeOf(connection, statement, { values, types });
  } catch (error) {
    throw engineError(error, statement.text);
  } finally {
    state.busy = false;
  }
}

async function causeOf(connection: DuckDBConnection, statement: Statement, { values, types }: Bound): Promise<EngineError> {
  const prefix = "CREATE TEMP TABLE __rulec_cause AS ";
  await connection.run("BEGIN TRANSACTION");
  try {
    await connection.run(prefix + statement.text, values, types);
    return new EngineError("other", "the engine ended the result early and gave no reason");
  } catch (error) {
    const cause = engineError(error, prefix + statement.text);
    // In a view's text, positions do not move with the statement.
    if (cause.position === null || cause.byte === null || cause.byte >= Buffer.byteLength(prefix + statement.text)) return cause;
    return new EngineError(cause.kind, cause.message, { position: cause.position - prefix.length, byte: cause.byte - prefix.length });
  } finally {
    await connection.run("ROLLBACK").catch(() => null);
  }
}

/**
 * Values arrive as text; DuckDB itself turns each into its type, once, so that it means what the same text means in SQL. What the statement
 * does not name is left out: DuckDB refuses it.
 */
async function bind(connection: DuckDBConnection, state: State, { text, params: given = [] }: Statement): Promise<Bound> {
  const named = given.length === 0 ? new Set<string>() : await namedIn(connection, text);
  const params = given.filter(({ name }) => named.has(name.toLowerCase()));
  if (params.length === 0) return { values: undefined, types: undefined };
  const bound: { readonly values: Record<string, DuckDBValue>; readonly types: Record<string, DuckDBType> } = { values: {}, types: {} };
  for (const param of params) {
    const key = JSON.stringify([param.sqlType, param.value]);
    const known = state.bound.get(key) ?? typedValue(connection, param);
    state.bound.set(key, known);
    [bound.values[param.name], bound.types[param.name]] = await known;
  }
  return bound;
}

async function namedIn(connection: DuckDBConnection, text: string): Promise<ReadonlySet<string>> {
  if (!text.includes("$")) return new Set();
  const prepared = await connection.prepare(text);
  try {
    return new Set(Array.from({ length: prepared.parameterCount }, (_, index) => prepared.parameterName(index + 1).toLowerCase()));
  } finally {
    prepared.destroySync();
  }
}

async function typedValue(connection: DuckDBConnection, { name, type, sqlType, value }: SqlParam): Promise<readonly [DuckDBValue, DuckDBType]> {
  const { text, texts } = valueSql(value, type, sqlType);
  try {
    const result = await connection.run(`SELECT ${text}`, texts, Object.fromEntries(Object.keys(texts).map((key) => [key, VARCHAR])));
    return [(await result.getRows())[0]?.[0] ?? null, result.columnType(0)];
  } catch (error) {
    throw new EngineError("conversion", `the value of the parameter ${name} is not a ${sqlType}: ${engineError(error, "").message}`);
  }
}

/** CREATE TABLE … AS reports its rows as a result of one row, the others as rows changed. */
async function rowsMade(result: DuckDBMaterializedResult): Promise<number> {
  if (result.rowsChanged > 0 || result.rowCount !== 1 || result.columnName(0) !== "Count") return result.rowsChanged;
  return Number((await result.getRows())[0]?.[0] ?? 0);
}

const columnsOf = (prepared: DuckDBPreparedStatement): EngineColumn[] =>
  Array.from({ length: prepared.columnCount }, (_, index) => column(prepared.columnName(index), prepared.columnType(index)));

const column = (name: string, type: DuckDBType): EngineColumn => ({ name, sqlType: type.alias ?? type.toString(), type: languageType(type) });

type Rows = { columnNames(): string[]; columnTypes(): DuckDBType[]; getRows(): DuckDBValue[][] };

function queryResult(reader: Rows): QueryResult {
  const types = reader.columnTypes();
  return {
    columns: reader.columnNames().map((name, index) => column(name, types[index] as DuckDBType)),
    rows: reader.getRows().map((row) => row.map((value, index) => jsonValue(value, types[index] as DuckDBType))),
  };
}
