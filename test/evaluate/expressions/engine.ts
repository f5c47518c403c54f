/** Expressions of the language over the rows of one table: bound by the compiler, and what they give on the evaluator and on DuckDB. */
import { DuckDBInstance, type DuckDBConnection, type DuckDBListValue, type DuckDBValue } from "@duckdb/node-api";
import { compile } from "../../../src/compile/compile.ts";
import type { Prepared } from "../../../src/compile/types.ts";
import { evaluate, type Env } from "../../../src/evaluate/expr.ts";
import { relationsOf, type Table } from "../../../src/evaluate/index.ts";
import type { Expr } from "../../../src/ir/expr.ts";
import { sqlType } from "../../../src/ir/functions/index.ts";
import type { ColumnId } from "../../../src/ir/id.ts";
import { optimise } from "../../../src/ir/passes/list.ts";
import { createProps } from "../../../src/ir/props/index.ts";
import type { Project, Rel, Scan } from "../../../src/ir/rel.ts";
import type { Rule } from "../../../src/ir/rule.ts";
import { bindQuery } from "../../../src/lang/bind-rule.ts";
import { chooseProfile, readManifest, type Manifest, type Profile } from "../../../src/lang/pack.ts";
import { parsePipeline } from "../../../src/lang/parser/index.ts";
import { CANONICAL, isRefusal, lowerRule } from "../../../src/lower/index.ts";
import { readTextsWhole } from "../../../src/runtime/duckdb/whole-text.ts";
import { Failure } from "../../../src/values/failure.ts";
import { INT64, type Type } from "../../../src/values/type.ts";
import type { Value } from "../../../src/values/value.ts";
import { host } from "../../support/pack.ts";
import { valueOfDuckDB, type Outcome } from "../on-duckdb.ts";
import { COLUMNS, SOURCE, tableSql, type Data } from "./columns.ts";

const manifest = readManifest('{"name": "random", "version": "0.1.0", "language": 1, "roots": [""]}', () => []).manifest as Manifest;
const compiled = compile({ manifest, profile: chooseProfile(manifest, null) as Profile, files: [{ path: "p.rule", text: SOURCE }] }, host, { keep: true });
if (compiled.diagnostics.length > 0) throw new Error(JSON.stringify(compiled.diagnostics[0]));
const prepared = compiled.prepared as Prepared;

/** `columns`: what the columns of `t` are called in the expression. `sql` is the compiler's own, of what the passes have made. */
export type Bound = { readonly text: string; readonly expr: Expr; readonly passed: Expr; readonly columns: ReadonlyMap<ColumnId, string>; readonly sql: string };
/** `code` of the diagnostic, or what the compiler refuses to lower. */
export type Rejected = { readonly text: string; readonly code: string };

/** An expression as the one column of a pipeline over `t`. */
export function bind(text: string): Bound | Rejected {
  const query = `from t |> select { e: ${text} }`;
  const parsed = parsePipeline("-e", query);
  const { rule, diagnostics } = parsed.diagnostics.length > 0 ? { rule: null, diagnostics: parsed.diagnostics } : bindQuery(parsed.ast, { path: "-e", text: query }, prepared.program, prepared.env);
  if (rule === null) return { text, code: diagnostics.find(({ severity }) => severity === "error")?.code ?? "no rule" };
  const scan = scanOf(rule);
  const optimised = optimise(rule, prepared.env);
  const sql = sqlOf(optimised);
  return sql === null ? { text, code: "refused" } : { text, expr: exprOf(rule), passed: exprOf(optimised), columns: new Map(scan.reads.map(([name, column]) => [column, name])), sql };
}

function scanOf(rule: Rule): Scan {
  let rel = rule.root;
  while (rel.kind === "project") rel = rel.input;
  if (rel.kind !== "scan") throw new Error(`no scan: ${rel.kind}`);
  return rel;
}

