/**
 * Regular expressions of the language: RE2's syntax (https://github.com/google/re2/wiki/Syntax) without `\C`, `\Q`, octal escapes, the
 * flag `U` and `\B` (which RE2 finds between the bytes of a character), with `\w \d \s \b` and `(?i)` in ASCII. RE2 folds case by Unicode
 * (`(?i)k` takes the Kelvin sign), so a pattern is written anew with both cases spelled out.
 */

import { UNICODE_CLASSES } from "./regex-classes.ts";

/**
 * `pattern` means the same to RE2 with no flags set; `groups` counts the capturing ones; `empty`: it may match no character at all. `at` is an
 * offset in UTF-16 units.
 */
export type RegexRead =
  | { readonly ok: true; readonly pattern: string; readonly groups: number; readonly empty: boolean }
  | { readonly ok: false; readonly why: string; readonly at: number };

/**
 * What is known of an open group. What may match no character: an alternative before this one, what this one has before its last part, and that
 * part. How often something within repeats at most, by counts in braces that multiply: in all parts, and in the last.
 */
type Group = { earlier: boolean; before: boolean; last: boolean; repeats: number; lastRepeats: number };
const nothingYet = (): Group => ({ earlier: false, before: true, last: true, repeats: 1, lastRepeats: 1 });

type State = {
  readonly text: string;
  at: number;
  out: string;
  groups: number;
  /** Whether case is ignored; one entry per open group, the last is in force. */
  readonly fold: boolean[];
  /** Likewise. */
  readonly open: Group[];
  /** Whether what came last can be repeated. */
  repeatable: boolean;
  /** The first thing that RE2 would not take; reading ends with it. */
  refused: { readonly why: string; readonly at: number } | null;
};

function refuse(state: State, why: string, at: number): void {
  state.refused ??= { why, at };
  state.at = state.text.length;
}

export function readRegex(text: string): RegexRead {
  const state: State = { text, at: 0, out: "", groups: 0, fold: [false], open: [nothingYet()], repeatable: false, refused: null };
  while (state.at < text.length) readNext(state);
  if (state.fold.length > 1) refuse(state, "a group is not closed: `)` is missing", text.length);
  return state.refused === null ? { ok: true, pattern: state.out, groups: state.groups, empty: isEmpty(open(state)) } : { ok: false, ...state.refused };
}

const open = (state: State): Group => state.open.at(-1) as Group;
/** Whether the group may match no character. */
const isEmpty = ({ earlier, before, last }: Group): boolean => earlier || (before && last);

function addPart(state: State, last: boolean, lastRepeats: number): void {
  const group = open(state);
  Object.assign(group, { before: group.before && group.last, last, lastRepeats, repeats: Math.max(group.repeats, lastRepeats) });
}

/** The last part repeats: it may do so not at all, or so often. */
function repeatPart(state: State, least: number, most: number): void {
  const group = open(state);
  group.last ||= least === 0;
  group.lastRepeats *= Math.max(most, 1);
  group.repeats = Math.max(group.repeats, group.lastRepeats);
}

function nextAlternative(state: State): void {
  const group = open(state);
  Object.assign(group, { earlier: group.earlier || (group.before && group.last), before: true, last: true });
}

const folding = (state: State): boolean => state.fold.at(-1) as boolean;

function readNext(state: State): void {
  const char = String.fromCodePoint(state.text.codePointAt(state.at) as number);
  switch (char) {
    case "(": return openGroup(state);
    case ")": return closeGroup(state);
    case "[": return readClass(state);
    case "\\": return readEscape(state);
    case "*": case "+": case "?": return repeat(state, char, char === "+" ? 1 : 0, 1);
    case "{": return braces(state);
    case "|": nextAlternative(state); return emit(state, char, 1, false);
    case "^": return emit(state, char, 1, false);
    default: return emit(state, folding(state) ? bothCases(char) : char, char.length, true);
  }
}

function emit(state: State, out: string, length: number, repeatable: boolean, part: Group | null = null): void {
  if (repeatable) addPart(state, part === null ? out === "$" : isEmpty(part), part?.repeats ?? 1);
  state.out += out;
  state.at += length;
  state.repeatable = repeatable;
}

const isLetter = (char: string): boolean => /^[A-Za-z]$/.test(char);
const bothCases = (char: string): string => (isLetter(char) ? `[${char.toLowerCase()}${char.toUpperCase()}]` : char);

/** How often a part repeats by a count, those around it counted in. */
const MOST = 1000;
const TOO_OFTEN = `a part repeats ${MOST} times at most`;

