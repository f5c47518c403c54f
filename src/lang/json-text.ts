/** JSON text with the places of its parts, so that a message about a value can point at it. */
import type { Span } from "./ast/index.ts";

/** `key` is the property's name with its quotes, null at the root and in arrays. */
export type JsonPlace = { readonly key: Span | null; readonly value: Span };
/** `places` by JSON pointer (RFC 6901), the root under "". `duplicates` are keys that their object has already. */
export type JsonText =
  | { readonly ok: true; readonly value: unknown; readonly places: ReadonlyMap<string, JsonPlace>; readonly duplicates: readonly (Span & { readonly key: string })[] }
  | ({ readonly ok: false; readonly problem: string } & Span);

const DEEPEST = 64;
const SPACE = /[ \t\r\n]*/y;
const SCALAR = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

class Unreadable extends Error {
  constructor(readonly problem: string, readonly offset: number) {
    super(problem);
  }
}

export const pointerStep = (key: string): string => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;

export function readJson(text: string): JsonText {
  const places = new Map<string, JsonPlace>();
  const duplicates: (Span & { key: string })[] = [];
  // A byte order mark is no part of JSON, and editors write it.
  let at = text.startsWith("\uFEFF") ? 1 : 0;

  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? "";
    at += found.length;
    return found;
  };
  const fail = (problem: string): never => { throw new Unreadable(problem, at); };
  const take = (mark: string): boolean => {
    match(SPACE);
    if (text[at] !== mark) return false;
    at++;
    return true;
  };
  const string = (): string => {
    match(SPACE);
    if (text[at] !== '"') fail(text[at] === "}" || text[at] === "]" ? "a comma with nothing behind it" : "expected a name in double quotes");
    return scalar() || fail("a string that does not end");
  };
  const scalar = (): string => {
    const start = at;
    const found = match(SCALAR);
    if (!found.startsWith('"')) return found;
    const control = found.search(/[^\u0020-\uffff]/);
    if (control < 0) return found;
    at = start + control;
    return fail("a line break, tab or control character in a string must be escaped");
  };
  const members = (pointer: string, depth: number): void => {
    const seen = new Set<string>();
    if (take("}")) return;
    do {
      match(SPACE);
      const start = at;
      const key = JSON.parse(string()) as string;
      const span = { start, end: at };
      if (seen.has(key)) duplicates.push({ ...span, key });
      seen.add(key);
      if (!take(":")) fail(`expected \`:\` after "${key}"`);
      value(pointer + pointerStep(key), span, depth);
    } while (take(","));
    if (!take("}")) fail("expected `,` or `}`");
  };
  const elements = (pointer: string, depth: number): void => {
    if (take("]")) return;
    let index = 0;
    do value(pointer + pointerStep(String(index++)), null, depth); while (take(","));
    if (!take("]")) fail("expected `,` or `]`");
  };
  const value = (pointer: string, key: Span | null, depth: number): void => {
    match(SPACE);
    if (depth > DEEPEST) fail("nested too deeply");
    const start = at;
    if (take("{")) members(pointer, depth + 1);
    else if (take("[")) elements(pointer, depth + 1);
    else if (scalar() === "") fail(at >= text.length ? "the text ends too early" : text[at] === '"' ? "a string that does not end" : "expected a value");
    places.set(pointer, { key, value: { start, end: at } });
  };

  try {
    value("", null, 0);
    match(SPACE);
    if (at < text.length) fail("text after the end");
    return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, "")) as unknown, places, duplicates };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { ok: false, problem: error.problem, start: error.offset, end: Math.min(error.offset + 1, text.length) };
  }
}
