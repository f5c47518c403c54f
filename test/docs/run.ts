/** Samples over the data in test/docs/data: on the engine, and by the definition of the language. */
import { cpSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { irText } from "../../src/compile/forms.ts";
import { runTest, suiteOf } from "../../src/compile/tests/index.ts";
import type { Compiled, CompiledFragment, CompiledParam, CompiledRule, CompiledSource, Prepared } from "../../src/compile/types.ts";
import { evaluateRule, evaluateRules, failed, type Evaluated, type Inputs, type Table } from "../../src/evaluate/index.ts";
import { paramValues, RUN_AT } from "../../src/lang/bind/params.ts";
import { bindQuery } from "../../src/lang/bind-rule.ts";
import { parsePipeline } from "../../src/lang/parser/index.ts";
import type { ParamDef, Rule } from "../../src/ir/rule.ts";
import { scanSource } from "../../src/lower/index.ts";
import { openDuckdb } from "../../src/runtime/duckdb/open.ts";
import type { Engine, JsonValue, Session } from "../../src/runtime/engine.ts";
import { locate } from "../../src/runtime/sources/paths.ts";
import { jsonOf, valueOf, valueOfJson } from "../../src/values/value-text.ts";
import { writeParquet } from "../support/cases.ts";
import { temporaryFolder } from "../support/pack.ts";
import { compiledSample, manifest, profile } from "./samples.ts";

export type Column = CompiledRule["columns"][number];
/** A relation of a sample by its bare name ("" is the pipeline itself): `evaluated` is null where the text of an engine stands in it. */
export type Shown = { readonly name: string; readonly columns: readonly Column[]; readonly ordered: boolean; readonly engine: Rows; readonly evaluated: Rows | null };
export type Rows = readonly (readonly JsonValue[])[];
type Values = ReadonlyMap<string, string | boolean | null>;

export type Data = { readonly root: string; readonly engine: Engine; readonly session: Session };

export async function openData(): Promise<Data> {
  const root = temporaryFolder();
  cpSync(join(dirname(fileURLToPath(import.meta.url)), "data"), join(root, "data"), { recursive: true });
  await writeParquet(join(root, "data/orders"));
  const engine = await openDuckdb({ warehouse: ":memory:", policy: "admin", directories: [], threads: 1, memory: null, temp: null });
  return { root, engine, session: await engine.session() };
}

const RUN_INSTANT = "2026-02-02 12:00:00+00";

/** Every relation of a sample with its rows. Throws where the sample has a mistake, a promise is broken or a test fails. */
export async function runSample(text: string, prelude: string, data: Data): Promise<readonly Shown[]> {
  const { compiled, pipeline, fragment, diagnostics } = compiledSample(text, prelude);
  if (diagnostics.some(({ severity }) => severity === "error")) throw new Error(diagnostics.map(({ title }) => title).join("\n"));
  for (const test of compiled.tests) for (const { says } of runTest(test, suiteOf(compiled)).problems) throw new Error(`the test "${test.title}": ${says}`);
  const texts: Values = new Map([...paramValues(compiled.params, { args: [], env: {}, profile, manifest }, () => undefined).values, [RUN_AT.name, RUN_INSTANT]]);
  const used = new Set([...compiled.rules.flatMap(({ reads }) => reads), ...(fragment?.reads ?? [])].map(({ of }) => of.name));
  const sources = compiled.sources.filter(({ name, module }) => used.has(name) || module === "prelude");
  const tables = new Map<string, Table>();
  for (const source of sources) tables.set(source.name, await load(source, texts, data));
  const defs = new Map<string, ParamDef>([...compiled.params, [RUN_AT.name, RUN_AT as unknown as ParamDef]]);
  const inputs: Inputs = { tables, previous: null, params: new Map([...texts].map(([name, value]) => [name, valueOf((defs.get(name) as ParamDef).type, value)])) };
  const evaluated = evaluateAll(compiled, inputs);
  const shown: Shown[] = sources.map(({ name, columns }) => given(bare(name), columns, tables.get(name) as Table));
  for (const rule of compiled.rules) {
    shown.push({ ...(await onEngine(bare(rule.name), rule, texts, data)), evaluated: evaluated.get(rule.name) ?? null });
  }
  if (fragment !== null && pipeline !== null) shown.push({ ...(await onEngine("", fragment, texts, data)), evaluated: evaluatedPipeline(pipeline, compiled, inputs) });
  return shown;
}

const bare = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const given = (name: string, columns: readonly Column[], table: Table): Shown => {
  const rows = rowsOf(table);
  return { name, columns, ordered: true, engine: rows, evaluated: rows };
};
const rowsOf = ({ columns, rows }: Table): Rows => rows.map((row) => row.map((value, i) => jsonOf((columns[i] as Table["columns"][number]).type, value)));

/** A table of the engine under the source's full name. What a sample has of a warehouse lies in a CSV file of the same name. */
async function load(source: CompiledSource, values: Values, { root, session }: Data): Promise<Table> {
  const { provider, columns } = source;
  const read = provider.kind === "table" ? { ...source, provider: { kind: "csv", paths: [[`data/${provider.table}.csv`]], options: {} } as const } : source;
  const located = locate(read, { root, values, policy: "admin" });
  if ("code" in located) throw new Error(located.title);
  await session.run({ text: `create or replace temp table ${quoted(`of ${source.name}`)} as ${scanSource(read, located.paths)}` });
  const { rows } = await session.query({ text: `select * from ${quoted(`of ${source.name}`)}` });
  return { columns, rows: rows.map((row) => columns.map(({ type }, i) => valueOfJson(type, row[i] ?? null))) };
}

async function onEngine(name: string, of: CompiledRule | CompiledFragment, values: Values, { session }: Data): Promise<Omit<Shown, "evaluated">> {
  const own = "name" in of ? of.name : "-e";
  const params = of.params.map((param: CompiledParam) => ({ ...param, name: param.sqlName, value: values.get(param.name) ?? param.default ?? null }));
  // Nothing was stored before.
  const nothing = `select ${of.columns.map((column) => `null::${column.sqlType} as ${quoted(column.name)}`).join(", ")} where false`;
  for (const read of of.reads) await session.run({ text: `create or replace temp view ${quoted(read.sqlName)} as ${read.of.kind === "previous" ? nothing : `select * from ${quoted(`of ${read.of.name}`)}`}` });
  await session.run({ text: `create or replace temp table ${quoted(`of ${own}`)} as ${of.select.text}`, params });
  for (const read of of.reads) await session.run({ text: `drop view ${quoted(read.sqlName)}` });
  const { rows } = await session.query({ text: `select * from ${quoted(`of ${own}`)}` });
  return { name, columns: of.columns, ordered: of.order.length > 0, engine: rows };
}

/** What each rule gives, up to the first in which text of an engine's stands. */
function evaluateAll({ rules }: Compiled, inputs: Inputs): ReadonlyMap<string, Rows> {
  const opaque = rules.findIndex((rule) => /\bsql(?: duckdb |\()/.test(irText(rule)));
  const clear = opaque === -1 ? rules : rules.slice(0, opaque);
  const outcomes = evaluateRules(clear.map(({ rule }) => rule as Rule), inputs.tables, inputs.params);
  return new Map([...outcomes].map(([name, outcome]) => {
    if (failed(outcome)) throw outcome;
    return [name, kept(outcome)];
  }));
}

function evaluatedPipeline(text: string, { prepared }: Compiled, inputs: Inputs): Rows | null {
  const { program, env } = prepared as Prepared;
  const { rule } = bindQuery(parsePipeline("-e", text).ast, { path: "-e", text }, program, env);
  return rule === null || JSON.stringify(rule.root).includes('"kind":"sql"') ? null : kept(evaluateRule(rule, inputs));
}

function kept({ table, broken }: Evaluated): Rows {
  const wrong = broken.filter(({ obligation }) => obligation.severity === "error");
  if (wrong.length > 0) throw new Error(wrong.map(({ obligation }) => `${obligation.kind}: ${obligation.message}`).join("\n"));
  return rowsOf(table);
}
