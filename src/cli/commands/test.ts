import { runTest, suiteOf, type TestProblem, type TestResult } from "../../compile/tests/index.ts";
import { rowText } from "../../compile/tests/literals.ts";
import { compilePack, hasErrors, jsonOf, openPack, selectedRules, showDiagnostics } from "../pack-session.ts";
import { plural } from "../text.ts";
import { EXIT, texts, type Command, type Invocation } from "../spec.ts";

/** Runs on what the tests give: no data is read, no engine started. */
const command: Command = {
  async run(invocation) {
    const { out, args, options } = invocation;
    const { pack, diagnostics, textOf } = openPack(invocation);
    const compiled = pack === null ? null : compilePack(pack, { keep: true });
    const all = [...diagnostics, ...(compiled?.diagnostics ?? [])];
    if (pack === null || compiled === null || hasErrors(all)) {
      showDiagnostics(invocation, all, textOf);
      if (out.json) out.document({ diagnostics: jsonOf(all, textOf) });
      return EXIT.problems;
    }
    const selected = await selectedRules(invocation, pack, compiled);
    if (selected === null) return EXIT.usage;
    const suite = suiteOf(compiled);
    const results = compiled.tests.filter(({ target }) => args.length + texts(options, "exclude").length === 0 || (target !== null && selected.has(target))).map((test) => runTest(test, suite));
    const failing = results.filter(({ problems }) => problems.length > 0).length;
    if (out.json) out.document({ tests: results.map(({ title, target, at, problems }) => ({ title, target, at, problems: problems.map(({ at: place, says, diff }) => ({ at: place, says, missing: rows(diff, "expected"), surplus: rows(diff, "found") })), holds: problems.length === 0 })), failing });
    else show(invocation, results, failing, textOf);
    return failing === 0 ? EXIT.ok : EXIT.problems;
  },
};
export default command;

const rows = (diff: TestProblem["diff"], of: "expected" | "found"): string[] => (diff?.pairs ?? []).flatMap(({ [of]: one }) => (one === null ? [] : [rowText((diff as NonNullable<typeof diff>).columns, one.row)]));

function show({ out }: Invocation, results: readonly TestResult[], failing: number, textOf: (file: string) => string | undefined): void {
  const line = ({ at }: TestProblem | TestResult): string => `${at.file}:${(textOf(at.file) ?? "").slice(0, at.start).split("\n").length}`;
  for (const result of results) {
    const holds = result.problems.length === 0;
    out.print(`${holds ? "ok  " : "FAIL"} ${result.title}${holds ? "" : `  ${line(result)}`}`);
    for (const problem of result.problems) {
      out.print(`     ${line(problem)}: ${problem.says}`);
      for (const row of rows(problem.diff, "expected")) out.print(`       expected ${row}`);
      for (const row of rows(problem.diff, "found")) out.print(`       found    ${row}`);
    }
  }
  out.print(`${plural(results.length, "test")}${failing === 0 ? "" : `, ${failing} failing`}`);
}
