/**
 * A small algebra of layouts (Wadler, "A prettier printer", 2003): a group is set on one line where it fits, else its lines break. Beside it what comments
 * need: text that waits for the end of its line, and a line that is begun only if something stands on the present one.
 */
import { cells } from "../position.ts";

/** `hard`: holds a break that cannot be avoided, so that no group around it can be flat. */
export type Doc =
  | string
  | { readonly of: "concat"; readonly parts: readonly Doc[]; readonly hard: boolean }
  | { readonly of: "indent"; readonly doc: Doc; readonly hard: boolean }
  | { readonly of: "group"; readonly doc: Doc; readonly hard: boolean }
  | { readonly of: "line"; readonly flat: string; readonly hard: boolean; readonly blank: boolean }
  | { readonly of: "filled"; readonly doc: Doc; readonly hard: boolean }
  | { readonly of: "broken"; readonly doc: Doc; readonly hard: false }
  | { readonly of: "fresh"; readonly hard: true }
  | { readonly of: "suffix"; readonly text: string; readonly ownLine: boolean; readonly blank: boolean; readonly passes: number; readonly hard: true };

const isHard = (doc: Doc): boolean => typeof doc !== "string" && doc.hard;

export const concat = (...parts: readonly Doc[]): Doc => ({ of: "concat", parts, hard: parts.some(isHard) });
export const indent = (...parts: readonly Doc[]): Doc => ({ of: "indent", doc: concat(...parts), hard: parts.some(isHard) });
export const group = (...parts: readonly Doc[]): Doc => ({ of: "group", doc: concat(...parts), hard: parts.some(isHard) });
/** A group that breaks in any case. */
export const brokenGroup = (...parts: readonly Doc[]): Doc => ({ of: "group", doc: concat(...parts), hard: true });
/** A space, or a line break. */
export const line: Doc = { of: "line", flat: " ", hard: false, blank: false };
/** Nothing, or a line break. */
export const softline: Doc = { of: "line", flat: "", hard: false, blank: false };
export const hardline: Doc = { of: "line", flat: " ", hard: true, blank: false };
/** A line break with an empty line behind it. */
export const blankline: Doc = { of: "line", flat: " ", hard: true, blank: true };
/** A line and an item behind it: it breaks only if the item, and the comma behind it, do not fit on the present line. */
export const filled = (doc: Doc): Doc => ({ of: "filled", doc, hard: isHard(doc) });
/** Only where the group around it breaks. */
export const ifBroken = (doc: Doc): Doc => ({ of: "broken", doc, hard: false });
/** Begins a line if something stands on the present one. */
export const fresh: Doc = { of: "fresh", hard: true };
/** A comment that is set when its line ends, and lets so many words pass until then: before one more the line ends. `ownLine` sets it on the next line. */
export const suffix = (text: string, ownLine: boolean, blank: boolean, passes = 0): Doc => ({ of: "suffix", text, ownLine, blank, passes, hard: true });

export function join(separator: Doc, docs: readonly Doc[]): Doc {
  return concat(...docs.flatMap((doc, i) => (i === 0 ? [doc] : [separator, doc])));
}

type Command = { readonly indent: number; readonly flat: boolean; readonly doc: Doc };
type Waiting = { readonly indent: number; readonly text: string; readonly ownLine: boolean; readonly blank: boolean; readonly waits: boolean; passes: number };
/** The line that is being set, as pieces; it has no trailing white space when it is done. */
type Output = { done: string[]; present: string; readonly waiting: Waiting[] };

const STEP = 2;

export function layOut(doc: Doc, width: number): string {
  const output: Output = { done: [], present: "", waiting: [] };
  const stack: Command[] = [{ indent: 0, flat: false, doc }];
  for (let command = stack.pop(); command !== undefined; command = stack.pop()) step(command, stack, output, width);
  endLine(output, "all");
  return output.done.join("\n");
}

function step({ indent: level, flat, doc }: Command, stack: Command[], output: Output, width: number): void {
  if (typeof doc === "string") {
    writePast(output, doc, level);
    return;
  }
  switch (doc.of) {
    case "concat":
      for (let i = doc.parts.length - 1; i >= 0; i--) stack.push({ indent: level, flat, doc: doc.parts[i] as Doc });
      return;
    case "indent":
      stack.push({ indent: level + STEP, flat, doc: doc.doc });
      return;
    case "group":
      stack.push({ indent: level, flat: !doc.hard && output.waiting.length === 0 && (flat || fits(doc.doc, stack, width - cells(output.present))), doc: doc.doc });
      return;
    case "line":
      if (flat && !doc.hard) write(output, doc.flat);
      else newLine(output, level, doc.blank);
      return;
    case "filled": {
      const joins = flat || (!doc.hard && fits(concat(" ", doc.doc, ","), [], width - cells(output.present)));
      if (joins) write(output, " ");
      else newLine(output, level, false);
      stack.push({ indent: level, flat, doc: doc.doc });
      return;
    }
    case "broken":
      if (!flat) stack.push({ indent: level, flat, doc: doc.doc });
      return;
    case "fresh":
      if (output.present.trim() !== "" || output.waiting.length > 0) newLine(output, level, false, "all");
      return;
    case "suffix":
      output.waiting.push({ indent: level, text: doc.text, ownLine: doc.ownLine, blank: doc.blank, waits: doc.passes > 1, passes: doc.passes });
  }
}

