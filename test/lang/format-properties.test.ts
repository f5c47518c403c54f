import * as fc from "fast-check";
import { expect, test } from "vitest";
import { format } from "../../src/lang/format/index.ts";
import { parse } from "../../src/lang/parser/index.ts";
import { theLexer } from "../../src/lang/tokens.ts";
import { file } from "./arbitrary.ts";
import { formatted, meaning, read } from "./support.ts";

const RUNS = Number(process.env["RULEC_PROPERTY_RUNS"] ?? 150);

test("a tree that was made and not read prints as text that reads as the same tree", () => {
  fc.assert(
    fc.property(file, (made) => {
      expect(meaning(read(format(made, "")))).toEqual(meaning(made));
    }),
    { numRuns: RUNS },
  );
});

test("formatting is idempotent and keeps the meaning, however the text was laid out", () => {
  fc.assert(
    fc.property(file, fc.array(fc.constantFrom(" ", "\n", "\n\n", "  \n\t", "\r\n"), { minLength: 1, maxLength: 20 }), (made, spaces) => {
      const text = relaid(format(made, ""), spaces);
      const once = formatted(text);
      expect(meaning(read(once))).toEqual(meaning(read(text)));
      expect(formatted(once)).toBe(once);
    }),
    { numRuns: RUNS },
  );
});

test("formatting keeps every comment, once", () => {
  const spaces = fc.array(fc.constantFrom(" ", "\n", " ", "\n\n", " --@\n", "\n  --@\n", "\n--- @\n", " --@\n  --@\n", "\n\n--@\n\n"), { minLength: 3, maxLength: 30 });
  fc.assert(
    fc.property(file, spaces, (made, between) => {
      const text = relaid(format(made, ""), between);
      const once = formatted(text);
      expect(commentsOf(once).sort()).toEqual(commentsOf(text).sort());
      expect(meaning(read(once))).toEqual(meaning(read(text)));
      expect(formatted(once)).toBe(once);
    }),
    { numRuns: RUNS },
  );
});

/** The same tokens with other white space between them; each `@` becomes a number, so that comments can be told apart. */
function relaid(text: string, between: readonly string[]): string {
  const lexed = theLexer().tokenize(text);
  const docs = lexed.groups["comments"] ?? [];
  const pieces = [...lexed.tokens, ...docs].sort((a, b) => a.startOffset - b.startOffset);
  let count = 0;
  const space = (i: number): string => (between[i % between.length] as string).replaceAll("@", () => String(++count));
  return pieces.map((token, i) => (docs.includes(token) ? `\n${token.image}\n` : token.image) + space(i)).join("");
}

/** Documentation that documents nothing may have become a plain comment. */
const commentsOf = (text: string): string[] => parse("test.rule", text).ast.comments.map((comment) => comment.text.replace(/^-+ ?/, ""));
