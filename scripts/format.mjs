// Looks for texts that the formatter harms: `node scripts/format.mjs --programs N --trees N --layouts N --seed S [--from BATCH]`.
// The search is TypeScript (test/format), bundled into a scratch file that is removed behind it.
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const outfile = `${root}node_modules/.cache/format-${process.pid}.mjs`;
mkdirSync(`${root}node_modules/.cache`, { recursive: true });
let running = null;
process.on("exit", () => {
  running?.kill("SIGKILL");
  rmSync(outfile, { force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
await build({
  entryPoints: [`${root}test/format/main.ts`], outfile, bundle: true, platform: "node", target: "node20", format: "esm", logLevel: "warning", sourcemap: "inline",
  external: ["@duckdb/*"], define: { RULEC_VERSION: '"0.0.0"' },
  banner: { js: 'import { createRequire as rulecRequire } from "node:module"; const require = rulecRequire(import.meta.url);' },
});
running = spawn(process.execPath, ["--enable-source-maps", "--max-old-space-size=1500", outfile, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
running.on("exit", (code) => process.exit(code ?? 2));
