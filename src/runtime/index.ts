/** What the command line and other hosts use of the runtime. Importing it loads neither DuckDB nor Arrow. */
import type { Diagnostic } from "../lang/diagnostics/index.ts";
import type { Engine, EngineProfile } from "./engine.ts";
import type { Trees } from "../compile/rule-forms.ts";
import { clean, cleanable, type Cleanable } from "./run/clean.ts";
import { dryRun, type DryRun } from "./run/dry-run.ts";
import { parseTrees as trees } from "./run/parse-trees.ts";
import type { TestScript } from "../compile/tests/statements.ts";
import { readRows as read, type ReadRows } from "./run/read-rows.ts";
import { run, type RunOutcome } from "./run/run.ts";
import { runScript, type ScriptOutcome } from "./run/test-scripts.ts";
import { readWarehouse, warehouseProblem, type WarehouseInput } from "./run/warehouse.ts";
import type { RunInput } from "./run/work.ts";
import { inferSource, type Asked, type Inferred } from "./sources/infer.ts";
import { sourceBlock } from "./sources/infer-print.ts";

export async function openEngine(profile: EngineProfile): Promise<Engine> {
  const { openDuckdb } = await import("./duckdb/open.ts");
  return openDuckdb(profile);
}

export const runPlan = (input: RunInput): Promise<RunOutcome> => run(input, openEngine);

export const planOnly = (input: RunInput, sql: boolean): Promise<DryRun | Diagnostic> => dryRun(input, sql, openEngine);

export const parseTrees = (texts: readonly string[]): Promise<Trees> => trees(texts, openEngine);

export const readRows = (input: RunInput, of: Parameters<typeof read>[1], limit: number): Promise<ReadRows> => read(input, of, limit, openEngine);

/** What a file or table holds, and the block that declares it. Files are looked at by themselves; a table in the profile's warehouse. */
export async function infer(input: WarehouseInput, asked: Asked): Promise<{ readonly inferred: Inferred; readonly block: string } | Diagnostic> {
  try {
    const reader = "table" in asked ? await readWarehouse(input, openEngine) : null;
    if (reader !== null && "code" in reader) return reader;
    // Only what is named is read, wherever it lies.
    const engine = reader?.engine ?? (await openEngine({ ...input.profile, warehouse: ":memory:", policy: "admin", directories: [], temp: null }));
    try {
      const inferred = await inferSource(await engine.session(), asked);
      return "code" in inferred ? inferred : { inferred, block: sourceBlock(inferred) };
    } finally {
      (reader ?? engine).close();
    }
  } catch (error) {
    return warehouseProblem(error, input);
  }
}

export const cleanablePack = (input: WarehouseInput, published: boolean, before?: number): Promise<Cleanable | Diagnostic> => cleanable(input, published, before, openEngine);
export const cleanPack = (input: WarehouseInput, what: Cleanable): Promise<Diagnostic | null> => clean(input, what, openEngine);

/** Tests on an engine in memory that reads no files. `run` is given what runs a script; scripts run one after the other. */
export async function onTestEngine<T>(run: (script: (of: TestScript) => Promise<ScriptOutcome>) => Promise<T>): Promise<T> {
  const engine = await openEngine({ warehouse: ":memory:", policy: "service", directories: [], threads: 1, memory: null, temp: null });
  try {
    const session = await engine.session();
    return await run((script) => runScript(script, engine, session));
  } finally {
    engine.close();
  }
}
