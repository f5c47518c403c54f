/** What the command line and other hosts use of the runtime. Importing it loads neither DuckDB nor Arrow. */
import type { Engine, EngineProfile } from "./engine.ts";

export async function openEngine(profile: EngineProfile): Promise<Engine> {
  const { openDuckdb } = await import("./duckdb/open.ts");
  return openDuckdb(profile);
}
