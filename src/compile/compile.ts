/** The spine: the phases of one pack, in order. It decides nothing itself; ARCHITECTURE.md draws the same journey. */
import type { Env } from "../ir/rule.ts";
import { optimise } from "../ir/passes/list.ts";
import { bindProgram } from "../lang/bind-program.ts";
import { bindRule } from "../lang/bind-rule.ts";
import { bindTest } from "../lang/bind/tests.ts";
import { checkReferences } from "../lang/contract/references.ts";
import { byPlace, type Diagnostic } from "../lang/diagnostics/index.ts";
import { createLinter } from "../lang/lint/index.ts";
import { lex, parseLexed } from "../lang/parser/index.ts";
import { reachedFiles } from "../lang/reached.ts";
import { readsOf, ruleOrder } from "../lang/rule-order.ts";
import type { DeclaredBy, ModuleScope, ParsedFile } from "../lang/scope.ts";
import { SAMPLES } from "../lower/index.ts";
import { createClock } from "./clock.ts";
import { emitRule, emitSource, type Emission } from "./emit.ts";
import { namesOf } from "./names.ts";
import { shapeOf } from "./shape.ts";
import type { Compiled, CompiledRule, CompileHost, CompileOptions, PackText, Prepared, TextFile } from "./types.ts";

/** Errors are in `diagnostics`; a rule with a mistake is left out of `rules`, and what reads it goes on with its interface. */
export function compile(pack: PackText, host: CompileHost, options: CompileOptions = {}): Compiled {
  const clock = createClock(host.now);
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);

  // 1. Text to trees.
  const read = ({ path, text }: TextFile): ParsedFile => {
    const lexed = clock.time("lex", () => lex(path, text));
    const parsed = clock.time("parse", () => parseLexed(lexed));
    diagnostics.push(...parsed.diagnostics);
    return { path, text, ...parsed };
  };
  const own = pack.files.map(read);
  const others = (pack.dependencies ?? []).flatMap(({ files: texts, ...of }) => texts.map((file) => ({ ...file, pack: of })));
  const packs = pack.packs ?? Object.fromEntries(Object.keys(pack.manifest.dependencies).map((name) => [name, name]));
  const reached = reachedFiles(own, others, packs, (file) => ({ ...read(file), pack: file.pack }));
  const files = [...own, ...reached.files];

  // 2. What names mean, and the order of building.
  const { program, interfaces } = clock.time("bind", () => bindProgram(files, { ...pack.manifest, packs, unread: reached.unread }, host, report, pack.code === undefined ? null : new Set(pack.code)));
  const order = clock.time("bind", () => ruleOrder(program, report));
  const env: Env = { interfaces, host };
  const shape = shapeOf(pack.profile, options.without ?? [], host);
  const emission: Emission = { program, env, names: namesOf(program), profile: pack.profile, without: options.without ?? [], shape, promises: options.promises ?? false, samples: options.samples ?? SAMPLES, sql: options.sql ?? true, report };

  const prepared: Prepared = { program, env, names: emission.names, profile: pack.profile, without: emission.without };

  const linter = clock.time("lint", () => createLinter({ files, program, settings: pack.manifest.lint, choice: options.lint ?? null }));

  // 3. Each rule by itself: bind and prove, optimise, print. A rule sees others through their interfaces alone.
  const rules: CompiledRule[] = [];
  for (const declared of order) {
    const bound = clock.time("bind", () => bindRule(declared, program, env));
    diagnostics.push(...bound.diagnostics);
    if (bound.interface !== null) interfaces.set(declared.name, bound.interface);
    if (bound.rule === null) program.faultyRules.add(declared.name);
    clock.time("lint", () => linter.rule(declared, bound, env));
    const { rule, interface: of } = bound;
    if (rule !== null) options.bound?.(rule, prepared);
    if (rule === null || of === null || rule.storage.kind === "inline") continue;
    const optimised = clock.time("passes", () => optimise(rule, env, { without: options.without ?? [] }));
    const emitted = clock.time("print", () => emitRule(optimised, of, declared, options.keep ?? false, emission));
    if (emitted !== null) rules.push(emitted);
  }
  checkReferences(program, interfaces, report);
  const scopes = new Map([...program.modules.values()].map((scope) => [scope.file, scope]));
  const readText = pack.readText ?? ((): { readonly problem: string } => ({ problem: "cannot be read here" }));
  // A dependency's tests are its own matter.
  const tests = files.flatMap(({ path, ast, pack: dependency }) => ast.declarations.flatMap((decl) => {
    const scope = scopes.get(path);
    return decl.kind === "test" && scope !== undefined && dependency === undefined ? (bindTest(decl, scope, program, env, readText, report) ?? []) : [];
  }));

  // 4. Sources as a run reads them.
  const sources = [...program.sources.values()].flatMap((source) => {
    const declared = program.declarations.get(source.name) as DeclaredBy<"source">;
    return clock.time("print", () => emitSource(source, declared, emission)) ?? [];
  });

  const declared = order.map((rule) => ({
    name: rule.name,
    tags: rule.decl.tags.map(({ text }) => text),
    reads: readsOf(rule, program.modules.get(rule.module) as ModuleScope).map(({ of }) => of.name),
    at: { file: rule.file, start: rule.decl.name.start, end: rule.decl.name.end },
  }));
  const wanted = options.keep === true || options.bound !== undefined;
  const linted = clock.time("lint", () => linter.finish(diagnostics));
  return { declared, rules, sources, tests, params: program.params, diagnostics: linted.diagnostics.toSorted(byPlace), allowed: linted.allowed, prepared: wanted ? prepared : null, shape, timings: clock.spent };
}
