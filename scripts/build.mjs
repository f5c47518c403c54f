// Bundles the CLI, split by command: `rulec --version` loads one small file, and DuckDB or Arrow only where a command needs them.
import { build } from "esbuild";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";

const version = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
rmSync(new URL("../dist", import.meta.url), { recursive: true, force: true });

const shared = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  define: { RULEC_VERSION: JSON.stringify(version) },
  logLevel: "warning",
  absWorkingDir: new URL("..", import.meta.url).pathname,
};
// A CommonJS dependency inside an ESM bundle still calls `require`.
const banner = { js: 'import { createRequire as rulecRequire } from "node:module"; const require = rulecRequire(import.meta.url);' };

await build({
  ...shared,
  entryPoints: { rulec: "src/cli/main.ts" },
  outdir: "dist",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  external: ["@duckdb/node-bindings", "@duckdb/node-bindings-*"],
  banner,
});
// What `rulec docs` puts beside its data: a page that is opened from disk, so one script and one style sheet.
await build({ ...shared, platform: "browser", target: "es2022", format: "iife", minify: true, charset: "utf8", jsx: "automatic", jsxImportSource: "preact", legalComments: "none", entryPoints: { site: "src/site/main.tsx" }, outdir: "dist/site" });
await build({ ...shared, platform: "browser", target: "es2022", minify: true, entryPoints: { site: "src/site/site.css" }, outdir: "dist/site" });
cpSync(new URL("../src/site/index.html", import.meta.url), new URL("../dist/site/index.html", import.meta.url));
if (existsSync(new URL("../rules/codeintel/extract/src/main.ts", import.meta.url))) {
  await build({
    ...shared,
    entryPoints: { "codeintel-extract": "rules/codeintel/extract/src/main.ts" },
    outdir: "dist",
    external: ["@duckdb/*", "oxc-parser", "@sourcegraph/scip-typescript"],
  });
}
