/** Whether what was made of a test's rules is what the test expects, whichever engine has made it. */
import { evaluateRule, failed, type Outcome, type Table } from "../../evaluate/index.ts";
import { localName, type RuleName } from "../../ir/id.ts";
import type { Rule } from "../../ir/rule.ts";
import { modeOf } from "../../ir/storage.ts";
import type { BoundExpect } from "../../lang/bind/tests.ts";
import type { Place } from "../../lang/diagnostics/index.ts";
import { Failure, type FailureKind } from "../../values/failure.ts";
import { diffRows, type RowDiff } from "./diff.ts";
import { constantRows, type TestPlan } from "./plan.ts";
import type { Suite } from "./suite.ts";
import { whyOf } from "./why.ts";

/** What an engine made of a rule. `broken`: the code of the first promise that does not hold; `fails`: there are no rows, by the code that a run would stop with. */
export type Made = { readonly table: Table; readonly broken: string | null } | { readonly fails: string; readonly message: string };
/** What a source claims that the rows given for it break: a run would not begin. */
export type Untrue = { readonly source: RuleName; readonly code: string };
/** `diff`: where rows came out and they are others than `expect` says; null for what is wrong with the test as a whole. */
export type TestProblem = { readonly at: Place; readonly says: string; readonly diff: RowDiff | null; readonly expect: BoundExpect | null };

/** None where all is as expected. `untrue`: the first claim that does not hold. */
export const judge = (plan: TestPlan, made: (rule: RuleName) => Made | null, untrue: Untrue | null, suite: Suite): readonly TestProblem[] =>
  plan.test.expects.flatMap((expect) => judged(expect, plan, made, untrue, suite) ?? []);

function judged(expect: BoundExpect, { test, rules, tables }: TestPlan, made: (rule: RuleName) => Made | null, untrue: Untrue | null, suite: Suite): TestProblem | null {
  const problem = (says: string, diff: RowDiff | null = null): TestProblem => ({ at: expect.at, says, diff, expect });
  if (expect.kind === "true") return holds(expect.rule) ? null : problem("is not true");
  const of = expect.kind === "rows" ? expect.of : (test.target ?? "");
  const one = made(of);
  if (one === null) return problem(tables.has(of) ? `${localName(of)} is given: its rows are those` : `${localName(of)} was not made`);
  const code = untrue?.code ?? ("fails" in one ? one.fails : one.broken);
  if (expect.kind === "error") {
    if (code === expect.code || (untrue === null && "fails" in one && expect.code === VALUE_ERROR)) return null;
    return problem(code === null ? `no error, and \`${expect.code}\` was expected` : `\`${code}\` where \`${expect.code}\` was expected`);
  }
  if (untrue !== null) return problem(`the rows of ${localName(untrue.source)} break what it claims: \`${untrue.code}\``);
  if ("fails" in one) return problem(`${localName(of)} fails: ${one.message}`);
  if (one.broken !== null) return problem(`${localName(of)} breaks a promise: \`${one.broken}\``);
  const rule = rules.find(({ name }) => name === of) as Rule;
  const diff = compared(expect, one.table, rule, suite);
  return diff === null ? null : problem(diff.reordered ? "the rows come in another order" : `${diff.found.length} ${diff.found.length === 1 ? "row" : "rows"}, ${diff.expected.length} expected`, diff);
}

function holds(rule: Rule): boolean {
  try {
    return evaluateRule(rule, { tables: new Map(), previous: null, params: new Map() }).table.rows[0]?.[0] === true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** In the columns that the test names, all where it expects no rows; in order where the rule has one: rows of several runs are in none. */
function compared({ rows }: Extract<BoundExpect, { kind: "rows" }>, table: Table, rule: Rule, suite: Suite): RowDiff | null {
  const expected = rows === null ? [] : constantRows(rows);
  const names = expected.length === 0 ? table.columns.map(({ name }) => name) : (rows?.names ?? []);
  const places = names.map((name) => table.columns.findIndex((column) => column.name === name));
  const found = table.rows.map((row) => places.map((place) => row[place] ?? null));
  const ordered = rule.order.length > 0 && modeOf(rule.storage) === null;
  const diff = diffRows(places.map((place) => table.columns[place] as Table["columns"][number]), expected, found, suite.prepared.env.interfaces.get(rule.name)?.keys ?? [], ordered);
  return diff === null ? null : { ...diff, why: diff.changed.flatMap((column) => whyOf(rule.name, column, suite) ?? []) };
}

const PROMISES = { check: "check-failed", key: "key-violated", multiplicity: "cardinality-violated", ties: "ties-met", reference: "reference-broken", not_null: "null-found", fresh: "not-fresh" } as const;
export const codeOfPromise = (kind: keyof typeof PROMISES): string => PROMISES[kind];

/** What an engine says of a value that cannot be computed; as engines part these otherwise at times, a test may also say `VALUE_ERROR`. */
const FAILURES: Readonly<Record<FailureKind, string>> =
  { overflow: "engine-out-of-range", cast: "engine-conversion", argument: "engine-invalid-input", version: "version-not-after", outside: "outside-interval", opaque: "value-error" };
export const VALUE_ERROR = "value-error";
export const codeOfFailure = ({ kind }: Failure): string => FAILURES[kind];

/** What the evaluator made of a rule, in the words of a run. */
export function madeOf(outcome: Outcome): Made {
  if (failed(outcome)) return { fails: codeOfFailure(outcome), message: outcome.kind === "opaque" ? `${outcome.message}; rulec test --engine duckdb` : outcome.message };
  const broken = outcome.broken.find(({ obligation, failures }) => obligation.severity === "error" && failures > 0);
  return { table: outcome.table, broken: broken === undefined ? null : codeOfPromise(broken.obligation.kind) };
}
