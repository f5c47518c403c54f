/** Rules that have changed since their tables were stored, and tables that somebody else has touched. Plans are made by hand. */
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../src/runtime/engine.ts";
import type { OnChange } from "../../src/ir/rule.ts";
import { readRows, runPlan } from "../../src/runtime/index.ts";
import type { CompiledRule } from "../../src/runtime/plan-types.ts";
import type { RunInput } from "../../src/runtime/run/work.ts";
import { scalar } from "../../src/values/type.ts";
import { engineIn, temporaryFolder } from "./helpers.ts";
import { input, rule, sql } from "./plans.ts";

type Rows = readonly (readonly JsonValue[])[];

async function query(root: string, ...texts: string[]): Promise<Rows> {
  const engine = await engineIn(root, { warehouse: path.join(root, "target", "dev.duckdb") });
  const session = await engine.session();
  let rows: Rows = [];
  for (const text of texts) ({ rows } = await session.query({ text }));
  engine.close();
  return rows;
}
const runOf = (root: string, rules: readonly CompiledRule[], more: Partial<RunInput> = {}) => runPlan(input(root, rules, { values: new Map([["run_at", "2026-01-04 12:00:00+00"]]), ...more }));

/** A merge of one row, with these columns. */
const merging = (of: string, text: string, onChange: OnChange, key = ["id"]): CompiledRule =>
  rule("m.users", of, "", text, { hash: text, keys: [key], storage: { kind: "table", mode: "merge", key, onChange } });
const FIRST = "SELECT 1::BIGINT AS id, 'a' AS name";
const MORE = "SELECT 2::BIGINT AS id, 7::INTEGER AS age, 'b' AS name";

async function users(): Promise<string> {
  const root = temporaryFolder();
  await runOf(root, [merging("id: int64, name: string", FIRST, "fail")]);
  return root;
}

describe("other columns than the table's", () => {
  test("stop the run before anything is built, and are named, if nothing else is said", async () => {
    const root = await users();
    const built: string[] = [];
    const outcome = await runOf(root, [merging("id: int64, age: int32?, name: int64", MORE, "fail")], { onEvent: ({ kind }) => void built.push(kind) });
    expect(outcome).toMatchObject({ status: "failed", diagnostics: [{ code: "stored-columns-differ", label: "age is new (int32?), name was string, is int64" }] });
    expect(built).not.toContain("built");
    expect(await query(root, "FROM users")).toEqual([[1, "a"]]);
  });

  test("are added where they may be null, and a view and readers of the run see them in the rule's order", async () => {
    const root = await users();
    const view = rule("m.seen", "id: int64, name: string", "", "SELECT id, name FROM users", { reads: ["m.users"], storage: { kind: "view" } });
    await runOf(root, [merging("id: int64, name: string", FIRST, "fail"), view]);
    const reader = rule("m.copy", "id: int64, age: int32?, name: string", "", "SELECT * FROM users", { reads: ["m.users"] });
    expect(await runOf(root, [merging("id: int64, age: int32?, name: string", MORE, "add"), reader], { selected: (name) => name !== "m.seen" })).toMatchObject({ status: "published", diagnostics: [] });
    expect(await query(root, "FROM copy ORDER BY id")).toEqual([[1, null, "a"], [2, 7, "b"]]);
    expect(await query(root, "SELECT id, name, age FROM users ORDER BY id")).toEqual([[1, "a", null], [2, "b", 7]]);
    expect(await query(root, "FROM seen ORDER BY id")).toEqual([[1, "a"], [2, "b"]]);
    // As last published, in another order of columns than the table's.
    const wide = merging("id: int64, age: int32?, name: string", MORE, "add");
    expect(await runOf(root, [wide, { ...reader, hash: "again" }], { selected: (name) => name === "m.copy" })).toMatchObject({ status: "published" });
    expect(await readRows(input(root, [wide]), wide, 10)).toMatchObject({ rows: [[1, null, "a"], [2, 7, "b"]] });
    expect(await query(root, "SELECT action FROM __rulec_actions WHERE name = 'users' ORDER BY run, seq")).toEqual([["rename"], ["alter"], ["delete"], ["merge"]]);
  });

  test("that may not be null, or are gone, are not added to a table", async () => {
    const root = await users();
    expect(await runOf(root, [merging("id: int64, age: int32, name: string", MORE, "add")])).toMatchObject({ diagnostics: [{ code: "stored-columns-differ", label: "age is new (int32)" }] });
    expect(await runOf(root, [merging("id: int64, age: int32?", "SELECT 1::BIGINT AS id, 1::INTEGER AS age", "add")])).toMatchObject({ diagnostics: [{ code: "stored-columns-differ", label: "age is new (int32?), name is gone (was string)" }] });
  });

  test("are others where a null inside a value was allowed and is not", async () => {
    const root = temporaryFolder();
    const log = (of: string): CompiledRule => rule("m.log", of, "", "SELECT [1, NULL]::BIGINT[] AS l", { hash: of, storage: { kind: "table", mode: "append", onChange: "add" } });
    await runOf(root, [log("l: list<int64?>")]);
    expect(await runOf(root, [log("l: list<int64>")])).toMatchObject({ diagnostics: [{ code: "stored-columns-differ", label: "l was list<int64?>, is list<int64>" }] });
  });

  test("make the table anew where the rule says so, or somebody asks for it", async () => {
    const root = await users();
    expect((await runOf(root, [merging("id: int64, age: int32, name: string", MORE, "rebuild")])).status).toBe("published");
    expect(await query(root, "FROM users")).toEqual([[2, 7, "b"]]);
    expect((await runOf(root, [merging("id: int64, name: string", FIRST, "fail")], { fullRefresh: true })).status).toBe("published");
    expect(await query(root, "FROM users")).toEqual([[1, "a"]]);
  });

  test("another key, or another mode, is no continuation of the table", async () => {
    const root = await users();
    expect(await runOf(root, [merging("id: int64, name: string", FIRST, "add", ["name"])])).toMatchObject({ diagnostics: [{ code: "stored-otherwise", label: "was merge, key id, is merge, key name" }] });
    const replaced = rule("m.users", "id: int64, name: string", "", FIRST, { hash: "replaced" });
    expect(await runOf(root, [replaced])).toMatchObject({ status: "failed", diagnostics: [{ code: "stored-otherwise", label: "was merge, key id, is replace" }] });
    expect((await runOf(root, [replaced], { fullRefresh: true })).status).toBe("published");
    expect(await runOf(root, [merging("id: int64, name: string", FIRST, "fail")])).toMatchObject({ diagnostics: [{ code: "stored-otherwise", label: "was replace, is merge, key id" }] });
  });

  test("versions take new columns, too", async () => {
    const root = temporaryFolder();
    const versions = (of: string, text: string): CompiledRule => rule("m.v", `${of}, valid_from: date, valid_to: date?`, "", text, { hash: text, keys: [["id", "valid_from"]], storage: { kind: "table", mode: "versions", key: ["id"], at: "d", onChange: "add" } });
    await runOf(root, [versions("id: int64, d: date", "SELECT 1::BIGINT AS id, DATE '2026-01-01' AS d")]);
    const reader = rule("m.copy", "id: int64, d: date, x: string?, valid_from: date, valid_to: date?", "", "SELECT * FROM v", { reads: ["m.v"] });
    expect((await runOf(root, [versions("id: int64, d: date, x: string?", "SELECT 1::BIGINT AS id, DATE '2026-01-02' AS d, 'x' AS x"), reader])).status).toBe("published");
    const rows = [[1, "2026-01-01", null, "2026-01-01", "2026-01-02"], [1, "2026-01-02", "x", "2026-01-02", null]];
    expect(await query(root, "SELECT id, d, x, valid_from, valid_to FROM v ORDER BY ALL")).toEqual(rows);
    expect(await query(root, "FROM copy ORDER BY ALL")).toEqual(rows);
  });
});