function repeat(state: State, operator: string, least: number, most: number): void {
  if (!state.repeatable) return refuse(state, `there is nothing before \`${operator}\` that it could repeat`, state.at);
  repeatPart(state, least, most);
  if (open(state).repeats > MOST) return refuse(state, TOO_OFTEN, state.at);
  // A `?` behind makes it lazy; any further operator has nothing to repeat.
  const lazy = state.text[state.at + operator.length] === "?" ? "?" : "";
  emit(state, operator + lazy, operator.length + lazy.length, false);
}

function braces(state: State): void {
  const match = /^\{(\d+)(?:(,)(\d*))?\}/.exec(state.text.slice(state.at, state.at + 24));
  if (match === null) return emit(state, "\\{", 1, true);
  const [least, most] = [Number(match[1]), Number(match[3] || match[1])];
  if (least > MOST || most > MOST) return refuse(state, TOO_OFTEN, state.at);
  if (least > most) return refuse(state, "the lower bound is above the upper", state.at);
  repeat(state, match[0], least, most);
}

const LOOKAROUND = /^\(\?(?:<?[=!]|>)/;

function openGroup(state: State): void {
  const rest = state.text.slice(state.at, state.at + 80);
  if (LOOKAROUND.test(rest)) return refuse(state, "RE2 has no look-around and no atomic groups", state.at);
  // Nothing asks for a group by its name.
  const named = /^\(\?P?<[A-Za-z_]\w*>/.exec(rest);
  if (named !== null) return openCapture(state, "(", named[0].length);
  const flags = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])/.exec(rest);
  if (flags !== null) return setFlags(state, flags as unknown as Flags);
  if (rest.startsWith("(?")) return refuse(state, "no group begins like this", state.at);
  openCapture(state, "(", 1);
}

function openCapture(state: State, out: string, length: number): void {
  state.groups++;
  state.fold.push(folding(state));
  state.open.push(nothingYet());
  emit(state, out, length, false);
}

type Flags = readonly [whole: string, on: string, off: string | undefined, end: ":" | ")"];

function setFlags(state: State, [whole, on, off = "", end]: Flags): void {
  const unknown = /[^ims]/.exec(on + off)?.[0];
  if (unknown !== undefined) return refuse(state, `there is no flag \`${unknown}\`; i, m and s are`, state.at);
  const fold = off.includes("i") ? false : on.includes("i") || folding(state);
  const [keepOn, keepOff] = [on.replaceAll("i", ""), off.replaceAll("i", "")];
  const flags = keepOn + (keepOff === "" ? "" : `-${keepOff}`);
  if (end === ":") {
    state.fold.push(fold);
    state.open.push(nothingYet());
    return emit(state, `(?${flags}:`, whole.length, false);
  }
  state.fold[state.fold.length - 1] = fold;
  emit(state, flags === "" ? "" : `(?${flags})`, whole.length, false);
}

function closeGroup(state: State): void {
  if (state.fold.length === 1) return refuse(state, "there is no group to close here", state.at);
  state.fold.pop();
  emit(state, ")", 1, true, state.open.pop());
}