const exprOf = (rule: Rule): Expr => (rule.root as Project).adds?.[0]?.[1] ?? columnOf(rule.root, rule);

/** A bare column is renamed and not computed. */
function columnOf(root: Rel, rule: Rule): Expr {
  const column = root.outputs[0] as ColumnId;
  const { type } = rule.columns[column] as Rule["columns"][number];
  return { kind: "column", id: root.id, at: root.at, type, nullable: true, shape: "row", column };
}

/** What the compiler writes for the expression; null where it refuses. */
function sqlOf(rule: Rule): string | null {
  const lowered = lowerRule(rule, prepared.names, CANONICAL);
  if (isRefusal(lowered)) return null;
  const [, sql] = /^select (.*) as e from \S*t$/is.exec(lowered.text) ?? [];
  if (sql === undefined) throw new Error(`not one expression over t: ${lowered.text}`);
  return sql;
}

/** What each row gives. */
export function evaluated({ expr, columns }: Bound, { rows, values }: Data): readonly Outcome[] {
  return Array.from({ length: rows }, (_, i) => outcome(expr, envOf(columns, values, i)));
}

const never = (): never => {
  throw new Error("neither windows nor parameters");
};

export const envOf = (columns: Bound["columns"], values: Data["values"], i: number): Env =>
  ({ row: { get: (column) => values.get(columns.get(column) as string)?.[i] }, group: null, window: never, param: never });

export function outcome(expr: Expr, env: Env): Outcome {
  try {
    return { value: evaluate(expr, env) };
  } catch (error) {
    if (error instanceof Failure) return { error: error.message };
    throw error;
  }
}

