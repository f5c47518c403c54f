/** Where text is put together: position, indentation, and a mark wherever the origin of the text changes. */
import { NO_ORIGIN, type Origin } from "../../ir/id.ts";
import type { PrintOptions, Printed } from "../options.ts";

export type Writer = {
  out: string;
  lineStart: number;
  indent: number;
  /** Whether a line may be broken here; false inside what fits and in the canonical form. */
  breaks: boolean;
  readonly width: number;
  /** Whether columns of the select being printed stand with their table. */
  qualified: boolean;
  /** Where the text being written comes from, and what the last mark said. */
  at: Origin;
  marked: Origin;
  readonly marks: number[];
};

export const writer = ({ style, width }: PrintOptions): Writer => ({
  out: "", lineStart: 0, indent: 0, breaks: style === "pretty", width, qualified: false, at: NO_ORIGIN, marked: NO_ORIGIN, marks: [],
});

export const printed = (w: Writer): Printed => ({ text: w.out, sourceMap: new Int32Array(w.marks) });

export function write(w: Writer, text: string): void {
  if (w.at !== w.marked) {
    w.marks.push(w.out.length, w.at);
    w.marked = w.at;
  }
  w.out += text;
}

const INDENTS: string[] = [];

/** A new line at the current indentation; where lines are not broken, `flat`. */
export function line(w: Writer, flat: string): void {
  if (!w.breaks) {
    if (flat !== "") write(w, flat);
    return;
  }
  write(w, (INDENTS[w.indent] ??= `\n${" ".repeat(w.indent)}`));
  w.lineStart = w.out.length - w.indent;
}

/** Whether `length` more characters, and the comma or bracket behind them, stay within the line. */
export const fits = (w: Writer, length: number): boolean => w.out.length - w.lineStart + length < w.width;

/** What `print` writes, two columns further in. */
export function indented(w: Writer, print: () => void): void {
  w.indent += 2;
  print();
  w.indent -= 2;
}

/** `open` … `close` around what `print` writes, on lines of its own where lines are broken. */
export function enclosed(w: Writer, open: string, close: string, print: () => void): void {
  write(w, open);
  w.indent += 2;
  line(w, "");
  print();
  w.indent -= 2;
  line(w, "");
  write(w, close);
}
