import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { astJson, descendants } from "../../src/lang/ast/walk.ts";
import { diagnosticsJson } from "../../src/lang/diagnostics/render-json.ts";
import { renderTerminal } from "../../src/lang/diagnostics/render-terminal.ts";
import { format } from "../../src/lang/format/index.ts";
import { parse } from "../../src/lang/parser/index.ts";

const RUNS = Number(process.env["RULEC_PROPERTY_RUNS"] ?? 400);
const sample = readFileSync(new URL("samples/reference.rule", import.meta.url), "utf8");

/** Everything that may be done with a text, good or bad. Places must lie in it. */
function survives(text: string): void {
  const { ast, diagnostics } = parse("a.rule", text);
  for (const { kind, start, end } of descendants(ast)) if (!(start >= 0 && start <= end && end <= text.length)) throw new Error(`${kind} at ${start}–${end} of ${text.length}`);
  for (const { at, edits, code } of diagnostics) for (const { start, end } of [at, ...edits]) if (!(start >= 0 && start <= end && end <= text.length)) throw new Error(`${code} at ${start}–${end}`);
  renderTerminal(diagnostics, () => text, { colour: true, width: 60 });
  diagnosticsJson(diagnostics, () => text);
  JSON.stringify(astJson(ast));
  if (diagnostics.length === 0) expect(parse("a.rule", format(ast, text)).diagnostics).toEqual([]);
}

test("random bytes never throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => survives(new TextDecoder().decode(bytes))), { numRuns: RUNS });
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => survives(text)), { numRuns: RUNS });
});

test("what looks like the start of an item and is none is passed over, not looked at for ever", () => {
  expect(parse("a.rule", "macro expr ratio(a: expr<float64unorderednum / den\nrule r >) =  { from orders }\n").diagnostics.length).toBeGreaterThan(0);
});

test("a declaration that stands in a test, whose brace is missing, is not looked at for ever", () => {
  for (const end of ["\nrule b unordered { from a }\n}\n", "\n  rule b unordered { from a }\n}\n", "\n)", ""]) survives(`test "x" for a {\n  expect rows [{ id: 1 }]${end}`);
});

test("random words and signs of the language never throw", () => {
  const signs = `" ' """ f" { } {{ ( ) [ ] < > >= |> | || && ! = == :: ::? ? ?? .. ... . , : ; -> => - -- --- /* */ * 1 1.5 1e _ \` $x @all #t é 😀`.split(" ");
  const words = "rule source schema macro table expr param test function import module from let as ordered by where join left group case if else sql over values not in between and a b".split(" ");
  const piece = fc.constantFrom(...signs, ...words.map((word) => `${word} `), "\n", "\r\n", " ", "\t", "\uFEFF", "\u0000", 'test "x" ');
  fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => survives(pieces.join(""))), { numRuns: RUNS });
});

test("a good file with a few characters changed never throws", () => {
  const change = fc.record({ at: fc.nat(sample.length), remove: fc.nat(4), put: fc.constantFrom("", "{", "}", "(", ")", "[", "]", '"', ",", "|>", "--", "\n", "x ", "rule ") });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 4 }), (changes) => survives(changes.reduce((text, { at, remove, put }) => text.slice(0, at) + put + text.slice(at + remove), sample))),
    { numRuns: Math.ceil(RUNS / 5) },
  );
});

const around = (expression: string): string => `rule a unordered { from t |> where ${expression} |> limit 5 }\nrule b unordered { from u }\n`;
const nested = (open: string, inner: string, close: string): string => open.repeat(2_000) + inner + close.repeat(2_000);

