/** Passes as a user meets them: what they do to a rule, and a run without them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
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
  const { passes } = JSON.parse(readFileSync(join(folder, "target/case/manifest.json"), "utf8")) as { passes: readonly string[] };
  expect(passes).toEqual(["simplify", "push-filters", "share-subtrees", "drop-sorts", "prune-columns", "merge-projects"]);
});

test("a pass that is none is a mistake in the call", () => {
  expect(rulec(["compile", "--no-pass", "drop-join"], { cwd: folder })).toMatchObject({ exit: 2, stderr: "rulec: there is no pass drop-join, did you mean drop-joins?\n" });
});
