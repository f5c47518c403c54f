// Runs that are killed at every statement and at random: `npm run faults -- --kills N --seed S [--workers W]`.
// The suite is TypeScript (test/faults), bundled into scratch files that are removed behind it.
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = `${root}node_modules/.cache`;
const [main, child] = [`${cache}/faults-${process.pid}.mjs`, `${cache}/faults-child-${process.pid}.mjs`];
mkdirSync(cache, { recursive: true });
let running = null;
process.on("exit", () => {
  running?.kill("SIGKILL");
  for (const file of [main, child]) rmSync(file, { force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
for (const [entry, outfile] of [["main", main], ["child", child]]) {
  await build({
    entryPoints: [`${root}test/faults/${entry}.ts`], outfile, bundle: true, platform: "node", target: "node20", format: "esm", logLevel: "warning",
    external: ["@duckdb/*", "apache-arrow"], define: { RULEC_VERSION: '"0.0.0"' },
    banner: { js: 'import { createRequire as rulecRequire } from "node:module"; const require = rulecRequire(import.meta.url);' },
  });
}
running = spawn(process.execPath, [main, ...process.argv.slice(2), "--child", child], { cwd: root, stdio: "inherit" });
running.on("exit", (code) => process.exit(code ?? 2));
