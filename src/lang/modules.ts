/** Modules: which file is which module, what its names stand for. Meaning: docs/language.md, "Scope". */
import { isCallable } from "../ir/functions/index.ts";
import type { ImportName, MacroDecl, Name, Span, Text } from "./ast/index.ts";
import { FORMS, SELECTORS, VERBS } from "./builtins.ts";
import { nearest } from "./diagnostics/define.ts";
import { diagnose, type Diagnostic, type Edit, type More, type Place } from "./diagnostics/index.ts";
import { MANIFEST_FILE, SHIPPED, type Manifest } from "./pack.ts";
import type { Declaration, DeclaredBy, ModuleScope, ParsedFile, UnreadModule } from "./scope.ts";

export type Modules = {
  /** By module name. */
  readonly modules: ReadonlyMap<string, ModuleScope>;
  /** By qualified name, in the order of the files' paths. */
  readonly declarations: ReadonlyMap<string, Declaration>;
};
type Report = (diagnostic: Diagnostic) => void;
/** `packs`: the name of each dependency by what import paths call it, where that is not the same; empty where it cannot be had, which was reported. `unread`: modules of dependencies to which no import leads. */
export type PackNames = Pick<Manifest, "roots" | "dependencies"> & { readonly packs?: Readonly<Record<string, string>>; readonly places?: Manifest["places"]; readonly unread?: readonly UnreadModule[] };
type PassedOn = { readonly name: ImportName; readonly from: Module | null; readonly path: string };
type Module = {
  readonly name: string;
  /** The dependency that it is part of. */
  readonly pack: string | null;
  readonly file: ParsedFile;
  readonly symbols: Map<string, Declaration>;
  readonly missing: Set<string>;
  readonly own: Map<string, Declaration>;
  readonly faults: readonly number[];
  /** Exported from other modules, by the name that importers use. */
  readonly passedOn: Map<string, PassedOn>;
};

/**
 * The name tables of a pack's files. What is wrong with one name leaves the others usable.
 * Errors: module-name, module-duplicate, duplicate-name, duplicate-rule, builtin-name, unknown-module, unknown-export, private-name, export-cycle.
 */
export function loadModules(files: readonly ParsedFile[], manifest: PackNames, report: Report): Modules {
  const modules = new Map<string, Module>();
  const folded = new Map<string, string>();
  const packs = packsOf(files, manifest);
  const hidden = new Set<string>();
  for (const file of [...files].sort((a, b) => compare(a.path, b.path))) {
    const name = nameOfFile(file, manifest.roots);
    const taken = folded.get(name.toLowerCase());
    const hides = hiddenPack(file, name, packs);
    if (hides !== null && !hidden.has(hides)) report(diagnose("dependency-hidden", { name: hides }, { file: file.path, start: 0, end: 0 }));
    if (hides !== null) hidden.add(hides);
    else if (taken !== undefined) report(diagnose("module-duplicate", { module: name, other: taken }, { file: file.path, start: 0, end: 0 }));
    if (modules.has(name)) continue;
    folded.set(name.toLowerCase(), file.path);
    const faults = (file.diagnostics ?? []).filter(({ severity }) => severity === "error").map(({ at }) => at.start).sort((a, b) => a - b);
    const missing = losesNames(file, faults) ? anyName() : new Set<string>();
    const module: Module = { name, pack: file.pack?.name ?? null, file, symbols: new Map(), missing, own: new Map(), faults, passedOn: new Map() };
    modules.set(name, module);
    declare(module, report);
  }
  const context: Context = { modules, packs, manifest, report };
  for (const module of modules.values()) passOn(module, context);
  for (const module of modules.values()) bring(module, context);
  const declarations = new Map<string, Declaration>();
  for (const module of modules.values()) {
    for (const declaration of module.own.values()) if (module.pack === null || SHARED.has(declaration.kind)) declarations.set(declaration.name, declaration);
  }
  uniqueRules(declarations, report);
  return {
    modules: new Map([...modules].map(([name, { symbols, missing, file, faults }]) => [name, { module: name, file: file.path, text: file.text, symbols, missing, faults }])),
    declarations,
  };
}

/** By the name of a dependency, "" being the pack that is compiled: the names of packs by what its import paths call them. */
type Packs = ReadonlyMap<string, Readonly<Record<string, string>>>;

function packsOf(files: readonly ParsedFile[], { dependencies, packs }: PackNames): Packs {
  const own = packs ?? Object.fromEntries(Object.keys(dependencies).map((name) => [name, name]));
  return new Map([["", own], ...files.flatMap(({ pack }) => (pack === undefined ? [] : [[pack.name, pack.packs ?? {}] as const]))]);
}

