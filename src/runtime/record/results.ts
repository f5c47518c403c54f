/**
 * The record of a run, a line of JSON for each thing that happened, written while it happens: `target/<pack>/runs/<run>/run-results.jsonl`.
 * Shape: grammar/schemas/run-results.json. Reading: history.ts.
 */
import { closeSync, copyFileSync, ftruncateSync, linkSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { makeFolder } from "./files.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import type { JsonValue } from "../engine.ts";
import type { Shape } from "../plan-types.ts";
import type { Change } from "../run/materialise/mode.ts";
import type { Redo } from "../run/materialise/redo.ts";
import { holderOf } from "../run/lock.ts";

export const RESULTS_FORMAT = 1;
export const RESULTS_FILE = "run-results.jsonl";
export const RUNS_FOLDER = "runs";
/** Beside a record while its run works: who writes it. */
export const PROCESS_FILE = "process.json";

export const runFolder = (target: string, run: string): string => path.join(target, RUNS_FOLDER, run);

export type ResultPromise = {
  readonly kind: string; readonly columns: readonly string[]; readonly severity: "warn" | "error"; readonly says: string; readonly failing: number;
  readonly samples: readonly Readonly<Record<string, JsonValue>>[];
};
export const RUN_PHASES = ["plan", "check", "build", "publish"] as const;
export type RunPhase = (typeof RUN_PHASES)[number];
export type ResultStatus = "published" | "failed" | "interrupted" | "nothing" | "killed";
/** How many rules ended how. */
export type ResultCounts = { readonly built: number; readonly reused: number; readonly failed: number; readonly skipped: number };

/** Times are milliseconds, rounded to a tenth. */
export type ResultLine =
  | {
      readonly kind: "run"; readonly format: typeof RESULTS_FORMAT; readonly run: string; readonly pack: string; readonly profile: string; readonly compiler: string; readonly started: string;
      readonly shape: Shape;
      readonly engine: { readonly name: string; readonly version: string; readonly functions: string; readonly settings: Readonly<Record<string, string>> };
      /** The hash of views.json. */
      readonly views: string;
      /** What it was asked for beside rules and parameters. */
      readonly asked?: { readonly fullRefresh: boolean; readonly redo: Redo | null; readonly without: readonly string[] };
      readonly params: Readonly<Record<string, string | boolean | null>>;
      readonly plan: readonly { readonly rule: string; readonly action: "build" | "reuse" | "skip"; readonly reason: string; readonly of: readonly string[] }[];
    }
  | { readonly kind: "source"; readonly source: string; readonly files: readonly string[]; readonly fingerprint: string | null; readonly verified: "now" | "before" | "trusted" | "failed"; readonly promises: readonly ResultPromise[]; readonly ms: number }
  | {
      readonly kind: "rule"; readonly rule: string; readonly hash: string; readonly plan: string; readonly status: "built" | "failed" | "skipped"; readonly rows: number | null; readonly bytes: number | null;
      /** The most bytes that lay in the engine's spill files while it was built; null where there can be none. */
      readonly spilled: number | null;
      readonly change: Change | null;
      readonly ms: number;
      readonly promises: readonly ResultPromise[];
    }
  | { readonly kind: "diagnostic"; readonly rule: string | null; readonly diagnostic: Diagnostic }
  | { readonly kind: "published"; readonly tables: number; readonly views: number; readonly files: number; readonly ms: number }
  | {
      readonly kind: "end"; readonly run: string; readonly status: ResultStatus; readonly ms: number | null; readonly rules: ResultCounts;
      readonly phases: Readonly<Partial<Record<RunPhase, number>>>;
      /** Of a run that did not end by itself: the one that wrote this line. */
      readonly by?: string;
    };
/** As it stands in the file: with the time, ISO 8601 in UTC. */
export type RecordLine = ResultLine & { readonly at: string };

/** What was built before, and is only verified and published now, has a line of its own. */
export const reusedIn = (plan: Extract<ResultLine, { kind: "run" }>["plan"]): number => plan.filter(({ action, reason }) => action === "reuse" && reason !== "kept").length;

export const lineText = (line: ResultLine, at = new Date()): string => {
  const { kind, ...rest } = line;
  return `${JSON.stringify({ kind, at: at.toISOString(), ...rest })}\n`;
};

export const tenth = (ms: number): number => Math.round(ms * 10) / 10;

export type Results = {
  /** Of this run: what else is written down about it lies beside its record. */
  readonly folder: string;
  /** Never throws: a run does not fail because its record does. */
  readonly write: (line: ResultLine) => void;
  /** What could not be written, as the file system says it; null where all was. */
  readonly problem: () => NodeJS.ErrnoException | null;
  /** Ends the phase before. */
  readonly phase: (phase: RunPhase) => void;
  /** Once; what comes after is not written. */
  readonly end: (run: string, status: Exclude<ResultStatus, "killed">) => void;
};

/** Of what is not recorded. */
export const NO_RESULTS: Results = { folder: "", write: () => undefined, problem: () => null, phase: () => undefined, end: () => undefined };

/** Starts the record of a run, which the file of the same name in `target` is from now on, too. Throws what the file system throws. */
export function openResults(target: string, run: string): Results {
  const began = performance.now();
  const folder = runFolder(target, run);
  const file = path.join(folder, RESULTS_FILE);
  makeFolder(folder);
  writeFileSync(path.join(folder, PROCESS_FILE), `${JSON.stringify(holderOf(run))}\n`);
  const handle = openSync(file, "wx");
  const isLinked = nameLatest(target, file);
  let [size, problem]: [number, NodeJS.ErrnoException | null] = [0, null];
  const counts = { built: 0, reused: 0, failed: 0, skipped: 0 };
  const phases: Partial<Record<RunPhase, number>> = {};
  let ended = false;
  let current: { readonly phase: RunPhase; readonly from: number } | null = null;
  const endPhase = (): void => {
    if (current !== null) phases[current.phase] = tenth((phases[current.phase] ?? 0) + performance.now() - current.from);
  };
  const write = (line: ResultLine): void => {
    if (ended) return;
    if (line.kind === "rule") counts[line.status]++;
    if (line.kind === "run") counts.reused = reusedIn(line.plan);
    const bytes = Buffer.from(lineText(line));
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at, bytes.length - at, size + at);
      size += bytes.length;
    } catch (error) {
      problem ??= error as NodeJS.ErrnoException;
      // A part of a line would spoil the next.
      ftruncateSync(handle, size);
    }
  };
  return {
    folder, write,
    problem: () => problem,
    phase: (phase) => {
      endPhase();
      current = { phase, from: performance.now() };
    },
    end: (name, status) => {
      if (ended) return;
      endPhase();
      write({ kind: "end", run: name, status, ms: tenth(performance.now() - began), rules: counts, phases });
      ended = true;
      closeSync(handle);
      try {
        if (!isLinked) copyFileSync(file, path.join(target, RESULTS_FILE));
        rmSync(path.join(folder, PROCESS_FILE), { force: true });
      } catch (error) {
        problem ??= error as NodeJS.ErrnoException;
      }
    },
  };
}

/** Gives the last record a second name that does not change. False where the file system has no such names: then it is copied at the end. */
function nameLatest(target: string, file: string): boolean {
  const draft = path.join(target, `.${RESULTS_FILE}.${process.pid}`);
  try {
    rmSync(draft, { force: true });
    linkSync(file, draft);
    renameSync(draft, path.join(target, RESULTS_FILE));
    return true;
  } catch {
    rmSync(draft, { force: true });
    return false;
  }
}
