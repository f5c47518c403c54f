/** Every rule file and sample, coloured as editors do it (test/grammar): what is a keyword by its place, too. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "../../src/lang/parser/index.ts";
import { ruleFiles, samples } from "../format/texts.ts";
import { miscoloured, scopesOf } from "../grammar/scopes.ts";
import { root } from "../support/cli.ts";

test("editors colour keywords, names, strings, numbers and comments as the parser reads them, in every rule file and sample", async () => {
  const scopes = await scopesOf(readFileSync(join(root, "grammar/rulec.tmLanguage.json"), "utf8"));
  const fine = [...ruleFiles(), ...samples()].filter(({ name, text }) => parse(name, text).diagnostics.length === 0);
  expect(fine.flatMap(({ name, text }) => miscoloured(name, text, scopes(text)).map((one) => `${name} ${one}`))).toEqual([]);
  expect(fine.length).toBeGreaterThan(200);
});
