/**
 * What a person sees of a run: one line a rule that did something, all else counted, and for whoever watches live lines that say what is going on, how far,
 * what is left and what that waits for. It knows events alone, so that a test can play a run to it.
 */
import type { Diagnostic } from "../lang/diagnostics/index.ts";
import type { RunEvent, RunStatus } from "../runtime/run/events.ts";
import type { PlanStep } from "../runtime/run/plan.ts";
import type { Output } from "./output.ts";
import { bytesText, countText, durationText, plural } from "./text.ts";

export type ScreenRule = { readonly name: string; readonly table: string; readonly storage: string; readonly reads: readonly string[] };
export type ScreenOf = {
  readonly profile: string;
  readonly rules: readonly ScreenRule[];
  /** Shows a diagnostic; called once for each. */
  readonly tell: (diagnostic: Diagnostic) => void;
};
/** How a run ended, as its last lines say it. `record`: the file that holds all of it; null where there is none. `kept`: builds of a failed run that a retry uses. */
export type ScreenEnd = { readonly status: RunStatus; readonly ms: number; readonly diagnostics: readonly Diagnostic[]; readonly record: string | null; readonly kept: number };
export type RunScreen = { readonly on: (event: RunEvent) => void; readonly end: (ended: ScreenEnd) => void };
export type Face = Pick<Output, "print" | "note" | "liveLines" | "paint">;

type Of<K extends RunEvent["kind"]> = Extract<RunEvent, { readonly kind: K }>;
type State = {
  plan: readonly PlanStep[];
  /** What works now, in the order in which it began. */
  readonly working: Map<string, { readonly percent: number | null; readonly ms: number }>;
  readonly built: Map<string, Of<"built">>;
  readonly done: Set<string>;
  readonly told: Set<Diagnostic>;
  held: number;
  warned: number;
};

export function createRunScreen(face: Face, of: ScreenOf): RunScreen {
  const { print, note, paint } = face;
  const byName = new Map(of.rules.map((rule) => [rule.name, rule]));
  const short = (rule: string): string => byName.get(rule)?.table ?? rule;
  const width = Math.max(12, ...of.rules.map(({ table }) => table.length));
  const state: State = { plan: [], working: new Map(), built: new Map(), done: new Set(), told: new Set(), held: 0, warned: 0 };
  const redraw = (): void => face.liveLines(liveLines(state, byName, short, width));
  const on: { readonly [K in RunEvent["kind"]]: (event: Of<K>) => void } = {
    waiting: ({ holder }) => note(`waiting for the warehouse, held by ${holder}`),
    recovered: ({ run, what, kept }) => note(`run ${run} had been cut short: ${what === "rolled-forward" ? "its publication was completed" : kept === 0 ? "what it had staged was removed" : `${kept} of its tables ${kept === 1 ? "is" : "are"} kept for a run that needs just ${kept === 1 ? "it" : "them"}, the rest was removed`}`),
    started: ({ run, pack, engine, plan }) => {
      state.plan = plan;
      print(paint.bold(`rulec run · pack ${pack} · profile ${of.profile} · ${engine} · run ${run}`));
      print(planText(plan));
    },
    phase: ({ phase }) => {
      if (phase === "check") face.liveLines(["looking at sources and at what is there"]);
      if (phase === "publish") face.liveLines(["publishing"]);
    },
    source: ({ claims }) => void (state.held += claims),
    building: ({ rule, percent, ms }) => {
      state.working.set(rule, { percent, ms });
      redraw();
    },
    made: ({ rule }) => {
      state.working.delete(rule);
      state.done.add(rule);
    },
    built: (event) => void state.built.set(event.rule, event),
    verified: (event) => {
      state.held += event.held;
      state.warned += event.warned;
      const built = state.built.get(event.rule);
      if (built !== undefined) print(ruleLine(built, event, { paint, width, short, storage: byName.get(event.rule)?.storage ?? "table" }));
    },
    skipped: ({ rule, because }) => {
      if (because !== null) print(`  ${paint.dim("-")} ${short(rule).padEnd(width)} not built: it reads ${short(because)}`);
    },
    diagnostic: ({ diagnostic }) => {
      state.told.add(diagnostic);
      if (diagnostic.code !== "interrupted") of.tell(diagnostic);
    },
    published: ({ tables, views, files, ms }) => {
      print(`verify ${plural(state.held, "promise")} held${state.warned > 0 ? `, ${countText(state.warned)} warned` : ""}`);
      print(`publish ${publishedText({ tables, views, files })} in one transaction, ${durationText(ms)}`);
    },
    finished: () => face.liveLines([]),
  };
  return {
    on: (event) => (on[event.kind] as (event: RunEvent) => void)(event),
    end: (ended) => {
      // What keeps a run from beginning is told by no event.
      for (const diagnostic of ended.diagnostics) if (!state.told.has(diagnostic) && diagnostic.code !== "interrupted") of.tell(diagnostic);
      if (ended.status === "published" || ended.status === "nothing") print(endText(ended, state.plan));
      else note(endText(ended, state.plan));
    },
  };
}

