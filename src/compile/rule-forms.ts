/** Forms that a rule leaves behind on request, each the same bytes for all texts of the same meaning. */
import type { RuleName } from "../ir/id.ts";
import type { Expanded } from "../lang/decompile/index.ts";
import { canonicalSql } from "./canonical.ts";
import { normalNamed } from "./expand.ts";
import type { Compiled, CompiledRule, Prepared } from "./types.ts";

/** What an engine's parser makes of statements: for each its tree as one line of JSON without places, in their order. `version`: of the engine, as trees change with it. */
export type Trees = { readonly engine: string; readonly version: string; readonly trees: readonly string[] };

export type RuleForms = {
  readonly normal: Expanded;
  readonly canonical: string;
  /** The engine's own tree of `canonical`. */
  readonly tree: string;
};
/** By the rule's name. `parsedBy`: the engine, as `duckdb 1.5.5`. */
export type Forms = { readonly rules: ReadonlyMap<RuleName, RuleForms>; readonly parsedBy: string };

/** The pack must have been compiled with `keep`. */
export const canonicalOf = ({ rule, name }: CompiledRule, { env, names }: Prepared): string => {
  const text = rule === null ? null : canonicalSql(rule, env, names);
  if (text === null) throw new Error(`the IR of ${name} was not kept`);
  return text;
};

/** Of `rules`; `treesOf` asks the engine, once for all of them. */
export async function formsOf(rules: readonly CompiledRule[], prepared: NonNullable<Compiled["prepared"]>, treesOf: (texts: readonly string[]) => Promise<Trees>): Promise<Forms> {
  const canonical = rules.map((rule) => canonicalOf(rule, prepared));
  const { engine, version, trees } = await treesOf(canonical);
  return {
    parsedBy: `${engine} ${version}`,
    rules: new Map(rules.map(({ name }, i) => [name, { normal: normalNamed(name, prepared) ?? { ok: false, why: "it does not compile" }, canonical: canonical[i] as string, tree: trees[i] as string }])),
  };
}
