/** Rows in folders called by their values, `day=2026-01-31/part-0.parquet`, as other tools read them too. */
import { statSync } from "node:fs";
import path from "node:path";
import { partitionsOf } from "../../ir/storage.ts";
import type { Session } from "../engine.ts";
import type { CompiledRule } from "../plan-types.ts";
import { makeFolder, syncFile, syncFolder } from "../record/files.ts";
import { identifier, stringLiteral } from "../sql-text.ts";
import { copyStatement } from "./outputs.ts";

/** What Hive calls the folder of nulls. */
const NULL_NAME = "__HIVE_DEFAULT_PARTITION__";
const FILE = "part-0.parquet";

/**
 * Writes the rows of `table`, in its order, into one file a partition below `folder` (absolute). DuckDB's own PARTITION_BY keeps no order within
 * a file. Without rows there is one file without rows, so that there is something to read. Throws what the engine and the file system throw.
 */
export async function writePartitions(session: Session, rule: CompiledRule, table: string, folder: string): Promise<{ readonly rows: number; readonly bytes: number }> {
  const by = partitionsOf(rule.storage).map((name) => ({ name, sql: identifier(name), sqlType: rule.columns.find((column) => column.name === name)?.sqlType ?? "VARCHAR" }));
  const keys = by.map(({ sql }) => sql).join(", ");
  const { rows: found } = await session.query({ text: `SELECT ${by.map(({ sql }) => `${sql}::VARCHAR`).join(", ")} FROM (SELECT DISTINCT ${keys} FROM ${table}) ORDER BY ${keys}` });
  const values = found as readonly (readonly (string | null)[])[];
  const folders = foldersOf(by.map(({ name }) => name), values);
  const total = { rows: 0, bytes: 0 };
  const write = async (within: string, where: string): Promise<void> => {
    const file = path.join(folder, within, FILE);
    makeFolder(path.dirname(file));
    const [before, after] = copyStatement(rule, "parquet", file);
    total.rows += (await session.run({ text: `${before}FROM ${table}${where}${after}` })).rows;
    total.bytes += statSync(file).size;
    syncFile(file);
    for (let at = path.dirname(file); at.length >= folder.length; at = path.dirname(at)) syncFolder(at);
  };
  for (const [i, row] of values.entries()) {
    const where = by.map(({ sql, sqlType }, k) => `${sql} IS NOT DISTINCT FROM ${row[k] === null || row[k] === undefined ? "NULL" : stringLiteral(row[k])}::${sqlType}`);
    await write(folders[i] as string, ` WHERE ${where.join(" AND ")}`);
  }
  if (values.length === 0) await write("", "");
  return total;
}

/** `day=2026-01-31/region=EU` for each row of values. Two names that differ by case alone are one on some systems: of the later, capitals are encoded. */
export function foldersOf(names: readonly string[], rows: readonly (readonly (string | null)[])[]): string[] {
  const taken = new Map<string, string>();
  return rows.map((row) => {
    let folder = "";
    for (const [i, value] of row.entries()) {
      const step = (encode: (text: string) => string): string => `${folder}${folder === "" ? "" : "/"}${encoded(names[i] as string)}=${value === null ? NULL_NAME : encode(value)}`;
      const plain = step(value === NULL_NAME ? withCapitals : encoded);
      const before = taken.get(plain.toLowerCase());
      const next = before === undefined || before === plain ? plain : step(withCapitals);
      taken.set(next.toLowerCase(), next);
      folder = next;
    }
    return folder;
  });
}

const hex = (character: string): string => Array.from(new TextEncoder().encode(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
/** As URLs write it: all but ASCII letters, digits, `_`, `-` and `.` by the bytes of their UTF-8. */
const encoded = (text: string): string => text.replaceAll(/[^A-Za-z0-9_.-]/gu, hex);
const withCapitals = (text: string): string => text.replaceAll(/[^a-z0-9_.-]/gu, hex);
