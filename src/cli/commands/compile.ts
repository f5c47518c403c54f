import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { createTwoFilesPatch } from "diff";
import { artifacts, goldens, wholeText, type Artifact } from "../../compile/artifacts.ts";
import { formsOf } from "../../compile/rule-forms.ts";
import type { Compiled, Prepared } from "../../compile/types.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { parseTrees } from "../../runtime/index.ts";
import { writePiecesIfChanged, writeProblem, isFileError } from "../../runtime/record/files.ts";
import type { Pack } from "../../runtime/pack/read-pack.ts";
import { version } from "../version.ts";
import { compilePack, hasErrors, host, jsonOf, openPack, passesOff, selectedRules, showDiagnostics } from "../pack-session.ts";
import { EXIT, flag, type Command, type Invocation } from "../spec.ts";

const { sha256 } = host;

const command: Command = {
  async run(invocation) {
    const { options, out } = invocation;
    const began = performance.now();
    const { pack, diagnostics, textOf } = openPack(invocation);
    const read = performance.now() - began;
    if (pack === null) return finish(invocation, diagnostics, textOf, {}, EXIT.problems);
    const without = passesOff(invocation);
    if (without === null) return EXIT.usage;
    const wantsForms = flag(options, "forms");
    const compiled = compilePack(pack, { without, keep: wantsForms });
    const selected = await selectedRules(invocation, pack, compiled);
    if (selected === null) return EXIT.usage;
    const all = [...diagnostics, ...compiled.diagnostics];
    if (hasErrors(all)) return finish(invocation, all, textOf, {}, EXIT.problems);
    const chosen: Compiled = { ...compiled, rules: compiled.rules.filter(({ name }) => selected.has(name)) };
    if (flag(options, "check")) return check(invocation, pack, chosen, all, textOf);
    const writing = performance.now();
    const forms = wantsForms ? await formsOf(chosen.rules, compiled.prepared as Prepared, parseTrees) : undefined;
    const target = join(pack.dir, "target", pack.manifest.name);
    const made = write(pack, target, artifacts({ compiled: chosen, manifest: pack.manifest, profile: pack.profile, compiler: version, sha256, forms }), invocation.args.length === 0 ? ["sql", "rules"] : []);
    if ("code" in made) return finish(invocation, [...all, made], textOf, {}, EXIT.problems);
    const golden = flag(options, "golden") ? write(pack, join(pack.dir, pack.manifest.golden), goldens(chosen, sha256), invocation.args.length === 0 ? [""] : []) : null;
    if (golden !== null && "code" in golden) return finish(invocation, [...all, golden], textOf, {}, EXIT.problems);
    const write_ms = performance.now() - writing;
    const timings = { phases_ms: { read, ...compiled.timings, write: write_ms }, ...usage(began) };
    if (!out.json) {
      if (flag(options, "timings")) showTimings(invocation, timings);
      const goldenText = golden === null ? "" : `, ${golden.written} of ${golden.files} golden files: ${relative(pack.dir, join(pack.dir, pack.manifest.golden))}/`;
      out.note(`${chosen.rules.length} rule${chosen.rules.length === 1 ? "" : "s"} compiled, ${made.written} of ${made.files} artifacts changed: target/${pack.manifest.name}/${goldenText} (${Math.round(performance.now() - began)} ms)`);
    }
    return finish(invocation, all, textOf, { rules: chosen.rules.length, artifacts: made.files, written: made.written, ...(flag(options, "timings") ? { timings } : {}) }, EXIT.ok);
  },
};
export default command;

function finish(invocation: Invocation, diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined, more: object, exit: number): number {
  showDiagnostics(invocation, diagnostics, textOf);
  if (invocation.out.json) invocation.out.document({ diagnostics: jsonOf(diagnostics, textOf), ...more });
  return exit;
}

/** Writes what changed; of `owned` folders removes what no artifact of this time is. */
function write({ dir }: Pack, folder: string, of: Iterable<Artifact>, owned: readonly string[]): { readonly files: number; readonly written: number } | Diagnostic {
  const kept = new Set<string>();
  let written = 0;
  try {
    for (const { path, pieces } of of) {
      kept.add(path);
      if (writePiecesIfChanged(join(folder, path), pieces)) written++;
    }
    for (const below of owned) for (const path of filesBelow(join(folder, below))) {
      const name = below === "" ? path : `${below}/${path}`;
      if (!kept.has(name) && /\.(sql|json|norm\.rule)$/.test(name)) rmSync(join(folder, name));
    }
    return { files: kept.size, written };
  } catch (error) {
    if (!isFileError(error)) throw error;
    return writeProblem(error, relative(dir, error.path ?? folder), { file: "rulepack.json", start: 0, end: 0 });
  }
}

const filesBelow = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll("\\", "/")) : [];

/** Compares with the golden folder, writes nothing. */
function check(invocation: Invocation, pack: Pack, compiled: Compiled, diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined): number {
  const folder = join(pack.dir, pack.manifest.golden);
  const expected = new Map([...goldens(compiled, sha256)].map((golden) => [golden.path, wholeText(golden)]));
  const there = invocation.args.length === 0 ? filesBelow(folder).filter((path) => /\.(sql|json)$/.test(path)) : [];
  const differing = [...new Set([...expected.keys(), ...there])].sort().flatMap((path) => {
    const before = existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : null;
    const after = expected.get(path) ?? null;
    return before === after ? [] : [{ path, what: before === null ? "missing" : after === null ? "no rule makes it" : "differs", diff: createTwoFilesPatch(`golden/${path}`, path, before ?? "", after ?? "", undefined, undefined, { context: 3 }) }];
  });
  if (!invocation.out.json) {
    for (const { path, what, diff } of differing) invocation.out.print(`${path}: ${what}\n${diff.split("\n").slice(1).join("\n")}`);
    if (differing.length > 0) invocation.out.note(`${differing.length} golden file${differing.length === 1 ? "" : "s"} of ${expected.size} differ; rulec compile --golden rewrites them`);
  }
  return finish(invocation, diagnostics, textOf, { rules: compiled.rules.length, differing: differing.map(({ path, what }) => ({ path, what })) }, differing.length > 0 ? EXIT.differs : EXIT.ok);
}

function usage(began: number): { readonly wall_ms: number; readonly cpu_ms: number; readonly max_rss_mb: number } {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { wall_ms: performance.now() - began, cpu_ms: (userCPUTime + systemCPUTime) / 1000, max_rss_mb: maxRSS / 1024 };
}

function showTimings({ out }: Invocation, timings: ReturnType<typeof usage> & { readonly phases_ms: Readonly<Record<string, number>> }): void {
  for (const [phase, ms] of Object.entries(timings.phases_ms)) out.note(`  ${phase.padEnd(8)} ${Math.round(ms).toString().padStart(6)} ms`);
  out.note(`  CPU ${(timings.cpu_ms / 1000).toFixed(2)} s, wall ${(timings.wall_ms / 1000).toFixed(2)} s, peak ${Math.round(timings.max_rss_mb)} MB`);
}
