/** What a batch of programs shares: sources and their rows, parameters, functions, macros, inline rules. */
import { INT64, STRING, typeText, type Field } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { pick, random } from "../evaluate/random-values.ts";
import { typeOf } from "../functions/engine.ts";
import { makeSources, someValue, sourceText, type Source } from "./data.ts";
import { bindModule, type Texts } from "./bind.ts";
import type { Given } from "./engine.ts";
import { expression } from "./generate/expressions.ts";
import type { Callable, Making, Param, Relation, World } from "./generate/making.ts";
import { pipeline } from "./generate/pipeline.ts";
import { literalOf, makePool, type Pool } from "./generate/pool.ts";

/** `texts`: the declarations that all programs may name, without those that the compiler does not take. `params` have their values. */
export type Batch = { readonly sources: readonly Source[]; readonly params: readonly Given[]; readonly world: World; readonly texts: Texts; readonly ms: number };

/** So many batches share a pool of expressions, which is made of so many. */
const SHARED = 20;
export const EXPRESSIONS = 2_500;
let known: { readonly key: string; readonly pool: Pool } | null = null;

function poolOf(seed: number, batch: number, expressions: number): Pool {
  const key = `${seed} ${Math.floor(batch / SHARED)} ${expressions}`;
  if (known?.key !== key) known = { key, pool: makePool(random(mix(seed, Math.floor(batch / SHARED), 1)), expressions) };
  return known.pool;
}

/** A seed of its own for each of several uses. */
export const mix = (seed: number, a: number, b: number): number => Math.imul(seed ^ Math.imul(a + 1, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(b + 1, 0xc2b2ae35);

const PARAM_TYPES = ["int64", "string", "date", "decimal(9, 3)", "list<int64?>", "bool", "float64", "timestamp"].map(typeOf);

/** Those that are written as literals: no infinity, no negative zero. */
const FLOATS = [0.5, -2.5, 1.5, 0, 1e10];

/** Table macros that pipelines call (generate/joins.ts). */
const MACROS: Texts = [
  { name: "m_present", text: "macro table m_present(t: table, c: column<any>) -> table = from t |> where c is not null" },
  { name: "m_twice", text: "macro table m_twice(t: table) -> table = from t |> union all (from t)" },
  { name: "m_count", text: "macro table m_count(t: table, by: columns) -> table = from t |> group by { m_rows: count() }" },
  { name: "m_first", text: "macro table m_first(t: table, k: columns, s: column<any>) -> table = from t |> dedupe on k keep first by [s]" },
];

export function makeBatch(seed: number, batch: number, expressions = EXPRESSIONS): Batch {
  const begun = performance.now();
  const chance = random(mix(seed, batch, 2));
  const sources = makeSources(chance);
  const pool = poolOf(seed, batch, expressions);
  const params: readonly Param[] = PARAM_TYPES.map((type, i) => ({ name: `p${i}`, type, nullable: false }));
  const given = params.map(({ name, type }) => ({ name, type, value: type.kind === "float64" ? pick(chance, FLOATS) : someValue(chance, type, true) }));
  const relations: Relation[] = sources.map(({ name, columns, key, rows }) => ({ text: name, scope: { columns, key }, rows: rows.length }));
  const bare: World = { relations, params: [], callables: [], pool };
  const callables = [0, 1, 2].map((i) => callableOf(makingOf(chance, bare), i));
  const fixed: Texts = [
    ...sources.map((source) => ({ name: source.name, text: sourceText(source) })), ...given.map(({ name, type, value }) => ({ name, text: `param ${name}: ${typeText(type)} = ${defaultText(type, value)}` })), ...MACROS,
  ];
  const { faulty } = bindModule([...fixed, ...callables.map(({ callable, text }) => ({ name: callable.name, text }))]);
  const sound = callables.filter(({ callable }) => !faulty.has(callable.name));
  const world: World = { relations, params, callables: sound.map(({ callable }) => callable), pool };
  const inline = [0, 1].map((i) => inlineRule({ ...makingOf(chance, world), next: 1000 * (i + 1) }, `in${i}`));
  const shared = [...fixed, ...sound.map(({ callable, text }) => ({ name: callable.name, text }))];
  const { rules } = bindModule([...shared, ...inline.map(({ relation, text }) => ({ name: relation.text, text }))]);
  const usable = inline.filter(({ relation }) => rules.get(relation.text)?.rule !== null);
  return {
    sources, params: given, world: { ...world, relations: [...relations, ...usable.map(({ relation }) => relation)] }, texts: [...shared, ...usable.map(({ relation, text }) => ({ name: relation.text, text }))],
    ms: performance.now() - begun,
  };
}

/** A default is written in the parameter's type, without a cast. */
const defaultText = (type: Param["type"], value: Value): string => literalOf(type, value).replace(/^\((.*)::[^"]*\)$/, "$1").replace(/null::\w+(<[^>]*>)?/g, "null");

export const makingOf = (chance: () => number, world: World): Making => ({ chance, world, next: 1, depth: 0, relations: world.relations, verbs: [], pipeline });

const TAKES = ["int64", "int64", "string", "date", "float64"].map(typeOf);

/** A function or a macro of one or two arguments. */
function callableOf(making: Making, i: number): { readonly callable: Callable; readonly text: string } {
  const params: readonly Field[] = Array.from({ length: 1 + (i % 2) }, () => ({ type: pick(making.chance, TAKES), nullable: true }));
  const names = params.map((_, n) => `arg${n}`);
  const scope = { columns: params.map((param, n) => ({ ...param, name: names[n] as string })), key: null };
  const result = pick(making.chance, [INT64, STRING, ...TAKES]);
  const body = expression(making, scope, result).text;
  const typed = (expr: boolean): string => params.map(({ type }, n) => `${names[n]}: ${expr ? `expr<${typeText(type)}>` : `${typeText(type)}?`}`).join(", ");
  const name = `f${i}`;
  const text = i === 2 ? `macro expr ${name}(${typed(true)}) -> expr<${typeText(result)}> = ${body}` : `function ${name}(${typed(false)}) -> ${typeText(result)}? = ${body}`;
  return { callable: { name, params, result: { type: result, nullable: true } }, text };
}

function inlineRule(making: Making, name: string): { readonly relation: Relation; readonly text: string } {
  const { text, scope, rows } = pipeline(making, 1 + Math.floor(making.chance() * 2), null);
  return { relation: { text: name, scope, rows }, text: `rule ${name} as inline {\n  ${text}\n}` };
}
