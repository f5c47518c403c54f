/** What decides a rule's text beside its meaning is pinned by the profile, recorded, and in the hash of each plan; rows and a rule's own hash do not depend on it. */
import { expect, test } from "vitest";
import { canonicalSql } from "../src/compile/canonical.ts";
import { compile } from "../src/compile/compile.ts";
import type { Compiled, CompiledRule } from "../src/compile/types.ts";
import { chooseProfile, manifestOf, type ManifestJson, type Profile } from "../src/lang/pack.ts";
import { openDuckdb } from "../src/runtime/duckdb/open.ts";
import { host } from "./support/pack.ts";

const TEXT = `source t = json("t.json") { id: int64, xs: list<int64>, key [id] }
rule e ordered by [id, i] {
  from t |> where id > 0 |> explode xs as x, index: i, base: 0 |> derive { n: count() over (by [id]), m: sum(x) over (by [id]) } |> where n > 1 |> select { id, i, x, m }
}`;
type Given = NonNullable<ManifestJson["profiles"]>[string];

function compiled(profile: Given, without: readonly string[] = []): { readonly of: Compiled; readonly rule: CompiledRule } {
  const manifest = manifestOf({ name: "case", version: "0.1.0", language: 1, profiles: { dev: profile } });
  const of = compile({ manifest, profile: chooseProfile(manifest, null) as Profile, files: [{ path: "m.rule", text: TEXT }] }, host, { without, keep: true });
  expect(of.diagnostics).toEqual([]);
  return { of, rule: of.rules[0] as CompiledRule };
}

function canonicalOf({ prepared }: Compiled, { rule }: CompiledRule): string {
  if (prepared === null || rule === null) throw new Error("nothing was kept");
  return canonicalSql(rule, prepared.env, prepared.names) ?? "";
}

test("a print option or a rewrite changes a rule's text and its plan, neither its hash nor its rows", async () => {
  const all = [
    compiled({}), compiled({ print: { fuse: false } }), compiled({ print: { ctes: false } }), compiled({ print: { width: 40 } }),
    ...["explode-in-select", "windows-in-qualify", "named-windows"].map((name) => compiled({}, [name])),
  ];
  const distinct = (of: (one: (typeof all)[number]) => string): number => new Set(all.map(of)).size;
  expect([distinct(({ rule }) => rule.select.text), distinct(({ rule }) => rule.plan), distinct(({ of }) => of.shape.hash)]).toEqual([all.length, all.length, all.length]);
  expect([distinct(({ rule }) => rule.hash), distinct(({ rule }) => rule.interface.hash), distinct(({ of, rule }) => canonicalOf(of, rule))]).toEqual([1, 1, 1]);
  const engine = await openDuckdb({ warehouse: ":memory:", policy: "admin", directories: [], threads: 1, memory: null, temp: null });
  const session = await engine.session();
  await session.run({ text: "create table t as select * from (values (2, [7]), (1, [5, 6]), (3, [1, null, 2]), (0, [1, 2])) as t(id, xs)" });
  const rows: string[] = [];
  for (const { rule } of all) rows.push(JSON.stringify((await session.query({ text: rule.select.text })).rows));
  session.close();
  engine.close();
  expect(new Set(rows)).toEqual(new Set([rows[0]]));
  expect(JSON.parse(rows[0] as string)).toHaveLength(5);
});

test("a pass that is left out is in the plan's hash, also where it has nothing to do", () => {
  const [usual, without] = [compiled({}), compiled({}, ["drop-joins"])];
  expect(without.rule.select.text).toBe(usual.rule.select.text);
  expect(without.rule.hash).toBe(usual.rule.hash);
  expect(without.rule.plan).not.toBe(usual.rule.plan);
});

test("two compilations, and a profile that says what is the default, give the same plan", () => {
  const said = compiled({ print: { width: 100, fuse: true, ctes: true }, identifiers: "duckdb-1" });
  expect([said.rule.plan, said.of.shape]).toEqual([compiled({}).rule.plan, compiled({}).of.shape]);
});
