/** Rows that break promises, kept where a run was asked to: a line of JSON a row. Shape: grammar/schemas/failures.json. */
import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import type { JsonValue } from "../engine.ts";

export const FAILURES_FILE = "failures.jsonl";
/** At most so many of one promise. */
export const KEPT_ROWS = 10_000;

type Row = Readonly<Record<string, JsonValue>>;
/** Of a rule or source; `says` is the promise, as people read it. */
export type Failing = { readonly rule: string; readonly kind: string; readonly columns: readonly string[]; readonly severity: "warn" | "error"; readonly says: string };
export type FailingRow = Failing & { readonly row: Row };
export type KeepFailures = (failing: Failing, rows: readonly Row[]) => void;

/** Throws what the file system throws. */
export const keepFailures = (folder: string): KeepFailures => (failing, rows) =>
  appendFileSync(path.join(folder, FAILURES_FILE), rows.map((row) => `${JSON.stringify({ format: 1, ...failing, row })}\n`).join(""));

/** Null where none were kept. A line that cannot be read is left out. */
export function readFailures(folder: string): readonly FailingRow[] | null {
  let text: string;
  try {
    text = readFileSync(path.join(folder, FAILURES_FILE), "utf8");
  } catch {
    return null;
  }
  return text.split("\n").flatMap((line) => {
    try {
      const read = JSON.parse(line) as Partial<FailingRow> & { readonly format?: unknown };
      return read.format === 1 && typeof read.rule === "string" && typeof read.says === "string" && typeof read.row === "object" ? [read as FailingRow] : [];
    } catch {
      return [];
    }
  });
}
