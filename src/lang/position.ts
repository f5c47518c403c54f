/** Lines and columns, made from offsets only where a person or another tool will read them. */

/** `starts[i]` is the offset at which line i + 1 begins. Lines end at `\n`, `\r\n` or a lone `\r`. */
export type Lines = {
  readonly text: string;
  readonly starts: readonly number[];
  /** Of long lines that were asked for, how many surrogate pairs end before each step of the line: a line may be a whole file long. */
  readonly pairs: Map<number, readonly number[]>;
};
/** Both count from 1; columns count code points, so that they agree with what editors show. */
export type Position = { readonly line: number; readonly column: number };

export function linesOf(text: string): Lines {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length);
  return { text, starts, pairs: new Map() };
}

export function positionAt(lines: Lines, offset: number): Position {
  const at = Math.max(0, Math.min(offset, lines.text.length));
  let [low, high] = [0, lines.starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines.starts[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: columnAt(lines, low, at) };
}

const STEP = 512;

function columnAt(lines: Lines, line: number, offset: number): number {
  const { text, starts } = lines;
  const start = starts[line] as number;
  // A byte order mark at the head of the file is no column.
  const first = line === 0 && offset > 0 && text.startsWith("\uFEFF") ? 1 : 0;
  const step = Math.floor((offset - start) / STEP);
  const before = step === 0 ? 0 : (pairsOf(lines, line)[step] as number);
  return offset - start - before - pairsIn(text, start + step * STEP, offset, start) - first + 1;
}

function pairsOf({ text, starts, pairs }: Lines, line: number): readonly number[] {
  let known = pairs.get(line);
  if (known === undefined) {
    const [start, end] = [starts[line] as number, starts[line + 1] ?? text.length];
    const counts = [0];
    for (let at = start + STEP; at <= end; at += STEP) counts.push((counts.at(-1) as number) + pairsIn(text, at - STEP, at, start));
    pairs.set(line, (known = counts));
  }
  return known;
}

/** Half a surrogate pair counts with the half before it: pairs whose second half lies in the range. */
function pairsIn(text: string, from: number, to: number, lineStart: number): number {
  let count = 0;
  for (let i = Math.max(from, lineStart + 1); i < to; i++) if (isLow(text.charCodeAt(i)) && isHigh(text.charCodeAt(i - 1))) count++;
  return count;
}

/** The offset of a line's first character, and its text without the line end. */
export function lineAt(lines: Lines, line: number): { readonly start: number; readonly text: string } {
  const start = lines.starts[line - 1] ?? lines.text.length;
  let end = lines.starts[line] ?? lines.text.length;
  while (end > start && /[\r\n]/.test(lines.text[end - 1] as string)) end--;
  return { start, text: lines.text.slice(start, end) };
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Code points that a terminal draws two cells wide: East Asian Wide and Fullwidth (Unicode, UAX #11), and emoji. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x2e80, 0x303e], [0x3041, 0xa4cf], [0xa960, 0xa97c], [0xac00, 0xd7a3], [0xf900, 0xfaff], [0xfe30, 0xfe6f], [0xff01, 0xff60], [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f], [0x1f680, 0x1f6ff], [0x1f900, 0x1f9ff], [0x20000, 0x3fffd],
];
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Cells that a terminal needs for a text; a tab is shown as two spaces. */
export function cells(text: string): number {
  let width = 0;
  for (const character of text) width += cellsOf(character);
  return width;
}

export function cellsOf(character: string): number {
  const code = character.codePointAt(0) as number;
  if (code < 0x7f) return character === "\t" ? 2 : 1;
  if (ZERO.test(character)) return 0;
  return WIDE.some(([low, high]) => code >= low && code <= high) ? 2 : 1;
}

/** What a terminal may be given: tabs as spaces, and no character that could move the cursor, colour the text or turn its direction. */
export const printable = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- these are what it is about
  text.replaceAll("\t", "  ").replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g, "\uFFFD").replaceAll("\uFEFF", "");
