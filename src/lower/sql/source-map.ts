/** Which place of a rule a place of the SQL comes from, so that an engine's error is shown at the rule's line. */
import { NO_ORIGIN, type Origin } from "../../ir/id.ts";

/**
 * The innermost origin at `offset` (UTF-16 units into the text): that of the last mark at or before it; `NO_ORIGIN` for text that
 * comes from no place. Marks are ascending, two numbers each.
 */
export function originAt(sourceMap: Int32Array, offset: number): Origin {
  let low = 0;
  let high = sourceMap.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sourceMap[middle * 2] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? NO_ORIGIN : (sourceMap[low * 2 - 1] as Origin);
}

/** Engines count bytes of UTF-8, texts here UTF-16 units. An offset inside a character counts as its start. */
export function fromByteOffset(text: string, bytes: number): number {
  let left = bytes;
  let at = 0;
  while (at < text.length) {
    const code = text.codePointAt(at) as number;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (left < 0) return at;
    at += code < 0x10000 ? 1 : 2;
  }
  return at;
}
