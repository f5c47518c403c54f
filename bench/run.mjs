// `node bench/run.mjs NAME …`: bundles bench/NAME.ts, which measures the source as it is, and runs it.
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const [name] = process.argv.slice(2);
const outfile = join(here, "out", `${name}.mjs`);
mkdirSync(dirname(outfile), { recursive: true });
await build({ entryPoints: [join(here, `${name}.ts`)], outfile, bundle: true, platform: "node", target: "node20", format: "esm", packages: "external", logLevel: "warning" });
process.argv.splice(1, 2, outfile);
await import(`${pathToFileURL(outfile)}`);
