/** A pack's declarations, before any rule: modules, schemas, sources, parameters. */
import type { Env, Host, Interface, Source } from "../ir/rule.ts";
import { moduleParams } from "./bind/params.ts";
import { createSchemas } from "./bind/schema.ts";
import { checkCallables } from "./bind/declared.ts";
import { sourceInterface } from "./bind/interface.ts";
import { bindSource, claimsOf, sourceSchema } from "./bind/source.ts";
import { pathOf } from "./contract/storage.ts";
import { diagnose, type Diagnostic } from "./diagnostics/index.ts";
import { loadModules, type PackNames } from "./modules.ts";
import { createOffers } from "./offers.ts";
import type { Declaration, DeclaredBy, ParsedFile, Program } from "./scope.ts";

type Report = (diagnostic: Diagnostic) => void;
/** `interfaces` are those of the sources; those of rules are added as rules are bound. */
export type BoundProgram = { readonly program: Program; readonly interfaces: Map<string, Interface> };

/** Everything that rules name. `code`: the files of JavaScript that are there, where the host knows them. A source whose columns are not known has no interface, and what reads it says nothing. */
export function bindProgram(files: readonly ParsedFile[], manifest: PackNames, host: Host, report: Report, code: ReadonlySet<string> | null = null): BoundProgram {
  const { modules, declarations } = loadModules(files, manifest, report);
  const schemas = createSchemas(modules, report);
  for (const declared of declarations.values()) if (declared.kind === "schema") schemas.of(declared);

  const sources = new Map<string, Source>();
  const interfaces = new Map<string, Interface>();
  const program: Program = { modules, declarations, schemas: schemas.bound, sources, params: moduleParams(declarations, report), faulty: new Set(), faultyRules: new Set(), offers: createOffers(declarations, manifest.unread ?? [], manifest.packs ?? {}) };
  const env: Env = { interfaces, host };
  // All schemas are known before the first check is bound. One that several use is bound for each, and its mistakes are said once.
  const described = [...declarations.values()].flatMap((declared) => {
    const scope = modules.get(declared.module);
    if (declared.kind !== "source" || scope === undefined) return [];
    const schema = sourceSchema(declared, scope, schemas, report);
    return schema === null ? [] : [{ declared, schema, scope }];
  });
  const once = eachOnce(report);
  for (const declared of declarations.values()) {
    const schema = declared.kind === "schema" ? schemas.of(declared) : null;
    if (schema !== null && schema.checks.length > 0) claimsOf(declared.name, schema, { file: declared.file, start: declared.decl.start, end: declared.decl.end }, program, env, once);
  }
  for (const { declared, schema, scope } of described) {
    // Readers go on with the columns even where the provider is in error.
    const readers = sourceInterface(declared.name, schema, host);
    interfaces.set(declared.name, readers);
    const source = bindSource(declared, schema, scope, readers, program, env, once);
    if (source !== null) sources.set(source.name, source);
  }
  checkCallables(declarations.values(), program, env, report);
  for (const declared of declarations.values()) if (declared.kind === "function") tierOf(declared, report);
  if (code !== null) for (const declared of declarations.values()) if (declared.kind === "function") codeOf(declared, code, report);
  uniquePaths(declarations.values(), report);
  return { program, interfaces };
}

/** How a function of code is called: with columns of Arrow. */
const FUNCTION_TIER = "arrow";

/** Error: unknown-tier. */
function tierOf({ decl: { external }, file }: DeclaredBy<"function">, report: Report): void {
  const tier = external?.tier ?? null;
  if (tier === null || tier.text === "" || tier.text === FUNCTION_TIER) return;
  const at = { file, start: tier.start, end: tier.end };
  report(diagnose("unknown-tier", { name: tier.text, of: "function", meant: FUNCTION_TIER }, at, { edits: [{ ...at, text: FUNCTION_TIER }] }));
}

/** Whether the file of a function is there. Error: function-file-missing. */
function codeOf({ decl: { name, external }, file }: DeclaredBy<"function">, code: ReadonlySet<string>, report: Report): void {
  if (external === null) return;
  const steps: string[] = [];
  for (const step of [...file.split("/").slice(0, -1), ...external.path.value.split("/")]) {
    if (step === ".." && steps.length > 0 && steps.at(-1) !== "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  if (!code.has(steps.join("/"))) report(diagnose("function-file-missing", { fn: name.text, file: steps.join("/") }, { file, start: external.path.start, end: external.path.end }));
}

/** Passes on each diagnostic once: a code at a place. */
function eachOnce(report: Report): Report {
  const seen = new Set<string>();
  return (diagnostic) => {
    const { code, at } = diagnostic;
    const key = `${code} ${at.file} ${at.start} ${at.end}`;
    if (!seen.has(key)) report(diagnostic);
    seen.add(key);
  };
}

/** Two rules that write to one place would undo each other's work. */
function uniquePaths(declarations: Iterable<Declaration>, report: Report): void {
  const taken = new Map<string, DeclaredBy<"rule">>();
  const folders = new Map<string, DeclaredBy<"rule">>();
  const rules = [...declarations].filter((declared) => declared.kind === "rule");
  // Folders that are replaced whole come before what may lie in them.
  for (const declared of rules.toSorted((a, b) => (pathOf(a.decl)?.text.length ?? 0) - (pathOf(b.decl)?.text.length ?? 0))) {
    const path = pathOf(declared.decl);
    if (path === null) continue;
    // Paths that differ by case alone are one file on some systems.
    const key = path.text.toLowerCase();
    const before = taken.get(key) ?? insideOf(key, folders);
    taken.set(key, declared);
    if (declared.decl.storage?.args.some(({ name }) => name?.text === "partition_by") === true) folders.set(key, declared);
    if (before !== undefined) report(diagnose("duplicate-path", { path: path.text, other: before.decl.name.text }, { file: declared.file, start: path.at.start, end: path.at.end }));
  }
}

/** The rule whose folder, replaced whole by each run, holds this path. */
function insideOf(path: string, folders: ReadonlyMap<string, DeclaredBy<"rule">>): DeclaredBy<"rule"> | undefined {
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
    const found = folders.get(path.slice(0, slash));
    if (found !== undefined) return found;
  }
  return undefined;
}
