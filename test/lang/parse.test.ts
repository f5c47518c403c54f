import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { ExprNode, FileNode, RuleDecl } from "../../src/lang/ast/index.ts";
import { makeParser, parse, parsePipeline } from "../../src/lang/parser/index.ts";
import { makeLexer } from "../../src/lang/tokens.ts";
import { meaning, read, summary } from "./support.ts";

const samples = new URL("samples/", import.meta.url);

test.each(readdirSync(samples))("the design's sample %s reads without a diagnostic", (name) => {
  const text = readFileSync(new URL(name, samples), "utf8");
  expect(summary(text, parse(name, text).diagnostics)).toEqual([]);
});

test("the grammar and the lexer stand up to Chevrotain's own checks", () => {
  expect(makeLexer(true).lexerDefinitionErrors).toEqual([]);
  expect(() => makeParser(true)).not.toThrow();
});

const rule = (file: FileNode, at = 0): RuleDecl => file.declarations.filter((declaration) => declaration.kind === "rule")[at] as RuleDecl;

/** The tree of an expression as a fully parenthesised line. */
function shape(text: string): string {
  const { body } = rule(read(`rule a unordered { from t |> where ${text} }`));
  const stage = body.kind === "body" ? body.pipeline.stages[0] : undefined;
  if (stage?.kind !== "where") throw new Error("no where");
  return show(stage.predicate);
}

const inner = (each: readonly ExprNode[]): string => each.map(show).join(" ");
const SHOW: { readonly [K in ExprNode["kind"]]: (node: Extract<ExprNode, { kind: K }>) => string } = {
  ref: (node) => node.name.text,
  literal: (node) => node.literal === "string" ? JSON.stringify(node.value) : node.value,
  param: (node) => `$${node.name}`,
  underscore: () => "_",
  binary: (node) => `(${show(node.left)} ${node.op} ${show(node.right)})`,
  unary: (node) => `(${node.op} ${show(node.arg)})`,
  is_null: (node) => `(${show(node.arg)} is${node.negated ? " not" : ""} null)`,
  in: (node) => `(${show(node.arg)}${node.negated ? " not" : ""} in ${show(node.list)})`,
  between: (node) => `(${show(node.arg)}${node.negated ? " not" : ""} between ${show(node.low)} ${show(node.high)})`,
  if: (node) => `(if ${show(node.condition)} ${show(node.then)} ${show(node.otherwise)})`,
  case: (node) => `(case ${inner(node.arms.flatMap((arm) => [arm.when, arm.then]))} ${node.otherwise === null ? "" : show(node.otherwise)})`,
  field: (node) => `${show(node.object)}.${node.name.text}`,
  index: (node) => `${show(node.object)}[${show(node.index)}]`,
  call: (node) => `${node.receiver === null ? "" : `${show(node.receiver)}.`}${node.fn.text}(${inner(node.args.map((arg) => arg.value))})`,
  cast: (node) => `(${show(node.arg)} ${node.onError === "fail" ? "::" : "::?"} ${node.type.name})`,
  over: (node) => `(${show(node.arg)} over)`,
  selector: (node) => `@${node.name}`,
  list: (node) => `[${inner(node.elements.map(({ expr }) => expr))}]`,
  row: (node) => `{${inner(node.entries.map(({ expr }) => expr))}}`,
  lambda: (node) => `(${node.params.map(({ text }) => text).join(" ")} -> ${show(node.body)})`,
  fstring: (node) => `f(${node.parts.join("|")}: ${inner(node.holes)})`,
  sql: (node) => `sql(${node.parts.join("|")}: ${inner(node.holes)})`,
  error: () => "error",
};
const show = (node: ExprNode): string => (SHOW[node.kind] as (node: ExprNode) => string)(node);

test.each([
  ["a or b and not c == d", "(a or (b and (not (c == d))))"],
  ["not a and b", "((not a) and b)"],
  ["not a in [1]", "(not (a in [1]))"],
  ["a ?? b ?? c == d", "((a ?? (b ?? c)) == d)"],
  ["a - b - c", "((a - b) - c)"],
  ["a - -b", "(a - (- b))"],
  ["-a * b", "((- a) * b)"],
  ["-a.b[1]::int64", "(- (a.b[1] :: int64))"],
  ["a + b || c * d", "((a + b) || (c * d))"],
  ["(@x & @y) | @z", "((@x & @y) | @z)"],
  ["@x | @y | @z", "((@x | @y) | @z)"],
  ["@x & @y | @z", "error"],
  ["@x - [a] - @z", "((@x - [a]) - @z)"],
  ["~@x & @y", "((~ @x) & @y)"],
  ["a between 1 and 2 and b", "((a between 1 2) and b)"],
  ["a not between b + 1 and c ?? 2 or d", "((a not between (b + 1) (c ?? 2)) or d)"],
  ["a not in xs and b is not null", "((a not in xs) and (b is not null))"],
  ["a is null == b", "error"],
  ["x::int64 < 5", "((x :: int64) < 5)"],
  ["x::?list<int64>[1] > 2", "((x ::? list)[1] > 2)"],
  ["if a then b else c + 1", "(if a b (c + 1))"],
  ["case { a > 1 -> b, else -> c }", "(case (a > 1) b c)"],
  ["a.b(c).d", "a.b(c).d"],
  ["f(x -> x + 1, (a, b) -> a)", "f((x -> (x + 1)) (a b -> a))"],
  ["(a, b) == c", "error"],
  ["sum(a) over (by [b]) > 1", "((sum(a) over) > 1)"],
  ["xs[1] + ys[2]", "(xs[1] + ys[2])"],
  ["date + 1 > date \"2026-01-01\"", "((date + 1) > 2026-01-01)"],
  ["a <=> null", "(a <=> null)"],
  ["f\"{a + 1}-{g(\"}\")}{{}}\" == b", "(f(|-|{}: (a + 1) g(\"}\")) == b)"],
  ["a // b % c / d", "(((a // b) % c) / d)"],
])("%s reads as %s", (text, expected) => {
  if (expected === "error") expect(parse("a.rule", `rule a unordered { from t |> where ${text} }`).diagnostics).toHaveLength(1);
  else expect(shape(text)).toBe(expected);
});

