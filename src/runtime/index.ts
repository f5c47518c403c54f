/** What the command line and other hosts use of the runtime. Importing it loads neither DuckDB nor Arrow. */
import type { Engine, EngineProfile } from "./engine.ts";
import { readRows as read, type ReadRows } from "./run/read-rows.ts";
import { run, type RunOutcome } from "./run/run.ts";
import type { RunInput } from "./run/work.ts";

export async function openEngine(profile: EngineProfile): Promise<Engine> {
  const { openDuckdb } = await import("./duckdb/open.ts");
  return openDuckdb(profile);
}

export const runPlan = (input: RunInput): Promise<RunOutcome> => run(input, openEngine);

export const readRows = (input: RunInput, of: Parameters<typeof read>[1], limit: number): Promise<ReadRows> => read(input, of, limit, openEngine);
