/** Tests of a compiled pack, run by the definition of the language: no engine, no data but what they give. */
import { evaluateRule, evaluateRules, failed, type Outcome, type Table } from "../evaluate/index.ts";
import { optimise } from "../ir/passes/list.ts";
import { localName, type NodeId } from "../ir/id.ts";
import type { Rel } from "../ir/rel.ts";
import type { ExprBy } from "../ir/expr.ts";
import type { Env, Rule, Source } from "../ir/rule.ts";
import { modeOf } from "../ir/storage.ts";
import { relExprs, relsReached, walkExpr } from "../ir/walk.ts";
import { FROM, TO } from "../lang/bind/params.ts";
import type { BoundExpect, BoundTest, ConstantRows } from "../lang/bind/tests.ts";
import type { Place } from "../lang/diagnostics/index.ts";
import { Failure, type FailureKind } from "../values/failure.ts";
import { typeText, type Type } from "../values/type.ts";
import type { Value } from "../values/value.ts";
import { textOf, valueOf } from "../values/value-text.ts";
import { keyOfRow } from "../values/compare.ts";
import type { Compiled, Prepared } from "./types.ts";

/** `problems`: what was not as expected, each at its place; none when the test holds. */
export type TestResult = { readonly title: string; readonly target: string | null; readonly at: Place; readonly problems: readonly TestProblem[] };
export type TestProblem = { readonly at: Place; readonly says: string; readonly missing: readonly string[]; readonly surplus: readonly string[] };

const NOTHING = { tables: new Map<string, Table>(), previous: null, params: new Map<string, Value>() };

/** `compiled` keeps its rules. */
export function runTest(test: BoundTest, compiled: Compiled): TestResult {
  try {
    return resultOf(test, compiled);
  } catch (error) {
    // A constant of the test itself that cannot be computed.
    if (!(error instanceof Failure)) throw error;
    return { title: test.title, target: test.target, at: test.at, problems: [{ at: test.at, says: `cannot be computed: ${error.message}`, missing: [], surplus: [] }] };
  }
}

function resultOf(test: BoundTest, compiled: Compiled): TestResult {
  const { title, target, at } = test;
  const made = (problems: readonly TestProblem[]): TestResult => ({ title, target, at, problems });
  const problem = (says: string, where: Place = at): TestProblem => ({ at: where, says, missing: [], surplus: [] });
  const wanted = [...new Set([...(target === null ? [] : [target]), ...test.expects.flatMap((one) => (one.kind === "rows" ? [one.of] : []))])];
  const [before, instead] = [test.givens.filter(({ previous }) => previous), test.givens.filter(({ previous }) => !previous)];
  const given = new Set(instead.map(({ name }) => name));
  const needed = closure(wanted, given, compiled);
  const missing = test.givens.flatMap(({ name, previous, missing: columns }) => columns.map((column) => [name, column, previous] as const));
  // Where columns are left out, what is verified of them is not looked at, and nothing else may need them.
  const rules = missing.length === 0 ? needed : narrowed(needed, test, (compiled.prepared as Prepared).env);
  const lacking = missing.filter(([name, column, previous]) => rules.some((rule) => reads(rule, name, column, previous)));
  if (lacking.length > 0) return made([problem(`needs ${lacking.map(([name, column]) => `\`${column}\` of ${localName(name)}`).join(", ")}`)]);
  const tablesOf = (of: BoundTest["givens"]): ReadonlyMap<string, Table> => new Map(of.map(({ name, rows }) => [name, tableOf(name, rows, compiled)]));
  const [tables, previous] = [tablesOf(instead), tablesOf(before)];
  const params = paramsOf(test, compiled);
  const claims = missing.length > 0 ? [] : claimsOfGiven(rules, given, (compiled.prepared as Prepared).program.sources);
  for (const rule of [...claims, ...rules]) {
    const unset = unsetParam(rule, params, test);
    if (unset !== null) return made([problem(`${localName(rule.name)} uses \`$${unset}\`: say it, \`for ${localName(target ?? rule.name)}(${unset}: …)\``)]);
  }
  const outcomes = evaluateRules(rules.filter(({ name }) => !given.has(name)), tables, params, previous);
  const untrue = claims.flatMap((rule): Untrue[] => {
    const code = codeOf(evaluateRules([rule], tables, params).get(rule.name) as Outcome);
    return code === null ? [] : [{ source: rule.name, code }];
  });
  return made(test.expects.flatMap((expect) => judged(expect, test, outcomes, rules, untrue[0] ?? null) ?? []));
}

/** What a source claims that the rows given for it break: a run would not begin. */
type Untrue = { readonly source: string; readonly code: string };

