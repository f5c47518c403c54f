/** Texts with edits applied: those of one diagnostic together or not at all. */
import { LINTS, type LintId } from "./lints/index.ts";
import { SYNTAX } from "./syntax.ts";
import { TEXT } from "./text.ts";
import type { Edit } from "./define.ts";

/** Whether the edits may be applied unasked: a lint's that changes what a rule gives is somebody's choice. */
export const isApplied = ({ code, edits }: Editing): boolean => edits.length > 0 && !(code !== undefined && Object.hasOwn(LINTS, code) && LINTS[code as LintId].lint?.edit === "nothing");

/** What carries edits; `code` is a diagnostic's. */
export type Editing = { readonly code?: string; readonly edits: readonly Edit[] };
/** `texts` are those that changed, by file; `applied` counts edits. */
export type Edited = { readonly texts: ReadonlyMap<string, string>; readonly applied: number };

/**
 * Of two diagnostics whose edits touch each other the first counts: the other's were made for a text that is no longer there. What could not be read is mended first,
 * as the rest was said of what it was taken for.
 */
export function editedTexts(diagnostics: readonly Editing[], textOf: (file: string) => string | undefined): Edited {
  const [unread, others] = [diagnostics.filter(isUnread), diagnostics.filter((one) => !isUnread(one))];
  const files = new Map<string, { readonly text: string; readonly touched: Uint8Array; readonly edits: Edit[] }>();
  for (const { edits } of [...unread, ...others]) {
    for (const { file } of edits) {
      const text = files.has(file) ? undefined : textOf(file);
      if (text !== undefined) files.set(file, { text, touched: new Uint8Array(text.length + 1), edits: [] });
    }
    if (edits.length === 0 || !edits.every(({ file, start, end }) => files.get(file)?.touched.subarray(start, end + 1).every((taken) => taken === 0) === true)) continue;
    for (const edit of edits) {
      files.get(edit.file)?.touched.fill(1, edit.start, edit.end + 1);
      files.get(edit.file)?.edits.push(edit);
    }
  }
  const texts = new Map<string, string>();
  let applied = 0;
  for (const [file, { text, edits }] of files) {
    let [result, from] = ["", 0];
    for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
      if (edit.start < from) continue;
      result += text.slice(from, edit.start) + edit.text;
      from = edit.end;
      applied++;
    }
    if (edits.length > 0) texts.set(file, result + text.slice(from));
  }
  return { texts, applied };
}

const isUnread = ({ code }: Editing): boolean => code !== undefined && (code in SYNTAX || code in TEXT);

/**
 * The edit that takes a range out of a text: with its lines where nothing else stands on them, else with the blanks that parted it from what follows.
 * Null where the range holds a comment, which nobody asked to lose.
 */
export function leavingOut(text: string, file: string, { start, end }: { readonly start: number; readonly end: number }): Edit | null {
  if (text.slice(start, end).includes("--")) return null;
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const behind = (/^[ \t]*(?:\r?\n|$)/.exec(text.slice(end, end + 400)) ?? [null])[0];
  if (before.trim() === "" && behind !== null) return { file, start: start - before.length, end: end + behind.length, text: "" };
  const [blanks] = /^[ \t]*/.exec(text.slice(end, end + 400)) as RegExpExecArray;
  const left = behind === null ? 0 : (/[ \t]*$/.exec(before) as RegExpExecArray)[0].length;
  return { file, start: start - left, end: behind === null ? end + blanks.length : end, text: "" };
}
