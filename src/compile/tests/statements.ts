/** A test as statements of an engine: tables of what is given, a SELECT a rule, what verifies its promises. */
import { sqlType } from "../../ir/functions/duckdb-types.ts";
import type { RuleName } from "../../ir/id.ts";
import type { Interface, Rule } from "../../ir/rule.ts";
import { modeOf, type Mode } from "../../ir/storage.ts";
import type { BoundGiven } from "../../lang/bind/tests.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { emitFragment } from "../emit.ts";
import type { CompiledColumn, CompiledFragment, Read, SqlText } from "../types.ts";
import type { TestPlan } from "./plan.ts";
import type { Suite } from "./suite.ts";

/** A table of what is given, or an empty one. `names` are the columns that `rows` gives; all others are null. */
export type TestTable = { readonly name: string; readonly columns: readonly CompiledColumn[]; readonly names: readonly string[]; readonly rows: SqlText | null; readonly count: number };
/** `table`: what the rows are called; null for claims, whose rows nobody reads. `mode`: of a table that keeps its rows; `stored`: what it held before. */
export type TestStep = {
  readonly rule: Rule;
  readonly table: string | null;
  readonly fragment: CompiledFragment;
  readonly columns: readonly CompiledColumn[];
  readonly mode: Mode | null;
  readonly stored: string | null;
};
/** Claims first: a run would not begin where one is untrue. */
export type TestScript = { readonly plan: TestPlan; readonly tables: readonly TestTable[]; readonly steps: readonly TestStep[] };

/** An engine that cannot say what a rule means refuses it. */
export function scriptOf(plan: TestPlan, suite: Suite): TestScript | Diagnostic {
  const { prepared } = suite;
  const { names } = prepared;
  const interfaceOf = (name: RuleName): Interface | undefined => prepared.env.interfaces.get(name);
  const before = new Set(plan.test.givens.filter(({ previous }) => previous).map(({ name }) => name));
  const steps: TestStep[] = [];
  for (const [rule, table] of [...plan.claims.map((claims) => [claims, null] as const), ...plan.rules.map((one) => [one, names.rule(one.name)] as const)]) {
    const fragment = suite.fragmentOf(rule);
    if ("code" in fragment) return fragment;
    const mode = modeOf(rule.storage);
    steps.push({ rule, table, fragment, mode, columns: mode === null ? fragment.columns : columnsOf(interfaceOf(rule.name)), stored: mode !== null && before.has(rule.name) ? names.previous(rule.name) : null });
  }
  const made = new Set(plan.rules.map(({ name }) => `rule ${name}`));
  const tables = new Map<string, TestTable>();
  const add = ({ of: { kind, name }, sqlName }: Read): Diagnostic | null => {
    if (tables.has(sqlName) || made.has(`${kind} ${name}`)) return null;
    const given = plan.test.givens.find((one) => one.name === name && one.previous === (kind === "previous"));
    const rows = given === undefined || countOf(given) === 0 || given.rows?.names.length === 0 ? null : emitFragment((given.rows as NonNullable<typeof given.rows>).rule, prepared);
    if (rows !== null && "code" in rows) return rows;
    tables.set(sqlName, { name: sqlName, columns: columnsOf(interfaceOf(name)), names: given?.rows?.names ?? [], rows: rows?.select ?? null, count: given === undefined ? 0 : countOf(given) });
    return null;
  };
  const reads = [...steps.flatMap(({ fragment }) => fragment.reads), ...[...before].map((name): Read => ({ of: { kind: "previous", name }, sqlName: names.previous(name) }))];
  for (const read of reads) {
    const refused = add(read);
    if (refused !== null) return refused;
  }
  return { plan, tables: [...tables.values()], steps };
}

const countOf = ({ rows }: BoundGiven): number => (rows?.rule.root.kind === "values" ? rows.rule.root.rows.length : 0);
const columnsOf = (of: Interface | undefined): readonly CompiledColumn[] => (of?.columns ?? []).map(({ name, type, nullable }) => ({ name, type, nullable, sqlType: sqlType(type) }));
