import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import failuresSchema from "../../grammar/schemas/failures.json" with { type: "json" };
import lineageSchema from "../../grammar/schemas/openlineage.json" with { type: "json" };
import logSchema from "../../grammar/schemas/log.json" with { type: "json" };
import { rulec, rulecJson, startRulec, useBuilt } from "../support/cli.ts";
import { packFolder } from "../support/pack.ts";

useBuilt();

const linesOf = <T>(file: string): T[] => readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as T);
const lastRun = (folder: string, pack: string): string => join(folder, "target", pack, "runs", readdirSync(join(folder, "target", pack, "runs")).sort().at(-1) as string);
const manifest = JSON.stringify({ name: "p", version: "0.1.0", language: 1 });
/** Each third row is odd in its own way. */
const WATCHED = `source nums = csv("nums.csv") { id: int64, key [id], check id >= 0 else warn "{id} is below zero" }
rule watched ordered by [id] { from nums |> derive { third: id % 3 } |> check third != 0 else warn "{id} is a third" }
rule strict as parquet("out/strict.parquet") ordered by [id] { from watched |> select { id } |> check id < 1000 else error "{id} is great" }
`;
const watched = (ids: readonly number[]): string => packFolder({ "rulepack.json": manifest, "m.rule": WATCHED, "nums.csv": `id\n${ids.join("\n")}\n` });

