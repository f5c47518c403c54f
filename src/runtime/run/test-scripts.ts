/** Runs tests on an engine: what they give is staged in memory, each rule is made of it by the SQL that a run would send, its promises are counted, its rows are read back. */
import { holdInside, intervalsOf, type Interval, type Table } from "../../evaluate/index.ts";
import type { RuleName } from "../../ir/id.ts";
import { codeOfFailure, codeOfPromise, type Made, type Untrue } from "../../compile/tests/judge.ts";
import type { TestScript, TestStep, TestTable } from "../../compile/tests/statements.ts";
import { Failure } from "../../values/failure.ts";
import { textOf, valueOfJson } from "../../values/value-text.ts";
import { EngineError, type Engine, type Session, type SqlParam } from "../engine.ts";
import { RESULT_NAME, RUN_PARAMS, type ParamValues, type PromiseScan } from "../plan-types.ts";
import { identifier } from "../sql-text.ts";
import { engineDiagnostic } from "./engine-diagnostic.ts";
import { materialise } from "./materialise/index.ts";
import type { Meeting } from "./materialise/mode.ts";
import { boundParams } from "./work.ts";

/** What came of a test's rules. `untrue`: the first claim that what is given breaks. */
export type ScriptOutcome = { readonly made: ReadonlyMap<RuleName, Made>; readonly untrue: Untrue | null };

const STAGE = "__rulec_test_stage";

/** One after the other over one connection. Throws what the engine throws outside of the statements of rules. */
export async function runScript({ plan, tables, steps }: TestScript, engine: Engine, session: Session): Promise<ScriptOutcome> {
  for (const table of tables) await create(table, session);
  const made = new Map<RuleName, Made>();
  let untrue: Untrue | null = null;
  const values = new Map(plan.params.entries());
  for (const step of steps) {
    const failed = step.fragment.reads.map(({ of }) => made.get(of.name)).find((one) => one !== undefined && "fails" in one);
    const one = failed ?? (await attempt(step, engine, () => makeStep(step, values, session)));
    if (step.table !== null) made.set(step.rule.name, one);
    else untrue ??= codeOf(one) === null ? null : { source: step.rule.name, code: codeOf(one) as string };
  }
  // A reference may lead to a rule that comes later, or back.
  for (const step of steps) {
    const one = made.get(step.rule.name);
    const later = step.fragment.scans.filter(refersOn);
    if (step.table === null || one === undefined || "fails" in one || one.broken !== null || later.length === 0) continue;
    const from = identifier(step.table);
    made.set(step.rule.name, await attempt(step, engine, async () => ({ table: one.table, broken: await brokenOf(step, from, later, params(step, values), session) })));
  }
  return { made, untrue };
}

const refersOn = ({ promises }: PromiseScan): boolean => promises.some(({ references }) => references !== null);
const codeOf = (one: Made): string | null => ("fails" in one ? one.fails : one.broken);

async function create({ name, columns, names, rows, count }: TestTable, session: Session): Promise<void> {
  const table = identifier(name);
  await session.run({ text: `CREATE OR REPLACE TEMP TABLE ${table} (${columns.map((column) => `${identifier(column.name)} ${column.sqlType}`).join(", ")})` });
  if (rows !== null) await session.run({ text: `INSERT INTO ${table} (${names.map(identifier).join(", ")}) ${rows.text}` });
  // Rows of which nothing is said.
  else if (count > 0) await session.run({ text: `INSERT INTO ${table} SELECT ${columns.map(() => "NULL").join(", ")} FROM range(${count})` });
}

async function attempt(step: TestStep, engine: Engine, make: () => Promise<Made>): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof Failure) return { fails: codeOfFailure(error), message: error.message };
    if (!(error instanceof EngineError)) throw error;
    const { rule, fragment } = step;
    const said = engineDiagnostic(error, error.position, { rule: rule.name, at: { file: rule.name, start: 0, end: 0 }, sql: fragment.select, origins: fragment.origins, engine: engine.name });
    return { fails: said.code, message: error.message };
  }
}

const params = ({ fragment }: TestStep, values: TestValues, interval: Interval | null = null): readonly SqlParam[] => boundParams({ input: { values: texts(fragment, values, interval) } }, fragment.params);
type TestValues = TestScript["plan"]["params"];

function texts({ params: named }: TestStep["fragment"], values: TestValues, interval: Interval | null): ParamValues {
  return new Map(named.map(({ name, type, default: otherwise }) => {
    const value = interval !== null && (name === RUN_PARAMS.from || name === RUN_PARAMS.to) ? interval[name] : values.get(name);
    return [name, value === undefined ? (otherwise ?? null) : textOf(type, value)] as const;
  }));
}