/** What `\x` may be: classes and places, control characters, an escaped mark. */
const ESCAPES = /^\\(?:[dDsSwWbAzafnrtv]|[!-/:-@[-`{-~]|x[0-9a-fA-F]{2}|x\{[0-9a-fA-F]{1,6}\}|[pP](?:\{\^?[A-Za-z_]+\}|[A-Z]))/u;
const PLACES = new Set(["\\b", "\\A", "\\z"]);

function readEscape(state: State): void {
  const escape = escapeAt(state);
  const letter = letterOf(escape);
  emit(state, letter !== null && folding(state) ? bothCases(letter) : escape, escape.length, !PLACES.has(escape));
}

function escapeAt(state: State): string {
  const match = ESCAPES.exec(state.text.slice(state.at, state.at + 40));
  if (match !== null) return known(state, match[0]);
  const next = state.text[state.at + 1];
  if (next === undefined) refuse(state, "`\\` ends the pattern", state.at);
  else refuse(state, /[1-9]/.test(next) ? "RE2 has no references to groups within a pattern" : `there is no escape \`\\${next}\``, state.at);
  return "";
}

/** The escape, if there is what it names. */
function known(state: State, escape: string): string {
  const [, name] = /^\\p\{?\^?([A-Za-z_]+)\}?$/i.exec(escape) ?? [];
  if (name !== undefined && !UNICODE_CLASSES.has(name)) refuse(state, `there is no class of characters \`${escape}\``, state.at);
  const [, code] = /^\\x\{(.+)\}$/.exec(escape) ?? [];
  if (code !== undefined && Number.parseInt(code, 16) > 0x10ffff) refuse(state, "there is no such code point", state.at);
  return escape;
}

/** The ASCII letter that a hexadecimal escape stands for. */
function letterOf(escape: string): string | null {
  const hex = /^\\x\{?([0-9a-fA-F]+)\}?$/.exec(escape);
  if (hex === null) return null;
  const char = Number.parseInt(hex[1] as string, 16) < 128 ? String.fromCodePoint(Number.parseInt(hex[1] as string, 16)) : "";
  return isLetter(char) ? char : null;
}

function readClass(state: State): void {
  const start = state.at;
  const negated = state.text[start + 1] === "^" ? "^" : "";
  emit(state, `[${negated}`, 1 + negated.length, false);
  // A bracket that comes first stands for itself.
  if (state.text[state.at] === "]") emit(state, "\\]", 1, false);
  while (state.text[state.at] !== "]") {
    if (state.at >= state.text.length) return refuse(state, "a character class is not closed: `]` is missing", start);
    readClassItem(state);
  }
  emit(state, "]", 1, true);
}

const POSIX = /^\[:\^?(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/;

function readClassItem(state: State): void {
  const posix = POSIX.exec(state.text.slice(state.at, state.at + 16));
  if (posix !== null) return emit(state, folding(state) ? posix[0].replace(/lower|upper/, "alpha") : posix[0], posix[0].length, false);
  const from = classChar(state);
  const range = state.text[state.at] === "-" && state.text[state.at + 1] !== "]" && state.at + 1 < state.text.length;
  if (!range) {
    state.out += folding(state) && isLetter(from.char) ? from.char.toLowerCase() + from.char.toUpperCase() : from.text;
    return;
  }
  const at = state.at;
  state.at++;
  const to = classChar(state);
  if (from.char === "" || to.char === "") return refuse(state, "a range goes from one character to another", at);
  if ((from.char.codePointAt(0) as number) > (to.char.codePointAt(0) as number)) return refuse(state, "the range runs backwards", at);
  state.out += `${from.text}-${to.text}${folding(state) ? otherCase(from.char, to.char) : ""}`;
}

type ClassChar = { readonly text: string; /** Empty for a class such as `\d`. */ readonly char: string };
const CONTROL: Readonly<Record<string, string>> = { "\\a": "\u0007", "\\f": "\f", "\\n": "\n", "\\r": "\r", "\\t": "\t", "\\v": "\v" };

function classChar(state: State): ClassChar {
  if (state.text[state.at] !== "\\") {
    const char = String.fromCodePoint(state.text.codePointAt(state.at) as number);
    state.at += char.length;
    return { text: char === "[" ? "\\[" : char, char };
  }
  const text = escapeAt(state);
  if (PLACES.has(text)) refuse(state, `\`${text}\` is a place between characters, not one of them`, state.at);
  state.at += text.length;
  const hex = /^\\x\{?([0-9a-fA-F]+)\}?$/.exec(text);
  if (hex !== null) {
    const code = Number.parseInt(hex[1] as string, 16);
    return { text, char: String.fromCodePoint(Math.min(code, 0x10ffff)) };
  }
  return { text, char: CONTROL[text] ?? (/^\\[^A-Za-z0-9]$/.test(text) ? text.slice(1) : "") };
}

/** The ranges that the letters between two characters have in the other case. */
function otherCase(from: string, to: string): string {
  const part = (first: string, last: string, shift: number): string => {
    const low = Math.max(from.codePointAt(0) as number, first.charCodeAt(0));
    const high = Math.min(to.codePointAt(0) as number, last.charCodeAt(0));
    return low > high ? "" : `${String.fromCharCode(low + shift)}-${String.fromCharCode(high + shift)}`;
  };
  return part("a", "z", -32) + part("A", "Z", 32);
}

export type ReplacementRead = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

/** The replacement of `regexp_replace` as RE2 writes it: `$1` to `$9` are groups, `$0` the whole match, `$$` a dollar sign. */
export function readReplacement(text: string, groups: number): ReplacementRead {
  let why: string | null = null;
  const out = text.replace(/\\|\$(\d|\$)?/g, (match, digit: string | undefined) => {
    if (match === "\\") return "\\\\";
    if (digit === undefined || digit === "$") return "$";
    if (Number(digit) > groups) why ??= `the pattern has ${groups} ${groups === 1 ? "group" : "groups"}, so there is no \`$${digit}\``;
    return `\\${digit}`;
  });
  return why === null ? { ok: true, text: out } : { ok: false, why };
}
