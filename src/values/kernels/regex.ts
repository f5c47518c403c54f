/** Patterns, matched as RE2 does it: leftmost, in time linear in the text. */
import { RE2JS } from "re2js";
import { Failure } from "../failure.ts";
import { readRegex, readReplacement } from "../regex.ts";
import type { Value } from "../value.ts";
import type { Kernels, ScalarKernel } from "./kernel.ts";
import { strict } from "./strict.ts";

type Pattern = { readonly regex: RE2JS; readonly groups: number };
const compiled = new Map<string, Pattern>();
/** Patterns are constants of a rule, so there are few; a host that goes on for long must not keep them all. */
const KEPT = 500;

function patternOf(text: string): Pattern {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const read = readRegex(text);
  if (!read.ok) throw new Failure("argument", `not a pattern: ${read.why}`);
  const pattern = { regex: compile(read.pattern), groups: read.groups };
  if (compiled.size >= KEPT) compiled.clear();
  compiled.set(text, pattern);
  return pattern;
}

/** One that is too large to be run is refused by the engine, and maybe here. */
function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new Failure("argument", `not a pattern: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A match and its groups; `start` and `end` are UTF-16 offsets. */
type Match = { readonly start: number; readonly end: number; readonly groups: readonly (string | null)[] };

/** All matches that do not overlap. An empty one right behind another match is none. */
function matchesOf({ regex, groups }: Pattern, text: string): Match[] {
  const matcher = regex.matcher(text);
  const found: Match[] = [];
  let [at, last] = [0, -1];
  while (at <= text.length && matcher.find(at)) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (start !== end || start !== last) found.push({ start, end, groups: Array.from({ length: groups + 1 }, (_, i) => matcher.group(i)) });
    last = end;
    // Behind an empty match the search goes on one code point further.
    at = start === end ? end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1) : end;
  }
  return found;
}

/** What a replacement stands for: `$1` a group, `$0` the match; a group that took no part is empty. */
function expanded(rewrite: string, { groups }: Match): string {
  return rewrite.replace(/\\(\\|\d)/g, (_, mark: string) => (mark === "\\" ? "\\" : (groups[Number(mark)] ?? "")));
}

const replaceAll: ScalarKernel = ([s, pattern, by]) => {
  const [text, of] = [s as string, patternOf(pattern as string)];
  const read = readReplacement(by as string, of.groups);
  if (!read.ok) throw new Failure("argument", `not a replacement: ${read.why}`);
  let [out, at] = ["", 0];
  for (const match of matchesOf(of, text)) {
    out += text.slice(at, match.start) + expanded(read.text, match);
    at = match.end;
  }
  return out + text.slice(at);
};

const extract: ScalarKernel = ([s, pattern, group]) => {
  const matcher = patternOf(pattern as string).regex.matcher(s as string);
  return matcher.find() ? matcher.group(Number(group)) : null;
};

/** Without matches of nothing. */
const extractAll: ScalarKernel = ([s, pattern, group]): Value =>
  matchesOf(patternOf(pattern as string), s as string).filter(({ start, end }) => end > start).map(({ groups }) => groups[Number(group)] ?? null);

export const REGEX: Kernels<ScalarKernel> = strict({
  regexp_matches: ([s, pattern]) => patternOf(pattern as string).regex.test(s as string),
  regexp_extract: extract,
  regexp_extract_all: extractAll,
  regexp_replace: replaceAll,
});
