/**
 * Cases as people read them: a folder holds rules whose first line says what a user is promised, the data they run on, and what comes
 * of them. `npm run goldens` writes what comes of them; a difference, a file that is missing and one that nothing makes are failures.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { irText, lineageText } from "../src/compile/forms.ts";
import { compile } from "../src/compile/compile.ts";
import type { Compiled, CompiledRule, Prepared, PromiseScan } from "../src/compile/types.ts";
import type { ColumnId } from "../src/ir/id.ts";
import { PASSES } from "../src/ir/passes/list.ts";
import { createProps } from "../src/ir/props/index.ts";
import type { ColumnDef, Env, Rule } from "../src/ir/rule.ts";
import { astJson } from "../src/lang/ast/walk.ts";
import { parse } from "../src/lang/parser/index.ts";
import type { Pack } from "../src/runtime/pack/read-pack.ts";
import { nameText, typeText } from "../src/values/type.ts";
import { CASES, caseFolder, caseNames as names, GOLDEN, hasData, rowsText } from "./support/cases.ts";
import { hasErrors, host, openFolder, publishedRowsOf, rendered, runAll, type Opened } from "./support/pack.ts";

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
    if (name.startsWith("table-")) put("out.schema", schemasOf(pack));
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

/** What is known of each rule's rows as its stages leave them, before a promised order sorts them and without any pass. */
function schemasOf(pack: Pack): string {
  const { rules, prepared } = compile(pack, host, { keep: true, without: PASSES.map((pass) => pass.name) });
  return rules.map(({ table, rule }) => schemaText(table, rule as Rule, (prepared as Prepared).env)).join("\n");
}

function schemaText(table: string, { columns, locals, obligations, root }: Rule, env: Env): string {
  const last = root.kind === "sort" && root.promised ? root.input : root;
  const { order, total, keys, notNull } = createProps({ columns, env, locals, obligations })(last);
  const name = (column: ColumnId): string => nameText((columns[column] as ColumnDef).name);
  const typed = last.outputs.map((column) => `${name(column)}: ${typeText((columns[column] as ColumnDef).type)}${notNull.has(column) ? "" : "?"}`);
  const sorted = order.map(({ column, desc, nullsFirst }) => `${name(column)}${desc ? " desc" : ""}${nullsFirst ? " nulls first" : ""}`);
  const known = keys.map((key) => `[${[...key].map(name).join(", ")}]`);
  return `${table} { ${typed.join(", ")} }\n  ${order.length === 0 ? "in no order" : `in the order [${sorted.join(", ")}]${total ? "" : ", which leaves ties"}`}; ${known.length === 0 ? "no key" : `key ${known.join(", key ")}`}\n`;
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

async function rowsOf(opened: Opened, { rules }: Compiled): Promise<string> {
  const rows = await publishedRowsOf(opened, rules);
  return rules.map((rule, i) => rowsText(rule, rows[i] as (typeof rows)[number])).join("\n");
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