/** What the formatter adds and drops as it is needed: a comment lets it pass uncounted. */
const UNCOUNTED = /^[\s(),]*$/;
/** Words, each with the white space before it; a string is no place to part. */
const WORDS = /\s*(?:[^\s"]|"[^]*)+\s*$|\s*[^\s"]+/g;

/** Text behind comments that wait for the end of the line: the words that they let pass, then a new line and the rest. */
function writePast(output: Output, text: string, level: number): void {
  let rest = text;
  for (const word of output.waiting.length === 0 ? [] : (text.match(WORDS) ?? [])) {
    const counts = !UNCOUNTED.test(word);
    if (counts && output.waiting.some(({ passes }) => passes === 0)) {
      newLine(output, /^\s*[{}[\]]/.test(word) ? level : level + STEP, false, "due");
      writePast(output, rest.trimStart(), level);
      return;
    }
    if (counts) for (const comment of output.waiting) comment.passes--;
    write(output, word);
    rest = rest.slice(word.length);
  }
  write(output, rest);
}

/** Text may hold line ends (a string over several lines): they are set as they are. */
function write(output: Output, text: string): void {
  const last = text.lastIndexOf("\n");
  if (last < 0) output.present += text;
  else {
    output.done.push(output.present + text.slice(0, last));
    output.present = text.slice(last + 1);
  }
}

function newLine(output: Output, level: number, blank: boolean, which: Which = "near"): void {
  endLine(output, which);
  if (blank && output.done.length > 0 && output.done.at(-1) !== "") output.done.push("");
  output.present = " ".repeat(level);
}

/** Of the comments that wait, those that are where they were, at most one word before it (but for what stood further off, so that it is not moved twice), or all. */
type Which = "due" | "near" | "all";

function howMany(waiting: readonly Waiting[], which: Which): number {
  const due = 1 + waiting.findLastIndex(({ passes }) => passes === 0);
  const far = which === "due" ? due : waiting.findIndex(({ waits, passes }) => waits && passes > 0);
  return which === "all" || far < 0 ? waiting.length : Math.max(far, due);
}

/** A line ends with one comment at most: a second one goes below. */
function endLine(output: Output, which: Which): void {
  let commented = false;
  for (const { indent: level, text, ownLine, blank } of output.waiting.splice(0, howMany(output.waiting, which))) {
    const line = output.present.trimEnd();
    if (!ownLine && !commented) output.present = line === "" ? `${output.present}${text}` : `${line}  ${text}`;
    else {
      if (line !== "") output.done.push(line);
      if (blank) output.done.push("");
      output.present = " ".repeat(level) + text;
    }
    commented = true;
  }
  output.done.push(output.present.trimEnd());
  output.present = "";
}

/** Whether a document, set flat, and what follows it up to the next possible break, fits into the cells that are left. */
function fits(doc: Doc, rest: readonly Command[], room: number): boolean {
  let left = room;
  let below = rest.length - 1;
  const stack: { flat: boolean; doc: Doc }[] = [{ flat: true, doc }];
  while (left >= 0) {
    const command = stack.pop() ?? rest[below--];
    if (command === undefined) return true;
    const { flat, doc: next } = command;
    if (typeof next === "string") {
      const end = next.indexOf("\n");
      left -= cells(end < 0 ? next : next.slice(0, end));
      if (end >= 0) return left >= 0;
    } else if (next.of === "concat") for (let i = next.parts.length - 1; i >= 0; i--) stack.push({ flat, doc: next.parts[i] as Doc });
    else if (next.of === "indent") stack.push({ flat, doc: next.doc });
    else if (next.of === "group") stack.push({ flat: flat && !next.hard, doc: next.doc });
    else if (next.of === "line") {
      if (!flat || next.hard) return true;
      left -= next.flat.length;
    } else if (next.of === "filled") {
      if (!flat) return true;
      left -= 1;
      stack.push({ flat, doc: next.doc });
    } else if (next.of === "broken") {
      if (!flat) stack.push({ flat, doc: next.doc });
    } else if (next.of === "fresh") return true;
  }
  return false;
}
