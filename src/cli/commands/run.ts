import path from "node:path";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { runPlan } from "../../runtime/index.ts";
import { KEPT_ROWS } from "../../runtime/record/failures.ts";
import { RESULTS_FILE } from "../../runtime/record/results.ts";
import type { RunOutcome } from "../../runtime/run/run.ts";
import type { RunEvent, RunStatus } from "../../runtime/run/events.ts";
import type { RunInput } from "../../runtime/run/work.ts";
import { compilePack, hasErrors, jsonOf, openPack, passesOff, selectedRules, showDiagnostics } from "../pack-session.ts";
import { runTrial, trialRows } from "../trial.ts";
import { rememberStates } from "../rule-state.ts";
import { runInput } from "../run-input.ts";
import { createRunLog, LOG_FORMATS, type LogFormat } from "../run-log.ts";
import { createRunScreen, type ScreenRule } from "../run-screen.ts";
import { EXIT, flag, text, type Command, type Invocation } from "../spec.ts";

const EXIT_OF: Readonly<Record<RunStatus, number>> = { published: EXIT.ok, nothing: EXIT.ok, failed: EXIT.problems, interrupted: EXIT.interrupted };

type TextOf = (file: string) => string | undefined;
/** Where a run is told while it works: on the screen, as a log, or nowhere, where a document follows. */
export type Teller = {
  readonly diagnostics: (diagnostics: readonly Diagnostic[]) => void;
  readonly on: (event: RunEvent) => void;
  /** `record`: the file that holds all of the run, as people read it; null where none was begun. */
  readonly end: (outcome: RunOutcome, record: string | null) => void;
};

const command: Command = {
  async run(invocation) {
    const { out } = invocation;
    const format = logFormat(invocation);
    if (format === "unknown") return EXIT.usage;
    const trial = trialRows(invocation);
    if (typeof trial === "string") {
      out.note(`rulec: ${trial}`);
      return EXIT.usage;
    }
    if (flag(invocation.options, "dryRun")) return (await import("./plan.ts")).default.run(invocation);
    const { pack, diagnostics, textOf } = openPack(invocation);
    if (pack === null) return refused(invocation, diagnostics, teller(invocation, format, textOf), textOf);
    const without = passesOff(invocation);
    if (without === null) return EXIT.usage;
    const compiled = compilePack(pack, { promises: true, without, ...(flag(invocation.options, "keepFailures") ? { samples: KEPT_ROWS } : {}) });
    const selected = await selectedRules(invocation, pack, compiled);
    if (selected === null) return EXIT.usage;
    const found = [...diagnostics, ...compiled.diagnostics];
    const screen = { profile: pack.profile.name, rules: compiled.rules.map(({ name, table, storage, reads }) => ({ name, table, storage: storage.kind, reads: reads.map(({ of }) => of.name) })) };
    const tell = teller(invocation, format, textOf, screen);
    // Nothing touches data before it all compiles.
    if (hasErrors(found)) return refused(invocation, found, tell, textOf);
    const asked = runInput(invocation, pack, compiled, selected, textOf);
    if (!asked.ok) {
      if ("usage" in asked) {
        out.note(`rulec: ${asked.usage}`);
        return EXIT.usage;
      }
      return refused(invocation, asked.diagnostics, tell, textOf);
    }
    tell.diagnostics(found);
    if (trial !== null) return runTrial(invocation, asked.input, trial, textOf);
    const outcome = await interruptible(asked.input, tell.on, format === null && !out.json ? out.note : () => undefined);
    if (outcome.status === "published" || outcome.status === "nothing") rememberStates(asked.input.target, compiled, outcome.plan.flatMap(({ rule, action }) => (action === "skip" ? [] : [rule])));
    if (out.json) out.document({ ...outcome, diagnostics: jsonOf([...found, ...outcome.diagnostics], textOf) });
    tell.end(outcome, outcome.run === "" ? null : path.relative(asked.input.root, path.join(asked.input.target, RESULTS_FILE)).replaceAll("\\", "/"));
    return EXIT_OF[outcome.status];
  },
};
export default command;

/** The first signal asks the run to end in order; a second one ends the process at once, and whoever opens the warehouse next puts right what it leaves. */
export async function interruptible(input: RunInput, onEvent: (event: RunEvent) => void, note: (line: string) => void): Promise<RunOutcome> {
  const abort = new AbortController();
  let asked: NodeJS.Signals = "SIGINT";
  const stop = (signal: NodeJS.Signals): void => {
    asked = signal;
    release();
    note("interrupting; once more ends it at once");
    abort.abort();
  };
  // Leaving in order would wait for the engine's threads. By the signal itself, whoever started the process sees why it ended.
  const onStuck = (): void => {
    note("interrupted: the engine did not stop, so its process ends; nothing was published, what was there before is unchanged");
    process.kill(process.pid, asked);
  };
  const release = (): void => {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    return await runPlan({ ...input, signal: abort.signal, onEvent, onStuck });
  } finally {
    release();
  }
}

/** From `--log-format`, else from RULEC_LOG; null: the screen. `unknown` is said on standard error. */
export function logFormat({ options, env, out }: Invocation): LogFormat | null | "unknown" {
  const [option, variable] = [text(options, "logFormat"), env["RULEC_LOG"] ?? ""];
  const asked = option ?? variable;
  if (asked === "") return null;
  const format = LOG_FORMATS.find((one) => one === asked);
  if (format === undefined) out.note(`rulec: ${option === undefined ? "RULEC_LOG" : "--log-format"} takes ${LOG_FORMATS.join(" or ")}, not ${asked}`);
  return format ?? "unknown";
}

export function teller(invocation: Invocation, format: LogFormat | null, textOf: TextOf, of: { readonly profile: string; readonly rules: readonly ScreenRule[] } = { profile: "", rules: [] }): Teller {
  const { out } = invocation;
  if (format !== null) {
    const log = createRunLog(format, out.note);
    const diagnostics = (all: readonly Diagnostic[]): void => all.forEach(log.diagnostic);
    return { diagnostics, on: log.on, end: (outcome) => diagnostics(outcome.diagnostics) };
  }
  const diagnostics = (all: readonly Diagnostic[]): void => showDiagnostics(invocation, all, textOf);
  if (out.json) return { diagnostics, on: () => undefined, end: () => undefined };
  const screen = createRunScreen(out, { ...of, tell: (diagnostic) => diagnostics([diagnostic]) });
  return { diagnostics, on: screen.on, end: (outcome, record) => screen.end({ ...outcome, record }) };
}

function refused(invocation: Invocation, diagnostics: readonly Diagnostic[], tell: Teller, textOf: TextOf): number {
  tell.diagnostics(diagnostics);
  if (invocation.out.json) invocation.out.document({ status: "failed", diagnostics: jsonOf(diagnostics, textOf), rules: [] });
  return EXIT.problems;
}
