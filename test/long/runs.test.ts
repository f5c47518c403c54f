import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import lineageSchema from "../../grammar/schemas/openlineage.json" with { type: "json" };
import { rulec, rulecJson, startRulec, useBuilt } from "../support/cli.ts";
import { packFolder } from "../support/pack.ts";

useBuilt();

const manifest = JSON.stringify({ name: "p", version: "0.1.0", language: 1 });
const strict = (ids: readonly number[]): string => packFolder({
  "rulepack.json": manifest, "nums.csv": `id\n${ids.join("\n")}\n`,
  "m.rule": 'source nums = csv("nums.csv") { id: int64, key [id] }\nrule plain ordered by [id] { from nums }\nrule strict ordered by [id] { from plain |> check id < 1000 else error "{id} is great" }\n',
});

describe("the log of a run", () => {
  test("holds what keeps a run from beginning, too, and a format that there is not is a mistake of usage", () => {
    const folder = packFolder({ "rulepack.json": manifest, "m.rule": "rule r ordered by [n] { from nothing }\n" });
    expect(JSON.parse(rulec(["run", "--log-format", "json"], { cwd: folder }).stderr)).toMatchObject({ level: "error", code: "unknown-relation", run: null, file: "m.rule" });
    expect(rulec(["run", "--log-format", "xml"], { cwd: folder })).toMatchObject({ exit: 2, stderr: "rulec: --log-format takes text or json, not xml\n" });
    expect(rulec(["run"], { cwd: folder, env: { RULEC_LOG: "xml" } })).toMatchObject({ exit: 2, stderr: "rulec: RULEC_LOG takes text or json, not xml\n" });
  });
});

describe("OpenLineage", () => {
  test("of a run that failed says which rule, why, and that what was built beside it is no data; in a folder, each run has a file", () => {
    const folder = strict([1, 5000]);
    mkdirSync(join(folder, "events"));
    for (let i = 0; i < 2; i++) expect(rulec(["run", "--full-refresh", "--openlineage", "events"], { cwd: folder }).exit).toBe(1);
    const files = readdirSync(join(folder, "events"));
    expect(files).toHaveLength(2);
    const events = readFileSync(join(folder, "events", files[0] as string), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as { eventType: string; job: { name: string } });
    const validate = new Ajv2020({ allowUnionTypes: true, strict: false }).compile(lineageSchema);
    for (const event of events) expect([event, validate(event)]).toEqual([event, true]);
    expect(events.map(({ eventType, job }) => `${eventType} ${job.name}`).toSorted()).toEqual(["ABORT m.plain", "FAIL m.strict", "FAIL p", "START m.plain", "START m.strict", "START p"]);
    expect(events.at(-1)).toMatchObject({ run: { facets: { errorMessage: { message: expect.stringContaining("check-failed: m.strict: 5000 is great") } } } });
  });

  test("that cannot be written does not undo the run, which says so", () => {
    const folder = strict([1, 2]);
    writeFileSync(join(folder, "events"), "");
    expect(rulec(["run", "--openlineage", "events/all.jsonl"], { cwd: folder })).toMatchObject({ exit: 0, stdout: expect.stringContaining("done in"), stderr: expect.stringContaining("warning[record-incomplete]") });
  });
});

/** Reads its rows again and again, for minutes: the engine hands them on batch by batch. */
const LONG = `source nums = csv("nums.csv") { id: int64, key [id] }
rule quick ordered by [n] { from values [{ n: 1 }] }
rule slow ordered by [n] { from nums as a |> join nums as b on a.id != b.id, cardinality: "n:m" |> aggregate { n: max(sha256(f"{a.id} {b.id}")) } }
`;
/** Computes for a minute over one row, whose list the engine takes apart without looking up. */
const STUCK = `rule quick ordered by [n] { from values [{ n: 1 }] }
rule stuck ordered by [n] { from quick |> derive { xs: split(repeat("a,", 20000000), ",") } |> explode xs as x, index: k, base: 1 |> group { n } { last: max(sha256(f"{n} {k}")) } }
`;

describe("Ctrl-C", () => {
  const packs = { LONG: { "m.rule": LONG, "nums.csv": `id\n${Array.from({ length: 60_000 }, (_, i) => i).join("\n")}\n` }, STUCK: { "m.rule": STUCK } } as const;
  /** Sends the signal once the quick rule is made; how long it took from there, in milliseconds. */
  async function interrupted(of: keyof typeof packs, again = false): Promise<{ readonly folder: string; readonly ms: number; readonly exit: number | null; readonly signal: string | null; readonly stderr: string }> {
    const folder = packFolder({ "rulepack.json": manifest, ...packs[of] });
    const { child, said, ended } = startRulec(["run"], { cwd: folder });
    for (let i = 0; i < 3000 && !/✓ quick/.test(said()) && child.exitCode === null; i++) await sleep(20);
    await sleep(300);
    const began = performance.now();
    child.kill("SIGINT");
    if (again) {
      for (let waited = 0; waited < 200 && !said().includes("interrupting"); waited++) await sleep(5);
      child.kill("SIGINT");
    }
    const { exit, signal, stderr } = await ended;
    return { folder, ms: performance.now() - began, exit, signal, stderr };
  }
  const statusOf = (folder: string): unknown => (rulecJson(["runs"], { cwd: folder }).document as { runs: { status: string }[] }).runs[0]?.status;

  test("ends a run in the middle of a heavy statement at once, in order, and says what became of it", async () => {
    const { folder, ms, exit, stderr } = await interrupted("LONG");
    expect([exit, stderr]).toEqual([130, expect.stringMatching(/^interrupting; once more ends it at once\ninterrupted after .*: nothing was published, what was there before is unchanged/)]);
    expect(ms).toBeLessThan(1500);
    expect(statusOf(folder)).toBe("interrupted");
    expect(existsSync(join(folder, "target/dev.duckdb.lock"))).toBe(false);
  });

  test("ends the process where the engine does not stop: the record says so, and the next run works", async () => {
    const { folder, ms, signal, stderr } = await interrupted("STUCK");
    expect([signal, stderr]).toEqual(["SIGINT", expect.stringContaining("interrupted: the engine did not stop, so its process ends; nothing was published")]);
    expect(ms).toBeLessThan(3000);
    expect(statusOf(folder)).toBe("interrupted");
    expect(rulec(["run", "quick"], { cwd: folder })).toMatchObject({ exit: 0 });
  });

  test("twice ends the process without waiting for anything; the record gets its end from the next run", async () => {
    const { folder, ms, signal } = await interrupted("STUCK", true);
    expect([signal, statusOf(folder)]).toEqual(["SIGINT", "killed"]);
    expect(ms).toBeLessThan(1500);
    expect(rulec(["run", "quick"], { cwd: folder })).toMatchObject({ exit: 0 });
    expect(rulec(["runs"], { cwd: folder }).stdout.match(/published|killed/g)).toEqual(["published", "killed"]);
  });
});
