/** Makes a rule's rows where nobody sees them yet. */
import { statSync } from "node:fs";
import path from "node:path";
import { modeOf } from "../../ir/storage.ts";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { EngineError } from "../engine.ts";
import { engineWriteProblem, isFileError, makeFolder, syncFile, writeProblem } from "../record/files.ts";
import type { CompiledRule, SqlText } from "../plan-types.ts";
import { readError } from "../sources/read-errors.ts";
import { plainTypeText, sameType } from "../types.ts";
import { engineDiagnostic } from "./engine-diagnostic.ts";
import { qualified, stagedName, type FileMove } from "./ledger.ts";
import { madeColumns } from "./materialise/index.ts";
import { inFirst, stageIntervals } from "./materialise/stage.ts";
import { copyStatement, isParted, outputFile, scanOfFile, stagedFile, stagesTable, type FileKind } from "./outputs.ts";
import { writePartitions } from "./partitions.ts";
import { EXPLAIN, scanEvidence } from "./scan-evidence.ts";
import { spillOf } from "./spill.ts";
import { absolute, boundParams, definitionOf, shown, withoutPaths, type Staged, type Work } from "./work.ts";

const PROGRESS_MS = 100;

/** Errors: those of an engine, of the sources' values, of the target; result-differs. */
export async function buildRule(work: Work, rule: CompiledRule, index: number, of: number): Promise<Staged | Diagnostic> {
  const began = performance.now();
  const ms = (): number => performance.now() - began;
  const spill = spillOf(work.input);
  const parts: Parts = { done: 0, of: 1 };
  const timer = setInterval(() => {
    spill.look();
    work.emit({ kind: "building", rule: rule.name, index, of, percent: percentOf(parts, work.session.progress()), ms: ms() });
  }, PROGRESS_MS);
  const sent: Sent = { before: "", whole: "" };
  try {
    await showReads(work, rule);
    if (work.input.evidence === true) {
      [sent.before, sent.whole] = [EXPLAIN, EXPLAIN + rule.select.text];
      work.scans.push(await scanEvidence(inFirst(work, rule), rule));
    }
    const kept = work.decisions.of.get(rule.name)?.kept?.table;
    const table = stagesTable(rule) ? (kept ?? stagedName(work.run, rule.table)) : null;
    const rows = table === null ? null : kept === undefined ? await stageTable(work, rule, table, sent, parts) : await countRows(work, rule, table);
    if (rows !== null && typeof rows !== "number") return rows;
    const file = outputFile(rule);
    const made = file === null ? null : await stageFile(work, rule, file, table, sent);
    const staged = { rule, table, file: made?.move ?? null, rows: rows ?? made?.rows ?? null, bytes: made?.bytes ?? null };
    return (await differs(work, staged)) ?? { ...staged, spilled: spill.most(), change: null, ms: ms() };
  } catch (error) {
    return await problemOf(error, work, { rule, sql: rule.select, ...sent });
  } finally {
    clearInterval(timer);
  }
}

export async function showReads(work: Work, rule: CompiledRule): Promise<void> {
  const define = definitionOf(work);
  await work.visible.show(rule.reads.map((read) => ({ sqlName: read.sqlName, definition: define(read) })));
}

/** Error: outside-interval. Throws what the engine throws. */
async function stageTable(work: Work, rule: CompiledRule, table: string, sent: Sent, parts: Parts): Promise<number | Diagnostic> {
  const send = (of: Work, before: string): Promise<number> => executed(of, rule, sent, [before, rule.select.text, ""]);
  const [mode, target] = [modeOf(rule.storage), work.targets.get(rule.name)];
  if (mode?.mode === "by_time" && target !== undefined) return stageIntervals(work, rule, mode, table, target, send, (done, all) => void ([parts.done, parts.of] = [done, all]));
  return send(work, `CREATE TABLE ${qualified(work.engine, rule.schema, table)} AS\n`);
}

async function countRows(work: Work, rule: CompiledRule, table: string): Promise<number> {
  return Number((await work.session.query({ text: `SELECT count(*) FROM ${qualified(work.engine, rule.schema, table)}` })).rows[0]?.[0] ?? 0);
}

/** How many of a rule's statements are done. */
type Parts = { done: number; of: number };
const percentOf = ({ done, of }: Parts, percent: number | null): number | null => (of === 1 ? percent : ((done + (percent ?? 0) / 100) / of) * 100);

type Made = { readonly move: FileMove; readonly rows: number; readonly bytes: number };

