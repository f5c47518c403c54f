/** What lies in a pack's folder: its manifest, rule files and files of code. */
import { readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
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

/** Whether a link is to a rule file or to a folder with some: other links in a pack's folder are none of its rules. */
function holdsRules(dir: string, path: string): boolean {
  if (path.endsWith(".rule")) return true;
  try {
    return readdirSync(join(dir, path)).some((name) => name.endsWith(".rule"));
  } catch {
    return false;
  }
}

/** Errors: file-unreadable, link-refused. */
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
      else if (entry.isSymbolicLink() && holdsRules(dir, path)) diagnostics.push(diagnose("link-refused", { path }, { file: path, start: 0, end: 0 }));
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

/** Rows of a test are few. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A file that a pack's text names. It lies in the pack's folder, whatever links there are. */
export function readTextIn(dir: string, path: string): { readonly text: string } | { readonly problem: string } {
  const isInside = (root: string, file: string): boolean => !isAbsolute(relative(root, file)) && relative(root, file).split(sep)[0] !== "..";
  try {
    if (isAbsolute(path) || !isInside(dir, join(dir, path))) return { problem: "lies outside of the pack" };
    const file = realpathSync(join(dir, path));
    if (!isInside(realpathSync(dir), file)) return { problem: "lies outside of the pack" };
    const { size } = statSync(file);
    return size > MOST_BYTES ? { problem: `has ${Math.round(size / 2 ** 20)} MB: 16 MB are the most` } : { text: readFileSync(file, "utf8") };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    return { problem: code === "ENOENT" ? "is not there" : `cannot be read: ${code}` };
  }
}
