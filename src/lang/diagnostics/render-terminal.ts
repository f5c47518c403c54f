/** Diagnostics for people: the line, what is wrong with it, related places, the way through macros, how to mend it. */
import { createColors } from "picocolors";
import { cells, cellsOf, lineAt, linesOf, positionAt, printable, type Lines } from "../position.ts";
import { isApplied } from "./edits.ts";
import type { Diagnostic, Place } from "./index.ts";

export type RenderOptions = { readonly colour: boolean; /** In cells. */ readonly width: number };
type Colours = ReturnType<typeof createColors>;
type Paint = (text: string) => string;
/** How one diagnostic is drawn. */
type Page = { readonly colours: Colours; readonly accent: Paint; readonly width: number; readonly gutter: number; readonly lines: (file: string) => Lines | null; /** Of each file, the lines that begin with a letter or a tag. */ readonly heads: WeakMap<Lines, readonly number[]> };

/** One mark under a line; `main` is the mistake itself. */
type Mark = { readonly start: number; readonly end: number; readonly label: string; readonly main: boolean };

/** One block a diagnostic with an empty line between them; no line end behind the last. */
export function renderTerminal(diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined, { colour, width }: RenderOptions): string {
  const colours = createColors(colour);
  const known = new Map<string, Lines | null>();
  const heads: Page["heads"] = new WeakMap();
  const lines = (file: string): Lines | null => {
    let found = known.get(file);
    if (found === undefined) {
      const text = textOf(file);
      known.set(file, (found = text === undefined ? null : linesOf(text)));
    }
    return found;
  };
  const left = diagnostics.length - MOST;
  const more = left > 0 ? [`… and ${left} more; \`--json\` lists all`] : [];
  return [...diagnostics.slice(0, MOST).map((diagnostic) => block(diagnostic, { lines, heads, colours, width: Math.max(40, width) }).join("\n")), ...more].join("\n\n");
}

/** Nobody reads more at once; what is wrong with a whole file is said by the first. */
const MOST = 200;

function block(diagnostic: Diagnostic, of: Pick<Page, "lines" | "heads" | "colours" | "width">): string[] {
  const { lines, colours } = of;
  const accent: Paint = diagnostic.severity === "error" ? colours.red : colours.yellow;
  const places = [diagnostic.at, ...diagnostic.related.map(({ at }) => at)];
  const highest = Math.max(...places.map(({ file, start }) => lineOf(lines, file, start)));
  const page: Page = { ...of, accent, gutter: Math.max(2, String(highest).length) };
  const title = `${colours.bold(accent(`${diagnostic.severity}[${diagnostic.code}]`))}${colours.bold(`: ${printable(diagnostic.title)}`)}`;
  return [title, ...excerpts(page, diagnostic), ...ways(page, diagnostic), ...footer(page, diagnostic)];
}

const lineOf = (lines: Page["lines"], file: string, offset: number): number => {
  const known = lines(file);
  return known === null ? 0 : positionAt(known, offset).line;
};

/** The excerpt of the file with the mistake, then those of the other files that are related. */
function excerpts(page: Page, { at, label, related }: Diagnostic): string[] {
  const files = [...new Set([at.file, ...related.map((one) => one.at.file)])];
  return files.flatMap((file, i) => {
    if (file === "") return [];
    const marks = related.filter((one) => one.at.file === file).map((one): Mark => ({ start: one.at.start, end: one.at.end, label: one.label, main: false }));
    if (file === at.file) marks.push({ start: at.start, end: at.end, label: label ?? "", main: true });
    const first = i === 0 ? at : { file, start: Math.min(...marks.map(({ start }) => start)), end: 0 };
    return [edge(page, i === 0 ? "╭─" : "├─", locate(page, first)), ...excerpt(page, file, marks)];
  });
}

function locate(page: Page, { file, start }: Place): string {
  const known = page.lines(file);
  if (known === null) return printable(file);
  const { line, column } = positionAt(known, start);
  return `${printable(file)}:${line}:${column}`;
}

