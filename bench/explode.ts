/**
 * The lanes of explode beside each other: `node bench/run.mjs explode`. `unnest` is the select list, `lateral` what `--no-pass explode-in-select` writes,
 * which DuckDB 1.5 recognises and plans as the other; `from` a lateral join with a `from` of its own, by hand, which it does not. The same rows, in turn.
 */
import { hash } from "node:crypto";
import { compile } from "../src/compile/compile.ts";
import type { CompiledRule } from "../src/compile/types.ts";
import { chooseProfile, manifestOf, type Profile } from "../src/lang/pack.ts";
import { openEngine } from "../src/runtime/index.ts";
import { machine, pairs, table, verdict, type Verdict } from "./pairs.ts";

const ROWS = 300_000;
const PAIRS = 3;
const SOURCE = `source t = parquet("t.parquet") { id: int64, xs: list<int64>, ys: list<string>, ps: list<struct<p: int64, q: string>>, m: map<string, int64>, xss: list<list<int64>>, key [id] }`;
const DATA = `select id, [id + x for x in range(5)] as xs, ['a' || x for x in range(5)] as ys, [{'p': x, 'q': 'q' || x} for x in range(5)] as ps,
  map_from_entries([{'k': 'k' || x, 'v': x} for x in range(5)]) as m, [[id, x] for x in range(3)] as xss from range(${ROWS}) as r(id)`;

const BODIES: Readonly<Record<string, string>> = {
  "list": "explode xs as x |> select { id, x }",
  "list with index": "explode xs as x, index: i, base: 0 |> select { id, i, x }",
  "list, empties kept": "explode xs as x, index: i, base: 1, keep_empty: true |> select { id, i, x }",
  "structs": "explode ps as { p, q }, index: i, base: 0 |> select { id, i, p, q }",
  "map": "explode m as { key, value }, index: i, base: 0 |> select { id, i, key, value }",
  "zip": "explode [xs, ys] as { x, y }, index: i, base: 0 |> select { id, i, x, y }",
  "lists of lists": "explode xss as xs2, index: i, base: 0 |> explode xs2 as x, index: j, base: 0 |> select { id, i, j, x }",
  "filtered before, counted after": "where id % 3 == 0 |> explode xs as x |> group { last: x % 10 } { n: count() }",
};

const host = { sha256: (bytes: Uint8Array): string => hash("sha256", bytes), now: (): number => performance.now() };
const FROM: Readonly<Record<string, string>> = {
  "list": "select t.id, u.x from t cross join lateral (select x from unnest(t.xs) as v(x)) as u",
  "list with index": "select t.id, u.i - 1 as i, u.x from t cross join lateral (select x, i from unnest(t.xs) with ordinality as v(x, i)) as u",
  "structs": "select t.id, u.i - 1 as i, (u.e).p, (u.e).q from t cross join lateral (select e, i from unnest(t.ps) with ordinality as v(e, i)) as u",
  "filtered before, counted after": "select x % 10 as last, count(*) as n from t cross join lateral (select x from unnest(t.xs) as v(x)) as u where id % 3 = 0 group by 1",
};

const manifest = manifestOf({ name: "bench", version: "0.1.0", language: 1 });
function sqlOf(body: string, without: readonly string[]): string {
  const files = [{ path: "m.rule", text: `${SOURCE}\nrule r as table unordered { from t |> ${body} }` }];
  const { rules, diagnostics } = compile({ manifest, profile: chooseProfile(manifest, null) as Profile, files }, host, { without });
  const [made]: readonly (CompiledRule | undefined)[] = rules;
  if (made === undefined) throw new Error(diagnostics.map(({ title }) => title).join("\n"));
  return made.select.text;
}

const engine = await openEngine({ warehouse: ":memory:", policy: "admin", directories: [], threads: 2, memory: "2GB", temp: null });
const session = await engine.session();
await session.run({ text: `create table t as ${DATA}` });
const make = (name: string, sql: string) => (): Promise<unknown> => session.run({ text: `create or replace temp table ${name} as\n${sql}` });
const sums = async (name: string): Promise<string> => JSON.stringify((await session.query({ text: `select count(*), sum(hash(t)) from ${name} as t` })).rows);

async function against(form: string, body: string, other: string): Promise<Verdict> {
  const took = await pairs(PAIRS, make("by_unnest", sqlOf(body, [])), make("by_other", other));
  if ((await sums("by_unnest")) !== (await sums("by_other"))) throw new Error(`${form}: the lanes differ`);
  return verdict(took, { times: 1, ms: 0 });
}

const lines: string[][] = [];
for (const [form, body] of Object.entries(BODIES)) {
  const by = FROM[form];
  const [lateral, from] = [await against(form, body, sqlOf(body, ["explode-in-select"])), by === undefined ? null : await against(form, body, by)];
  lines.push([form, lateral.ours.cpu.toFixed(0), lateral.theirs.cpu.toFixed(0), (1 / lateral.ratio.cpu).toFixed(1), from?.theirs.cpu.toFixed(0) ?? "", from === null ? "" : (1 / from.ratio.cpu).toFixed(1)]);
}
session.close();
engine.close();
console.log(`${ROWS.toLocaleString("en")} rows with lists of 3 to 5 elements, milliseconds of CPU, median of ${PAIRS} pairs\n`);
console.log(table(["form", "unnest", "lateral", "times", "from", "times"], lines));
console.log(`\n${machine()}`);
