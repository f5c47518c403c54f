import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { runPlan } from "../../src/runtime/index.ts";
import { temporaryFolder } from "./helpers.ts";
import { input, rule } from "./plans.ts";

test("a rule larger than the profile's memory spills and is published, and nothing of what it spilled is left", async () => {
  const root = temporaryFolder();
  const large = rule("m.large", "r: int64, s: string", "s", "SELECT r, md5(r::VARCHAR) || md5((r + 1)::VARCHAR) AS s FROM range(500000) q(r) ORDER BY s");
  const of = input(root, [large]);
  const outcome = await runPlan({ ...of, profile: { ...of.profile, memory: "50MB" } });
  expect(outcome).toMatchObject({ status: "published", diagnostics: [], rules: [{ status: "built", rows: 500_000 }] });
  expect(outcome.rules[0]?.spilled).toBeGreaterThan(1_000_000);
  expect(existsSync(path.join(root, "target", "dev.duckdb.spill"))).toBe(false);
});

test("rules that fit into memory one by one are made one by one where together they do not", async () => {
  const root = temporaryFolder();
  // A list cannot be spilled: each takes more than half of what there is.
  const list = (name: string) => rule(name, "n: int64", "n", `SELECT len(list(repeat('x', 100) || r ORDER BY hash(r)))::BIGINT AS n FROM range(150000) q(r) ORDER BY n`);
  const of = input(root, [list("m.a"), list("m.b"), list("m.c")]);
  const one = await runPlan({ ...of, profile: { ...of.profile, memory: "70MB" } });
  expect(one.status).toBe("published");
  const more = await runPlan({ ...of, fullRefresh: true, profile: { ...of.profile, memory: "70MB", workers: 2 } });
  expect(more).toMatchObject({ status: "published", diagnostics: [] });
  expect(more.rules.map(({ status, rows }) => [status, rows])).toEqual([["built", 1], ["built", 1], ["built", 1]]);
});
