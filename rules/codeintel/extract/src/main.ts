import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { extract, type Progress } from "./extract.ts";

export { extract } from "./extract.ts";
export { columnsOf, TABLES, TABLE_NAMES } from "./tables.ts";

const HELP = `codeintel-extract [project] [--cache folder] [--json]

Writes the facts of a TypeScript or JavaScript project (default: the current folder) as Parquet tables into the cache
(default: ~/.cache/rulec/codeintel). A project whose contents have not changed is not read twice.
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true, options: { cache: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help === true) return void process.stdout.write(HELP);
  const cache = values.cache ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "rulec", "codeintel");
  const result = await extract({ project: positionals[0] ?? ".", cache, ...(process.stderr.isTTY ? { onProgress: show } : {}) });
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  if (values.json === true) return void process.stdout.write(`${JSON.stringify(result)}\n`);
  for (const [name, count] of Object.entries(result.counts)) process.stdout.write(`${String(count).padStart(9)}  ${name}\n`);
  process.stdout.write(`${result.reused ? "reused" : "written"}: ${join(result.tables.files, "..")}\n`);
}

function show({ phase, done, total, path }: Progress): void {
  process.stderr.write(`\r\u001b[K${phase} ${done}/${total} ${path}`.slice(0, process.stderr.columns));
}

// A command may be called through a link, while a module's address is that of its file.
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  main().catch((error: unknown) => {
    process.stderr.write(`codeintel-extract: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
