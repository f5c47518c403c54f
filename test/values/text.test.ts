import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashId } from "../../src/values/hash-id.ts";
import { readRegex, readReplacement } from "../../src/values/regex.ts";
import { codePoints, compareText, utf16PrefixBytes, utf8Length } from "../../src/values/text.ts";
import { evaluate, int, literal, query, quote, text, value } from "../functions/engine.ts";

/** No NUL, which no SQL text holds, and no lone surrogate, which no UTF-8 has. */
const letter = fc.oneof(
  fc.constantFrom("a", "Z", " ", "x"), fc.constantFrom("é", "ß", "\u200d", "\uffff", "😀", "𐀀", "\n"), fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
);
const anyText = fc.string({ unit: letter, maxLength: 12 }).filter((s) => !s.includes("\0"));
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("texts are measured and compared as their UTF-8 bytes are", () => {
  fc.assert(fc.property(anyText, anyText, (a, b) => {
    expect(utf8Length(a)).toBe(Buffer.byteLength(a));
    expect(codePoints(a)).toBe(Array.from(a).length);
    expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
  }));
});

test("UTF-16 columns become the same byte offsets here and in SQL", async () => {
  const samples = fc.sample(fc.tuple(anyText, fc.integer({ min: -1, max: 14 })), { numRuns: 400, seed: 11 });
  for (const [s, n] of samples) {
    const expected = utf16PrefixBytes(s, n);
    expect(await evaluate("utf16_prefix_bytes", text(s), int(n)), JSON.stringify([s, n])).toBe(expected === null ? null : String(expected));
    const well = n >= 0 && n <= s.length && Buffer.from(s.slice(0, n)).toString() === s.slice(0, n);
    expect(expected).toBe(well ? Buffer.byteLength(s.slice(0, n)) : null);
  }
});

test("an id is the same from a rule and from a program", async () => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  for (const [s, n] of fc.sample(fc.tuple(fc.option(anyText), fc.option(int64)), { numRuns: 100, seed: 5 })) {
    const digits = n === null ? null : String(n);
    const parts = [s === null ? value("string", null) : text(s), value("int64", digits), value("decimal(2, 2)", "0.50"), value("timestamp", "'2024-01-01 10:00:00.50'")];
    const id = hashId("edge", [s, digits, "0.50", "2024-01-01 10:00:00.5"], sha256);
    expect(await evaluate("hash_id", literal("string", "edge"), ...parts)).toBe(id);
  }
  expect(hashId("file", ["src/a.ts"], sha256)).toBe(`file:${sha256(new TextEncoder().encode("file\u001fsrc/a.ts")).slice(0, 16)}`);
});

describe("patterns", () => {
  test.each([
    ["(?i)aé1", "[aA]é1"], ["(?i:k)[a-f_]x", "(?:[kK])[a-f_]x"], ["(?i)[^A-Z\\d]", "[^A-Za-z\\d]"], ["(?<n>x)", "(x)"],
    ["(?i)\\x41[[:lower:]]", "[aA][[:alpha:]]"], ["a{,2}", "a\\{,2}"], ["(?im)^a$", "(?m)^[aA]$"], ["(?i)a(?-i)b", "[aA]b"],
    ["((?i)a)b", "([aA])b"], ["[]a]", "[\\]a]"], ["[^]]", "[^\\]]"], ["[[]", "[\\[]"], ["\\p{Greek}+?", "\\p{Greek}+?"], ["(?s).", "(?s)."],
    ["a|b*", "a|b*"],
  ])("%s is written as %s", (pattern, written) => {
    expect(readRegex(pattern)).toMatchObject({ ok: true, pattern: written });
  });

  test.each([
    ["(?=x)", /look-around/, 0], ["(?<!x)", /look-around/, 0], ["(a)\\1", /references/, 3], ["a**", /nothing before/, 2], ["+", /nothing before/, 0],
    ["x{1001}", /1000/, 1], ["x{3,2}", /lower bound/, 1], ["[z-a]", /backwards/, 2], ["(a", /not closed/, 2], ["a)", /no group to close/, 1],
    ["[a", /not closed/, 0], ["a\\", /ends the pattern/, 1], ["\\Qa", /no escape/, 0], ["(?U)a", /no flag `U`/, 0], ["[\\b]", /place between/, 1],
    ["[\\x{110000}]", /no such code point/, 1],
  ] as const)("%s is refused, at its place", (pattern, why, at) => {
    const read = readRegex(pattern);
    expect(read.ok ? "read" : [read.at, why.test(read.why)]).toEqual([at, true]);
  });

  const atom = fc.oneof(
    fc.constantFrom("a", "K", "é", ".", "\\d", "\\w", "[a-f]", "[^k]", "[[:upper:]]", "x", "\\.", "\\x4b", "^", "$", "\\b"),
    fc.constantFrom("(a|K)", "(?:ab)?", "(?i)k", "(?i:s)", "[S-t]{2}", "k*?", "(?i)[j-l]+"),
  );
  const pattern = fc.array(atom, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));

  test("what is read is a pattern of RE2, and means on DuckDB what JavaScript says", async () => {
    const subject = fc.string({ unit: fc.constantFrom("a", "A", "k", "K", "\u212a", "s", "S", "ſ", "é", "É", "x", "1", "."), maxLength: 6 });
    for (const [p, s] of fc.sample(fc.tuple(pattern, subject), { numRuns: 400, seed: 9 })) {
      const read = readRegex(p);
      if (!read.ok) throw new Error(`${p}: ${read.why}`);
      const here = new RegExp(read.pattern.replace("[[:upper:]]", "[A-Z]").replace("[[:alpha:]]", "[A-Za-z]")).test(s);
      expect(await query(`select regexp_matches(${quote(s)}, ${quote(read.pattern)})`), `${p} on ${s}`).toBe(here);
    }
  });

  test("a replacement names groups that exist", () => {
    expect(readReplacement("a\\$1$$2$x$0", 1)).toEqual({ ok: true, text: "a\\\\\\1$2$x\\0" });
    expect(readReplacement("$2", 1)).toMatchObject({ ok: false });
  });
});
