/** What `plan` and `why` share: the pack compiled, and a run of it planned without being made. */
import type { Compiled } from "../compile/types.ts";
import type { Diagnostic } from "../lang/diagnostics/index.ts";
import { planOnly } from "../runtime/index.ts";
import type { DryRun } from "../runtime/run/dry-run.ts";
import { compilePack, hasErrors, openPack, passesOff, refused, selectedRules, type Opened } from "./pack-session.ts";
import { runInput } from "./run-input.ts";
import { EXIT, type Invocation } from "./spec.ts";

export type Planned = { readonly compiled: Compiled; readonly dry: DryRun; readonly found: readonly Diagnostic[]; readonly textOf: Opened["textOf"] };

/** An exit code where there is no plan; why not is said. */
export async function planned(invocation: Invocation, sql: boolean): Promise<Planned | number> {
  const { out } = invocation;
  const { pack, diagnostics, textOf } = openPack(invocation);
  if (pack === null) return refused(invocation, diagnostics, textOf);
  const without = passesOff(invocation);
  if (without === null) return EXIT.usage;
  const compiled = compilePack(pack, { promises: true, without });
  const selected = await selectedRules(invocation, pack, compiled);
  if (selected === null) return EXIT.usage;
  const found = [...diagnostics, ...compiled.diagnostics];
  if (hasErrors(found)) return refused(invocation, found, textOf);
  const asked = runInput(invocation, pack, compiled, selected, textOf);
  if (!asked.ok) {
    if (!("usage" in asked)) return refused(invocation, asked.diagnostics, textOf);
    out.note(`rulec: ${asked.usage}`);
    return EXIT.usage;
  }
  const dry = await planOnly(asked.input, sql);
  return "code" in dry ? refused(invocation, [dry], textOf) : { compiled, dry, found, textOf };
}

/** `rules/sales.rule:20` */
export function lineOf(at: { readonly file: string; readonly start: number }, textOf: Opened["textOf"]): string {
  return `${at.file}:${(textOf(at.file) ?? "").slice(0, at.start).split("\n").length}`;
}
