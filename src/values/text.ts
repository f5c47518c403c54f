/** What the language counts and compares in a text. JavaScript counts UTF-16 units, the language code points and UTF-8 bytes. */

/** The length in code points. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The length in bytes of UTF-8; a lone surrogate counts as the three bytes of U+FFFD, which an encoder writes for it. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Negative, zero or positive: the order of UTF-8 bytes, which is that of code points (UTF-16 puts U+10000 and above before U+E000). */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return surrogatesLast(x) - surrogatesLast(y);
  }
  return a.length - b.length;
}

/** Moves the units of a surrogate pair above all other units. */
const surrogatesLast = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/**
 * The UTF-8 bytes of the first `units` UTF-16 units of `text`; null when there are not so many, or when they end inside a surrogate pair.
 * It turns the columns that editors and SCIP indexers count in UTF-16 into byte offsets.
 */
export function utf16PrefixBytes(text: string, units: number): number | null {
  if (units < 0 || units > text.length) return null;
  const splits = units > 0 && units < text.length && (text.codePointAt(units - 1) as number) > 0xffff;
  return splits ? null : utf8Length(text.slice(0, units));
}
