/** The packs that a pack imports from, and those that they import from: where they are, what they hold, and whether it is still what was looked at. */
import { hash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, realpathSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import type { PackCopy } from "../../lang/diagnostics/dependencies.ts";
import { diagnose, type Diagnostic, type Place } from "../../lang/diagnostics/index.ts";
import { pointerStep } from "../../lang/json-text.ts";
import { MANIFEST_FILE, placeOf, type Dependency, type Manifest } from "../../lang/pack.ts";
import { readFilesIn, readManifestIn, type PackFile } from "./folder.ts";
import { shippedPack } from "./shipped.ts";

/** `name`: what it is called in all packs that are compiled together; `path`: what paths of its files begin with in messages; `packs`: the name of each pack, by what its own import paths call it; empty where that cannot be had. */
export type ReadDependency = {
  readonly name: string;
  readonly path: string;
  readonly roots: readonly string[];
  readonly files: readonly PackFile[];
  readonly packs: Readonly<Record<string, string>>;
};
/** A line of `rulec deps`. `path`: as rulepack.json says it, null for what comes with rulec. `sha256`: what it holds now, null where it cannot be read; `locked`: what rulepack.json says that it holds. */
export type DependencyNode = {
  readonly name: string;
  readonly path: string | null;
  readonly version: string | null;
  readonly sha256: string | null;
  readonly locked: string | null;
  readonly dependencies: readonly DependencyNode[];
};
export type ReadDependencies = {
  readonly dependencies: readonly ReadDependency[];
  readonly packs: Readonly<Record<string, string>>;
  readonly code: readonly string[];
  readonly tree: readonly DependencyNode[];
  readonly diagnostics: readonly Diagnostic[];
};

/** A pack that was read: once, however many import from it. `uses`: what it imports from, by its own names for them. */
type PackRead = {
  readonly called: string;
  readonly version: string;
  readonly shown: string;
  readonly roots: readonly string[];
  readonly files: readonly PackFile[];
  readonly code: readonly string[];
  readonly sha256: string;
  readonly uses: ReadonlyMap<string, PackRead>;
  readonly tree: readonly DependencyNode[];
  readonly way: readonly string[];
};
/** `at`: where rulepack.json names the dependency that a mistake is in or behind. `folders`: on the way here, the pack's own first. `way`: the names of dependencies. */
type Reading = {
  readonly known: Map<string, PackRead | null>;
  readonly report: (diagnostic: Diagnostic) => void;
  readonly folders: readonly string[];
  readonly way: readonly string[];
  readonly at: Place;
  readonly called: string;
};

/** A dependency with a problem is left out. Errors: dependency-unreadable, dependency-changed, dependency-cycle, dependency-conflict, link-refused. */
export function readDependencies(dir: string, manifest: Manifest): ReadDependencies {
  const diagnostics: Diagnostic[] = [];
  const known = new Map<string, PackRead | null>();
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const direct = new Map<string, PackRead>();
  const tree = Object.entries(manifest.dependencies).map(([name, of]) => {
    const at = placeOf(manifest.places, `/dependencies${pointerStep(name)}`, "key");
    const locked = placeOf(manifest.places, `/dependencies${pointerStep(name)}/sha256`, "value");
    return readOne(name, of, locked, direct, { known, report, folders: [realpathSync(dir)], way: [], at, called: manifest.name });
  });
  const { names, packs } = named(direct, manifest, report);
  const namesOf = (uses: ReadonlyMap<string, PackRead>): Record<string, string> => Object.fromEntries([...uses].map(([as, read]) => [as, names.get(read) ?? ""]));
  const dependencies = packs.map((of) => ({ name: names.get(of) as string, path: of.shown, roots: of.roots, files: of.files, packs: namesOf(of.uses) }));
  return { dependencies, packs: { ...unread(manifest), ...namesOf(direct) }, code: packs.flatMap(({ code }) => code), tree, diagnostics };
}

/** Names that import paths have, for no pack: what could not be read was reported. */
const unread = ({ dependencies }: Manifest): Record<string, string> => Object.fromEntries(Object.keys(dependencies).map((name) => [name, ""]));

/** Reads what one entry of a manifest names, and puts it into `uses` when it is as it was. `locked`: where to show that it is not. */
function readOne(name: string, of: Dependency, locked: Place, uses: Map<string, PackRead>, reading: Reading): DependencyNode {
  const way = [...reading.way, name];
  const read = readPackAt(name, of, { ...reading, way });
  if (read !== null && of.sha256 !== null && of.sha256 !== read.sha256) reading.report(diagnose("dependency-changed", { name, has: read.sha256, way }, locked));
  else if (read !== null) uses.set(name, read);
  return { name, path: of.path, version: read?.version ?? null, sha256: read?.sha256 ?? null, locked: of.sha256, dependencies: read?.tree ?? [] };
}

/** Null: what is wrong was reported. */
function readPackAt(name: string, { path }: Dependency, reading: Reading): PackRead | null {
  const { known, report, way, at } = reading;
  const unreadable = (problem: string): null => (report(diagnose("dependency-unreadable", { name, problem, way }, at)), null);
  const found = path === null ? shippedPack(name) : folderOf(reading.folders.at(-1) as string, path);
  if ("problem" in found) return unreadable(found.problem);
  if ("link" in found) return (report(diagnose("link-refused", { path: found.link }, at)), null);
  const { folder } = found;
  const round = reading.folders.indexOf(folder);
  if (round >= 0) return (report(diagnose("dependency-cycle", { way: [reading.called, ...way] }, at)), null);
  const before = known.get(folder);
  if (before !== undefined) return before;
  known.set(folder, null);
  const { manifest, diagnostics: wrong } = readManifestIn(folder);
  if (manifest === null || wrong[0] !== undefined) return unreadable(`its rulepack.json: ${wrong[0]?.title ?? "unreadable"}`);
  const { files, code, diagnostics } = readFilesIn(folder, manifest.roots);
  const shown = path === null ? `rulec/${name}` : shownPath(reading, path);
  if (diagnostics[0]?.code === "link-refused") return (report(diagnose("link-refused", { path: `${shown}/${diagnostics[0].at.file}` }, at)), null);
  if (diagnostics[0] !== undefined) return unreadable(diagnostics[0].title);
  if (files.length === 0) return unreadable("it holds no rule file");
  const uses = new Map<string, PackRead>();
  const inner: Reading = { ...reading, folders: [...reading.folders, folder] };
  const tree = Object.entries(manifest.dependencies).map(([as, of]) => readOne(as, of, at, uses, inner));
  // What it imports from and cannot be had was reported; without it this one would be half a pack.
  if (uses.size < tree.length) return null;
  const inShown = (file: string): string => `${shown}/${file}`;
  const read: PackRead = {
    called: manifest.name, version: manifest.version, shown, roots: manifest.roots, files: files.map((file) => ({ path: inShown(file.path), text: file.text })), code: code.map(inShown),
    sha256: digest(folder, [MANIFEST_FILE, ...files.map((file) => file.path), ...code], uses), uses, tree, way,
  };
  known.set(folder, read);
  return read;
}

/** Where a pack lies as seen from the one that is compiled: a name, where the way there leads through another pack. */
const shownPath = ({ way }: Reading, path: string): string => (way.length === 1 ? path.replace(/\/+$/, "") : `(${way.join("/")})`);

type Found = { readonly folder: string } | { readonly problem: string } | { readonly link: string };

function folderOf(from: string, path: string): Found {
  if (/^(\w+:\/\/|git@)/.test(path)) return { problem: "it is an address: rulec downloads nothing, check it out and say the folder" };
  if (isAbsolute(path) || /^[A-Za-z]:/.test(path) || path.includes("\\")) return { problem: "`path` is relative to this folder, and written with /" };
  const folder = resolve(from, path);
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  // `from` is where no link leads, so the same must come out unless there is one on the way.
  if (stat !== undefined && realpathSync(folder) !== folder) return { link: path };
  if (stat?.isFile() === true) return { problem: /\.(zip|tar|tgz|gz|zst|7z)$/.test(path) ? "it is an archive: unpack it and say the folder" : "it is a file: say the folder that its rulepack.json lies in" };
  if (lstatSync(join(folder, MANIFEST_FILE), { throwIfNoEntry: false })?.isSymbolicLink() === true) return { link: `${path}/${MANIFEST_FILE}` };
  return existsSync(join(folder, MANIFEST_FILE)) ? { folder } : { problem: `there is no ${path}/${MANIFEST_FILE}` };
}

/** The SHA-256 of what `sha256sum` prints of these files, sorted by path, and of the packs behind them: `<digest>  <path or name>` and a newline each. */
function digest(folder: string, paths: readonly string[], uses: ReadonlyMap<string, PackRead>): string {
  const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const files = paths.toSorted(byBytes).map((path) => `${hash("sha256", readFileSync(join(folder, path)))}  ${path}\n`);
  return hash("sha256", [...files, ...[...uses].toSorted(([a], [b]) => byBytes(a, b)).map(([name, { sha256 }]) => `${sha256}  ${name}\n`)].join(""));
}

/**
 * The name of each pack: the compiled pack's own name for those that it imports from, elsewhere what its rulepack.json says. Of equal copies `packs` holds the first;
 * what cannot be there beside another has no name. Error: dependency-conflict.
 */
function named(direct: ReadonlyMap<string, PackRead>, manifest: Manifest, report: Reading["report"]): { readonly names: ReadonlyMap<PackRead, string>; readonly packs: readonly PackRead[] } {
  const names = new Map<PackRead, string>();
  const [firsts, taken] = [new Map<string, PackRead>(), new Map<string, PackRead>()];
  const give = (read: PackRead, wanted: string, root: string): void => {
    const same = firsts.get(read.called);
    const other = same === undefined ? taken.get(wanted) : same.sha256 === read.sha256 ? undefined : same;
    if (other !== undefined) {
      const copy = ({ shown: path, version, way }: PackRead): PackCopy => ({ path, version, way: [manifest.name, ...way] });
      const at = placeOf(manifest.places, `/dependencies${pointerStep(root)}`, "key");
      report(diagnose("dependency-conflict", { name: same === undefined ? wanted : read.called, copies: [copy(other), copy(read)] }, at));
    } else if (same === undefined) {
      firsts.set(read.called, read);
      taken.set(wanted, read);
    }
    names.set(read, other !== undefined ? "" : same === undefined ? wanted : (names.get(same) as string));
  };
  for (const [name, read] of direct) if (!names.has(read)) give(read, name, name);
  const pending = [...direct].map(([root, read]) => ({ root, read }));
  // Grows while it is walked.
  for (const { root, read } of pending) {
    for (const used of read.uses.values()) {
      if (names.has(used)) continue;
      give(used, used.called, root);
      pending.push({ root, read: used });
    }
  }
  return { names, packs: [...firsts.values()] };
}
