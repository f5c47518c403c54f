/** What the tests of one compiled pack share: rules by name, inline ones too, and what is worked out of a rule once for all tests. */
import { optimise } from "../../ir/passes/list.ts";
import { modeOf } from "../../ir/storage.ts";
import type { NodeId, RuleName } from "../../ir/id.ts";
import type { ExprBy } from "../../ir/expr.ts";
import type { Rel, Scan } from "../../ir/rel.ts";
import type { Env, Rule } from "../../ir/rule.ts";
import { relExprs, relsReached, walkExpr } from "../../ir/walk.ts";
import { bindNamed } from "../../lang/bind-rule.ts";
import type { BoundTest } from "../../lang/bind/tests.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { emitFragment } from "../emit.ts";
import type { Compiled, CompiledFragment, CompiledRule, Prepared } from "../types.ts";

/** What a rule scans and the parameters that it names. */
export type Facts = { readonly scans: readonly Scan[]; readonly params: readonly ExprBy<"param">[] };
/** `rule`: the rule of that name as a test means it, optimised; null where it holds a mistake. */
export type Rules = { readonly env: Env; readonly rule: (name: RuleName) => Rule | null };
export type Suite = {
  readonly compiled: Compiled;
  readonly prepared: Prepared;
  /** The place of each rule in the order of building. */
  readonly places: ReadonlyMap<RuleName, number>;
  readonly compiledRules: ReadonlyMap<RuleName, CompiledRule>;
  /** Rules that read an inline rule for which rows are given read these. */
  readonly rulesFor: (test: BoundTest) => Rules;
  readonly factsOf: (rule: Rule) => Facts;
  /** The rule's SQL, or why the engine has none for it. */
  readonly fragmentOf: (rule: Rule) => CompiledFragment | Diagnostic;
  /** The rule without its promises and with these columns of its alone; at least one. */
  readonly narrowed: (rule: Rule, columns: ReadonlySet<string>, env: Env) => Rule;
};

/** `compiled` keeps its rules. */
export function suiteOf(compiled: Compiled): Suite {
  const prepared = compiled.prepared as Prepared;
  const { program, env, without } = prepared;
  const compiledRules = new Map(compiled.rules.map((rule) => [rule.name, rule]));
  const bind = (name: RuleName, of: Env): Rule | null => {
    const rule = bindNamed(name, program, of);
    return rule === null ? null : optimise(rule, of, { without });
  };
  const inline = memo((name: RuleName) => bind(name, env));
  const plain: Rules = { env, rule: (name) => compiledRules.get(name)?.rule ?? (env.interfaces.get(name)?.storage === "inline" ? inline(name) : null) };
  const narrow = new WeakMap<Rule, Map<string, Rule>>();
  return {
    compiled, prepared, compiledRules,
    places: new Map(compiled.declared.map(({ name }, place) => [name, place])),
    rulesFor: ({ givens }) => {
      const given = givens.filter(({ name, previous }) => !previous && env.interfaces.get(name)?.storage === "inline").map(({ name }) => name);
      if (given.length === 0) return plain;
      const interfaces = new Map(env.interfaces);
      for (const name of given) interfaces.set(name, { ...(env.interfaces.get(name) as NonNullable<ReturnType<typeof env.interfaces.get>>), storage: "view" });
      const other = { ...env, interfaces };
      return { env: other, rule: memo((name: RuleName) => bind(name, other)) };
    },
    factsOf: memoOf(factsOf),
    fragmentOf: memoOf((rule) => emitFragment(rule, prepared)),
    narrowed: (rule, columns, of) => {
      const known = narrow.get(rule) ?? new Map<string, Rule>();
      narrow.set(rule, known);
      const key = [...columns].sort().join("\n");
      const made = known.get(key) ?? narrowed(rule, columns, of);
      known.set(key, made);
      return made;
    },
  };
}

function memo<K, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key) as V;
  };
}

/** Lets go of what is worked out with the rule. */
function memoOf<V>(make: (rule: Rule) => V): (rule: Rule) => V {
  const known = new WeakMap<Rule, { readonly value: V }>();
  return (rule) => {
    const { value } = known.get(rule) ?? { value: make(rule) };
    known.set(rule, { value });
    return value;
  };
}

function factsOf(rule: Rule): Facts {
  const scans: Scan[] = [];
  const params: ExprBy<"param">[] = [];
  for (const rel of relsReached(rule)) {
    if (rel.kind === "scan") scans.push(rel);
    for (const root of relExprs(rel)) walkExpr(root, (expr) => void (expr.kind === "param" && params.every(({ name, type }) => name !== expr.name || type !== expr.type) && params.push(expr)));
  }
  return { scans, params };
}

/** A table that keeps its rows keeps its columns. */
function narrowed(rule: Rule, columns: ReadonlySet<string>, env: Env): Rule {
  const ordered = new Set(rule.order.map(({ column }) => column));
  const outputs = rule.root.outputs.filter((column) => modeOf(rule.storage) !== null || ordered.has(column) || columns.has(rule.columns[column]?.name ?? ""));
  const root: Rel = { kind: "project", id: rule.nodes as NodeId, at: rule.root.at, input: rule.root, adds: [], outputs: outputs.length > 0 ? outputs : rule.root.outputs.slice(0, 1) };
  return optimise({ ...rule, root, nodes: rule.nodes + 1, obligations: [] }, env);
}
