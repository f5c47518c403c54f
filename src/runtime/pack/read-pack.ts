/** A pack on disk: finds rulepack.json, checks it, reads the rule files under its roots. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { Ajv } from "ajv";
import schema from "../../../grammar/schemas/rulepack.json" with { type: "json" };
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { chooseProfile, MANIFEST_FILE, readManifest, type Manifest, type Profile } from "../../lang/pack.ts";

/** A file's `path` is relative to `dir`, with `/`; files are sorted by it. */
export type PackFile = { readonly path: string; readonly text: string };
export type Pack = { readonly dir: string; readonly manifest: Manifest; readonly profile: Profile; readonly manifestText: string; readonly files: readonly PackFile[] };
export type ReadPack = { readonly pack: Pack | null; readonly diagnostics: readonly Diagnostic[]; readonly manifestText: string; readonly dir: string };

/** The folder with rulepack.json: `start` or the nearest above it; null when there is none. */
export function findPack(start: string): string | null {
  for (let dir = resolve(start); ; dir = dirname(dir)) {
    if (isFile(join(dir, MANIFEST_FILE))) return dir;
    if (dirname(dir) === dir) return null;
  }
}

/** Errors: pack-not-found, file-unreadable and those of `readManifest`. */
export function readPack({ start, profile }: { readonly start: string; readonly profile: string | null }): ReadPack {
  const dir = findPack(start);
  if (dir === null) return failed(resolve(start), "", [diagnose("pack-not-found", {}, { file: MANIFEST_FILE, start: 0, end: 0 })]);
  let text: string;
  try {
    text = readFileSync(join(dir, MANIFEST_FILE), "utf8");
  } catch (error) {
    return failed(dir, "", [unreadable(MANIFEST_FILE, error)]);
  }
  const validate = new Ajv({ allErrors: true, verbose: true }).compile(schema);
  const { manifest, diagnostics } = readManifest(text, (value) => (validate(value) ? [] : (validate.errors ?? [])));
  if (manifest === null || diagnostics.length > 0) return failed(dir, text, diagnostics);
  const chosen = chooseProfile(manifest, profile);
  if ("code" in chosen) return failed(dir, text, [chosen]);
  const problems: Diagnostic[] = [];
  const files = manifest.roots.flatMap((root) => ruleFiles(dir, root, problems)).sort((a, b) => (a.path < b.path ? -1 : 1));
  return { pack: { dir, manifest, profile: chosen, manifestText: text, files }, diagnostics: problems, manifestText: text, dir };
}

const failed = (dir: string, manifestText: string, diagnostics: readonly Diagnostic[]): ReadPack => ({ pack: null, diagnostics, manifestText, dir });

const unreadable = (file: string, error: unknown): Diagnostic =>
  diagnose("file-unreadable", { file, problem: String((error as NodeJS.ErrnoException).code ?? error) }, { file, start: 0, end: 0 });

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** What a pack builds and keeps is never a source of rules. */
const SKIPPED = new Set(["node_modules", "target", "dist"]);

function ruleFiles(dir: string, root: string, problems: Diagnostic[]): PackFile[] {
  const out: PackFile[] = [];
  const visit = (folder: string): void => {
    let entries;
    try {
      entries = readdirSync(join(dir, folder), { withFileTypes: true });
    } catch (error) {
      problems.push(unreadable(folder, error));
      return;
    }
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !entry.name.startsWith(".") && !SKIPPED.has(entry.name)) visit(path);
      else if (entry.isFile() && entry.name.endsWith(".rule")) {
        try {
          out.push({ path, text: readFileSync(join(dir, path), "utf8") });
        } catch (error) {
          problems.push(unreadable(path, error));
        }
      }
    }
  };
  visit(root.replaceAll("/", sep).split(sep).join("/"));
  return out;
}
