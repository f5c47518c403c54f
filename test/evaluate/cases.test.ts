/** The cases of test/cases once more, without an engine: the evaluator gives the rows that stand in their goldens, and stops where a run stops. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runTest, suiteOf } from "../../src/compile/tests/index.ts";
import type { Compiled, Prepared } from "../../src/compile/types.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { modeOf } from "../../src/ir/storage.ts";
import { failed, type Inputs, type Outcome } from "../../src/evaluate/index.ts";
import { intervalsUntil } from "../../src/evaluate/stored.ts";
import { FROM, RUN_AT, TO } from "../../src/lang/bind/params.ts";
import { jsonOf } from "../../src/values/value-text.ts";
import { CASES, caseFolder, caseNames, rowsText } from "../support/cases.ts";
import { hasErrors, openFolder } from "../support/pack.ts";
import { falseClaims } from "./claims.ts";
import { closeTables, evaluatePack } from "./tables.ts";

afterAll(closeTables);

const golden = (name: string, file: string): string => (existsSync(join(CASES, name, file)) ? readFileSync(join(CASES, name, file), "utf8") : "");

/** What a run reports, and what stops the evaluator there: the kind of a failure, or of a promise. */
const STOPS: Readonly<Record<string, string>> = {
  "engine-conversion": "cast", "engine-out-of-range": "overflow", "engine-invalid-input": "argument",
  "check-failed": "check", "key-violated": "key", "cardinality-violated": "multiplicity", "ties-met": "ties", "null-found": "not_null", "reference-broken": "reference",
};
const stopsIn = (diagnostics: string): string[] => [...diagnostics.matchAll(/^error\[([\w-]+)\]/gm)].flatMap(([, code = ""]) => STOPS[code] ?? []);

/** What SQL of an engine's own means, only that engine knows. */
const isOpaque = (name: string): boolean => /\bsql(?: duckdb |\()/.test(golden(name, "out.ir"));

const withRows = caseNames.filter((name) => golden(name, "out.rows") !== "" && !isOpaque(name));
const stopped = caseNames.filter((name) => stopsIn(golden(name, "out.diagnostics")).length > 0);

function textOf(outcomes: ReadonlyMap<string, Outcome>, compiled: Compiled): string {
  return compiled.rules.map((rule) => {
    const outcome = outcomes.get(rule.name) as Outcome;
    if (failed(outcome)) throw outcome;
    return rowsText(rule, outcome.table.rows.map((row) => row.map((value, i) => jsonOf(rule.columns[i]?.type as never, value))));
  }).join("\n");
}

/** A rule by time is evaluated for each interval. */
function inputsOf(rule: Rule, inputs: Inputs): readonly Inputs[] {
  if (modeOf(rule.storage)?.mode !== "by_time") return [inputs];
  return intervalsUntil(rule, inputs.params.get(RUN_AT.name) ?? null).map(({ from, to }) => ({ ...inputs, params: new Map([...inputs.params, [FROM.name, from], [TO.name, to]]) }));
}

describe("the evaluator gives a case's rows, and what is inferred of any relation on the way is true of them: order, keys, nulls, dependencies, bounds", () => {
  test.each(withRows)("%s", async (name) => {
    const opened = openFolder(await caseFolder(name));
    for (const form of ["bound", "optimised"] as const) {
      const { rules, inputs, outcomes } = await evaluatePack(opened, form);
      expect(textOf(outcomes, opened.compiled as Compiled), form).toBe(golden(name, "out.rows"));
      const errors = [...outcomes.values()].flatMap((outcome) => (failed(outcome) ? [] : outcome.broken.filter(({ obligation }) => obligation.severity === "error")));
      expect(errors, form).toEqual([]);
      const { env } = (opened.compiled as Compiled).prepared as Prepared;
      for (const rule of rules) for (const one of inputsOf(rule, inputs)) expect(falseClaims(rule, env, one), `${form} ${rule.name}`).toEqual([]);
    }
  });
});

describe("the tests of a case hold", () => {
  const tested = caseNames.filter((name) => /"kind": ?"test"/.test(golden(name, "out.ast.json")) && golden(name, "out.diagnostics") === "");
  test.each(tested)("%s", async (name) => {
    const { compiled } = openFolder(await caseFolder(name));
    const suite = suiteOf(compiled as Compiled);
    const results = suite.compiled.tests.map((one) => runTest(one, suite));
    expect(results.length).toBeGreaterThan(0);
    expect(results.flatMap(({ problems }) => problems)).toEqual([]);
  });
});

describe("the evaluator stops where a run does", () => {
  test.each(stopped)("%s", async (name) => {
    const opened = openFolder(await caseFolder(name));
    expect(hasErrors(opened.diagnostics)).toBe(false);
    const outcomes = [...(await evaluatePack(opened, "optimised")).outcomes.values()];
    const stops = outcomes.flatMap((outcome) => (failed(outcome) ? [outcome.kind] : outcome.broken.filter(({ obligation }) => obligation.severity === "error").map(({ obligation }) => obligation.kind)));
    expect([...new Set<string>(stops)].sort()).toEqual([...new Set(stopsIn(golden(name, "out.diagnostics")))].sort());
  });
});

test("an inference that rows belie is seen: rows of a source twice have not its key, nor what follows from it", async () => {
  const opened = openFolder(await caseFolder("order-kinds"));
  const { rules, inputs } = await evaluatePack(opened, "bound");
  const tables = new Map([...inputs.tables].map(([name, table]) => [name, { ...table, rows: [...table.rows, ...table.rows] }]));
  const { env } = (opened.compiled as Compiled).prepared as Prepared;
  const newest = rules.find(({ name }) => name === "case.newest_first");
  expect(falseClaims(newest as Rule, env, { ...inputs, tables })).toEqual(["sort total [day, id]", "sort key [id]", "project key [id]", "scan key [id]"]);
});