async function makeStep(step: TestStep, values: TestValues, session: Session): Promise<Made> {
  const { rule, table, fragment, mode } = step;
  const { scans } = fragment;
  // What claims refer to is there.
  const now = table === null ? scans : scans.filter((scan) => !refersOn(scan));
  if (table === null || mode === null) {
    const own = params(step, values);
    const name = identifier(table ?? STAGE);
    await session.run({ text: `CREATE OR REPLACE TEMP TABLE ${name} AS\n${fragment.select.text}`, params: own });
    const broken = await brokenOf(step, name, now, own, session);
    return { table: table === null ? { columns: [], rows: [] } : await read(name, fragment.columns, session), broken };
  }
  const intervals = intervalsOf(rule, values);
  let broken: string | null = null;
  await session.run({ text: `CREATE OR REPLACE TEMP TABLE ${STAGE} (${fragment.columns.map((column) => `${identifier(column.name)} ${column.sqlType}`).join(", ")})` });
  for (const interval of intervals ?? [null]) {
    const own = params(step, values, interval);
    await session.run({ text: `CREATE OR REPLACE TEMP TABLE ${STAGE}_part AS\n${fragment.select.text}`, params: own });
    if (interval !== null) holdInside(rule, await read(`${STAGE}_part`, fragment.columns, session), interval);
    broken ??= await brokenOf(step, `${STAGE}_part`, now, own, session);
    await session.run({ text: `INSERT INTO ${STAGE} SELECT * FROM ${STAGE}_part` });
  }
  // Rows that break a promise are not stored.
  if (broken !== null) await session.run({ text: `DELETE FROM ${STAGE}` });
  await store(step, mode, broken === null ? (intervals ?? []) : [], session);
  return { table: await read(identifier(table), step.columns, session), broken };
}

/** What the table holds after the run. Throws `Failure` where a run would refuse the rows. */
async function store({ rule, table, fragment, columns, stored }: TestStep, mode: NonNullable<TestStep["mode"]>, intervals: readonly Interval[], session: Session): Promise<void> {
  const how = materialise(mode.mode);
  const bounds = intervals.map(({ from, to }) => ({ from: boundText(rule, mode, from), to: boundText(rule, mode, to) }));
  const meeting: Meeting = { mode, made: fragment.columns, columns, table: identifier(table as string), stored: identifier(stored ?? ""), staged: STAGE, intervals: bounds };
  if (stored !== null && how.refused !== null && (await session.query({ text: how.refused(meeting) })).rows.length > 0) throw new Failure("version", "a version is not after the one that is open");
  const text = stored === null ? (how.first?.(meeting) ?? `SELECT * FROM ${STAGE}`) : how.after(meeting);
  await session.run({ text: `CREATE OR REPLACE TEMP TABLE ${identifier(table as string)} AS\n${text}` });
}

function boundText(rule: TestStep["rule"], mode: NonNullable<TestStep["mode"]>, bound: Interval["from"]): string {
  const time = rule.root.outputs.map((column) => rule.columns[column]).find((column) => mode.mode === "by_time" && column?.name === mode.time);
  return time === undefined ? "" : String(textOf(time.type, bound));
}

/** The code of the first promise, in the rule's order, that stops a run and does not hold. */
async function brokenOf({ rule }: TestStep, from: string, scans: readonly PromiseScan[], own: readonly SqlParam[], session: Session): Promise<string | null> {
  const failing = new Set<string>();
  if (scans.length > 0) await session.run({ text: `CREATE OR REPLACE TEMP VIEW ${RESULT_NAME} AS SELECT * FROM ${from}` });
  for (const scan of scans) {
    const [row = []] = (await session.query({ text: scan.count.text, params: own })).rows;
    scan.promises.forEach((promise, i) => void (promise.severity === "error" && Number(row[i] ?? 0) > 0 && failing.add(nameOf(promise))));
  }
  const first = rule.obligations.find((one) => one.severity === "error" && failing.has(nameOf({ ...one, columns: one.columns.map((column) => rule.columns[column]?.name ?? ""), references: one.references?.name ?? null })));
  return first === undefined ? null : codeOfPromise(first.kind);
}

const nameOf = ({ kind, columns, references, message }: Pick<PromiseScan["promises"][number], "kind" | "columns" | "references" | "message">): string => JSON.stringify([kind, columns, references, message]);

async function read(from: string, columns: TestStep["columns"], session: Session): Promise<Table> {
  const { rows } = await session.query({ text: `SELECT * FROM ${from}` });
  return { columns: columns.map(({ name, type }) => ({ name, type })), rows: rows.map((row) => columns.map(({ type }, i) => valueOfJson(type, row[i] ?? null))) };
}
