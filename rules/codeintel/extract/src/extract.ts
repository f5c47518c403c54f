import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { isTest, packageEntries } from "./entries.ts";
import { hashId, sha256 } from "./ids.ts";
import { addDocument } from "./index/rows.ts";
import { indexProject } from "./index/scip.ts";
import { loadScipTypescript, loadTypeScript, parserVersion, type ScipTypescript, type TypeScript } from "./index/typescript.ts";
import { writeTables } from "./parquet.ts";
import { findProject, readSources, type Project } from "./project.ts";
import { addParseErrors, addSyntax } from "./syntax/parse.ts";
import { noRows, TABLES, TABLE_NAMES, type Rows, type TableName } from "./tables.ts";
import { decode, sourceText, type SourceText } from "./text.ts";

/** Raised by every change to what the tables hold; changed columns change the key by themselves. */
const VERSION = 1;

export type Progress = { readonly phase: "parse" | "index" | "write"; readonly done: number; readonly total: number; readonly path: string };
export type ExtractOptions = {
  /** A folder. Nothing is written into it. */
  readonly project: string;
  /** A folder of ours, made if missing; each state of a project gets a folder in it, which nothing ever removes. */
  readonly cache: string;
  readonly onProgress?: (progress: Progress) => void;
};
export type Extracted = {
  /** Absolute path of each table's Parquet file. */
  readonly tables: Record<TableName, string>;
  /** Rows of each table. */
  readonly counts: Record<TableName, number>;
  /** True when this state of the project had been extracted before. */
  readonly reused: boolean;
};

/** Extracts the facts of a project, or finds those of an earlier run on the same contents. */
export async function extract({ project: folder, cache, onProgress }: ExtractOptions): Promise<Extracted> {
  const ts = loadTypeScript();
  const scip = loadScipTypescript();
  const project = findProject(ts, folder);
  const bytes = readSources(project);
  const target = join(cache, contentKey(ts, scip, project, bytes).slice(0, 32));
  const before = readCounts(target);
  if (before !== null) return { tables: tablePaths(target), counts: before, reused: true };

  const report = onProgress ?? ((): void => undefined);
  const rows = noRows();
  for (const { path, message } of project.problems) addParseErrors(rows, path, [{ message, meta: { severity: "error" } }]);
  const sources = addFiles(rows, project, bytes, report);
  addIndex(rows, ts, scip, project, sources, report);
  rows.package_entries.push(...packageEntries(project));
  report({ phase: "write", done: 0, total: TABLE_NAMES.length, path: target });
  const counts = await publish(rows, cache, target);
  return { tables: tablePaths(target), counts, reused: false };
}

/** Hashes all that the tables follow from: sources, configuration, what is installed, and the tools. Not where the project lies. */
function contentKey(ts: TypeScript, scip: ScipTypescript, project: Project, bytes: ReadonlyMap<string, Uint8Array>): string {
  const tools = { VERSION, tables: TABLES, typescript: ts.version, scip: scip.version, parser: parserVersion() };
  const sources = [...bytes].map(([path, content]) => [path, sha256(content)]);
  const inputs = project.inputs.map((path) => [distance(project.root, path), sha256(readFileSync(path))]);
  return sha256(JSON.stringify([tools, sources, inputs]));
}

/** A path inside the project as it is there; one above it as how far up it lies, so that a copy elsewhere has the same key. */
function distance(root: string, path: string): string {
  if (path.startsWith(`${root}/`)) return path.slice(root.length + 1);
  const rootParts = root.split("/");
  const parts = path.split("/");
  const differs = rootParts.findIndex((part, i) => part !== parts[i]);
  const shared = differs < 0 ? rootParts.length : differs;
  return `${"../".repeat(rootParts.length - shared)}${parts.slice(shared).join("/")}`;
}