describe("rows that break promises", () => {
  test("are shown with their promise, of rules and sources alike, some from the record, or all where the run kept them", () => {
    const folder = watched([-1, ...Array.from({ length: 90 }, (_, i) => i + 1)]);
    expect(rulec(["show", "watched", "--failed"], { cwd: folder })).toMatchObject({ exit: 2, stderr: expect.stringContaining("no run has verified m.watched yet") });
    expect(rulec(["run"], { cwd: folder })).toMatchObject({ exit: 0, stdout: expect.stringContaining("1 promise warned (rulec show watched --failed)") });
    expect(rulec(["show", "watched", "--failed", "-n", "2"], { cwd: folder }).stdout).toMatch(/^warned {2}3 is a third: 30 rows, 2 shown\n {5}id {2}third\n {2}int64 {2}int64\n {6}3 {6}0\n {6}6 {6}0\n\n-- m\.watched in run \w{26}, .* UTC\n$/);
    const failed = (of: string): unknown => (rulecJson(["show", of, "--failed"], { cwd: folder }).document as { failed: unknown }).failed;
    expect(failed("watched")).toMatchObject([{ kind: "check", severity: "warn", says: "3 is a third", failing: 30, rows: { length: 20 } }]);
    expect(failed("nums")).toMatchObject([{ kind: "check", says: "-1 is below zero", failing: 1, rows: [{ id: -1 }] }]);
    expect(rulec(["show", "strict", "--failed"], { cwd: folder }).stdout).toMatch(/^-- m\.strict in run .*: every promise held\n$/);
    expect(rulec(["run", "--full-refresh", "--keep-failures"], { cwd: folder }).exit).toBe(0);
    const validate = new Ajv().compile(failuresSchema);
    for (const line of linesOf(join(lastRun(folder, "p"), "failures.jsonl"))) expect([line, validate(line)]).toEqual([line, true]);
    expect(failed("watched")).toMatchObject([{ failing: 30, rows: { length: 30, 29: { id: 90, third: 0 } } }]);
  });

  test("of an error are in the record of the run that failed", () => {
    const folder = watched([1, 5000]);
    expect(rulec(["run"], { cwd: folder })).toMatchObject({ exit: 1, stdout: expect.stringContaining("1 promise broken"), stderr: expect.stringContaining("error[check-failed]: m.strict: 5000 is great") });
    expect(rulec(["show", "strict", "--failed"], { cwd: folder }).stdout).toContain("broken  5000 is great: 1 row\n");
    expect(rulec(["retry", "--keep-failures", "--openlineage", "events.jsonl"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("going on with run") });
    expect(linesOf<{ rule: string; row: unknown }>(join(lastRun(folder, "p"), "failures.jsonl")).map(({ row }) => row)).toContainEqual({ id: 5000 });
    expect(linesOf<{ eventType: string }>(join(folder, "events.jsonl")).map(({ eventType }) => eventType)).toContain("FAIL");
    expect(rulec(["runs", "last"], { cwd: folder }).stdout).toMatch(/ · failed in [\s\S]*5000 is great: 1 row, for example id = 5000[\s\S]*error\[check-failed\]/);
  });
});

describe("a source that does not keep its claims", () => {
  test("is where result:error begins: what reads it has not been built because of that", () => {
    const folder = packFolder({
      "rulepack.json": manifest, "nums.csv": "id\n1\n1\n",
      "m.rule": `source nums = csv("nums.csv") { id: int64, key [id] }
rule few as inline { from nums |> where id < 9 }
rule above ordered by [id] { from few }
rule least ordered by [] { from nums |> aggregate { least: min(id) } }
rule beside ordered by [] { from values [{ n: 1 }] |> aggregate { n: sum(n) } }
`,
    });
    expect(rulec(["run"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("error[key-violated]") });
    const names = (...args: string[]): string[] => (rulecJson(["ls", ...args], { cwd: folder }).document as { rules: { name: string }[] }).rules.map(({ name }) => name.slice(2)).sort();
    expect(names("result:error")).toEqual(["few", "least"]);
    expect(names("result:error+")).toEqual(["above", "few", "least"]);
    expect(rulec(["run", "result:error+"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("error[key-violated]") });
    expect(names("result:error,beside")).toEqual([]);
    expect(rulec(["runs", "last"], { cwd: folder }).stdout).toMatch(/^rule {5}m\.least +skipped$/m);
    expect(rulec(["ls", "result:warned"], { cwd: folder })).toMatchObject({ exit: 0, stdout: "", stderr: "no rule is selected\n" });
  });
});

test("runs last says what tables that keep their rows gained", () => {
  const folder = packFolder({ "rulepack.json": manifest, "m.rule": 'rule kept as table(mode: "append") ordered by [n] { from values [{ n: 1 }, { n: 2 }] }\n' });
  expect(rulec(["run"], { cwd: folder })).toMatchObject({ exit: 0, stdout: expect.stringMatching(/2 rows .* 2 new$/m) });
  expect(rulec(["runs", "last"], { cwd: folder }).stdout).toMatch(/^rule {5}m\.kept +2 rows .* 2 new$/m);
});

describe("the log of a run", () => {
  test("as JSON is on standard error, a line an event, and nothing is on standard output", () => {
    const folder = watched([1, 5000]);
    const { exit, stdout, stderr } = rulec(["run"], { cwd: folder, env: { RULEC_LOG: "json" } });
    expect([exit, stdout]).toEqual([1, ""]);
    const validate = new Ajv({ allowUnionTypes: true, formats: { "date-time": true } }).compile(logSchema);
    const lines = stderr.trimEnd().split("\n").map((line) => JSON.parse(line) as { code: string; level: string; run: string | null });
    for (const line of lines) expect([line, validate(line)]).toEqual([line, true]);
    expect(lines.map(({ code, level }) => `${level} ${code}`)).toEqual(["info run-started", "info source-verified", "info rule-built", "info rule-verified", "info rule-built", "error rule-verified", "error check-failed", "error run-finished"]);
    expect(new Set(lines.map(({ run }) => run)).size).toBe(1);
  });
});

describe("OpenLineage", () => {
  type Event = { readonly eventType: string; readonly job: { readonly namespace: string; readonly name: string }; readonly run: { readonly runId: string; readonly facets: { readonly parent?: unknown } }; readonly inputs: readonly { readonly name: string }[]; readonly outputs: readonly { readonly name: string; readonly facets: object }[] };
  const validate = new Ajv2020({ allowUnionTypes: true, strict: false }).compile(lineageSchema);
  const eventsIn = (file: string): Event[] => {
    const events = linesOf<Event>(file);
    for (const event of events) expect([event, validate(event), validate.errors]).toEqual([event, true, null]);
    return events;
  };
  const told = (events: readonly Event[]): string[] => events.map(({ eventType, job }) => `${eventType} ${job.namespace}/${job.name}`);

  test("has a start and an end of the run and of each rule, with columns, what they come from, rows and promises", () => {
    const folder = watched([1, 2]);
    // A profile says it for each of its runs.
    writeFileSync(join(folder, "rulepack.json"), JSON.stringify({ name: "p", version: "0.1.0", language: 1, profiles: { dev: { openlineage: "events/all.jsonl" } } }));
    expect(rulec(["run"], { cwd: folder, env: { OPENLINEAGE_NAMESPACE: "shop" } }).exit).toBe(0);
    const events = eventsIn(join(folder, "events/all.jsonl"));
    expect(told(events).toSorted()).toEqual(["COMPLETE shop/m.strict", "COMPLETE shop/m.watched", "COMPLETE shop/p", "START shop/m.strict", "START shop/m.watched", "START shop/p"]);
    expect([told(events)[0], told(events).at(-1)]).toEqual(["START shop/p", "COMPLETE shop/p"]);
    const done = events.find(({ eventType, job }) => eventType === "COMPLETE" && job.name === "m.watched");
    expect(done).toMatchObject({
      run: { facets: { parent: { run: { runId: events[0]?.run.runId }, job: { namespace: "shop", name: "p" } } } },
      inputs: [{ namespace: "file", name: "nums.csv", inputFacets: { dataQualityAssertions: { assertions: expect.arrayContaining([expect.objectContaining({ assertion: "the key id", success: true, column: "id" })]) } } }],
      outputs: [{
        namespace: "duckdb:target/dev.duckdb", name: "main.watched", outputFacets: { outputStatistics: { rowCount: 2 } },
        facets: { schema: { fields: [{ name: "id", type: "int64" }, { name: "third", type: "int64" }] }, columnLineage: { fields: { third: { inputFields: [{ namespace: "file", name: "nums.csv", field: "id", transformations: [{ type: "DIRECT" }] }] } } } },
      }],
    });
    expect(events.find(({ job }) => job.name === "m.strict")).toMatchObject({ inputs: [{ name: "main.watched" }], outputs: [{ namespace: "file", name: "out/strict.parquet" }] });
    expect(readFileSync(join(folder, "events/all.jsonl"), "utf8")).not.toContain(folder);
  });
});

describe("a run that is gone on with", () => {
  const GROWING = `source nums = csv("nums.csv") { id: int64, key [id] }
rule log as table(mode: "append") ordered by [id] { from nums }
rule strict ordered by [id] { from nums |> check id < 1000 else error "{id} is great" }
`;
  test("has nothing but lines of its log on standard error", () => {
    const folder = watched([1, 5000]);
    expect(rulec(["run"], { cwd: folder }).exit).toBe(1);
    for (const text of [rulec(["retry", "--log-format", "json"], { cwd: folder }).stderr, rulec(["retry"], { cwd: folder, env: { RULEC_LOG: "json" } }).stderr]) {
      expect(text.trimEnd().split("\n").map((line) => (JSON.parse(line) as { code: string }).code)).toContain("run-started");
    }
    expect(rulec(["retry"], { cwd: folder }).stderr).toMatch(/^going on with run \w{26}, which failed\n/);
  });

  test("begins tables anew where that run would have, and does not run what it did not", () => {
    const folder = packFolder({ "rulepack.json": manifest, "m.rule": GROWING, "nums.csv": "id\n1\n" });
    expect(rulec(["run"], { cwd: folder }).exit).toBe(0);
    writeFileSync(join(folder, "nums.csv"), "id\n2\n5000\n");
    expect(rulec(["run", "--full-refresh"], { cwd: folder }).exit).toBe(1);
    writeFileSync(join(folder, "nums.csv"), "id\n2\n3\n");
    expect(rulec(["retry"], { cwd: folder }).exit).toBe(0);
    expect((rulecJson(["show", "log"], { cwd: folder }).document as { rows: readonly unknown[] }).rows).toHaveLength(2);
    writeFileSync(join(folder, "nums.csv"), "id\n5000\n");
    expect(rulec(["run", "strict"], { cwd: folder }).exit).toBe(1);
    writeFileSync(join(folder, "m.rule"), GROWING.replace("rule strict", "rule stricter"));
    expect(rulec(["retry"], { cwd: folder })).toMatchObject({ exit: 0, stderr: expect.stringContaining("no rule of run") });
  });

  test("after SIGKILL takes up what was built: it is planned so, verified and published, and not built again", async () => {
    const many = (n: number): string => `id\n${Array.from({ length: n }, (_, i) => i).join("\n")}\n`;
    const folder = packFolder({
      "rulepack.json": manifest, "nums.csv": many(10), "many.csv": many(60_000),
      "m.rule": `source nums = csv("nums.csv") { id: int64, key [id] }
source many = csv("many.csv") { id: int64, key [id] }
rule quick ordered by [id] { from nums |> check id >= 0 }
rule slow ordered by [n] { from many as a |> join many as b on a.id != b.id, cardinality: "n:m" |> aggregate { n: max(sha256(f"{a.id} {b.id}")) } }
`,
    });
    const { child, said, ended } = startRulec(["run", "--no-pass", "drop-sorts", "--run-at", "2026-01-02T03:04:05Z", "--workers", "1"], { cwd: folder });
    for (let i = 0; i < 3000 && !/✓ quick/.test(said()) && child.exitCode === null; i++) await new Promise((done) => setTimeout(done, 20));
    child.kill("SIGKILL");
    expect((await ended).signal).toBe("SIGKILL");
    writeFileSync(join(folder, "many.csv"), many(20));
    // A run of something else, that goes well, takes nothing away.
    const other = { cwd: folder, env: {} };
    writeFileSync(join(folder, "other.rule"), "rule other ordered by [] { from values [{ n: 1 }] |> aggregate { n: sum(n) } }\n");
    expect(rulec(["run", "other"], other)).toMatchObject({ exit: 0, stderr: expect.stringContaining("1 of its tables is kept") });
    const [killed, last] = (rulecJson(["runs"], other).document as { runs: { run: string }[] }).runs.map(({ run }) => run).sort();
    expect(rulec(["retry"], other)).toMatchObject({ exit: 0, stderr: expect.stringContaining(`nothing to retry: run ${last ?? ""} went well; \`rulec retry ${killed ?? ""}\` goes on with an earlier one, which was killed\n`) });
    expect(rulec(["retry", "nobody"], other)).toMatchObject({ exit: 2, stderr: expect.stringContaining("there is no run nobody") });
    expect(rulec(["plan", "quick", "slow", "--no-pass", "drop-sorts"], other).stdout).toContain("3 rules: 1 to build, 1 built before, 1 not selected;");
    const { document } = rulecJson(["retry", killed as string], other) as { document: { status: string; plan: { rule: string; action: string; reason: { kind: string; of: unknown } }[]; rules: unknown[] } };
    expect(document).toMatchObject({ status: "published", rules: [{ rule: "m.quick", status: "built", rows: 10 }, { rule: "m.slow", rows: 1 }] });
    expect(document.plan.filter(({ action }) => action === "reuse")).toMatchObject([{ rule: "m.quick", reason: { kind: "kept", of: [killed] } }]);
    const record = linesOf<{ asked: unknown; params: unknown }>(join(lastRun(folder, "p"), "run-results.jsonl"))[0];
    expect([record?.asked, record?.params]).toEqual([{ fullRefresh: false, redo: null, without: ["drop-sorts"] }, { run_at: "2026-01-02 03:04:05+00" }]);
  });

  test("computes the intervals again that it was asked for, and no others", () => {
    const folder = packFolder({
      "rulepack.json": manifest, "days.csv": "day,n\n2026-01-01,1\n2026-01-02,1\n2026-01-03,1\n",
      "m.rule": `source days = csv("days.csv") { day: date, n: int64, key [day] }
rule daily as table(mode: "by_time", time: day, grain: "day", start: date "2026-01-01") ordered by [day] { from days |> where day >= $from and day < $to |> check n < 9 else error "{n} is much" }
`,
    });
    expect(rulec(["run", "--run-at", "2026-01-04T00:00:00Z"], { cwd: folder }).exit).toBe(0);
    const give = (n: number): void => writeFileSync(join(folder, "days.csv"), `day,n\n2026-01-01,${n}\n2026-01-02,${n}\n2026-01-03,${n}\n`);
    give(9);
    expect(rulec(["run", "--run-at", "2026-01-04T00:00:00Z", "--from", "2026-01-02", "--to", "2026-01-03"], { cwd: folder }).exit).toBe(1);
    give(5);
    expect(rulec(["retry"], { cwd: folder }).exit).toBe(0);
    expect((rulecJson(["show", "daily"], { cwd: folder }).document as { rows: readonly unknown[] }).rows).toEqual([["2026-01-01", 1], ["2026-01-02", 5], ["2026-01-03", 1]]);
  });
});
