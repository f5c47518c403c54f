/** What a result is made of beside the rule's text and the files: values in claims, what was stored before, the instant of the run, whose a table is. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cleanPack, cleanablePack } from "../../src/runtime/index.ts";
import type { Cleanable } from "../../src/runtime/run/clean.ts";
import type { RunOutcome } from "../../src/runtime/run/run.ts";
import { packFolder } from "../support/pack.ts";
import { planAgain, runAgain } from "./again.ts";
import { engineIn } from "./helpers.ts";

const S = `source s = csv("data/a.csv") { id: int64, part: string, key [id] }\n`;
const shop = (rules: string, more: Readonly<Record<string, string>> = {}): string => packFolder({ "m.rule": rules, "data/a.csv": "id,part\n1,x\n2,y\n", ...more });
const say = (folder: string, rules: string): void => writeFileSync(join(folder, "m.rule"), rules);
const give = (folder: string, ...ids: readonly number[]): void => writeFileSync(join(folder, "data/a.csv"), `id,part\n${ids.map((id) => `${id},x\n`).join("")}`);
const how = ({ status, diagnostics }: RunOutcome): readonly string[] => [status, ...diagnostics.map(({ code }) => code)];
async function sql(folder: string, text: string): Promise<readonly (readonly unknown[])[]> {
  const engine = await engineIn(folder, { warehouse: join(folder, "target/dev.duckdb") });
  const { rows } = await (await engine.session()).query({ text });
  engine.close();
  return rows;
}

test.each([["error", "failed"], ["warn", "nothing"]])("how old a source is, is looked at where nothing is built (%s)", async (severity, status) => {
  const folder = shop(`source e = csv("data/e.csv") { at: timestamp, fresh at within interval "6 hours" else ${severity} }\nrule k unordered { from e }\nrule seen as view { from k }\nrule other unordered { from s }\n${S}`, { "data/e.csv": "at\n2026-01-01 00:00:00\n" });
  expect(how(await runAgain(folder, { runAt: "2026-01-01T01:00:00Z" }))).toEqual(["published"]);
  expect(how(await runAgain(folder, { runAt: "2026-01-01T02:00:00Z" }))).toEqual(["nothing"]);
  expect(how(await runAgain(folder, { runAt: "2026-01-02T01:00:00Z", select: ["other"] }))).toEqual(["nothing"]);
  const late = await runAgain(folder, { runAt: "2026-01-02T01:00:00Z" });
  expect([late.status, late.diagnostics.length, late.rules]).toEqual([status, 1, []]);
  // Beside a rule that is built and does not read it.
  give(folder, 1);
  expect(how(await runAgain(folder, { runAt: "2026-01-02T01:00:00Z" }))[0]).toBe(severity === "error" ? "failed" : "published");
  expect(await sql(folder, "SELECT count(*) FROM other")).toEqual([[severity === "error" ? 2 : 1]]);
});

test("a claim that names a parameter is verified again with another value", async () => {
  const folder = shop(`param least: int64 = 0\nsource s = csv("data/a.csv") { id: int64, part: string, key [id], check id >= $least }\nrule k unordered { from s }\n`);
  expect(how(await runAgain(folder))).toEqual(["published"]);
  expect(how(await runAgain(folder, { param: ["least=2"] }))[0]).toBe("failed");
  expect(how(await runAgain(folder, { param: ["least=2"], fullRefresh: true }))[0]).toBe("failed");
  expect(how(await runAgain(folder))).toEqual(["nothing"]);
});

test("rows that a rule makes of its own earlier ones are other rows, though its sources are what they once were", async () => {
  const folder = shop(`${S}schema C { id: int64 }\nrule c -> C unordered { from previous c |> select { id } |> union all (from s |> select { id }) }\nrule r unordered { from c }\n`);
  expect(how(await runAgain(folder))).toEqual(["published"]);
  give(folder, 1);
  await runAgain(folder, { select: ["c"] });
  writeFileSync(join(folder, "data/a.csv"), "id,part\n1,x\n2,y\n");
  await runAgain(folder, { select: ["c"] });
  expect(await planAgain(folder)).toEqual({ c: "reuse unchanged", r: "build reads c" });
  await runAgain(folder);
  expect(await sql(folder, "SELECT (SELECT count(*) FROM c), (SELECT count(*) FROM r)")).toEqual([[5, 5]]);
});

test("what a run that failed has made of no earlier rows is not taken up where there are some", async () => {
  const rules = (check: string): string => `${S}schema C { id: int64 }\nrule c -> C unordered { from previous c |> select { id } |> union all (from s |> select { id }) }\nrule r unordered { from s${check} }\n`;
  const folder = shop(rules(""));
  expect(how(await runAgain(folder))).toEqual(["published"]);
  say(folder, rules(" |> check id > 1"));
  expect((await runAgain(folder, { fullRefresh: true })).kept).toBe(0);
  give(folder, 2);
  await runAgain(folder);
  expect(await sql(folder, "SELECT count(*) FROM c")).toEqual([[3]]);
});

test("what was read as `previous` while its table began anew is no earlier state of it", async () => {
  const folder = shop(`${S}schema C { id: int64 }\nrule q -> C unordered { from s |> select { id } }\nrule p unordered { from previous q |> select { id } }\n`);
  for (const asking of [{}, {}, { fullRefresh: true }]) await runAgain(folder, asking);
  expect(await sql(folder, "SELECT count(*) FROM p")).toEqual([[0]]);
  expect(await planAgain(folder)).toMatchObject({ p: "build reads previous_q" });
});

test("rows taken out of a table that is added to are missed by who reads it, too", async () => {
  const folder = shop(`${S}rule k as table(mode: "append") unordered { from s }\nrule p unordered { from k |> aggregate { n: count() } }\n`);
  expect(how(await runAgain(folder))).toEqual(["published"]);
  await sql(folder, "DELETE FROM k WHERE id = 1");
  expect(await planAgain(folder)).toEqual({ k: "reuse unchanged", p: "build reads k" });
  await runAgain(folder);
  expect([await sql(folder, "FROM p"), how(await runAgain(folder))]).toEqual([[[1]], ["nothing"]]);
  give(folder, 7, 8);
  await runAgain(folder);
  expect([await sql(folder, "FROM p"), how(await runAgain(folder))]).toEqual([[[3]], ["nothing"]]);
});

test("stored nulls are not read where the rule says now that there are none", async () => {
  const rules = (type: string, value: string, from: string): string => `${S}schema C { id: int64, x: ${type} }\nrule k -> C unordered { from s |> select { id, x: ${value} } }\nrule p unordered { from ${from} |> select { id, x } }\n`;
  const folder = shop(rules("int64?", "if id == 1 then null else id", "previous k"));
  expect(how(await runAgain(folder))).toEqual(["published"]);
  say(folder, rules("int64", "id", "previous k"));
  expect(how(await runAgain(folder))).toEqual(["failed", "previous-differs"]);
  say(folder, rules("int64", "id", "k"));
  expect(how(await runAgain(folder, { select: ["p"] }))).toEqual(["failed", "published-differs"]);
  expect(how(await runAgain(folder))).toEqual(["published"]);
});

test("a table of another pack is never replaced, nor read as one's own", async () => {
  const warehouse = join(packFolder({}), "shared.duckdb");
  const pack = (name: string, rules: string): string => shop(rules, { "rulepack.json": JSON.stringify({ name, version: "0.1.0", language: 1, profiles: { dev: { threads: 2, memory: "1GB", warehouse } } }) });
  const [a, b] = [pack("a", `${S}rule k unordered { from s }\n`), pack("b", `${S}rule k unordered { from s |> where id > 1 }\nrule p unordered { from k }\n`)];
  expect(how(await runAgain(a))).toEqual(["published"]);
  expect(how(await runAgain(b, { select: ["k"] }))).toEqual(["failed", "target-not-owned"]);
  expect(how(await runAgain(b, { select: ["p"] }))).toEqual(["failed", "upstream-not-published"]);
  expect(how(await runAgain(a))).toEqual(["nothing"]);
});

test("packs that publish to one warehouse each have their own file of one path, and each cleans its own", async () => {
  const warehouse = join(packFolder({}), "shared.duckdb");
  const pack = (name: string, rules: string): string => shop(`${S}${rules}`, { "rulepack.json": JSON.stringify({ name, version: "0.1.0", language: 1, profiles: { dev: { threads: 2, memory: "1GB", warehouse } } }) });
  const [a, b] = [pack("a", 'rule ka as csv("out/k.csv") unordered { from s }\n'), pack("b", 'rule kb as csv("out/k.csv") unordered { from s |> where id > 1 }\n')];
  expect(how(await runAgain(a))).toEqual(["published"]);
  // What lies there and nobody of this pack has made stays.
  mkdirSync(join(b, "out"));
  writeFileSync(join(b, "out/k.csv"), "mine");
  expect(how(await runAgain(b))).toEqual(["failed", "target-not-owned"]);
  rmSync(join(b, "out/k.csv"));
  expect(how(await runAgain(b))).toEqual(["published"]);
  expect([how(await runAgain(a)), how(await runAgain(b))]).toEqual([["nothing"], ["nothing"]]);
  expect(readFileSync(join(a, "out/k.csv"), "utf8")).not.toBe(readFileSync(join(b, "out/k.csv"), "utf8"));
  const where = { pack: "b", root: b, target: join(b, "target/b"), profile: { name: "dev", warehouse, policy: "service", threads: 2, memory: null }, wait: 0 } as const;
  const listed = (await cleanablePack(where, true)) as Cleanable;
  expect(listed.objects).toMatchObject([{ name: "out/k.csv", pack: "b" }]);
  expect(await cleanPack(where, listed)).toBeNull();
  expect([existsSync(join(a, "out/k.csv")), existsSync(join(b, "out/k.csv")), how(await runAgain(a))]).toEqual([true, false, ["nothing"]]);
});

test("a run with nothing to build removes what a failed one has left of its rules, too", async () => {
  const folder = shop(`${S}rule a unordered { from s }\nrule b unordered { from s |> select { id } }\nrule c unordered { from s |> check id > 1 }\n`);
  const staged = `SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '\\_\\_rulec\\_0%' ESCAPE '\\'`;
  expect(how(await runAgain(folder, { select: ["a"] }))).toEqual(["published"]);
  expect(how(await runAgain(folder))[0]).toBe("failed");
  expect(await sql(folder, staged)).not.toEqual([[0]]);
  expect(how(await runAgain(folder, { select: ["a"] }))).toEqual(["nothing"]);
  expect(await sql(folder, staged)).toEqual([[1]]);
  say(folder, `${S}rule a unordered { from s }\n`);
  expect(how(await runAgain(folder))).toEqual(["nothing"]);
  expect(await sql(folder, staged)).toEqual([[0]]);
});
