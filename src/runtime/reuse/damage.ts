/** Whether what a run has published is still as it left it. */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { Engine, Session } from "../engine.ts";
import type { CompiledRule } from "../plan-types.ts";
import { isFileError } from "../record/files.ts";
import { keyOf, type Existing } from "../run/existing.ts";
import { qualified, type KnownObject, type StoredColumn } from "../run/ledger.ts";
import { outputFile } from "../run/outputs.ts";
import type { FileMemory } from "../sources/file-memory.ts";
import { identifier, stringLiteral } from "../sql-text.ts";
import { digest } from "./key.ts";
import { because, type Reason } from "./reason.ts";

/** `now`: another one than before wherever the object has changed again. */
export type Damage = { readonly reason: Reason; readonly now: string };
type Looked = { readonly rule: CompiledRule; readonly object: KnownObject };
export type Looking = { readonly engine: Engine; readonly session: Session; readonly there: Existing; readonly root: string; readonly files: FileMemory };

/** Of a file's bytes, or of all in a folder, with their names. Throws what the file system throws. */
export function fingerprintOf(file: string, identity: (file: string) => string): string {
  if (!statSync(file).isDirectory()) return identity(file);
  const inside = readdirSync(file, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory()).map((entry) => path.relative(file, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
  return `folder:${digest(JSON.stringify(inside.sort().map((name) => [name, identity(path.join(file, name))])))}`;
}

/** By the rule's name, those that are not as they were left. Two statements, whatever the number of tables. */
export async function damaged(of: Looking, rules: readonly Looked[]): Promise<Map<string, Damage>> {
  const found = new Map<string, Damage>();
  const tables: Looked[] = [];
  for (const looked of rules) {
    const { rule, object } = looked;
    const file = outputFile(rule);
    if (file !== null) {
      const damage = fileDamage(of, file, object);
      if (damage !== null) found.set(rule.name, damage);
    } else if (of.there.objects.get(keyOf(rule.schema, rule.table)) !== object.kind) found.set(rule.name, { reason: because("missing", [`${rule.schema}.${rule.table}`]), now: "missing" });
    else if (object.kind === "table") tables.push(looked);
  }
  for (const [name, damage] of await tableDamage(of, tables)) found.set(name, damage);
  return found;
}

function fileDamage({ root, files }: Looking, file: string, { fingerprint }: KnownObject): Damage | null {
  try {
    const now = fingerprintOf(`${root}/${file}`, (one) => files.identity(one, true));
    return now === fingerprint ? null : { reason: because("file-damaged", [file]), now };
  } catch (error) {
    if (!isFileError(error)) throw error;
    return { reason: because("missing", [file]), now: "missing" };
  }
}

async function tableDamage({ engine, session }: Looking, tables: readonly Looked[]): Promise<[string, Damage][]> {
  if (tables.length === 0) return [];
  const counts = await session.query({ text: tables.map(({ rule }, i) => `SELECT ${i}, count(*)::DOUBLE FROM ${qualified(engine, rule.schema, rule.table)}`).join(" UNION ALL ") });
  const rows = new Map(counts.rows.map(([i, count]) => [i as number, count as number]));
  const columns = await columnsOf(engine, session);
  const types = await typeNames(session, tables);
  return tables.flatMap(({ rule, object }, i): [string, Damage][] => {
    const there = columns.get(keyOf(rule.schema, rule.table)) ?? [];
    const expected = (object.columns ?? []).map(({ name, sqlType }): [string, string] => [name, types.get(sqlType) ?? sqlType]);
    if (JSON.stringify(there) !== JSON.stringify(expected)) return [[rule.name, { reason: because("columns-differ", [`${rule.schema}.${rule.table}`]), now: JSON.stringify(there) }]];
    const count = rows.get(i) ?? 0;
    return object.rows === null || object.rows === count ? [] : [[rule.name, { reason: because("rows-differ", [`${rule.schema}.${rule.table}`, String(object.rows), String(count)]), now: `${count} rows` }]];
  });
}

/** Of every table, names and types as the engine says them, in their order. */
async function columnsOf(engine: Engine, session: Session): Promise<Map<string, [string, string][]>> {
  const { rows } = await session.query({
    text: `SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = ${stringLiteral(engine.catalog)} ORDER BY schema_name, table_name, column_index`,
  });
  const columns = new Map<string, [string, string][]>();
  for (const [schema, table, name, type] of rows as readonly (readonly [string, string, string, string])[]) {
    const key = keyOf(schema, table);
    const known = columns.get(key);
    if (known === undefined) columns.set(key, [[name, type]]);
    else known.push([name, type]);
  }
  return columns;
}

/** What the engine calls the types that rules have: `TIMESTAMP WITH TIME ZONE` for `TIMESTAMPTZ`. */
async function typeNames(session: Session, tables: readonly Looked[]): Promise<Map<string, string>> {
  const written = [...new Set(tables.flatMap(({ object }) => (object.columns ?? []).map(({ sqlType }: StoredColumn) => sqlType)))];
  if (written.length === 0) return new Map();
  const described = await session.describe(`SELECT ${written.map((type, i) => `NULL::${type} AS ${identifier(`c${i}`)}`).join(", ")}`);
  return new Map(written.map((type, i) => [type, described[i]?.sqlType ?? type]));
}
