import path from "node:path";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { diagnose } from "../../lang/diagnostics/index.ts";
import { KEPT_RUNS, lineOf, linesOf, prune, readRecord, runsIn, runsNamed, summary, type RunRecord, type RunSummary } from "../../runtime/record/history.ts";
import { RESULTS_FILE, type ResultCounts, type ResultPromise } from "../../runtime/record/results.ts";
import { isFileError, writeProblem } from "../../runtime/record/files.ts";
import type { Output } from "../output.ts";
import { jsonOf, openPack, refused, showDiagnostics } from "../pack-session.ts";
import { warehouseOf } from "../run-input.ts";
import { changeText, publishedText } from "../run-screen.ts";
import { ageMs, bytesText, countText, durationText, notAnAge, plural } from "../text.ts";
import { EXIT, flag, text, type Command, type Invocation } from "../spec.ts";

const command: Command = {
  async run(invocation) {
    const { args: [asked], options, out } = invocation;
    const { pack, diagnostics, textOf } = openPack(invocation);
    if (pack === null) return refused(invocation, diagnostics, textOf);
    const { target, root } = warehouseOf(pack);
    if (flag(options, "prune")) return pruned(invocation, target, root, textOf);
    if (asked === undefined) return list(invocation, target);
    const run = runNamed(target, asked);
    if (typeof run !== "string") {
      out.note(`rulec: ${run.problem}`);
      return EXIT.usage;
    }
    return one(invocation, target, root, run, textOf);
  },
};
export default command;

/** The one run that somebody means. */
export function runNamed(target: string, asked: string): string | { readonly problem: string } {
  const found = runsNamed(target, asked);
  const [run] = found;
  if (run === undefined) return { problem: `there is no run ${asked}; \`rulec runs\` lists them` };
  return found.length > 1 ? { problem: `${asked} could be ${found.slice(0, 5).join(" or ")}` } : run;
}

const STATUS_PAINT: Readonly<Record<RunSummary["status"], "green" | "red" | "yellow" | "dim">> =
  { published: "green", nothing: "dim", failed: "red", interrupted: "yellow", killed: "red", running: "yellow", damaged: "red" };

/** `2026-01-31 10:00:00`, in UTC as everything that is written down. */
const instant = (iso: string): string => iso.slice(0, 19).replace("T", " ");
const COUNTED: readonly (keyof ResultCounts)[] = ["built", "reused", "failed", "skipped"];
const countsText = (rules: ResultCounts | null): string => COUNTED.flatMap((what) => (rules === null || rules[what] === 0 ? [] : [`${countText(rules[what])} ${what}`])).join(", ");

function list({ options, out }: Invocation, target: string): number {
  const limit = text(options, "limit") ?? "20";
  if (!/^\d{1,6}$/.test(limit)) {
    out.note(`rulec: --limit takes a number, not ${limit}`);
    return EXIT.usage;
  }
  const all = runsIn(target);
  const runs = all.slice(0, Number(limit)).map((run) => summary(target, run));
  if (out.json) {
    out.document({ runs, total: all.length });
    return EXIT.ok;
  }
  for (const { run, started, profile, status, ms, rules } of runs) {
    out.print(`${run}  ${instant(started)}  ${out.paint[STATUS_PAINT[status]](status.padEnd(11))} ${(ms === null ? "" : durationText(ms)).padStart(10)}  ${(profile ?? "").padEnd(6)} ${countsText(rules)}`.trimEnd());
  }
  if (all.length === 0) out.note("no run has left a record here; rulec run makes one");
  else out.print(out.paint.dim(`-- ${plural(all.length, "run")}${all.length > runs.length ? `, ${runs.length} shown` : ""}, the latest first; times are UTC; rulec runs ${all[0] as string} shows one`));
  return EXIT.ok;
}

function pruned(invocation: Invocation, target: string, root: string, textOf: (file: string) => string | undefined): number {
  const { options, out } = invocation;
  const [keep, age] = [text(options, "keep"), text(options, "olderThan")];
  const aged = age === undefined ? undefined : ageMs(age);
  if (aged === null || (keep !== undefined && !/^\d{1,6}$/.test(keep))) {
    out.note(aged === null ? `rulec: ${notAnAge(String(age))}` : `rulec: --keep takes a number, not ${String(keep)}`);
    return EXIT.usage;
  }
  try {
    const before = aged === undefined ? undefined : Date.now() - aged;
    const gone = prune(target, { ...(keep !== undefined || age === undefined ? { keep: Number(keep ?? KEPT_RUNS) } : {}), ...(before === undefined ? {} : { before }) });
    const left = runsIn(target).length;
    if (out.json) out.document({ removed: gone, left });
    else out.note(`removed ${gone.length === 0 ? "none" : plural(gone.length, "record")}, ${countText(left)} ${left === 1 ? "is" : "are"} left`);
    return EXIT.ok;
  } catch (error) {
    if (!isFileError(error)) throw error;
    return refused(invocation, [writeProblem(error, path.relative(root, error.path ?? target), { file: "rulepack.json", start: 0, end: 0 })], textOf);
  }
}

