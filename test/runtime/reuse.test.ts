/** What is published and good still is not built again, and everything else is. */
import { appendFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cleanPack, cleanablePack } from "../../src/runtime/index.ts";
import type { Cleanable } from "../../src/runtime/run/clean.ts";
import { openFileMemory } from "../../src/runtime/sources/file-memory.ts";
import { packFolder, temporaryFolder } from "../support/pack.ts";
import { planAgain, runAgain, statementsAgain } from "./again.ts";
import { engineIn } from "./helpers.ts";

const RULES = `param least: int64 = 0
source s = csv("data/*.csv") { id: int64, part: string, key [id] }
rule kept ordered by [id] { from s |> where id >= $least |> derive { twice: id * 2 } }
rule seen as view { from kept }
rule filed as parquet("out/f.parquet") ordered by [id] { from seen |> select { id, part } }
rule listed as csv("out/l.csv") ordered by [part] { from filed |> group { part } { n: count() } }
`;
const RULE_FILE = "m.rule";
const shop = (rules = RULES): string => packFolder({ [RULE_FILE]: rules, "data/a.csv": "id,part\n1,x\n2,y\n", "data/b.csv": "id,part\n3,x\n" });
const ALL = (what: string): Record<string, string> => ({ kept: what, seen: what, filed: what, listed: what });
const edit = (folder: string, from: string, to: string): void => writeFileSync(join(folder, RULE_FILE), readFileSync(join(folder, RULE_FILE), "utf8").replace(from, to));
async function published(folder: string = shop(), rules = 4): Promise<string> {
  const outcome = await runAgain(folder);
  expect([outcome.status, outcome.diagnostics.map(({ code }) => code), outcome.rules.length]).toEqual(["published", [], rules]);
  return folder;
}
async function sql(folder: string, text: string): Promise<readonly (readonly unknown[])[]> {
  const engine = await engineIn(folder, { warehouse: join(folder, "target/dev.duckdb") });
  const { rows } = await (await engine.session()).query({ text });
  engine.close();
  return rows;
}

describe("a run of what has not changed", () => {
  test("does nothing, and says so", async () => {
    const folder = await published();
    expect(await planAgain(folder)).toEqual(ALL("reuse unchanged"));
    const before = statSync(join(folder, "out/f.parquet")).mtimeMs;
    expect(await runAgain(folder)).toMatchObject({ status: "nothing", rules: [], diagnostics: [] });
    expect(statSync(join(folder, "out/f.parquet")).mtimeMs).toBe(before);
  });

  test("does nothing after an edit that changes no meaning, a move of the file, or a file that is touched", async () => {
    const folder = await published();
    edit(folder, "rule kept", "-- a comment\n\n--- words about it\nrule   kept");
    edit(folder, "from s |> where", "let rows = from s\n  from rows |> where");
    expect(await planAgain(folder)).toEqual(ALL("reuse unchanged"));
    mkdirSync(join(folder, "rules/deep"), { recursive: true });
    writeFileSync(join(folder, "rules/deep/n.rule"), readFileSync(join(folder, RULE_FILE), "utf8"));
    rmSync(join(folder, RULE_FILE));
    utimesSync(join(folder, "data/a.csv"), new Date(0), new Date(0));
    expect(await planAgain(folder)).toEqual(ALL("reuse unchanged"));
  });

  test("gives the same bytes as one that builds all, whatever was used again", async () => {
    const [warm, cold] = [await published(), shop()];
    writeFileSync(join(warm, "data/c.csv"), "id,part\n9,z\n");
    writeFileSync(join(cold, "data/c.csv"), "id,part\n9,z\n");
    for (const folder of [warm, cold]) edit(folder, "n: count()", "n: count(), most: max(id)");
    rmSync(join(warm, "data/b.csv"));
    rmSync(join(cold, "data/b.csv"));
    expect((await runAgain(warm)).status).toBe("published");
    expect((await runAgain(cold)).status).toBe("published");
    for (const file of ["out/f.parquet", "out/l.csv"]) expect(readFileSync(join(warm, file)).equals(readFileSync(join(cold, file))), file).toBe(true);
    expect(await sql(warm, "FROM kept")).toEqual(await sql(cold, "FROM kept"));
  });
});

