import { existsSync, readFileSync } from "node:fs";

import type { Project } from "./project.ts";
import type { Row } from "./tables.ts";

type Kind = "exports" | "bin" | "main" | "test";

/** A manifest, of which nothing is known but that it is JSON. */
type Manifest = Readonly<Record<string, unknown>>;

/**
 * The source files that somebody outside may call: those that the manifests' `exports`, `bin` and `main` name, and the tests.
 * Manifests name built files; each is traced back to the source it is built from.
 */
export function packageEntries(project: Project): readonly Row<"package_entries">[] {
  const found = new Set<string>();
  const add = (path: string, kind: Kind): void => void found.add(`${kind}\u0000${path}`);
  for (const path of project.files) if (isTest(path)) add(path, "test");
  for (const folder of packageFolders(project)) {
    const manifest = readManifest(`${project.root}/${folder}package.json`);
    for (const [kind, target] of manifest === null ? [] : targets(manifest)) {
      for (const path of sourcesOf(project, folder, target)) add(path, kind);
    }
  }
  return [...found].sort().map((entry) => {
    const [kind = "", path = ""] = entry.split("\u0000");
    return { path, kind };
  });
}

/** By the names that test runners look for. */
export function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|specs?)\//.test(path) || /\.(?:test|spec)\.[cm]?[jt]sx?$/.test(path);
}

/** Folders of the project that have a manifest, relative to it: `""` or ending in a slash. */
function packageFolders(project: Project): readonly string[] {
  const prefix = `${project.root}/`;
  return project.inputs
    .filter((path) => path.startsWith(prefix) && path.endsWith("/package.json") && !path.includes("/node_modules/"))
    .map((path) => path.slice(prefix.length, -"package.json".length));
}

function readManifest(path: string): Manifest | null {
  if (!existsSync(path)) return null;
  try {
    const json: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof json === "object" && json !== null ? (json as Manifest) : null;
  } catch {
    // A manifest that is not JSON names no entry; package managers will have said so.
    return null;
  }
}

function targets(manifest: Manifest): readonly (readonly [Kind, string])[] {
  const of = (kind: Kind, value: unknown): readonly (readonly [Kind, string])[] => strings(value).map((target) => [kind, target] as const);
  return [
    ...of("exports", manifest["exports"]),
    ...of("bin", manifest["bin"]),
    ...["main", "module", "browser", "types", "typings"].flatMap((field) => of("main", manifest[field])),
  ];
}

/** All strings in a field: `exports` nests by subpath and condition, `bin` by command. */
function strings(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}

function sourcesOf(project: Project, folder: string, target: string): readonly string[] {
  const path = folder + target.replace(/^\.\//, "");
  const candidates = [path, `${path}/index`, ...throughConfig(project, path), ...throughGuess(folder, path)];
  for (const candidate of candidates) {
    const matching = filesLike(project, candidate);
    if (matching.length > 0) return matching;
  }
  return [];
}

/** `outDir` to `rootDir`, as the compiler wrote it. */
function throughConfig(project: Project, path: string): readonly string[] {
  return project.units.flatMap(({ files, options }) => {
    if (options.outDir === undefined) return [];
    const out = relative(project.root, options.outDir);
    if (out === null || !path.startsWith(`${out}/`)) return [];
    const root = options.rootDir === undefined ? commonFolder(files) : relative(project.root, options.rootDir);
    return root === null ? [] : [`${root === "" ? "" : `${root}/`}${path.slice(out.length + 1)}`];
  });
}

/** What most projects do whose build says nothing: `dist/x.js` is made from `src/x.ts`, or from `x.ts`. */
function throughGuess(folder: string, path: string): readonly string[] {
  const inside = /^(?:dist|lib|build|out)\/(?:(?:esm|cjs|es|src)\/)?(.*)$/.exec(path.slice(folder.length))?.[1];
  return inside === undefined ? [] : [`${folder}src/${inside}`, `${folder}${inside}`];
}

const EXTENSION = /(?:\.d)?\.[cm]?[jt]sx?$/;

/** Source files that compile to a path: the same but for the extension. A `*` stands for any text, as in `exports`. */
function filesLike(project: Project, path: string): readonly string[] {
  const stem = path.replace(EXTENSION, "");
  if (!stem.includes("*")) return project.files.filter((file) => file === path || file.replace(EXTENSION, "") === stem);
  const pattern = new RegExp(`^${stem.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".+")}$`);
  return project.files.filter((file) => pattern.test(file.replace(EXTENSION, "")));
}

function relative(root: string, path: string): string | null {
  const posix = path.replaceAll("\\", "/").replace(/\/$/, "");
  if (posix === root) return "";
  return posix.startsWith(`${root}/`) ? posix.slice(root.length + 1) : null;
}

/** The compiler's `rootDir` when none is said. */
function commonFolder(files: readonly string[]): string {
  const folders = files.filter((file) => !/\.d\.[cm]?ts$/.test(file)).map((file) => file.split("/").slice(0, -1));
  const [first = [], ...others] = folders;
  const depth = others.reduce((common, folder) => {
    const differs = folder.findIndex((part, i) => part !== first[i]);
    return Math.min(common, differs < 0 ? folder.length : differs);
  }, first.length);
  return first.slice(0, depth).join("/");
}
