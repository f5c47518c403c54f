/** The artefacts in grammar/ are those of today's parser, and true: RULEC_GOLDENS=write makes them anew. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lex, parse } from "../../src/lang/parser/index.ts";
import { ruleFiles, samples } from "../format/texts.ts";
import { root } from "../support/cli.ts";
import { ebnf } from "./ebnf.ts";
import { railroad } from "./railroad.ts";
import { recognised } from "./recognise.ts";
import { grammarRules, within } from "./rules.ts";
import { meantIn, miscoloured, scopesOf } from "./scopes.ts";
import { textmate } from "./textmate.ts";
import { tokenRules } from "./tokens.ts";

const [rules, tokens] = [grammarRules(), tokenRules()];
const made: Readonly<Record<string, string>> = { "rulec.ebnf": ebnf(rules, tokens), "railroad.html": railroad(rules, tokens), "rulec.tmLanguage.json": textmate() };
const fine = [...ruleFiles(), ...samples()].filter(({ name, text }) => parse(name, text).diagnostics.length === 0);

test.each(Object.entries(made))("grammar/%s is made from today's parser", (name, text) => {
  const path = join(root, "grammar", name);
  if (process.env["RULEC_GOLDENS"] === "write") writeFileSync(path, text);
  expect(readFileSync(path, "utf8")).toBe(text);
});

describe("the grammar", () => {
  test("derives every rule file of the repository and every sample of the documents", () => {
    const far = fine.flatMap(({ name, text }) => {
      const { tokens: read } = lex(name, text).prepared;
      const length = recognised(rules, "file", read);
      return length === read.length ? [] : [`${name} up to ${read[length]?.image}`];
    });
    expect(far).toEqual([]);
    expect(fine.length).toBeGreaterThan(200);
  });
  test("does not derive what the parser does not read", () => {
    for (const text of ["rule a unordered { }", "rule a { from t |> where }", "param x", "rule a { from t |> derive { a: } }"]) {
      const { tokens: read } = lex("a.rule", text).prepared;
      expect([text, recognised(rules, "file", read) < read.length]).toEqual([text, true]);
    }
  });
  test("defines each rule and token that it names, once", () => {
    const defined = [...rules, ...tokens].map(({ name }) => name);
    expect(new Set(defined).size).toBe(defined.length);
    for (const { part } of rules) for (const inner of within(part)) if (inner.of === "rule" || inner.of === "token") expect(defined).toContain(inner.of === "rule" ? inner.name : inner.type.name);
    for (const { definition } of tokens) for (const [word] of definition.replaceAll(/'[^']*'|"[^"]*"|\[[^\]]*\]|\/\*.*?\*\//g, "").matchAll(/[A-Z][a-z]\w+/g)) if (word !== "Any") expect(defined).toContain(word);
  });
});

test("the page of diagrams has one for each rule, leads nowhere else, and needs no network and no script", () => {
  const page = made["railroad.html"] as string;
  const ids = [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id);
  expect(ids).toEqual([...rules, ...tokens].map(({ name }) => name));
  for (const [, target] of page.matchAll(/href="([^"]*)"/g)) expect(ids).toContain(target?.slice(1));
  expect(page.match(/<svg /g)).toHaveLength(rules.length);
  expect(page.replaceAll(/<pre>[^]*?<\/pre>/g, "")).not.toMatch(/https?:|<script|<link|@import|url\(/);
});

test("editors colour keywords, names, strings, numbers and comments as the parser reads them", async () => {
  const scopes = await scopesOf(made["rulec.tmLanguage.json"] as string);
  // All of them in test/long.
  const some = fine.filter(({ name }, i) => i % 6 === 0 || name.startsWith("test/lang"));
  const wrong = some.flatMap(({ name, text }) => miscoloured(name, text, scopes(text)).map((one) => `${name} ${one}`));
  expect(wrong).toEqual([]);
  const kinds = new Set(some.flatMap(({ name, text }) => meantIn(name, text).map(({ is }) => is)));
  expect([...kinds].toSorted()).toEqual(["comment", "keyword", "name", "number", "string"]);
});

test("editors colour holes of strings, tags, parameters, selectors, types and functions", async () => {
  const text = 'rule a(x: int64 = 1) unordered {\n  from t |> select { a: f"n {upper(b)} {{", c: @all, d: $p::string, e: sql<int64>"abs({d})" }\n}\nsource s = csv("x") { m: string #pii }\n';
  const scopes = (await scopesOf(made["rulec.tmLanguage.json"] as string))(text);
  const at = (part: string, offset = 0): string => scopes(text.indexOf(part) + offset).at(-1) as string;
  expect([at("upper"), at("{upper"), at("{{"), at("@all"), at("$p"), at("::string", 2), at("#pii"), at("x: int64", 3), at("{d}"), at("a: f"), at('n {')]).toEqual([
    "entity.name.function.rulec", "punctuation.section.embedded.begin.rulec", "constant.character.escape.rulec", "support.function.selector.rulec", "variable.parameter.rulec", "support.type.rulec",
    "entity.other.attribute-name.tag.rulec", "support.type.rulec", "punctuation.section.embedded.begin.rulec", "variable.other.property.rulec", "string.quoted.interpolated.rulec",
  ]);
});
