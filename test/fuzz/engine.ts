/** DuckDB under the settings of a run, one thread: statements over the tables of a batch. */
import { DuckDBInstance, type DuckDBConnection, type DuckDBType, type DuckDBValue } from "@duckdb/node-api";
import { sqlType } from "../../src/ir/functions/index.ts";
import { readTextsWhole } from "../../src/runtime/duckdb/whole-text.ts";
import type { Type } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { valueOfDuckDB, valueSql } from "../evaluate/on-duckdb.ts";
import { tableSql, type Source } from "./data.ts";

readTextsWhole();

export type Given = { readonly name: string; readonly type: Type; readonly value: Value };
export type Answer = { readonly rows: readonly (readonly Value[])[]; readonly types: readonly string[] } | { readonly error: string };
export type Engine = {
  /** Puts the tables of a batch in place of those of the last one. */
  readonly load: (sources: readonly Source[], params: readonly Given[]) => Promise<void>;
  /** `types`: those of the columns that the statement gives. */
  readonly ask: (sql: string, types: readonly Type[]) => Promise<Answer>;
  /** What DuckDB calls a type. */
  readonly nameOf: (type: Type) => Promise<string>;
  readonly close: () => void;
};

const SETTINGS = "set timezone = 'UTC'; set calendar = 'gregorian'; set default_null_order = 'NULLS_LAST'; set ieee_floating_point_ops = true; set integer_division = false; set preserve_insertion_order = true; set disabled_optimizers = 'top_n_window_elimination'";

export async function openEngine(): Promise<Engine> {
  let connection = await connected();
  let tables = "";
  let bound: ReadonlyMap<string, readonly [DuckDBValue, DuckDBType]> = new Map();
  const named = new Map<string, string>();
  const run = async (sql: string): Promise<Answer & { readonly raw?: readonly (readonly DuckDBValue[])[] }> => {
    try {
      const used = sql.includes("$") ? [...bound].filter(([name]) => new RegExp(`\\$${name}\\b`).test(sql)) : [];
      const reader = used.length === 0 ? await connection.runAndReadAll(sql) : await connection.runAndReadAll(sql, Object.fromEntries(used.map(([name, [value]]) => [name, value])), Object.fromEntries(used.map(([name, [, type]]) => [name, type])));
      return { rows: [], raw: reader.getRows(), types: reader.columnTypes().map(String) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      // After a fatal error the database takes nothing more.
      if (/FATAL|invalidated/.test(message)) {
        connection = await connected();
        await connection.run(tables);
      }
      return { error: message };
    }
  };
  return {
    load: async (sources, params) => {
      tables = sources.map(tableSql).join("; ");
      await connection.run(tables);
      bound = new Map(await Promise.all(params.map(async ({ name, type, value }) => {
        const reader = await connection.runAndReadAll(`select ${valueSql(type, value)}::${sqlType(type)}`);
        return [name, [reader.getRows()[0]?.[0] ?? null, reader.columnType(0)]] as const;
      })));
    },
    ask: async (sql, types) => {
      const answer = await run(sql);
      return "error" in answer ? answer : { types: answer.types, rows: (answer.raw ?? []).map((row) => row.map((value, i) => valueOfDuckDB(types[i] as Type, value))) };
    },
    nameOf: async (type) => {
      const sql = sqlType(type);
      const known = named.get(sql);
      if (known !== undefined) return known;
      const reader = await connection.runAndReadAll(`select null::${sql}`);
      const name = String(reader.columnTypes()[0]);
      named.set(sql, name);
      return name;
    },
    close: () => connection.closeSync(),
  };
}

async function connected(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", memory_limit: "1GB", autoinstall_known_extensions: "false", autoload_known_extensions: "false" });
  const connection = await instance.connect();
  await connection.run(SETTINGS);
  return connection;
}
