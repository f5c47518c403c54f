/**
 * The linter: what compiles and still is likely not meant, or not read by anybody. Rows of the table are in diagnostics/lints; here is what finds each, and what
 * comes of it: allowed by a comment, switched off, raised. It waits where text is in error, as what is lost there may be what uses a name.
 */
import { requiredColumns } from "../../ir/needs.ts";
import type { PropsOf } from "../../ir/props/index.ts";
import type { Env, Rule } from "../../ir/rule.ts";
import { relsOf } from "../../ir/walk.ts";
import { isLint, type Diagnostic, type LintId } from "../diagnostics/index.ts";
import { MANIFEST_FILE } from "../pack.ts";
import type { DeclaredBy, ModuleScope, ParsedFile, Program } from "../scope.ts";
import { allowanceOf, unknownLint, unusedIn, type Allowance } from "./allow.ts";
import { starOfSource, unneededComputed } from "./columns.ts";
import { implicitCrossJoins, multiplied, nullableKeys } from "./joins.ts";
import { levelsOf, type LintChoice, type LintSettings, type Levels } from "./levels.ts";
import { mentionsOf } from "./mentions.ts";
import { differByCase, shadowedBuiltins } from "./names.ts";
import { missingContracts, missingDocs, missingTests, unneededColumns, unusedDeclarations, usedIn } from "./pack.ts";
import { unusedImports, unusedLets, unusedParams } from "./unused.ts";
import { floatEquality, orderedFloats, unsteady, wideDecimals } from "./values.ts";
import { partsOf, type FileWork, type PackWork, type Parts, type Report, type RuleWork } from "./work.ts";

/** `at`: what it looks at. `binding`: found while rules are bound; `comments`: said of the comments that allow lints. */
type Finder = { readonly at: "binding" | "comments" } | { readonly file?: (work: FileWork) => void; readonly rule?: (work: RuleWork) => void; readonly pack?: (work: PackWork) => void };
const BINDING: Finder = { at: "binding" };
const COMMENTS: Finder = { at: "comments" };

const FINDERS: Readonly<Record<LintId, Finder>> = {
  "unused-let": { file: unusedLets },
  "unused-import": { file: unusedImports },
  "unused-param": { file: unusedParams, pack: (work) => unusedDeclarations("param", work) },
  "unused-macro": { pack: (work) => unusedDeclarations("macro", work) },
  "unused-source": { pack: (work) => unusedDeclarations("source", work) },
  "unused-source-column": { pack: unneededColumns },
  "unused-column": { rule: unneededComputed },
  "dead-rule": { pack: (work) => unusedDeclarations("rule", work) },
  "sort-unused": BINDING,
  "bare-right-column": BINDING,
  "hidden-columns-leave": BINDING,
  "implicit-cross-join": { rule: implicitCrossJoins },
  "join-multiplies": { rule: multiplied },
  "nullable-join-key": { rule: nullableKeys },
  "star-of-source": { rule: starOfSource },
  "empty-condition": BINDING,
  "float-equality": { rule: floatEquality },
  "float-sum-ordered": { rule: orderedFloats },
  "wide-decimal": { rule: wideDecimals },
  "unsteady-stored": { rule: unsteady },
  "index-before-first": BINDING,
  "substr-before-first": BINDING,
  "names-differ-by-case": { file: differByCase },
  "builtin-shadowed": { file: shadowedBuiltins },
  "missing-doc": { pack: missingDocs },
  "missing-test": { pack: missingTests },
  "missing-contract": { pack: missingContracts },
  "allow-unknown": COMMENTS,
  "allow-unused": COMMENTS,
  "allow-without-reason": COMMENTS,
};
const finders = Object.entries(FINDERS) as readonly (readonly [LintId, Finder])[];

export type LintInput = { readonly files: readonly ParsedFile[]; readonly program: Program; readonly settings: LintSettings; /** Null: nobody asks, so that only what binding has found is looked through. */ readonly choice: LintChoice | null };
/** A lint that a comment allows. */
export type Allowed = { readonly diagnostic: Diagnostic; readonly reason: string };
export type Linted = { readonly diagnostics: readonly Diagnostic[]; readonly allowed: readonly Allowed[] };
export type BoundRule = { readonly rule: Rule | null; readonly propsOf: PropsOf };
export type Linter = {
  /** A rule as it was bound, before any pass. */
  readonly rule: (declared: DeclaredBy<"rule">, bound: BoundRule, env: Env) => void;
  /** All that was said of the pack, with what the linter finds, each as the pack wants it. */
  readonly finish: (said: readonly Diagnostic[]) => Linted;
};

