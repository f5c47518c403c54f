/** Makes everything that a run has staged visible at once. */
import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { modeOf, storedAs } from "../../ir/storage.ts";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { EngineError, type Engine } from "../engine.ts";
import { engineWriteProblem, isFileError, syncFolder, writeProblem } from "../record/files.ts";
import { changedSource } from "../sources/changed.ts";
import { inputsOf, madeOf } from "../reuse/outputs.ts";
import { identifier } from "../sql-text.ts";
import type { CompiledRule } from "../plan-types.ts";
import { keyOf, objectOf, type Existing } from "./existing.ts";
import { dropped, openLedger, qualified, type Action, type FileMove, type LedgerRun, type MadeObject } from "./ledger.ts";
import { addedTo, type Done } from "./materialise/publish.ts";
import { storedColumns } from "./materialise/target.ts";
import { promisesOf } from "./published.ts";
import { forOthers, shown, withoutPaths, type Staged, type Work } from "./work.ts";
import { inlined } from "./visible.ts";
import { viewsAbove } from "./views-above.ts";

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
  const { statements, after } = publication(work, staged, there, await viewsAbove(work, there));
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

/** The statements of the transaction, and those that wait for the files. `above`: views that are made anew with what they read. */
export function publication(work: Work, staged: readonly Staged[], there: Existing, above: readonly CompiledRule[] = []): { readonly statements: readonly string[]; readonly after: readonly string[] } {
  const parts = staged.map((of) => (of.file !== null ? fileOf(work, of, of.file, there) : of.table === null ? viewOf(work, of, there) : tableOf(work, of, of.table, there)));
  const views = viewStatements(work, [...staged.flatMap(({ rule }) => (rule.storage.kind === "view" ? [rule] : [])), ...above]);
  const actions = [...parts.flatMap((part) => part.actions), ...above.map(({ name, schema, table }): Action => ({ action: "replace", schema, name: table, rule: name }))];
  const { published, acted, inputs } = work.ledger.statements;
  return {
    statements: [...parts.flatMap(({ statements }) => statements), ...views.now, ...published(work.run, parts.map(({ made }) => made), views.later), ...inputs(work.input.pack, inputsOf(work)), ...acted(work.run, actions)],
    after: views.later,
  };
}

/** What the transaction does for one rule, and what the ledger says of it afterwards. */
type Part = Done & { readonly made: MadeObject };

const madeBy = (work: Work, { rule, rows, file }: Staged): Omit<MadeObject, "schema" | "name" | "kind"> => ({
  rule: rule.name, pack: work.input.pack, ...madeOf(work, { rule, file }), rows, columns: storedColumns(rule.columns), mode: null, promises: promisesOf(rule),
});

function fileOf(work: Work, of: Staged, file: FileMove, there: Existing): Part {
  const { rule, table } = of;
  const action = objectOf(there, rule) === undefined ? "create" : "replace";
  return {
    made: { schema: "", name: file.to, kind: "file", ...madeBy(work, of) },
    statements: table === null ? [] : [`DROP TABLE ${qualified(work.engine, rule.schema, table)}`],
    actions: [{ action, schema: "", name: file.to, rule: rule.name }],
  };
}

/** It is made after all tables, by viewStatements. */
function viewOf(work: Work, of: Staged, there: Existing): Part {
  const { rule } = of;
  const before = there.objects.get(keyOf(rule.schema, rule.table));
  return {
    made: { schema: rule.schema, name: rule.table, kind: "view", ...madeBy(work, of) },
    statements: [...(before === undefined ? [] : [dropped(work.engine, before, rule.schema, rule.table)]), ...noIntervals(work, rule, there)],
    actions: [{ action: before === undefined ? "create" : "replace", schema: rule.schema, name: rule.table, rule: rule.name }],
  };
}

function tableOf(work: Work, of: Staged, table: string, there: Existing): Part {
  const { rule } = of;
  const [before, mode, target] = [there.objects.get(keyOf(rule.schema, rule.table)), modeOf(rule.storage), work.targets.get(rule.name)];
  const made: MadeObject = { schema: rule.schema, name: rule.table, kind: "table", ...madeBy(work, of) };
  if (mode !== null && target !== undefined) {
    return { made: { ...made, rows: target.fresh ? made.rows : "counted", mode: storedAs(mode) }, ...addedTo(work, of, mode, table, target, before) };
  }
  const done = (action: "drop" | "rename"): Action => ({ action, schema: rule.schema, name: rule.table, rule: rule.name });
  return {
    made,
    statements: [
      ...(before === undefined ? [] : [dropped(work.engine, before, rule.schema, rule.table)]),
      `ALTER TABLE ${qualified(work.engine, rule.schema, table)} RENAME TO ${identifier(rule.table)}`, ...noIntervals(work, rule, there),
    ],
    actions: [...(before === undefined ? [] : [done("drop")]), done("rename")],
  };
}

/** Of a table that is no longer stored by time. */
function noIntervals(work: Work, rule: CompiledRule, there: Existing): readonly string[] {
  const owned = there.owned.get(keyOf(rule.schema, rule.table));
  return owned === undefined || owned.mode === null ? [] : work.ledger.statements.emptied(work.input.pack, owned.rule);
}

/**
 * Views come after all tables have their names, in the order of the plan, so that each finds what it reads. DuckDB looks at what a view
 * reads when it is made: one that reads a file which this run writes must wait until the file is in its place.
 */
function viewStatements(work: Work, rules: readonly CompiledRule[]): { readonly now: readonly string[]; readonly later: readonly string[] } {
  const define = forOthers(work, (source) => {
    const located = work.located.get(source);
    if (located === undefined) throw new Error(`the source ${source} is read and was not located`);
    return { text: work.input.scan(located.source, located.paths), parts: [] };
  });
  const known = new Map<string, boolean>();
  const readsFile = (rule: CompiledRule): boolean => {
    const found = known.get(rule.name) ?? rule.reads.some(({ of }) => {
      const upstream = work.rules.get(of.name);
      return upstream?.storage.kind === "view" ? readsFile(upstream) : (work.staged.get(of.name)?.file ?? null) !== null;
    });
    known.set(rule.name, found);
    return found;
  };
  const views = rules.map((rule) => ({ waits: readsFile(rule), text: `CREATE OR REPLACE VIEW ${qualified(work.engine, rule.schema, rule.table)} AS ${inlined(rule, define).text}` }));
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
