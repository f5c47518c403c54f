/** The grammar as data, from what Chevrotain recorded of the parser: what the artefacts in grammar/ are made of. */
import type { ISerializedGast, TokenType } from "chevrotain";
import { makeParser } from "../../src/lang/parser/index.ts";
import { ALL_TOKENS, KEYWORDS, S } from "../../src/lang/tokens.ts";

/** `literal` is a word or sign as it is written; a `token` has a definition of its own (tokens.ts). */
export type Part =
  | { readonly of: "rule"; readonly name: string }
  | { readonly of: "token"; readonly type: TokenType }
  | { readonly of: "literal"; readonly text: string; readonly type: TokenType }
  | { readonly of: "sequence"; readonly parts: readonly Part[] }
  | { readonly of: "choice"; readonly parts: readonly Part[] }
  | { readonly of: "optional"; readonly part: Part }
  | { readonly of: "many"; readonly part: Part }
  | { readonly of: "some"; readonly part: Part };
export type Rule = { readonly name: string; readonly part: Part };

const byName: ReadonlyMap<string, TokenType> = new Map(ALL_TOKENS.map((type) => [type.name, type]));
/** Signs as they are written. */
export const SIGNS: ReadonlyMap<TokenType, string> = new Map(Object.values(S).map((type) => [type, type.PATTERN as string]));
const literals: ReadonlyMap<TokenType, string> = new Map([...[...KEYWORDS].map(([word, type]) => [type, word] as const), ...SIGNS]);

export const tokenPart = (type: TokenType): Part => {
  const text = literals.get(type);
  return text === undefined ? { of: "token", type } : { of: "literal", text, type };
};

/** A production of Chevrotain's, as `getSerializedGastProductions` gives it. */
type Production = ISerializedGast & { readonly name?: string; readonly definition?: readonly Production[] };

function partOf(production: Production): Part {
  const { type, name = "", definition = [] } = production;
  if (type === "NonTerminal") return { of: "rule", name };
  if (type === "Terminal") return tokenPart(byName.get(name) as TokenType);
  if (type === "Alternation") return { of: "choice", parts: definition.map(partOf) };
  const inner = definition.length === 1 ? partOf(definition[0] as Production) : { of: "sequence" as const, parts: definition.map(partOf) };
  if (type === "Option") return { of: "optional", part: inner };
  if (type === "Repetition") return { of: "many", part: inner };
  if (type === "RepetitionMandatory") return { of: "some", part: inner };
  if (type === "Alternative" || type === "Rule") return inner;
  throw new Error(`the grammar's artefacts know no ${type}`);
}

export const partsOf = (part: Part): readonly Part[] => ("parts" in part ? part.parts : "part" in part ? [part.part] : []);

/** All that a part holds, itself first. */
export function* within(part: Part): Generator<Part> {
  yield part;
  for (const inner of partsOf(part)) yield* within(inner);
}

/** Every rule, each behind the first that names it: `file` begins, `fragment` (what `show -e` reads) ends. */
export function grammarRules(): readonly Rule[] {
  const recorded = (makeParser(false) as unknown as { getSerializedGastProductions: () => Production[] }).getSerializedGastProductions();
  const all = new Map(recorded.map((one) => [one.name as string, { name: one.name as string, part: partOf(one) }]));
  const found = new Map<string, Rule>();
  const visit = (name: string): void => {
    const rule = all.get(name);
    if (rule === undefined || found.has(name)) return;
    found.set(name, rule);
    const named = [...within(rule.part)].flatMap((part) => (part.of === "rule" ? [part.name] : []));
    for (const next of named) visit(next);
  };
  for (const name of ["file", "fragment", ...all.keys()]) visit(name);
  return [...found.values()];
}
