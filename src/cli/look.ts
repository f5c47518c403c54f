/** What `check` and `lint` do: compile, mend what is asked to be mended, say what is left in the form that is asked for. */
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { mend } from "../compile/mend.ts";
import { editedTexts } from "../lang/diagnostics/edits.ts";
import { diagnose, isLint, type Diagnostic } from "../lang/diagnostics/index.ts";
import { renderGithub } from "../lang/diagnostics/render-github.ts";
import { diagnosticsJson } from "../lang/diagnostics/render-json.ts";
import { renderSarif } from "../lang/diagnostics/render-sarif.ts";
import { renderSummary } from "../lang/diagnostics/render-terminal.ts";
import { MANIFEST_FILE } from "../lang/pack.ts";
import type { Allowed } from "../lang/lint/index.ts";
import type { LintChoice } from "../lang/lint/levels.ts";
import type { Pack } from "../runtime/pack/read-pack.ts";
import { isFileError, replaceText } from "../runtime/record/files.ts";
import { compilePack, hasErrors, host, jsonOf, openPack, packText, selectedRules, showDiagnostics, type Opened } from "./pack-session.ts";
import { EXIT, flag, text, type Invocation } from "./spec.ts";
import { plural } from "./text.ts";
import { version } from "./version.ts";

const FORMATS = ["text", "json", "github", "sarif"] as const;
type Format = (typeof FORMATS)[number];

/** `strict`: a warning is a problem, too. */
export type Look = { readonly choice: LintChoice; readonly strict: boolean };

type Told = { readonly diagnostics: readonly Diagnostic[]; readonly allowed: readonly Allowed[]; readonly fixed: number; readonly rules: number; readonly files: number; readonly ms: number };
type Shown = Look & { readonly format: Format; readonly dir: string; readonly textOf: Opened["textOf"] };

/** `before`: edits that were applied already. */
export async function look(invocation: Invocation, { choice, strict }: Look, before = 0): Promise<number> {
  const started = performance.now();
  const format = formatOf(invocation);
  if (format === null) return EXIT.usage;
  const { pack, diagnostics: unread, textOf } = openPack(invocation);
  const ms = (): number => Math.round(performance.now() - started);
  const none: Omit<Told, "diagnostics"> = { allowed: [], fixed: 0, rules: 0, files: 0, ms: 0 };
  if (pack === null) return show(invocation, { choice, strict, format, dir: resolve(invocation.cwd, text(invocation.options, "pack") ?? "."), textOf }, { diagnostics: unread, ...none });
  const first = compilePack(pack, { lint: choice });
  const fix = flag(invocation.options, "fix");
  const manifest = fix ? editedTexts(first.diagnostics.filter(({ edits }) => edits.every(({ file }) => file === MANIFEST_FILE)), textOf) : null;
  // It says what else is read, so it is mended before all else.
  if (manifest !== null && manifest.applied > 0 && write(pack, manifest.texts).length === 0) return look(invocation, { choice, strict }, before + manifest.applied);
  const selected = await selectedRules(invocation, pack, first);
  if (selected === null) return EXIT.usage;
  const files = new Set(first.declared.filter(({ name }) => selected.has(name)).map(({ at }) => at.file));
  const isAsked = ({ at }: Diagnostic): boolean => invocation.args.length === 0 || files.has(at.file);
  const mended = fix ? mend(packText(pack), host, { lint: choice }, isAsked, first) : null;
  const unwritten = mended === null ? [] : write(pack, mended.texts);
  const { diagnostics, allowed } = mended?.compiled ?? first;
  return show(invocation, { choice, strict, format, dir: pack.dir, textOf: (file) => mended?.texts.get(file) ?? textOf(file) }, {
    diagnostics: [...unread, ...unwritten, ...diagnostics.filter(isAsked)], allowed: allowed.filter(({ diagnostic }) => isAsked(diagnostic)),
    fixed: before + (mended?.applied ?? 0), rules: selected.size, files: pack.files.length, ms: ms(),
  });
}

function formatOf({ options, out }: Invocation): Format | null {
  const written = text(options, "format") ?? (out.json ? "json" : "text");
  const format = FORMATS.find((one) => one === written);
  if (format === undefined) out.note(`rulec: --format takes ${FORMATS.join(", ")}, not ${written}`);
  else if (out.json && format !== "json") out.note(`rulec: --json is --format json, not ${format}`);
  else return format;
  return null;
}

/** Errors: file-unwritable, also where a file holds bytes that are no text, which would be lost. */
function write({ dir }: Pack, texts: ReadonlyMap<string, string>): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const refuse = (file: string, problem: string): void => void problems.push(diagnose("file-unwritable", { file, problem }, { file, start: 0, end: 0 }));
  for (const [file, content] of texts) {
    try {
      if (content.includes("\uFFFD") && !isUtf8(readFileSync(join(dir, file)))) refuse(file, "not UTF-8");
      else replaceText(join(dir, file), content);
    } catch (error) {
      if (!isFileError(error)) throw error;
      refuse(file, error.code ?? error.message);
    }
  }
  return problems;
}

function show(invocation: Invocation, { choice, strict, format, dir, textOf }: Shown, told: Told): number {
  const { out, env, cwd } = invocation;
  const { diagnostics, allowed, fixed, rules, files, ms } = told;
  const folder = relative(env["GITHUB_WORKSPACE"] ?? cwd, dir).replaceAll("\\", "/");
  const prefix = folder === "" ? "" : `${folder}/`;
  if (format === "json") {
    const suppressed = diagnosticsJson(allowed.map(({ diagnostic }) => diagnostic), textOf).map((diagnostic, i) => ({ diagnostic, reason: allowed[i]?.reason }));
    out.document({ diagnostics: jsonOf(diagnostics, textOf), ...(strict ? { allowed: suppressed } : {}), fixed, rules, files, ms });
  } else if (format === "sarif") out.document(renderSarif({ diagnostics, allowed, textOf, prefix, version }));
  else {
    if (format === "github") {
      if (diagnostics.length > 0) out.print(renderGithub(diagnostics, textOf, prefix));
    } else showDiagnostics(invocation, diagnostics, textOf);
    out.note(summary(told, strict && choice.only !== null));
  }
  return hasErrors(diagnostics) || (strict && diagnostics.some(({ code }) => isLint(code))) ? EXIT.problems : EXIT.ok;
}

function summary({ diagnostics, fixed, rules, files, ms }: Told, some: boolean): string {
  const applied = fixed > 0 ? `${plural(fixed, "edit")} applied; ` : "";
  if (diagnostics.length === 0) return `${applied}${plural(rules, "rule")} in ${plural(files, "file")} ${rules === 1 ? "is" : "are"} fine${some ? " by these lints" : ""} (${ms} ms)`;
  return `${applied}${renderSummary(diagnostics, { files, ms })}`;
}
