/** The spine: the phases of one pack, in order. It decides nothing itself; ARCHITECTURE.md draws the same journey. */
import { canonicalRule } from "../ir/json.ts";
import { hashRule } from "../ir/hash.ts";
import { lineage } from "../ir/lineage.ts";
import { optimise } from "../ir/passes/list.ts";
import { createProps } from "../ir/props/index.ts";
import type { RuleName } from "../ir/id.ts";
import type { Env, Interface } from "../ir/rule.ts";
import { declarationJson } from "../lang/ast/json.ts";
import { bindProgram } from "../lang/bind-program.ts";
import { bindRule, type BoundRule } from "../lang/bind-rule.ts";
import type { Diagnostic } from "../lang/diagnostics/index.ts";
import { parse } from "../lang/parser/index.ts";
import { ruleOrder } from "../lang/rule-order.ts";
import type { DeclaredBy, ParsedFile, Program } from "../lang/scope.ts";
import { createClock } from "./clock.ts";
import { emitRule, emitSource, namesOf, type Names } from "./emit.ts";
import type { Compiled, CompiledRule, CompileHost, CompileOptions, PackText } from "./types.ts";

/** Errors are in `diagnostics`; a rule with a mistake is left out, and so is what reads it. */
export function compile(pack: PackText, host: CompileHost, options: CompileOptions = {}): Compiled {
  const clock = createClock(host.now);
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);

  // 1. Text to trees.
  const files: ParsedFile[] = pack.files.map(({ path, text }) => {
    const parsed = clock.time("parse", () => parse(path, text));
    diagnostics.push(...parsed.diagnostics);
    return { path, text, ast: parsed.ast };
  });

  // 2. What names mean, and the order of building.
  const program = clock.time("names", () => bindProgram(files, pack.manifest, host, report));
  const order = clock.time("names", () => ruleOrder(program, report));
  const names = namesOf(program, order);

  // 3. Each rule by itself: bind and prove, optimise, print. A rule sees others through their interfaces alone.
  const interfaces = new Map<RuleName, Interface>([...program.sources].map(([name, source]) => [name, source.interface]));
  const env: Env = { interfaces, host };
  const rules: CompiledRule[] = [];
  for (const declared of order) {
    const bound = clock.time("bind", () => bindRule(declared, program, env));
    diagnostics.push(...bound.diagnostics);
    if (bound.interface !== null) interfaces.set(declared.name, bound.interface);
    if (bound.rule === null || bound.interface === null || bound.rule.storage.kind === "inline") continue;
    const compiled = finish({ declared, bound, program, env, names, pack, options, clock, report });
    if (compiled !== null) rules.push(compiled);
  }

  // 4. Sources as a run reads them.
  const sources = clock.time("print", () => [...program.sources.values()].flatMap((source) => emitSource(source, program, names, pack.profile, report) ?? []));
  return { rules, sources, params: program.params, diagnostics, timings: clock.spent };
}

type Finish = {
  readonly declared: DeclaredBy<"rule">;
  readonly bound: BoundRule;
  readonly program: Program;
  readonly env: Env;
  readonly names: Names;
  readonly pack: PackText;
  readonly options: CompileOptions;
  readonly clock: ReturnType<typeof createClock>;
  readonly report: (diagnostic: Diagnostic) => void;
};

function finish({ declared, bound, program, env, names, pack, options, clock, report }: Finish): CompiledRule | null {
  if (bound.rule === null || bound.interface === null) return null;
  const typed = bound.rule;
  const rule = clock.time("passes", () => optimise(typed, env, { without: options.without ?? [] }));
  const forms = clock.time("passes", () => {
    const ir = canonicalRule(rule);
    return { ir, hash: hashRule(ir, env.host), lineage: lineage(rule, env, createProps({ ...rule, env })) };
  });
  return clock.time("print", () => {
    const ast = declarationJson(declared.decl);
    return emitRule({ rule, interface: bound.interface as Interface, declared, ast, ...forms, names, profile: pack.profile, program, env, keep: options.keep ?? false, report });
  });
}
