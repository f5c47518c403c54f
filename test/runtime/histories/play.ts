/** Plays many histories side by side in one warehouse: a run holds a step of each. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import type { Engine, Session } from "../../../src/runtime/engine.ts";
import { openEngine } from "../../../src/runtime/index.ts";
import type { CompiledRule } from "../../../src/runtime/plan-types.ts";
import { run, type RunOutcome } from "../../../src/runtime/run/run.ts";
import type { RunInput } from "../../../src/runtime/run/work.ts";
import { input, rule } from "../plans.ts";
import { byTimeHistory, byTimePlan, EPOCH } from "./by-time.ts";
import { jsonRows, type History, type Step } from "./history.ts";
import { mergeHistory, mergePlan } from "./merge.ts";
import { versionsHistory, versionsPlan } from "./versions.ts";

/** Hours between runs; the clock goes back once. */
const CLOCK = [0, 40, 110, 30, 5, 112, 114];
const clock = (round: number): number => EPOCH + (CLOCK[Math.min(round, CLOCK.length - 1)] ?? 0) * 3_600_000;

/** A database in memory gives each column of each table a block of its own. */
const AT_ONCE = 50;

/** `count` of each mode, of so many runs each. Gives what differs from the models, in words: nothing, where all is well. */
export async function playHistories(count: number, rounds: number): Promise<string[]> {
  const all = [fc.sample(mergePlan, count).map((plan, i) => mergeHistory(i, plan)), fc.sample(versionsPlan, count).map((plan, i) => versionsHistory(i, plan)), fc.sample(byTimePlan, count).map((plan, i) => byTimeHistory(i, plan))];
  const wrong: string[] = [];
  for (let first = 0; first < count && wrong.length === 0; first += AT_ONCE) wrong.push(...(await playTogether(all.flatMap((of) => of.slice(first, first + AT_ONCE)), rounds)));
  return wrong;
}

async function playTogether(histories: readonly History[], rounds: number): Promise<string[]> {
  const root = mkdtempSync(path.join(tmpdir(), "rulec-histories-"));
  const engine = await openEngine({ warehouse: ":memory:", policy: "service", directories: [root], threads: 1, memory: "1GB", temp: null });
  try {
    return await play({ root, engine, session: await engine.session(), histories, rounds, wrong: [] });
  } finally {
    engine.close();
    rmSync(root, { recursive: true, force: true });
  }
}

type Playing = { readonly root: string; readonly engine: Engine; readonly session: Session; readonly histories: readonly History[]; readonly rounds: number; readonly wrong: string[] };
type Planned = { readonly history: History; readonly step: Step };

async function play(of: Playing): Promise<string[]> {
  for (let round = 0; round < of.rounds && of.wrong.length === 0; round++) {
    const runAt = clock(round);
    const planned = of.histories.map((history) => ({ history, step: history.step(round, runAt) }));
    const where = `round ${round}`;
    const stopping = planned.filter(({ step }) => (step.stops ?? null) !== null);
    const able = planned.filter((one) => !stopping.includes(one));
    await stopped(of, where, stopping, able, runAt);
    await failing(of, where, able, runAt);
    if (round === 2) await aborted(of, where, able, runAt);
    const sound = able.filter(({ step }) => step.fails === null);
    await published(of, where, sound.filter(({ step }) => step.redo === null && !step.refresh), runAt, {});
    await published(of, where, sound.filter(({ step }) => step.redo === null && step.refresh), runAt, { fullRefresh: true });
    for (const one of sound) if (one.step.redo !== null) await published(of, where, [one], runAt, { redo: one.step.redo });
    await compare(of, where, of.histories.map((history) => ({ table: history.table, rows: history.rows() })));
  }
  // What could be made again is: that must be what a rebuild makes.
  const runAt = clock(CLOCK.length - 1);
  const last = of.histories.flatMap((history) => (history.rebuilt === null ? [] : [{ history, step: history.step(of.rounds, runAt), rebuilt: history.rebuilt }])).filter(({ step }) => step.fails === null);
  if (of.wrong.length === 0) await published(of, "a rebuild", last, runAt, { fullRefresh: true }, false);
  if (of.wrong.length === 0) await compare(of, "a rebuild", last.map(({ history, rebuilt }) => ({ table: history.table, rows: rebuilt(runAt) })));
  return of.wrong;
}

async function runOf({ root, engine }: Playing, rules: readonly CompiledRule[], runAt: number, more: Partial<RunInput>): Promise<RunOutcome> {
  const of = input(root, rules, { values: new Map([["run_at", `${new Date(runAt).toISOString().replace("T", " ").slice(0, 19)}+00`]]), ...more });
  return run({ ...of, profile: { ...of.profile, warehouse: ":memory:" } }, async () => ({ ...engine, close: () => undefined }));
}

