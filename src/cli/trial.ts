/** `--sample` and `--empty`: rules tried on the engine over few rows or none, in memory. Nothing is published, recorded or remembered. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localName } from "../ir/id.ts";
import { runPlan } from "../runtime/index.ts";
import type { CompiledRule, PromiseScan } from "../runtime/plan-types.ts";
import type { RunOutcome } from "../runtime/run/run.ts";
import type { RunInput } from "../runtime/run/work.ts";
import { jsonOf, showDiagnostics } from "./pack-session.ts";
import { EXIT, flag, text, type Invocation } from "./spec.ts";
import { durationText, plural } from "./text.ts";

/** What says how something is published, recorded or stored, or that nothing is done at all. */
const IDLE = { dryRun: "--dry-run", fullRefresh: "--full-refresh", from: "--from", to: "--to", openlineage: "--openlineage", evidence: "--evidence", keepFailures: "--keep-failures" } as const;

/** How many rows of each source: null where it is no trial; a text is what is wrong. */
export function trialRows({ options }: Invocation): number | null | string {
  const sample = text(options, "sample");
  const empty = flag(options, "empty");
  if (empty && sample !== undefined) return "--empty and --sample are two trials: one of them";
  if (!empty && sample === undefined) return null;
  const idle = Object.entries(IDLE).find(([name]) => flag(options, name) || text(options, name) !== undefined)?.[1];
  if (idle !== undefined) return `${empty ? "--empty" : "--sample"} tries rules in memory and keeps nothing of it: without ${idle}`;
  if (sample === undefined) return 0;
  return /^[1-9]\d{0,8}$/.test(sample) ? Number(sample) : `--sample takes a number of rows from 1, not ${sample}`;
}

/** With all that they read: nothing is stored where they are tried. A part of the rows keeps no promise about all of them, so that a broken one only warns. */
export async function runTrial(invocation: Invocation, input: RunInput, rows: number, textOf: (file: string) => string | undefined): Promise<number> {
  const { out } = invocation;
  const target = mkdtempSync(join(tmpdir(), "rulec-trial-"));
  try {
    const { openLineage: _, ...tried } = input;
    const outcome = await runPlan({ ...tried, ...trialOf(input, rows), target });
    const status = outcome.status === "published" ? "nothing" : outcome.status;
    const diagnostics = rows === 0 ? outcome.diagnostics.filter(({ severity }) => severity === "error") : outcome.diagnostics;
    if (out.json) out.document({ ...outcome, status, published: null, diagnostics: jsonOf(diagnostics, textOf) });
    else {
      showDiagnostics(invocation, diagnostics, textOf);
      show(invocation, outcome, rows);
    }
    return status === "nothing" ? EXIT.ok : status === "interrupted" ? EXIT.interrupted : EXIT.problems;
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

function trialOf(input: RunInput, rows: number): Partial<RunInput> {
  const byName = new Map(input.rules.map((rule) => [rule.name, rule]));
  const wanted = new Set<string>();
  const pending = input.rules.filter(({ name }) => input.selected(name));
  for (let rule = pending.pop(); rule !== undefined; rule = pending.pop()) {
    if (wanted.has(rule.name)) continue;
    wanted.add(rule.name);
    for (const { of } of rule.reads) {
      const read = of.kind === "rule" ? byName.get(of.name) : undefined;
      if (read !== undefined) pending.push(read);
    }
  }
  return {
    profile: { ...input.profile, warehouse: ":memory:" },
    selected: (rule) => wanted.has(rule),
    rules: input.rules.map(inMemory),
    sources: input.sources.map((source) => ({ ...source, claims: [], trusted: true })),
    scan: (source, paths) => `SELECT * FROM (\n${input.scan(source, paths)}\n) LIMIT ${rows}`,
  };
}

/** A file becomes a table: it would be written in its place. */
const inMemory = (rule: CompiledRule): CompiledRule => ({
  ...rule, scans: rule.scans.map(warning), storage: rule.storage.kind === "view" || rule.storage.kind === "inline" || rule.storage.kind === "table" ? rule.storage : { kind: "table", mode: "replace" },
});
const warning = (scan: PromiseScan): PromiseScan => ({ ...scan, promises: scan.promises.map((promise) => ({ ...promise, rows: promise.rows, severity: "warn" })) });

function show({ out }: Invocation, { rules, status, ms }: RunOutcome, rows: number): void {
  const width = Math.max(12, ...rules.map(({ rule }) => localName(rule).length));
  for (const { rule, status: one, rows: made } of rules) out.print(`  ${one === "built" ? out.paint.green("✓") : out.paint.red("✗")} ${localName(rule).padEnd(width)} ${(made === null ? "" : plural(made, "row")).padStart(16)}`.trimEnd());
  const over = rows === 0 ? "no rows at all" : `the first ${plural(rows, "row")} of each source`;
  out.note(`${status === "published" ? "tried" : "failed"} over ${over} in ${durationText(ms)}: nothing was published`);
}
