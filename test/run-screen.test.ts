import { Ajv } from "ajv";
import pc from "picocolors";
import { describe, expect, test } from "vitest";
import logSchema from "../grammar/schemas/log.json" with { type: "json" };
import { createRunLog } from "../src/cli/run-log.ts";
import { createRunScreen, type ScreenEnd, type ScreenRule } from "../src/cli/run-screen.ts";
import { diagnose } from "../src/lang/diagnostics/index.ts";
import type { RunEvent } from "../src/runtime/run/events.ts";
import type { PlanStep } from "../src/runtime/run/plan.ts";

const RUN = "01KATM00000000000000000000";
const at = { file: "rules/sales.rule", start: 0, end: 4 };
const rules: ScreenRule[] = [
  { name: "sales.lines", table: "lines", storage: "table", reads: ["sales.orders"] }, { name: "sales.daily_revenue", table: "daily_revenue", storage: "parquet", reads: ["sales.lines"] },
  { name: "sales.by_region", table: "by_region", storage: "table", reads: ["sales.lines", "sales.daily_revenue"] }, { name: "sales.old", table: "old", storage: "table", reads: [] },
];
const step = (rule: string, action: PlanStep["action"], kind: PlanStep["reason"]["kind"]): PlanStep => ({ rule: `sales.${rule}`, action, reason: { kind, of: [] } });
const started = (plan: readonly PlanStep[]): RunEvent => ({ kind: "started", run: RUN, pack: "sales", engine: "duckdb 1.5.5", plan });
const PLAN = [step("lines", "build", "asked"), step("daily_revenue", "build", "reads"), step("by_region", "build", "reads"), step("old", "reuse", "unchanged"), step("part", "skip", "inline"), step("other", "skip", "not-selected")];
const building = (rule: string, percent: number | null, ms: number): RunEvent => ({ kind: "building", rule: `sales.${rule}`, index: 0, of: 3, percent, ms });
const built = (rule: string, rows: number, ms: number, bytes: number | null = null): RunEvent => ({ kind: "built", rule: `sales.${rule}`, rows, ms, bytes });
const made = (rule: string): RunEvent => ({ kind: "made", rule: `sales.${rule}` });
const verified = (rule: string, of: { held?: number; warned?: number; failed?: number; change?: Extract<RunEvent, { kind: "verified" }>["change"] } = {}): RunEvent =>
  ({ kind: "verified", rule: `sales.${rule}`, held: 2, warned: 0, failed: 0, change: null, ms: 1, ...of });
const broken = diagnose("check-failed", { rule: "sales.daily_revenue", count: 2, samples: [], says: "revenue is never negative" }, at);
const interrupted = diagnose("interrupted", {}, at);

/** Printed lines as they are, notes behind `!`, each state of the live lines behind `~`. */
function play(events: readonly RunEvent[], end: Partial<ScreenEnd> | null = null): string[] {
  const lines: string[] = [];
  const screen = createRunScreen(
    { print: (line) => void lines.push(line), note: (line) => void lines.push(`! ${line}`), liveLines: (live) => void lines.push(live.map((line) => `~ ${line}`).join("\n") || "~"), paint: pc.createColors(false) },
    { profile: "dev", rules, tell: ({ severity, code, title }) => void lines.push(`! ${severity}[${code}]: ${title}`) },
  );
  events.forEach(screen.on);
  if (end !== null) screen.end({ status: "published", ms: 1604, diagnostics: [], record: "target/sales/run-results.jsonl", kept: 0, ...end });
  return lines.flatMap((line) => line.split("\n"));
}