/** Those that stop a run beside those that would not: nothing is built. */
async function stopped(of: Playing, where: string, stopping: readonly Planned[], able: readonly Planned[], runAt: number): Promise<void> {
  if (stopping.length === 0) return;
  const { status, rules, diagnostics } = await runOf(of, [...stopping, ...able.filter(({ step }) => step.redo === null && !step.refresh)].map(({ step }) => step.rule), runAt, {});
  const told = new Map(diagnostics.map(({ code, params }) => [params["rule"], code]));
  if (status !== "failed" || rules.length > 0) of.wrong.push(`${where}: a run that should have stopped was ${status} and came to ${rules.length} rules`);
  for (const { history, step } of stopping) if (told.get(history.table) !== step.stops) of.wrong.push(`${where}: ${history.table} should have stopped the run with ${step.stops ?? ""}, and ${told.get(history.table) ?? "did not"}`);
  await compare(of, `${where}, after a run that was stopped`, of.histories.map((history) => ({ table: history.table, rows: history.rows() })));
}

/** All steps at once, where some must fail: nothing of any is published. */
async function failing(of: Playing, where: string, planned: readonly Planned[], runAt: number): Promise<void> {
  const bad = planned.filter(({ step }) => step.fails !== null && !step.refresh);
  if (bad.length === 0) return;
  const { status, rules, diagnostics } = await runOf(of, planned.filter(({ step }) => step.redo === null && !step.refresh).map(({ step }) => step.rule), runAt, {});
  const told = new Map(diagnostics.map(({ code, params }) => [params["rule"], code]));
  if (status !== "failed") of.wrong.push(`${where}: a run that should have failed was ${status}`);
  for (const { history, step } of bad) if (told.get(history.rule) !== step.fails) of.wrong.push(`${where}: ${history.rule} should have failed with ${step.fails ?? ""}, and ${told.get(history.rule) ?? "did not"}`);
  const failed = rules.filter(({ status: how }) => how === "failed").length;
  if (failed !== bad.length) of.wrong.push(`${where}: ${bad.length} rules should have failed, and ${failed} did`);
  await compare(of, `${where}, after a failed run`, of.histories.map((history) => ({ table: history.table, rows: history.rows() })));
}

async function aborted(of: Playing, where: string, planned: readonly Planned[], runAt: number): Promise<void> {
  const abort = new AbortController();
  let built = 0;
  const rules = planned.filter(({ step }) => step.fails === null && step.redo === null && !step.refresh).map(({ step }) => step.rule);
  const { status } = await runOf(of, rules, runAt, { signal: abort.signal, onEvent: ({ kind }) => void (kind === "built" && ++built === 3 && abort.abort()) });
  if (status !== "interrupted") of.wrong.push(`${where}: an interrupted run was ${status}`);
  await compare(of, `${where}, after an interrupted run`, of.histories.map((history) => ({ table: history.table, rows: history.rows() })));
}

/** Beside every third table, a rule that reads it in the same run. */
async function published(of: Playing, where: string, steps: readonly Planned[], runAt: number, more: Partial<RunInput>, models = true): Promise<void> {
  if (steps.length === 0) return;
  const read = more.redo === undefined ? steps.filter((_, i) => i % 3 === 0) : [];
  const readers = read.map(({ history, step }): CompiledRule => ({
    ...rule(`m.seen_${history.table}`, "n: int64", "", `SELECT * FROM ${history.table}`, { reads: [history.rule], keys: [], hash: `${where} ${step.rule.hash}` }), columns: step.rule.columns,
  }));
  const { status, diagnostics } = await runOf(of, [...steps.map(({ step }) => step.rule), ...readers], runAt, more);
  if (status !== "published" && status !== "nothing") of.wrong.push(`${where}: ${status}: ${diagnostics.slice(0, 3).map(({ code, title, label }) => `${code} ${title} ${label ?? ""}`).join("; ")}`);
  if (models) for (const { step } of steps) step.publish();
  if (models && of.wrong.length === 0) await compare(of, `${where}, in the run`, read.map(({ history }) => ({ table: `seen_${history.table}`, rows: history.rows() })));
}

async function compare({ session, wrong }: Playing, where: string, tables: readonly { readonly table: string; readonly rows: readonly string[] }[]): Promise<void> {
  const there = new Set((await session.query({ text: "SELECT table_name FROM duckdb_tables()" })).rows.map(([name]) => name));
  for (const { table, rows } of tables) {
    const found = there.has(table) ? jsonRows((await session.query({ text: `SELECT * FROM ${table}` })).rows) : [];
    if (found.join() !== rows.join()) wrong.push(`${where}: ${table} holds ${found.join(" ")}, and should hold ${rows.join(" ")}`);
  }
}
