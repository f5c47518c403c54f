/** What an engine says when a file's values do not fit, in terms of the source: file, line, column, value. */
import { diagnose, type Diagnostic, type Place } from "../../lang/diagnostics/index.ts";
import { typeText } from "../../values/type.ts";
import type { EngineError } from "../engine.ts";
import { inPlainWords } from "../run/engine-diagnostic.ts";
import { relative, type Located } from "./paths.ts";

const CSV_LINE = /^CSV Error on Line: (\d+)\n/;
const CSV_FILE = /\n\s*file = ([^\n]+)/;
const CSV_VALUE = /Error when converting column "([^]*?)"\. Could not convert string "([^]*?)" to '/;
const CSV_WIDTH = /Expected Number of Columns: (\d+) Found: (\d+)/;
const JSON_VALUE = /^JSON transform error in file "([^]*?)", in (?:line|record\/value) (\d+): ([^\n]*)/;
const MALFORMED = /^Malformed JSON in file "([^]*?)", at byte \d+ in (?:line|record\/value) (\d+): ([^\n]*)/;
const CAST = /Failed to cast value(?: to \w+)?:? (?:Could not [^"]*)?"([^]*)"/;

/** Null when the error is not about a source's file. Errors: source-value, source-unreadable. */
export function readError(error: EngineError, located: readonly Located[], root: string): Diagnostic | null {
  const csv = CSV_LINE.exec(error.message);
  const json = JSON_VALUE.exec(error.message) ?? MALFORMED.exec(error.message);
  const file = csv === null ? json?.[1] : CSV_FILE.exec(error.message)?.[1];
  const named = file ?? located.flatMap(({ paths }) => paths).find((path) => error.message.includes(path));
  const of = located.find(({ paths }) => named !== undefined && paths.includes(named));
  if (named === undefined || of === undefined) return null;
  const at = { source: of.source.name, file: relative(root, named) };
  if (csv !== null) return csvError(error.message, Number(csv[1]), of, at);
  if (json !== null) {
    const value = CAST.exec(json[3] as string)?.[1];
    return diagnose("source-value", { ...at, line: Number(json[2]), column: null, value: value === undefined ? firstWords(json[3] as string) : `"${value}"`, type: null }, of.source.at);
  }
  return diagnose("source-unreadable", { ...at, says: inPlainWords(error.message).replaceAll(named, at.file) }, of.source.at);
}

function csvError(message: string, line: number, { source }: Located, at: { readonly source: string; readonly file: string }): Diagnostic {
  const value = CSV_VALUE.exec(message);
  if (value === null) {
    const width = CSV_WIDTH.exec(message);
    const says = width === null ? firstWords(message.split("\n").slice(2).join("\n")) : `a line of ${width[2] ?? ""} fields where ${width[1] ?? ""} are expected`;
    return diagnose("source-value", { ...at, line, column: null, value: says, type: null }, source.at);
  }
  const column = source.columns.find(({ name }) => name === value[1]);
  const place: Place = column?.at ?? source.at;
  return diagnose("source-value", { ...at, line, column: value[1] as string, value: `"${value[2] as string}"`, type: column === undefined ? null : typeText(column.type) }, place);
}

const firstWords = (message: string): string => inPlainWords(message.trim());
