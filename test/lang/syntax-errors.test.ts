import { expect, test } from "vitest";
import { CATALOGUE } from "../../src/lang/diagnostics/index.ts";
import { SYNTAX } from "../../src/lang/diagnostics/syntax.ts";
import { TEXT } from "../../src/lang/diagnostics/text.ts";
import { renderTerminal } from "../../src/lang/diagnostics/render-terminal.ts";
import { parse } from "../../src/lang/parser/index.ts";
import { MISTAKES } from "./mistakes.ts";
import { repaired, summary } from "./support.ts";

test.each(MISTAKES.map((mistake) => [mistake.says, mistake] as const))("one mistake, one diagnostic: %s", (_, { text, reports }) => {
  expect(summary(text, parse("case.rule", text).diagnostics)).toEqual(reports);
});

test("what people see of each mistake", async () => {
  const pages = MISTAKES.map(({ says, text }) => `-- ${says}\n${renderTerminal(parse("case.rule", text).diagnostics, () => text, { colour: false, width: 100 })}\n`);
  await expect(pages.join("\n")).toMatchFileSnapshot("mistakes.txt");
});

test("the edits of a diagnostic repair what it is about", () => {
  for (const { says, text } of MISTAKES) {
    const { diagnostics } = parse("case.rule", text);
    if (diagnostics.length === 0 || diagnostics.some(({ edits }) => edits.length === 0)) continue;
    const mended = repaired(text, diagnostics);
    expect(summary(mended, parse("case.rule", mended).diagnostics), `${says}\n${mended}`).toEqual([]);
  }
});

test("five different mistakes give five diagnostics, and what stands around them is read", () => {
  const text = `rule a ordered by [id] {
  from orders as o
  |> wher amount > 0
  |> derive { total = amount * 2 }
  |> where status == 'paid'
}
rule b orderd by [id] { from orders |> limit 5 }
rule c ordered by [id] { from orders |> where }
rule d ordered by [id] { from c |> limit 5 }
`;
  const { ast, diagnostics } = parse("case.rule", text);
  expect(summary(text, diagnostics)).toEqual(["3:6 misspelt-word", "4:21 equals-sign", "5:22 single-quoted-string", "7:8 misspelt-word", "8:47 unexpected-token"]);
  const rules = ast.declarations.map((declaration) => declaration.kind === "rule" && `${declaration.name.text} ${declaration.body.kind === "body" ? declaration.body.pipeline.stages.map(({ kind }) => kind).join(" ") : ""}`);
  expect(rules).toEqual(["a where derive where", "b limit", "c where", "d limit"]);
});

test("`from t |> where }` costs one error and the next rule lives", () => {
  const { ast, diagnostics } = parse("case.rule", "rule a unordered { from t |> where }\nrule b unordered { from t |> limit 5 }\n");
  expect(diagnostics).toHaveLength(1);
  expect(ast.declarations.map(({ kind }) => kind)).toEqual(["rule", "rule"]);
});

test("where a comment begins right behind an operand, the mistake that comes of it shows the comment", () => {
  const rule = (body: string): string => `rule a unordered { from t |> ${body} }\n`;
  for (const text of [rule("select { a--b\n c }"), rule("select { a--b, c }"), rule("derive { x: [1--2\n 3] }"), rule("join u on a--b\n a")]) {
    const { diagnostics } = parse("case.rule", text);
    expect(diagnostics.map(({ related }) => related.at(-1)?.label), text).toEqual(["this is a comment"]);
  }
});

test("a declaration that cannot be read is remembered by its name, so that nobody who uses it is blamed", () => {
  const { ast } = parse("case.rule", "source orders == csv(\"a.csv\")\nschema S 5\nrule ok unordered { from orders }\n");
  expect(ast.lost.map(({ text }) => text)).toEqual(["orders", "S"]);
  expect(ast.declarations.map(({ kind }) => kind)).toEqual(["rule"]);
});

test("the parser's own words never reach people", () => {
  const titles = MISTAKES.flatMap(({ text }) => parse("case.rule", text).diagnostics.map(({ title }) => title));
  for (const title of titles) expect(title).not.toMatch(/Expecting|token|Token|-->|undefined|NaN|\[object/);
});

test("every syntax diagnostic has a mistake that shows it", () => {
  const shown = new Set<string>(MISTAKES.flatMap(({ reports }) => reports.map((report) => report.split(" ")[1] as string)));
  const elsewhere = ["too-deep", "too-long"];
  expect([...Object.keys(TEXT), ...Object.keys(SYNTAX)].filter((code) => !shown.has(code) && !elsewhere.includes(code))).toEqual([]);
});

test("every diagnostic has its page", () => {
  for (const [code, entry] of Object.entries(CATALOGUE)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(entry.doc.length, code).toBeGreaterThan(80);
  }
});
