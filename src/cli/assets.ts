/** Files that are shipped beside the program. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder: the nearest above this file that holds the quickstart pack. */
export function assetFolder(name: "rules/quickstart" | "grammar/schemas" | "dist/site"): string {
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    const path = join(dir, name);
    if (existsSync(path)) return path;
    if (dirname(dir) === dir) throw new Error(`the installation lacks ${name}`);
  }
}
