import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";

import type { CompilerOptions, ParsedConfig, System, TypeScript } from "./index/typescript.ts";

/** Source files that are compiled together, as paths relative to the project. */
export type Unit = { readonly files: readonly string[]; readonly options: CompilerOptions };

export type Project = {
  /** Absolute, links resolved, with forward slashes: as TypeScript writes paths. */
  readonly root: string;
  /** The project's own source files, relative to `root`, sorted. */
  readonly files: readonly string[];
  readonly units: readonly Unit[];
  /** Files besides the sources that decide what is found: configurations, manifests, lock files; absolute, sorted. */
  readonly inputs: readonly string[];
  /** A configuration that could not be read: path relative to `root`, and why. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
};

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** For a project without a tsconfig: everything resolves as a bundler would, and JavaScript counts. Never written to disk. */
const INFERRED = {
  compilerOptions: {
    allowJs: true, checkJs: false, jsx: "preserve", module: "preserve", target: "esnext", strict: true, noEmit: true,
    allowImportingTsExtensions: true, resolveJsonModule: true, skipLibCheck: true, maxNodeModuleJsDepth: 0,
  },
  include: ["**/*"],
  exclude: ["**/node_modules", "**/dist", "**/target", "**/*.min.js"],
};

/** Finds the project's own source files: those of its tsconfig (and of the configurations that it references), else all of them. */
export function findProject(ts: TypeScript, folder: string): Project {
  const root = posix(realpathSync(resolve(folder)));
  const problems: { path: string; message: string }[] = [];
  const read = new Set<string>();
  // TypeScript reads every configuration in an `extends` chain through this, which is how they become inputs of the cache key.
  const host: System = {
    ...ts.sys,
    readFile: (path) => {
      read.add(path);
      return ts.sys.readFile(path);
    },
  };
  const own = ["tsconfig.json", "jsconfig.json"].map((name) => `${root}/${name}`).find((path) => existsSync(path));
  const configs = own === undefined ? [] : readConfigs(ts, host, own, (path, message) => problems.push({ path: relativeTo(root, path), message }));
  if (configs.length === 0) configs.push(ts.parseJsonConfigFileContent(INFERRED, host, root));
  const units = configs.map((config) => unitOf(ts, root, config)).filter((unit) => unit.files.length > 0);
  const files = [...new Set(units.flatMap((unit) => unit.files))].sort();
  return { root, files, units, inputs: [...new Set([...read, ...manifests(root, files)])].filter((path) => existsSync(path)).sort(), problems };
}

/** The configuration and those that it references, each once. One that is not JSON is a problem and no configuration. */
function readConfigs(ts: TypeScript, host: System, first: string, problem: (path: string, message: string) => void): ParsedConfig[] {
  const configs: ParsedConfig[] = [];
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const { config, error } = ts.readConfigFile(path, host.readFile);
    if (error !== undefined) return problem(path, ts.flattenDiagnosticMessageText(error.messageText, "\n"));
    const parsed = ts.parseJsonConfigFileContent(config, host, path.slice(0, path.lastIndexOf("/")), isJsconfig(path) ? { allowJs: true } : {}, path);
    configs.push(parsed);
    for (const reference of parsed.projectReferences ?? []) visit(posix(ts.resolveProjectReferencePath(reference)));
  };
  visit(first);
  return configs;
}

const isJsconfig = (path: string): boolean => path.endsWith("/jsconfig.json");

function unitOf(ts: TypeScript, root: string, config: ParsedConfig): Unit {
  const { files, include } = config.raw ?? {};
  // A configuration that does not say which files it means includes what has been built from them.
  const anything = files === undefined && include === undefined;
  const paths = new Set(config.fileNames.map(posix).filter((path) => isOwn(root, path) && !(anything && isBuilt(root, path))));
  // `files` alone names the entry points, and the compiler follows their imports; with `include` the imports are in it already.
  if (files !== undefined && include === undefined) followImports(ts, root, config.options, paths);
  return { files: [...paths].map((path) => relativeTo(root, path)).sort(), options: config.options };
}

function followImports(ts: TypeScript, root: string, options: CompilerOptions, paths: Set<string>): void {
  // A set grows while it is walked, and the walk reaches what was added.
  for (const path of paths) {
    const text = ts.sys.readFile(path);
    if (text === undefined) continue;
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      const target = ts.resolveModuleName(fileName, path, options, ts.sys).resolvedModule?.resolvedFileName;
      if (target !== undefined && isOwn(root, posix(target))) paths.add(posix(target));
    }
  }
}

function isOwn(root: string, path: string): boolean {
  return path.startsWith(`${root}/`) && SOURCE.test(path) && !path.slice(root.length).includes("/node_modules/");
}

const isBuilt = (root: string, path: string): boolean => /\/(?:dist|target)\//.test(path.slice(root.length));

/**
 * package.json files above each source, and the record of what is installed, there and above the project:
 * a symbol's name holds the name and version of its package, and types come from the installed ones.
 */
function manifests(root: string, files: readonly string[]): readonly string[] {
  const folders = new Set<string>();
  for (const file of files) for (let at = parent(`${root}/${file}`); at.length >= root.length; at = parent(at)) folders.add(at);
  for (let at = root; at !== ""; at = parent(at)) folders.add(at);
  return [...folders].flatMap((folder) =>
    ["package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "node_modules/.package-lock.json"].map((name) => `${folder}/${name}`),
  );
}

const parent = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 0));
const relativeTo = (root: string, path: string): string => (path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path);
const posix = (path: string): string => path.replaceAll("\\", "/");

/** The bytes of the sources, read once: what is hashed is what is parsed and indexed, whatever happens to the files meanwhile. */
export function readSources(project: Project): ReadonlyMap<string, Uint8Array> {
  return new Map(project.files.map((path) => [path, readFileSync(join(project.root, path))]));
}
