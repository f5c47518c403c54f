/** What `check --fix` writes: the edits of diagnostics, those of one diagnostic together or not at all. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic, Edit } from "../lang/diagnostics/index.ts";
import { SYNTAX } from "../lang/diagnostics/syntax.ts";
import { TEXT } from "../lang/diagnostics/text.ts";

/**
 * Applies what diagnostics carry; one whose edits touch another's waits for the next round, as it was made for a text that is no longer there. What could not be
 * read is mended first: the rest was said of what it was taken for. Gives how many edits were applied.
 */
export function applyEdits(dir: string, diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined): number {
  const [unread, others] = [diagnostics.filter(isUnread), diagnostics.filter((one) => !isUnread(one))];
  const files = new Map<string, { readonly text: string; readonly touched: Uint8Array; readonly edits: Edit[] }>();
  let applied = 0;
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
  for (const [file, { text, edits }] of files) {
    let [result, from] = ["", 0];
    for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
      if (edit.start < from) continue;
      result += text.slice(from, edit.start) + edit.text;
      from = edit.end;
      applied++;
    }
    if (edits.length > 0) writeFileSync(join(dir, file), result + text.slice(from));
  }
  return applied;
}

const isUnread = ({ code }: Diagnostic): boolean => code in SYNTAX || code in TEXT;
