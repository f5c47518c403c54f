/** One side of a comparison: a pack's rules and sources by the names that they are published under, so that what moves to another file or module is still the same. */
import { optimise } from "../../ir/passes/list.ts";
import { ruleToJson, type OutsideNames } from "../../ir/json.ts";
import { localName, type RuleName } from "../../ir/id.ts";
import type { Env, Interface, Obligation, ParamDef, Rule, Source, Storage } from "../../ir/rule.ts";
import { bindNamed } from "../../lang/bind-rule.ts";
import { outsideOf } from "../names.ts";
import type { Compiled, Prepared } from "../types.ts";

/** `ir`: canonical, with the names of the outside as they are published. `text`: of the declaration; null where there is none at hand. */
export type DiffRule = {
  readonly name: string;
  readonly full: RuleName;
  readonly file: string | null;
  readonly interface: Interface;
  readonly storage: Storage;
  /** What a run verifies beside keys and nulls, as one reads it. */
  readonly promises: readonly string[];
  /** Rules and sources that its text names. */
  readonly reads: readonly string[];
  readonly ir: string;
  readonly text: string | null;
  readonly rule: Rule;
};
export type DiffSource = { readonly name: string; readonly full: RuleName; readonly interface: Interface; readonly provider: string; readonly promises: readonly string[]; readonly source: Source | null };

export type DiffSide = {
  /** In the order of building. */
  readonly rules: ReadonlyMap<string, DiffRule>;
  readonly sources: ReadonlyMap<string, DiffSource>;
  readonly params: ReadonlyMap<string, ParamDef>;
  readonly env: Env;
  readonly outside: OutsideNames;
  /** Whether all of a pack is at hand: else inline rules, defaults and what sources say of their rows are not known. */
  readonly whole: boolean;
};

/** Of a pack without mistakes, compiled with `keep`. `textOf`: of a file. */
export function sideOf(compiled: Compiled, textOf: (file: string) => string | undefined): DiffSide {
  const prepared = compiled.prepared as Prepared;
  const { program, env } = prepared;
  const outside = outsideOf(prepared);
  const stored = new Map(compiled.rules.map((rule) => [rule.name, rule]));
  const rules = new Map<string, DiffRule>();
  for (const { name, reads, at } of compiled.declared) {
    const known = stored.get(name);
    const of = env.interfaces.get(name);
    const rule = known?.rule ?? inlineRule(name, prepared);
    if (rule === null || of === undefined) continue;
    const decl = program.declarations.get(name)?.decl;
    const text = decl === undefined ? null : (textOf(at.file)?.slice(decl.start, decl.end) ?? null);
    const shown = { name: outside.relation(name), full: name, file: at.file, interface: of, storage: rule.storage, promises: promisesOf(rule), reads: reads.map(outside.relation) };
    rules.set(shown.name, { ...shown, ir: known?.ir ?? ruleToJson(rule, outside).ir, text, rule });
  }
  const sources = new Map([...program.sources.values()].map((source): [string, DiffSource] => {
    const name = outside.relation(source.name);
    return [name, { name, full: source.name, interface: source.interface, provider: JSON.stringify(source.provider), promises: promisesOf(source.claims), source }];
  }));
  return { rules, sources, params: new Map([...program.params].map(([name, def]) => [outside.param(name), def])), env, outside, whole: true };
}

/** One that is put in place where it is read: no run makes it, and it is bound for this. */
function inlineRule(name: RuleName, { program, env, without }: Prepared): Rule | null {
  const rule = bindNamed(name, program, env);
  return rule === null ? null : optimise(rule, env, { without });
}

function promisesOf(rule: Rule): readonly string[] {
  return promiseTexts(rule.obligations.map(({ kind, columns, references, severity, message }) => ({ kind, severity, message, columns: columns.map((column) => rule.columns[column]?.name ?? ""), references: references?.name ?? null })));
}

type Promised = Pick<Obligation, "kind" | "severity" | "message"> & { readonly columns: readonly string[]; readonly references: string | null };

/** Keys and nulls are told by the interface. */
export const promiseTexts = (obligations: readonly Promised[]): readonly string[] => obligations.flatMap(({ kind, columns, message, references, severity }) => {
  const how = severity === "warn" ? " else warn" : "";
  if (kind === "check" || kind === "fresh") return [`${kind} ${JSON.stringify(message)}${how}`];
  return kind === "reference" && references !== null ? [`references [${columns.join(", ")}] -> ${localName(references)}${how}`] : [];
});
