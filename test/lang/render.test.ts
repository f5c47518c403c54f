import { expect, test } from "vitest";
import { diagnose, type Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { diagnosticsJson, renderJson } from "../../src/lang/diagnostics/render-json.ts";
import { renderSummary, renderTerminal } from "../../src/lang/diagnostics/render-terminal.ts";
import { cells, linesOf, positionAt } from "../../src/lang/position.ts";

const file = "rules/sales/revenue.rule";
const revenue = `import { orders } from "./orders"

-- what the board reads
rule daily_revenue unordered {
  from orders
  |> where status == "paid"
  |> derive { day: placed_at.date() }

  |> group { day } { revenue: sum(amount, amount) }
}
`;
const texts = new Map([[file, revenue], ["rules/std/money.rule", "macro expr net(t: table) =\n  t.ammount - t.fee\n"]]);
const page = (diagnostics: readonly Diagnostic[], width = 100, colour = false): string => renderTerminal(diagnostics, (name) => texts.get(name), { colour, width });
const placeOf = (text: string, name = file): { file: string; start: number; end: number } => {
  const start = (texts.get(name) as string).indexOf(text);
  return { file: name, start, end: start + text.length };
};

test("a mistake shows its place, its declaration, related places, the repair, and the next command", () => {
  const diagnostic = diagnose("duplicate-option", { name: "day", what: "option" }, placeOf("group { day }"), {
    related: [{ at: placeOf("day: placed_at.date()"), label: "made here" }],
    edits: [{ ...placeOf("group"), text: "" }],
  });
  expect(`\n${page([diagnostic])}\n`).toBe(`
error[duplicate-option]: the option \`day\` is given twice
   ╭─ rules/sales/revenue.rule:9:6
 4 │ rule daily_revenue unordered {
 7 │   |> derive { day: placed_at.date() }
                   --------------------- made here
   ·
 9 │   |> group { day } { revenue: sum(amount, amount) }
          ^^^^^^^^^^^^^ given again
   ╰─ leave one of them out            fix: rulec check --fix · more: rulec explain duplicate-option
`);
});

test("a pipeline of the command line is in no file: no command is said to mend it", () => {
  const at = { file: "-e", start: 0, end: 5 };
  const shown = renderTerminal([diagnose("duplicate-option", { name: "day", what: "option" }, at, { edits: [{ ...at, text: "" }] })], () => "group", { colour: false, width: 100 });
  expect(shown).toContain("rulec explain duplicate-option");
  expect(shown).not.toContain("--fix");
});

test("the way through macros and related places in other files are said", () => {
  const diagnostic = diagnose("misspelt-word", { word: "ammount", meant: "amount" }, placeOf("ammount", "rules/std/money.rule"), {
    via: [{ name: "net", at: placeOf("sum(amount, amount)") }],
    related: [{ at: placeOf("orders\n"), label: "its columns come from here" }],
  });
  expect(`\n${page([diagnostic])}\n`).toBe(`
error[misspelt-word]: \`ammount\` is not a word of the language; \`amount\` is
   ╭─ rules/std/money.rule:2:5
 1 │ macro expr net(t: table) =
 2 │   t.ammount - t.fee
         ^^^^^^^ did you mean \`amount\`?
   ├─ rules/sales/revenue.rule:5:8
 5 │   from orders
            ------ its columns come from here
   ├─ in \`net\`, used at rules/sales/revenue.rule:9:31
   ╰─ more: rulec explain misspelt-word
`);
});

test("a line that is too long is cut around the mistake, and what is said breaks between words", () => {
  const long = `rule a unordered { from t |> select { ${Array.from({ length: 40 }, (_, i) => `column_${i}`).join(", ")} } |> frobnicate }`;
  texts.set("long.rule", long);
  const shown = page([diagnose("unknown-stage", { word: "frobnicate", known: ["where", "derive"] }, placeOf("frobnicate", "long.rule"))], 60);
  for (const line of shown.split("\n").slice(1)) expect(cells(line)).toBeLessThanOrEqual(60);
  const lines = shown.split("\n");
  const code = lines.find((line) => line.includes("frobnicate }")) as string;
  const carets = lines[lines.indexOf(code) + 1] as string;
  expect([carets.indexOf("^"), carets.lastIndexOf("^") + 1]).toEqual([code.indexOf("frobnicate"), code.indexOf("frobnicate") + "frobnicate".length]);
});

test("carets stand under wide characters, tabs and combined ones", () => {
  texts.set("wide.rule", '\tderive { x: "日本e\u0301" oops }');
  const [, , code, carets] = page([diagnose("missing-comma", {}, placeOf("oops", "wide.rule"))]).split("\n") as [string, string, string, string];
  expect(cells(carets.slice(0, carets.indexOf("^")))).toBe(cells(code.slice(0, code.indexOf("oops"))));
});

test("what a file holds cannot take over the terminal", () => {
  texts.set("evil.rule", "x \u001b[31m\u202e y\u0007");
  const shown = page([diagnose("unknown-character", { character: "\u001b[2J" }, { file: "evil.rule", start: 2, end: 3 })]);
  // oxlint-disable-next-line no-control-regex -- these are what it is about
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test("without colour there is no escape, with it the text is the same", () => {
  const diagnostics = [diagnose("missing-comma", {}, placeOf("group"))];
  // oxlint-disable-next-line no-control-regex -- colours are control sequences
  expect(page(diagnostics, 100, true).replace(/\u001b\[\d+m/g, "")).toBe(page(diagnostics));
  expect(page(diagnostics)).not.toContain("\u001b");
});

test("a diagnostic about no text is title and hint", () => {
  const shown = renderTerminal([diagnose("missing-comma", {}, { file: "", start: 0, end: 0 })], () => undefined, { colour: false, width: 80 });
  expect(shown).toBe("error[missing-comma]: a comma is missing\n   ├─ commas stand between all items of a row, list or call, and before options\n   ╰─ more: rulec explain missing-comma");
});

test("the summary counts errors, warnings, repairs and files", () => {
  const one = diagnose("missing-comma", {}, placeOf("group"), { edits: [{ ...placeOf("group"), text: "," }] });
  expect(renderSummary([one, { ...one, severity: "warning", edits: [] }], { files: 41, ms: 37.6 })).toBe("1 error, 1 warning, 1 repairable, in 1 of 41 files (38 ms)");
  expect(renderSummary([], { files: 1, ms: null })).toBe("0 errors, in 0 of 1 file");
});

test("other tools get lines, columns and offsets of everything", () => {
  texts.set("😀.rule", "-- 😀\nx y\r\nz");
  const at = { file: "😀.rule", start: 6, end: 7 };
  const diagnostic = diagnose("missing-comma", {}, at, { edits: [{ file: "😀.rule", start: 5, end: 11, text: "," }], via: [{ name: "m", at: { file: "gone.rule", start: 3, end: 4 } }] });
  const [json] = diagnosticsJson([diagnostic], (name) => texts.get(name));
  expect(json).toEqual({
    code: "missing-comma", severity: "error", title: "a comma is missing", label: "between two items", hint: "commas stand between all items of a row, list or call, and before options",
    at: { file: "😀.rule", start: 6, end: 7, line: 2, column: 1, endLine: 2, endColumn: 2 },
    related: [],
    edits: [{ at: { file: "😀.rule", start: 5, end: 11, line: 1, column: 5, endLine: 3, endColumn: 1 }, text: "," }],
    via: [{ name: "m", at: { file: "gone.rule", start: 3, end: 4, line: null, column: null, endLine: null, endColumn: null } }],
  });
  expect(JSON.parse(renderJson([diagnostic], (name) => texts.get(name)))).toEqual([json]);
});

test("columns count code points, lines end at any line end", () => {
  const lines = linesOf("\uFEFFa😀b\r\nc\rd\n");
  const at = (offset: number): string => Object.values(positionAt(lines, offset)).join(":");
  expect([at(0), at(1), at(2), at(4), at(7), at(9), at(11), at(99)]).toEqual(["1:1", "1:1", "1:2", "1:3", "2:1", "3:1", "4:1", "4:1"]);
});