/** A pipeline over `t` whose last column is compared: its rows on the evaluator and on DuckDB, or that it fails there. Null where it does not compile. */
export async function relationOnBoth(query: string, data: Data): Promise<{ readonly evaluator: readonly Value[] | "fails"; readonly duckdb: readonly Value[] | "fails"; readonly sql: string; readonly why: string } | null> {
  const parsed = parsePipeline("-e", query);
  const { rule } = parsed.diagnostics.length > 0 ? { rule: null } : bindQuery(parsed.ast, { path: "-e", text: query }, prepared.program, prepared.env);
  if (rule === null) return null;
  const propsOf = createProps({ columns: rule.columns, env: prepared.env, locals: rule.locals, obligations: rule.obligations });
  const lowered = lowerRule({ ...rule, order: propsOf(rule.root).order }, prepared.names, { ...CANONICAL, orderOf: (rel) => propsOf(rel).order });
  if (isRefusal(lowered)) return null;
  const last = rule.root.outputs.at(-1) as ColumnId;
  const { type } = rule.columns[last] as Rule["columns"][number];
  let evaluator: readonly Value[] | "fails" = "fails";
  try {
    const columns = prepared.program.sources.get("p.t") ?? [...prepared.program.sources.values()][0];
    evaluator = relationsOf(rule, { tables: new Map([[columns?.name as string, tableOf(data)]]), previous: null, params: new Map() })(rule.root).map((row) => row.get(last) ?? null);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  try {
    const rows = (await (await connected(data)).runAndReadAll(lowered.text)).getRows();
    return { evaluator, duckdb: rows.map((row) => valueOfDuckDB(type, row.at(-1) as DuckDBValue)), sql: lowered.text, why: "" };
  } catch (error) {
    return { evaluator, duckdb: "fails", sql: lowered.text, why: String(error).split("\n")[0] as string };
  }
}

const tableOf = ({ rows, values }: Data): Table => {
  const columns = [...values.keys()].map((name) => ({ name, type: COLUMNS.find((column) => column.name === name)?.type ?? INT64 }));
  return { columns, rows: Array.from({ length: rows }, (_, i) => columns.map(({ name }) => values.get(name)?.[i] ?? null)) };
};

readTextsWhole();
let connection: Promise<DuckDBConnection> | null = null;
let held: Data | null = null;

function opened(): Promise<DuckDBConnection> {
  connection ??= DuckDBInstance.create(":memory:", { threads: "1", memory_limit: "1GB" }).then(async (instance) => {
    const made = await instance.connect();
    await made.run("set timezone = 'UTC'");
    // `try` takes nothing volatile, which `error` is. A column of the row keeps it from being worked out before there are rows.
    await made.run("create macro raised(k, message) as case when (k || '!' || message)::integer > 0 then null end");
    // What stands twice would be computed before the `try` in which it stands.
    await made.run("set disabled_optimizers = 'common_subexpressions'");
    held = null;
    return made;
  });
  return connection;
}

async function connected(data: Data): Promise<DuckDBConnection> {
  const made = await opened();
  if (held !== data) await made.run(tableSql(data));
  held = data;
  return made;
}

/** `type`: what DuckDB says that it gives. */
export type Answer = { readonly type: string; readonly outcomes: readonly Outcome[] };

/**
 * What the rows give on DuckDB. `try` catches what a row raises, and the list around the value tells a null from an error. Where the statement fails all
 * the same, rows are asked for one by one.
 */
export async function onDuckDB(bounds: readonly Bound[], data: Data): Promise<readonly Answer[]> {
  if (bounds.length === 0) return [];
  try {
    const parts = bounds.map(({ sql }) => `list(try([${sql.replaceAll(/\berror\(/g, "raised(t.k, ")}]) order by k)`);
    const reader = await (await connected(data)).runAndReadAll(`select ${parts.join(", ")} from t`);
    const [row = []] = reader.getRows();
    const types = reader.columnTypes().map(String);
    return bounds.map(({ expr }, i) => ({ type: types[i] as string, outcomes: outcomesOf(expr.type, row[i] as DuckDBListValue) }));
  } catch (error) {
    // After a fatal error the database takes nothing more.
    if (/FATAL/.test(String(error))) connection = null;
    if (bounds.length === 1) return [await rowByRow(bounds[0] as Bound, data)];
    const half = Math.ceil(bounds.length / 2);
    return [...(await onDuckDB(bounds.slice(0, half), data)), ...(await onDuckDB(bounds.slice(half), data))];
  }
}

async function rowByRow({ sql, expr }: Bound, data: Data): Promise<Answer> {
  const outcomes: Outcome[] = [];
  for (let k = 0; k < data.rows; k++) {
    try {
      const reader = await (await connected(data)).runAndReadAll(`select ${sql} from t where k = ${k}`);
      outcomes.push({ value: valueOfDuckDB(expr.type, reader.getRows()[0]?.[0] as DuckDBValue) });
    } catch (error) {
      outcomes.push({ error: String(error).split("\n")[0] as string });
    }
  }
  return { type: "", outcomes };
}

const outcomesOf = (type: Type, { items }: DuckDBListValue): readonly Outcome[] =>
  items.map((item) => (item === null ? { error: "" } : { value: valueOfDuckDB(type, (item as DuckDBListValue).items[0] as DuckDBValue) }));

const reported = new Map<string, string>();

/** What DuckDB calls a list of lists of values of the type: that is what `onDuckDB` asks for. */
export async function typeOnDuckDB(type: Type): Promise<string> {
  const sql = sqlType(type);
  const known = reported.get(sql);
  if (known !== undefined) return known;
  const reader = await (await opened()).runAndReadAll(`select null::${sql}[][]`);
  const found = String(reader.columnTypes()[0]);
  reported.set(sql, found);
  return found;
}

/** One row alone, without `try`: why it fails, or null. */
export async function whyOnDuckDB({ sql }: Bound, data: Data, row: number): Promise<string | null> {
  try {
    await (await connected(data)).runAndReadAll(`select ${sql} from t where k = ${row}`);
    return null;
  } catch (error) {
    return String(error).split("\n")[0] as string;
  }
}

export type { Outcome, Value };