describe("what has changed is built, with the reason", () => {
  const cases: readonly (readonly [what: string, change: (folder: string) => void, plan: Record<string, string>])[] = [
    ["its text", (folder) => edit(folder, "id * 2", "id * 3"), { kept: "build sql-changed", seen: "build reads kept", filed: "build reads seen", listed: "build reads filed" }],
    ["how it is stored", (folder) => edit(folder, "out/l.csv", "out/m.csv"), { ...ALL("reuse unchanged"), listed: "build never-built" }],
    ["a new file", (folder) => writeFileSync(join(folder, "data/c.csv"), "id,part\n4,x\n"), { kept: "build file-new data/c.csv", seen: "build reads kept", filed: "build reads seen", listed: "build reads filed" }],
    ["a file that went", (folder) => rmSync(join(folder, "data/b.csv")), { kept: "build file-gone data/b.csv", seen: "build reads kept", filed: "build reads seen", listed: "build reads filed" }],
    ["a file of the same size and time, with other bytes", (folder) => {
      const file = join(folder, "data/a.csv");
      const { atime, mtime } = statSync(file);
      writeFileSync(file, "id,part\n1,x\n5,y\n");
      utimesSync(file, atime, mtime);
    }, { kept: "build file-changed data/a.csv", seen: "build reads kept", filed: "build reads seen", listed: "build reads filed" }],
    ["what a source claims", (folder) => edit(folder, "part: string,", "part: string?,"), { kept: "build sql-changed", seen: "build sql-changed", filed: "build sql-changed", listed: "build sql-changed" }],
    ["an output that is cut", (folder) => writeFileSync(join(folder, "out/f.parquet"), readFileSync(join(folder, "out/f.parquet")).subarray(0, 100)), { ...ALL("reuse unchanged"), filed: "build file-damaged out/f.parquet" }],
    ["an output with one other bit, of the same size and time", (folder) => {
      const file = join(folder, "out/f.parquet");
      const { atime, mtime } = statSync(file);
      const bytes = readFileSync(file);
      bytes[40] = (bytes[40] as number) ^ 1;
      writeFileSync(file, bytes);
      utimesSync(file, atime, mtime);
    }, { ...ALL("reuse unchanged"), filed: "build file-damaged out/f.parquet" }],
    ["an output that is gone", (folder) => rmSync(join(folder, "out/l.csv")), { ...ALL("reuse unchanged"), listed: "build missing out/l.csv" }],
  ];
  test.each(cases)("%s", async (_what, change, plan) => {
    const folder = await published();
    change(folder);
    expect(await planAgain(folder)).toEqual(plan);
    const outcome = await runAgain(folder);
    expect([outcome.status, outcome.rules.length]).toEqual(["published", Object.values(plan).filter((said) => said.startsWith("build")).length]);
    expect(await planAgain(folder)).toEqual(ALL("reuse unchanged"));
  });

  test("a parameter, and the version of the compiler", async () => {
    const folder = await published();
    expect(await planAgain(folder, { param: ["least=2"] })).toMatchObject({ kept: "build param-changed least" });
    expect(await planAgain(folder, { compiler: "9.9.9" })).toMatchObject({ kept: expect.stringMatching(/^build compiler-changed .* 9\.9\.9$/) });
    expect(await planAgain(folder, { fullRefresh: true })).toEqual(ALL("build asked"));
  });

  test("tables that somebody has dropped, added rows to or given other columns", async () => {
    const folder = await published();
    await sql(folder, "INSERT INTO kept VALUES (7, 'q', 14)");
    expect(await planAgain(folder)).toEqual({ ...ALL("reuse unchanged"), kept: "build rows-differ main.kept 3 4" });
    expect((await runAgain(folder)).status).toBe("published");
    await sql(folder, "DELETE FROM kept WHERE id = 1");
    expect(await planAgain(folder)).toMatchObject({ kept: "build rows-differ main.kept 3 2" });
    await runAgain(folder);
    await sql(folder, "DROP VIEW seen; ALTER TABLE kept DROP COLUMN twice");
    expect(await planAgain(folder)).toMatchObject({ kept: "build columns-differ main.kept", seen: "build missing main.seen" });
    await runAgain(folder);
    await sql(folder, "DROP TABLE kept CASCADE");
    expect(await planAgain(folder)).toMatchObject({ kept: "build missing main.kept" });
  });
});

