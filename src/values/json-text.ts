/**
 * JSON documents as text: whether a text is one, and its parts. A part is written without spaces, its numbers and strings in one way: an integer by
 * its digits, any other number as the shortest digits of its float64 with a fraction or exponent (`1.50` is `1.5`, `1e3` is `1000.0`).
 */

/** A string, a mark, or what stands between: a number, `true`, `false`, `null`. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[^\s[\]{},:"]+/g;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** As RFC 8259 has it; a string of half a surrogate pair is no text. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
  } catch {
    return false;
  }
  return !/\\u[dD][89a-fA-F]/.test(text) || tokens(text).every((token) => !token.startsWith('"') || !LONE_SURROGATE.test(JSON.parse(token) as string));
}

const tokens = (json: string): readonly string[] => json.match(TOKEN) ?? [];

/** The first member of an object with that key; null where there is none or no object. */
export function jsonMember(json: string, key: string): string | null {
  const all = tokens(json);
  if (all[0] !== "{") return null;
  for (let at = 1; at + 1 < all.length; ) {
    const end = endOf(all, at + 2);
    if (JSON.parse(all[at] as string) === key) return written(all.slice(at + 2, end));
    at = end + 1;
  }
  return null;
}

/** The element of an array at that place, counted from 1; null where there is none or no array. */
export function jsonElement(json: string, place: bigint): string | null {
  const all = tokens(json);
  if (all[0] !== "[" || all[1] === "]" || place < 1n) return null;
  let left = place;
  for (let at = 1; at < all.length; ) {
    const end = endOf(all, at);
    if (--left === 0n) return written(all.slice(at, end));
    at = end + 1;
  }
  return null;
}

/** The elements of an array; null for anything else. */
export function jsonElements(json: string): readonly string[] | null {
  const all = tokens(json);
  if (all[0] !== "[") return null;
  const elements: string[] = [];
  for (let at = 1; at < all.length && all[1] !== "]"; ) {
    const end = endOf(all, at);
    elements.push(written(all.slice(at, end)));
    at = end + 1;
  }
  return elements;
}

/** A string's own text, anything else as JSON writes it; null for JSON's null. */
export function jsonText(json: string): string | null {
  const all = tokens(json);
  const [first = ""] = all;
  if (first === "null") return null;
  return first.startsWith('"') ? (JSON.parse(first) as string) : written(all);
}

export type JsonKind = "null" | "bool" | "number" | "string" | "array" | "object";

export function jsonKind(json: string): JsonKind {
  const first = /\S/.exec(json)?.[0] ?? "";
  if (first === "n") return "null";
  if (first === "t" || first === "f") return "bool";
  return first === '"' ? "string" : first === "[" ? "array" : first === "{" ? "object" : "number";
}

/** The index behind the value that starts at a token. */
function endOf(all: readonly string[], start: number): number {
  let depth = 0;
  for (let at = start; at < all.length; at++) {
    const token = all[at] as string;
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    if (depth === 0) return at + 1;
  }
  return all.length;
}

const written = (all: readonly string[]): string => all.map((token) => (token.startsWith('"') ? stringText(token) : numberText(token))).join("");

/** Escapes are upper hex, and nothing is escaped but what must be. */
const stringText = (token: string): string =>
  token.includes("\\") ? JSON.stringify(JSON.parse(token)).replace(/\\u[0-9a-f]{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`) : token;

function numberText(token: string): string {
  if (!/^-?\d/.test(token)) return token;
  if (!/[.eE]/.test(token)) return token === "-0" ? "0" : token;
  const value = Number(token);
  if (!Number.isFinite(value)) return token;
  const text = Object.is(value, -0) ? "-0" : String(value).replace("e+", "e");
  return /[.e]/.test(text) ? text : `${text}.0`;
}
