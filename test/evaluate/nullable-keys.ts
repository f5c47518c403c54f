/** Random rules over sources whose keys hold nulls, with values so few that rows meet, tie and lack each other: where inferences of keys and nulls go wrong. */
import * as fc from "fast-check";
import { compile } from "../../src/compile/compile.ts";
import type { Prepared } from "../../src/compile/types.ts";
import type { Inputs, Table } from "../../src/evaluate/index.ts";
import type { Env, Rule } from "../../src/ir/rule.ts";
import { manifestOf } from "../../src/lang/pack.ts";
import { scalar } from "../../src/values/type.ts";
import { host } from "../support/pack.ts";

const SOURCES = `
source a = csv("a.csv") { x: int64?, y: int64?, z: int64, key [x, y] }
source b = csv("b.csv") { x: int64?, y: int64?, w: int64, key [x, y], unique [w] }
source c = csv("c.csv") { x: int64, v: int64?, key [x] }`;
const manifest = manifestOf({ name: "random", version: "0.1.0", language: 1, roots: [""] });
const profile = manifest.profiles["dev"] as NonNullable<(typeof manifest.profiles)[string]>;

type Row = readonly (bigint | null)[];
const few = fc.constantFrom(null, 0n, 1n);
const pairs = fc.uniqueArray(fc.tuple(few, few), { maxLength: 6, selector: String });
const rows: Readonly<Record<"a" | "b" | "c", fc.Arbitrary<readonly Row[]>>> = {
  a: pairs.chain((keys) => fc.tuple(...keys.map((key) => fc.constantFrom(0n, 1n).map((z): Row => [...key, z])))),
  b: pairs.map((keys) => keys.map((key, i): Row => [...key, BigInt(i)])),
  c: fc.subarray([0n, 1n, 2n]).chain((keys) => fc.tuple(...keys.map((key) => few.map((v): Row => [key, v])))),
};

const column = fc.constantFrom("x", "y", "z", "w", "v", "p", "q", "x2", "y2");
const columns = (least: number, most: number): fc.Arbitrary<string> => fc.uniqueArray(column, { minLength: least, maxLength: most }).map((names) => `[${names.join(", ")}]`);

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof({ maxDepth: 3 },
    fc.tuple(column, fc.constantFrom("==", "<=>", "<", ">=", "!="), fc.oneof(column, fc.constantFrom("0", "1", "null::int64", "(x ?? 1)", "(z + 1)"))).map((parts) => parts.join(" ")),
    fc.tuple(column, fc.constantFrom("is null", "is not null", "in [0, 1]", "in [0, null]", "not in [1]", "between 0 and 1")).map((parts) => parts.join(" ")),
    fc.tuple(tie("condition"), fc.constantFrom("and", "or"), tie("condition")).map((parts) => `(${parts.join(" ")})`),
    fc.tuple(fc.constantFrom("not (_)", "(_ ?? true)", "((_) is null)"), tie("condition")).map(([form, of]) => form.replace("_", of)),
    fc.tuple(tie("condition"), tie("condition"), tie("condition")).map(([c, a, b]) => `(if ${c} then ${a} else ${b})`)),
}));

const join = fc.tuple(fc.constantFrom("", "left ", "right ", "full "), fc.constantFrom("1:1", "n:1", "1:n", "n:m"), condition, fc.constantFrom(
  "b using [x, y]", "b using [x]", "c using [x]", "(from c |> rename { p: x }) as cc on x == cc.p", "(from b |> rename { x2: x, y2: y }) as bb on x == bb.x2 and y <=> bb.y2",
  "(from b |> rename { x2: x, y2: y }) as bb on x <=> bb.x2 and y <=> bb.y2", "(from b |> rename { x2: x, y2: y }) as bb on x == bb.x2 and WHEN", "(from b |> rename { x2: x, y2: y }) as bb on x2 <= w and WHEN",
)).map(([how, multiplicity, when, right]) => `join ${how}${right.replace("WHEN", when)}, cardinality: "${multiplicity}"`);

