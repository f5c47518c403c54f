/**
 * What rulec keeps in a warehouse about itself: runs, with what each has staged and which files it has still to put in place, the objects
 * that it made, and what it did to them. The row of a run is the marker of its publication: it changes in the transaction that makes results visible.
 */
import type { Engine, Session } from "../engine.ts";
import { path, stringLiteral } from "../sql-text.ts";
import { ledgerFormat, prepareLedger, tablesOf, type LedgerTables } from "./ledger-format.ts";

/** Paths are relative to the pack's folder, with `/`. `from` is where a file was staged, `to` its place. */
export type FileMove = { readonly from: string; readonly to: string };
/** `rule` and `key`: whose it is and what it is made of, where another run may take it up (reuse/decide.ts). */
export type StagedTable = { readonly schema: string; readonly table: string; readonly rule?: string; readonly key?: string };
/** `building`: not published; if its process is gone, it never will be. `moving`: tables are published, and `files` and then `after` (statements) remain to be done. */
export type LedgerStatus = "building" | "failed" | "killed" | "moving" | "published";
export type LedgerRun = { readonly run: string; readonly pack: string; readonly status: LedgerStatus; readonly tables: readonly StagedTable[]; readonly files: readonly FileMove[]; readonly after: readonly string[] };
export type OwnedObject = { readonly schema: string; readonly name: string; readonly kind: "table" | "view" | "file"; readonly rule: string; readonly pack: string };
/** `type`: in the language, as what may be null inside a value has no SQL. */
export type StoredColumn = { readonly name: string; readonly type: string; readonly sqlType: string; readonly nullable: boolean };
/** What readers of an object may rely on beside its columns (published.ts). */
export type StoredPromises = { readonly keys: readonly (readonly string[])[]; readonly order: readonly { readonly name: string; readonly desc: boolean; readonly nullsFirst: boolean }[] };
/** What is known of an object as its last run left it. Null: nobody knows. */
export type ObjectState = {
  /** What it was made of (reuse/key.ts): null where it is to be made again in any case. */
  readonly key: string | null;
  readonly rows: number | null;
  /** Of a file's bytes (sources/files.ts). */
  readonly fingerprint: string | null;
  readonly columns: readonly StoredColumn[] | null;
  /** How a table is added to (materialise/target.ts), where it is. */
  readonly mode: string | null;
  readonly promises: StoredPromises | null;
};
/** `counted`: as many rows as the table has when this is written. */
export type MadeObject = OwnedObject & Omit<ObjectState, "rows"> & { readonly rows: number | null | "counted" };
/** `run` is the one that wrote it last. */
export type KnownObject = OwnedObject & ObjectState & { readonly run: string };
/** What a run did to a name, in the order in which it did it. */
export type Action = { readonly action: "create" | "replace" | "rename" | "drop" | "insert" | "merge" | "delete" | "alter"; readonly schema: string; readonly name: string; readonly rule: string };
/** Of a rule's time that has been filled, half open, as canonical text. `hash`: of the rule as it was then; null: nobody knows. */
export type Interval = { readonly pack: string; readonly rule: string; readonly start: string; readonly stop: string; readonly run: string; readonly hash: string | null };

/** Of what earlier runs have left staged: what goes, and what stays of each run that keeps less than it had (leftovers.ts). */
export type SortedLeftovers = { readonly drops: readonly StagedTable[]; readonly changed: readonly Pick<LedgerRun, "run" | "tables">[] };

/** What a fingerprint of a source, which keys hold, stood for (reuse/fingerprints.ts). */
export type Input = { readonly source: string; readonly fingerprint: string; readonly files: string };

export type Ledger = {
  /** What it takes up of what earlier runs have staged is its own from then on. */
  readonly begin: (run: Omit<LedgerRun, "after">, started: string, sorted?: SortedLeftovers) => Promise<void>;
  /** `tables`: what stays staged. */
  readonly end: (run: string, status: LedgerStatus, tables?: readonly StagedTable[]) => Promise<void>;
  /** Once the files are in place: what could not be said before they were. */
  readonly finish: (run: string, after: readonly string[]) => Promise<void>;
  /** Only these tables of the run are staged any more, and no files. */
  readonly cleared: (run: string, status: LedgerStatus, tables?: readonly StagedTable[]) => Promise<void>;
  readonly drop: (sorted: SortedLeftovers) => Promise<void>;
  readonly statusOf: (run: string) => Promise<LedgerStatus | null>;
  readonly unfinished: () => Promise<readonly LedgerRun[]>;
  /** Runs of a pack that did not end well and have left tables which another may take up: of one that was killed since the warehouse was last written to, all that it would have made. */
  readonly leftovers: (pack: string) => Promise<readonly LedgerRun[]>;
  readonly latest: () => Promise<string | null>;
  readonly owned: () => Promise<readonly KnownObject[]>;
  /** Of all rules of a pack, from the first. */
  readonly intervals: (pack: string) => Promise<readonly Interval[]>;
  readonly inputs: (pack: string) => Promise<readonly Input[]>;
  /** For the publication's transaction. */
  readonly statements: {
    readonly published: (run: string, objects: readonly MadeObject[], after: readonly string[]) => readonly string[];
    readonly forget: (objects: readonly OwnedObject[]) => readonly string[];
    /** Each in the place of one with the same start. */
    readonly filled: (intervals: readonly Interval[]) => readonly string[];
    /** The table of a rule whose name is another now. */
    readonly renamed: (pack: string, from: string, to: string) => readonly string[];
    /** Forgets all intervals of a rule. */
    readonly emptied: (pack: string, rule: string) => readonly string[];
    /** Those that no key holds any more go. */
    readonly inputs: (pack: string, known: readonly Input[]) => readonly string[];
    readonly acted: (run: string, actions: readonly Action[]) => readonly string[];
  };
};

