/** The rows of a rule or source that broke its promises when a run last looked. */
import { latestRecord, linesOf, lineOf, type RunRecord } from "../runtime/record/history.ts";
import { readFailures } from "../runtime/record/failures.ts";
import type { ResultPromise } from "../runtime/record/results.ts";
import { INT64, STRING, type Type } from "../values/type.ts";
import type { Output } from "./output.ts";
import { tableLines, type ShownColumn } from "./rows.ts";
import { countText, plural } from "./text.ts";

type Broken = Omit<ResultPromise, "samples"> & { readonly rows: ResultPromise["samples"] };
/** `failed` is empty where all promises held. */
export type FailedRows = { readonly run: string; readonly started: string; readonly failed: readonly Broken[] };

const promisesOf = (record: RunRecord, name: string): readonly ResultPromise[] | null => {
  const rules = linesOf(record, "rule").filter(({ rule, status }) => rule === name && (status === "built" || status === "failed"));
  const sources = linesOf(record, "source").filter(({ source, verified }) => source === name && verified !== "before");
  return rules.length + sources.length === 0 ? null : [...rules, ...sources].flatMap(({ promises }) => promises);
};

/** Of the last run that verified it; null where none has. */
export function failedRows(target: string, name: string): FailedRows | null {
  const record = latestRecord(target, (one) => promisesOf(one, name) !== null);
  if (record === null) return null;
  const kept = readFailures(record.folder)?.filter(({ rule }) => rule === name);
  const failed = (promisesOf(record, name) ?? []).filter(({ failing }) => failing > 0).map(({ samples, ...promise }): Broken => {
    const rows = kept?.filter(({ kind, says }) => kind === promise.kind && says === promise.says).map(({ row }) => row) ?? [];
    return { ...promise, rows: rows.length > samples.length ? rows : samples };
  });
  return { run: record.run, started: lineOf(record, "run")?.started ?? "", failed };
}

/** `columns`: those whose types are known. */
export function failedLines({ run, started, failed }: FailedRows, name: string, columns: readonly ShownColumn[], limit: number, out: Pick<Output, "paint" | "width">): string[] {
  const types = new Map(columns.map((column): [string, Type] => [column.name, column.type]));
  const lines = failed.flatMap(({ severity, says, failing, rows }) => {
    const shown = rows.slice(0, limit);
    const names = [...new Set(shown.flatMap(Object.keys))];
    const head = `${out.paint[severity === "error" ? "red" : "yellow"](severity === "error" ? "broken" : "warned")}  ${says}: ${plural(failing, "row")}${shown.length < failing ? `, ${countText(shown.length)} shown` : ""}`;
    const table = names.length === 0 ? [] : tableLines(names.map((column) => ({ name: column, type: types.get(column) ?? (shown.every((row) => Number.isInteger(row[column])) ? INT64 : STRING), nullable: false })), shown.map((row) => names.map((column) => row[column] ?? null)), out);
    return [head, ...table.map((line) => `  ${line}`), ""];
  });
  return [...lines, out.paint.dim(`-- ${name} in run ${run}, ${started.slice(0, 19).replace("T", " ")} UTC${failed.length === 0 ? ": every promise held" : ""}`)];
}
