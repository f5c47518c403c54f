/** docs/types.md as claims: each row of its tables says what an expression gives, and of which type; and what is found to be so. */
import { compile } from "../../src/compile/compile.ts";
import type { Compiled, CompiledRule } from "../../src/compile/types.ts";
import { evaluateRule, type Table } from "../../src/evaluate/index.ts";
import { sqlType } from "../../src/ir/functions/index.ts";
import { PASSES } from "../../src/ir/passes/list.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { manifestOf } from "../../src/lang/pack.ts";
import { openDuckdb } from "../../src/runtime/duckdb/open.ts";
import { EngineError } from "../../src/runtime/engine.ts";
import { engineDiagnostic } from "../../src/runtime/run/engine-diagnostic.ts";
import { Failure } from "../../src/values/failure.ts";
import { parseType } from "../../src/values/parse-type.ts";
import { fieldText, isFloat, nameText, type Type } from "../../src/values/type.ts";
import { textOf, valueOfJson } from "../../src/values/value-text.ts";
import type { Value } from "../../src/values/value.ts";
import { valueSql } from "../evaluate/on-duckdb.ts";
import { host } from "../support/pack.ts";

/** `gives` is a value or the code of a diagnostic; `onDuckdb` stands where the page says that the engine gives something else. */
export type Claim = {
  readonly line: number; readonly section: string; readonly says: string; readonly written: string; readonly type: string; readonly gives: string; readonly onDuckdb: string;
  /** How many cells its line has. */
  readonly cells: number;
};
/** A part of the page between two headings: prose as its first lines, and the tables. */
export type Section = { readonly title: string; readonly parts: readonly (Prose | Claims)[] };
type Prose = { readonly kind: "prose"; readonly line: number; readonly text: string };
type Claims = { readonly kind: "table"; readonly line: number; readonly head: readonly string[]; readonly claims: readonly Claim[] };

const CODE = /^\[([\w-]+)\]\(errors\/\1\.md\)$/;
/** What is between backticks, or the code that a link leads to. */
const cellText = (cell: string): string => CODE.exec(cell)?.[1] ?? cell.replace(/^`(?:` (?=.*` `$))?([^]*?)(?: `)?`$/, "$1");
const cellsOf = (row: string): readonly string[] => row.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));

/** Whether a cell holds a diagnostic's code, and no value. */
export const isCode = (text: string): boolean => /^[a-z]+(-[a-z]+)+$/.test(text);

/** Blocks of the page, parted by empty lines and headings. */
export function sectionsOf(page: string): readonly Section[] {
  const sections: { title: string; parts: (Prose | Claims)[] }[] = [];
  let block: string[] = [];
  const end = (line: number): void => {
    const section = sections.at(-1);
    if (section !== undefined && block.length > 0) section.parts.push(partOf(block, line - block.length + 1, section.title));
    block = [];
  };
  page.split("\n").forEach((text, i) => {
    if (text === "" || text.startsWith("#")) end(i);
    else block.push(text);
    if (text.startsWith("## ")) sections.push({ title: text.slice(3), parts: [] });
  });
  return sections;
}

function partOf(lines: readonly string[], line: number, section: string): Prose | Claims {
  if (lines[0]?.startsWith("|") !== true) return { kind: "prose", line, text: lines.join(" ") };
  const [head = [], , ...rows] = lines.map(cellsOf);
  const own = head.indexOf("written");
  let says = "";
  const claims = rows.map((cells, i): Claim => {
    const said = cells.slice(0, own).join(" ").trim();
    if (said !== "") says = said;
    const [written = "", type = "", gives = "", onDuckdb = ""] = cells.slice(own).map(cellText);
    return { line: line + 2 + i, section, says, written, type, gives, onDuckdb: onDuckdb === "" ? gives : onDuckdb, cells: cells.length };
  });
  return { kind: "table", line, head, claims };
}

export const claimsOf = (sections: readonly Section[]): readonly Claim[] =>
  sections.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === "table" && part.head[0] !== "name" ? part.claims : [])));

/** The columns of the one row that claims are about; the page names them in a table of their own. */
export const sampleOf = (sections: readonly Section[]): readonly Claim[] =>
  sections.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === "table" && part.head[0] === "name" ? part.claims : [])));

