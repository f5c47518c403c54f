/**
 * What rulec keeps in a warehouse about itself: runs, with what each has staged and which files it has still to put in place, and the
 * objects that it made. The row of a run is the marker of its publication: it changes in the transaction that makes results visible.
 */
import type { Engine, Session } from "../engine.ts";
import { path, stringLiteral } from "../sql-text.ts";

export const FORMAT = 1;

/** Paths are relative to the pack's folder, with `/`. `from` is where a file was staged, `to` its place. */
export type FileMove = { readonly from: string; readonly to: string };
export type StagedTable = { readonly schema: string; readonly table: string };
/** `building`: not published; if its process is gone, it never will be. `moving`: tables are published, and `files` and then `after` (statements) remain to be done. */
export type LedgerStatus = "building" | "failed" | "killed" | "moving" | "published";
export type LedgerRun = { readonly run: string; readonly pack: string; readonly status: LedgerStatus; readonly tables: readonly StagedTable[]; readonly files: readonly FileMove[]; readonly after: readonly string[] };
export type OwnedObject = { readonly schema: string; readonly name: string; readonly kind: "table" | "view" | "file"; readonly rule: string; readonly pack: string };

type Names = { readonly meta: string; readonly runs: string; readonly objects: string };

/** The ledger's tables lie in `main` whatever the profile's schema is: a warehouse has one ledger. */
const names = (engine: Engine): Names => {
  const table = (name: string): string => path([engine.catalog, "main", name]);
  return { meta: table("__rulec_meta"), runs: table("__rulec_runs"), objects: table("__rulec_objects") };
};

export type Ledger = {
  readonly begin: (run: Omit<LedgerRun, "after">, started: string) => Promise<void>;
  readonly end: (run: string, status: LedgerStatus) => Promise<void>;
  /** Once the files are in place: what could not be said before they were. */
  readonly finish: (run: string, after: readonly string[]) => Promise<void>;
  /** Nothing of the run is staged any more. */
  readonly cleared: (run: string, status: LedgerStatus) => Promise<void>;
  readonly statusOf: (run: string) => Promise<LedgerStatus | null>;
  readonly unfinished: () => Promise<readonly LedgerRun[]>;
  readonly latest: () => Promise<string | null>;
  readonly owned: () => Promise<readonly OwnedObject[]>;
  /** For the publication's transaction. */
  readonly statements: { readonly published: (run: string, objects: readonly OwnedObject[], after: readonly string[]) => readonly string[]; readonly forget: (objects: readonly OwnedObject[]) => readonly string[] };
};

/** The format that the warehouse says it has; null when nothing of rulec's is in it. */
export async function ledgerFormat(engine: Engine, session: Session): Promise<number | null> {
  const found = await session.query({ text: `SELECT 1 FROM duckdb_tables() WHERE database_name = ${stringLiteral(engine.catalog)} AND schema_name = 'main' AND table_name = '__rulec_meta'` });
  if (found.rows.length === 0) return null;
  return ((await session.query({ text: `SELECT max(format) FROM ${names(engine).meta}` })).rows[0]?.[0] ?? null) as number | null;
}

/** Makes the ledger where there is none. The caller has seen to the format. */
export async function openLedger(engine: Engine, session: Session): Promise<Ledger> {
  const { meta, runs, objects } = names(engine);
  if ((await ledgerFormat(engine, session)) === null) {
    await session.run({
      text: `BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS ${runs} (run VARCHAR NOT NULL, pack VARCHAR NOT NULL, status VARCHAR NOT NULL, started VARCHAR NOT NULL, tables JSON NOT NULL, files JSON NOT NULL, after_files JSON NOT NULL);
CREATE TABLE IF NOT EXISTS ${objects} (schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL, rule VARCHAR NOT NULL, pack VARCHAR NOT NULL, run VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS ${meta} (format INTEGER NOT NULL);
INSERT INTO ${meta} VALUES (${FORMAT});
COMMIT`,
    });
  }
  return ledgerOver(session, { meta, runs, objects });
}

function ledgerOver(session: Session, { runs, objects }: Names): Ledger {
  const text = stringLiteral;
  const list = async (where: string): Promise<LedgerRun[]> => {
    const { rows } = await session.query({ text: `SELECT run, pack, status, tables, files, after_files FROM ${runs} WHERE ${where} ORDER BY run` });
    return rows.map(([run, pack, status, tables, files, after]) => ({
      run: run as string, pack: pack as string, status: status as LedgerStatus,
      tables: JSON.parse(tables as string) as StagedTable[], files: JSON.parse(files as string) as FileMove[], after: JSON.parse(after as string) as string[],
    }));
  };
  return {
    begin: async ({ run, pack, status, tables, files }, started) => {
      const values = [run, pack, status, started, JSON.stringify(tables), JSON.stringify(files), "[]"].map(text).join(", ");
      await session.run({ text: `INSERT INTO ${runs} VALUES (${values})` });
    },
    end: async (run, status) => {
      await session.run({ text: `UPDATE ${runs} SET status = ${text(status)} WHERE run = ${text(run)}` });
    },
    finish: async (run, after) => {
      await session.run({ text: `BEGIN TRANSACTION;\n${[...after, `UPDATE ${runs} SET status = 'published', after_files = '[]' WHERE run = ${text(run)}`].join(";\n")};\nCOMMIT` });
    },
    cleared: async (run, status) => {
      await session.run({ text: `UPDATE ${runs} SET status = ${text(status)}, tables = '[]', files = '[]' WHERE run = ${text(run)}` });
    },
    statusOf: async (run) => (await list(`run = ${text(run)}`))[0]?.status ?? null,
    unfinished: () => list("status IN ('building', 'moving') OR (status IN ('failed', 'killed') AND (tables <> '[]' OR files <> '[]'))"),
    latest: async () => ((await session.query({ text: `SELECT max(run) FROM ${runs}` })).rows[0]?.[0] ?? null) as string | null,
    owned: async () => {
      const { rows } = await session.query({ text: `SELECT schema_name, name, kind, rule, pack FROM ${objects} ORDER BY ALL` });
      return rows.map(([schema, name, kind, rule, pack]) => ({ schema, name, kind, rule, pack }) as OwnedObject);
    },
    statements: {
      published: (run, made, after) => [
        ...made.map(({ schema, name }) => `DELETE FROM ${objects} WHERE schema_name = ${text(schema)} AND lower(name) = lower(${text(name)})`),
        ...(made.length === 0 ? [] : [`INSERT INTO ${objects} VALUES ${made.map(({ schema, name, kind, rule, pack }) => `(${[schema, name, kind, rule, pack, run].map(text).join(", ")})`).join(", ")}`]),
        `UPDATE ${runs} SET status = 'moving', after_files = ${text(JSON.stringify(after))} WHERE run = ${text(run)}`,
      ],
      forget: (gone) => gone.map(({ schema, name }) => `DELETE FROM ${objects} WHERE schema_name = ${text(schema)} AND name = ${text(name)}`),
    },
  };
}

export const stagedName = (run: string, table: string): string => `__rulec_${run.toLowerCase()}_${table}`;
export const qualified = (engine: Engine, schema: string, table: string): string => path([engine.catalog, schema, table]);