describe("the screen of a run", () => {
  test("shows what works, how far, what is left and what that waits for; then a line a rule, what was verified and published, what was reused and where the record is", () => {
    expect(play([
      started(PLAN), { kind: "phase", phase: "check" }, { kind: "source", source: "sales.orders", files: 3, claims: 4, reused: false, ms: 12 }, { kind: "phase", phase: "build" },
      building("lines", 62.9, 1234), built("lines", 1_204_311, 1900), building("lines", null, 2000), made("lines"), verified("lines", { change: { inserted: 312, updated: 1204, deleted: 0 } }),
      building("daily_revenue", null, 120), building("by_region", 10, 80), made("by_region"), building("daily_revenue", null, 220), made("daily_revenue"), built("daily_revenue", 2190, 300, 41_000_000), verified("daily_revenue", { held: 3, warned: 1 }), built("by_region", 1, 20), verified("by_region"),
      { kind: "phase", phase: "publish" }, { kind: "published", tables: 2, views: 1, files: 1, ms: 3.7 }, { kind: "finished", status: "published", ms: 1604 },
    ], {})).toEqual([
      `rulec run · pack sales · profile dev · duckdb 1.5.5 · run ${RUN}`,
      "plan   5 rules: 3 to build, 1 unchanged, 1 not selected",
      "~ looking at sources and at what is there",
      "~   building lines          62 %    1.2 s",
      "~   0 of 3 done, daily_revenue, by_region wait for lines",
      "~   verifying lines",
      "~   0 of 3 done, daily_revenue, by_region wait for lines",
      "  ✓ lines           1,204,311 rows    1.9 s  312 new, 1,204 changed",
      "~   building daily_revenue          0.1 s",
      "~   1 of 3 done, by_region waits for daily_revenue",
      "~   building daily_revenue          0.1 s",
      "~   building by_region      10 %    80 ms",
      "~   1 of 3 done",
      "~   building daily_revenue          0.2 s",
      "~   2 of 3 done",
      "  ! daily_revenue       2,190 rows    0.3 s  parquet, 41 MB, 1 promise warned (rulec show daily_revenue --failed)",
      "  ✓ by_region                1 row    20 ms",
      "~ publishing",
      "verify 11 promises held, 1 warned",
      "publish 2 tables, 1 view and 1 file in one transaction, 4 ms",
      "~",
      "done in 1.6 s · 1 of 4 reused · target/sales/run-results.jsonl",
    ]);
  });

  test("of a failure says what is broken, what was kept, and the command that goes on", () => {
    expect(play([
      started(PLAN.slice(0, 3)), built("lines", 7, 3), verified("lines"), built("daily_revenue", 4, 2, 900), verified("daily_revenue", { failed: 1 }), { kind: "diagnostic", rule: "sales.daily_revenue", diagnostic: broken },
      { kind: "skipped", rule: "sales.by_region", because: "sales.daily_revenue" }, { kind: "finished", status: "failed", ms: 40 },
    ], { status: "failed", ms: 40, diagnostics: [broken], kept: 1 })).toEqual([
      `rulec run · pack sales · profile dev · duckdb 1.5.5 · run ${RUN}`,
      "plan   3 rules: 3 to build",
      "  ✓ lines                   7 rows     3 ms",
      "  ✗ daily_revenue           4 rows     2 ms  parquet, 900 B, 1 promise broken (rulec show daily_revenue --failed)",
      `! error[check-failed]: ${broken.title}`,
      "  - by_region     not built: it reads daily_revenue",
      "~",
      "! failed after 40 ms: nothing was published, what was there before is unchanged; 1 of 3 builds is kept: rulec retry",
    ]);
  });

  test("of what keeps a run from beginning tells each diagnostic once, and that nothing was published", () => {
    expect(play([{ kind: "waiting", holder: "process 7" }, { kind: "finished", status: "failed", ms: 10_000 }], { status: "failed", ms: 10_000, diagnostics: [broken], record: null })).toEqual([
      "! waiting for the warehouse, held by process 7", "~", `! error[check-failed]: ${broken.title}`, "! failed after 10.0 s: nothing was published, what was there before is unchanged",
    ]);
  });

  test("of an interruption tells no error, but that it was one", () => {
    expect(play([started(PLAN.slice(0, 1)), building("lines", 50, 900), { kind: "diagnostic", rule: "sales.lines", diagnostic: interrupted }, { kind: "finished", status: "interrupted", ms: 950 }], { status: "interrupted", ms: 950, diagnostics: [interrupted] }).slice(2)).toEqual([
      "~   building lines          50 %    0.9 s", "~   0 of 1 done", "~", "! interrupted after 0.9 s: nothing was published, what was there before is unchanged",
    ]);
  });

  test("of a run without anything to do says how much is unchanged; of one that puts right what another left, that it did", () => {
    expect(play([{ kind: "recovered", run: "01K", what: "rolled-back", kept: 0 }, started([PLAN[3] as PlanStep]), { kind: "finished", status: "nothing", ms: 3 }], { status: "nothing", ms: 3 })).toEqual([
      "! run 01K had been cut short: what it had staged was removed", `rulec run · pack sales · profile dev · duckdb 1.5.5 · run ${RUN}`, "plan   1 rule: 0 to build, 1 unchanged", "~", "nothing to build: 1 of 1 unchanged · target/sales/run-results.jsonl",
    ]);
  });
});

