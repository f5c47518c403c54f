/** A test run by the definition of the language: no engine, no data but what it gives. */
import { evaluateRules, type Outcome } from "../../evaluate/index.ts";
import type { RuleName } from "../../ir/id.ts";
import type { BoundTest } from "../../lang/bind/tests.ts";
import type { Place } from "../../lang/diagnostics/index.ts";
import { Failure } from "../../values/failure.ts";
import type { Coverage } from "./coverage.ts";
import { judge, madeOf, type Made, type TestProblem, type Untrue } from "./judge.ts";
import { planTest, type TestPlan } from "./plan.ts";
import type { Suite } from "./suite.ts";

/** `problems`: what was not as expected, each at its place; none when the test holds. `ms` is of the clock that was handed in. */
export type TestResult = { readonly test: BoundTest; readonly title: string; readonly target: RuleName | null; readonly at: Place; readonly problems: readonly TestProblem[]; readonly ms: number };

/** A test with what its rules must read, or what is wrong with it already. */
export type Planned = { readonly plan: TestPlan } | { readonly problems: readonly TestProblem[] };

export function prepareTest(test: BoundTest, suite: Suite): Planned {
  const problem = (says: string): Planned => ({ problems: [{ at: test.at, says, diff: null, expect: null }] });
  try {
    const plan = planTest(test, suite);
    return "lacks" in plan ? problem(plan.lacks) : { plan };
  } catch (error) {
    // A constant of the test itself.
    if (!(error instanceof Failure)) throw error;
    return problem(`cannot be computed: ${error.message}`);
  }
}

/** `now` gives milliseconds. `coverage` is told which rules are made, which branches taken. */
export function runTest(test: BoundTest, suite: Suite, { now = () => 0, coverage }: { readonly now?: () => number; readonly coverage?: Coverage | undefined } = {}): TestResult {
  const began = now();
  const planned = prepareTest(test, suite);
  if ("plan" in planned) coverage?.made(planned.plan.rules);
  const problems = "problems" in planned ? planned.problems : evaluated(planned.plan, suite, coverage);
  return resultOf(test, problems, now() - began);
}

export const resultOf = (test: BoundTest, problems: readonly TestProblem[], ms: number): TestResult => ({ test, title: test.title, target: test.target, at: test.at, problems, ms });

function evaluated(plan: TestPlan, suite: Suite, coverage: Coverage | undefined): readonly TestProblem[] {
  const outcomes = evaluateRules(plan.rules, plan.tables, plan.params, plan.previous, coverage?.taken);
  const untrue = plan.claims.flatMap((rule): Untrue[] => {
    const one = madeOf(evaluateRules([rule], plan.tables, plan.params).get(rule.name) as Outcome);
    const code = "fails" in one ? one.fails : one.broken;
    return code === null ? [] : [{ source: rule.name, code }];
  });
  return judgeSafely(plan, (rule) => outcomeOf(outcomes, rule), untrue[0] ?? null, suite);
}

function outcomeOf(outcomes: ReadonlyMap<RuleName, Outcome>, rule: RuleName): Made | null {
  const outcome = outcomes.get(rule);
  return outcome === undefined ? null : madeOf(outcome);
}

/** Rows that are expected are constants of the test, too. */
export function judgeSafely(plan: TestPlan, made: (rule: RuleName) => Made | null, untrue: Untrue | null, suite: Suite): readonly TestProblem[] {
  try {
    return judge(plan, made, untrue, suite);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [{ at: plan.test.at, says: `cannot be computed: ${error.message}`, diff: null, expect: null }];
  }
}
