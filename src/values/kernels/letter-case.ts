/**
 * Small and capital letters, one code point to one, by Unicode 15: `ß` has `ẞ`, which maps back; `İ` becomes `i`; letters with an iota below
 * become those with one beside; ligatures, and what else only several code points would render, stay. No letter looks at its neighbours.
 */

const UPPER: Readonly<Record<string, string>> = { "ß": "ẞ", "ᾳ": "ᾼ", "ῃ": "ῌ", "ῳ": "ῼ" };
const LOWER: Readonly<Record<string, string>> = { "İ": "i" };

/** ᾀ to ᾯ: eight small letters, then their capitals. */
const IOTA_BELOW = /^[\u1f80-\u1f87\u1f90-\u1f97\u1fa0-\u1fa7]$/;
/** Letters that came after Unicode 15, and their old counterparts, which stay as they were. */
const LATER_SMALL = /^[\u019b\u0264\u1c8a\ua7cd\ua7cf\ua7d3\ua7d5\ua7db\u{10d70}-\u{10d85}\u{16ebb}-\u{16ed3}]$/u;
const LATER_CAPITAL = /^[\u1c89\ua7cb\ua7cc\ua7ce\ua7d2\ua7d4\ua7da\ua7dc\u{10d50}-\u{10d65}\u{16ea0}-\u{16eb8}]$/u;

const isOne = (text: string): boolean => text.length === ((text.codePointAt(0) as number) > 0xffff ? 2 : 1);

function upperOf(char: string): string {
  if (IOTA_BELOW.test(char)) return String.fromCharCode(char.charCodeAt(0) + 8);
  const capital = UPPER[char] ?? char.toUpperCase();
  return isOne(capital) && !LATER_SMALL.test(char) ? capital : char;
}

function lowerOf(char: string): string {
  const small = LOWER[char] ?? char.toLowerCase();
  return isOne(small) && !LATER_CAPITAL.test(char) ? small : char;
}

const ASCII = /^[\0-\x7f]*$/;

export const upper = (text: string): string => (ASCII.test(text) ? text.toUpperCase() : Array.from(text, upperOf).join(""));
export const lower = (text: string): string => (ASCII.test(text) ? text.toLowerCase() : Array.from(text, lowerOf).join(""));
