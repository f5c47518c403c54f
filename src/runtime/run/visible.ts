/**
 * Makes what a rule reads visible under the bare names that its SQL uses, by temporary views: DuckDB looks there first. So the text
 * that runs is the text that stands in the artifact.
 */
import { fromByteOffset } from "../../lower/sql/source-map.ts";
import type { Session } from "../engine.ts";
import type { CompiledRule, CompiledSource, Read } from "../plan-types.ts";
import { identifier } from "../sql-text.ts";

/** A part of a statement that somebody wrote: an engine's error in it is theirs. `start` is its offset in UTF-16 units. */
export type Part = { readonly start: number; readonly text: string; readonly of: { readonly kind: "source"; readonly source: CompiledSource } | { readonly kind: "rule"; readonly rule: CompiledRule } };
/** A SELECT that means the same on any connection: it names nothing by a bare name but what it defines itself. */
export type Definition = { readonly text: string; readonly parts: readonly Part[] };

/** Puts what a view reads into the view's own text. */
export function inlined(view: CompiledRule, definitionOf: (read: Read) => Definition): Definition {
  let text = "";
  const parts: Part[] = [];
  const add = (definition: Definition): void => {
    parts.push(...definition.parts.map((part) => ({ ...part, start: part.start + text.length })));
    text += definition.text;
  };
  for (const [index, read] of view.reads.entries()) {
    // Left to itself, DuckDB would compute such a relation whole, whatever part of it is used.
    text += `${index === 0 ? "WITH " : ",\n"}${identifier(read.sqlName)} AS NOT MATERIALIZED (`;
    add(definitionOf(read));
    text += ")";
  }
  text += view.reads.length === 0 ? "" : "\nSELECT * FROM (\n";
  add({ text: view.select.text, parts: [{ start: 0, text: view.select.text, of: { kind: "rule", rule: view } }] });
  return { text: text + (view.reads.length === 0 ? "" : "\n)"), parts };
}

export type Visible = {
  readonly show: (reads: readonly { readonly sqlName: string; readonly definition: Definition }[]) => Promise<void>;
  /** Whose text an error at this byte lies in, and where in it (UTF-16 units); null: in that of the statement itself. */
  readonly partAt: (byte: number) => { readonly part: Part; readonly offset: number } | null;
};

type Shown = { readonly definition: string; readonly start: number; readonly end: number; readonly parts: readonly Part[] };

/**
 * DuckDB counts an error's position in the text of the view that it lies in, and does not say in which. So each view's text begins
 * at a place of its own, after blanks, beyond any statement that reads it: a position tells whose it is. `beyond`: bytes of the
 * longest statement. Places are used again after a while, never by two views that one statement reads.
 */
export function createVisible(session: Session, beyond: number): Visible {
  const shown = new Map<string, Shown>();
  let next = beyond;
  let current: readonly Shown[] = [];
  const place = (bytes: number, taken: readonly Shown[]): number => {
    if (next > beyond + 500_000) next = beyond;
    for (let clash = overlapping(next, next + bytes, taken); clash !== undefined; clash = overlapping(next, next + bytes, taken)) next = clash.end + 1;
    const start = next;
    next += bytes + 1;
    return start;
  };
  /** The statement, and what it defines. */
  const define = (name: string, { text, parts }: Definition, taken: readonly Shown[]): { readonly statement: string; readonly made: Shown } => {
    const head = `CREATE OR REPLACE TEMP VIEW ${identifier(name)} AS `;
    const bytes = Buffer.byteLength(text);
    const start = parts.length === 0 ? Buffer.byteLength(head) : place(bytes, taken);
    return { statement: head + " ".repeat(start - Buffer.byteLength(head)) + text, made: { definition: text, start, end: start + bytes, parts } };
  };
  return {
    show: async (reads) => {
      const taken: Shown[] = [];
      const tables: { readonly sqlName: string; readonly statement: string; readonly made: Shown }[] = [];
      for (const { sqlName, definition } of reads) {
        const known = shown.get(sqlName);
        if (known !== undefined && known.definition === definition.text && (known.parts.length === 0 || overlapping(known.start, known.end, taken) === undefined)) {
          taken.push(known);
          continue;
        }
        // Where a statement fails, nobody knows what stands there.
        shown.delete(sqlName);
        const { statement, made } = define(sqlName, definition, taken);
        taken.push(made);
        // Positions count from the start of what is sent: only views that cannot fail at a place of their text go together.
        if (made.parts.length === 0) tables.push({ sqlName, statement, made });
        else {
          await session.run({ text: statement });
          shown.set(sqlName, made);
        }
      }
      if (tables.length > 0) await session.run({ text: tables.map(({ statement }) => statement).join(";\n") });
      for (const { sqlName, made } of tables) shown.set(sqlName, made);
      current = taken;
    },
    partAt: (byte) => {
      const view = current.find(({ start, end, parts }) => parts.length > 0 && byte >= start && byte < end);
      if (view === undefined) return null;
      const offset = fromByteOffset(view.definition, byte - view.start);
      // The innermost part: a view's text holds those of what it reads.
      const [part] = view.parts.filter(({ start, text }) => offset >= start && offset < start + text.length).toSorted((a, b) => a.text.length - b.text.length);
      return part === undefined ? null : { part, offset: offset - part.start };
    },
  };
}

/** Views of tables alone cannot fail at a place of their text, so they need none of their own. */
const overlapping = (start: number, end: number, others: readonly Shown[]): Shown | undefined =>
  others.find((other) => other.parts.length > 0 && other.start < end && start < other.end);
