/** Joins, groups and what is made of them: rules that have one text give the same rows, over small tables with nulls, repeats and missing partners. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateRule, type Table } from "../../src/evaluate/index.ts";
import { meaningOf } from "../../src/compile/equal/index.ts";
import { optimise } from "../../src/ir/passes/list.ts";
import { keyOfRow } from "../../src/values/compare.ts";
import { INT64 } from "../../src/values/type.ts";
import { bindModule } from "../fuzz/bind.ts";
import { random } from "../evaluate/random-values.ts";

const SOURCES = ["a: v", "b: w"].map((of) => of.split(": ") as [string, string]).map(([name, value]) => ({ name, text: `source ${name} = json("${name}.json") { id: int64, k: int64?, ${value}: int64?, key [id] }` }));
const KEYED = { name: "c", text: 'source c = json("c.json") { k: int64, u: int64?, key [k] }' };

/** What stands for each alias, beside `x`, which is `a`. */
const JOINED: Readonly<Record<string, readonly string[]>> = {
  y: ["b as y", '(from b |> where w > 1) as y'],
  z: ["c as z", "(from c |> where u is not null) as z"],
  g: ["(from b |> group { k } { n: count() }) as g", "(from b |> where k is not null |> group { k } { n: count() }) as g", "(from b |> select { k } |> distinct |> derive { n: 1 }) as g"],
  d: ["(from b |> dedupe on [k] keep first by [id] |> select { k, w }) as d", "(from b |> derive { nth: row_number() over (by [k] sort [id]) } |> where nth == 1 |> select { k, w }) as d"],
  p: ["(from a |> group { k } { s: sum(v), n: count() }) as p", "(from a |> where v > 1 |> group { k } { s: sum(v), n: count() }) as p"],
};
const HOW = ["join", "join left", "join semi", "join anti"];
const join = fc.constantFrom(...Object.keys(JOINED)).chain((alias) => fc.record({ alias: fc.constant(alias), of: fc.constantFrom(...(JOINED[alias] as readonly string[])), how: fc.constantFrom(...HOW), turned: fc.boolean(), op: fc.constantFrom("==", "==", "<=>") }));
type Joins = readonly { readonly alias: string; readonly of: string; readonly how: string; readonly turned: boolean; readonly op: string }[];

/** By the alias whose columns they read. */
const CONDITIONS: Readonly<Record<string, readonly string[]>> = {
  x: ["x.v > 1", "x.k is not null", "x.k == 1", "not (x.v <= 1)", "x.v in [2, 3]", "(x.v ?? 0) == 0"],
  y: ["y.id is null", "y.id is not null", "y.w > 1", "y.k == 1", "(y.w ?? 2) > 1", "y.w is null"],
  z: ["z.k is null", "z.k is not null", "z.u > 1", "z.k == x.k", "z.u == 1 or z.u is null"],
  g: ["g.k is null", "g.k is not null", "g.n > 1", "g.n is not null"],
  d: ["d.k is null", "d.w > 1", "d.k is not null"],
  p: ["p.k is null", "p.s > 3", "p.n > 1"],
};
const OUTPUTS = ["x.id, v: x.v", "x.id, v: x.v", "x.id, v: x.k", "id: x.k, v: x.v", "x.id, v: sum(x.v) over (by [x.k])", "x.id, v: count() over (by [x.k])"];

const TAILS = ["", "", " |> distinct", " |> group { id, v } { n: count() } |> select { id, v }"];
const program = fc.record({ joins: fc.array(join, { minLength: 1, maxLength: 2 }), picks: fc.array(fc.nat(30), { maxLength: 2 }), output: fc.nat(30), tail: fc.constantFrom(...TAILS) });
type Program = { readonly joins: Joins; readonly picks: readonly number[]; readonly output: number; readonly tail: string };

/** The program with all that one slip of the hand makes of it: each of them may be what another one means. */
function siblings(of: Program): readonly Program[] {
  const joins = of.joins.flatMap((one, at) => {
    const put = (change: Partial<Joins[number]>): Program => ({ ...of, joins: of.joins.map((other, i) => (i === at ? { ...other, ...change } : other)) });
    return [...HOW.map((how) => put({ how })), ...["==", "<=>"].map((op) => put({ op })), ...(JOINED[one.alias] ?? []).map((text) => put({ of: text })), { ...of, joins: of.joins.filter((_, i) => i !== at) }];
  });
  const [sums, counts] = [OUTPUTS.length - 2, OUTPUTS.length - 1];
  const own = of.joins.filter(({ alias }) => alias === "p").flatMap((p) => ["==", "<=>"].map((op): Program => ({ ...of, joins: [{ ...p, op, how: "join", of: (JOINED["p"] as readonly string[])[0] as string }], output: OWN })));
  return [of, ...joins, ...own, ...[sums, counts].map((output) => ({ ...of, joins: [], output })), ...of.picks.map((_, at) => ({ ...of, picks: of.picks.filter((_, i) => i !== at) })), ...TAILS.map((tail) => ({ ...of, tail }))];
}

