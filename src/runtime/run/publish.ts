/** Makes everything that a run has staged visible at once. */
import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { EngineError, type Engine } from "../engine.ts";
import { engineWriteProblem, isFileError, syncFolder, writeProblem } from "../record/files.ts";
import { changedSource } from "../sources/changed.ts";
import { identifier } from "../sql-text.ts";
import type { CompiledRule } from "../plan-types.ts";
import { keyOf, type Existing } from "./existing.ts";
import { openLedger, qualified, type FileMove, type LedgerRun, type MadeObject, type ObjectState } from "./ledger.ts";
import { absolute, forOthers, shown, withoutPaths, type Staged, type Work } from "./work.ts";
import { inlined } from "./visible.ts";

export { existing, isPublished, notOwned, type Existing } from "./existing.ts";

export type Published = { readonly tables: number; readonly views: number; readonly files: number; readonly ms: number };
/**
 * One transaction, on a connection that has no temporary views: tables take their names, views are made, the run's row changes. It
 * names the files that are still to be moved and what is to be said after, so whoever opens the warehouse next can go on.
 * Errors: source-changed, publication-lost, publication-unfinished, target-full, target-not-writable.
 */
export async function publish(work: Work, there: Existing): Promise<Published | Diagnostic> {
  const began = performance.now();
  const staged = [...work.staged.values()];
  // Rules have read their sources one after the other: they must have read the same.
  const changed = changedSource(work.located.values(), work.input.root);
  if (changed !== null) {
    await work.ledger.end(work.run, "failed");
    return changed;
  }
  const { statements, after } = publication(work, staged, there);
  const files = staged.flatMap(({ file }) => (file === null ? [] : [file]));
  // The journal may promise only files that are on the disk, name and all.
  for (const folder of foldersOf(work.input.root, files)) syncFolder(folder);
  const session = await work.engine.session();
  try {
    await session.run({ text: `BEGIN TRANSACTION;\n${statements.join(";\n")};\nCOMMIT` });
  } catch (error) {
    await session.run({ text: "ROLLBACK" }).catch(() => null);
    return lost(error, work);
  } finally {
    session.close();
  }
  // A COMMIT after a failed statement reports success and rolls back: only the row itself says what happened.
  const status = await work.ledger.statusOf(work.run);
  if (status !== "moving") return diagnose("publication-lost", { says: `the run's own row says ${status ?? "nothing"}` }, at(work));
  try {
    await complete(work.engine, work.input.root, { run: work.run, files, after });
  } catch (error) {
    if (!isFileError(error) && !(error instanceof EngineError)) throw error;
    return diagnose("publication-unfinished", { says: withoutPaths(work, error.message).split("\n", 1)[0] as string }, at(work));
  }
  const count = (kind: string): number => staged.filter(({ rule }) => rule.storage.kind === kind).length;
  return { tables: count("table"), views: count("view"), files: files.length, ms: performance.now() - began };
}

/** The second half of a publication, once or again. Throws what the engine and the file system throw. */
export async function complete(engine: Engine, root: string, { run, files, after }: Pick<LedgerRun, "run" | "files" | "after">): Promise<void> {
  moveFiles(root, files);
  const session = await engine.session();
  try {
    await (await openLedger(engine, session)).finish(run, after);
  } finally {
    session.close();
  }
}

const at = (work: Work): Diagnostic["at"] => ({ file: shown(work, `${work.input.root}/rulepack.json`), start: 0, end: 0 });

function lost(error: unknown, work: Work): Diagnostic {
  if (isFileError(error)) return writeProblem(error, error.path === undefined ? work.input.target : shown(work, error.path), at(work));
  if (!(error instanceof EngineError)) throw error;
  const says = withoutPaths(work, error.message).split("\n", 1)[0] as string;
  return engineWriteProblem(error.message, shown(work, work.input.profile.warehouse), at(work)) ?? diagnose("publication-lost", { says }, at(work));
}

function publication(work: Work, staged: readonly Staged[], there: Existing): { readonly statements: readonly string[]; readonly after: readonly string[] } {
  const statements: string[] = [];
  const made: MadeObject[] = [];
  for (const { rule, table, file, rows } of staged) {
    const state: ObjectState = { key: null, rows, fingerprint: null, columns: rule.columns.map(({ name, sqlType, nullable }) => ({ name, sqlType, nullable })), mode: null };
    const owner = { rule: rule.name, pack: work.input.pack, ...state };
    if (file !== null) {
      made.push({ schema: "", name: file.to, kind: "file", ...owner });
      if (table !== null) statements.push(`DROP TABLE ${qualified(work.engine, rule.schema, table)}`);
      continue;
    }
    made.push({ schema: rule.schema, name: rule.table, kind: table === null ? "view" : "table", ...owner });
    const before = there.objects.get(keyOf(rule.schema, rule.table));
    if (before !== undefined) statements.push(`DROP ${before.toUpperCase()} ${qualified(work.engine, rule.schema, rule.table)}`);
    if (table !== null) statements.push(`ALTER TABLE ${qualified(work.engine, rule.schema, table)} RENAME TO ${identifier(rule.table)}`);
  }
  const views = viewStatements(work, staged);
  return { statements: [...statements, ...views.now, ...work.ledger.statements.published(work.run, made, views.later)], after: views.later };
}

/**
 * Views come after all tables have their names, in the order of the plan, so that each finds what it reads. DuckDB looks at what a view
 * reads when it is made: one that reads a file which this run writes must wait until the file is in its place.
 */
function viewStatements(work: Work, staged: readonly Staged[]): { readonly now: readonly string[]; readonly later: readonly string[] } {
  const define = forOthers(work, (source) => {
    const located = work.located.get(source);
    if (located === undefined) throw new Error(`the source ${source} is read and was not located`);
    return { text: work.input.scan(located.source, located.paths), parts: [] };
  });
  const readsFile = (rule: CompiledRule): boolean => rule.reads.some(({ of }) => {
    const upstream = work.rules.get(of.name);
    return work.staged.get(of.name)?.file !== null && upstream !== undefined && upstream.storage.kind !== "table" && (upstream.storage.kind !== "view" || readsFile(upstream));
  });
  const views = staged.filter(({ rule }) => rule.storage.kind === "view").map(({ rule }) => ({ waits: readsFile(rule), text: `CREATE OR REPLACE VIEW ${qualified(work.engine, rule.schema, rule.table)} AS ${inlined(rule, define).text}` }));
  return { now: views.filter(({ waits }) => !waits).map(({ text }) => text), later: views.filter(({ waits }) => waits).map(({ text }) => text) };
}

/** Each staged file takes its place; one that is there already was moved before. */
export function moveFiles(root: string, files: readonly FileMove[]): void {
  for (const { from, to } of files) move(`${root}/${from}`, `${root}/${to}`);
  for (const folder of foldersOf(root, files)) syncFolder(folder);
}

/** No folder can be renamed over one that holds files: that one makes way first, and goes when it is replaced. A death in between leaves what the next call needs. */
function move(from: string, to: string): void {
  const old = `${from}.old`;
  if (existsSync(from)) {
    if (statSync(from).isDirectory() && existsSync(to)) {
      rmSync(old, { recursive: true, force: true });
      renameSync(to, old);
    }
    renameSync(from, to);
  }
  rmSync(old, { recursive: true, force: true });
}

const foldersOf = (root: string, files: readonly FileMove[]): Set<string> => new Set(files.map(({ to }) => path.dirname(`${root}/${to}`)));
