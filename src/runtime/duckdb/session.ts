/** One connection to DuckDB as the runtime's `Session`. */
import { StatementType, VARCHAR, type DuckDBConnection, type DuckDBMaterializedResult, type DuckDBPreparedStatement, type DuckDBType, type DuckDBValue } from "@duckdb/node-api";
import type { RecordBatch } from "apache-arrow";
import { EngineError, type EngineColumn, type QueryResult, type Session, type SqlParam, type Statement } from "../engine.ts";
import { engineError } from "./errors.ts";
import { languageType } from "./types.ts";
import { valueSql } from "./value-sql.ts";
import { jsonValue } from "./values.ts";

type Bound = { readonly values: Record<string, DuckDBValue>; readonly types: Record<string, DuckDBType> };
/** A statement with its values. */
type Ready = Pick<DuckDBPreparedStatement, "run" | "runAndReadAll" | "stream">;
type State = { busy: boolean; interrupted: boolean; readonly bound: Map<string, Promise<readonly [DuckDBValue, DuckDBType]>> };

export function createSession(connection: DuckDBConnection, closed: () => void): Session {
  const state: State = { busy: false, interrupted: false, bound: new Map() };
  return {
    run: (statement) => alone(state, statement, () => ready(connection, state, statement, async (it) => ({ rows: await rowsMade(await it.run()) }))),
    query: (statement) => alone(state, statement, () => ready(connection, state, statement, async (it) => queryResult(await it.runAndReadAll()))),
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
    await connection.run("BEGIN TRANSACTION");
    let sent: Bound | null = null;
    try {
      const result = await ready(connection, state, statement, async (it, bound) => {
        sent = bound;
        return it.stream();
      });
      yield* recordBatches(result, batchRows);
      sound = await connection.run("SELECT 1").then(() => true, () => false);
    } finally {
      await connection.run(sound ? "COMMIT" : "ROLLBACK").catch(() => null);
    }
    if (!sound) throw state.interrupted ? new EngineError("interrupted", "Interrupted!") : await causeOf(connection, statement, sent);
  } catch (error) {
    throw engineError(error, statement.text);
  } finally {
    state.busy = false;
  }
}

async function causeOf(connection: DuckDBConnection, statement: Statement, bound: Bound | null): Promise<EngineError> {
  const prefix = "CREATE TEMP TABLE __rulec_cause AS ";
  await connection.run("BEGIN TRANSACTION");
  try {
    await connection.run(prefix + statement.text, bound?.values, bound?.types);
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
 * Hands over the statement with its values, `bound` being null where it takes none. One without parameters is sent as it is, in one call. Any other DuckDB
 * plans twice, without values and with them: it is asked for its names in between, as asking beforehand would be a third time.
 */
async function ready<T>(connection: DuckDBConnection, state: State, { text, params = [] }: Statement, execute: (it: Ready, bound: Bound | null) => Promise<T>): Promise<T> {
  if (params.length === 0 || !text.includes("$")) {
    return execute({ run: () => connection.run(text), runAndReadAll: () => connection.runAndReadAll(text), stream: () => connection.stream(text) }, null);
  }
  const prepared = await connection.prepare(text);
  try {
    const bound = await boundOf(connection, state, namesOf(prepared), params);
    prepared.bind(bound.values, bound.types);
    return await execute(prepared, bound);
  } finally {
    prepared.destroySync();
  }
}

const namesOf = (prepared: DuckDBPreparedStatement): ReadonlySet<string> =>
  new Set(Array.from({ length: prepared.parameterCount }, (_, index) => prepared.parameterName(index + 1).toLowerCase()));

/**
 * Values arrive as text; DuckDB itself turns each into its type, once, so that it means what the same text means in SQL. What the statement
 * does not name is left out: DuckDB refuses it.
 */
async function boundOf(connection: DuckDBConnection, state: State, named: ReadonlySet<string>, params: readonly SqlParam[]): Promise<Bound> {
  const bound: { readonly values: Record<string, DuckDBValue>; readonly types: Record<string, DuckDBType> } = { values: {}, types: {} };
  for (const param of params) {
    if (!named.has(param.name.toLowerCase())) continue;
    const key = JSON.stringify([param.sqlType, param.value]);
    const known = state.bound.get(key) ?? typedValue(connection, param);
    state.bound.set(key, known);
    [bound.values[param.name], bound.types[param.name]] = await known;
  }
  return bound;
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
