/** Verdicts as JUnit's XML, as servers of CI read it: a suite a file, a case a test. */
import type { TestProblem } from "./judge.ts";

/** `name` tells tests of one file apart; `ms` is how long it took. `details`: of each problem, as people read it. */
export type Case = { readonly file: string; readonly name: string; readonly line: number; readonly ms: number; readonly problems: readonly TestProblem[]; readonly details: readonly string[] };

export function junitText(pack: string, cases: readonly Case[]): string {
  const files = new Map<string, Case[]>();
  for (const one of cases) files.set(one.file, [...(files.get(one.file) ?? []), one]);
  const suites = [...files].map(([file, all]) => `  <testsuite ${totals(file, all)}>\n${all.map(caseText).join("")}  </testsuite>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${totals(pack, cases)}>\n${suites.join("")}</testsuites>\n`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
const isFailing = ({ problems }: Case): boolean => problems.length > 0;

const totals = (name: string, cases: readonly Case[]): string =>
  `name="${escaped(name)}" tests="${cases.length}" failures="${cases.filter(isFailing).length}" errors="0" time="${seconds(cases.reduce((sum, { ms }) => sum + ms, 0))}"`;

function caseText({ file, name, line, ms, problems, details }: Case): string {
  const head = `    <testcase name="${escaped(name)}" classname="${escaped(file.replace(/\.rule$/, "").replaceAll("/", "."))}" file="${escaped(file)}" line="${line}" time="${seconds(ms)}"`;
  if (problems.length === 0) return `${head}/>\n`;
  return `${head}>\n      <failure message="${escaped(problems.map(({ says }) => says).join("; "))}">${escaped(details.join("\n"))}</failure>\n    </testcase>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** XML 1.0 has no other control characters than tabs and line breaks, whatever they are escaped as. */
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (c) => ENTITIES[c] as string).replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
