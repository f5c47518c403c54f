import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";

import { TABLES, TABLE_NAMES, columnsOf, type Rows, type TableName } from "./tables.ts";

/** Rows of JSON are gathered into writes of about this many characters. */
const CHUNK = 1 << 20;

/**
 * Writes `<name>.parquet` for every table into `folder`, rows sorted by the table's key, so that equal rows give equal bytes.
 * Goes through newline JSON and a table with NOT NULL: a missing value or a wrong type is an error here and not a surprise in a rule.
 */
export async function writeTables(rows: Rows, folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    for (const name of TABLE_NAMES) await writeTable(connection, name, rows[name], folder);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function writeTable(connection: DuckDBConnection, name: TableName, rows: readonly object[], folder: string): Promise<void> {
  const json = join(folder, `${name}.ndjson`);
  const columns = columnsOf(name);
  writeJsonLines(json, rows);
  const declared = columns.map((c) => `${ident(c.name)} ${c.type}${c.nullable ? "" : " NOT NULL"}`);
  const read = columns.map((c) => `${ident(c.name)}: ${literal(c.type)}`);
  await connection.run(`CREATE TABLE ${ident(name)} (${declared.join(", ")}, PRIMARY KEY (${TABLES[name].key.map(ident).join(", ")}))`);
  await connection.run(
    `INSERT INTO ${ident(name)} SELECT * FROM read_json(${literal(json)}, format = 'newline_delimited', columns = {${read.join(", ")}}, maximum_object_size = 268435456)`,
  );
  const order = TABLES[name].key.map(ident).join(", ");
  await connection.run(
    `COPY (SELECT * FROM ${ident(name)} ORDER BY ${order}) TO ${literal(join(folder, `${name}.parquet`))} (FORMAT parquet, COMPRESSION zstd)`,
  );
  await connection.run(`DROP TABLE ${ident(name)}`);
  rmSync(json);
}

function writeJsonLines(file: string, rows: readonly object[]): void {
  const out = openSync(file, "w");
  try {
    let chunk = "";
    for (const row of rows) {
      chunk += `${wellFormed(JSON.stringify(row))}\n`;
      if (chunk.length < CHUNK) continue;
      writeSync(out, chunk);
      chunk = "";
    }
    writeSync(out, chunk);
  } finally {
    closeSync(out);
  }
}

/** Half a surrogate pair (from a literal such as `"\ud800"`) has no UTF-8; JSON escapes it and DuckDB refuses it. U+FFFD is what hashing makes of it too. */
function wellFormed(json: string): string {
  if (!json.includes("\\ud")) return json;
  // The first alternative eats escaped backslashes, so that source text which merely spells an escape stays as it is.
  return json.replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (escape) => (escape === "\\\\" ? escape : "\ufffd"));
}

const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