describe("the log of a run", () => {
  const EVENTS: readonly RunEvent[] = [
    { kind: "waiting", holder: "process 7, run 01K" }, started(PLAN), { kind: "phase", phase: "check" }, { kind: "source", source: "sales.orders", files: 3, claims: 4, reused: true, ms: 12.34 }, building("lines", 3, 100), built("lines", 7, 3.14), verified("lines", { change: { inserted: 1, updated: 0, deleted: 0 } }),
    verified("daily_revenue", { failed: 1 }), { kind: "diagnostic", rule: "sales.daily_revenue", diagnostic: broken }, { kind: "published", tables: 1, views: 0, files: 0, ms: 4 }, { kind: "finished", status: "failed", ms: 40 },
  ];
  const logged = (format: "text" | "json"): string[] => {
    const lines: string[] = [];
    const log = createRunLog(format, (line) => void lines.push(line), () => new Date(0));
    EVENTS.forEach(log.on);
    // What was told as it happened is not told again.
    log.diagnostic(broken);
    return lines;
  };

  test("as JSON has time, level, code and run on each line, as its schema says, and no line for what only moves", () => {
    const validate = new Ajv({ allowUnionTypes: true, formats: { "date-time": true } }).compile(logSchema);
    const lines = logged("json").map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const line of lines) expect([line, validate(line)]).toEqual([line, true]);
    expect(lines.map(({ level, code, run }) => [level, code, run])).toEqual([
      ["warn", "run-waiting", null], ["info", "run-started", RUN], ["info", "rule-reused", RUN], ["info", "source-verified", RUN], ["info", "rule-built", RUN], ["info", "rule-verified", RUN], ["error", "rule-verified", RUN],
      ["error", "check-failed", RUN], ["info", "run-published", RUN], ["error", "run-finished", RUN],
    ]);
    expect(lines[4]).toEqual({ time: "1970-01-01T00:00:00.000Z", level: "info", code: "rule-built", run: RUN, message: "the rule is built", rule: "sales.lines", rows: 7, bytes: null, ms: 3.1 });
  });

  test("as text is a line an event that a person reads and a program takes apart", () => {
    expect(logged("text").slice(0, 5)).toEqual([
      '1970-01-01T00:00:00.000Z warn  run-waiting "waiting for the warehouse" holder="process 7, run 01K"',
      `1970-01-01T00:00:00.000Z info  run-started "the run has begun" run=${RUN} pack=sales engine="duckdb 1.5.5" rules=6 build=3`,
      `1970-01-01T00:00:00.000Z info  rule-reused "an earlier result is good still" run=${RUN} rule=sales.old reason=unchanged`,
      `1970-01-01T00:00:00.000Z info  source-verified "the source was verified before" run=${RUN} source=sales.orders files=3 claims=4 reused=true ms=12.3`,
      `1970-01-01T00:00:00.000Z info  rule-built "the rule is built" run=${RUN} rule=sales.lines rows=7 ms=3.1`,
    ]);
  });
});