test("parentheses leave no trace but in the tree's form", () => {
  expect(shape("((a)) + (b + (c))")).toBe("(a + (b + c))");
  expect(meaning(read("rule a unordered { from t |> where (a) }"))).toEqual(meaning(read("rule a unordered { from t |> where a }")));
});

test("a comma behind the last of several is fine everywhere, behind a stage's options as well", () => {
  const text = (last: string): string =>
    `rule a unordered { from (from t |> select { x, y${last} }${last}) |> explode y as e, index: i, base: 0${last} |> where x in [1, f(2${last})${last}] |> limit 3, offset: 1${last} }`;
  expect(meaning(read(text(",")))).toEqual(meaning(read(text(""))));
});

test("a node's span is its text, holes of strings included", () => {
  const text = 'rule a unordered { from t |> where f"é{ x + 1 }" == (a . b) and sql<int64>"1 + {y}" > 2 }';
  const spans = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("kind" in value && "start" in value && "end" in value) spans.add(`${String(value.kind)}: ${text.slice(Number(value.start), Number(value.end))}`);
    for (const inner of Object.values(value)) collect(inner);
  };
  collect(read(text));
  for (const expected of ["ref: x", "binary: x + 1", "field: a . b", 'fstring: f"é{ x + 1 }"', "ref: y", 'sql: sql<int64>"1 + {y}"', 'binary: f"é{ x + 1 }" == (a . b)']) expect(spans).toContain(expected);
});

test("strings say what JSON's escapes say; raw and triple ones say what stands there", () => {
  const values = (text: string): string => shape(text);
  expect(values('"a\\n\\u00e9\\"" == x')).toBe('("a\\né\\"" == x)');
  expect(values('r"\\d+" == x')).toBe('("\\\\d+" == x)');
  expect(values('"""a\n"b" \\n""" == x')).toBe('("a\\n\\"b\\" \\\\n" == x)');
});

test("documentation belongs to what follows it", () => {
  const text = `--- About the file.

--- One row a day,
--- in order.
rule a unordered {
  from t
  --- documents nothing
  |> derive {
    --- the net amount
    net: a - b, --- of the next
    tax: c,
  }
}
schema S { --- the key
  id: int64 }
`;
  const { ast } = parse("a.rule", text);
  expect(ast.doc).toBe("About the file.");
  expect(ast.declarations.map((declaration) => declaration.doc)).toEqual(["One row a day,\nin order.", null]);
  const { body } = rule(ast);
  const derive = body.kind === "body" ? body.pipeline.stages[0] : undefined;
  expect(derive?.kind === "derive" && derive.row.entries.map(({ doc }) => doc)).toEqual(["the net amount", "of the next"]);
  const schema = ast.declarations[1];
  expect(schema?.kind === "schema" && schema.body.entries.map((entry) => entry.kind === "schema_column" && entry.doc)).toEqual(["the key"]);
});

test("documentation right above the first declaration is the declaration's", () => {
  const { ast } = parse("a.rule", "--- Paid orders.\nmodule a.b\n");
  expect([ast.doc, ast.declarations[0]?.doc]).toEqual([null, "Paid orders."]);
});

test("comments are kept with how they stand", () => {
  const { ast } = parse("a.rule", "-- one  \nparam x: int64 -- two\r\n---- three\n--- four\n");
  expect(ast.comments.map(({ text, ownLine, isDoc }) => ({ text, ownLine, isDoc }))).toEqual([
    { text: "-- one", ownLine: true, isDoc: false },
    { text: "-- two", ownLine: false, isDoc: false },
    { text: "---- three", ownLine: true, isDoc: false },
    { text: "--- four", ownLine: true, isDoc: true },
  ]);
});

test("a fragment is a pipeline, with its lets if it has any", () => {
  const { ast, diagnostics } = parsePipeline("-e", "let n = 5 from orders |> limit n");
  expect(diagnostics).toEqual([]);
  expect([ast.lets.length, ast.pipeline.stages.map(({ kind }) => kind)]).toEqual([1, ["limit"]]);
  expect(parsePipeline("-e", "from orders |> limit 5 }").diagnostics.map(({ code }) => code)).toEqual(["stray-bracket"]);
  expect(parsePipeline("-e", "orders").diagnostics.map(({ code }) => code)).toEqual(["missing-from"]);
  expect(parsePipeline("-e", "").diagnostics.map(({ code }) => code)).toEqual(["unexpected-token"]);
});

test("parsing twice gives the same tree: nothing is left over from the file before", () => {
  const text = readFileSync(new URL("reference.rule", samples), "utf8");
  const once = parse("a.rule", text);
  parse("b.rule", "rule ( {{{ \"");
  expect(parse("a.rule", text)).toEqual(once);
});

test.each(["f(select: 1)", "(select == 1)", "x in (\"a\")[1]", "x in (-y)", "g(select) + (select::int64)"])("what begins like SQL and is a name or a value of ours reads as that: %s", (expression) => {
  read(`function a(x: int64) -> int64 = ${expression}\n`);
});

test("a comma of a type behind a condition is none between conditions", () => {
  read("rule a unordered {\n  from t\n  |> where x::map<string, int64> == y\n}\n");
  read("macro table a() = from t |> where x\n\nfunction b() -> map<int64, int64> = c\n");
});
