/** Diagnostics as commands of a GitHub workflow, which shows them beside the lines of a change (docs.github.com: workflow commands). */
import { diagnosticsJson, type DiagnosticJson } from "./render-json.ts";
import type { Diagnostic } from "./index.ts";

/** `prefix`: the pack's folder, relative to the repository's, with `/` behind it; may be empty. One line a diagnostic. */
export const renderGithub = (diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined, prefix: string): string =>
  diagnosticsJson(diagnostics, textOf).map((one) => command(one, prefix)).join("\n");

function command({ severity, code, title, label, hint, at }: DiagnosticJson, prefix: string): string {
  const { file, line, column, endLine, endColumn } = at;
  const place = line === null ? {} : { line, endLine };
  // Columns of a range over several lines are refused.
  const columns = line === null || line !== endLine ? {} : { col: column, endColumn };
  const properties = Object.entries({ file: prefix + file, ...place, ...columns, title: code }).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${severity} ${properties.join(",")}::${data([title, label, hint].filter((part) => part !== null && part !== "").join("\n"))}`;
}

/** Nothing that a file holds may end the command or begin another. */
export const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
export const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
