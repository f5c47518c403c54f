/** What an engine says when a file's values do not fit, in terms of the source: file, line, column, value. */
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { MISFIT, misfitOf } from "../../lower/scan-source.ts";
import { typeText } from "../../values/type.ts";
import type { EngineError, Session } from "../engine.ts";
import { inPlainWords } from "../run/engine-diagnostic.ts";
import { changedSource } from "./changed.ts";
import { csvDialect, raggedRecord } from "./csv-text.ts";
import { relative, type Located } from "./paths.ts";

const CSV_LINE = /^CSV Error on Line: (\d+)\n/;
const CSV_FILE = /\n\s*file = ([^\n]+)/;
const CSV_WIDTH = /Expected Number of Columns: (\d+) Found: (\d+)/;
const JSON_VALUE = /^(?:JSON transform error|Malformed JSON) in file "([^]*?)", (?:at byte \d+ )?in (?:line|record\/value) (\d+): ([^\n]*)/;
const JSON_CAST = /Failed to cast value(?: to \w+)?:? (?:Could not [^"]*)?"([^]*)"/;

type At = { readonly source: string; readonly file: string };

/**
 * Null when the error is not about a file of these sources. Where it names a column and a value alone, the files are searched for
 * it once more, on `session`. Errors: source-changed, source-value, source-unreadable, and what the engine throws.
 */
export async function readError(error: EngineError, located: readonly Located[], root: string, session: Session): Promise<Diagnostic | null> {
  // Whatever it says then, another file than the one that was looked at is why.
  const changed = error.kind === "interrupted" ? null : changedSource(located, root);
  if (changed !== null) return changed;
  const misfit = MISFIT.exec(error.message)?.groups;
  if (misfit !== undefined) return misfitError(misfit as Misfit, located, root, session);
  const line = CSV_LINE.exec(error.message)?.[1];
  const json = JSON_VALUE.exec(error.message);
  const named = line === undefined ? json?.[1] : CSV_FILE.exec(error.message)?.[1];
  const path = named ?? located.flatMap(({ paths }) => paths).find((file) => error.message.includes(file));
  const of = located.find(({ paths }) => path !== undefined && paths.includes(path));
  if (path === undefined || of === undefined) return null;
  const at = { source: of.source.name, file: relative(root, path) };
  const { provider } = of.source;
  if (json !== null) {
    const value = JSON_CAST.exec(json[3] as string)?.[1];
    return valueError(at, Number(json[2]), value === undefined ? inPlainWords(json[3] as string) : shortText(value), of);
  }
  if (provider.kind === "csv" && (line !== undefined || error.message.includes("sniffing"))) {
    const ragged = raggedRecord(path, csvDialect(provider.options), provider.options["compression"]);
    if (ragged !== null) return valueError(at, ragged.line, fieldsText(ragged.fields.length, ragged.expected), of);
    const width = CSV_WIDTH.exec(error.message);
    if (line !== undefined) return valueError(at, Number(line), width === null ? inPlainWords(error.message.split("\n").slice(2).join("\n").trim()) : fieldsText(Number(width[2]), Number(width[1])), of);
  }
  return diagnose("source-unreadable", { ...at, says: inPlainWords(error.message).replaceAll(path, at.file) }, of.source.at);
}

const fieldsText = (found: number, expected: number): string => `a line of ${found} ${found === 1 ? "field" : "fields"} where ${expected} are expected`;
const valueError = (at: At, line: number, value: string, of: Located): Diagnostic => diagnose("source-value", { ...at, line, column: null, value, type: null }, of.source.at);

const VALUE_WIDTH = 60;
/** As the language writes text, on one line. */
const shortText = (value: string): string => JSON.stringify(value.length > VALUE_WIDTH ? `${value.slice(0, VALUE_WIDTH)}…` : value);

/** A value of a JSON file comes as JSON. */
function unquoted(value: string, kind: string): string {
  if (kind !== "json" || !value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}

type Misfit = { readonly column: string; readonly value: string; readonly type: string };

async function misfitError({ column: name, value, type }: Misfit, located: readonly Located[], root: string, session: Session): Promise<Diagnostic | null> {
  for (const { source, paths } of located) {
    const column = source.columns.find((declared) => declared.name === name && typeText(declared.type) === type);
    if (column === undefined) continue;
    for (const file of paths) {
      const search = misfitOf(source, file, column);
      const [found] = search === null ? [] : (await session.query({ text: search })).rows;
      // A header is a line of its own. A record may take several lines, and then this is the number of the record.
      const header = source.provider.kind === "csv" && source.provider.options["header"] !== false ? 1 : 0;
      if (found !== undefined) return diagnose("source-value", { source: source.name, file: relative(root, file), line: Number(found[0]) + header, column: name, value: shortText(unquoted(found[1] as string, source.provider.kind)), type }, column.at);
    }
    return diagnose("source-value", { source: source.name, file: paths.map((file) => relative(root, file)).join(", "), line: null, column: name, value: shortText(value), type }, column.at);
  }
  return null;
}
