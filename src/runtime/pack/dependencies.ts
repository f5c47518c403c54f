/** The packs that a pack imports from: where they are, what they hold, and whether it is still what was looked at. */
import { hash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { pointerStep } from "../../lang/json-text.ts";
import { MANIFEST_FILE, placeOf, type Dependency, type Manifest } from "../../lang/pack.ts";
import { readFilesIn, readManifestIn, type PackFile } from "./folder.ts";

/** `path` is what paths of its files begin with in messages. */
export type ReadDependency = { readonly name: string; readonly path: string; readonly roots: readonly string[]; readonly files: readonly PackFile[]; readonly sha256: string };
export type ReadDependencies = { readonly dependencies: readonly ReadDependency[]; readonly code: readonly string[]; readonly diagnostics: readonly Diagnostic[] };

/** A dependency with a problem is left out. Errors: dependency-unreadable, dependency-changed, not-supported-yet. */
export function readDependencies(dir: string, manifest: Manifest): ReadDependencies {
  const [dependencies, code, diagnostics]: [ReadDependency[], string[], Diagnostic[]] = [[], [], []];
  for (const [name, of] of Object.entries(manifest.dependencies)) {
    const at = placeOf(manifest.places, `/dependencies${pointerStep(name)}`, "key");
    const read = readDependency(dir, name, of);
    if (typeof read === "string") {
      diagnostics.push(diagnose("dependency-unreadable", { name, problem: read }, at));
      continue;
    }
    if (of.sha256 !== null && of.sha256 !== read.of.sha256) {
      const where = placeOf(manifest.places, `/dependencies${pointerStep(name)}/sha256`, "value");
      diagnostics.push(diagnose("dependency-changed", { name, has: read.of.sha256 }, where));
      continue;
    }
    dependencies.push(read.of);
    code.push(...read.code);
  }
  return { dependencies, code, diagnostics };
}

/** What is wrong, in words, where it cannot be read. */
function readDependency(dir: string, name: string, { path }: Dependency): { readonly of: ReadDependency; readonly code: readonly string[] } | string {
  const folder = path === null ? shippedPack(name) : resolve(dir, path);
  if (folder === null) return "no pack of this name comes with rulec: say its `path`";
  if (!existsSync(join(folder, MANIFEST_FILE))) return `there is no ${path ?? name}/${MANIFEST_FILE}`;
  const { manifest, diagnostics } = readManifestIn(folder);
  const [wrong] = diagnostics;
  if (manifest === null || wrong !== undefined) return `its rulepack.json: ${wrong?.title ?? "unreadable"}`;
  if (Object.keys(manifest.dependencies).length > 0) return "it depends on other packs itself, which is not supported yet";
  const { files, code, diagnostics: problems } = readFilesIn(folder, manifest.roots);
  if (problems[0] !== undefined) return problems[0].title;
  if (files.length === 0) return "it holds no rule file";
  const shown = path === null ? `rulec/${name}` : path.replace(/\/+$/, "");
  const inShown = (file: string): string => `${shown}/${file}`;
  const sha256 = digest(folder, [MANIFEST_FILE, ...files.map((file) => file.path), ...code]);
  return { of: { name, path: shown, roots: manifest.roots, files: files.map((file) => ({ path: inShown(file.path), text: file.text })), sha256 }, code: code.map(inShown) };
}

/** A pack that comes with the program: in `rules/` of the nearest folder above this file that has it. */
function shippedPack(name: string): string | null {
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    const folder = join(dir, "rules", name);
    if (SHIPPED.has(name) && existsSync(join(folder, MANIFEST_FILE))) return folder;
    if (dirname(dir) === dir) return null;
  }
}
const SHIPPED: ReadonlySet<string> = new Set(["std"]);

/** The SHA-256 of what `sha256sum` prints of these files, sorted by path: `<digest>  <path>` and a newline each. */
function digest(folder: string, paths: readonly string[]): string {
  const lines = paths.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map((path) => `${hash("sha256", readFileSync(join(folder, path)))}  ${path}\n`);
  return hash("sha256", lines.join(""));
}
