/** Verdicts on the screen and as JSON. */
import type { RuleCoverage } from "../../compile/tests/coverage.ts";
import type { RowDiff, TestProblem } from "../../compile/tests/index.ts";
import { rowText } from "../../compile/tests/literals.ts";
import type { RuleTrace } from "../../compile/tests/trace.ts";
import { localName } from "../../ir/id.ts";
import type { Place } from "../../lang/diagnostics/index.ts";
import { jsonOf } from "../../values/value-text.ts";
import type { Output } from "../output.ts";
import type { Opened } from "../pack-session.ts";
import { lineOf } from "../planning.ts";
import { tableLines } from "../rows.ts";
import { durationText, plural } from "../text.ts";
import { diffLines } from "./diff-lines.ts";
import { differing, type Verdict } from "./session.ts";

type TextOf = Opened["textOf"];
/** Up to so many tests are listed one by one; of more, those that hold are counted by file. */
const MOST_LISTED = 30;
const SLOW_MS = 100;

/** What is wrong with a test, line by line. */
export function problemLines({ problems, engine }: Verdict, out: Pick<Output, "paint" | "width">, textOf: TextOf): readonly string[] {
  const where = engine === "duckdb" ? "on DuckDB: " : "";
  return problems.flatMap(({ at, says, diff }) => [`  ${where}${lineOf(at, textOf)}: ${says}`, ...(diff === null ? [] : diffLines(diff, out).map((line) => `  ${line}`))]);
}

export function showVerdicts(out: Output, verdicts: readonly Verdict[], ms: number, textOf: TextOf): void {
  const { paint } = out;
  const places = new Map(verdicts.map(({ test }, i) => [test, i]));
  const failing = verdicts.filter(({ problems }) => problems.length > 0).sort((a, b) => (places.get(a.test) ?? 0) - (places.get(b.test) ?? 0));
  const holding = verdicts.filter(({ problems }) => problems.length === 0);
  const slow = (one: Verdict): string => (one.ms >= SLOW_MS ? paint.dim(`  ${durationText(one.ms)}`) : "");
  if (verdicts.length <= MOST_LISTED) for (const one of holding) out.print(`${paint.green("✓")} ${one.title}${one.engine === "duckdb" ? paint.dim("  on DuckDB") : ""}${slow(one)}`);
  else for (const [file, count] of countBy(holding)) out.print(`${paint.green("✓")} ${file}${paint.dim(`  ${plural(count, "test")}`)}`);
  const told = new Map<Verdict["test"], string>();
  for (const one of failing) {
    const lines = problemLines({ ...one, engine: "evaluator" }, out, textOf);
    const isToldAlready = told.get(one.test) === lines.join("\n");
    told.set(one.test, lines.join("\n"));
    if (isToldAlready) {
      out.print(`  ${paint.dim(`the same on DuckDB: ${one.title}`)}`);
      continue;
    }
    out.print(`${paint.red("✗")} ${one.title} ${paint.dim(`(${lineOf(one.at, textOf)})`)}${slow(one)}`);
    for (const line of problemLines(one, out, textOf)) out.print(line);
  }
  const [first] = failing;
  if (failing.some(({ problems }) => problems.some(({ diff }) => diff !== null))) out.print(paint.dim(`- expected, + found; rulec test --trace ${JSON.stringify(first?.title)} shows the rows of each stage, rulec test --update takes what was found`));
  for (const { title, at } of differing(verdicts)) out.print(`${paint.red("the engines differ:")} ${title} (${lineOf(at, textOf)})`);
  const tests = new Set(verdicts.map(({ test }) => test)).size;
  const engines = verdicts.length > tests ? " on the evaluator and on DuckDB" : verdicts[0]?.engine === "duckdb" ? " on DuckDB" : "";
  const failed = new Set(failing.map(({ test }) => test)).size;
  out.print(`${plural(tests, "test")}${engines}${failed === 0 ? "" : paint.red(`, ${failed} failing`)}, ${durationText(ms)}`);
}

function countBy(verdicts: readonly Verdict[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { at: { file } } of new Map(verdicts.map((verdict) => [verdict.test, verdict])).values()) counts.set(file, (counts.get(file) ?? 0) + 1);
  return counts;
}

export const verdictJson = ({ title, target, at, engine, ms, problems }: Verdict, textOf: TextOf): object =>
  ({ title, target, at: placeJson(at, textOf), engine, holds: problems.length === 0, ms: Math.round(ms * 1000) / 1000, problems: problems.map((problem) => problemJson(problem, textOf)) });

const placeJson = (at: Place, textOf: TextOf): object => ({ ...at, line: (textOf(at.file) ?? "").slice(0, at.start).split("\n").length });

