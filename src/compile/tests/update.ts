/** Rows that tests expect, written anew where others came out: rows that stay keep their text, those that change keep what does not change. */
import type { Table } from "../../evaluate/index.ts";
import type { Element, ListExpr } from "../../lang/ast/index.ts";
import { nameOf } from "../../lang/decompile/text.ts";
import type { Edit } from "../../lang/diagnostics/index.ts";
import { formatText } from "../../lang/format/index.ts";
import { keyOf, keyOfRow } from "../../values/compare.ts";
import type { RowDiff } from "./diff.ts";
import type { TestProblem } from "./judge.ts";
import { rowText, valueText } from "./literals.ts";

type Rows = Extract<NonNullable<TestProblem["expect"]>, { kind: "rows" }>;
type Row = Table["rows"][number];

/** New texts by file. A file that was laid out by the formatter is so again. Problems that are not about rows change nothing. */
export function updated(problems: readonly TestProblem[], textOf: (file: string) => string | undefined): ReadonlyMap<string, string> {
  const edits = new Map<string, Edit[]>();
  for (const { at, diff, expect } of problems) {
    const text = textOf(at.file);
    if (diff === null || expect?.kind !== "rows" || text === undefined) continue;
    edits.set(at.file, [...(edits.get(at.file) ?? []), editOf(expect, diff, text)]);
  }
  return new Map([...edits].map(([file, all]) => {
    const before = textOf(file) as string;
    let [after, from] = ["", 0];
    for (const { start, end, text } of all.toSorted((a, b) => a.start - b.start)) {
      after += before.slice(from, start) + text;
      from = end;
    }
    after += before.slice(from);
    const wasLaidOut = formatText(file, before).text === before;
    return [file, (wasLaidOut ? formatText(file, after).text : null) ?? after] as const;
  }));
}

function editOf({ at, list }: Rows, diff: RowDiff, text: string): Edit {
  const written = text.slice(at.start, at.end);
  const named = /^(expect\s+)?rows\s+[^[]/.test(written) && list !== null;
  if (list === null) return { ...at, text: `${/^expect\b/.test(written) ? "expect " : ""}rows ${listText(diff.found.map((row) => `${rowText(diff.columns, row)},`), indentAt(text, at.start), diff.found.length > 1)}` };
  if (diff.found.length === 0 && !named) return { ...at, text: `${/^expect\b/.test(written) ? "expect " : ""}no rows` };
  const multiline = text.slice(list.start, list.end).includes("\n") || diff.found.length > list.elements.length;
  return { file: at.file, start: list.start, end: list.end, text: listText(rowsAfter(list, diff, text), indentAt(text, list.start), multiline) };
}

const indentAt = (text: string, offset: number): string => /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1))?.[0] ?? "";

function listText(rows: readonly string[], indent: string, multiline: boolean): string {
  if (rows.length === 0) return "[]";
  return multiline ? `[\n${rows.map((row) => `${indent}  ${row}\n`).join("")}${indent}]` : `[${rows.map((row) => row.replace(/,$/, "")).join(", ")}]`;
}

/** Each with what stands before and behind it on its lines. */
function rowsAfter(list: ListExpr, diff: RowDiff, text: string): readonly string[] {
  const chunks = chunksOf(list, text);
  const types = diff.columns.map(({ type }) => type);
  const key = (row: Row): string => keyOfRow(types, row);
  const partner = new Map(diff.pairs.flatMap(({ expected, found }) => (found === null ? [] : [[found.nth, expected?.nth ?? null] as const])));
  const taken = new Set(diff.reordered ? [] : partner.values());
  const equal = new Map<string, number[]>();
  for (const [i, row] of diff.expected.entries()) if (!taken.has(i + 1)) equal.set(key(row), [...(equal.get(key(row)) ?? []), i + 1]);
  const rows = diff.found.map((row, i) => {
    const nth = (diff.reordered ? undefined : partner.get(i + 1)) ?? equal.get(key(row))?.shift() ?? null;
    const chunk = nth === null ? undefined : chunks[nth - 1];
    return { nth, text: chunk === undefined ? `${rowText(diff.columns, row)},` : changed(chunk, diff, (nth as number) - 1, row, text) };
  });
  return rows.map((row) => row.text);
}

/** `start` and `end` of all that belongs to a row: comments before it and behind it on its line. */
type Chunk = { readonly element: Element; readonly start: number; readonly end: number };

function chunksOf({ elements, start }: ListExpr, text: string): readonly Chunk[] {
  let from = start + 1;
  return elements.map((element) => {
    const behind = /^\s*,?[ \t]*(?:--[^\n]*)?/.exec(text.slice(element.end)) as RegExpExecArray;
    const chunk = { element, start: from, end: element.end + (behind[0].includes(",") || behind[0].includes("--") ? behind[0].length : 0) };
    from = chunk.end;
    return chunk;
  });
}

function changed({ element, start, end }: Chunk, { columns, expected }: RowDiff, nth: number, row: Row, text: string): string {
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const entries = element.expr.kind === "row" ? element.expr.entries : [];
  const before = expected[nth] as Row;
  for (const [i, { name, type }] of columns.entries()) {
    if (keyOf(type, before[i] ?? null) === keyOf(type, row[i] ?? null)) continue;
    const entry = entries.find((one) => one.name?.text === name);
    const value = valueText(type, row[i] ?? null);
    if (entry !== undefined) edits.push({ start: entry.expr.start, end: entry.expr.end, text: value });
    else edits.push({ start: entries.at(-1)?.end ?? element.expr.start + 1, end: entries.at(-1)?.end ?? element.expr.start + 1, text: `${entries.length > 0 ? ", " : " "}${nameOf(name)}: ${value}` });
  }
  let [out, from] = ["", start];
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    out += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  const behind = text.slice(Math.max(from, element.end), end);
  out += text.slice(from, element.end) + (behind.trimStart().startsWith(",") ? behind : `,${behind}`);
  return out.trim();
}
