// Looks for inputs that make the compiler throw or take longer than its limit: `node scripts/no-throw.mjs --inputs N --seed S [--from I]`.
// The search is TypeScript (test/no-throw); it is bundled into a scratch file that is removed behind it.
import { build } from "esbuild";
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const outfile = `${root}node_modules/.cache/no-throw-${process.pid}.mjs`;
await build({
  entryPoints: [`${root}test/no-throw/main.ts`], outfile, bundle: true, platform: "node", target: "node20", format: "esm", logLevel: "warning", sourcemap: "inline",
  define: { RULEC_VERSION: '"0.0.0"' },
  banner: { js: 'import { createRequire as rulecRequire } from "node:module"; const require = rulecRequire(import.meta.url);' },
});
process.on("exit", () => rmSync(outfile, { force: true }));
process.setSourceMapsEnabled(true);
process.chdir(root);
await import(pathToFileURL(outfile).href);
