/** Diagnostics for other tools: the same facts as on the terminal, with lines and columns. */
import { linesOf, positionAt, type Lines } from "../position.ts";
import type { Diagnostic, Place } from "./index.ts";

/** Lines and columns count from 1, columns in code points; offsets in UTF-16 units from 0. Null where the text of the file is not known. */
export type PlaceJson = {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
};
export type DiagnosticJson = {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly title: string;
  readonly label: string | null;
  readonly hint: string | null;
  readonly at: PlaceJson;
  readonly related: readonly { readonly at: PlaceJson; readonly label: string }[];
  readonly edits: readonly { readonly at: PlaceJson; readonly text: string }[];
  readonly via: readonly { readonly name: string; readonly at: PlaceJson }[];
};

export function diagnosticsJson(diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined): DiagnosticJson[] {
  const known = new Map<string, Lines | null>();
  const linesIn = (file: string): Lines | null => {
    const before = known.get(file);
    if (before !== undefined) return before;
    const text = textOf(file);
    const lines = text === undefined ? null : linesOf(text);
    known.set(file, lines);
    return lines;
  };
  const place = ({ file, start, end }: Place): PlaceJson => {
    const lines = linesIn(file);
    const [from, to] = lines === null ? [null, null] : [positionAt(lines, start), positionAt(lines, end)];
    return { file, start, end, line: from?.line ?? null, column: from?.column ?? null, endLine: to?.line ?? null, endColumn: to?.column ?? null };
  };
  return diagnostics.map(({ code, severity, title, label, hint, at, related, edits, via }) => ({
    code, severity, title, label, hint,
    at: place(at),
    related: related.map((one) => ({ at: place(one.at), label: one.label })),
    edits: edits.map((edit) => ({ at: place(edit), text: edit.text })),
    via: via.map((one) => ({ name: one.name, at: place(one.at) })),
  }));
}

export const renderJson = (diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined): string =>
  JSON.stringify(diagnosticsJson(diagnostics, textOf), null, 2);
