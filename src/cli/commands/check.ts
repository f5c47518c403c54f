import { MANIFEST_FILE } from "../../lang/pack.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { applyEdits } from "../fix.ts";
import { compilePack, hasErrors, jsonOf, openPack, selectedRules, showDiagnostics } from "../pack-session.ts";
import { renderSummary } from "../../lang/diagnostics/render-terminal.ts";
import { plural } from "../text.ts";
import { EXIT, flag, type Command, type Invocation } from "../spec.ts";

/** So often edits may bring others to light. */
const ROUNDS = 8;

const command: Command = {
  async run(invocation) {
    const started = performance.now();
    let opened = openPack(invocation);
    let fixed = 0;
    if (opened.pack !== null && flag(invocation.options, "fix")) {
      // An edit can bring a mistake to light that another hid, so mend until nothing is left to mend.
      for (let round = 0; round < ROUNDS && opened.pack !== null; round++) {
        const own = new Set([MANIFEST_FILE, ...opened.pack.files.map(({ path }) => path)]);
        // Dependencies are not this pack's to mend.
        const applied = applyEdits(opened.pack.dir, compilePack(opened.pack).diagnostics.filter(({ edits }) => edits.every(({ file }) => own.has(file))), opened.textOf);
        if (applied === 0) break;
        fixed += applied;
        opened = openPack(invocation);
      }
    }
    if (opened.pack === null) return failed(invocation, opened.diagnostics, opened.textOf);
    const compiled = compilePack(opened.pack);
    const selected = await selectedRules(invocation, opened.pack, compiled);
    if (selected === null) return EXIT.usage;
    const files = new Set(compiled.declared.filter(({ name }) => selected.has(name)).map(({ at }) => at.file));
    const all = [...opened.diagnostics, ...compiled.diagnostics];
    const diagnostics = invocation.args.length === 0 ? all : all.filter(({ at }) => files.has(at.file));
    const ms = Math.round(performance.now() - started);
    if (invocation.out.json) {
      invocation.out.document({ diagnostics: jsonOf(diagnostics, opened.textOf), fixed, rules: selected.size, files: opened.pack.files.length, ms });
    } else {
      showDiagnostics(invocation, diagnostics, opened.textOf);
      invocation.out.note(summary(diagnostics, fixed, selected.size, opened.pack.files.length, ms));
    }
    return hasErrors(diagnostics) ? EXIT.problems : EXIT.ok;
  },
};
export default command;

function failed(invocation: Invocation, diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined): number {
  showDiagnostics(invocation, diagnostics, textOf);
  if (invocation.out.json) invocation.out.document({ diagnostics: jsonOf(diagnostics, textOf), fixed: 0, rules: 0, files: 0, ms: 0 });
  return EXIT.problems;
}

function summary(diagnostics: readonly Diagnostic[], fixed: number, rules: number, files: number, ms: number): string {
  const applied = fixed > 0 ? `${plural(fixed, "edit")} applied; ` : "";
  if (diagnostics.length === 0) return `${applied}${plural(rules, "rule")} in ${plural(files, "file")} ${rules === 1 ? "is" : "are"} fine (${ms} ms)`;
  return `${applied}${renderSummary(diagnostics, { files, ms })}`;
}