type What = "build" | "kept" | "reuse" | "skip" | "inline";
/** `kept`: a run that failed has built it, and it is verified and published now. An inline rule is a part of those that read it. */
const whatOf = ({ action, reason: { kind } }: PlanStep): What => (kind === "inline" || kind === "kept" ? kind : action);
const count = (plan: readonly PlanStep[], ...what: readonly What[]): number => plan.filter((step) => what.includes(whatOf(step))).length;
const WORDS: readonly (readonly [What, string])[] = [["kept", "built before"], ["reuse", "unchanged"], ["skip", "not selected"]];

function planText(plan: readonly PlanStep[]): string {
  const parts = [`${countText(count(plan, "build"))} to build`, ...WORDS.flatMap(([what, word]) => (count(plan, what) === 0 ? [] : [`${countText(count(plan, what))} ${word}`]))];
  return `plan   ${plural(plan.length - count(plan, "inline"), "rule")}: ${parts.join(", ")}`;
}

const MOST_LINES = 8;
const NAMED = 3;

/** What works, and below it what is done, what is left, and what that waits for. */
function liveLines({ plan, working, built, done }: State, byName: ReadonlyMap<string, ScreenRule>, short: (rule: string) => string, width: number): string[] {
  const lines = [...working].slice(0, MOST_LINES).map(([rule, { percent, ms }]) =>
    built.has(rule) ? `  verifying ${short(rule)}` : `  building ${short(rule).padEnd(width)} ${(percent === null ? "" : `${Math.floor(percent)} %`).padStart(5)} ${durationText(ms).padStart(8)}`);
  const build = plan.filter((step) => whatOf(step) === "build" || whatOf(step) === "kept").map(({ rule }) => rule);
  const left = build.filter((rule) => !done.has(rule) && !working.has(rule));
  const waited = new Set([...working.keys()].filter((rule) => left.some((other) => byName.get(other)?.reads.includes(rule))));
  const waiting = left.filter((rule) => byName.get(rule)?.reads.some((read) => waited.has(read)));
  const named = `${waiting.slice(0, NAMED).map(short).join(", ")}${waiting.length > NAMED ? ` and ${waiting.length - NAMED} more` : ""}`;
  return [...lines, `  ${countText(done.size)} of ${countText(build.length)} done${waiting.length === 0 ? "" : `, ${named} ${waiting.length === 1 ? "waits" : "wait"} for ${[...waited].map(short).join(", ")}`}`];
}

type Line = { readonly paint: Output["paint"]; readonly width: number; readonly short: (rule: string) => string; readonly storage: string };

function ruleLine({ rule, rows, ms, bytes }: Of<"built">, { failed, warned, change }: Of<"verified">, { paint, width, short, storage }: Line): string {
  const mark = failed > 0 ? paint.red("✗") : warned > 0 ? paint.yellow("!") : paint.green("✓");
  const notes = [
    ...(bytes === null ? [] : [`${storage}, ${bytesText(bytes)}`]),
    ...(change === null ? [] : [changeText(change)]),
    ...(failed > 0 ? [`${plural(failed, "promise")} broken (rulec show ${short(rule)} --failed)`] : warned > 0 ? [`${plural(warned, "promise")} warned (rulec show ${short(rule)} --failed)`] : []),
  ];
  return `  ${mark} ${short(rule).padEnd(width)} ${(rows === null ? "" : plural(rows, "row")).padStart(16)} ${durationText(ms).padStart(8)}  ${notes.join(", ")}`.trimEnd();
}

/** What a table gains and loses: `312 new, 1,204 changed`. */
export function changeText({ inserted, updated, deleted }: NonNullable<Of<"verified">["change"]>): string {
  const parts = ([[inserted, "new"], [updated, "changed"], [deleted, "gone"]] as const).flatMap(([n, what]) => (n === 0 ? [] : [`${countText(n)} ${what}`]));
  return parts.length === 0 ? "nothing new" : parts.join(", ");
}

/** `2 tables, 1 view and 1 file`. */
export function publishedText({ tables, views, files }: { readonly tables: number; readonly views: number; readonly files: number }): string {
  const parts = ([[tables, "table"], [views, "view"], [files, "file"]] as const).flatMap(([n, what]) => (n === 0 ? [] : [plural(n, what)]));
  return [...(parts.length > 1 ? [parts.slice(0, -1).join(", ")] : []), ...parts.slice(-1)].join(" and ");
}

/** The last line: what was used again, where the record is; or what is as it was, and the command that goes on. */
function endText({ status, ms, record, kept }: ScreenEnd, plan: readonly PlanStep[]): string {
  const [reused, made] = [count(plan, "reuse", "kept"), count(plan, "build", "kept")];
  const where = record === null ? "" : ` · ${record}`;
  if (status === "nothing") return `${reused === 0 ? "nothing to build" : `nothing to build: ${countText(reused)} of ${countText(count(plan, "build", "kept", "reuse"))} unchanged`}${where}`;
  if (status === "published") return `done in ${durationText(ms)}${reused === 0 ? "" : ` · ${countText(reused)} of ${countText(count(plan, "build", "kept", "reuse"))} reused`}${where}`;
  const goesOn = kept === 0 ? "" : `; ${countText(kept)} of ${plural(made, "build")} ${kept === 1 ? "is" : "are"} kept: rulec retry`;
  return `${status === "interrupted" ? "interrupted" : "failed"} after ${durationText(ms)}: nothing was published, what was there before is unchanged${goesOn}`;
}
