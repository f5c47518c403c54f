/** The cases of test/cases as packs, and how their rows are written. */
import { cpSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Compiled, CompiledRule } from "../../src/compile/types.ts";
import type { JsonValue } from "../../src/runtime/engine.ts";
import { packFolder, temporaryFolder } from "./pack.ts";
import { rowText } from "./values.ts";

export const CASES = join(dirname(fileURLToPath(import.meta.url)), "..", "cases");
export const GOLDEN = /^out\./;
export const caseNames = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();

/** A copy of a case without its goldens, ready to be opened. */
export async function caseFolder(name: string): Promise<string> {
  const folder = temporaryFolder();
  cpSync(join(CASES, name), folder, { recursive: true, filter: (path) => !GOLDEN.test(path.slice(path.lastIndexOf("/") + 1)) });
  packFolder({}, folder);
  await writeParquet(folder);
  return folder;
}

/** A file `x.parquet.sql` is a SELECT whose rows stand in `x.parquet`: data that one can read. */
export async function writeParquet(folder: string): Promise<void> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".parquet.sql"));
  if (files.length === 0) return;
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  for (const file of files) await connection.run(`copy (${readFileSync(join(folder, file), "utf8")}) to '${join(folder, file.replace(/\.sql$/, ""))}' (format parquet)`);
  connection.closeSync();
}

/** Compiling needs no data, so a case may come without. */
export const hasData = (folder: string, compiled: Compiled): boolean =>
  compiled.sources.length === 0 || readdirSync(folder).some((file) => /\.(csv|json|parquet)$/.test(file) && file !== "rulepack.json");

/** A rule's rows as they stand in a golden. What says no order may come in any. */
export function rowsText(rule: CompiledRule, rows: readonly (readonly JsonValue[])[]): string {
  const order = rule.order.map(({ name, desc, nullsFirst }) => `${name}${desc ? " desc" : ""}${nullsFirst ? " nulls first" : ""}`);
  const lines = rows.map((row) => `  ${rowText(rule.columns, row)}\n`);
  return `${rule.table}${order.length === 0 ? " unordered" : ` ordered by [${order.join(", ")}]`}\n${(order.length === 0 ? lines.toSorted() : lines).join("")}`;
}
