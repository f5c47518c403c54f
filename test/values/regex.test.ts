/** What the compiler takes for a pattern both regular expression engines take, whatever it is made of. */
import * as fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { readRegex } from "../../src/values/regex.ts";
import { query, quote } from "../functions/engine.ts";

const TOKENS = [
  ...Array.from("ab_1-.|*+?^$()[]{},:!<>=P \\"), "é", "😀", "(?:", "(?i)", "(?i:", "(?-s:", "(?P<n>", "(?<n>", "(?=", "[^", "[:alpha:]", "[[:^digit:]]", "\\d", "\\W", "\\b", "\\B", "\\A", "\\z", "\\Q", "\\C",
  "\\pL", "\\PN", "\\pX", "\\p{Greek}", "\\p{^Lu}", "\\p{Foo}", "\\p{C}", "\\x41", "\\x{1F600}", "\\x{110000}", "\\n", "\\1", "\\.", "{2}", "{0,3}", "{100}", "{1000}", "{1001}", "{3,2}", "*?", "++",
];
const pattern = fc.array(fc.constantFrom(...TOKENS), { minLength: 1, maxLength: 7 }).map((tokens) => tokens.join(""));

test("a pattern that is accepted compiles on both engines", async () => {
  const patterns = [...new Set(fc.sample(pattern, { numRuns: Number(process.env["RULEC_PATTERNS"] ?? 800), seed: 3 }))];
  const accepted = patterns.flatMap((text) => {
    const read = readRegex(text);
    return read.ok ? [{ text, pattern: read.pattern }] : [];
  });
  for (const of of accepted) expect(() => RE2JS.compile(of.pattern), of.text).not.toThrow();
  const call = ({ pattern }: { readonly pattern: string }): string => `regexp_matches('a', ${quote(pattern)})`;
  for (let at = 0; at < accepted.length; at += 100) {
    const some = accepted.slice(at, at + 100);
    const fails = async (of: (typeof some)[number]): Promise<string | null> => query(`select ${call(of)}`).then(() => null, (error: unknown) => `${of.text}: ${String(error)}`);
    const together = await query(`select list(${some.map(call).join(") = list(")})`).then(() => [], () => Promise.all(some.map(fails)));
    // A class of thousands of characters, repeated, is more than RE2 has memory for (docs/types.md).
    expect(together.filter((wrong) => wrong !== null && !wrong.includes("pattern too large"))).toEqual([]);
  }
  expect(accepted.length).toBeGreaterThan(patterns.length / 20);
});

test.each([
  ["\\B", "no escape"], ["\\p{Foo}", "no class"], ["\\pX", "no class"], ["\\pC", "no class"], ["\\x{110000}", "no such code point"], ["[\\x{110000}]", "no such code point"],
  ["(a{100}){11}", "1000 times"], ["((a{10}){10}b{3}){11}", "1000 times"], ["a{1001}", "1000 times"],
])("%s is refused: %s", (text, why) => {
  expect(readRegex(text)).toMatchObject({ ok: false, why: expect.stringContaining(why) as string });
});

test.each([["a*", true], ["a+", false], ["(a|)b*", true], ["(a|b?)c", false], ["^$", true], ["\\b", true], ["(?:a{0,2}|b)", true], ["a|b*", true], ["(a*)+", true], ["a??b", false], ["", true], ["[*]", false], ["\\*", false]])(
  "whether %s may match nothing: %s", (text, empty) => {
    expect(readRegex(text)).toMatchObject({ ok: true, empty });
  },
);