export function createLinter({ files, program, settings, choice }: LintInput): Linter {
  const own = files.filter(({ pack }) => pack === undefined);
  const levels = levelsOf(settings, choice ?? { only: null, all: false });
  const isOn = (id: LintId): boolean => levels[id] !== "off";
  const found: Diagnostic[] = [];
  const seen = new Set<string>();
  // What a run verifies holds parts of the rule again.
  const report: Report = (diagnostic) => {
    const { code, at: { file, start, end } } = diagnostic;
    const key = `${code} ${start} ${end} ${file}`;
    if (!seen.has(key)) found.push(diagnostic);
    seen.add(key);
  };
  const works = choice === null ? new Map<string, FileWork>() : worksOf(own, program, report);
  const needed = new Map<string, Set<string>>();
  const active = finders.filter(([id]) => isOn(id));
  const rules = active.flatMap(([, finder]) => ("rule" in finder && finder.rule !== undefined ? [finder.rule] : []));
  return {
    rule: (declared, { rule, propsOf }, env) => {
      const work = works.get(declared.file);
      if (rule === null || work === undefined) return;
      let parts: Parts | null = null;
      const of: RuleWork = { declared, scope: work.scope, mentions: work.mentions, rule, rels: relsOf(rule), env, propsOf, parts: () => (parts ??= partsOf(declared.decl)), report };
      for (const find of rules) find(of);
      if (isOn("unused-source-column")) noteNeeded(rule, env, needed);
    },
    finish: (said) => {
      const faulty = new Set(said.flatMap(({ severity, at }) => (severity === "error" ? [at.file] : [])));
      const sound = [...works.values()].filter(({ file }) => !faulty.has(file.path));
      for (const [, finder] of active) if ("file" in finder && finder.file !== undefined) for (const work of sound) finder.file(work);
      if (faulty.size === 0 && choice !== null) {
        const all = [...works.values()];
        const modules = new Set(all.map(({ scope }) => scope.module));
        const work: PackWork = { files: all, declared: [...program.declarations.values()].filter(({ module }) => modules.has(module)), program, used: usedIn(all), needed, report };
        for (const [, finder] of active) if ("pack" in finder && finder.pack !== undefined) finder.pack(work);
      }
      return settled([...said, ...found], { own, levels, choice, settings, isWhole: faulty.size === 0 });
    },
  };
}

function worksOf(own: readonly ParsedFile[], program: Program, report: Report): Map<string, FileWork> {
  const scopes = new Map<string, ModuleScope>([...program.modules.values()].map((scope) => [scope.file, scope]));
  return new Map(own.flatMap((file) => {
    const scope = scopes.get(file.path);
    return scope === undefined ? [] : [[file.path, { file, scope, mentions: mentionsOf(file), report }] as const];
  }));
}

function noteNeeded(rule: Rule, env: Env, needed: Map<string, Set<string>>): void {
  for (const { of, name, columns } of requiredColumns(rule, env)) {
    if (of !== "source") continue;
    const known = needed.get(name) ?? new Set();
    needed.set(name, known);
    for (const column of columns) known.add(column);
  }
}

type Settling = Pick<LintInput, "settings" | "choice"> & { readonly own: readonly ParsedFile[]; readonly levels: Levels; readonly isWhole: boolean };

/** Takes out what is allowed, switched off or a dependency's, says what is wrong with the comments, and raises what the pack wants raised. */
function settled(all: readonly Diagnostic[], { own, levels, choice, settings, isWhole }: Settling): Linted {
  const texts = new Map(own.map((file) => [file.path, file]));
  const allowances = new Map<string, Allowance>();
  const allowanceIn = (file: ParsedFile): Allowance => {
    const known = allowances.get(file.path) ?? allowanceOf(file);
    allowances.set(file.path, known);
    return known;
  };
  const out: Diagnostic[] = [];
  const allowed: Allowed[] = [];
  const settle = (diagnostic: Diagnostic): void => {
    const { code, at } = diagnostic;
    if (!isLint(code)) return void out.push(diagnostic);
    if (levels[code] === "off") return;
    const file = texts.get(at.file);
    const { byLine, lineOf } = file === undefined ? NOTHING : allowanceIn(file);
    const by = byLine.size === 0 ? undefined : byLine.get(lineOf(at.start))?.find(({ ids }) => ids.includes(code));
    by?.used.add(code);
    if (by !== undefined) allowed.push({ diagnostic, reason: by.reason });
    // A dependency's lints are its own matter.
    else if (file !== undefined || at.file === MANIFEST_FILE || choice === null) out.push(choice !== null && levels[code] === "error" ? { ...diagnostic, severity: "error" } : diagnostic);
  };
  all.forEach(settle);
  if (choice !== null) {
    own.flatMap((file) => allowanceIn(file).wrong).forEach(settle);
    if (isWhole) own.flatMap((file) => unusedIn(allowanceIn(file), file.text, levels)).forEach(settle);
    for (const [name, { at }] of Object.entries(settings)) if (!isLint(name)) settle(unknownLint(name, at));
  }
  return { diagnostics: out, allowed };
}

const NOTHING: Pick<Allowance, "byLine" | "lineOf"> = { byLine: new Map(), lineOf: () => 0 };
