import type { Project, Unit } from "../project.ts";
import type { Program, ScipDocument, ScipTypescript, TypeScript } from "./typescript.ts";

/** What the indexer found in one file; a document of null when the compiler could not even bind it. */
export type Indexed = { readonly path: string; readonly document: ScipDocument | null; readonly error: string | null };

/** The texts to index, with their BOM, by path. Of the project's other files the compiler is told that they are empty. */
type Texts = ReadonlyMap<string, string>;

/**
 * Runs scip-typescript over every file in `texts`, in process and in a fixed order.
 * A file on which the indexer fails keeps what was found before the failure, and says why it stopped.
 */
export function* indexProject(ts: TypeScript, scip: ScipTypescript, project: Project, texts: Texts): Generator<Indexed> {
  const done = new Set<string>();
  for (const unit of project.units) {
    const files = unit.files.filter((path) => texts.has(path) && !done.has(path));
    if (files.length === 0) continue;
    const { program, checker, failed } = compile(ts, project, unit, texts);
    for (const [path, error] of failed) yield { path, document: null, error };
    const index = indexer(scip, project, checker);
    for (const path of files) {
      done.add(path);
      const source = failed.has(path) ? undefined : program?.getSourceFile(`${project.root}/${path}`);
      if (source !== undefined) yield { path, ...index(path, source) };
    }
  }
}

function indexer(scip: ScipTypescript, project: Project, checker: unknown): (path: string, source: Source) => Omit<Indexed, "path"> {
  const globals = new Map<unknown, unknown>();
  const constructors = new Map<unknown, boolean>();
  const packages = new scip.Packages(project.root);
  // The indexer makes a pattern of this to cut it out of documentation; a root with `+` or `(` in it must not break that.
  const cwd = `${project.root.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}/?`;
  return (path, source) => {
    const document = new scip.Document({ relative_path: path, occurrences: [] });
    try {
      const input = new scip.Input(source.fileName, source.getText());
      new scip.FileIndexer(checker, { cwd }, input, document, globals, constructors, packages, source).index();
      return { document, error: null };
    } catch (error) {
      return { document, error: messageOf(error) };
    }
  };
}

type Source = NonNullable<ReturnType<Program["getSourceFile"]>>;
type Compiled = { readonly program: Program | null; readonly checker: unknown; readonly failed: ReadonlyMap<string, string> };

/**
 * The compiler's view of one unit. It is recursive and fails as a whole, so after a failure each file is tried alone,
 * and those that fail alone are left out of a second attempt.
 */
function compile(ts: TypeScript, project: Project, unit: Unit, texts: Texts): Compiled {
  const failed = new Map<string, string>();
  try {
    return { ...bind(ts, project, unit, texts, failed), failed };
  } catch {
    for (const path of unit.files) {
      const error = texts.has(path) ? failsAlone(ts, path, texts.get(path) ?? "") : null;
      if (error !== null) failed.set(path, error);
    }
  }
  try {
    return { ...bind(ts, project, unit, texts, failed), failed };
  } catch (error) {
    return { program: null, checker: null, failed: new Map(unit.files.filter((path) => texts.has(path)).map((path) => [path, messageOf(error)])) };
  }
}

function bind(ts: TypeScript, project: Project, unit: Unit, texts: Texts, without: ReadonlyMap<string, string>): Omit<Compiled, "failed"> {
  const prefix = `${project.root}/`;
  const own = new Set(project.files);
  // What an output is called has no bearing on symbols, and some combinations of it are errors without an emit.
  const options = { ...unit.options, noEmit: true, skipLibCheck: true };
  const host = ts.createCompilerHost(options);
  const fromDisk = host.readFile.bind(host);
  host.readFile = (path) => {
    const relative = path.startsWith(prefix) ? path.slice(prefix.length) : null;
    if (relative === null || !own.has(relative)) return fromDisk(path);
    return without.has(relative) ? "" : withoutBom(texts.get(relative) ?? "");
  };
  const program = ts.createProgram(unit.files.map((path) => prefix + path), options, host);
  return { program, checker: program.getTypeChecker() };
}

/** Parses and binds one file, without what it imports. */
function failsAlone(ts: TypeScript, path: string, text: string): string | null {
  const options = { allowJs: true, noLib: true, noResolve: true, types: [] };
  try {
    const host = ts.createCompilerHost(options);
    host.readFile = () => withoutBom(text);
    ts.createProgram([path], options, host).getTypeChecker();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const withoutBom = (text: string): string => (text.startsWith("\ufeff") ? text.slice(1) : text);
