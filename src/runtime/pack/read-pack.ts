/** A pack on disk: finds rulepack.json, checks it, reads the rule files under its roots and those of the packs that it depends on. */
import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { chooseProfile, MANIFEST_FILE, type Manifest, type Profile } from "../../lang/pack.ts";
import { readDependencies, type DependencyNode, type ReadDependency } from "./dependencies.ts";
import { readFilesIn, readManifestIn, readTextIn, type PackFile } from "./folder.ts";

export type { PackFile } from "./folder.ts";
export type Pack = {
  readonly dir: string;
  readonly manifest: Manifest;
  readonly profile: Profile;
  readonly manifestText: string;
  readonly files: readonly PackFile[];
  /** Of files that tests name. */
  readonly readText: (path: string) => { readonly text: string } | { readonly problem: string };
  /** Paths of the files of code, the dependencies' too. */
  readonly code: readonly string[];
  readonly dependencies: readonly ReadDependency[];
  /** The name of each dependency, by what import paths call it. */
  readonly packs: Readonly<Record<string, string>>;
  /** What `rulec deps` lists. */
  readonly tree: readonly DependencyNode[];
};
export type ReadPack = { readonly pack: Pack | null; readonly diagnostics: readonly Diagnostic[]; readonly manifestText: string; readonly dir: string };

/** The folder with rulepack.json: `start` or the nearest above it; null when there is none. */
export function findPack(start: string): string | null {
  for (let dir = resolve(start); ; dir = dirname(dir)) {
    if (statSync(join(dir, MANIFEST_FILE), { throwIfNoEntry: false })?.isFile() === true) return dir;
    if (dirname(dir) === dir) return null;
  }
}

/** Errors: pack-not-found, file-unreadable, those of `readManifest` and of dependencies. */
export function readPack({ start, profile }: { readonly start: string; readonly profile: string | null }): ReadPack {
  const dir = findPack(start);
  if (dir === null) return failed(resolve(start), "", [diagnose("pack-not-found", {}, { file: MANIFEST_FILE, start: 0, end: 0 })]);
  const { text, manifest, diagnostics } = readManifestIn(dir);
  if (manifest === null || diagnostics.length > 0) return failed(dir, text, diagnostics);
  const chosen = chooseProfile(manifest, profile);
  if ("code" in chosen) return failed(dir, text, [chosen]);
  const own = readFilesIn(dir, manifest.roots);
  const others = readDependencies(dir, manifest);
  const pack = { dir, manifest, profile: chosen, manifestText: text, files: own.files, readText: (path: string) => readTextIn(dir, path), code: [...own.code, ...others.code], dependencies: others.dependencies, packs: others.packs, tree: others.tree };
  return { pack, diagnostics: [...own.diagnostics, ...others.diagnostics], manifestText: text, dir };
}

const failed = (dir: string, manifestText: string, diagnostics: readonly Diagnostic[]): ReadPack => ({ pack: null, diagnostics, manifestText, dir });
