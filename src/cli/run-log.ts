/**
 * What a run says, as a log: a line an event, with time, level, code and the run's name, for whatever collects lines. `json`: an object a line, as
 * grammar/schemas/log.json says; `text`: the same as `key=value`. The run's record (run-results.jsonl) holds the same facts and more.
 */
import type { Diagnostic } from "../lang/diagnostics/index.ts";
import type { RunEvent } from "../runtime/run/events.ts";

export const LOG_FORMATS = ["text", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];
export type Level = "info" | "warn" | "error";
/** Numbers carry their unit in the name: `ms`, `bytes`, `rows`. */
export type Fields = Readonly<Record<string, string | number | boolean | null>>;

type Said = { readonly level: Level; readonly code: string; readonly message: string; readonly fields: Fields };
export type RunLog = { readonly on: (event: RunEvent) => void; readonly diagnostic: (diagnostic: Diagnostic) => void };

export function createRunLog(format: LogFormat, write: (line: string) => void, now: () => Date = () => new Date()): RunLog {
  let run: string | null = null;
  const say = ({ level, code, message, fields }: Said): void => write((format === "json" ? JSON.stringify : textLine)({ time: now().toISOString(), level, code, run, message, ...fields }));
  const told = new Set<Diagnostic>();
  const diagnostic = (one: Diagnostic): void => {
    if (told.has(one)) return;
    told.add(one);
    say(ofDiagnostic(one));
  };
  return {
    diagnostic,
    on: (event) => {
      if (event.kind === "started") ({ run } = event);
      if (event.kind === "diagnostic") return diagnostic(event.diagnostic);
      for (const one of (SAID[event.kind] as (event: RunEvent) => readonly Said[])(event)) say(one);
    },
  };
}

/** Like logfmt: values in quotes where they hold more than a word. */
const textLine = (fields: Fields): string => {
  const { time, level, code, message, ...rest } = fields;
  const more = Object.entries(rest).flatMap(([name, value]) => (value === null ? [] : [`${name}=${typeof value === "string" && !/^[\w.:/@+-]+$/.test(value) ? JSON.stringify(value) : String(value)}`]));
  return `${String(time)} ${String(level).padEnd(5)} ${String(code)} ${[JSON.stringify(message), ...more].join(" ")}`;
};

const ofDiagnostic = ({ severity, code, title, hint, at }: Diagnostic): Said =>
  ({ level: severity === "error" ? "error" : "warn", code, message: title, fields: { file: at.file, start: at.start, ...(hint === null ? {} : { hint }) } });

const said = (code: string, message: string, fields: Fields, level: Level = "info"): readonly Said[] => [{ level, code, message, fields }];
const tenth = (ms: number): number => Math.round(ms * 10) / 10;

/** Codes are stable. What only moves a live line is no line of a log. */
const SAID: { readonly [K in Exclude<RunEvent["kind"], "diagnostic">]: (event: Extract<RunEvent, { kind: K }>) => readonly Said[] } = {
  waiting: ({ holder }) => said("run-waiting", "waiting for the warehouse", { holder }, "warn"),
  recovered: ({ run, what }) => said("run-recovered", what === "rolled-forward" ? "the publication of a run that had been cut short was completed" : "what a run that had been cut short had staged was removed, but for tables that another may take up", { recovered: run, what }, "warn"),
  started: ({ pack, engine, plan }) => [
    ...said("run-started", "the run has begun", { pack, engine, rules: plan.length, build: plan.filter(({ action }) => action === "build").length }),
    ...plan.filter(({ action }) => action === "reuse").flatMap(({ rule, reason }) => said("rule-reused", "an earlier result is good still", { rule, reason: reason.kind })),
  ],
  phase: () => [],
  source: ({ source, files, claims, reused, ms }) => said("source-verified", reused ? "the source was verified before" : "the source is verified", { source, files, claims, reused, ms: tenth(ms) }),
  building: () => [],
  made: () => [],
  built: ({ rule, rows, bytes, ms }) => said("rule-built", "the rule is built", { rule, rows, bytes, ms: tenth(ms) }),
  verified: ({ rule, held, warned, failed, change, ms }) =>
    said("rule-verified", failed > 0 ? "promises of the rule are broken" : "the rule is verified", { rule, held, warned, failed, ...change, ms: tenth(ms) }, failed > 0 ? "error" : warned > 0 ? "warn" : "info"),
  skipped: ({ rule, because }) => said("rule-skipped", because === null ? "the run was stopped before the rule" : "what the rule reads failed", { rule, because }, "warn"),
  published: ({ tables, views, files, ms }) => said("run-published", "all of it is visible", { tables, views, files, ms: tenth(ms) }),
  finished: ({ status, ms }) => said("run-finished", `the run has ended: ${status}`, { status, ms: tenth(ms) }, status === "failed" ? "error" : status === "interrupted" ? "warn" : "info"),
};