const stage: fc.Arbitrary<string> = fc.oneof(
  join, join, condition.map((when) => `where ${when}`),
  fc.tuple(column, fc.oneof(column, fc.constantFrom("1", "null::int64", "z + 1", "x ?? y", "x ?? 0"), condition.map((when) => `if ${when} then x else 1`))).map(([name, value]) => `derive { ${name}: ${value} }`),
  columns(1, 3).map((names) => `select ${names}`), columns(1, 2).map((names) => `drop ${names}`), columns(1, 2).map((names) => `check key ${names}`), columns(1, 3).map((names) => `sort ${names}`),
  columns(1, 3).map((names) => `group ${names} { p: count(), q: sum(z), v: min(x), w: max(y, where: z > 0) }`), fc.tuple(columns(1, 2), columns(1, 4)).map(([on, by]) => `dedupe on ${on} keep first by ${by}, ties: "error"`),
  columns(2, 2).map((names) => `unpivot ${names}, names_to: "nm", values_to: "q"`), fc.tuple(columns(1, 1), columns(1, 3)).map(([by, sort]) => `window by ${by} sort ${sort} { p: row_number(), q: lag(z) }`),
  fc.tuple(columns(1, 1), fc.constantFrom("-1..-1", "0..1", "1..2", "..0", "..")).map(([by, frame]) => `window by ${by} sort [x, y, z, w] rows ${frame} { q: sum(z), p: count() }`),
  fc.constantFrom("union all", "union", "intersect", "except").map((how) => `select { x, y } |> ${how} (from b |> select { x, y })`),
  fc.constantFrom(
    "distinct", "limit 1", "limit 2, offset: 1", "aggregate { x: count(), y: max(x), z: count(y) }", "union all (from c |> where x > 0), fill: true", "select { x, z } |> except (from b |> select { x, z: w })",
    "derive { q: [x, y] } |> explode q as q, index: p, base: 0", "derive { q: [x, y].filter(e -> e is not null) } |> explode q as q, index: p, base: 0, keep_empty: true", "join semi b as bb on _.x == bb.x and _.y == bb.y",
    "join anti b as bb on _.x == bb.x", "pivot by [x] on z values [0, 1] { s: sum(y), n: count() }", "join cross (from values [{ q: 1 }, { q: 2 }])", "join asof left c as cc on z >= cc.x |> select { ...@all, v: cc.v }",
    'select { x, y } |> recurse as r, depth: d { from r |> join c as n on x == n.x, cardinality: "n:m" |> select { x: n.v, y } }',
  ),
);

export type Over = { readonly stages: readonly string[]; readonly from: "a" | "b" | "c" } & Readonly<Record<"a" | "b" | "c", readonly Row[]>>;
export const rulesOverNulls: fc.Arbitrary<Over> = fc.record({ stages: fc.array(stage, { minLength: 1, maxLength: 14 }), from: fc.constantFrom("a", "b", "c"), ...rows });

/** The rule that the stages make; one that does not compile adds nothing. */
export function ruleOver({ stages, from, ...tables }: Over): { readonly text: string; readonly rule: Rule; readonly env: Env; readonly inputs: Inputs } {
  let text = `from ${from}`;
  let made = compiled(text);
  for (const next of stages) {
    const longer = compiled(`${text}\n|> ${next}`);
    if (longer.rules.length === 1) [text, made] = [`${text}\n|> ${next}`, longer];
  }
  const table = (names: string, of: readonly Row[]): Table => ({ columns: names.split("").map((name) => ({ name, type: scalar("int64") })), rows: of });
  const inputs = { tables: new Map([["p.a", table("xyz", tables.a)], ["p.b", table("xyw", tables.b)], ["p.c", table("xv", tables.c)]]), previous: null, params: new Map() };
  return { text, rule: made.rules[0]?.rule as Rule, env: (made.prepared as Prepared).env, inputs };
}

const compiled = (text: string) => compile({ manifest, profile, files: [{ path: "p.rule", text: `${SOURCES}\nrule q unordered tier best_effort {\n${text}\n}` }] }, host, { keep: true });
