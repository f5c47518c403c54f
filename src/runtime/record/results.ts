/** The record of a run, a line of JSON for each thing that happened, written while it happens. Shape: grammar/schemas/run-results.json. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import path from "node:path";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import type { JsonValue } from "../engine.ts";
import type { Shape } from "../plan-types.ts";

export const RESULTS_FORMAT = 1;
export const RESULTS_FILE = "run-results.jsonl";

export type ResultPromise = {
  readonly kind: string; readonly columns: readonly string[]; readonly severity: "warn" | "error"; readonly failing: number;
  readonly samples: readonly Readonly<Record<string, JsonValue>>[];
};
/** Times are milliseconds, rounded to a tenth. */
export type ResultLine =
  | {
      readonly kind: "run"; readonly format: typeof RESULTS_FORMAT; readonly run: string; readonly pack: string; readonly profile: string; readonly compiler: string; readonly started: string;
      readonly shape: Shape;
      readonly engine: { readonly name: string; readonly version: string; readonly settings: Readonly<Record<string, string>> };
      readonly params: Readonly<Record<string, string | boolean | null>>;
      readonly plan: readonly { readonly rule: string; readonly action: "build" | "skip"; readonly reason: string; readonly by: readonly string[] }[];
    }
  | { readonly kind: "source"; readonly source: string; readonly files: readonly string[]; readonly fingerprint: string | null; readonly verified: "now" | "before" | "trusted" | "failed"; readonly promises: readonly ResultPromise[]; readonly ms: number }
  | {
      readonly kind: "rule"; readonly rule: string; readonly hash: string; readonly plan: string; readonly status: "built" | "failed" | "skipped"; readonly rows: number | null; readonly bytes: number | null; readonly ms: number;
      readonly promises: readonly ResultPromise[];
    }
  | { readonly kind: "diagnostic"; readonly rule: string | null; readonly diagnostic: Diagnostic }
  | { readonly kind: "published"; readonly tables: number; readonly views: number; readonly files: number; readonly ms: number }
  | { readonly kind: "end"; readonly run: string; readonly status: "published" | "failed" | "interrupted" | "nothing" | "killed"; readonly ms: number | null };

export type Results = { readonly write: (line: ResultLine) => void; readonly close: () => void };

export const tenth = (ms: number): number => Math.round(ms * 10) / 10;

/**
 * Starts the record in `folder`. One that an earlier run did not finish is finished for it and kept beside, under that run's name.
 * Throws what the file system throws.
 */
export function openResults(folder: string): Results {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, RESULTS_FILE);
  keepUnfinished(file);
  const handle = openSync(file, "w");
  return { write: (line) => void writeSync(handle, `${JSON.stringify(line)}\n`), close: () => closeSync(handle) };
}

function keepUnfinished(file: string): void {
  if (!existsSync(file)) return;
  const lines = readFileSync(file, "utf8").split("\n").filter((line) => line !== "");
  const [first, last] = [parsed(lines[0]), parsed(lines.at(-1))];
  if (first?.kind !== "run" || last?.kind === "end") return;
  // A kill in the middle of a line leaves a part of one.
  const whole = last === null ? lines.slice(0, -1) : lines;
  const end: ResultLine = { kind: "end", run: first.run, status: "killed", ms: null };
  const handle = openSync(file, "w");
  writeSync(handle, `${[...whole, JSON.stringify(end)].join("\n")}\n`);
  closeSync(handle);
  renameSync(file, path.join(path.dirname(file), `run-results.${first.run}.jsonl`));
}

function parsed(line: string | undefined): ResultLine | null {
  try {
    return line === undefined ? null : (JSON.parse(line) as ResultLine);
  } catch {
    return null;
  }
}