const problemJson = ({ at, says, diff }: TestProblem, textOf: TextOf): object => ({
  at: placeJson(at, textOf), says, missing: rowsOf(diff, "expected"), surplus: rowsOf(diff, "found"),
  diff: diff === null ? null : {
    columns: diff.columns.map(({ name }) => name), reordered: diff.reordered, changed: diff.changed, why: diff.why,
    pairs: diff.pairs.map(({ expected, found }) => ({ expected: numberedJson(expected, diff), found: numberedJson(found, diff) })),
  },
});

const rowsOf = (diff: RowDiff | null, of: "expected" | "found"): readonly string[] => (diff === null ? [] : diff.pairs.flatMap(({ [of]: one }) => (one === null ? [] : [rowText(diff.columns, one.row)])));
const numberedJson = (one: RowDiff["pairs"][number]["expected"], { columns }: RowDiff): object | null =>
  (one === null ? null : { row: one.nth, values: columns.map(({ type }, i) => jsonOf(type, one.row[i] ?? null)) });

export type CoverageCounts = { readonly rules: readonly [seen: number, all: number]; readonly branches: readonly [seen: number, all: number]; readonly columns: readonly [seen: number, all: number] };

export function countsOf(rules: readonly RuleCoverage[]): CoverageCounts {
  const count = (all: readonly boolean[]): readonly [number, number] => [all.filter(Boolean).length, all.length];
  return {
    rules: count(rules.map(({ tested }) => tested)), branches: count(rules.flatMap(({ branches }) => branches.map(({ taken }) => taken))),
    columns: count(rules.flatMap(({ columns }) => columns.map(({ seen }) => seen))),
  };
}

export const coverageJson = (rules: readonly RuleCoverage[], textOf: TextOf): object => ({
  ...Object.fromEntries(Object.entries(countsOf(rules)).map(([name, [seen, all]]) => [name, { seen, all }])),
  of: rules.map(({ rule, at, tested, branches, columns }) => ({
    rule, at: placeJson(at, textOf), tested, branches: branches.map((branch) => ({ at: placeJson(branch.at, textOf), text: branch.words, taken: branch.taken })), columns: columns.map(({ name, seen }) => ({ name, seen })),
  })),
});

/** What no test looks at, rule by rule. */
export function showCoverage({ print, paint }: Output, rules: readonly RuleCoverage[], textOf: TextOf): void {
  const width = Math.max(8, ...rules.map(({ rule }) => localName(rule).length));
  for (const { rule, at, tested, branches, columns } of rules) {
    const label = `  ${localName(rule).padEnd(width)}  `;
    if (!tested) print(`${label}${paint.yellow("no test makes it")}  ${paint.dim(lineOf(at, textOf))}`);
    if (!tested) continue;
    const unseen = columns.filter(({ seen }) => !seen).map(({ name }) => name);
    if (unseen.length > 0) print(`${label}no test looks at ${unseen.join(", ")}`);
    for (const branch of branches.filter(({ taken }) => !taken)) print(`${label}no test takes ${paint.yellow(branch.words)}  ${paint.dim(lineOf(branch.at, textOf))}`);
  }
  const { rules: ofRules, branches, columns } = countsOf(rules);
  const part = ([seen, all]: readonly [number, number], what: string): string => `${seen} of ${plural(all, what)}`;
  print(`tests make ${part(ofRules, "rule")}, take ${part(branches, "branch").replace(/branchs$/, "branches")}, look at ${part(columns, "column")}`);
}

export function showTrace(out: Output, traces: readonly RuleTrace[]): void {
  for (const { rule, stages } of traces) {
    out.print(out.paint.bold(`rule ${localName(rule)}`));
    for (const { where, table, total, fails } of stages) {
      out.print(`  ${where.words} ${out.paint.dim(`(${where.file}:${where.line})`)}`);
      if (table === null) out.print(`    ${out.paint.red(fails ?? "")}`);
      else if (total === 0) out.print("    no rows");
      else for (const line of tableLines(table.columns.map((column) => ({ ...column, nullable: false })), table.rows.map((row) => row.map((value, i) => jsonOf((table.columns[i] as (typeof table.columns)[number]).type, value))), { ...out, width: out.width - 4 })) out.print(`    ${line}`);
      if (table !== null && total > table.rows.length) out.print(out.paint.dim(`    … ${plural(total - table.rows.length, "more row")}`));
    }
  }
}

export const traceJson = (traces: readonly RuleTrace[]): object => traces.map(({ rule, stages }) => ({
  rule, stages: stages.map(({ where, table, total, fails }) => ({
    text: where.words, file: where.file, line: where.line, rows: total, fails,
    columns: table?.columns.map(({ name }) => name) ?? [], values: table?.rows.map((row) => row.map((value, i) => jsonOf((table.columns[i] as (typeof table.columns)[number]).type, value))) ?? [],
  })),
}));