/** What is claimed of the sources that are given and read, but for references to what is not given. */
function claimsOfGiven(rules: readonly Rule[], given: ReadonlySet<string>, sources: ReadonlyMap<string, Source>): readonly Rule[] {
  const read = new Set(rules.flatMap((rule) => relsReached(rule).flatMap((rel) => (rel.kind === "scan" && rel.of.kind === "source" ? [rel.of.name] : []))));
  return [...read].filter((name) => given.has(name)).flatMap((name) => {
    const source = sources.get(name);
    if (source === undefined || source.trusted) return [];
    return [{ ...source.claims, obligations: source.claims.obligations.filter(({ references }) => references === null || given.has(references.name)) }];
  });
}

/** The rules that are evaluated, in the order of building, those among them that promises refer to: what is given is not. */
function closure(wanted: readonly string[], given: ReadonlySet<string>, { rules }: Compiled): readonly Rule[] {
  const byName = new Map(rules.flatMap(({ rule }) => (rule === null ? [] : [[rule.name, rule] as const])));
  const reached = new Set<string>();
  const pending = wanted.filter((name) => !given.has(name));
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const rule = byName.get(name);
    if (rule === undefined || reached.has(name)) continue;
    reached.add(name);
    for (const rel of relsReached(rule)) if (rel.kind === "scan" && rel.of.kind === "rule" && !given.has(rel.of.name)) pending.push(rel.of.name);
    for (const { references } of rule.obligations) if (references !== null && !given.has(references.name)) pending.push(references.name);
  }
  return [...byName.values()].filter(({ name }) => reached.has(name));
}

/** Whether a rule needs a column of what another gives or, `previous`, of what one stored before: a table that keeps its rows needs all of these. */
const reads = (rule: Rule, of: string, column: string, previous: boolean): boolean =>
  (previous && rule.name === of && modeOf(rule.storage) !== null)
  || relsReached(rule).some((rel) => rel.kind === "scan" && "name" in rel.of && rel.of.name === of && (rel.of.kind === "previous") === previous && rel.reads.some(([name]) => name === column));

/** The bare name of a parameter that the rule uses and that has neither a value nor a default. Bounds of an interval are of the test's target: they may be of another type than a rule behind it has. */
function unsetParam(rule: Rule, params: ReadonlyMap<string, Value>, test: BoundTest): string | null {
  const known = new Set(rule.params.flatMap(({ name, default: value }) => (value === undefined ? [] : [name])));
  const isOther = ({ name, type }: ExprBy<"param">): boolean => {
    const set = (name === FROM.name || name === TO.name) ? test.params.find((param) => param.name === name)?.rule : undefined;
    return set !== undefined && set.columns[0]?.type !== type;
  };
  let found: string | null = null;
  for (const rel of relsReached(rule)) {
    for (const root of relExprs(rel)) walkExpr(root, (expr) => void (expr.kind === "param" && (params.has(expr.name) ? isOther(expr) : !known.has(expr.name)) && (found ??= localName(expr.name))));
  }
  return found;
}

/** The rules without their promises and with those columns alone that the test or a rule behind them reads. */
function narrowed(rules: readonly Rule[], { expects }: BoundTest, env: Env): readonly Rule[] {
  const wanted = new Map<string, Set<string>>();
  const want = (rule: string, names: readonly string[]): void => void wanted.set(rule, new Set([...(wanted.get(rule) ?? []), ...names]));
  for (const expect of expects) if (expect.kind === "rows") want(expect.of, expect.rows?.names ?? []);
  return rules.toReversed().map((rule) => {
    const ordered = new Set(rule.order.map(({ column }) => column));
    const named = wanted.get(rule.name);
    const outputs = rule.root.outputs.filter((column) => modeOf(rule.storage) !== null || ordered.has(column) || named?.has(rule.columns[column]?.name ?? "") === true);
    const root: Rel = { kind: "project", id: rule.nodes as NodeId, at: rule.root.at, input: rule.root, adds: [], outputs: outputs.length > 0 ? outputs : rule.root.outputs.slice(0, 1) };
    const narrow = optimise({ ...rule, root, nodes: rule.nodes + 1, obligations: [] }, env);
    for (const rel of relsReached(narrow)) if (rel.kind === "scan" && rel.of.kind === "rule") want(rel.of.name, rel.reads.map(([name]) => name));
    return narrow;
  }).toReversed();
}

/** Every column of what is given: those that the test does not name are null. */
function tableOf(name: string, rows: ConstantRows | null, { prepared }: Compiled): Table {
  const columns = ((prepared as Prepared).env.interfaces.get(name)?.columns ?? []).map((column) => ({ name: column.name, type: column.type }));
  if (rows === null) return { columns, rows: [] };
  const { table } = evaluateRule(rows.rule, NOTHING);
  const place = new Map(rows.names.map((one, i) => [one, i]));
  return { columns, rows: table.rows.map((row) => columns.map((column) => row[place.get(column.name) ?? -1] ?? null)) };
}

function paramsOf({ params }: BoundTest, { params: declared }: Compiled): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const [name, { type, default: value }] of declared) if (value !== undefined) values.set(name, valueOf(type, value));
  for (const { name, rule } of params) values.set(name, evaluateRule(rule, NOTHING).table.rows[0]?.[0] ?? null);
  return values;
}

