/** Patterns and texts that nobody thought of, for all that matches. */
import * as fc from "fast-check";
import { readRegex } from "../../src/values/regex.ts";
import { given, givenLiteral, type Call } from "../evaluate/differential.ts";

const ATOMS = [
  "a", "b", "ab", ".", "\\w", "\\d", "\\s", "[ab]", "[^a]", "[a-zé]", "é", "😀", "(a)", "(b|)", "(?:ab|a)", "\\b", "^", "$", "(a|b)", "(?i)A", "(?i:B)", "[[:alpha:]]", "\\pL", "\\x61",
  "(?s:.)", "(?m:^)", "(?m:$)", "k", "ß", "[^\\w]", "\\.", "-", "\\A", "\\z",
];
const piece = fc.tuple(fc.constantFrom(...ATOMS), fc.constantFrom("", "", "", "*", "+", "?", "*?", "+?", "??", "{0,2}", "{2}", "{1,}")).map((parts) => parts.join(""));
const pattern = fc.array(fc.oneof(piece, fc.constant("|")), { minLength: 1, maxLength: 5 }).map((parts) => parts.join("")).filter((text) => readRegex(text).ok);
const text = fc.array(fc.constantFrom("a", "b", "A", "B", "k", "K", "\u212a", "é", "É", "😀", "\n", " ", "-", ".", "1", "ß", "_", "e\u0301"), { maxLength: 7 }).map((parts) => parts.join(""));

export function patternCalls(count: number, seed: number): readonly Call[] {
  const texts = fc.sample(text, { numRuns: 12, seed }).map((of) => given("string", of));
  return [...new Set(fc.sample(pattern, { numRuns: count, seed }))].flatMap((of) => {
    const [regex, read] = [givenLiteral("string", of), readRegex(of)];
    const calls = (fn: string, ...more: readonly string[]): Call[] => texts.map((s) => ({ fn, args: [s, regex, ...more.map((n) => givenLiteral(/^\d/.test(n) ? "int64" : "string", n))] }));
    const groups = read.ok && read.groups > 0 ? [...calls("regexp_extract", "1"), ...calls("regexp_extract_all", "1"), ...calls("regexp_replace", "[$1]")] : [];
    return [...calls("regexp_matches"), ...calls("regexp_extract"), ...calls("regexp_extract_all"), ...calls("regexp_replace", "<$0>"), ...groups];
  });
}
