/** The rules of rules/tpch beside the specification's queries (test/tpch/*.sql), on equal data. */
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { CompiledRule } from "../../src/compile/types.ts";
import type { JsonValue } from "../../src/runtime/engine.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";

export const root = join(import.meta.dirname, "../..");
export const TABLES = ["region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem"];

/** `q01` to `q22`. */
export const QUERIES = readdirSync(join(root, "test/tpch")).filter((file) => file.endsWith(".sql")).map((file) => file.slice(0, -".sql".length)).sort();

export type Bench = {
  readonly workspace: Workspace;
  readonly reference: DuckDBConnection;
  readonly ruleOf: (query: string) => CompiledRule;
};

/** The pack in `folder`, whose `data` holds the tables, with these parameters. */
export function tpchWorkspace(folder: string, params: Readonly<Record<string, string>> = {}): Workspace {
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, "rules/tpch/rules"), join(folder, "rules"), { recursive: true });
  const manifest: object = JSON.parse(readFileSync(join(root, "rules/tpch/rulepack.json"), "utf8"));
  writeFileSync(join(folder, "rulepack.json"), JSON.stringify({ ...manifest, params }));
  return openWorkspace(folder);
}

export const tableFile = (folder: string, table: string): string => `${join(folder, "data", table)}.parquet`;

/** That pack, and the same tables as views of a database of their own. */
export async function openTpch(folder: string, params: Readonly<Record<string, string>> = {}): Promise<Bench> {
  const workspace = tpchWorkspace(folder, params);
  const reference = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  for (const table of TABLES) await reference.run(`create view ${table} as from '${tableFile(folder, table).replaceAll("'", "''")}'`);
  return { workspace, reference, ruleOf: ruleIn(workspace) };
}

/** The rule of a query. */
export function ruleIn({ compiled }: Workspace): (query: string) => CompiledRule {
  const byModule = new Map(compiled.rules.map((rule) => [rule.module, rule]));
  return (query) => {
    const rule = byModule.get(query);
    if (rule === undefined) throw new Error(`no rule in ${query}`);
    return rule;
  };
}

/** The specification's text, other values put in the place of its own. */
export function specification(query: string, values: readonly (readonly [from: string, to: string])[] = []): string {
  let text = readFileSync(join(root, "test/tpch", `${query}.sql`), "utf8");
  for (const [from, to] of values) {
    if (!text.includes(from)) throw new Error(`${query}.sql holds no ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

const LAST_ORDER = /\norder by ([^()]*?)(\nlimit \d+)?;\n$/;

/** The columns that the specification's text sorts by, as `name` or `name desc`. */
export const orderOf = (sql: string): readonly string[] => LAST_ORDER.exec(sql)?.[1]?.split(", ") ?? [];

/** `sql` with its ties broken as the rule breaks them. */
export function refined(sql: string, rule: CompiledRule): string {
  const order = ruleOrder(rule).join(", ");
  return order === "" ? sql : sql.replace(LAST_ORDER, (_, _order: string, limit: string | undefined) => `\norder by ${order}${limit ?? ""};\n`);
}

export const ruleOrder = (rule: CompiledRule): readonly string[] => rule.order.map(({ name, desc }) => (desc ? `${name} desc` : name));

type Rows = readonly (readonly JsonValue[])[];
export type Answer = { readonly columns: readonly string[]; readonly rows: Rows };

export const answerOf = async ({ workspace }: Bench, rule: CompiledRule): Promise<Answer> =>
  ({ columns: rule.columns.map(({ name }) => name), rows: await workspace.rows(`from ${rule.table}`) });

export async function referenceOf({ reference }: Bench, sql: string): Promise<Answer> {
  const reader = await reference.runAndReadAll(sql);
  return { columns: reader.columnNames(), rows: reader.getRowsJson() };
}

const wholeDigits = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/** What differs, in words; empty when nothing does. Decimals are compared exactly, floats to nine digits, both in the order of the rows. */
export function differences(rule: CompiledRule, ours: Answer, theirs: Answer): readonly string[] {
  const out: string[] = [];
  if (ours.columns.join() !== theirs.columns.join()) out.push(`columns ${ours.columns.join()} for ${theirs.columns.join()}`);
  if (ours.rows.length !== theirs.rows.length) out.push(`${ours.rows.length} rows for ${theirs.rows.length}`);
  for (const [at, expected] of theirs.rows.entries()) {
    for (const [column, { name, type }] of rule.columns.entries()) {
      const [mine, other] = [ours.rows[at]?.[column], expected[column]];
      if (!same(type.kind, mine, other)) out.push(`row ${at}, ${name}: ${JSON.stringify(mine)} for ${JSON.stringify(other)}`);
    }
  }
  return out.slice(0, 10);
}

function same(kind: string, mine: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (mine === undefined || other === undefined || mine === null || other === null) return mine === other;
  // Their decimals are text and their doubles numbers: a decimal of ours that is a double of theirs would be compared to nothing exact.
  if (kind === "decimal") return typeof mine === "string" && typeof other === "string" && wholeDigits(mine) === wholeDigits(other);
  if (kind === "float64") return typeof mine === "number" && typeof other === "number" && Math.abs(mine - other) <= 1e-9 * Math.abs(other);
  return plain(mine) === plain(other);
}

/** Wide integers are text to them, dates to both. */
const plain = (value: JsonValue): string => (typeof value === "string" ? value : JSON.stringify(value));
