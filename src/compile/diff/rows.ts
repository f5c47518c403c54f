/** Whether a rule that has changed gives other rows: proved, or searched for. */
import type { OutsideNames } from "../../ir/json.ts";
import type { Interface, ParamDef, Rule } from "../../ir/rule.ts";
import { modeOf } from "../../ir/storage.ts";
import { relExprs, relsReached, walkExpr } from "../../ir/walk.ts";
import type { Type } from "../../values/type.ts";
import { valueOf } from "../../values/value-text.ts";
import type { Value } from "../../values/value.ts";
import { meaningOf, provedEqual, type Form } from "../equal/index.ts";
import { searchDifference, type Counterexample, type SearchedParam, type Side } from "../search/index.ts";
import type { DiffRule, DiffSide } from "./side.ts";

/** `columns`: those that are compared, which both have with one type. */
export type RowsVerdict =
  | { readonly kind: "equal"; readonly columns: readonly string[] }
  /** `assumes`: rules whose rows were made up: no rows of sources were found that give them. */
  | { readonly kind: "differs"; readonly columns: readonly string[]; readonly example: Counterexample; readonly tries: number; readonly assumes: readonly string[] }
  | { readonly kind: "none-found"; readonly columns: readonly string[]; readonly tries: number; readonly why: string | null }
  | { readonly kind: "not-compared"; readonly why: string };

export type RowsOptions = { readonly tries: number; readonly seed: string };
/** Both sides, and what things of the second were called in the first. */
export type Pair = {
  readonly sides: readonly [DiffSide, DiffSide];
  readonly outside: readonly [OutsideNames, OutsideNames];
  /** Rules of each side by the name that both have for them. */
  readonly was: (name: string) => DiffRule | undefined;
  readonly now: (name: string) => DiffRule | undefined;
  /** What is read that is known alike on both sides; null: all is. */
  readonly shared: ReadonlySet<string> | null;
};

/** More rules before it than so many are not made for each try. */
const MOST_UPSTREAM = 12;

export function compareRows(before: DiffRule, after: DiffRule, pair: Pair, options: RowsOptions): RowsVerdict {
  const types = new Map(after.interface.columns.map(({ name, type }) => [name, type]));
  const columns = before.interface.columns.filter(({ name, type }) => types.get(name) === type).map(({ name }) => name);
  if (columns.length === 0) return { kind: "not-compared", why: "they have no column in common" };
  const of = [before, after] as const;
  const reads = of.map(({ rule }, at) => rulesRead(rule, pair.outside[at as 0 | 1].relation));
  const put = of.map(({ rule }, at) => upstreamOf(rule, pair, at as 0 | 1, reads[1 - at] ?? NONE));
  const forms = of.map(({ rule }, at): Form => ({ rule, env: pair.sides[at as 0 | 1].env, outside: namedParams(pair, at as 0 | 1), inlined: new Map((put[at] ?? []).map((one) => [one.name, one])) })) as [Form, Form];
  const { shared } = pair;
  if (provedEqual(forms[0], forms[1], { columns, shared })) return { kind: "equal", columns };
  return searched(before, after, pair, columns, options, meaningOf(forms[1], { columns, shared }));
}

/** From the sources on where that can be done; else, or where it shows nothing, over any rows of what the rule reads itself. */
function searched(before: DiffRule, after: DiffRule, pair: Pair, columns: readonly string[], { tries, seed }: RowsOptions, meaning: ReturnType<typeof meaningOf>): RowsVerdict {
  const [first, second] = [upstreamOf(before.rule, pair, 0, NONE), upstreamOf(after.rule, pair, 1, NONE)];
  const ways: (readonly [readonly Rule[], readonly Rule[]])[] = first === null || second === null ? [] : [[first, second]];
  if (sameReads(before, after, pair) && (first?.length !== 0 || second?.length !== 0)) ways.push([[], []]);
  let tried = 0;
  let impossible: string | null = null;
  for (const upstream of ways) {
    const sides = [sideFor(before.rule, upstream[0], pair, 0), sideFor(after.rule, upstream[1], pair, 1)] as const;
    const found = searchDifference(sides[0], sides[1], { columns, params: paramsOf(sides, pair), tries: Math.ceil(tries / ways.length), seed });
    if (found.kind === "impossible") impossible ??= found.why;
    else tried += found.tries;
    if (found.kind === "differs") return { kind: "differs", columns, example: found.example, tries: tried, assumes: found.example.inputs.flatMap(({ name, kind, rows }) => (kind !== "source" && rows.length > 0 ? [name] : [])) };
  }
  if (tried === 0) return { kind: "not-compared", why: impossible ?? "they read different things, and what makes these cannot be evaluated here" };
  return { kind: "none-found", columns, tries: tried, why: "why" in meaning ? meaning.why : null };
}

function sideFor(rule: Rule, upstream: readonly Rule[], { sides, outside }: Pair, at: 0 | 1): Side {
  const { env, sources } = sides[at];
  return { rule, upstream, env, outside: outside[at], sources: new Map([...sources.values()].flatMap(({ full, source }) => (source === null ? [] : [[full, source] as const]))) };
}

/** Names of rules that it scans, as both sides call them. */
const rulesRead = (rule: Rule, relation: OutsideNames["relation"]): ReadonlySet<string> => new Set(relsReached(rule).flatMap((rel) => (rel.kind === "scan" && rel.of.kind === "rule" ? [relation(rel.of.name)] : [])));

