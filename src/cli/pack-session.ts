/** What most commands begin with: read the pack, compile it, show what is wrong. */
import { hash } from "node:crypto";
import { join, resolve } from "node:path";
import { compile } from "../compile/compile.ts";
import type { Compiled, CompileHost, CompileOptions, PackText, Prepared } from "../compile/types.ts";
import { PASSES } from "../ir/passes/list.ts";
import { nearest } from "../lang/diagnostics/define.ts";
import { MANIFEST_FILE } from "../lang/pack.ts";
import type { Diagnostic } from "../lang/diagnostics/index.ts";
import { diagnosticsJson } from "../lang/diagnostics/render-json.ts";
import { renderTerminal } from "../lang/diagnostics/render-terminal.ts";
import { REWRITES } from "../lower/index.ts";
import { readPack, type Pack } from "../runtime/pack/read-pack.ts";
import { factsOf } from "./select-facts.ts";
import { isNamed, nearestName, select } from "./select.ts";
import { EXIT, text, texts, type Invocation } from "./spec.ts";
import { orMeant } from "./text.ts";

export const host: CompileHost = { sha256: (bytes) => hash("sha256", bytes), now: () => performance.now() };

export type Session = { readonly pack: Pack; readonly compiled: Compiled; readonly textOf: (file: string) => string | undefined };
export type Opened = { readonly pack: Pack | null; readonly diagnostics: readonly Diagnostic[]; readonly textOf: (file: string) => string | undefined };

/** Reads the pack that the options name, or the nearest one. */
export function openPack({ options, cwd }: Invocation): Opened {
  const read = readPack({ start: resolve(cwd, text(options, "pack") ?? "."), profile: text(options, "profile") ?? null });
  const files = [...(read.pack?.files ?? []), ...(read.pack?.dependencies ?? []).flatMap((dependency) => dependency.files)];
  const texts = new Map([[MANIFEST_FILE, read.manifestText], ...files.map(({ path, text: content }) => [path, content] as const)]);
  return { pack: read.pack, diagnostics: read.diagnostics, textOf: (file) => texts.get(file) };
}

export const packText = (pack: Pack): PackText =>
  ({ manifest: pack.manifest, profile: pack.profile, files: pack.files, readText: pack.readText, code: pack.code, dependencies: pack.dependencies, packs: pack.packs });

export function compilePack(pack: Pack, options: CompileOptions = {}): Compiled {
  return compile(packText(pack), host, options);
}

/** Where the pack's artifacts go. */
export const targetOf = (pack: Pack): string => join(pack.dir, "target", pack.manifest.name);

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some(({ severity }) => severity === "error");

/** On standard error for people; `--json` puts them into the command's document instead. */
export function showDiagnostics({ out }: Invocation, diagnostics: readonly Diagnostic[], textOf: Opened["textOf"]): void {
  if (diagnostics.length > 0 && !out.json) out.note(renderTerminal(diagnostics, textOf, { colour: out.colour.err, width: out.width }));
}

export const jsonOf = (diagnostics: readonly Diagnostic[], textOf: Opened["textOf"]): unknown => diagnosticsJson(diagnostics, textOf);

/** What a command ends with that can show nothing but what is wrong. */
export function refused(invocation: Invocation, diagnostics: readonly Diagnostic[], textOf: Opened["textOf"]): number {
  showDiagnostics(invocation, diagnostics, textOf);
  if (invocation.out.json) invocation.out.document({ diagnostics: jsonOf(diagnostics, textOf) });
  return EXIT.problems;
}

/** `refuse`: for a rule that holds a mistake. */
export type OpenedRule = { readonly name: string; readonly prepared: Prepared; readonly refuse: () => number };

/** The one rule of the pack that a command's argument names; else the exit code, why being said. */
export function openRule(invocation: Invocation, name: string, options: CompileOptions = {}): OpenedRule | number {
  const { out } = invocation;
  const { pack, diagnostics, textOf } = openPack(invocation);
  if (pack === null) return refused(invocation, diagnostics, textOf);
  const compiled = compilePack(pack, { ...options, keep: true });
  const refuse = (): number => refused(invocation, [...diagnostics, ...compiled.diagnostics], textOf);
  const found = compiled.declared.filter(isNamed(name));
  const [rule] = found;
  if (rule === undefined && hasErrors(compiled.diagnostics)) return refuse();
  if (rule === undefined || found.length > 1) {
    out.note(`rulec: ${rule === undefined ? `there is no rule ${name}${orMeant(nearestName(name, compiled.declared), "rulec ls")}` : `${name} could be ${found.map((one) => one.name).join(" or ")}`}`);
    return EXIT.usage;
  }
  return { name: rule.name, prepared: compiled.prepared as Prepared, refuse };
}

/** The passes and rewrites that `--no-pass` names; null (said on standard error) where one is none. */
export function passesOff({ options, out }: Invocation): readonly string[] | null {
  const named = texts(options, "pass");
  const unknown = named.find((name) => [...PASSES, ...REWRITES].every((pass) => pass.name !== name));
  if (unknown === undefined) return named;
  const meant = nearest(unknown, [...PASSES, ...REWRITES].map(({ name }) => name));
  out.note(`rulec: there is no pass ${unknown}${orMeant(meant, "rulec passes")}`);
  return null;
}

/** The names that the command's arguments select; null (said on standard error) when one selects nothing. */
export async function selectedRules({ args, options, cwd, out }: Invocation, pack: Pack, compiled: Compiled): Promise<ReadonlySet<string> | null> {
  const rules = compiled.declared.map(({ name, tags, reads, at }) => ({ name, tags, reads, file: at.file }));
  const exclude = texts(options, "exclude");
  const target = targetOf(pack);
  // Records are held against their schema when they are read: what does that is loaded where one is asked about.
  const record = [...args, ...exclude].some((one) => one.includes("result:")) ? (await import("../runtime/record/history.ts")).latestRecord(target) : null;
  const selected = select(args, rules, factsOf({ root: pack.dir, target, cwd, state: text(options, "state"), record }, compiled), exclude);
  if (selected.ok) return selected.names;
  out.note(`rulec: ${selected.problem}`);
  return null;
}