/** The pack whose import paths a file's module has: of its own pack's dependencies, or of all that are compiled together with it. */
function hiddenPack({ pack }: ParsedFile, name: string, packs: Packs): string | null {
  const [first = "", second] = (pack === undefined ? name : name.slice(pack.name.length + 1)).split(".");
  const of = packs.get(pack?.name ?? "") ?? {};
  const isTaken = Object.hasOwn(of, first) || (pack === undefined && second !== undefined && packs.has(first));
  return isTaken ? first : null;
}

/** What another pack may use. */
const SHARED: ReadonlySet<Declaration["kind"]> = new Set(["param", "schema", "macro", "function"]);

/** A dependency's module is called by the dependency's name and its own. */
export const nameOfFile = ({ path, pack }: Pick<ParsedFile, "path" | "pack">, roots: readonly string[]): string =>
  (pack === undefined ? moduleName(path, roots) : `${pack.name}.${moduleName(path.slice(pack.path.length + 1), pack.roots)}`);

/** `rules/sales/lines.rule` below the root `rules` is `sales.lines`. */
export function moduleName(path: string, roots: readonly string[]): string {
  let best = "";
  for (const root of roots) if (root.length > best.length && path.startsWith(`${root}/`)) best = root;
  return path.slice(best === "" ? 0 : best.length + 1).replace(/\.rule$/, "").split("/").join(".");
}

/** Whether a range holds text that could not be read. */
export function hasFault(faults: readonly number[], { start, end }: Span): boolean {
  let [low, high] = [0, faults.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((faults[middle] as number) < start) low = middle + 1;
    else high = middle;
  }
  return (faults[low] ?? Infinity) <= end;
}

/** Whether names that the file needs may be among what could not be read: the last declaration begun before a fault is an import. */
function losesNames({ text }: ParsedFile, faults: readonly number[]): boolean {
  if (faults.length === 0) return false;
  const heads = [...text.matchAll(/^(?:module|import|export|param|schema|source|rule|macro|function|test)\b/gm)];
  const reach = heads.map(({ index }, i) => ({ from: index, to: heads[i + 1]?.index ?? Infinity })).filter((_, i) => /^(?:im|ex)port$/.test(heads[i]?.[0] ?? ""));
  return reach.some(({ from, to }) => faults.some((fault) => fault >= from && fault < to));
}

/** Holds every name: each that is not found may have stood where the text was lost. */
const anyName = (): Set<string> => Object.assign(new Set<string>(), { has: () => true });

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const placeIn = (file: ParsedFile, node: { readonly start: number; readonly end: number }): Place => ({ file: file.path, start: node.start, end: node.end });

export const KIND_NAMES: Readonly<Record<Declaration["kind"], string>> =
  { param: "a parameter", schema: "a schema", source: "a source", rule: "a rule", macro: "a macro", function: "a function" };

// A module's own declarations.
function declare(module: Module, report: Report): void {
  const { file } = module;
  for (const name of file.ast.lost) module.missing.add(name.text);
  const local = module.pack === null ? module.name : module.name.slice(module.pack.length + 1);
  const dotted = local.split(".").map((part) => (/^[A-Za-z_]\w*$/.test(part) ? part : `\`${part}\``)).join(".");
  for (const decl of file.ast.declarations) {
    if (decl.kind === "module") {
      const written = decl.path.map((part) => part.text).join(".");
      const [first, last] = [decl.path[0], decl.path.at(-1)];
      if (first === undefined || last === undefined || written === local) continue;
      const at = { file: file.path, start: first.start, end: last.end };
      report(diagnose("module-name", { written, path: dotted, file: file.path }, at, { edits: [{ ...at, text: dotted }] }));
    } else if (decl.kind !== "import" && decl.kind !== "export" && decl.kind !== "test") {
      const name = decl.kind === "param_decl" ? decl.param.name : decl.name;
      if (name.text === "") continue;
      const kind = decl.kind === "param_decl" ? "param" : decl.kind;
      const why = name.text.includes(".") ? "a dot parts a module's name from the names in it" : /^__rulec/i.test(name.text) ? "such names are rulec's own in the database" : null;
      if (why !== null) report(diagnose("reserved-name", { name: name.text, is: KIND_NAMES[kind], why }, placeIn(file, name)));
      const declared = { kind, name: `${module.name}.${name.text}`, module: module.name, file: file.path, decl } as Declaration;
      if (isBuiltin(declared, name, module, report)) {
        // Who imports it is not blamed.
        module.missing.add(name.text);
        continue;
      }
      if (add(module, name, declared, report)) module.own.set(name.text, declared);
    }
  }
}