const scansOf = (rule: Rule, relation: OutsideNames["relation"]): string => [...new Set(relsReached(rule).flatMap((rel) => (rel.kind === "scan" && "name" in rel.of ? [`${rel.of.kind} ${relation(rel.of.name)}`] : [])))].toSorted().join("\n");
const sameReads = (before: DiffRule, after: DiffRule, { outside }: Pair): boolean => scansOf(before.rule, outside[0].relation) === scansOf(after.rule, outside[1].relation);

/**
 * The rules before a rule, in the order of building, without those in `given` and what only these read. All are as they are now, where they still are: a difference is then the
 * rule's own. Null where there are too many, where one keeps its rows, or where it does not have what is read of it.
 */
function upstreamOf(of: Rule, pair: Pair, at: 0 | 1, given: ReadonlySet<string>): readonly Rule[] | null {
  const { relation } = pair.outside[at];
  const reached = new Map<string, Rule>();
  const pending = [of];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const rel of relsReached(next)) {
      if (rel.kind !== "scan" || rel.of.kind !== "rule" || given.has(relation(rel.of.name)) || reached.has(rel.of.name)) continue;
      const found = pair.now(relation(rel.of.name)) ?? pair.was(relation(rel.of.name));
      if (found?.full !== rel.of.name || modeOf(found.storage) !== null || reached.size === MOST_UPSTREAM || !gives(found.rule, rel.reads.map(([name, column]) => [name, next?.columns[column]?.type]))) return null;
      reached.set(found.full, found.rule);
      pending.push(found.rule);
    }
  }
  const order = [...pair.sides[1].rules.values(), ...pair.sides[0].rules.values()].map(({ full }) => full);
  return [...reached.values()].toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

const NONE: ReadonlySet<string> = new Set();
const gives = (rule: Rule, reads: readonly (readonly [string, Type | undefined])[]): boolean =>
  reads.every(([name, type]) => rule.root.outputs.some((column) => rule.columns[column]?.name === name && rule.columns[column].type === type));

/** See `Pair.shared`. */
export function knownAlike({ sides, outside }: Pick<Pair, "sides" | "outside">): ReadonlySet<string> | null {
  const facts = (of: Interface): string => JSON.stringify([of.columns.map(({ name, nullable }) => [name, nullable]).toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)), of.keys]);
  const all = sides.map((side, i) => new Map([...side.rules.values(), ...side.sources.values()].map((of) => [outside[i as 0 | 1].relation(of.full), { full: of.full, facts: facts(of.interface) }])));
  const [was, is] = all as [Map<string, { full: string; facts: string }>, Map<string, { full: string; facts: string }>];
  const alike = [...is].filter(([name, of]) => was.get(name)?.facts === of.facts);
  if (alike.length === is.size && was.size === is.size) return null;
  return new Set(alike.flatMap(([name, { full }]) => [full, was.get(name)?.full ?? full]));
}

/** A parameter whose default has changed is another one. */
function namedParams({ sides, outside }: Pair, at: 0 | 1): OutsideNames {
  const name = outside[at];
  const other = sides[at === 0 ? 1 : 0].params;
  return {
    relation: name.relation,
    param: (full) => {
      const own = sides[at].params.get(name.param(full))?.default;
      return !sides[0].whole || own === other.get(name.param(full))?.default ? name.param(full) : `${name.param(full)} = ${JSON.stringify(own)}`;
    },
  };
}

function paramsOf(of: readonly [Side, Side], { sides, outside }: Pair): readonly SearchedParam[] {
  const found = new Map<string, { -readonly [K in keyof SearchedParam]: SearchedParam[K] extends readonly [infer A, infer B] ? [A, B] : SearchedParam[K] }>();
  of.forEach(({ rule, upstream }, i) => {
    const at = i as 0 | 1;
    for (const one of [rule, ...upstream]) {
      const own = new Map(one.params.map((param) => [param.name, param]));
      for (const rel of relsReached(one)) for (const root of relExprs(rel)) walkExpr(root, (expr) => {
        if (expr.kind !== "param" || (one !== rule && own.has(expr.name))) return;
        const name = own.has(expr.name) ? expr.name : outside[at].param(expr.name);
        const def: ParamDef | undefined = own.get(expr.name) ?? sides[at].params.get(name);
        const known = found.get(name) ?? { name, type: expr.type, nullable: def?.nullable ?? false, names: [null, null], defaults: [undefined, undefined] };
        known.names[at] = expr.name;
        known.defaults[at] = defaultOf(expr.name, def);
        found.set(name, known);
      });
    }
  });
  // Where one side does not name it, nothing hangs on its default there.
  if (!sides[0].whole) for (const param of found.values()) param.defaults[0] = param.defaults[1];
  return [...found.values()].map((param) => ({ ...param, defaults: [param.names[0] === null ? param.defaults[1] : param.defaults[0], param.names[1] === null ? param.defaults[0] : param.defaults[1]] as const }));
}

/** Noon of 2026-01-15. */
const RUN_AT = 1_768_478_400_000_000n;
const defaultOf = (name: string, def: ParamDef | undefined): Value | undefined => (name === "run_at" ? RUN_AT : def?.default === undefined ? undefined : valueOf(def.type, def.default));