test.each([
  ["parentheses", around(nested("(", "a", ")"))],
  ["lists", around(nested("[", "a", "]"))],
  ["rows", around(nested("{ a: ", "1", "}"))],
  ["calls", around(nested("f(", "a", ")"))],
  ["lambdas", around(nested("f(x -> ", "x", ")"))],
  ["cases", around(nested("case { else -> ", "1", "}"))],
  ["conditions", around(nested("if a then b else ", "c", ""))],
  ["negations", around(nested("not ", "a", ""))],
  ["signs", around(nested("- ", "a", ""))],
  ["fields", around(nested("", "a", ".b"))],
  ["types", around(`a::${nested("list<", "int64", ">")}`)],
  ["pipelines", `rule a unordered { from ${nested("(from ", "t", ")")} }\nrule b unordered { from u }\n`],
  ["recursions", `rule a unordered { from t ${nested("|> recurse as r { from r ", "", "}")} }\nrule b unordered { from u }\n`],
])("2,000 nested %s give one diagnostic, and the next rule lives", (_, text) => {
  const { ast, diagnostics } = parse("a.rule", text);
  expect(diagnostics.map(({ code }) => code)).toEqual(["too-deep"]);
  expect(ast.declarations.map(({ kind }) => kind)).toEqual(["rule", "rule"]);
});

test("a long expression is refused before its tree is too deep for what walks it", () => {
  for (const text of ["a + ".repeat(401), "a ?? ".repeat(401), "a ?? ".repeat(3_900), "a + ".repeat(5_000), "b and ".repeat(401)]) {
    expect(parse("a.rule", around(`${text}a`)).diagnostics.map(({ code }) => code)).toEqual(["too-long"]);
  }
});

test("as deep and as long as the limits allow, a tree can be printed and walked", () => {
  survives(around(`${"(a + ".repeat(95)}b${")".repeat(95)}`));
  survives(around(`${"f(x -> ".repeat(90)}x${")".repeat(90)}`));
  survives(around(`${"a + ".repeat(400)}b`));
  survives(around(`${"a ?? ".repeat(400)}b`));
  survives(around(`${"a == 1 or ".repeat(400)}b`));
});

/** `inner` in parentheses so many times, each with so many more signs before or behind it. */
const levels = (times: number, each: number, before: string, inner: string, behind: string): string => Array.from({ length: times }).reduce<string>((text) => `(${before.repeat(each)}${text}${behind.repeat(each)})`, inner);

test.each([
  ["fields", levels(90, 90, "", "a", ".b")], ["signs", levels(90, 90, "- ", "a", "")], ["negations", levels(90, 90, "not ", "a", "")], ["casts", levels(90, 90, "", "a", "::int64")],
  ["sums", levels(90, 390, "", "a", " + a")], ["alternatives", levels(90, 390, "a ?? ", "a", "")], ["calls", levels(90, 90, "", "a", ".abs()")],
])("%s that are deep because of parentheses are refused, as are those that are deep without", (_, text) => {
  const { ast, diagnostics } = parse("a.rule", around(text));
  expect(diagnostics.map(({ code }) => code)).toEqual(["too-deep"]);
  expect(ast.declarations.map(({ kind }) => kind)).toEqual(["rule", "rule"]);
});

test.each([
  ["conditions that are negated", `${"not if a then b else ".repeat(98)}c`], ["fields in parentheses", levels(60, 3, "", "a", ".b")], ["sums in parentheses", levels(97, 4, "", "a", " + a")], ["signs in parentheses", levels(97, 4, "- ", "a", "")],
  ["rows that are spread", `${"{ ...a + ".repeat(98)}b${" }".repeat(98)}`], ["lists that are spread", `${"[...a.b + ".repeat(98)}b${"]".repeat(98)}`],
])("%s, as deep as they may be, are formatted to text that is no deeper", (_, text) => {
  expect(parse("a.rule", around(text)).diagnostics).toEqual([]);
  survives(around(text));
});

test("a file of a thousand stages, columns and rules is read in one go", () => {
  const { ast, diagnostics } = parse(
    "a.rule",
    `schema S { ${Array.from({ length: 1_000 }, (_, i) => `c${i}: int64`).join(", ")} }\nrule a unordered { from t ${"|> where a > 1 ".repeat(1_000)} }\n${Array.from({ length: 1_000 }, (_, i) => `rule r${i} unordered { from a }\n`).join("")}`,
  );
  expect(diagnostics).toEqual([]);
  expect(ast.declarations).toHaveLength(1_002);
});
