/** Passes as a user meets them: what they do to a rule, and a run without them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Shape } from "../../src/compile/shape.ts";
import { packFolder } from "../support/pack.ts";
import { rulec, useBuilt } from "../support/cli.ts";

useBuilt();

const RULES = `source t = csv("t.csv") { id: int64, a: int64, key [id] }
source u = csv("u.csv") { id: int64, key [id] }
rule r ordered by [id] { from t |> join left u as v on id == v.id |> where a * 1 > 2 - 1 |> select { id, a } }
`;
const folder = packFolder({ "m.rule": RULES, "t.csv": "id,a\n1,1\n2,2\n", "u.csv": "id\n2\n" });
const asked = (...args: readonly string[]): string => {
  const { exit, stdout, stderr } = rulec(args, { cwd: folder });
  expect([exit, stderr]).toEqual([0, expect.any(String)]);
  return stdout;
};

test("`rulec passes r` shows line by line what each pass makes of a rule, and `--no-pass` what it would be without", () => {
  const shown = asked("passes", "r");
  expect(shown).toMatch(/^simplify .*\n(.*\n)*? {2}- filter a \* 1 > 2 - 1\n {2}\+ filter a \* 1 > 1\n/);
  expect(shown).toMatch(/^drop-joins .*\n(.*\n)*? {2}- join left /m);
  expect(asked("passes", "r", "--no-pass", "drop-joins")).toMatch(/^drop-joins .*\(off\)$/m);
  expect(asked("show", "r", "--sql")).not.toContain("join");
  expect(asked("show", "r", "--sql", "--no-pass", "drop-joins", "--no-pass", "simplify")).toMatch(/left join u[^]*2::bigint - 1/);
});

test("a run without a pass gives the same rows, and what is compiled names the passes that ran", () => {
  asked("run");
  const rows = asked("show", "r", "--json");
  asked("run", "--no-pass", "drop-joins", "--no-pass", "simplify", "--no-pass", "prune-columns");
  expect(asked("show", "r", "--json")).toBe(rows);
  asked("compile", "--no-pass", "drop-joins");
  const { shape } = JSON.parse(readFileSync(join(folder, "target/case/manifest.json"), "utf8")) as { shape: Shape };
  expect(shape.passes).toEqual(["simplify@1", "push-filters@1", "share-subtrees@1", "drop-sorts@1", "drop-distincts@1", "prune-columns@1", "group-windows@1", "merge-projects@1"]);
  expect(JSON.parse(readFileSync(join(folder, "target/case/run-results.jsonl"), "utf8").split("\n")[0] as string)).toMatchObject({ shape: { passes: ["push-filters@1", "share-subtrees@1", "drop-sorts@1", "drop-distincts@1", "group-windows@1", "merge-projects@1"], identifiers: { name: "duckdb-1" } } });
});


test("what is chosen for the engine is listed with what would be written instead, and told of a rule", () => {
  const lists = packFolder({ "m.rule": 'source t = json("t.json") { id: int64, xs: list<int64>, key [id] }\nrule e ordered by [id, i] { from t |> explode xs as x, index: i, base: 0 }\n' });
  expect(rulec(["passes"], { cwd: lists }).stdout).toMatch(/\n\nduckdb\nexplode-in-select .*\(else a lateral join/);
  const { stdout } = rulec(["passes", "e"], { cwd: lists });
  expect(stdout).toMatch(/explode-in-select .*\n(.*\n)* {2}- cross join lateral \(/);
  expect(stdout).toContain("explode to x, a list: unnest in the select of its input: nothing stands in its way\n");
  expect(rulec(["passes", "e", "--no-pass", "explode-in-select"], { cwd: lists }).stdout).toMatch(/explode-in-select .*\(off\)\n[^]*explode to x, a list: a lateral join: explode-in-select is switched off/);
});

test("a pass that is none is a mistake in the call", () => {
  expect(rulec(["compile", "--no-pass", "drop-join"], { cwd: folder })).toMatchObject({ exit: 2, stderr: "rulec: there is no pass drop-join, did you mean drop-joins?\n" });
});
