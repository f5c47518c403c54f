/** What a run is given, as a user gives it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packFolder } from "../support/pack.ts";
import { rulec, rulecJson, useBuilt } from "../support/cli.ts";

useBuilt();

const RULES = `param ids: list<int64>
param range: struct<from: date, to: date?>
param word: string = "plain"
rule r ordered by [first] {
  from values [{ n: 1 }] |> select { first: $ids[1], many: length($ids), from: $range.from, to: $range.to, word: $word, at: $run_at }
}
`;

describe("a run is given", () => {
  const folder = packFolder({ "m.rule": RULES });
  const run = (args: readonly string[], env: Record<string, string> = {}): ReturnType<typeof rulec> => rulec(["run", ...args], { cwd: folder, env });
  const shown = (): unknown => (rulecJson(["show", "r", "--param", "ids=[]", "--param", 'range={"from": "2026-01-01", "to": null}'], { cwd: folder }).document as { rows: unknown[] }).rows[0];

  test("lists and structs as the language writes them, and the instant that it is for, which its record holds", () => {
    const given = ["--param", "ids=[7, 8]", "--param", 'range={ from: date "2026-01-01", to: null }', "--param", "word=it's", "--run-at", "2026-01-31T12:00:00+02:00"];
    expect(run(given)).toMatchObject({ exit: 0 });
    expect(shown()).toEqual([7, 2, "2026-01-01", null, "it's", "2026-01-31 10:00:00+00"]);
    const [first] = readFileSync(join(folder, "target/case/run-results.jsonl"), "utf8").split("\n");
    expect((JSON.parse(first as string) as { params: unknown }).params).toEqual({ "m.ids": '["7","8"]', "m.range": '{"from":"2026-01-01","to":null}', "m.word": "it's", run_at: "2026-01-31 10:00:00+00" });
  });

  test("the same by the environment, as JSON where that is handier", () => {
    expect(run(["--param", "ids=[-1]"], { RULEC_PARAM_IDS: "[1, 2, 3]", RULEC_PARAM_RANGE: '{"to": "2026-02-01", "from": "2026-01-01"}' })).toMatchObject({ exit: 0 });
    expect(shown()).toEqual([-1, 1, "2026-01-01", "2026-02-01", "plain", expect.any(String)]);
  });

  test("or is told all that is missing or wrong before it begins", () => {
    expect(run([])).toMatchObject({ exit: 1, stderr: expect.stringMatching(/m\.ids.*m\.range/) });
    const wrong = run(["--param", "ids=[1, x]", "--param", "range={ from: 1 }"]);
    expect(wrong).toMatchObject({ exit: 1, stderr: expect.stringContaining("param-value") });
    expect(wrong.stderr.match(/^error/gm)).toHaveLength(2);
    expect(run(["--param", "ids=[]", "--param", "range={ from: \"2026-01-01\", to: null }", "--run-at", "yesterday"])).toMatchObject({ exit: 2, stderr: expect.stringContaining("--run-at takes an instant") });
  });
});
