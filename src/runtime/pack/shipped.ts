/** Packs that come with the program. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MANIFEST_FILE, SHIPPED } from "../../lang/pack.ts";

/** In `rules/` of the nearest folder above this file that has it. */
export function shippedPack(name: string): { readonly folder: string } | { readonly problem: string } {
  if (!SHIPPED.has(name)) return { problem: "no pack of this name comes with rulec: say its `path`" };
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    const folder = join(dir, "rules", name);
    if (existsSync(join(folder, MANIFEST_FILE))) return { folder };
    if (dirname(dir) === dir) return { problem: "this installation of rulec lacks it" };
  }
}