async function stageFile(work: Work, rule: CompiledRule, file: string, table: string | null, sent: Sent): Promise<Made> {
  const from = stagedFile(file, work.run);
  makeFolder(path.dirname(absolute(work, from)));
  if (table !== null && isParted(rule)) {
    const made = await writePartitions(work.session, rule, qualified(work.engine, rule.schema, table), absolute(work, from));
    return { move: { from, to: file }, ...made };
  }
  const [before, after] = copyStatement(rule, rule.storage.kind as FileKind, absolute(work, from));
  const rows = await executed(work, rule, sent, [before, table === null ? rule.select.text : `FROM ${qualified(work.engine, rule.schema, table)}`, after]);
  syncFile(absolute(work, from));
  return { move: { from, to: file }, rows, bytes: statSync(absolute(work, from)).size };
}

/** The statement that is being executed, and how much stands in it before the rule's own text: an error's position counts from its start. */
type Sent = { before: string; whole: string };

async function executed(work: Work, rule: CompiledRule, sent: Sent, [before, select, after]: readonly [string, string, string]): Promise<number> {
  sent.before = before;
  sent.whole = before + select + after;
  return (await work.session.run({ text: sent.whole, params: boundParams(work, rule.params) })).rows;
}

/** Compares what the engine made with what the compiler promised to readers. */
async function differs(work: Work, { rule, table, file }: Pick<Staged, "rule" | "table" | "file">): Promise<Diagnostic | null> {
  const from = table !== null ? qualified(work.engine, rule.schema, table) : file !== null ? scanOfFile(rule, rule.storage.kind as FileKind, absolute(work, file.from)) : null;
  if (from === null) return null;
  const made = await work.session.describe(`SELECT * FROM ${from}`);
  const promised = madeColumns(rule);
  for (const [index, column] of promised.entries()) {
    const found = made[index];
    if (found !== undefined && found.name === column.name && found.type !== null && sameType(found.type, column.type)) continue;
    const has = found === undefined ? "nothing" : `${found.name}: ${found.type === null ? found.sqlType : plainTypeText(found.type)}`;
    return diagnose("result-differs", { rule: rule.name, column: column.name, expected: plainTypeText(column.type), found: has }, rule.at);
  }
  const more = made[promised.length];
  return more === undefined ? null : diagnose("result-differs", { rule: rule.name, column: more.name, expected: "nothing", found: more.sqlType }, rule.at);
}

/**
 * What to tell about anything that was thrown while `whole` ran for a rule, whose text `sql` stands in it after `before`.
 * Errors: engine-*, source-value, source-unreadable, target-full, target-not-writable, interrupted.
 */
export async function problemOf(error: unknown, work: Work, { rule, sql, before, whole }: Sent & { readonly rule: CompiledRule; readonly sql: SqlText }): Promise<Diagnostic> {
  const target = outputFile(rule) ?? shown(work, work.input.profile.warehouse);
  if (isFileError(error)) return writeProblem(error, error.path === undefined ? target : shown(work, error.path), rule.at);
  if (!(error instanceof EngineError)) throw error;
  const said = new EngineError(error.kind, withoutPaths(work, error.message));
  const read = await readError(error, [...work.located.values()], work.input.root, work.session);
  if (read !== null) return read;
  if (error.kind === "io" || error.kind === "permission" || error.kind === "out_of_memory" || error.kind === "other") {
    const problem = engineWriteProblem(error.message, target, rule.at);
    if (problem !== null) return problem;
  }
  const blamed = { rule: rule.name, at: rule.at, sql, origins: rule.origins, engine: work.engine.name, textOf: work.input.textOf };
  if (error.byte === null || error.position === null) return engineDiagnostic(said, null, blamed);
  if (error.byte < Buffer.byteLength(whole)) return engineDiagnostic(said, error.position < before.length ? null : error.position - before.length, blamed);
  const found = work.visible.partAt(error.byte);
  if (found === null) return engineDiagnostic(said, null, blamed);
  const { of } = found.part;
  if (of.kind === "rule") return engineDiagnostic(said, found.offset, { ...blamed, rule: of.rule.name, at: of.rule.at, sql: of.rule.select, origins: of.rule.origins });
  const files = of.source.provider.kind === "table" ? of.source.provider.table : (work.located.get(of.source.name)?.paths.map((file) => shown(work, file)).join(", ") ?? "");
  return diagnose("source-unreadable", { source: of.source.name, file: files, says: said.message.split("\n", 1)[0] as string }, of.source.at);
}
