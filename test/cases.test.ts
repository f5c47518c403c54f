/**
 * Cases as people read them: a folder holds rules whose first line says what a user is promised, the data they run on, and what comes
 * of them. `npm run goldens` writes what comes of them; a difference, a file that is missing and one that nothing makes are failures.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { irText, lineageText } from "../src/compile/forms.ts";
import type { Compiled, CompiledRule, PromiseScan } from "../src/compile/types.ts";
import { astJson } from "../src/lang/ast/walk.ts";
import { parse } from "../src/lang/parser/index.ts";
import { CASES, caseFolder, caseNames as names, GOLDEN, hasData, rowsText } from "./support/cases.ts";
import { hasErrors, openFolder, publishedRows, rendered, runAll, type Opened } from "./support/pack.ts";

const WRITE = process.env["RULEC_GOLDENS"] === "write";

const sentences = new Map(names.map((name) => [name, sentenceOf(name)]));

describe("a user is promised that", () => {
  test.each(names.map((name) => [sentences.get(name) as string, name] as const))("%s (%s)", async (_, name) => {
    const made = await produce(name);
    const folder = join(CASES, name);
    const there = readdirSync(folder).filter((file) => GOLDEN.test(file));
    if (WRITE) {
      for (const file of there) if (!made.has(file)) rmSync(join(folder, file));
      for (const [file, text] of made) writeFileSync(join(folder, file), text);
      return;
    }
    for (const [file, text] of made) expect(there.includes(file) ? readFileSync(join(folder, file), "utf8") : `${file} is missing: npm run goldens`, file).toBe(text);
    expect(there.filter((file) => !made.has(file)), "golden files that nothing makes").toEqual([]);
  });
});

test("each case says something of its own", () => {
  expect(new Set(sentences.values()).size).toBe(names.length);
  for (const sentence of sentences.values()) expect(sentence).toMatch(/^.{20,160}[^.]$/);
});

/** The first line of the first rule file, a comment. */
function sentenceOf(name: string): string {
  const [first] = readdirSync(join(CASES, name)).filter((file) => file.endsWith(".rule")).sort();
  const text = first === undefined ? "" : readFileSync(join(CASES, name, first), "utf8");
  return /^-- (.+)/.exec(text)?.[1] ?? `${name}: the first line of its first rule file says what it promises`;
}

async function produce(name: string): Promise<Map<string, string>> {
  const folder = await caseFolder(name);
  const opened = openFolder(folder);
  const { read, pack, compiled, diagnostics } = opened;
  const out = new Map<string, string>();
  const put = (file: string, text: string): void => void (text === "" || out.set(file, text.endsWith("\n") ? text : `${text}\n`));
  const told = [...diagnostics];
  put("out.ast.json", (pack?.files ?? []).map(({ path, text }) => `${JSON.stringify(path)} ${treeText(plain(astJson(parse(path, text).ast)))}\n`).join(""));
  if (pack !== null && compiled !== null) {
    put("out.ir", sections(compiled, irText));
    put("out.lineage", sections(compiled, (rule) => `rule ${rule.name}\n${lineageText(rule.lineage)}`));
    put("out.sql", sqlOf(compiled));
    if (!hasErrors(diagnostics) && hasData(folder, compiled)) {
      const outcome = await runAll(opened);
      told.push(...outcome.diagnostics);
      if (outcome.status === "published") put("out.rows", await rowsOf(opened, compiled));
    }
  }
  put("out.diagnostics", rendered(told, read));
  return out;
}

const sections = (compiled: Compiled, of: (rule: CompiledRule) => string): string => compiled.rules.map((rule) => `${of(rule).trimEnd()}\n`).join("\n");

function sqlOf({ rules, sources }: Compiled): string {
  const claimed = sources.map((source) => [`source ${source.name}`, null, source.claims] as const);
  const built = rules.map((rule) => [`rule ${rule.name}`, rule.select.text, rule.scans] as const);
  return [...claimed, ...built].filter(([, select, scans]) => select !== null || scans.length > 0)
    .map(([name, select, scans]) => `-- ${name}\n${select === null ? "" : `${select}\n`}${scans.map(promisesText).join("")}`).join("\n");
}

const promisesText = ({ count, promises }: PromiseScan): string =>
  `-- promised: ${promises.map(({ kind, columns, severity, message }) => [kind, ...(columns.length > 0 ? [`[${columns.join(", ")}]`] : []), ...(message === "" ? [] : [`${severity} ${JSON.stringify(message)}`])].join(" ")).join("; ")}\n${count.text}\n`;

async function rowsOf(opened: Opened, compiled: Compiled): Promise<string> {
  const texts: string[] = [];
  for (const rule of compiled.rules) texts.push(rowsText(rule, await publishedRows(opened, rule)));
  return texts.join("\n");
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Without places, which any change of a comment moves, and without what says nothing. That places are right is a test of the parser. */
function plain(tree: Json): Json {
  if (Array.isArray(tree)) return tree.map(plain);
  if (typeof tree !== "object" || tree === null) return tree;
  const said = Object.entries(tree).filter(([name, value]) => !["start", "end", "comments"].includes(name) && value !== null && value !== false && !(Array.isArray(value) && value.length === 0));
  return Object.fromEntries(said.map(([name, value]) => [name, plain(value)]));
}

/** JSON with a line for whatever fits into one. */
function treeText(tree: Json, indent = ""): string {
  const line = JSON.stringify(tree);
  if (typeof tree !== "object" || tree === null || line.length + indent.length <= 160) return line;
  const parts = Array.isArray(tree) ? tree.map((item: Json) => treeText(item, `${indent} `)) : Object.entries(tree).map(([name, value]) => `${JSON.stringify(name)}: ${treeText(value, `${indent} `)}`);
  const [open, close] = Array.isArray(tree) ? "[]" : "{}";
  return `${open}\n${parts.map((part) => `${indent} ${part}`).join(",\n")}\n${indent}${close}`;
}