const edge = (page: Page, corner: string, text: string): string => `${" ".repeat(page.gutter + 1)}${page.colours.dim(corner)} ${text}`;

function excerpt(page: Page, file: string, marks: readonly Mark[]): string[] {
  const known = page.lines(file);
  if (known === null) return [];
  const byLine = new Map<number, Mark[]>();
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    const { line } = positionAt(known, mark.start);
    byLine.set(line, [...(byLine.get(line) ?? []), mark]);
  }
  const first = Math.min(...byLine.keys());
  const head = marks.some(({ main }) => main) ? headLine(page, known, first) : null;
  const out: string[] = [];
  if (head !== null) out.push(codeLine(page, head, printable(fit(lineAt(known, head).text, room(page), 0).text)));
  let before = head === null ? first : first - 1;
  for (const [line, on] of byLine) {
    if (line > before + 1) out.push(`${" ".repeat(page.gutter + 1)}${page.colours.dim("·")}`);
    out.push(...marked(page, known, line, on));
    before = line;
  }
  return out;
}

const room = (page: Page): number => page.width - page.gutter - 3;
const codeLine = (page: Page, line: number, text: string): string => `${page.colours.dim(`${String(line).padStart(page.gutter)} │`)} ${text}`.trimEnd();

const HEAD = /^(?:#\w+\s+)*(?:rule|schema|source|macro|function|test)\b/;
/** The line on which the declaration around a line begins, if it is another one: for orientation only, so layout may decide. */
function headLine(page: Page, lines: Lines, line: number): number | null {
  let heads = page.heads.get(lines);
  if (heads === undefined) page.heads.set(lines, (heads = lines.starts.flatMap((start, i) => (/[A-Za-z#]/.test(lines.text[start] ?? "") ? [i + 1] : []))));
  let [low, high] = [0, heads.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((heads[middle] as number) <= line) low = middle + 1;
    else high = middle;
  }
  const at = heads[low - 1];
  return at !== undefined && at < line && HEAD.test(lineAt(lines, at).text) ? at : null;
}

/** A line and what is under it. */
function marked(page: Page, lines: Lines, line: number, marks: readonly Mark[]): string[] {
  const { start, text } = lineAt(lines, line);
  const anchor = Math.max(0, (marks.find(({ main }) => main)?.start ?? marks[0]?.start ?? 0) - start);
  const shown = fit(text, room(page), anchor);
  const out = [codeLine(page, line, printable(shown.text))];
  for (const mark of marks) {
    const from = Math.min(Math.max(0, mark.start - start), text.length);
    const to = Math.min(Math.max(from, mark.end - start), text.length);
    const left = shown.cellAt(from);
    const wide = Math.max(1, shown.cellAt(to) - left);
    out.push(...underline(page, left, wide, mark));
  }
  return out;
}

function underline(page: Page, left: number, wide: number, { label, main }: Mark): string[] {
  const paint = main ? page.accent : page.colours.cyan;
  const indent = " ".repeat(page.gutter + 3);
  const carets = " ".repeat(left) + paint((main ? "^" : "-").repeat(wide));
  const space = room(page) - left - wide - 1;
  const text = printable(label);
  if (text === "") return [indent + carets];
  if (cells(text) <= space) return [`${indent}${carets} ${paint(text)}`];
  const hang = Math.min(left, Math.max(0, room(page) - 40));
  return [indent + carets, ...wrap(text, room(page) - hang).map((piece) => indent + " ".repeat(hang) + paint(piece))];
}

/** A line cut to the room there is, so that what is marked stays in sight; `cellAt` says at which cell an offset of the line is shown. */
function fit(text: string, width: number, anchor: number): { readonly text: string; readonly cellAt: (offset: number) => number } {
  if (text.length > NEAR * 2 + width) return near(text, width, anchor);
  if (cells(text) <= width) return { text, cellAt: (offset) => cells(text.slice(0, offset)) };
  const characters = Array.from(text);
  const before = cells(text.slice(0, anchor));
  const skip = before < width * 0.7 ? 0 : before - Math.floor(width * 0.4);
  let [from, at] = [0, 0];
  for (; from < characters.length && at < skip; from++) at += cellsOf(characters[from] as string);
  let [to, used] = [from, from > 0 ? 1 : 0];
  for (; to < characters.length && used + cellsOf(characters[to] as string) < width; to++) used += cellsOf(characters[to] as string);
  const cut = `${from > 0 ? "…" : ""}${characters.slice(from, to).join("")}${to < characters.length ? "…" : ""}`;
  return { text: cut, cellAt: (offset) => Math.max(0, Math.min(width - 1, cells(text.slice(0, offset)) - at + (from > 0 ? 1 : 0))) };
}

/** So many units of a very long line are looked at on either side of what is marked. */
const NEAR = 600;

const isLowHalf = (text: string, offset: number): boolean => offset > 0 && /[\uDC00-\uDFFF]/.test(text[offset] ?? "");

function near(text: string, width: number, anchor: number): ReturnType<typeof fit> {
  const whole = (offset: number): number => (isLowHalf(text, offset) ? offset - 1 : offset);
  const from = whole(Math.max(0, anchor - NEAR));
  const to = whole(Math.min(text.length, anchor + NEAR));
  const shown = fit(text.slice(from, to), width, anchor - from);
  return { text: shown.text, cellAt: (offset) => shown.cellAt(Math.max(0, Math.min(to, offset) - from)) };
}

function ways(page: Page, { via }: Diagnostic): string[] {
  return via.map(({ name, at }) => edge(page, "├─", `in \`${printable(name)}\`, used at ${locate(page, at)}`));
}

/** The pipeline of `show -e` is in no file that a command could mend. */
const UNWRITTEN = "-e";

/** How to mend it, and the commands that help, on one line where there is room. */
function footer(page: Page, diagnostic: Diagnostic): string[] {
  const { hint, edits, code } = diagnostic;
  const commands = `${isApplied(diagnostic) && edits.some(({ file }) => file !== UNWRITTEN) ? "fix: rulec check --fix · " : ""}more: rulec explain ${code}`;
  const space = page.width - page.gutter - 4;
  if (hint === null || hint === "") return [edge(page, "╰─", page.colours.dim(commands))];
  const text = printable(hint);
  const gap = space - cells(text) - cells(commands);
  if (gap >= 4) return [edge(page, "╰─", `${text}${" ".repeat(Math.min(gap, 12))}${page.colours.dim(commands)}`)];
  const [first = "", ...others] = wrap(text, space);
  const bar = `${" ".repeat(page.gutter + 1)}${page.colours.dim("│")}  `;
  return [edge(page, "├─", first), ...others.map((line) => bar + line), edge(page, "╰─", page.colours.dim(commands))];
}

/** Breaks at spaces, never inside backticks where a line holds them. */
function wrap(text: string, width: number): string[] {
  const words = text.match(/(?:`[^`]*`|\S)+/g) ?? [];
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && cells(line) + 1 + cells(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** `2 errors, 1 repairable, in 2 of 41 files (38 ms)`. */
export function renderSummary(diagnostics: readonly Diagnostic[], { files, ms }: { readonly files: number; readonly ms: number | null }): string {
  const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const repairable = diagnostics.filter(isApplied).length;
  const hit = new Set(diagnostics.map(({ at }) => at.file).filter((file) => file !== "")).size;
  const parts = [
    ...(errors > 0 || warnings === 0 ? [count(errors, "error")] : []),
    ...(warnings > 0 ? [count(warnings, "warning")] : []),
    ...(repairable > 0 ? [`${repairable} repairable`] : []),
    `in ${hit} of ${count(Math.max(files, hit), "file")}`,
  ];
  return parts.join(", ") + (ms === null ? "" : ` (${Math.round(ms)} ms)`);
}
