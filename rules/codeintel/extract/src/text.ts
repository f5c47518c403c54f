/** One line; the terminator belongs to none. Units are UTF-16, of `text`, so a BOM is unit 0. */
export type Line = { readonly start: number; readonly end: number };

/** A file's text in the three measures that its facts come in: UTF-16 units (the parser), lines and columns (SCIP), bytes (ours). */
export type SourceText = {
  readonly path: string;
  /** With its BOM, if it has one: the parser counts it as a unit. */
  readonly text: string;
  readonly lines: readonly Line[];
  /** The UTF-8 offset in the file of a UTF-16 unit. */
  readonly byteAt: (unit: number) => number;
};

export type Span = { readonly start: number; readonly end: number };
export type ByteSpan = { readonly bstart: number; readonly bend: number };

/** Null when the bytes are not UTF-8: a guess at another encoding would shift every span. */
export function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function sourceText(path: string, text: string): SourceText {
  return { path, text, lines: splitLines(text), byteAt: byteOffsets(text) };
}

export function bytesOf(source: SourceText, span: Span): ByteSpan {
  return { bstart: source.byteAt(span.start), bend: source.byteAt(span.end) };
}

export function slice(source: SourceText, span: Span): string {
  return source.text.slice(span.start, span.end);
}

/** The text between two SCIP positions, or null when they lie outside the file. */
export function unitSpan(source: SourceText, startLine: number, startChar: number, endLine: number, endChar: number): Span | null {
  const first = source.lines[startLine];
  const last = source.lines[endLine];
  if (first === undefined || last === undefined) return null;
  const span = { start: first.start + startChar, end: last.start + endChar };
  return span.start <= first.end && span.end <= last.end && span.start <= span.end ? span : null;
}

const BOM = 0xfeff;

/** Splits where TypeScript's scanner does: `\r\n`, `\n`, `\r`, U+2028, U+2029. Line 0 begins after a BOM. */
export function splitLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = text.charCodeAt(0) === BOM ? 1 : 0;
  for (let i = start; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit !== 10 && unit !== 13 && unit !== 0x2028 && unit !== 0x2029) continue;
    lines.push({ start, end: i });
    if (unit === 13 && text.charCodeAt(i + 1) === 10) i++;
    start = i + 1;
  }
  lines.push({ start, end: text.length });
  return lines;
}

function byteOffsets(text: string): (unit: number) => number {
  // Most files are ASCII, where every offset is its own image; a table for those would be the largest thing in memory.
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return (unit) => unit;
  const offsets = new Uint32Array(text.length + 1);
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    offsets[i] = bytes;
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    // Each half of a pair counts two: a pair is four bytes, and the text was decoded strictly, so none stands alone.
    else if (unit >= 0xd800 && unit <= 0xdfff) bytes += 2;
    else bytes += 3;
  }
  offsets[text.length] = bytes;
  return (unit) => offsets[unit] ?? bytes;
}
