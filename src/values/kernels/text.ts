/** Texts, counted in code points from 1. */
import { Failure } from "../failure.ts";
import { codePoints, utf16PrefixBytes, utf8Length } from "../text.ts";
import type { Value } from "../value.ts";
import { lower, upper } from "./letter-case.ts";
import { like } from "./like.ts";
import type { Kernels, ScalarKernel } from "./kernel.ts";
import { strict } from "./strict.ts";

/** What JavaScript holds in one string, about; engines hold a few times as much. */
const LONGEST = 2 ** 28;

const points = (text: Value | undefined): string[] => Array.from(text as string);
const count = (n: Value | undefined): number => Number(n);

/** The part in [start, start + length). What lies before place 1 counts, and holds nothing. */
const substr: ScalarKernel = ([s, start, length]) => {
  const [from, to] = [count(start), count(start) + count(length)];
  return points(s).slice(Math.max(from - 1, 0), Math.max(to - 1, 0)).join("");
};

const left: ScalarKernel = ([s, n]) => points(s).slice(0, Math.max(count(n), 0)).join("");
const right: ScalarKernel = ([s, n]) => {
  const all = points(s);
  return all.slice(Math.max(all.length - Math.max(count(n), 0), 0)).join("");
};

/** Without leading or trailing code points of a set. */
const trimmed = (ends: { readonly start: boolean; readonly end: boolean }): ScalarKernel => ([s, characters]) => {
  const [all, set] = [points(s), new Set(points(characters))];
  let [from, to] = [0, all.length];
  while (ends.start && from < to && set.has(all[from] as string)) from++;
  while (ends.end && to > from && set.has(all[to - 1] as string)) to--;
  return all.slice(from, to).join("");
};

const padded = (side: "start" | "end"): ScalarKernel => ([s, length, fill]) => {
  const [all, wanted, filling] = [points(s), Math.max(count(length), 0), points(fill)];
  if (filling.length === 0) return null;
  if (wanted > LONGEST) throw new Failure("argument", `no text is ${wanted} characters long`);
  if (all.length >= wanted) return all.slice(0, wanted).join("");
  const pad = Array.from({ length: wanted - all.length }, (_, i) => filling[i % filling.length]).join("");
  return side === "start" ? pad + (s as string) : (s as string) + pad;
};

const repeat: ScalarKernel = ([s, n]) => {
  const [text, times] = [s as string, Math.max(count(n), 0)];
  if (text.length * times > LONGEST) throw new Failure("argument", `no text is ${text.length * times} characters long`);
  return text.repeat(times);
};

/** An empty part occurs nowhere. */
const replace: ScalarKernel = ([s, part, by]) => (part === "" ? (s as string) : (s as string).replaceAll(part as string, () => by as string));

const position: ScalarKernel = ([s, part]) => {
  const at = (s as string).indexOf(part as string);
  return at < 0 ? null : BigInt(codePoints((s as string).slice(0, at)) + 1);
};

/** With an empty separator, the code points; an empty text is one empty part. */
const split: ScalarKernel = ([s, separator]) => (separator === "" && s !== "" ? points(s) : separator === "" ? [""] : (s as string).split(separator as string));

/** Skips nulls, but for that of the separator. */
const concatWs: ScalarKernel = ([separator, ...xs]) => (separator === null ? null : (xs.filter((x) => x !== null) as string[]).join(separator as string));

const utf16: ScalarKernel = ([s, n]) => {
  const bytes = utf16PrefixBytes(s as string, count(n));
  return bytes === null ? null : BigInt(bytes);
};

export const TEXT: Kernels<ScalarKernel> = {
  ...strict({
    length: ([s]) => BigInt(codePoints(s as string)),
    byte_length: ([s]) => BigInt(utf8Length(s as string)),
    substr,
    "substr.from": ([s, start]) => points(s).slice(Math.max(count(start) - 1, 0)).join(""),
    left,
    right,
    lower: ([s]) => lower(s as string),
    upper: ([s]) => upper(s as string),
    trim: trimmed({ start: true, end: true }),
    ltrim: trimmed({ start: true, end: false }),
    rtrim: trimmed({ start: false, end: true }),
    lpad: padded("start"),
    rpad: padded("end"),
    repeat,
    replace,
    position,
    contains: ([s, part]) => (s as string).includes(part as string),
    starts_with: ([s, part]) => (s as string).startsWith(part as string),
    ends_with: ([s, part]) => (s as string).endsWith(part as string),
    like: ([s, pattern]) => like(s as string, pattern as string),
    split,
    utf16_prefix_bytes: utf16,
  }),
  concat_ws: concatWs,
};
