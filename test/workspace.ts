/** A pack in a folder, compiled and run in process: what tests ask rows of. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { compile } from "../src/compile/compile.ts";
import { compileFragment } from "../src/compile/fragment.ts";
import type { Compiled } from "../src/compile/types.ts";
import { paramValues } from "../src/lang/bind/params.ts";
import type { Diagnostic } from "../src/lang/diagnostics/index.ts";
import { renderTerminal } from "../src/lang/diagnostics/render-terminal.ts";
import { scanSource } from "../src/lower/index.ts";
import { readRows, runPlan } from "../src/runtime/index.ts";
import type { JsonValue } from "../src/runtime/engine.ts";
import { readPack } from "../src/runtime/pack/read-pack.ts";
import type { RunOutcome } from "../src/runtime/run/run.ts";
import type { RunInput } from "../src/runtime/run/work.ts";

export type Workspace = {
  readonly compiled: Compiled;
  readonly input: RunInput;
  /** Throws, with what a user would read, when the run did not publish. */
  readonly run: (more?: Partial<RunInput>) => Promise<RunOutcome>;
  /** Of a pipeline over what was published; sorted only if it says so. */
  readonly rows: (pipeline: string) => Promise<readonly (readonly JsonValue[])[]>;
  readonly count: (pipeline: string) => Promise<number>;
};

export function openWorkspace(dir: string, params: Readonly<Record<string, string>> = {}, more: Partial<RunInput> = {}): Workspace {
  const { pack, diagnostics } = readPack({ start: dir, profile: null });
  if (pack === null) throw new Error(diagnostics.map(({ title }) => title).join("\n"));
  const texts = new Map(pack.files.map(({ path, text }) => [path, text]));
  const shown = (of: readonly Diagnostic[]): string => renderTerminal(of, (file) => texts.get(file), { colour: false, width: 120 });
  const host = { sha256: (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex"), now: () => performance.now() };
  const compiled = compile({ manifest: pack.manifest, profile: pack.profile, files: pack.files }, host, { keep: true, promises: true });
  const errors = compiled.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(shown(errors));
  const { values } = paramValues(compiled.params, { args: Object.entries(params), env: {}, profile: pack.profile, manifest: pack.manifest }, (diagnostic) => { throw new Error(diagnostic.title); });
  const own = compiled.rules.flatMap((rule) => rule.params.flatMap((param) => (param.default === undefined ? [] : [[param.name, param.default] as const])));
  const { name, policy, memory, threads, warehouse } = pack.profile;
  const input: RunInput = {
    pack: pack.manifest.name, root: pack.dir, target: join(pack.dir, "target", pack.manifest.name), profile: { name, policy, memory, threads, warehouse: join(pack.dir, warehouse) },
    rules: compiled.rules, sources: compiled.sources, selected: () => true, values: new Map([...values, ...own]), scan: scanSource, wait: 0, compiler: "test", shape: compiled.shape, textOf: (file) => texts.get(file), ...more,
  };
  const read = async (pipeline: string, limit: number) => {
    const { fragment, diagnostics: found } = compileFragment(pipeline, compiled.prepared as NonNullable<Compiled["prepared"]>);
    if (fragment === null) throw new Error(renderTerminal(found, () => pipeline, { colour: false, width: 120 }));
    const result = await readRows(input, fragment, limit);
    if ("diagnostics" in result) throw new Error(shown(result.diagnostics));
    return result;
  };
  return {
    compiled,
    input,
    run: async (changed = {}) => {
      const outcome = await runPlan({ ...input, ...changed });
      if (outcome.status !== "published") throw new Error(shown(outcome.diagnostics));
      return outcome;
    },
    rows: async (pipeline) => (await read(pipeline, 10_000_000)).rows,
    count: async (pipeline) => (await read(pipeline, 0)).total,
  };
}