function add(module: Module, name: Name, declared: Declaration, report: Report): boolean {
  const before = module.symbols.get(name.text);
  if (before === declared) return false;
  if (before === undefined) {
    module.symbols.set(name.text, declared);
    return true;
  }
  const first = nameOf(before);
  const related = [{ at: { file: before.file, start: first.start, end: first.end }, label: "the first" }];
  report(diagnose("duplicate-name", { name: name.text, is: KIND_NAMES[before.kind] }, placeIn(module.file, name), { related }));
  // What the second would have been is not told apart from the first by those that use it.
  module.missing.add(name.text);
  return false;
}

export const nameOf = (declared: Declaration): Name => (declared.kind === "param" ? declared.decl.param.name : declared.decl.name);

const TAKEN: Readonly<Record<MacroDecl["of"], (name: string) => string | null>> = {
  table: (name) => (VERBS.has(name) ? "a stage" : null),
  selector: (name) => (SELECTORS.has(name) ? "a selector" : null),
  expr: (name) => (isCallable(name) || FORMS.has(name) ? "a function" : null),
};

function isBuiltin(declared: Declaration, name: Name, module: Module, report: Report): boolean {
  if (declared.kind !== "macro" && declared.kind !== "function") return false;
  const what = TAKEN[declared.kind === "function" ? "expr" : declared.decl.of](name.text);
  if (what !== null) report(diagnose("builtin-name", { name: name.text, what }, placeIn(module.file, name)));
  return what !== null;
}

// What comes from other modules.
type Context = { readonly modules: ReadonlyMap<string, Module>; readonly packs: Packs; readonly manifest: PackNames; readonly report: Report };

function passOn(module: Module, context: Context): void {
  for (const decl of module.file.ast.declarations) {
    if (decl.kind !== "export") continue;
    const from = target(decl.path, module, context);
    for (const name of decl.names) {
      const as = name.alias ?? name.name;
      const own = module.own.get(as.text);
      if (own === undefined && !module.passedOn.has(as.text)) module.passedOn.set(as.text, { name, from, path: decl.path.value });
      else context.report(diagnose("duplicate-name", { name: as.text, is: own === undefined ? "an export" : KIND_NAMES[own.kind] }, placeIn(module.file, as)));
    }
  }
}

function bring(module: Module, context: Context): void {
  for (const [as, { name, from, path }] of module.passedOn) {
    const found = from === null ? null : find({ name: name.name, path, from, into: module, as }, context);
    if (found !== null && name.alias !== null) isBuiltin(found, name.alias, module, context.report);
  }
  for (const decl of module.file.ast.declarations) {
    if (decl.kind !== "import") continue;
    const from = target(decl.path, module, context);
    for (const name of decl.names) {
      const as = name.alias ?? name.name;
      const found = from === null ? null : find({ name: name.name, path: decl.path.value, from, into: module, as: null }, context);
      if (found === null || (name.alias !== null && isBuiltin(found, as, module, context.report))) module.missing.add(as.text);
      else add(module, as, found, context.report);
    }
  }
}

/** `as`: the name that `into` passes it on by, null where it is imported. */
type Wanted = { readonly name: Name; readonly path: string; readonly from: Module; readonly into: Module; readonly as: string | null };

/** The declaration that a module exports, through whatever passes it on. Null: reported, here or at the link that is broken. */
function find(wanted: Wanted, { report }: Context): Declaration | null {
  const { path, from, into } = wanted;
  const at = placeIn(into.file, wanted.name);
  const start = wanted.as === null ? null : `${into.name}.${wanted.as}`;
  const seen = new Set<string>(start === null ? [] : [start]);
  let [module, name] = [from, wanted.name.text];
  for (;;) {
    const own = module.own.get(name);
    if (own !== undefined) {
      if (module.pack !== into.pack && !SHARED.has(own.kind)) {
        if (module === from) report(diagnose("not-supported-yet", { what: `${KIND_NAMES[own.kind]} of another pack`, instead: "a dependency gives functions, macros, schemas and parameters; what its rules published is read with a source of your own" }, at));
        return null;
      }
      if (!name.startsWith("_")) return own;
      if (module === from) report(diagnose("private-name", { name, path }, at));
      return null;
    }
    const passed = module.passedOn.get(name);
    if (passed === undefined) {
      // A declaration that could not be read, a link that is broken further on: said there.
      if (module !== from || module.missing.has(name)) return null;
      const known = [...from.own.keys(), ...from.passedOn.keys()].filter((other) => !other.startsWith("_"));
      const meant = nearest(name, known);
      report(diagnose("unknown-export", { name, path, meant, known }, at, replacing(at, meant)));
      return null;
    }
    const link = `${module.name}.${name}`;
    if (seen.has(link)) {
      // Each module of the circle comes by here; one of them speaks.
      const circle = [...seen].sort(compare);
      if (link === start && link === circle[0]) report(diagnose("export-cycle", { name: wanted.name.text, links: [...seen, link] }, at));
      return null;
    }
    seen.add(link);
    if (passed.from === null) return null;
    [module, name] = [passed.from, passed.name.name.text];
  }
}

