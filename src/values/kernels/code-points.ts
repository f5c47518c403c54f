/** Single code points of a text. */
import type { Kernels, ScalarKernel } from "./kernel.ts";
import { strict } from "./strict.ts";

/** The first place of a code point in `from` says what it becomes; nothing where `to` has no such place. */
const translate: ScalarKernel = ([s, from, to]) => {
  const targets = Array.from(to as string);
  const becomes = new Map<string, string>();
  for (const [i, char] of Array.from(from as string).entries()) if (!becomes.has(char)) becomes.set(char, targets[i] ?? "");
  return Array.from(s as string, (char) => becomes.get(char) ?? char).join("");
};

const chr: ScalarKernel = ([n]) => {
  const code = Number(n);
  const exists = code >= 1 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return exists ? String.fromCodePoint(code) : null;
};

export const CODE_POINTS: Kernels<ScalarKernel> = strict({
  reverse: ([s]) => Array.from(s as string).reverse().join(""),
  translate,
  unicode: ([s]) => (s === "" ? null : BigInt((s as string).codePointAt(0) as number)),
  chr,
});