/** Behind this number stand the outputs of what is joined. */
const OWN = 18;
const chosen = (common: readonly string[], more: readonly string[], pick: number): string => (pick < OWN || more.length === 0 ? common[pick % common.length] : more[(pick - OWN) % more.length]) as string;

function textOf({ joins, picks, output, tail }: Program): string {
  const once = joins.filter((one, i) => joins.findIndex(({ alias }) => alias === one.alias) === i);
  const seen = ["x", ...once.filter(({ how }) => how === "join" || how === "join left").map(({ alias }) => alias)];
  const stages = once.map(({ alias, of, how, turned, op }) => `|> ${how} ${of} on ${turned ? `${alias}.k ${op} x.k` : `x.k ${op} ${alias}.k`}${alias === "y" && how.length <= 9 ? ', cardinality: "n:m"' : ""}`);
  const conditions = [CONDITIONS["x"] as readonly string[], seen.slice(1).flatMap((alias) => CONDITIONS[alias] ?? [])] as const;
  const outputs = seen.flatMap((alias) => ({ y: ["x.id, v: y.w"], z: ["x.id, v: z.k", "x.id, v: z.u"], g: ["x.id, v: g.k", "x.id, v: g.n"], d: ["x.id, v: d.w"], p: ["x.id, v: p.s", "x.id, v: p.n"] })[alias] ?? []);
  const where = picks.length === 0 ? "" : ` |> where ${[...new Set(picks.map((pick) => `(${chosen(...conditions, pick)})`))].join(" and ")}`;
  return `from a as x ${stages.join(" ")}${where} |> select { ${chosen(OUTPUTS, outputs, output)} }${tail}`;
}

function tablesOf(seed: number): ReadonlyMap<string, Table> {
  const chance = random(seed);
  const some = (): bigint | null => (chance() < 0.25 ? null : BigInt(1 + Math.floor(chance() * 3)));
  const table = (names: readonly string[], row: (i: number) => readonly (bigint | null)[]): Table => ({ columns: names.map((name) => ({ name, type: INT64 })), rows: Array.from({ length: Math.floor(chance() * 6) }, (_, i) => row(i)) });
  const keyed = table(["k", "u"], (i) => [BigInt(i + 1), some()]);
  return new Map([["p.a", table(["id", "k", "v"], (i) => [BigInt(i), some(), some()])], ["p.b", table(["id", "k", "w"], (i) => [BigInt(i), some(), some()])], ["p.c", { ...keyed, rows: keyed.rows.slice(0, 3) }]]);
}
const DATA = Array.from({ length: 8 }, (_, i) => tablesOf(i + 1));

/** How many met one of their text; throws where the rows are others. */
function compared(programs: readonly string[]): number {
  const texts = [...new Set(programs)].map((text, i) => ({ name: `r${i}`, text: `rule r${i} unordered { ${text} }` }));
  const { rules, env } = bindModule([...SOURCES, KEYED, ...texts]);
  const known = new Map<string, { readonly text: string; readonly gives: readonly string[] }>();
  let met = 0;
  for (const { name, text } of texts) {
    const bound = rules.get(name)?.rule ?? null;
    if (bound === null) continue;
    const rule = optimise(bound, env);
    const meaning = meaningOf({ rule, env }, { columns: ["id", "v"], shared: null });
    if (!("text" in meaning)) continue;
    const gives = DATA.map((tables) => evaluateRule(rule, { tables, previous: null, params: new Map() }).table.rows.map((row) => keyOfRow([INT64, INT64], row)).toSorted().join(" "));
    const other = known.get(meaning.text);
    if (other !== undefined) met++;
    const at = gives.findIndex((one, i) => other !== undefined && one !== other.gives[i]);
    expect(at < 0 ? null : [text, other?.text, gives[at], other?.gives[at], [...(DATA[at] as (typeof DATA)[number])].map(([of, { rows }]) => `${of} ${rows.map(String).join(" | ")}`)]).toBe(null);
    known.set(meaning.text, other ?? { text, gives });
  }
  return met;
}

test("all rules of one join: those that have one text give the same rows", () => {
  const programs = Object.entries(JOINED).flatMap(([alias, texts]) => texts.flatMap((of) => HOW.flatMap((how) => ["==", "<=>"].flatMap((op) => [[[], 0], [[], OWN], [[], OUTPUTS.length - 2], [[OWN], 0], [[OWN], OWN], [[OWN + 1], 0]].map(([picks, output]) =>
    textOf({ joins: [{ alias, of, how, op, turned: false }], picks: picks as number[], output: output as number, tail: "" }))))));
  expect(compared(programs)).toBeGreaterThan(100);
});

test("so do random rules of two, beside what a slip makes of each", () => {
  fc.assert(fc.property(fc.array(program, { minLength: 8, maxLength: 8 }), (programs) => void compared(programs.flatMap(siblings).map(textOf))), { numRuns: Number(process.env["RULEC_JOINS"] ?? 1), endOnFailure: true });
});