describe("a table that somebody else has touched", () => {
  test("is not added to where its columns are others, and says which", async () => {
    const root = await users();
    await query(root, "ALTER TABLE users ADD COLUMN mine INTEGER", "ALTER TABLE users ALTER name TYPE BLOB");
    expect(await runOf(root, [merging("id: int64, name: string", "SELECT 3::BIGINT AS id, 'c' AS name", "rebuild")])).toMatchObject({ status: "failed", diagnostics: [{ code: "stored-altered", label: "name was string, is binary, mine was not there" }] });
    expect(await query(root, "SELECT count(mine), count(*) FROM users")).toEqual([[0, 1]]);
  });

  test("of another pack is not added to", async () => {
    const root = await users();
    expect(await runOf(root, [merging("id: int64, name: string", FIRST, "fail")], { pack: "other" })).toMatchObject({ status: "failed", diagnostics: [{ code: "target-not-owned" }] });
  });
});

describe("intervals", () => {
  const params = ["from", "to"].map((name) => ({ name, sqlName: name, type: scalar("date"), sqlType: "DATE" }));
  const daily = (of = "m.daily", text = "SELECT $from AS day, 1::BIGINT AS n WHERE $to IS NOT NULL"): CompiledRule =>
    rule(of, "day: date, n: int64", "day", text, { hash: text, params, keys: [], storage: { kind: "table", mode: "by_time", time: "day", grain: "day", lookback: 0, start: "2026-01-01", onChange: "fail" } });
  const filled = (root: string): Promise<Rows> => query(root, "SELECT rule, count(*) FROM __rulec_intervals GROUP BY rule");

  test("of a rule whose name has changed with its module's stay filled", async () => {
    const root = temporaryFolder();
    await runOf(root, [daily()]);
    const later = await runOf(root, [daily("other.daily")], { values: new Map([["run_at", "2026-01-06 00:00:00+00"]]) });
    expect(later).toMatchObject({ status: "published", rules: [{ rows: 2 }] });
    expect(await filled(root)).toEqual([["other.daily", 5]]);
  });

  test("are all filled again where the table is gone, and forgotten where the rule stores in another way", async () => {
    const root = temporaryFolder();
    await runOf(root, [daily()]);
    await query(root, "DROP TABLE daily");
    expect(await runOf(root, [daily()])).toMatchObject({ status: "published", rules: [{ rows: 3 }] });
    await runOf(root, [rule("m.daily", "day: date, n: int64", "day", "SELECT DATE '2026-01-01' AS day, 1::BIGINT AS n", { hash: "replaced" })], { fullRefresh: true });
    expect(await filled(root)).toEqual([]);
  });

  test("that an older definition has filled stay as they are, until they are asked for", async () => {
    const root = temporaryFolder();
    await runOf(root, [daily()]);
    const changed = daily("m.daily", "SELECT $from AS day, 2::BIGINT AS n WHERE $to IS NOT NULL");
    await runOf(root, [changed], { values: new Map([["run_at", "2026-01-05 00:00:00+00"]]) });
    expect(await query(root, "FROM daily ORDER BY day")).toEqual([["2026-01-01", 1], ["2026-01-02", 1], ["2026-01-03", 1], ["2026-01-04", 2]]);
    await runOf(root, [changed], { redo: { from: "2026-01-02", to: "2026-01-04" } });
    expect(await query(root, "SELECT n FROM daily ORDER BY day")).toEqual([[1], [2], [2], [2]]);
    expect(await runOf(root, [changed], { redo: { from: "2025-12-31", to: "2026-01-04" } })).toMatchObject({ status: "failed", diagnostics: [{ code: "redo-range" }] });
  });
});

