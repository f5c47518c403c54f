/** The tables that rulec keeps in a warehouse about itself, their format, and the way from an older one. */
import type { Engine, Session } from "../engine.ts";
import { path, stringLiteral } from "../sql-text.ts";

export const FORMAT = 3;

export type LedgerTables = {
  readonly meta: string; readonly runs: string; readonly objects: string; readonly intervals: string; readonly actions: string; readonly inputs: string;
  /** The format that they are in. */
  readonly format: number;
};

/** They lie in `main` whatever the profile's schema is: a warehouse has one ledger. */
export function tablesOf(engine: Engine, format = FORMAT): LedgerTables {
  const table = (name: string): string => path([engine.catalog, "main", `__rulec_${name}`]);
  return { meta: table("meta"), runs: table("runs"), objects: table("objects"), intervals: table("intervals"), actions: table("actions"), inputs: table("inputs"), format };
}

/** The format that the warehouse says it has; null when nothing of rulec's is in it. */
export async function ledgerFormat(engine: Engine, session: Session): Promise<number | null> {
  const found = await session.query({ text: `SELECT 1 FROM duckdb_tables() WHERE database_name = ${stringLiteral(engine.catalog)} AND schema_name = 'main' AND table_name = '__rulec_meta'` });
  if (found.rows.length === 0) return null;
  return ((await session.query({ text: `SELECT max(format) FROM ${tablesOf(engine).meta}` })).rows[0]?.[0] ?? null) as number | null;
}

/**
 * Makes the ledger where there is none and brings an older one to this format, each in one transaction. The caller has seen to it that it is not newer.
 * Throws what the engine throws.
 */
export async function prepareLedger(engine: Engine, session: Session): Promise<LedgerTables> {
  const tables = tablesOf(engine);
  const format = await ledgerFormat(engine, session);
  if (format === FORMAT) return tables;
  const steps = format === null ? create(tables) : UPGRADES.slice(format - 1).flatMap((upgrade) => upgrade(tables));
  await session.run({ text: ["BEGIN TRANSACTION", ...steps, "COMMIT"].join(";\n") });
  return tables;
}

const create = ({ meta, runs, objects, intervals, actions, inputs }: LedgerTables): string[] => [
  `CREATE TABLE IF NOT EXISTS ${runs} (run VARCHAR NOT NULL, pack VARCHAR NOT NULL, status VARCHAR NOT NULL, started VARCHAR NOT NULL, tables JSON NOT NULL, files JSON NOT NULL, after_files JSON NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${objects} (schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL, rule VARCHAR NOT NULL, pack VARCHAR NOT NULL, run VARCHAR NOT NULL, key VARCHAR, "rows" BIGINT, fingerprint VARCHAR, "columns" VARCHAR, mode VARCHAR)`,
  ...tablesOf2({ intervals, actions, inputs }),
  ...columnsOf3({ objects, intervals }),
  `CREATE TABLE IF NOT EXISTS ${meta} (format INTEGER NOT NULL)`,
  `INSERT INTO ${meta} VALUES (${FORMAT})`,
];

const tablesOf2 = ({ intervals, actions, inputs }: Pick<LedgerTables, "intervals" | "actions" | "inputs">): string[] => [
  `CREATE TABLE IF NOT EXISTS ${intervals} (pack VARCHAR NOT NULL, rule VARCHAR NOT NULL, start VARCHAR NOT NULL, stop VARCHAR NOT NULL, run VARCHAR NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${actions} (run VARCHAR NOT NULL, seq INTEGER NOT NULL, action VARCHAR NOT NULL, schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL, rule VARCHAR NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${inputs} (pack VARCHAR NOT NULL, source VARCHAR NOT NULL, fingerprint VARCHAR NOT NULL, files VARCHAR NOT NULL)`,
];

const columnsOf3 = ({ objects, intervals }: Pick<LedgerTables, "objects" | "intervals">): string[] => [`ALTER TABLE ${objects} ADD COLUMN promises VARCHAR`, `ALTER TABLE ${intervals} ADD COLUMN hash VARCHAR`];

/**
 * By the format that they start from, less one. Of what format 1 has published there is no key: it is built once more. Of what format 2 has published nobody knows
 * the promises, nor which definition has computed an interval: nothing is said of them until a run publishes them again.
 */
const UPGRADES: readonly ((tables: LedgerTables) => string[])[] = [
  (tables) => [
    ...["key VARCHAR", '"rows" BIGINT', "fingerprint VARCHAR", '"columns" VARCHAR', "mode VARCHAR"].map((column) => `ALTER TABLE ${tables.objects} ADD COLUMN ${column}`),
    ...tablesOf2(tables),
    `UPDATE ${tables.meta} SET format = 2`,
  ],
  (tables) => [...columnsOf3(tables), `UPDATE ${tables.meta} SET format = 3`],
];
