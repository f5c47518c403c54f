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

  test("no pattern that the language has not read, whoever gives it, and from rows as little as from a run", () => {
    const source = 'source t = csv("t.csv") { s: string, key [s], check not regexp_matches(s, $none) }\n';
    const rules = 'param some: string = "a"\nparam none: string = "x"\nrule r ordered by [s] { from t |> derive { all: regexp_extract_all(s, $some) } }\n';
    const data = { "t.csv": "s\n\u00e4aa\n", "m.rule": source + rules };
    const texts = packFolder(data);
    const rows = (args: readonly string[]): unknown => rulecJson(["show", ...args], { cwd: texts }).document;
    expect(rulec(["run", "--param", "some=(?i)A"], { cwd: texts })).toMatchObject({ exit: 0 });
    expect(rows(["r"])).toMatchObject({ rows: [["\u00e4aa", ["a", "a"]]] });
    const refused = { exit: 1, stderr: expect.stringMatching(/param-value[\s\S]*there is no escape `\\B`/) };
    expect(rulec(["run", "--param", "some=\\B"], { cwd: texts })).toMatchObject(refused);
    expect(rulec(["run"], { cwd: texts, env: { RULEC_PARAM_NONE: "\\B" } })).toMatchObject(refused);
    expect(rulec(["show", "-e", "from t |> where regexp_matches(s, $some)", "--param", "some=\\B"], { cwd: texts })).toMatchObject(refused);
    for (const more of [{ params: { some: "\\B" } }, { profiles: { dev: { params: { some: "\\B" } } } }]) {
      const given = packFolder({ ...data, "rulepack.json": JSON.stringify({ name: "p", version: "0.1.0", language: 1, ...more }) });
      expect(rulec(["run"], { cwd: given })).toMatchObject(refused);
    }
    const tested = packFolder({ ...data, "test.rule": 'import { r, t, some } from "m"\ntest "none" for r(some: "\\\\B") { given t = [{ s: "a" }] expect rows [] }\n' });
    expect(rulec(["test"], { cwd: tested })).toMatchObject({ exit: 1, stdout: expect.stringContaining("not a pattern") });
  });

  test("nothing that rows which are stored do not need to be shown", () => {
    const text = 'param day: string\nparam n: int64\nsource t = csv(f"{$day}.csv") { s: string }\nrule r ordered by [n] { from values [{ a: 1 }] |> select { n: $n } }\n';
    const stored = packFolder({ "t.csv": "s\na\n", "m.rule": text });
    const [n, day] = [["--param", "n=4"], ["--param", "day=t"]];
    expect(rulec(["run", ...n, ...day], { cwd: stored })).toMatchObject({ exit: 0 });
    expect(rulecJson(["show", "r"], { cwd: stored }).document).toMatchObject({ rows: [[4]] });
    expect(rulecJson(["show", "t", ...day], { cwd: stored }).document).toMatchObject({ rows: [["a"]] });
    expect(rulecJson(["show", "-e", "from t |> derive { n: $n }", ...n, ...day], { cwd: stored }).document).toMatchObject({ rows: [["a", 4]] });
    expect(rulec(["show", "-e", "from t |> derive { n: $n }"], { cwd: stored })).toMatchObject({ exit: 1, stderr: expect.stringMatching(/m\.day.*m\.n/) });
  });

  test("or is told all that is missing or wrong before it begins", () => {
    expect(run([])).toMatchObject({ exit: 1, stderr: expect.stringMatching(/m\.ids.*m\.range/) });
    const wrong = run(["--param", "ids=[1, x]", "--param", "range={ from: 1 }"]);
    expect(wrong).toMatchObject({ exit: 1, stderr: expect.stringContaining("param-value") });
    expect(wrong.stderr.match(/^error/gm)).toHaveLength(2);
    expect(run(["--param", "ids=[]", "--param", "range={ from: \"2026-01-01\", to: null }", "--run-at", "yesterday"])).toMatchObject({ exit: 2, stderr: expect.stringContaining("--run-at takes an instant") });
  });
});