test("a view that a run does not build goes on above a table whose columns change, however they do", async () => {
  const root = temporaryFolder();
  const base = (of: string, text: string): CompiledRule => rule("m.base", of, "", text, { hash: text });
  const view = (of: string, text: string): CompiledRule => rule("m.v", of, "", text, { hash: text, reads: ["m.base"], storage: { kind: "view" } });
  const over = rule("m.w", "n: int64", "", "SELECT count(*) AS n FROM v", { reads: ["m.v"], storage: { kind: "view" } });
  await runOf(root, [base("n: int32, m: int32", "SELECT 1 AS n, 2 AS m"), view("n: int32", "SELECT n FROM base"), over]);
  const selected = (name: string): boolean => name === "m.base";
  const changes: readonly (readonly [of: string, text: string, rows: Rows])[] = [["n: string, x: int32", "SELECT 'a' AS n, 3 AS x", [["a"]]], ["x: int64, n: int64", "SELECT 5::BIGINT AS x, 6::BIGINT AS n", [[6]]]];
  for (const [of, text, rows] of changes) {
    const type = of.includes("n: string") ? "n: string" : "n: int64";
    expect((await runOf(root, [base(of, text), view(type, "SELECT n FROM base"), over], { selected })).status).toBe("published");
    expect(await query(root, "FROM v")).toEqual(rows);
    expect(await query(root, "FROM w")).toEqual([[1]]);
  }
});

test("what was stored before is empty where nothing was, for a rule that is run alone and for whoever looks", async () => {
  const root = temporaryFolder();
  const total = rule("m.total", "n: int64", "", "SELECT 4::BIGINT AS n");
  const before = [{ of: { kind: "previous" as const, name: "m.total" }, sqlName: "before" }];
  const peek: CompiledRule = { ...rule("m.peek", "n: int64", "", "SELECT count(*) AS n FROM before"), reads: before };
  expect((await runOf(root, [total, peek], { selected: (name) => name === "m.peek" })).status).toBe("published");
  expect(await query(root, "FROM peek")).toEqual([[0]]);
  await runOf(root, [total]);
  expect(await query(root, "FROM peek")).toEqual([[0]]);
  const { select, reads, params, written, columns, order, scans, origins } = { ...peek, select: sql("SELECT n FROM before") };
  expect(await readRows(input(root, [total]), { select, reads, params, written, columns, order, scans, origins }, 10)).toMatchObject({ rows: [[4]] });
});

test("what was stored before with other columns is not read as what it is not", async () => {
  const root = temporaryFolder();
  const total = (of: string, text: string): CompiledRule => ({ ...rule("m.total", of, "", text, { hash: text }), reads: [{ of: { kind: "previous", name: "m.total" }, sqlName: "before" }] });
  const counting = total("n: int64", "SELECT coalesce(max(n), 0) + 1 AS n FROM before");
  for (let i = 1; i <= 3; i++) {
    await runOf(root, [{ ...counting, hash: `${i}` }]);
    expect(await query(root, "FROM total")).toEqual([[i]]);
  }
  const other = total("n: string", "SELECT coalesce(max(n), '') || 'x' AS n FROM before");
  expect(await runOf(root, [other])).toMatchObject({ status: "failed", diagnostics: [{ code: "previous-differs", params: { stored: ["n: int64"], says: ["n: string"] } }] });
  expect((await runOf(root, [other], { fullRefresh: true })).status).toBe("published");
  expect(await query(root, "FROM total")).toEqual([["x"]]);
});
