/** What the latest records say of each rule and source, as documentation shows it. */
import type { PageRun, SiteRun } from "../compile/site/model.ts";
import type { RecentRuns } from "../compile/site/site.ts";
import { linesOf, lineOf, readRecord, runsIn, summary, type RunRecord } from "../runtime/record/history.ts";
import type { ResultPromise } from "../runtime/record/results.ts";
import { reasonText } from "./plan-text.ts";
import { changeText } from "./run-screen.ts";

/** So many of the latest runs are looked at. */
const RUNS = 10;

/** A record that is damaged or missing is left out: `rulec runs` says what is wrong with it. */
export function recentRuns(target: string): RecentRuns {
  const runs: SiteRun[] = [];
  const byRule = new Map<string, PageRun[]>();
  for (const run of runsIn(target).slice(0, RUNS)) {
    const record = readRecord(target, run);
    if (record === null || record.damage !== null) continue;
    const { started, profile, status, ms, rules } = summary(target, run);
    const place = runs.push({ run, started, profile: profile ?? "", status, ms, rules }) - 1;
    for (const [name, of] of resultsIn(record, place)) {
      const known = byRule.get(name);
      if (known === undefined) byRule.set(name, [of]);
      else known.push(of);
    }
  }
  return { runs, byRule };
}

function resultsIn(record: RunRecord, run: number): Map<string, PageRun> {
  const found = new Map<string, PageRun>();
  const plan = new Map((lineOf(record, "run")?.plan ?? []).map((step) => [step.rule, step]));
  for (const { rule, action, reason, of } of plan.values()) {
    if (action === "reuse") found.set(rule, { run, status: "reused", reason: reasonText({ kind: reason as never, of }), ...NOTHING });
  }
  for (const { rule, status, rows, bytes, ms, change, promises } of linesOf(record, "rule")) {
    const step = plan.get(rule);
    const reason = step === undefined ? "" : reasonText({ kind: step.reason as never, of: step.of });
    found.set(rule, { run, status, reason, rows, bytes, ms, change: change === null ? null : changeText(change), broken: broken(promises) });
  }
  for (const { source, verified, promises, ms } of linesOf(record, "source")) {
    found.set(source, { run, status: verified === "failed" ? "failed" : verified === "now" ? "built" : "reused", reason: VERIFIED[verified], ...NOTHING, ms, broken: broken(promises) });
  }
  return found;
}

const NOTHING = { rows: null, bytes: null, ms: null, change: null, broken: [] } as const;
const VERIFIED = { now: "its claims were verified", before: "its claims were verified before, and it has not changed since", trusted: "its claims are trusted", failed: "it does not keep its claims" } as const;

const broken = (promises: readonly ResultPromise[]): PageRun["broken"] => promises.filter(({ failing }) => failing > 0).map(({ says, severity, failing }) => ({ says, severity, failing }));
