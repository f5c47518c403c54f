/** Puts right what a run left that did not end: its process was killed, the power went, or it failed. */
import { rmSync } from "node:fs";
import type { Engine, Session } from "../engine.ts";
import type { OnEvent } from "./events.ts";
import { isFileError } from "../record/files.ts";
import { stringLiteral } from "../sql-text.ts";
import { qualified, type Ledger, type LedgerRun } from "./ledger.ts";
import { complete } from "./publish.ts";

export type Recovery = { readonly engine: Engine; readonly session: Session; readonly ledger: Ledger; readonly pack: string; readonly root: string; readonly emit: OnEvent };

/**
 * The lock is held, so no run that the ledger calls unfinished is alive. One whose tables were published has its files moved; of any
 * other the staged files go, and the tables but those that a run may take up. Files of another pack wait for that pack: their folder is not known here.
 * Throws what the engine and the file system throw.
 */
export async function recover(of: Recovery): Promise<readonly LedgerRun[]> {
  const runs = await of.ledger.unfinished();
  const recovered: LedgerRun[] = [];
  for (const run of runs) {
    const own = run.pack === of.pack;
    if (!own && run.files.length > 0) continue;
    if (run.status === "moving") {
      await complete(of.engine, of.root, run);
      of.emit({ kind: "recovered", run: run.run, what: "rolled-forward", kept: 0 });
    } else {
      const kept = await dropStaged(of, run);
      if (run.status === "building") of.emit({ kind: "recovered", run: run.run, what: "rolled-back", kept });
    }
    recovered.push(run);
  }
  return recovered;
}

/** Gives how many tables are kept. */
async function dropStaged({ engine, session, ledger, root }: Recovery, run: LedgerRun): Promise<number> {
  for (const { from } of run.files) removeStaged(`${root}/${from}`);
  const drops = run.tables.filter(({ key }) => key === undefined).map(({ schema, table }) => `DROP TABLE IF EXISTS ${qualified(engine, schema, table)}`);
  if (drops.length > 0) await session.run({ text: drops.join(";\n") });
  const kept = await there(engine, session, run.tables.filter(({ key }) => key !== undefined));
  if (run.status === "building" || drops.length > 0 || run.files.length > 0) await ledger.cleared(run.run, run.status === "building" ? "killed" : run.status, kept);
  return kept.length;
}

/** Nothing was staged where a file stands in the place of a folder. */
function removeStaged(file: string): void {
  try {
    rmSync(file, { recursive: true, force: true });
  } catch (error) {
    if (!isFileError(error) || error.code !== "ENOTDIR") throw error;
  }
}

/** A run that was killed names all that it would have staged. A table is made by one statement: it is there whole, or not at all. */
async function there(engine: Engine, session: Session, tables: LedgerRun["tables"]): Promise<LedgerRun["tables"]> {
  if (tables.length === 0) return [];
  const { rows } = await session.query({ text: `SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ${stringLiteral(engine.catalog)} AND starts_with(table_name, '__rulec_')` });
  const found = new Set(rows.map(([schema, table]) => `${schema as string}\n${table as string}`));
  return tables.filter(({ schema, table }) => found.has(`${schema}\n${table}`));
}
