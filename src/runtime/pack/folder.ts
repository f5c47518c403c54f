/** What lies in a pack's folder: its manifest, rule files and files of code. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import schema from "../../../grammar/schemas/rulepack.json" with { type: "json" };
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { MANIFEST_FILE, readManifest, type Manifest } from "../../lang/pack.ts";

/** A file's `path` is relative to the pack's folder, with `/`. */
export type PackFile = { readonly path: string; readonly text: string };
/** Files are sorted by path; `code` are paths. */
export type PackFiles = { readonly files: readonly PackFile[]; readonly code: readonly string[]; readonly diagnostics: readonly Diagnostic[] };
export type ManifestFile = { readonly text: string; readonly manifest: Manifest | null; readonly diagnostics: readonly Diagnostic[] };

/** Errors: file-unreadable and those of `readManifest`. */
export function readManifestIn(dir: string): ManifestFile {
  let text: string;
  try {
    text = readFileSync(join(dir, MANIFEST_FILE), "utf8");
  } catch (error) {
    return { text: "", manifest: null, diagnostics: [unreadable(MANIFEST_FILE, error)] };
  }
  const validate = new Ajv({ allErrors: true, verbose: true }).compile(schema);
  return { text, ...readManifest(text, (value) => (validate(value) ? [] : (validate.errors ?? []))) };
}

const unreadable = (file: string, error: unknown): Diagnostic =>
  diagnose("file-unreadable", { file, problem: String((error as NodeJS.ErrnoException).code ?? error) }, { file, start: 0, end: 0 });

/** What a pack builds and keeps is never a source of rules. */
const SKIPPED = new Set(["node_modules", "target", "dist"]);

/** Error: file-unreadable. */
export function readFilesIn(dir: string, roots: readonly string[]): PackFiles {
  const [files, code, diagnostics]: [PackFile[], string[], Diagnostic[]] = [[], [], []];
  const visit = (folder: string): void => {
    let entries;
    try {
      entries = readdirSync(join(dir, folder), { withFileTypes: true });
    } catch (error) {
      diagnostics.push(unreadable(folder, error));
      return;
    }
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !entry.name.startsWith(".") && !SKIPPED.has(entry.name)) visit(path);
      else if (entry.isFile() && /\.m?js$/.test(entry.name)) code.push(path);
      else if (entry.isFile() && entry.name.endsWith(".rule")) {
        try {
          files.push({ path, text: readFileSync(join(dir, path), "utf8") });
        } catch (error) {
          diagnostics.push(unreadable(path, error));
        }
      }
    }
  };
  roots.forEach(visit);
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), code: code.sort(), diagnostics };
}