/** For writing: makes the ledger where there is none. The caller has seen to the format. */
export const openLedger = async (engine: Engine, session: Session): Promise<Ledger> => ledgerOver(engine, session, await prepareLedger(engine, session));

/** For the texts of its statements alone. */
export const ledgerTexts = (engine: Engine, session: Session): Ledger => ledgerOver(engine, session, tablesOf(engine));

/** For reading alone, in the format that it has; null where there is none. */
export async function readLedger(engine: Engine, session: Session): Promise<Ledger | null> {
  const format = await ledgerFormat(engine, session);
  return format === null ? null : ledgerOver(engine, session, tablesOf(engine, format));
}

const text = stringLiteral;
const orNull = (value: string | number | null): string => (value === null ? "NULL" : typeof value === "number" ? String(value) : text(value));

function ledgerOver(engine: Engine, session: Session, { runs, objects, intervals, actions, inputs, format }: LedgerTables): Ledger {
  const removed = ({ changed, drops }: SortedLeftovers): readonly string[] => [
    ...drops.map(({ schema, table }) => `DROP TABLE IF EXISTS ${qualified(engine, schema, table)}`),
    ...changed.map(({ run, tables }) => `UPDATE ${runs} SET tables = ${text(JSON.stringify(tables))} WHERE run = ${text(run)}`),
  ];
  const list = async (where: string): Promise<LedgerRun[]> => {
    const { rows } = await session.query({ text: `SELECT run, pack, status, tables, files, after_files FROM ${runs} WHERE ${where} ORDER BY run` });
    return rows.map(([run, pack, status, tables, files, after]) => ({
      run: run as string, pack: pack as string, status: status as LedgerStatus,
      tables: JSON.parse(tables as string) as StagedTable[], files: JSON.parse(files as string) as FileMove[], after: JSON.parse(after as string) as string[],
    }));
  };
  return {
    begin: async ({ run, pack, status, tables, files }, started, sorted) => {
      const values = [run, pack, status, started, JSON.stringify(tables), JSON.stringify(files), "[]"].map(text).join(", ");
      const insert = `INSERT INTO ${runs} VALUES (${values})`;
      const removes = sorted === undefined ? [] : removed(sorted);
      await session.run({ text: removes.length === 0 ? insert : ["BEGIN TRANSACTION", insert, ...removes, "COMMIT"].join(";\n") });
    },
    end: async (run, status, tables) => {
      await session.run({ text: `UPDATE ${runs} SET status = ${text(status)}${tables === undefined ? "" : `, tables = ${text(JSON.stringify(tables))}`} WHERE run = ${text(run)}` });
    },
    finish: async (run, after) => {
      await session.run({ text: `BEGIN TRANSACTION;\n${[...after, `UPDATE ${runs} SET status = 'published', after_files = '[]' WHERE run = ${text(run)}`].join(";\n")};\nCOMMIT` });
    },
    cleared: async (run, status, tables = []) => {
      await session.run({ text: `UPDATE ${runs} SET status = ${text(status)}, tables = ${text(JSON.stringify(tables))}, files = '[]' WHERE run = ${text(run)}` });
    },
    drop: async (sorted) => {
      const removes = removed(sorted);
      if (removes.length > 0) await session.run({ text: ["BEGIN TRANSACTION", ...removes, "COMMIT"].join(";\n") });
    },
    statusOf: async (run) => (await list(`run = ${text(run)}`))[0]?.status ?? null,
    unfinished: () => list("status IN ('building', 'moving') OR (status IN ('failed', 'killed') AND (tables <> '[]' OR files <> '[]'))"),
    leftovers: (pack) => list(`status IN ('failed', 'killed', 'building') AND tables <> '[]' AND pack = ${text(pack)}`),
    latest: async () => ((await session.query({ text: `SELECT max(run) FROM ${runs}` })).rows[0]?.[0] ?? null) as string | null,
    owned: async () => {
      const state = format === 1 ? "NULL, NULL, NULL, NULL, NULL, NULL" : `key, "rows"::DOUBLE, fingerprint, "columns", mode, ${format === 2 ? "NULL" : "promises"}`;
      const { rows } = await session.query({ text: `SELECT schema_name, name, kind, rule, pack, run, ${state} FROM ${objects} ORDER BY schema_name, name, rule` });
      return rows.map(([schema, name, kind, rule, pack, run, key, count, fingerprint, columns, mode, promises]) =>
        ({ schema, name, kind, rule, pack, run, key, rows: count, fingerprint, columns: jsonOrNull(columns), mode, promises: jsonOrNull(promises) }) as KnownObject);
    },
    intervals: async (pack) => {
      if (format === 1) return [];
      const { rows } = await session.query({ text: `SELECT pack, rule, start, stop, run, ${format === 2 ? "NULL" : "hash"} FROM ${intervals} WHERE pack = ${text(pack)} ORDER BY rule, start` });
      return rows.map(([of, rule, start, stop, run, hash]) => ({ pack: of, rule, start, stop, run, hash }) as Interval);
    },
    inputs: async (pack) => {
      if (format === 1) return [];
      const { rows } = await session.query({ text: `SELECT source, fingerprint, files FROM ${inputs} WHERE pack = ${text(pack)}` });
      return rows.map(([source, fingerprint, files]) => ({ source, fingerprint, files }) as Input);
    },
    statements: {
      published: (run, made, after) => [
        ...(made.length === 0 ? [] : [
          // A file's name is a path in its own pack's folder: another pack's file of that path is another one.
          `DELETE FROM ${objects} WHERE (schema_name, lower(name), CASE WHEN kind = 'file' THEN pack ELSE '' END) IN (${made.map(({ schema, name, kind, pack }) => `(${text(schema)}, lower(${text(name)}), ${text(kind === "file" ? pack : "")})`).join(", ")})`,
          `INSERT INTO ${objects} (schema_name, name, kind, rule, pack, run, key, "rows", fingerprint, "columns", mode, promises) VALUES ${made.map((object) => rowOf(engine, run, object)).join(", ")}`,
        ]),
        `UPDATE ${runs} SET status = 'moving', after_files = ${text(JSON.stringify(after))} WHERE run = ${text(run)}`,
      ],
      filled: (made) => (made.length === 0 ? [] : [
        `DELETE FROM ${intervals} WHERE (pack, rule, start) IN (${made.map(({ pack, rule, start }) => `(${[pack, rule, start].map(text).join(", ")})`).join(", ")})`,
        `INSERT INTO ${intervals} (pack, rule, start, stop, run, hash) VALUES ${made.map(({ pack, rule, start, stop, run, hash }) => `(${[pack, rule, start, stop, run, hash].map(orNull).join(", ")})`).join(", ")}`,
      ]),
      renamed: (pack, from, to) => [`UPDATE ${intervals} SET rule = ${text(to)} WHERE pack = ${text(pack)} AND rule = ${text(from)}`],
      emptied: (pack, rule) => [`DELETE FROM ${intervals} WHERE pack = ${text(pack)} AND rule = ${text(rule)}`],
      inputs: (pack, known) => (known.length === 0 ? [] : [
        `DELETE FROM ${inputs} AS i WHERE pack = ${text(pack)} AND ((source, fingerprint) IN (${known.map(({ source, fingerprint }) => `(${text(source)}, ${text(fingerprint)})`).join(", ")}) OR NOT EXISTS (SELECT 1 FROM ${objects} AS o WHERE contains(o.key, i.fingerprint)))`,
        `INSERT INTO ${inputs} VALUES ${known.map(({ source, fingerprint, files }) => `(${[pack, source, fingerprint, files].map(text).join(", ")})`).join(", ")}`,
      ]),
      acted: (run, done) => (done.length === 0 ? [] : [`INSERT INTO ${actions} VALUES ${done.map(({ action, schema, name, rule }, seq) => `(${text(run)}, ${seq}, ${[action, schema, name, rule].map(text).join(", ")})`).join(", ")}`]),
      forget: (gone) => gone.flatMap(({ schema, name, pack, rule }) => [
        `DELETE FROM ${objects} WHERE schema_name = ${text(schema)} AND name = ${text(name)} AND pack = ${text(pack)}`,
        `DELETE FROM ${intervals} WHERE pack = ${text(pack)} AND rule = ${text(rule)}`,
      ]),
    },
  };
}

const jsonOrNull = (value: unknown): unknown => (typeof value === "string" ? (JSON.parse(value) as unknown) : null);
const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

const rowOf = (engine: Engine, run: string, { schema, name, kind, rule, pack, key, rows, fingerprint, columns, mode, promises }: MadeObject): string =>
  `(${[schema, name, kind, rule, pack, run].map(text).join(", ")}, ${[orNull(key), rows === "counted" ? `(SELECT count(*) FROM ${qualified(engine, schema, name)})` : orNull(rows), ...[fingerprint, json(columns), mode, json(promises)].map(orNull)].join(", ")})`;

export const stagedName = (run: string, table: string): string => `__rulec_${run.toLowerCase()}_${table}`;
/** `kind`: what has the name now. */
export const dropped = (engine: Engine, kind: "table" | "view", schema: string, name: string): string => `DROP ${kind.toUpperCase()} ${qualified(engine, schema, name)}`;
export const qualified = (engine: Engine, schema: string, table: string): string => path([engine.catalog, schema, table]);
