/** What the tests of the text side share. */
import type { FileNode } from "../../src/lang/ast/index.ts";
import type { Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { format } from "../../src/lang/format/index.ts";
import { parse } from "../../src/lang/parser/index.ts";
import { linesOf, positionAt } from "../../src/lang/position.ts";

/** A tree without its places and comments: what it means. */
export function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaning);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== "start" && name !== "end" && name !== "comments")
      .map(([name, inner]) => [name, meaning(inner)]),
  );
}

/** The tree of a text that must be right. */
export function read(text: string): FileNode {
  const { ast, diagnostics } = parse("test.rule", text);
  if (diagnostics.length > 0) throw new Error(`${summary(text, diagnostics).join("\n")}\n${text}`);
  return ast;
}

export const formatted = (text: string): string => format(read(text), text);

/** `line:column code`. */
export const summary = (text: string, diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map(({ at, code }) => {
    const { line, column } = positionAt(linesOf(text), at.start);
    return `${line}:${column} ${code}`;
  });

/** The text with all edits of its diagnostics made, as `check --fix` makes them. */
export function repaired(text: string, diagnostics: readonly Diagnostic[]): string {
  const edits = diagnostics.flatMap((diagnostic) => diagnostic.edits).sort((a, b) => b.start - a.start || b.end - a.end);
  return edits.reduce((done, { start, end, text: put }) => done.slice(0, start) + put + done.slice(end), text);
}
