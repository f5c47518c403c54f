import { createRequire } from "node:module";

/**
 * The part of TypeScript's classic API that the extractor calls. It comes from the TypeScript 5 that the indexer brings:
 * nodes of another copy would not be the indexer's nodes, and TypeScript 7 has no such API. That copy cannot be named in an import, hence these shapes.
 */
export type TypeScript = {
  readonly version: string;
  readonly sys: System;
  readConfigFile(path: string, readFile: (path: string) => string | undefined): { readonly config?: unknown; readonly error?: Diagnostic };
  parseJsonConfigFileContent(json: unknown, host: System, basePath: string, existing?: CompilerOptions, configPath?: string): ParsedConfig;
  resolveProjectReferencePath(reference: { readonly path: string }): string;
  preProcessFile(text: string, readImports: boolean, detectJavaScriptImports: boolean): { readonly importedFiles: readonly { readonly fileName: string }[] };
  resolveModuleName(name: string, from: string, options: CompilerOptions, host: System): { readonly resolvedModule?: { readonly resolvedFileName: string } };
  createCompilerHost(options: CompilerOptions): CompilerHost;
  createProgram(files: readonly string[], options: CompilerOptions, host: CompilerHost): Program;
  flattenDiagnosticMessageText(text: unknown, newLine: string): string;
};

export type System = { readonly readFile: (path: string) => string | undefined };
export type CompilerOptions = { readonly outDir?: string; readonly rootDir?: string; readonly [option: string]: unknown };
export type Diagnostic = { readonly code: number; readonly messageText: unknown };
export type ParsedConfig = {
  readonly fileNames: readonly string[];
  readonly options: CompilerOptions;
  readonly projectReferences?: readonly { readonly path: string }[];
  readonly raw?: { readonly files?: unknown; readonly include?: unknown };
};
export type CompilerHost = { readFile: (path: string) => string | undefined };
export type SourceFile = { readonly fileName: string; getText(): string };
export type Program = { getSourceFile(path: string): SourceFile | undefined; getTypeChecker(): unknown };

/** What scip-typescript's own loop is made of. Its command line would print to stdout and look for package.json above the project. */
export type ScipTypescript = {
  readonly version: string;
  readonly FileIndexer: new (
    checker: unknown,
    options: { readonly cwd: string },
    input: unknown,
    document: ScipDocument,
    globals: Map<unknown, unknown>,
    constructors: Map<unknown, boolean>,
    packages: unknown,
    file: SourceFile,
  ) => { index(): void };
  readonly Input: new (path: string, text: string) => unknown;
  readonly Packages: new (projectRoot: string) => unknown;
  readonly Document: new (of: { relative_path: string; occurrences: never[] }) => ScipDocument;
};

export type ScipDocument = { readonly occurrences: readonly ScipOccurrence[]; readonly symbols: readonly ScipSymbolInformation[] };
export type ScipOccurrence = {
  readonly range: readonly number[];
  readonly symbol: string;
  readonly symbol_roles: number;
  readonly diagnostics: readonly { readonly severity: number; readonly code: string; readonly message: string; readonly tags: readonly number[] }[];
};
export type ScipSymbolInformation = {
  readonly symbol: string;
  readonly documentation: readonly string[];
  readonly relationships: readonly {
    readonly symbol: string;
    readonly is_reference: boolean;
    readonly is_implementation: boolean;
    readonly is_type_definition: boolean;
    readonly is_definition: boolean;
  }[];
};

const PACKAGE = "@sourcegraph/scip-typescript";
const load = createRequire(import.meta.url);

export function loadTypeScript(): TypeScript {
  return createRequire(load.resolve(`${PACKAGE}/package.json`))("typescript") as TypeScript;
}

export function loadScipTypescript(): ScipTypescript {
  const part = (name: string): unknown => load(`${PACKAGE}/dist/src/${name}.js`);
  const { version } = load(`${PACKAGE}/package.json`) as { version: string };
  const { FileIndexer } = part("FileIndexer") as Pick<ScipTypescript, "FileIndexer">;
  const { Input } = part("Input") as Pick<ScipTypescript, "Input">;
  const { Packages } = part("Packages") as Pick<ScipTypescript, "Packages">;
  const { scip } = part("scip") as { scip: Pick<ScipTypescript, "Document"> };
  return { version, FileIndexer, Input, Packages, Document: scip.Document };
}

/** The version of the parser, which exports none. */
export function parserVersion(): string {
  return (load("oxc-parser/package.json") as { version: string }).version;
}