describe("what nobody can be sure of is built each time, and so is what reads it", () => {
  test("the run's instant, text of the engine that may give something else, a table of somebody", async () => {
    const folder = packFolder({
      [RULE_FILE]: `source s = csv("s.csv") { id: int64, key [id] }
source t = table("main.theirs") { id: int64, key [id] }
rule late ordered by [id] { from s |> derive { at: $run_at } }
rule own ordered by [id] { from s |> derive { at: sql<float64>("random()") } }
rule pure ordered by [id] { from s |> derive { at: sql<int64>("1::BIGINT", pure: true) } }
rule theirs_too ordered by [id] { from t }
rule after ordered by [id] { from own |> select { id } }
`, "s.csv": "id\n1\n" });
    await sql(folder, "CREATE TABLE theirs AS SELECT 1::BIGINT AS id");
    await published(folder, 5);
    expect(await planAgain(folder)).toMatchObject({ late: "build run-at", own: "build unsteady sql", pure: "reuse unchanged", theirs_too: expect.stringMatching(/^build reads-table .*t$/), after: "build reads own" });
  });
});

describe("what a run that failed has built", () => {
  const FAILING = RULES.replace("|> group { part } { n: count() }", "|> group { part } { n: count() } |> check n > 5 else error \"few\"");
  test("is taken up by the next one, verified and published, and not built again", async () => {
    const folder = shop(FAILING);
    expect(await runAgain(folder)).toMatchObject({ status: "failed", kept: 1 });
    expect(await planAgain(folder)).toMatchObject({ kept: expect.stringMatching(/^reuse kept /), seen: "build never-built" });
    edit(folder, "n > 5", "n > 0");
    const seen: string[] = [];
    const outcome = await runAgain(folder, { onEvent: (event) => void (event.kind === "built" && seen.push(event.rule)) });
    expect(outcome).toMatchObject({ status: "published", diagnostics: [] });
    expect(await sql(folder, "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, '__rulec_0')")).toEqual([]);
    expect(await planAgain(folder)).toEqual(ALL("reuse unchanged"));
    expect(await sql(folder, "FROM kept ORDER BY id")).toEqual([[1, "x", 2], [2, "y", 4], [3, "x", 6]]);
  });

  test("is not taken up where what it was made of has changed, and then it goes", async () => {
    const folder = shop(FAILING);
    await runAgain(folder);
    appendFileSync(join(folder, "data/a.csv"), "8,x\n");
    edit(folder, "n > 5", "n > 0");
    expect(await planAgain(folder)).toMatchObject({ kept: "build never-built" });
    expect((await runAgain(folder)).status).toBe("published");
    expect(await sql(folder, "SELECT count(*) FROM kept")).toEqual([[4]]);
    expect(await sql(folder, "SELECT count(*) FROM duckdb_tables() WHERE starts_with(table_name, '__rulec_0')")).toEqual([[0]]);
  });
});

