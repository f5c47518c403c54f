/** The records of earlier runs: which there are, what each says, which of them go. */
import { appendFileSync, existsSync, readFileSync, readdirSync, rmSync, truncateSync } from "node:fs";
import path from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import schema from "../../../grammar/schemas/run-results.json" with { type: "json" };
import { isDead, readHolder } from "../run/lock.ts";
import { timeOf } from "../run/ids.ts";
import { PROCESS_FILE, RESULTS_FILE, RESULTS_FORMAT, RUNS_FOLDER, lineText, reusedIn, runFolder, type RecordLine, type ResultCounts, type ResultLine } from "./results.ts";

export type LineOf<K extends ResultLine["kind"]> = Extract<RecordLine, { readonly kind: K }>;
/** `lines` are whole and as the schema says; `damage` is what is wrong with the first that is not, all behind it being left out. */
export type RunRecord = { readonly run: string; readonly folder: string; readonly lines: readonly RecordLine[]; readonly damage: Damage | null };
/** `line` counts from 1. `newer`: written by a later version. */
export type Damage = { readonly line: number; readonly problem: string; readonly newer: boolean };
export type RunSummary = {
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly profile: string | null;
  /** `running`: not ended, and its process is there. `damaged`: the record cannot be read. */
  readonly status: LineOf<"end">["status"] | "running" | "damaged";
  readonly ms: number | null;
  readonly rules: ResultCounts | null;
};

const RUN_NAME = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** Names of the runs that have a record, the latest first. */
export function runsIn(target: string): string[] {
  try {
    return readdirSync(path.join(target, RUNS_FOLDER)).filter((name) => RUN_NAME.test(name)).sort().reverse();
  } catch {
    return [];
  }
}

/** Those whose name begins or ends so, the latest first; `last` is the last one. */
export function runsNamed(target: string, asked: string): string[] {
  const runs = runsIn(target);
  return asked === "last" ? runs.slice(0, 1) : runs.filter((run) => run.startsWith(asked.toUpperCase()) || run.endsWith(asked.toUpperCase()));
}

/** Null where there is no such record. Every line is held against the schema. */
export function readRecord(target: string, run: string): RunRecord | null {
  const folder = runFolder(target, run);
  const text = textOf(path.join(folder, RESULTS_FILE));
  if (text === null) return null;
  const lines: RecordLine[] = [];
  const texts = text.split("\n");
  for (const [index, line] of texts.entries()) {
    if (line === "") continue;
    const read = readLine(line);
    if ("problem" in read) {
      // A kill in the middle of a line leaves a part of one, without its end.
      const isCut = index > 0 && index === texts.length - 1;
      return { run, folder, lines, damage: isCut && !read.newer ? null : { line: index + 1, ...read } };
    }
    if (index === 0 && read.kind !== "run") return { run, folder, lines, damage: { line: 1, problem: "it does not begin with what the run is", newer: false } };
    lines.push(read);
  }
  return { run, folder, lines, damage: lines.length === 0 ? { line: 1, problem: "it is empty", newer: false } : null };
}

/** The last run that has a record, of all or of those that `wanted` takes. */
export function latestRecord(target: string, wanted: (record: RunRecord) => boolean = () => true): RunRecord | null {
  for (const run of runsIn(target)) {
    const record = readRecord(target, run);
    if (record !== null && wanted(record)) return record;
  }
  return null;
}

export const lineOf = <K extends ResultLine["kind"]>(record: RunRecord, kind: K): LineOf<K> | null => linesOf(record, kind)[0] ?? null;
export const linesOf = <K extends ResultLine["kind"]>(record: RunRecord, kind: K): LineOf<K>[] => record.lines.filter((line): line is LineOf<K> => line.kind === kind);

export const startedAt = (run: string): string => new Date(timeOf(run)).toISOString();