/** Files, their lines and their syntax; gives the texts that can be indexed. */
function addFiles(
  rows: Rows, project: Project, bytes: ReadonlyMap<string, Uint8Array>, report: (progress: Progress) => void,
): ReadonlyMap<string, SourceText> {
  const sources = new Map<string, SourceText>();
  // Of several configurations the first that has a file counts, as it does for the indexer.
  const optionsOf = new Map(project.units.toReversed().flatMap(({ files, options }) => files.map((path) => [path, options] as const)));
  let done = 0;
  for (const [path, content] of bytes) {
    report({ phase: "parse", done: done++, total: bytes.size, path });
    const file_id = hashId("file", path);
    rows.files.push({ path, file_id, language: languageOf(path), size_bytes: content.length, sha256: sha256(content), is_test: isTest(path) });
    const text = decode(content);
    if (text === null) {
      addParseErrors(rows, path, [{ message: "the file is not UTF-8", meta: { severity: "error" } }]);
      continue;
    }
    const source = sourceText(path, text);
    sources.set(path, source);
    addLines(rows, source, file_id);
    try {
      addSyntax(rows, source, file_id, optionsOf.get(path));
    } catch (error) {
      // Source nested deeper than the stack: the indexer, whose stack is no deeper, does not get to see it.
      sources.delete(path);
      addParseErrors(rows, path, [{ message: `syntax facts: ${messageOf(error)}`, meta: { severity: "error" } }]);
    }
  }
  return sources;
}

function addLines(rows: Rows, source: SourceText, file_id: string): void {
  source.lines.forEach(({ start, end }, line_no) => {
    rows.file_lines.push({
      path: source.path, file_id, line_no, start_byte: source.byteAt(start), end_byte: source.byteAt(end), line_text: source.text.slice(start, end),
    });
  });
}

function addIndex(
  rows: Rows, ts: TypeScript, scip: ScipTypescript, project: Project, sources: ReadonlyMap<string, SourceText>, report: (progress: Progress) => void,
): void {
  const texts = new Map([...sources].map(([path, { text }]) => [path, text]));
  let done = 0;
  for (const { path, document, error } of indexProject(ts, scip, project, texts)) {
    report({ phase: "index", done: done++, total: texts.size, path });
    const source = sources.get(path);
    if (source !== undefined && document !== null) addDocument(rows, source, languageOf(path), document);
    if (error !== null) addParseErrors(rows, path, [{ message: `index: ${error}`, meta: { severity: "error" } }]);
  }
}

function languageOf(path: string): string {
  if (path.endsWith(".tsx")) return "typescriptreact";
  if (path.endsWith(".jsx")) return "javascriptreact";
  return /\.[cm]?ts$/.test(path) ? "typescript" : "javascript";
}

const COUNTS = "counts.json";

/** Writes beside the target and renames, so that a run that dies leaves no folder that looks complete. */
async function publish(rows: Rows, cache: string, target: string): Promise<Record<TableName, number>> {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, ".writing-"));
  try {
    await writeTables(rows, work);
    const counts = Object.fromEntries(TABLE_NAMES.map((name) => [name, rows[name].length])) as Record<TableName, number>;
    writeFileSync(join(work, COUNTS), `${JSON.stringify(counts, null, 2)}\n`);
    rmSync(target, { recursive: true, force: true });
    try {
      renameSync(work, target);
    } catch (error) {
      // Another run may have published the same contents meanwhile, which are as good as these.
      if (readCounts(target) === null) throw error;
    }
    return counts;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The counts of a complete folder, else null. */
function readCounts(folder: string): Record<TableName, number> | null {
  const file = join(folder, COUNTS);
  if (!existsSync(file) || !Object.values(tablePaths(folder)).every((path) => existsSync(path))) return null;
  return JSON.parse(readFileSync(file, "utf8")) as Record<TableName, number>;
}

function tablePaths(folder: string): Record<TableName, string> {
  return Object.fromEntries(TABLE_NAMES.map((name) => [name, join(folder, `${name}.parquet`)])) as Record<TableName, string>;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