test("what a run that failed has built is listed and removed by clean, and then nothing is there to take up", async () => {
  const folder = shop(RULES.replace("{ n: count() }", "{ n: count() } |> check n > 5 else error \"few\""));
  await runAgain(folder);
  const where = { pack: "case", root: folder, target: join(folder, "target/case"), profile: { name: "dev", warehouse: join(folder, "target/dev.duckdb"), policy: "service", threads: 2, memory: null }, wait: 0 } as const;
  const listed = (await cleanablePack(where, false)) as Cleanable;
  expect(listed.staged).toMatchObject([{ schema: "main", rule: "m.kept" }]);
  expect(await cleanPack(where, listed)).toBeNull();
  expect(await sql(folder, "SELECT count(*) FROM duckdb_tables() WHERE starts_with(table_name, '__rulec_0')")).toEqual([[0]]);
  expect(await planAgain(folder)).toEqual(ALL("build never-built"));
});

test("tables that are added to: nothing is added twice where nothing has changed", async () => {
  const folder = packFolder({ [RULE_FILE]: `source s = csv("data/*.csv") { id: int64, part: string, key [id] }\nrule log as table(mode: "append") unordered { from s }\nrule n { from log |> aggregate { n: count() } }\n`, "data/a.csv": "id,part\n1,x\n" });
  await published(folder, 2);
  expect(await runAgain(folder)).toMatchObject({ status: "nothing" });
  expect(await sql(folder, "SELECT count(*) FROM log")).toEqual([[1]]);
  writeFileSync(join(folder, "data/a.csv"), "id,part\n2,x\n");
  expect(await planAgain(folder)).toEqual({ log: "build file-changed data/a.csv", n: "build reads log" });
  expect((await runAgain(folder)).status).toBe("published");
  expect(await sql(folder, "SELECT (SELECT count(*) FROM log), (SELECT n FROM n)")).toEqual([[2, 2]]);
});

test("a plan needs no warehouse, writes nothing, and names every statement", async () => {
  const folder = shop();
  expect(await planAgain(folder)).toEqual(ALL("build never-built"));
  const files = (): string[] => (readdirSync(folder, { recursive: true }) as string[]).toSorted((a, b) => (a < b ? -1 : 1));
  const before = files();
  const texts = await statementsAgain(folder, { param: ["least=2"] });
  expect(texts.join("\n")).toMatch(/CREATE TABLE dev\.main\.__rulec_\w+_kept AS[^]*COPY[^]*BEGIN TRANSACTION[^]*RENAME TO kept[^]*COMMIT/);
  expect(files()).toEqual(before);
});

describe("what is remembered of files", () => {
  const DAY = 24 * 3_600_000;
  test("tells a file that was changed unseen, as git does, and forgets nothing when it is touched or put back", () => {
    const folder = temporaryFolder();
    const [store, file] = [join(folder, "files.json"), join(folder, "f")];
    const look = (now: number): string => {
      const memory = openFileMemory(store, folder, () => now);
      const said = memory.identity(file);
      memory.save();
      return said;
    };
    writeFileSync(file, "one");
    const first = look(Date.now());
    // Within the coarseness of the clock the bytes are read, whatever the times say.
    writeFileSync(file, "two");
    const second = look(Date.now());
    expect(second).not.toBe(first);
    expect(look(Date.now() + DAY)).toBe(second);
    writeFileSync(file, "one");
    renameSync(file, join(folder, "g"));
    renameSync(join(folder, "g"), file);
    expect(look(Date.now() + 2 * DAY)).toBe(first);
    writeFileSync(store, "{ damaged");
    expect(look(Date.now() + 3 * DAY)).toBe(first);
  });

  test("knows a large file by what the file system says of it, and by its bytes where it changed just now", () => {
    const folder = temporaryFolder();
    const file = join(folder, "f");
    writeFileSync(file, Buffer.alloc(2 << 20));
    const at = (ms: number): string => openFileMemory(join(folder, "none"), folder, () => ms).identity(file);
    expect(at(Date.now())).toMatch(/^sha256:/);
    expect(at(Date.now() + DAY)).toMatch(/^stat:/);
  });
});