/** What a list says of a run: its first and last line are enough. */
export function summary(target: string, run: string): RunSummary {
  const of = (status: RunSummary["status"], first: LineOf<"run"> | null, end: LineOf<"end"> | null): RunSummary =>
    ({ run, started: first?.started ?? startedAt(run), profile: first?.profile ?? null, status, ms: end?.ms ?? null, rules: end?.rules ?? null });
  const text = textOf(path.join(runFolder(target, run), RESULTS_FILE)) ?? "";
  const lines = text.split("\n").filter((line) => line !== "");
  const [first, last] = [readLine(lines[0] ?? ""), readLine(lines.at(-1) ?? "")];
  if ("problem" in first || first.kind !== "run") return of(text === "" && isRunning(target, run) ? "running" : "damaged", null, null);
  if ("problem" in last) return of(isRunning(target, run) ? "running" : text.endsWith("\n") ? "damaged" : "killed", first, null);
  return last.kind === "end" ? of(last.status, first, last) : of(isRunning(target, run) ? "running" : "killed", first, null);
}

/** Whether the process that writes the record is there. */
function isRunning(target: string, run: string): boolean {
  const holder = readHolder(path.join(runFolder(target, run), PROCESS_FILE));
  return holder !== null && !isDead(holder);
}

/** Gives an end to the records of runs whose process is gone. `wasPublished` says whether the warehouse has the results of one. Throws what the file system and the engine throw. */
export async function finishDead(target: string, by: string, wasPublished: (run: string) => Promise<boolean>): Promise<void> {
  for (const run of runsIn(target)) {
    const folder = runFolder(target, run);
    if (run === by || !existsSync(path.join(folder, PROCESS_FILE)) || isRunning(target, run)) continue;
    const record = readRecord(target, run);
    // What is damaged is left as it is: somebody may want to look at it.
    if (record !== null && record.damage === null && lineOf(record, "end") === null) {
      const file = path.join(folder, RESULTS_FILE);
      const whole = textOf(file) ?? "";
      truncateSync(file, Buffer.byteLength(whole.slice(0, whole.lastIndexOf("\n") + 1)));
      const rules = { built: 0, reused: reusedIn(lineOf(record, "run")?.plan ?? []), failed: 0, skipped: 0 };
      for (const { status } of linesOf(record, "rule")) rules[status]++;
      appendFileSync(file, lineText({ kind: "end", run, status: (await wasPublished(run)) ? "published" : "killed", ms: null, rules, phases: {}, by }));
    }
    rmSync(path.join(folder, PROCESS_FILE), { force: true });
  }
}

/** So many are kept where nobody says otherwise. */
export const KEPT_RUNS = 100;

export type Pruning = { /** How many of the latest stay. */ readonly keep?: number; /** Those that began before, in milliseconds since 1970, go. */ readonly before?: number };

/** Removes records of runs that have ended; their names. The last one stays, whatever is asked. Throws what the file system throws. */
export function prune(target: string, { keep = Number.POSITIVE_INFINITY, before = 0 }: Pruning): string[] {
  const gone = runsIn(target).filter((run, index) => index > 0 && (index >= keep || timeOf(run) < before) && !isRunning(target, run));
  for (const run of gone) rmSync(runFolder(target, run), { recursive: true, force: true });
  return gone;
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

let validator: ValidateFunction | null = null;

function readLine(text: string): RecordLine | Omit<Damage, "line"> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: "it is no JSON", newer: false };
  }
  const { format } = (value ?? {}) as { readonly format?: unknown };
  if (typeof format === "number" && format > RESULTS_FORMAT) return { problem: `its format is ${format}`, newer: true };
  validator ??= new Ajv({ allowUnionTypes: true, formats: { "date-time": true } }).compile(schema);
  if (validator(value)) return value as RecordLine;
  // Of all kinds of lines, what it lacks of its own.
  const kind = schema.oneOf.findIndex(({ properties }) => properties.kind.const === (value as { readonly kind?: unknown } | null)?.kind);
  const wrong = validator.errors?.find(({ schemaPath }) => schemaPath.startsWith(`#/oneOf/${kind}/`));
  return { problem: wrong === undefined ? "it is of no kind that there is" : `it is not as the schema says: ${wrong.instancePath} ${wrong.message ?? ""}`.replace(":  ", ": "), newer: false };
}
