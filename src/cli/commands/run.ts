import type { CompiledRule } from "../../compile/types.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { runPlan } from "../../runtime/index.ts";
import type { RunEvent, RunStatus } from "../../runtime/run/events.ts";
import type { Output } from "../output.ts";
import { compilePack, hasErrors, jsonOf, openPack, passesOff, selectedRules, showDiagnostics } from "../pack-session.ts";
import { runInput } from "../run-input.ts";
import { bytesText, durationText, plural } from "../text.ts";
import { EXIT, type Command, type Invocation } from "../spec.ts";

const EXIT_OF: Readonly<Record<RunStatus, number>> = { published: EXIT.ok, nothing: EXIT.ok, failed: EXIT.problems, interrupted: EXIT.interrupted };

const command: Command = {
  async run(invocation) {
    const { out } = invocation;
    const { pack, diagnostics, textOf } = openPack(invocation);
    if (pack === null) return refused(invocation, diagnostics, textOf);
    const without = passesOff(invocation);
    if (without === null) return EXIT.usage;
    const compiled = compilePack(pack, { promises: true, without });
    const selected = selectedRules(invocation, compiled);
    if (selected === null) return EXIT.usage;
    const found = [...diagnostics, ...compiled.diagnostics];
    // Nothing touches data before it all compiles.
    if (hasErrors(found)) return refused(invocation, found, textOf);
    const asked = runInput(invocation, pack, compiled, selected, textOf);
    if (!asked.ok) {
      if ("usage" in asked) {
        out.note(`rulec: ${asked.usage}`);
        return EXIT.usage;
      }
      return refused(invocation, asked.diagnostics, textOf);
    }
    showDiagnostics(invocation, found, textOf);
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
    const told = new Set<Diagnostic>();
    const screen = runScreen(invocation, pack.profile.name, compiled.rules, textOf, told);
    try {
      const outcome = await runPlan({ ...asked.input, signal: abort.signal, onEvent: screen });
      if (out.json) out.document({ ...outcome, diagnostics: jsonOf([...found, ...outcome.diagnostics], textOf) });
      else ending(out, outcome.status, outcome.diagnostics.filter((diagnostic) => !told.has(diagnostic)), outcome.ms, pack.manifest.name, textOf, invocation);
      return EXIT_OF[outcome.status];
    } finally {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    }
  },
};
export default command;

function refused(invocation: Invocation, diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined): number {
  showDiagnostics(invocation, diagnostics, textOf);
  if (invocation.out.json) invocation.out.document({ status: "failed", diagnostics: jsonOf(diagnostics, textOf), rules: [] });
  return EXIT.problems;
}

/** One line a rule that did something, and for whoever watches one live line that says what is going on. */
function runScreen(invocation: Invocation, profile: string, rules: readonly CompiledRule[], textOf: (file: string) => string | undefined, told: Set<Diagnostic>): (event: RunEvent) => void {
  const { out } = invocation;
  const { paint } = out;
  const tables = new Map(rules.map((rule) => [rule.name, rule.table]));
  const short = (rule: string): string => tables.get(rule) ?? rule;
  const width = Math.max(12, ...rules.map(({ table }) => table.length));
  const storage = new Map(rules.map((rule) => [rule.name, rule.storage.kind]));
  let built: Extract<RunEvent, { kind: "built" }> | null = null;
  let [held, warned, claims] = [0, 0, 0];
  const line = (mark: string, { rule, rows, ms, bytes }: Extract<RunEvent, { kind: "built" }>, note: string): void => {
    const what = storage.get(rule) === "table" || bytes === null ? "" : `${storage.get(rule)}, ${bytesText(bytes)}`;
    out.print(`  ${mark} ${short(rule).padEnd(width)} ${(rows === null ? "" : plural(rows, "row")).padStart(16)} ${durationText(ms).padStart(8)}  ${what}${note}`.trimEnd());
  };
  const on: { readonly [K in RunEvent["kind"]]: (event: Extract<RunEvent, { kind: K }>) => void } = {
    waiting: ({ holder }) => out.note(`waiting for the warehouse, held by ${holder}`),
    recovered: ({ run, what }) => out.note(`run ${run} had been cut short: ${what === "rolled-forward" ? "its publication was completed" : "what it had staged was removed"}`),
    started: ({ run, pack, engine, plan }) => {
      out.print(paint.bold(`rulec run · pack ${pack} · profile ${profile} · ${engine} · run ${run}`));
      const build = plan.filter(({ action }) => action === "build").length;
      out.print(`plan   ${plural(plan.length, "rule")}: ${build} to build${plan.length > build ? `, ${plan.length - build} not selected` : ""}`);
    },
    source: (event) => void (claims += event.claims),
    building: ({ rule, index, of, percent, ms }) => out.liveLine(`building ${short(rule)} (${index + 1} of ${of})${percent === null ? "" : `  ${Math.round(percent)} %`}  ${durationText(ms)}`),
    built: (event) => void (built = event),
    verified: (event) => {
      held += event.held;
      warned += event.warned;
      if (built === null || built.rule !== event.rule) return;
      const mark = event.failed > 0 ? paint.red("✗") : event.warned > 0 ? paint.yellow("!") : paint.green("✓");
      line(mark, built, event.failed > 0 ? `${plural(event.failed, "promise")} broken` : event.warned > 0 ? `${plural(event.warned, "check")} warned` : "");
    },
    diagnostic: ({ diagnostic }) => {
      told.add(diagnostic);
      if (diagnostic.code !== "interrupted") showDiagnostics(invocation, [diagnostic], textOf);
    },
    published: ({ tables: count, views, files, ms }) => {
      out.print(`verify ${plural(held + claims, "promise")} held${warned > 0 ? `, ${warned} warned` : ""}`);
      const parts = [...(count > 0 ? [plural(count, "table")] : []), ...(views > 0 ? [plural(views, "view")] : []), ...(files > 0 ? [plural(files, "file")] : [])];
      out.print(`publish ${parts.join(" and ")} in one transaction, ${durationText(ms)}`);
    },
    finished: () => out.liveLine(null),
  };
  return (event) => {
    if (!out.json) (on[event.kind] as (event: RunEvent) => void)(event);
  };
}

function ending(out: Output, status: RunStatus, untold: readonly Diagnostic[], ms: number, pack: string, textOf: (file: string) => string | undefined, invocation: Invocation): void {
  if (status === "published") out.print(`done in ${durationText(ms)} · target/${pack}/run-results.jsonl`);
  else if (status === "nothing") out.print("nothing to build");
  else {
    // What keeps a run from beginning is told by no event.
    showDiagnostics(invocation, untold.filter(({ code }) => code !== "interrupted"), textOf);
    out.note(`${status === "interrupted" ? "interrupted" : "failed"} after ${durationText(ms)}: nothing was published, what was there before is unchanged`);
  }
}
