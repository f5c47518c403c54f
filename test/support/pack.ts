/** A pack in a folder of its own, compiled and run the way the commands do it. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { createOutput } from "../../src/cli/output.ts";
import { runInput } from "../../src/cli/run-input.ts";
import type { Invocation } from "../../src/cli/spec.ts";
import { compile } from "../../src/compile/compile.ts";
import type { Compiled, CompiledRule } from "../../src/compile/types.ts";
import type { Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { renderTerminal } from "../../src/lang/diagnostics/render-terminal.ts";
import { openEngine, runPlan } from "../../src/runtime/index.ts";
import { readRows } from "../../src/runtime/run/read-rows.ts";
import type { Engine, EngineProfile, JsonValue } from "../../src/runtime/engine.ts";
import { readPack, type Pack, type ReadPack } from "../../src/runtime/pack/read-pack.ts";
import type { RunOutcome } from "../../src/runtime/run/run.ts";
import type { RunInput } from "../../src/runtime/run/work.ts";
import { host } from "./host.ts";

export { host };

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is removed behind the tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rulec-test-"));
  folders.push(folder);
  return folder;
}

const MANIFEST = JSON.stringify({ name: "case", version: "0.1.0", language: 1, profiles: { dev: { threads: 2, memory: "1GB" } } });

/** A folder with these files; where no rulepack.json is among them, a plain one is added. */
export function packFolder(files: Readonly<Record<string, string>>, folder = temporaryFolder()): string {
  const all = "rulepack.json" in files || existsSync(join(folder, "rulepack.json")) ? files : { ...files, "rulepack.json": MANIFEST };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export type Opened = { readonly read: ReadPack; readonly pack: Pack | null; readonly compiled: Compiled | null; readonly diagnostics: readonly Diagnostic[] };

export function openFolder(folder: string): Opened {
  const read = readPack({ start: folder, profile: null });
  const compiled = read.pack === null ? null : compile(read.pack, host, { keep: true, promises: true });
  return { read, pack: read.pack, compiled, diagnostics: [...read.diagnostics, ...(compiled?.diagnostics ?? [])] };
}

export const textOf = ({ manifestText, pack }: ReadPack) => (file: string): string | undefined => (file === "rulepack.json" ? manifestText : pack?.files.find(({ path }) => path === file)?.text);

export const rendered = (diagnostics: readonly Diagnostic[], read: ReadPack): string => renderTerminal(diagnostics, textOf(read), { colour: false, width: 100 });

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some(({ severity }) => severity === "error");

function asked({ compiled, pack, read }: Opened): RunInput | readonly Diagnostic[] {
  if (pack === null || compiled === null) return [];
  const invocation: Invocation = { args: [], options: {}, out: createOutput({ json: true, env: {} }), cwd: pack.dir, env: {} };
  const input = runInput(invocation, pack, compiled, new Set(compiled.declared.map(({ name }) => name)), textOf(read));
  return input.ok ? input.input : "diagnostics" in input ? input.diagnostics : [];
}

/** Runs what compiles without errors; what is wrong with the parameters is told like what is wrong in the run. */
export async function runAll(opened: Opened, more: Pick<RunInput, "evidence" | "fullRefresh"> = {}): Promise<Pick<RunOutcome, "status" | "diagnostics">> {
  const input = asked(opened);
  return "pack" in input ? runPlan({ ...input, ...more }) : { status: "failed", diagnostics: input };
}

/** The rows that a rule has published, in its order. */
export const publishedRows = async (opened: Opened, rule: CompiledRule): Promise<Rows> => (await publishedRowsOf(opened, [rule]))[0] as Rows;

type Rows = readonly (readonly JsonValue[])[];

/** The same of many rules, which are read as `rulec show` reads them, but on engines that are opened once for all. */
export async function publishedRowsOf(opened: Opened, rules: readonly CompiledRule[]): Promise<readonly Rows[]> {
  const engines = new Map<string, Engine>();
  const open = async (profile: EngineProfile): Promise<Engine> => {
    const engine = engines.get(profile.warehouse) ?? (await openEngine(profile));
    engines.set(profile.warehouse, engine);
    return { ...engine, close: () => undefined };
  };
  const input = asked(opened);
  const out: Rows[] = [];
  try {
    for (const rule of rules) {
      const found = "pack" in input ? await readRows(input, rule, 10_000, open) : { diagnostics: input };
      if ("diagnostics" in found) throw new Error(rendered(found.diagnostics, opened.read));
      out.push(found.rows);
    }
  } finally {
    for (const engine of engines.values()) engine.close();
  }
  return out;
}