const replacing = (at: Place, text: string | null): More => (text === null ? {} : { edits: [{ ...at, text }] });

/** What an import path means in a module: the name of a module, of a dependency where `pack` says so. `packs`: the importing pack's names for its dependencies. */
export function meaning(path: string, into: { readonly name: string; readonly pack: string | null }, packs: Readonly<Record<string, string>> | undefined): { readonly name: string; readonly pack: string | null; readonly foreign: boolean } {
  const [first = "", ...rest] = path.split("/");
  const pack = packs !== undefined && Object.hasOwn(packs, first) ? packs[first] : undefined;
  if (pack !== undefined) return { name: [pack, ...rest].join("."), pack, foreign: true };
  const prefix = first === "." ? into.name.slice(0, into.name.lastIndexOf(".") + 1) : into.pack === null ? "" : `${into.pack}.`;
  return { name: prefix + (first === "." ? rest : [first, ...rest]).join("."), pack: into.pack, foreign: false };
}

/** The module that a path names, null (and reported) when there is none. */
function target(path: Text, into: Module, { modules, packs, manifest, report }: Context): Module | null {
  const [first = ""] = path.value.split("/");
  const wanted = meaning(path.value, into, packs.get(into.pack ?? ""));
  const found = modules.get(wanted.name);
  if (found !== undefined && found.pack === wanted.pack) return found;
  const { pack, foreign } = wanted;
  const there = [...modules.values()].filter((module) => module.pack === pack);
  // A dependency without modules could not be read, which was said.
  if (foreign && there.length === 0) return null;
  const at = placeIn(into.file, path);
  const known = there.map(({ name, pack: of }) => [...(foreign ? [first] : []), ...name.slice(of === null ? 0 : of.length + 1).split(".")].join("/"));
  const meant = nearest(path.value.replace(/^\.\//, "").replace(/\.rule$/, ""), known);
  const ships = !foreign && meant === null && SHIPPED.has(first) ? first : null;
  const edits = ships === null || into.pack !== null ? [] : addDependency(ships, manifest.places);
  report(diagnose("unknown-module", { path: path.value, meant, ships }, at, ships === null ? replacing(at, meant === null ? null : JSON.stringify(meant)) : { edits }));
  return null;
}

/** Into rulepack.json, on the line of what stands before it. */
function addDependency(name: string, places: PackNames["places"]): Edit[] {
  const [there, language] = [places?.get("/dependencies"), places?.get("/language")];
  const entry = `"${name}": {}`;
  const insert = (at: number, text: string): Edit[] => [{ file: MANIFEST_FILE, start: at, end: at, text }];
  if (there !== undefined) return insert(there.value.start + 1, [...(places?.keys() ?? [])].some((pointer) => pointer.startsWith("/dependencies/")) ? ` ${entry},` : ` ${entry} `);
  return language === undefined ? [] : insert(language.value.end, `, "dependencies": { ${entry} }`);
}

function uniqueRules(declarations: ReadonlyMap<string, Declaration>, report: Report): void {
  const stored = new Map<string, DeclaredBy<"rule">>();
  for (const rule of declarations.values()) {
    if (rule.kind !== "rule" || rule.decl.storage?.name.text === "inline") continue;
    const name = rule.decl.name;
    const before = stored.get(name.text.toLowerCase());
    if (before === undefined) {
      stored.set(name.text.toLowerCase(), rule);
      continue;
    }
    const related = [{ at: { file: before.file, start: before.decl.name.start, end: before.decl.name.end }, label: "the first" }];
    report(diagnose("duplicate-rule", { name: before.decl.name.text, other: before.module }, { file: rule.file, start: name.start, end: name.end }, { related }));
  }
}
