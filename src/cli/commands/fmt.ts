import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { buffer as readAll } from "node:stream/consumers";
import { createTwoFilesPatch } from "diff";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { formatText } from "../../lang/format/index.ts";
import { MANIFEST_FILE } from "../../lang/pack.ts";
import { findPack } from "../../runtime/pack/read-pack.ts";
import { readFilesIn, readManifestIn } from "../../runtime/pack/folder.ts";
import { isFileError, replaceText } from "../../runtime/record/files.ts";
import type { Output } from "../output.ts";
import { jsonOf, showDiagnostics } from "../pack-session.ts";
import { plural } from "../text.ts";
import { EXIT, flag, text as textOption, type Command, type Invocation } from "../spec.ts";

type Read = { /** By path from where the command runs, with `/`. */ readonly texts: ReadonlyMap<string, string>; readonly problems: readonly Diagnostic[]; readonly textOf: (file: string) => string | undefined };
type Changed = { readonly path: string; readonly before: string; readonly after: string };

const STDIN = "<stdin>";

/** A file that cannot be read as rules is left as it is and reported; nothing is half-written. */
const command: Command = {
  async run(invocation) {
    const fromStdin = flag(invocation.options, "stdin");
    if (fromStdin && invocation.args.length > 1) {
      invocation.out.note("rulec: --stdin takes one path at most, the name that messages use");
      return EXIT.usage;
    }
    const read = fromStdin ? await readStdin(invocation.args[0] ?? STDIN) : readFiles(invocation);
    const problems = [...read.problems];
    const changed: Changed[] = [];
    const laidOut = new Map<string, string>();
    for (const [path, before] of read.texts) {
      const { text: after, diagnostics } = formatText(path, before);
      if (after === null) problems.push(...diagnostics);
      else {
        laidOut.set(path, after);
        if (after !== before) changed.push({ path, before, after });
      }
    }
    const looksOnly = flag(invocation.options, "check") || flag(invocation.options, "diff");
    const done = looksOnly || fromStdin ? changed : changed.filter((one) => written(one, invocation.cwd, problems));
    show(invocation, { read, done, problems, laidOut: fromStdin && !looksOnly ? [...laidOut.values()][0] : undefined });
    if (problems.length > 0) return EXIT.problems;
    return looksOnly && changed.length > 0 ? EXIT.differs : EXIT.ok;
  },
};
export default command;

/** `laidOut`: of standard input, where it is asked for. */
type Result = { readonly read: Read; readonly done: readonly Changed[]; readonly problems: readonly Diagnostic[]; readonly laidOut: string | undefined };

function show(invocation: Invocation, { read: { texts, textOf }, done, problems, laidOut }: Result): void {
  const { out, options } = invocation;
  const diff = flag(options, "diff") ? done.map(diffOf).join("") : undefined;
  if (out.json) {
    out.document({
      diagnostics: jsonOf(problems, textOf), changed: done.map(({ path }) => path), files: texts.size,
      ...(diff === undefined ? {} : { diff }), ...(laidOut === undefined ? {} : { text: laidOut }),
    });
    return;
  }
  showDiagnostics(invocation, problems, textOf);
  if (laidOut !== undefined) process.stdout.write(laidOut);
  else if (diff !== undefined) process.stdout.write(coloured(diff, out));
  else if (!flag(options, "stdin")) for (const { path } of done) out.print(path);
  if (flag(options, "check") && done.length > 0 && !flag(options, "stdin")) out.note(`${done.length} of ${plural(texts.size, "file")} would be laid out anew; rulec fmt does it`);
}

/** As `git apply` and `patch -p1` take it. */
const diffOf = ({ path, before, after }: Changed): string =>
  createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 }).replace(/^=+\n/, "");

const coloured = (diff: string, { paint }: Output): string =>
  diff.replaceAll(/^(?:(---|\+\+\+)|(@@)|([+])|(-)).*$/gm, (line: string, head?: string, place?: string, plus?: string) =>
    head !== undefined ? paint.bold(line) : place !== undefined ? paint.cyan(line) : plus !== undefined ? paint.green(line) : paint.red(line));

function written({ path, after }: Changed, cwd: string, problems: Diagnostic[]): boolean {
  try {
    replaceText(resolve(cwd, path), after);
    return true;
  } catch (error) {
    if (!isFileError(error)) throw error;
    problems.push(diagnose("file-unwritable", { file: path, problem: error.code ?? error.message }, { file: path, start: 0, end: 0 }));
    return false;
  }
}

async function readStdin(name: string): Promise<Read> {
  const bytes = await readAll(process.stdin);
  const text = bytes.toString();
  if (isUtf8(bytes)) return { texts: new Map([[name, text]]), problems: [], textOf: () => text };
  return { texts: new Map(), problems: [unreadable(name, "not UTF-8")], textOf: () => undefined };
}

const unreadable = (file: string, problem: string): Diagnostic => diagnose("file-unreadable", { file, problem }, { file, start: 0, end: 0 });

/** The files that the arguments name, those below their folders, or else those of the pack, sorted by path. */
function readFiles(invocation: Invocation): Read {
  const { args, cwd } = invocation;
  const [texts, problems]: [Map<string, string>, Diagnostic[]] = [new Map(), []];
  const shown = (path: string): string => relative(cwd, path).replaceAll("\\", "/");
  const add = (path: string, text: string): void => {
    // A byte that is no text has been read as U+FFFD.
    if (text.includes("\uFFFD") && !isUtf8(readFileSync(path))) problems.push(unreadable(shown(path), "not UTF-8"));
    else texts.set(shown(path), text);
  };
  const addFolder = (folder: string, roots: readonly string[]): void => {
    const { files, diagnostics } = readFilesIn(folder, roots);
    for (const { path, text } of files) add(join(folder, path), text);
    problems.push(...diagnostics);
  };
  if (args.length === 0) {
    const { dir, roots, ...manifest } = readRoots(invocation);
    if (roots === null) return manifest;
    addFolder(dir, roots);
  }
  for (const arg of args) {
    const path = resolve(cwd, arg);
    try {
      if (statSync(path).isDirectory()) addFolder(path, [""]);
      else add(path, readFileSync(path, "utf8"));
    } catch (error) {
      if (!isFileError(error)) throw error;
      problems.push(unreadable(arg, error.code ?? error.message));
    }
  }
  return { texts: new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1))), problems, textOf: (file) => texts.get(file) };
}

/** The pack's own folders of rules: what it depends on need not be there. Null where the manifest has a mistake. */
function readRoots({ options, cwd }: Invocation): Read & { readonly dir: string; readonly roots: readonly string[] | null } {
  const dir = findPack(resolve(cwd, textOption(options, "pack") ?? "."));
  if (dir === null) return { dir: cwd, roots: null, texts: new Map(), problems: [diagnose("pack-not-found", {}, { file: MANIFEST_FILE, start: 0, end: 0 })], textOf: () => undefined };
  const { text, manifest, diagnostics } = readManifestIn(dir);
  const sound = manifest !== null && diagnostics.length === 0;
  return { dir, roots: sound ? manifest.roots : null, texts: new Map(), problems: diagnostics, textOf: (file) => (file === MANIFEST_FILE ? text : undefined) };
}
