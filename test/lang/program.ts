/** What the tests of names, schemas and contracts share: packs written in a test, and diagnostics as one reads them. */
import { createHash } from "node:crypto";
import { bindProgram, type BoundProgram } from "../../src/lang/bind-program.ts";
import { bindRule, type BoundRule } from "../../src/lang/bind-rule.ts";
import { checkReferences } from "../../src/lang/contract/references.ts";
import type { Diagnostic, Place } from "../../src/lang/diagnostics/index.ts";
import { loadModules, type Modules } from "../../src/lang/modules.ts";
import { parse } from "../../src/lang/parser/index.ts";
import { ruleOrder } from "../../src/lang/rule-order.ts";
import type { ParsedFile } from "../../src/lang/scope.ts";

export type Files = Readonly<Record<string, string>>;
export const host = { sha256: (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex") };
export const manifest = { roots: ["rules"], dependencies: {} };

/** A path stands below `rules/`. */
export const parsedLoosely = (files: Files): ParsedFile[] =>
  Object.entries(files).map(([name, text]) => ({ path: `rules/${name}.rule`, text, ...parse(`rules/${name}.rule`, text) }));

/** Texts that must be readable. */
export function parsed(files: Files): ParsedFile[] {
  const all = parsedLoosely(files);
  for (const { path, text, diagnostics = [] } of all) {
    if (diagnostics.length > 0) throw new Error(`${path}: ${diagnostics.map(({ title, at }) => `${title} at ${JSON.stringify(text.slice(at.start, at.start + 20))}`).join("; ")}`);
  }
  return all;
}

const textOf = (files: Files, { file, start, end }: Place): string => (files[file.replace(/^rules\/|\.rule$/g, "")] ?? "").slice(start, end);

/** `code: the text that it points at`. */
export const shown = (files: Files, diagnostics: readonly Diagnostic[]): string[] => diagnostics.map((d) => `${d.code}: ${textOf(files, d.at)}`);

/** The files with every edit of the diagnostics done. */
export function mended(files: Files, diagnostics: readonly Diagnostic[]): Files {
  const out: Record<string, string> = { ...files };
  const edits = diagnostics.flatMap((d) => d.edits).sort((a, b) => b.start - a.start);
  for (const { file, start, end, text } of edits) {
    const name = file.replace(/^rules\/|\.rule$/g, "");
    out[name] = (out[name] ?? "").slice(0, start) + text + (out[name] ?? "").slice(end);
  }
  return out;
}

export function modulesOf(files: Files): { readonly modules: Modules; readonly diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  return { modules: loadModules(parsed(files), manifest, (d) => diagnostics.push(d)), diagnostics };
}

export const programOf = (files: Files): BoundProgram & { readonly diagnostics: Diagnostic[] } => programIn(parsed(files));

function programIn(files: readonly ParsedFile[]): BoundProgram & { readonly diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  return { ...bindProgram(files, manifest, host, (d) => diagnostics.push(d)), diagnostics };
}

/** Everything bound, rules in their order. */
export const bound = (files: Files): Bound => boundFiles(parsed(files));

type Bound = BoundProgram & { readonly diagnostics: Diagnostic[]; readonly rules: ReadonlyMap<string, BoundRule> };
export function boundFiles(files: readonly ParsedFile[]): Bound {
  const { program, interfaces, diagnostics } = programIn(files);
  const rules = new Map<string, BoundRule>();
  for (const declared of ruleOrder(program, (d) => diagnostics.push(d))) {
    const rule = bindRule(declared, program, { interfaces, host });
    rules.set(declared.decl.name.text, rule);
    diagnostics.push(...rule.diagnostics);
    if (rule.interface !== null) interfaces.set(declared.name, rule.interface);
  }
  checkReferences(program, interfaces, (d) => diagnostics.push(d));
  return { program, interfaces, diagnostics, rules };
}

/** The one rule of a text that has no mistake. */
export function ruleIn(text: string, name: string): NonNullable<BoundRule["rule"]> {
  const { rules, diagnostics } = bound({ main: text });
  const rule = rules.get(name)?.rule ?? null;
  if (rule === null) throw new Error(diagnostics.map((d) => d.title).join("; ") || `no rule ${name}`);
  return rule;
}