/** Null where it is as expected. */
function judged(expect: BoundExpect, test: BoundTest, outcomes: ReadonlyMap<string, Outcome>, rules: readonly Rule[], untrue: Untrue | null): TestProblem | null {
  const problem = (says: string, missing: readonly string[] = [], surplus: readonly string[] = []): TestProblem => ({ at: expect.at, says, missing, surplus });
  if (expect.kind === "true") return holds(expect.rule) ? null : problem("is not true");
  const of = expect.kind === "rows" ? expect.of : (test.target ?? "");
  const outcome = outcomes.get(of);
  if (outcome === undefined) return problem(`${localName(of)} was not evaluated`);
  const code = untrue?.code ?? codeOf(outcome);
  if (expect.kind === "error") return code === expect.code || (failed(outcome) && expect.code === VALUE_ERROR) ? null : problem(code === null ? `no error, and \`${expect.code}\` was expected` : `\`${code}\` where \`${expect.code}\` was expected`);
  if (untrue !== null) return problem(`the rows of ${localName(untrue.source)} break what it claims: \`${untrue.code}\``);
  if (code !== null || failed(outcome)) return problem(failed(outcome) ? `${localName(of)} fails: ${outcome.message}` : `${localName(of)} breaks a promise: \`${code}\``);
  const rule = rules.find(({ name }) => name === of);
  // Rows of several runs are in no order.
  const ordered = rule !== undefined && rule.order.length > 0 && modeOf(rule.storage) === null;
  return compared(outcome.table, expect.rows, ordered, problem);
}

function holds(rule: Rule): boolean {
  try {
    return evaluateRule(rule, NOTHING).table.rows[0]?.[0] === true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

const PROMISES = { check: "check-failed", key: "key-violated", multiplicity: "cardinality-violated", ties: "ties-met", reference: "reference-broken", not_null: "null-found", fresh: "not-fresh" } as const;

/** What an engine says of a value that cannot be computed; as engines part these otherwise at times, a test may also say `VALUE_ERROR`. */
const FAILURES: Readonly<Record<FailureKind, string>> =
  { overflow: "engine-out-of-range", cast: "engine-conversion", argument: "engine-invalid-input", promise: "value-error", opaque: "value-error" };
const VALUE_ERROR = "value-error";

/** The code that a run would stop with. */
function codeOf(outcome: Outcome): string | null {
  if (failed(outcome)) return FAILURES[outcome.kind];
  const broken = outcome.broken.find(({ obligation, failures }) => obligation.severity === "error" && failures > 0);
  return broken === undefined ? null : PROMISES[broken.obligation.kind];
}

/** In the columns that the test names; in order where the rule has one. */
function compared(table: Table, rows: ConstantRows | null, ordered: boolean, problem: (says: string, missing?: readonly string[], surplus?: readonly string[]) => TestProblem): TestProblem | null {
  const names = rows === null || rows.names.length === 0 ? table.columns.map(({ name }) => name) : rows.names;
  const places = names.map((name) => table.columns.findIndex((column) => column.name === name));
  const types = places.map((place) => table.columns[place]?.type as Type);
  const has = table.rows.map((row) => places.map((place) => row[place] ?? null));
  const wants = rows === null ? [] : evaluateRule(rows.rule, NOTHING).table.rows;
  const key = (row: readonly Value[]): string => keyOfRow(types, row);
  const [hasKeys, wantsKeys] = [has.map(key), wants.map(key)];
  if (hasKeys.length === wantsKeys.length && hasKeys.every((one, i) => one === wantsKeys[i])) return null;
  const shown = (row: readonly Value[]): string => `{ ${row.map((value, i) => `${names[i]}: ${valueText(types[i] as Type, value)}`).join(", ")} }`;
  const [missing, surplus] = [leftOver(wants, wantsKeys, hasKeys), leftOver(has, hasKeys, wantsKeys)];
  if (missing.length === 0 && surplus.length === 0) return ordered ? problem("the rows come in another order", wants.map(shown), has.map(shown)) : null;
  return problem(`${has.length} ${has.length === 1 ? "row" : "rows"}, ${wants.length} expected`, missing.map(shown), surplus.map(shown));
}

function leftOver(rows: readonly (readonly Value[])[], keys: readonly string[], others: readonly string[]): (readonly Value[])[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1);
  return rows.filter((_, i) => {
    const left = counts.get(keys[i] as string) ?? 0;
    counts.set(keys[i] as string, left - 1);
    return left <= 0;
  });
}

function valueText(type: Type, value: Value): string {
  const text = textOf(type, value);
  if (text === null || typeof text === "boolean") return String(text);
  return /^(string|uuid|json|binary)$/.test(type.kind) ? JSON.stringify(text) : /^(date|time)/.test(type.kind) ? `${typeText(type)} "${text}"` : text;
}