/** What is wrong with a record, as a run's own diagnostics are told. */
export function damageOf({ run, damage }: RunRecord): Diagnostic[] {
  const at = { file: "rulepack.json", start: 0, end: 0 };
  if (damage === null) return [];
  return [damage.newer ? diagnose("record-newer", { run }, at) : diagnose("record-damaged", { run, line: damage.line, problem: damage.problem }, at)];
}

function one(invocation: Invocation, target: string, root: string, run: string, textOf: (file: string) => string | undefined): number {
  const { out } = invocation;
  const said = summary(target, run);
  const record = readRecord(target, run) ?? { run, folder: path.join(target, "runs", run), lines: [], damage: { line: 1, problem: "the file is not there", newer: false } };
  const problems = damageOf(record);
  const exit = lineOf(record, "run") === null ? EXIT.problems : EXIT.ok;
  const file = path.relative(root, path.join(record.folder, RESULTS_FILE)).replaceAll("\\", "/");
  if (out.json) {
    out.document({ ...said, record: file, lines: record.lines, diagnostics: jsonOf(problems, textOf) });
    return exit;
  }
  for (const line of recordLines(record, said, out)) out.print(line);
  showDiagnostics(invocation, problems, textOf);
  if (exit === EXIT.ok) out.print(out.paint.dim(`-- ${file}`));
  return exit;
}

/** One run in full, as lines of text. */
function recordLines(record: RunRecord, { status, started }: RunSummary, { paint }: Output): string[] {
  const [first, end, published] = [lineOf(record, "run"), lineOf(record, "end"), lineOf(record, "published")];
  if (first === null) return [];
  const phases = Object.entries(end?.phases ?? {}).map(([phase, ms]) => `${phase} ${durationText(ms)}`).join(", ");
  const took = end === null ? "" : end.ms === null ? ` · its end was written by run ${end.by ?? "?"}` : ` in ${durationText(end.ms)}${phases === "" ? "" : ` (${phases})`}`;
  const params = Object.entries(first.params).map(([name, value]) => `${name} = ${value === null ? "null" : String(value)}`);
  const [sources, rules] = [linesOf(record, "source"), linesOf(record, "rule")];
  const width = Math.max(12, ...[...sources.map(({ source }) => source), ...rules.map(({ rule }) => rule)].map((name) => name.length));
  return [
    paint.bold(`run ${record.run} · pack ${first.pack} · profile ${first.profile} · ${first.engine.name} ${first.engine.version} · rulec ${first.compiler}`),
    `${instant(started)} UTC · ${paint[STATUS_PAINT[status]](status)}${took}`,
    ...(params.length === 0 ? [] : [`params   ${params.join(", ")}`]),
    ...sources.flatMap(({ source, files, verified, promises, ms }) => [
      `source   ${source.padEnd(width)} ${(files.length === 0 ? "" : plural(files.length, "file")).padStart(16)} ${durationText(ms).padStart(8)}  ${VERIFIED[verified]}`.trimEnd(), ...promises.flatMap((promise) => promiseLines(promise, paint)),
    ]),
    ...rules.flatMap(({ rule, status: how, rows, bytes, spilled, change, ms, promises }) => {
      const more = [...(how === "built" ? [] : [how]), ...(bytes === null ? [] : [bytesText(bytes)]), ...(change === null ? [] : [changeText(change)]), ...((spilled ?? 0) > 0 ? [`${bytesText(spilled ?? 0)} spilled`] : [])];
      return [`rule     ${rule.padEnd(width)} ${(rows === null ? "" : plural(rows, "row")).padStart(16)} ${(how === "skipped" ? "" : durationText(ms)).padStart(8)}  ${more.join(", ")}`.trimEnd(), ...promises.flatMap((promise) => promiseLines(promise, paint))];
    }),
    ...linesOf(record, "diagnostic").map(({ diagnostic: { severity, code, title, at } }) => `${paint[severity === "error" ? "red" : "yellow"](`${severity}[${code}]`)}: ${title} (${at.file})`),
    ...(published === null ? [] : [`publish  ${publishedText(published)}, ${durationText(published.ms)}`]),
  ];
}

const VERIFIED = { now: "its claims hold", before: "verified before", trusted: "trusted", failed: "does not keep its claims" } as const;

/** Of a promise that rows break: what it is, for how many, and the first of them. */
function promiseLines({ severity, says, failing, samples: [sample] }: ResultPromise, paint: Output["paint"]): string[] {
  if (failing === 0) return [];
  const example = sample === undefined ? "" : `, for example ${Object.entries(sample).map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(", ")}`;
  return [`         ${paint[severity === "error" ? "red" : "yellow"](`${says}: ${plural(failing, "row")}`)}${example}`];
}