/** A value as the page writes it: numbers, times, uuids, json and hex as they are, text in quotes. */
export function shown(type: Type, value: Value): string {
  if (value === null) return "null";
  const items = value as readonly Value[];
  if (type.kind === "list") return `[${items.map((item) => shown(type.element.type, item)).join(", ")}]`;
  if (type.kind === "struct") return `{ ${type.fields.map((field, i) => `${nameText(field.name)}: ${shown(field.type, items[i] ?? null)}`).join(", ")} }`;
  if (type.kind === "map") return `{ ${(value as readonly (readonly [Value, Value])[]).map(([k, v]) => `${shown(type.key, k)}: ${shown(type.value.type, v)}`).join(", ")} }`;
  const text = String(textOf(type, value));
  if (type.kind === "string") return JSON.stringify(text);
  return isFloat(type) && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

export type Found = { readonly type: string; readonly here: string; readonly onDuckdb: string };

const manifest = manifestOf({ name: "types", version: "0.1.0", language: 1, roots: ["rules"] });
const profile = manifest.profiles["dev"] as NonNullable<(typeof manifest.profiles)[string]>;
const named = (sample: readonly Claim[]): readonly { readonly name: string; readonly type: string; readonly written: string }[] =>
  sample.map(({ says, type, written }) => ({ name: cellText(says), type, written }));

/** The rules that the claims are, and where in the text each begins. */
function compiledOf(claims: readonly Claim[], sample: readonly Claim[], without: readonly string[]): { readonly compiled: Compiled; readonly starts: readonly number[] } {
  const source = sample.length === 0 ? "" : `source sample = csv("sample.csv") { ${named(sample).map(({ name, type }) => `${name}: ${type}`).join(", ")} }`;
  const rules = claims.map(({ written }, i) => {
    const body = written.startsWith("from ") ? written : `from ${sample.length === 0 ? "values [{ k: 1 }]" : "sample"} |> select { v: ${written} }`;
    return `\nrule r${i} unordered tier best_effort { ${body} }`;
  });
  let at = source.length;
  const starts = rules.map((rule) => (at += rule.length) - rule.length);
  return { compiled: compile({ manifest, profile, files: [{ path: "rules/m.rule", text: source + rules.join("") }] }, host, { keep: true, without }), starts };
}

const UNOPTIMISED = PASSES.map(({ name }) => name);

/** What each claim's expression gives on both sides: as it is bound, and on the engine after the passes, too, which compute what is constant. */
export async function foundOf(claims: readonly Claim[], sample: readonly Claim[]): Promise<readonly Found[]> {
  const row = sampleTable(sample);
  const { compiled, starts } = compiledOf(claims, sample, UNOPTIMISED);
  const optimised = byName(compiledOf(claims, sample, []).compiled);
  const codes: string[][] = claims.map(() => []);
  for (const { severity, code, at } of compiled.diagnostics) {
    if (severity === "error") codes[starts.findLastIndex((start) => start <= at.start)]?.push(code);
  }
  const rules = byName(compiled);
  const engine = await openDuckdb({ warehouse: ":memory:", policy: "admin", directories: [], threads: 1, memory: null, temp: null });
  const session = await engine.session();
  const cells = row.columns.map(({ name, type }, i) => `${valueSql(type, row.rows[0]?.[i] ?? null)}::${sqlType(type)} as "${name}"`);
  if (cells.length > 0) await session.run({ text: `create table sample as select ${cells.join(", ")}` });
  const onEngine = async (rule: CompiledRule, type: Type): Promise<string> => {
    try {
      const { rows } = await session.query({ text: rule.select.text });
      return shown(type, valueOfJson(type, rows[0]?.[0] ?? null));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return engineDiagnostic(error, null, { rule: rule.name, at: rule.at, sql: rule.select, origins: rule.origins, engine: "duckdb" }).code;
    }
  };
  const found: Found[] = [];
  for (const [i, wrong] of codes.entries()) {
    const rule = rules.get(`r${i}`);
    const [column] = rule?.columns ?? [];
    const said = [...new Set(wrong)].join(" ");
    const after = optimised.get(`r${i}`);
    if (rule === undefined || column === undefined || said !== "") found.push({ type: "", here: said, onDuckdb: said });
    else {
      const plain = await onEngine(rule, column.type);
      const short = after === undefined || after.select.text === rule.select.text ? plain : await onEngine(after, column.type);
      found.push({ type: fieldText(column), here: here(rule, column.type, row), onDuckdb: plain === short ? plain : `${plain}, and ${short} after the passes` });
    }
  }
  session.close();
  engine.close();
  return found;
}

const byName = (compiled: Compiled): ReadonlyMap<string, CompiledRule> => new Map(compiled.rules.map((rule) => [rule.name.slice(rule.name.lastIndexOf(".") + 1), rule]));

/** What a run says where the evaluator fails. */
const CODES: Readonly<Record<Failure["kind"], string>> = {
  overflow: "engine-out-of-range", cast: "engine-conversion", argument: "engine-invalid-input", version: "version-not-after", outside: "outside-interval", opaque: "engine-refused",
};

function here({ rule }: CompiledRule, type: Type, row: Table): string {
  try {
    const { table } = evaluateRule(rule as Rule, { tables: new Map([["m.sample", row]]), previous: null, params: new Map() });
    return shown(type, table.rows[0]?.[0] ?? null);
  } catch (error) {
    if (error instanceof Failure) return CODES[error.kind];
    throw error;
  }
}

/** The row's values, each computed of what stands beside its name. */
function sampleTable(sample: readonly Claim[]): Table {
  const columns = named(sample).map(({ name, type }) => {
    const of = parseType(type.replace(/\?$/, ""));
    if (of === null) throw new Error(`no type: ${type}`);
    return { name, type: of };
  });
  const { compiled } = compiledOf(sample.map((claim) => ({ ...claim, written: `from values [{ k: 1 }] |> select { v: ${claim.written} }` })), [], UNOPTIMISED);
  const errors = compiled.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ code, title }) => `${code}: ${title}`).join("\n"));
  const nothing = { tables: new Map<string, Table>(), previous: null, params: new Map() };
  const rules = byName(compiled);
  return { columns, rows: [sample.map((_, i) => evaluateRule(rules.get(`r${i}`)?.rule as Rule, nothing).table.rows[0]?.[0] ?? null)] };
}
