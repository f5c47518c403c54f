/** The tests of a pack, as a command's arguments choose them, run on the engines that it asks for. */
import { createCoverage, type Coverage } from "../../compile/tests/coverage.ts";
import { judgeSafely, prepareTest, resultOf, runTest, suiteOf, type Suite, type TestResult } from "../../compile/tests/index.ts";
import { scriptOf } from "../../compile/tests/statements.ts";
import { PASSES } from "../../ir/passes/list.ts";
import type { BoundTest } from "../../lang/bind/tests.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { onTestEngine } from "../../runtime/index.ts";
import { EngineError } from "../../runtime/engine.ts";
import type { Pack } from "../../runtime/pack/read-pack.ts";
import { compilePack, hasErrors, openPack, selectedRules, type Opened } from "../pack-session.ts";
import { EXIT, flag, text, texts, type Invocation } from "../spec.ts";

export const ENGINES = ["evaluator", "duckdb", "all"] as const;
export type EngineChoice = (typeof ENGINES)[number];
export type EngineName = Exclude<EngineChoice, "all">;
export type Verdict = TestResult & { readonly engine: EngineName };
export type TestSession = {
  readonly pack: Pack; readonly suite: Suite; readonly tests: readonly BoundTest[]; readonly textOf: Opened["textOf"];
  /** Whether a rule is among those of the pack itself that the arguments name; all are where none is named. */
  readonly selected: (rule: string) => boolean;
  readonly diagnostics: readonly Diagnostic[];
};
export type OpenedTests = TestSession | { readonly problems: readonly Diagnostic[]; readonly textOf: Opened["textOf"] } | { readonly exit: number };

/** Which tests of the pack: those of rules that the arguments select, whose titles hold `--title`. `plain`: without passes, so that every branch that is written is there. */
export async function openTests(invocation: Invocation, plain: boolean): Promise<OpenedTests> {
  const { args, options } = invocation;
  const { pack, diagnostics, textOf } = openPack(invocation);
  if (pack === null) return { problems: diagnostics, textOf };
  const compiled = compilePack(pack, { keep: true, sql: false, ...(plain ? { without: PASSES.map(({ name }) => name) } : {}) });
  const all = [...diagnostics, ...compiled.diagnostics];
  if (hasErrors(all)) return { problems: all, textOf };
  const named = await selectedRules(invocation, pack, compiled);
  if (named === null) return { exit: EXIT.usage };
  const isAll = args.length + texts(options, "exclude").length === 0;
  const title = text(options, "title")?.toLowerCase() ?? "";
  const tests = compiled.tests.filter((test) => (isAll || (test.target !== null && named.has(test.target))) && test.title.toLowerCase().includes(title));
  // What a dependency's tests look at is its own matter.
  const files = new Set(pack.files.map(({ path }) => path));
  const own = new Set(compiled.declared.flatMap(({ name, at }) => (files.has(at.file) ? [name] : [])));
  return { pack, suite: suiteOf(compiled), tests, textOf, selected: (rule) => own.has(rule) && (isAll || named.has(rule)), diagnostics: all };
}

/** `done` is told each verdict as it comes; where it answers false, no more tests are run. */
export async function runTests({ suite, tests, textOf }: Pick<TestSession, "suite" | "tests" | "textOf">, invocation: Invocation, done: (verdict: Verdict) => boolean): Promise<Coverage | null> {
  const engine = engineOf(invocation) ?? "evaluator";
  const now = (): number => performance.now();
  const coverage = flag(invocation.options, "coverage") ? createCoverage(suite, textOf) : null;
  if (engine !== "duckdb") for (const test of tests) if (!done({ ...runTest(test, suite, { now, coverage: coverage ?? undefined }), engine: "evaluator" })) return coverage;
  if (engine !== "evaluator" && tests.length > 0) {
    await onTestEngine(async (script) => {
      for (const test of tests) if (!done(await onEngine(test, suite, script, now))) return;
    });
  }
  return coverage;
}

type Script = Parameters<Parameters<typeof onTestEngine>[0]>[0];

async function onEngine(test: BoundTest, suite: Suite, run: Script, now: () => number): Promise<Verdict> {
  const began = now();
  const verdict = (problems: TestResult["problems"]): Verdict => ({ ...resultOf(test, problems, now() - began), engine: "duckdb" });
  const planned = prepareTest(test, suite);
  if ("problems" in planned) return verdict(planned.problems);
  const { plan } = planned;
  const script = scriptOf(plan, suite);
  if ("code" in script) return verdict([{ at: test.at, says: script.title, diff: null, expect: null }]);
  try {
    const { made, untrue } = await run(script);
    return verdict(judgeSafely(plan, (rule) => made.get(rule) ?? null, untrue, suite));
  } catch (error) {
    // Rows that are given are constants, which an engine may compute otherwise.
    if (!(error instanceof EngineError)) throw error;
    return verdict([{ at: test.at, says: `what is given cannot be staged: ${error.message}`, diff: null, expect: null }]);
  }
}

/** Null where it is none. */
export function engineOf({ options }: Invocation): EngineChoice | null {
  const asked = text(options, "engine") ?? "evaluator";
  return ENGINES.find((one) => one === asked) ?? null;
}

/** Tests whose verdict depends on the engine. */
export function differing(verdicts: readonly Verdict[]): readonly BoundTest[] {
  const by = new Map<BoundTest, Verdict[]>();
  for (const verdict of verdicts) by.set(verdict.test, [...(by.get(verdict.test) ?? []), verdict]);
  return [...by].flatMap(([test, all]) => (new Set(all.map(({ problems }) => problems.length === 0)).size > 1 ? [test] : []));
}
