import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { cleanPack, cleanablePack, infer, readRows, runPlan } from "../../src/runtime/index.ts";
import type { Cleanable } from "../../src/runtime/run/clean.ts";
import { engineIn, temporaryFolder } from "./helpers.ts";
import { columns, file, input, rule, source, sql } from "./plans.ts";

const NUMBERS = rule("m.numbers", "n: int64", "n", "SELECT r AS n FROM range(100) q(r) ORDER BY n");
const HALVES = rule("m.halves", "n: int64, half: int64", "n desc", "SELECT n, n // 2 AS half FROM numbers ORDER BY n DESC", { reads: ["m.numbers"], storage: file("parquet", "out/h.parquet") });
const VIEW = rule("m.view", "n: int64", "", "SELECT n FROM halves WHERE half > 40", { reads: ["m.halves"], storage: { kind: "view" } });
const S = source("m.s", { kind: "csv", path: "s.csv" }, "n: int64");

async function made(): Promise<ReturnType<typeof input>> {
  const root = temporaryFolder();
  writeFileSync(path.join(root, "s.csv"), "n\n3\n1\n2\n");
  const of = input(root, [NUMBERS, HALVES, VIEW], { sources: [S] });
  expect(await runPlan(of)).toMatchObject({ status: "published" });
  return of;
}

describe("rows to look at", () => {
  test("of a table, a file, a view and a source, in their order, with how many there are", async () => {
    const of = await made();
    expect(await readRows(of, NUMBERS, 2)).toEqual({ rows: [[0], [1]], total: 100, warnings: [] });
    expect(await readRows(of, HALVES, 2)).toEqual({ rows: [[99, 49], [98, 49]], total: 100, warnings: [] });
    expect(await readRows(of, VIEW, 1)).toMatchObject({ total: 18 });
    expect(await readRows(of, S, 2)).toEqual({ rows: [[3], [1]], total: 3, warnings: [] });
  });

  test("of any pipeline over them, with the engine's error at its line", async () => {
    const of = await made();
    const pipeline = (text: string) => ({ select: sql(text, [0, 0]), reads: VIEW.reads, params: [], written: [], columns: columns("n: int64"), order: [], scans: [], origins: VIEW.origins });
    expect(await readRows(of, pipeline("SELECT n FROM halves WHERE n < 5 ORDER BY n DESC"), 2)).toEqual({ rows: [[4], [3]], total: 5, warnings: [] });
    expect(await readRows(of, pipeline("SELECT ('x' || n)::BIGINT FROM halves"), 2)).toMatchObject({ diagnostics: [{ code: "engine-conversion", at: { file: "rules/test.rule", start: 10 } }] });
  });

  test("of what was never published say so", async () => {
    const of = input(temporaryFolder(), [NUMBERS, HALVES]);
    expect(await readRows(of, NUMBERS, 2)).toMatchObject({ diagnostics: [{ code: "not-published" }] });
  });
});

test("a table of the warehouse can be inferred while files need no warehouse", async () => {
  const of = await made();
  expect(await infer(of, { table: "main.numbers" })).toMatchObject({ block: expect.stringContaining("source numbers = table(\"main.numbers\") {\n  n: int64,\n  key [n],") });
  expect(await infer(of, { root: of.root, pattern: "s.csv" })).toMatchObject({ inferred: { rows: 3, keys: [["n"]] } });
});

describe("clean", () => {
  test("says what would go, takes that, and leaves what rulec did not make", async () => {
    const of = await made();
    const engine = await engineIn(of.root, { warehouse: of.profile.warehouse });
    await (await engine.session()).run({ text: "CREATE TABLE mine AS SELECT 1 AS x" });
    engine.close();
    writeFileSync(path.join(of.root, "out/mine.txt"), "mine");
    const all = (await cleanablePack(of, true)) as Cleanable;
    expect(all).toMatchObject({ folders: ["target/test"], objects: [{ kind: "file", name: "out/h.parquet" }, { kind: "table", name: "numbers" }, { kind: "view", name: "view" }] });
    expect(await readRows(of, NUMBERS, 1)).toMatchObject({ total: 100 });
    expect(await cleanPack(of, all)).toBeNull();
    expect(readdirSync(path.join(of.root, "out"))).toEqual(["mine.txt"]);
    expect(existsSync(of.target)).toBe(false);
    const after = await engineIn(of.root, { warehouse: of.profile.warehouse });
    expect((await (await after.session()).query({ text: "SELECT table_name FROM duckdb_tables() WHERE NOT starts_with(table_name, '__rulec') UNION SELECT view_name FROM duckdb_views() WHERE NOT internal" })).rows).toEqual([["mine"]]);
    after.close();
    // And it can all be made again.
    expect(await runPlan(of)).toMatchObject({ status: "published" });
  });

  test("takes only the artifacts where no more is asked for", async () => {
    const of = await made();
    expect(await cleanPack(of, (await cleanablePack(of, false)) as Cleanable)).toBeNull();
    expect(existsSync(of.target)).toBe(false);
    expect(await readRows(of, NUMBERS, 1)).toMatchObject({ total: 100 });
  });
});
