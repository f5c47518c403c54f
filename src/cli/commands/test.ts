import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { junitText } from "../../compile/tests/junit.ts";
import { traceTest } from "../../compile/tests/trace.ts";
import { updated } from "../../compile/tests/update.ts";
import { diagnose } from "../../lang/diagnostics/index.ts";
import { isFileError, replaceText } from "../../runtime/record/files.ts";
import type { Output } from "../output.ts";
import { refused } from "../pack-session.ts";
import { lineOf } from "../planning.ts";
import { EXIT, flag, text, type Command, type Invocation } from "../spec.ts";
import { coverageJson, problemLines, showCoverage, showTrace, showVerdicts, traceJson, verdictJson } from "../tests/report.ts";
import { ENGINES, engineOf, openTests, runTests, type TestSession, type Verdict } from "../tests/session.ts";
import { plural } from "../text.ts";

/** Runs on what the tests give: no data is read, and no engine started but where one is asked for. */
const command: Command = {
  async run(invocation) {
    const { options, out } = invocation;
    const wrong = misuse(invocation);
    if (wrong !== null) {
      out.note(`rulec: ${wrong}`);
      return EXIT.usage;
    }
    if (text(options, "new") !== undefined) return (await import("../tests/draft.ts")).draft(invocation);
    if (flag(options, "watch")) return (await import("../tests/watch.ts")).watch(invocation);
    const trace = text(options, "trace");
    const session = await openTests(invocation, flag(options, "coverage") || trace !== undefined);
    if ("exit" in session) return session.exit;
    if ("problems" in session) return refused(invocation, session.problems, session.textOf);
    return trace === undefined ? run(invocation, session) : showTraced(invocation, session, trace);
  },
};
export default command;

/** What cannot be asked together, or is none; null: all is well. */
function misuse(invocation: Invocation): string | null {
  const { options } = invocation;
  if (engineOf(invocation) === null) return `--engine takes ${ENGINES.join(", ")}, not ${text(options, "engine")}`;
  if (flag(options, "coverage") && engineOf(invocation) !== "evaluator") return "--coverage is of the evaluator: without --engine";
  if (flag(options, "update") && engineOf(invocation) === "all") return "--update takes the rows of one engine: without --engine all";
  if (text(options, "write") !== undefined && text(options, "new") === undefined) return "--write says where --new puts the test that it drafts";
  if (flag(options, "watch") && invocation.out.json) return "--watch is for people: without --json";
  return null;
}

async function run(invocation: Invocation, session: TestSession): Promise<number> {
  const { options, out } = invocation;
  const began = performance.now();
  const verdicts: Verdict[] = [];
  const coverage = await runTests(session, invocation, (verdict) => {
    verdicts.push(verdict);
    return verdict.problems.length === 0 || !flag(options, "failFast");
  });
  const files = flag(options, "update") ? update(invocation, session, verdicts) : [];
  if (files === null) return EXIT.problems;
  const ms = performance.now() - began;
  const failing = verdicts.filter(({ problems }) => problems.length > 0).length;
  const stopped = flag(options, "failFast") && failing > 0;
  const rules = coverage?.of(session.tests, session.selected);
  const { textOf } = session;
  if (out.json) out.document({ tests: verdicts.map((verdict) => verdictJson(verdict, textOf)), failing, ms: Math.round(ms * 1000) / 1000, ...(flag(options, "update") ? { updated: files } : {}), ...(rules === undefined ? {} : { coverage: coverageJson(rules, textOf) }) });
  else if (session.tests.length === 0) out.note(noTests(invocation, session));
  else showVerdicts(out, verdicts, ms, textOf);
  if (!out.json && stopped) out.note("stopped at the first test that fails");
  if (!out.json && rules !== undefined) showCoverage(out, rules, textOf);
  for (const file of out.json ? [] : files) out.note(`rewritten: ${file}; rulec test runs it again`);
  if (!junit(invocation, session, verdicts)) return EXIT.problems;
  return failing === 0 || (files.length > 0 && verdicts.every(({ problems }) => problems.every(({ diff }) => diff !== null))) ? EXIT.ok : EXIT.problems;
}

function noTests({ args, options }: Invocation, { suite }: TestSession): string {
  const all = suite.compiled.tests.length;
  if (all > 0) return `no test of ${all} ${text(options, "title") === undefined ? "is of what is selected" : "is so"}: rulec test runs all`;
  return `no tests found: rulec test --new ${args[0] ?? "RULE"} drafts one`;
}

/** The files that were written; null where one could not be. */
function update(invocation: Invocation, { pack, textOf }: TestSession, verdicts: readonly Verdict[]): readonly string[] | null {
  const files = updated(verdicts.flatMap(({ problems }) => problems), textOf);
  for (const [file, content] of files) if (!write(invocation, file, (path) => replaceText(path, content), resolve(pack.dir, file))) return null;
  return [...files.keys()];
}

/** False where it could not be written, which is said. */
function write(invocation: Invocation, file: string, writes: (path: string) => void, path: string): boolean {
  try {
    writes(path);
    return true;
  } catch (error) {
    if (!isFileError(error)) throw error;
    refused(invocation, [diagnose("file-unwritable", { file, problem: error.code ?? error.message }, { file, start: 0, end: 0 })], () => undefined);
    return false;
  }
}

function junit(invocation: Invocation, { pack, textOf }: TestSession, verdicts: readonly Verdict[]): boolean {
  const path = text(invocation.options, "junit");
  if (path === undefined) return true;
  const plain: Pick<Output, "paint" | "width"> = { paint: { ...invocation.out.paint, ...PLAIN }, width: 160 };
  const cases = verdicts.map((verdict) => ({
    file: verdict.at.file, name: verdict.engine === "duckdb" ? `${verdict.title} (DuckDB)` : verdict.title, line: Number(lineOf(verdict.at, textOf).split(":").at(-1)),
    ms: verdict.ms, problems: verdict.problems, details: problemLines(verdict, plain, textOf),
  }));
  return write(invocation, path, (to) => {
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, junitText(pack.manifest.name, cases));
  }, resolve(invocation.cwd, path));
}

const same = (line: string | number | null | undefined): string => String(line);
const PLAIN = { bold: same, dim: same, red: same, green: same, yellow: same };

function showTraced(invocation: Invocation, { suite, tests }: TestSession, title: string): number {
  const { out } = invocation;
  const found = tests.filter((test) => test.title === title);
  const near = found.length > 0 ? found : tests.filter((test) => test.title.toLowerCase().includes(title.toLowerCase()));
  const [test] = near;
  if (test === undefined || near.length > 1) {
    out.note(test === undefined ? `rulec: no test is called ${JSON.stringify(title)}` : `rulec: ${plural(near.length, "test")} are called so: ${near.slice(0, 5).map((one) => JSON.stringify(one.title)).join(", ")}`);
    return EXIT.usage;
  }
  const traces = traceTest(test, suite, 20);
  if (typeof traces === "string") {
    out.note(`rulec: ${traces}`);
    return EXIT.problems;
  }
  if (out.json) out.document({ test: test.title, rules: traceJson(traces) });
  else showTrace(out, traces);
  return EXIT.ok;
}
