// Random programs on the evaluator and on DuckDB: `npm run fuzz -- --seconds N --seed S [--programs N] [--from BATCH] [--rejected] [--json]`.
// `--seed fresh`: one that hangs on the compiler's sources, so that each state of them meets other programs, and the same ones again.
// The search is TypeScript (test/fuzz), bundled into a scratch file that is removed behind it.
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const outfile = `${root}node_modules/.cache/fuzz-${process.pid}.mjs`;
mkdirSync(`${root}node_modules/.cache`, { recursive: true });
let running = null;
process.on("exit", () => {
  running?.kill("SIGKILL");
  rmSync(outfile, { force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
await build({
  entryPoints: [`${root}test/fuzz/main.ts`], outfile, bundle: true, platform: "node", target: "node20", format: "esm", logLevel: "warning", sourcemap: "inline",
  external: ["@duckdb/*"], define: { RULEC_VERSION: '"0.0.0"' },
  banner: { js: 'import { createRequire as rulecRequire } from "node:module"; const require = rulecRequire(import.meta.url);' },
});
running = spawn(process.execPath, ["--enable-source-maps", "--max-old-space-size=1500", "--max-semi-space-size=64", outfile, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
running.on("exit", (code) => process.exit(code ?? 2));
