/** What a run that did not end well leaves for another one: how long it stays, who takes it up, what goes at once. */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cleanPack, cleanablePack } from "../../src/runtime/index.ts";
import type { Cleanable } from "../../src/runtime/run/clean.ts";
import { newRunId } from "../../src/runtime/run/ids.ts";
import { KEPT_STAGED } from "../../src/runtime/run/leftovers.ts";
import type { RunOutcome } from "../../src/runtime/run/run.ts";
import { packFolder } from "../support/pack.ts";
import { planAgain, runAgain } from "./again.ts";
import { engineIn } from "./helpers.ts";

const RULES = `source s = csv("data/a.csv") { id: int64, key [id] }
rule broken ordered by [id] { from s |> check id < $most else error "{id}" }
rule good ordered by [id] { from s |> derive { twice: id * 2 } }
rule later ordered by [id] { from good |> select { id } }
rule filed as parquet("out/filed.parquet") ordered by [id] { from s }
param most: int64 = 2
`;
const OTHER = "rule other ordered by [] { from values [{ n: 1 }] |> aggregate { n: sum(n) } }\n";
const pack = (): string => packFolder({ "m.rule": RULES, "other.rule": OTHER, "data/a.csv": "id\n1\n2\n" });
const select = ["broken", "good", "later", "filed"];
const how = ({ status, kept }: RunOutcome): readonly unknown[] => [status, kept];
async function sql(folder: string, text: string): Promise<readonly (readonly unknown[])[]> {
  const engine = await engineIn(folder, { warehouse: join(folder, "target/dev.duckdb") });
  const { rows } = await (await engine.session()).query({ text });
  engine.close();
  return rows;
}
const staged = async (folder: string): Promise<unknown> => (await sql(folder, "SELECT regexp_replace(table_name, '^__rulec_[0-9a-z]{26}_', '') FROM duckdb_tables() WHERE regexp_matches(table_name, '^__rulec_[0-9]') ORDER BY 1")).flat();
/** As if its runs that did not end well had begun so many milliseconds ago. */
const makeOlder = (folder: string, ms: number): Promise<unknown> => sql(folder, `UPDATE __rulec_runs SET run = '${newRunId(null, Date.now() - ms)}' WHERE status = 'failed'`);

test("tables stay through runs of other rules, and through one that fails before it comes to them; files go at once", async () => {
  const folder = pack();
  expect(how(await runAgain(folder, { select }))).toEqual(["failed", 2]);
  expect(existsSync(join(folder, "out")) ? readdirSync(join(folder, "out")) : []).toEqual([]);
  expect(how(await runAgain(folder, { select: ["other"] }))).toEqual(["published", 0]);
  expect(how(await runAgain(folder, { select, failFast: true }))).toEqual(["failed", 2]);
  expect(how(await runAgain(folder, { select: ["other"] }))).toEqual(["nothing", 0]);
  expect(await planAgain(folder, { select, param: ["most=9"] })).toMatchObject({ good: expect.stringMatching(/^reuse kept /), later: expect.stringMatching(/^reuse kept /) });
  // So it is where the run was killed and nobody has written to the warehouse since.
  await sql(folder, "UPDATE __rulec_runs SET status = 'building' WHERE status = 'failed' AND tables <> '[]'");
  expect(await planAgain(folder, { select, param: ["most=9"] })).toMatchObject({ good: expect.stringMatching(/^reuse kept /), broken: "build never-built" });
  // Who builds a rule anew leaves nothing of it for others.
  expect(how(await runAgain(folder, { select: ["good"], fullRefresh: true }))).toEqual(["published", 0]);
  expect(await staged(folder)).toEqual(["later"]);
});

test("a run that was to make everything anew is gone on with, and any other makes it anew", async () => {
  const folder = pack();
  expect(how(await runAgain(folder, { select, param: ["most=9"] }))).toEqual(["published", 0]);
  expect(how(await runAgain(folder, { select, fullRefresh: true }))).toEqual(["failed", 2]);
  expect(await planAgain(folder, { select, fullRefresh: true, param: ["most=9"] })).toMatchObject({ good: "build asked", later: "build asked", broken: "build asked" });
  expect(await planAgain(folder, { select, fullRefresh: true, resumes: true, param: ["most=9"] })).toMatchObject({ good: expect.stringMatching(/^reuse kept /), later: expect.stringMatching(/^reuse kept /), broken: "build asked", filed: "build asked" });
  expect(how(await runAgain(folder, { select, fullRefresh: true, resumes: true, param: ["most=9"] }))).toEqual(["published", 0]);
  expect(await staged(folder)).toEqual([]);
});

test("what nobody has taken up for a week goes with the next run, and sooner where clean is asked for what is older", async () => {
  const folder = pack();
  expect(how(await runAgain(folder, { select }))).toEqual(["failed", 2]);
  await makeOlder(folder, KEPT_STAGED - 3_600_000);
  expect(how(await runAgain(folder, { select: ["other"] }))).toEqual(["published", 0]);
  expect(await staged(folder)).toEqual(["good", "later"]);
  const where = { pack: "case", root: folder, target: join(folder, "target/case"), profile: { name: "dev", warehouse: join(folder, "target/dev.duckdb"), policy: "service", threads: 2, memory: null }, wait: 0 } as const;
  expect(await cleanablePack(where, false, Date.now() - KEPT_STAGED)).toEqual({ folders: [], objects: [], staged: [] });
  expect(await cleanablePack(where, false, Date.now() - 3_600_000)).toMatchObject({ folders: [], objects: [], staged: [{ rule: "m.good" }, { rule: "m.later" }] });
  await makeOlder(folder, KEPT_STAGED + 1000);
  expect(how(await runAgain(folder, { select: ["other"] }))).toEqual(["nothing", 0]);
  expect(await staged(folder)).toEqual([]);
  expect(how(await runAgain(folder, { select }))).toEqual(["failed", 2]);
  expect(await cleanPack(where, (await cleanablePack(where, false, Date.now() + 1000)) as Cleanable)).toBeNull();
  expect([await staged(folder), existsSync(where.target)]).toEqual([[], true]);
});

test("a file that stands where a rule's folder should be stops that run, and no other", async () => {
  const folder = pack();
  writeFileSync(join(folder, "odd.rule"), 'rule odd as csv("data/a.csv/x.csv") ordered by [n] { from values [{ n: 1 }] |> check key [n] }\n');
  expect(await runAgain(folder, { select: ["odd"] })).toMatchObject({ status: "failed", diagnostics: [{ code: "target-not-writable" }] });
  expect(how(await runAgain(folder, { select: ["other"] }))).toEqual(["published", 0]);
});
