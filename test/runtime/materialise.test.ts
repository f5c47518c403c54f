/** What a run does to rows that are stored already, mode by mode, with plans made by hand. */
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../src/runtime/engine.ts";
import { runPlan } from "../../src/runtime/index.ts";
import type { CompiledRule } from "../../src/runtime/plan-types.ts";
import type { RunInput } from "../../src/runtime/run/work.ts";
import { scalar } from "../../src/values/type.ts";
import { engineIn, temporaryFolder } from "./helpers.ts";
import { input, rule, sql } from "./plans.ts";

type Rows = readonly (readonly JsonValue[])[];

async function query(root: string, text: string): Promise<Rows> {
  const engine = await engineIn(root, { warehouse: path.join(root, "target", "dev.duckdb") });
  try {
    return (await (await engine.session()).query({ text })).rows;
  } finally {
    engine.close();
  }
}

/** The rule with other rows, as if what it reads had changed. */
const giving = (of: CompiledRule, text: string): CompiledRule => ({ ...of, select: sql(text), hash: text });
const values = (columns: string, ...rows: string[]): string => `SELECT * FROM (VALUES ${rows.join(", ")}) AS q(${columns}) ORDER BY ALL`;
const runOf = (root: string, rules: readonly CompiledRule[], more: Partial<RunInput> = {}) => runPlan(input(root, rules, { values: new Map([["run_at", "2026-01-05 12:00:00+00"]]), ...more }));

describe("append", () => {
  const log = rule("m.log", "n: int64", "n", values("n", "(1::BIGINT)", "(2)"), { storage: { kind: "table", mode: "append", onChange: "fail" }, keys: [] });

  test("adds the rows of each run and touches none that are there", async () => {
    const root = temporaryFolder();
    expect(await runOf(root, [log])).toMatchObject({ status: "published", rules: [{ rows: 2, change: { inserted: 2, updated: 0, deleted: 0 } }] });
    expect(await runOf(root, [giving(log, values("n", "(2::BIGINT)", "(3)"))])).toMatchObject({ status: "published", diagnostics: [] });
    expect(await query(root, "SELECT n FROM log ORDER BY ALL")).toEqual([[1], [2], [2], [3]]);
    expect(await query(root, 'SELECT "rows", mode FROM __rulec_objects')).toEqual([[4, '{"mode":"append"}']]);
    expect(await query(root, "SELECT action, name FROM __rulec_actions ORDER BY run, seq")).toEqual([["rename", "log"], ["insert", "log"]]);
    expect(await query(root, "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, '__rulec_0')")).toEqual([]);
  });

  test("readers in the run see all rows as they will be, `previous` what was there before", async () => {
    const root = temporaryFolder();
    const seen = rule("m.seen", "n: int64, was: int64", "n", "SELECT (SELECT count(*) FROM log) AS n, (SELECT count(*) FROM log_before) AS was", { reads: ["m.log"] });
    const reader: CompiledRule = { ...seen, reads: [...seen.reads, { of: { kind: "previous", name: "m.log" }, sqlName: "log_before" }] };
    await runOf(root, [log, reader]);
    expect(await query(root, "FROM seen")).toEqual([[2, 0]]);
    const more = giving(log, values("n", "(7::BIGINT)", "(8)"));
    await runOf(root, [more, reader]);
    expect(await query(root, "FROM seen")).toEqual([[4, 2]]);
    await runOf(root, [more, reader], { fullRefresh: true });
    expect(await query(root, "FROM seen")).toEqual([[2, 0]]);
  });
});

describe("merge", () => {
  const users = rule("m.users", "id: int64?, name: string?, n: int64", "", values("id, name, n", "(1::BIGINT, 'a', 1::BIGINT)", "(2, 'b', 1)", "(NULL, 'none', 1)"), { storage: { kind: "table", mode: "merge", key: ["id"], onChange: "fail" }, keys: [["id"]] });
  const later = giving(users, values("id, name, n", "(2::BIGINT, 'b', 1::BIGINT)", "(3, 'c', 1)", "(NULL, NULL, 2)"));

  test("rows take the place of those with their key, a null key too; the others are added, absent ones stay", async () => {
    const root = temporaryFolder();
    await runOf(root, [users]);
    const seen = rule("m.seen", "id: int64?, name: string?, n: int64", "id", "SELECT * FROM users ORDER BY id", { reads: ["m.users"] });
    expect(await runOf(root, [later, seen])).toMatchObject({ status: "published", rules: [{ change: { inserted: 1, updated: 1, deleted: 0 } }, {}] });
    const rows = [[1, "a", 1], [2, "b", 1], [3, "c", 1], [null, null, 2]];
    expect(await query(root, "FROM users ORDER BY id")).toEqual(rows);
    expect(await query(root, "FROM seen")).toEqual(rows);
    expect(await query(root, "SELECT \"rows\" FROM __rulec_objects WHERE name = 'users'")).toEqual([[4]]);
  });

  test("a key that a run gives twice, null or not, publishes nothing and is shown", async () => {
    const root = temporaryFolder();
    await runOf(root, [users]);
    const twice = await runOf(root, [giving(users, values("id, name, n", "(NULL::BIGINT, 'x', 1::BIGINT)", "(NULL, 'y', 1)"))]);
    expect(twice).toMatchObject({ status: "failed", diagnostics: [{ code: "key-violated", params: { count: 1, samples: ["id = null, rows = 2"] } }] });
    expect(await query(root, "SELECT count(*) FROM users")).toEqual([[3]]);
  });
});

describe("versions", () => {
  const people = rule("m.people", "id: int64, city: string?, at: date, valid_from: date, valid_to: date?", "", "", { storage: { kind: "table", mode: "versions", key: ["id"], at: "at", onChange: "fail" }, keys: [["id", "valid_from"]] });
  const given = (...rows: string[]): CompiledRule => giving(people, `SELECT id::BIGINT AS id, city::VARCHAR AS city, "at"::DATE AS "at" FROM (VALUES ${rows.join(", ")}) AS q(id, city, "at")`);

  test("other values close a version and open one; the same values and absent keys change nothing", async () => {
    const root = temporaryFolder();
    await runOf(root, [given("(1, 'Rome', '2026-01-01')", "(2, NULL, '2026-01-01')", "(3, 'Oslo', '2026-01-01')")]);
    const seen = rule("m.seen", "id: int64, city: string?, valid_to: date?", "", "SELECT id, city, valid_to FROM people", { reads: ["m.people"] });
    const outcome = await runOf(root, [given("(1, 'Bern', '2026-01-03')", "(2, NULL, '2026-01-04')", "(4, 'Kiel', '2026-01-02')"), seen]);
    expect(outcome).toMatchObject({ status: "published", rules: [{ change: { inserted: 1, updated: 1, deleted: 0 } }, {}] });
    const rows = [[1, "Bern", null], [1, "Rome", "2026-01-03"], [2, null, null], [3, "Oslo", null], [4, "Kiel", null]];
    expect(await query(root, "FROM seen ORDER BY ALL")).toEqual(rows);
    expect(await query(root, "SELECT id, city, valid_to FROM people ORDER BY ALL")).toEqual(rows);
    expect(await query(root, "SELECT valid_from FROM people WHERE id = 1 ORDER BY ALL")).toEqual([["2026-01-01"], ["2026-01-03"]]);
  });

  test("other values that are not later fail the run, and show the row", async () => {
    const root = temporaryFolder();
    await runOf(root, [given("(1, 'Rome', '2026-01-02')")]);
    expect(await runOf(root, [given("(1, 'Bern', '2026-01-02')")])).toMatchObject({ status: "failed", diagnostics: [{ code: "version-not-after", params: { samples: ['id = 1, at = 2026-01-02, valid_from = 2026-01-02, differs = "city"'] } }] });
    expect(await runOf(root, [given("(1, 'Rome', '2026-01-01')")])).toMatchObject({ status: "published" });
    expect(await runOf(root, [given("(1, 'Bern', '2026-01-03')", "(1, 'Kiel', '2026-01-04')")])).toMatchObject({ status: "failed", diagnostics: [{ code: "key-violated" }] });
    expect(await query(root, "SELECT id, city FROM people")).toEqual([[1, "Rome"]]);
  });
});

test("a key that has no values beside it keeps the version that it began with", async () => {
  const root = temporaryFolder();
  const seen = (day: string): CompiledRule => rule("m.seen", "id: int64, at: date, valid_from: date, valid_to: date?", "", `SELECT 1::BIGINT AS id, DATE '${day}' AS at`, { hash: day, keys: [["id", "valid_from"]], storage: { kind: "table", mode: "versions", key: ["id"], at: "at", onChange: "fail" } });
  for (const day of ["2026-01-02", "2026-01-03", "2026-01-01"]) expect((await runOf(root, [seen(day)])).status).toBe("published");
  expect(await query(root, "FROM seen")).toEqual([[1, "2026-01-02", "2026-01-02", null]]);
});

describe("by time", () => {
  const params = ["from", "to"].map((name) => ({ name, sqlName: name, type: scalar("date"), sqlType: "DATE" }));
  const daily = rule("m.daily", "day: date, n: int64", "day, n", "SELECT d::DATE AS day, n::BIGINT AS n FROM events WHERE d >= $from AND d < $to ORDER BY day, n", {
    reads: ["m.events"], params, keys: [], storage: { kind: "table", mode: "by_time", time: "day", grain: "day", lookback: 1, start: "2026-01-02", onChange: "fail" },
  });
  const events = (...rows: string[]): CompiledRule => rule("m.events", "d: date, n: int64", "", `SELECT d::DATE AS d, n::BIGINT AS n FROM (VALUES ${rows.join(", ")}) AS q(d, n)`, { hash: rows.join() });
  const at = (day: string): Partial<RunInput> => ({ values: new Map([["run_at", `${day} 12:00:00+00`]]) });

  test("fills each day since the start that has ended, the last ones again, and nothing else", async () => {
    const root = temporaryFolder();
    const three = events("('2026-01-01', 1)", "('2026-01-02', 2)", "('2026-01-03', 3)", "('2026-01-04', 4)");
    expect((await runOf(root, [three, daily], at("2026-01-04"))).status).toBe("published");
    expect(await query(root, "FROM daily")).toEqual([["2026-01-02", 2], ["2026-01-03", 3]]);
    // Late rows: the lookback finds those of the 3rd, and not those of the 2nd.
    const late = events("('2026-01-02', 20)", "('2026-01-03', 30)", "('2026-01-03', 31)", "('2026-01-05', 5)");
    const seen = rule("m.seen", "day: date, n: int64", "day, n", "SELECT day, n FROM daily ORDER BY day, n", { reads: ["m.daily"] });
    expect(await runOf(root, [late, daily, seen], at("2026-01-04"))).toMatchObject({ status: "published", rules: [{}, { rows: 2, change: { inserted: 2, updated: 0, deleted: 1 } }, {}] });
    expect(await query(root, "FROM seen")).toEqual([["2026-01-02", 2], ["2026-01-03", 30], ["2026-01-03", 31]]);
    await runOf(root, [late, daily], at("2026-01-06"));
    expect(await query(root, "FROM daily ORDER BY ALL")).toEqual([["2026-01-02", 2], ["2026-01-03", 30], ["2026-01-03", 31], ["2026-01-05", 5]]);
    expect(await query(root, "SELECT start, stop FROM __rulec_intervals ORDER BY start")).toEqual([["2026-01-02", "2026-01-03"], ["2026-01-03", "2026-01-04"], ["2026-01-04", "2026-01-05"], ["2026-01-05", "2026-01-06"]]);
    // Asked for: that day again, and no other.
    const redo = await runOf(root, [late, daily], { ...at("2026-01-08"), redo: { from: "2026-01-02", to: "2026-01-03" } });
    expect(redo.rules).toMatchObject([{ rule: "m.daily", rows: 1, change: { inserted: 1, deleted: 1 } }]);
    expect(await query(root, "SELECT n FROM daily WHERE day = '2026-01-02'")).toEqual([[20]]);
    expect(await query(root, "SELECT count(*) FROM __rulec_intervals")).toEqual([[4]]);
  });

  test("a row outside of its interval publishes nothing and is shown", async () => {
    const root = temporaryFolder();
    const wide = { ...daily, select: sql("SELECT d::DATE AS day, n::BIGINT AS n FROM events ORDER BY day, n") };
    expect(await runOf(root, [events("('2026-01-02', 2)", "('2026-01-03', 3)"), wide], at("2026-01-04"))).toMatchObject({
      status: "failed", diagnostics: [{ code: "outside-interval", params: { from: "2026-01-02", to: "2026-01-03", count: 1, samples: ["day = 2026-01-03, n = 3"] } }],
    });
  });

  test("a first run before the first interval has ended stores a table without rows", async () => {
    const root = temporaryFolder();
    expect((await runOf(root, [events("('2026-01-02', 2)"), daily], at("2026-01-02"))).status).toBe("published");
    expect(await query(root, "SELECT count(*) FROM daily")).toEqual([[0]]);
  });
});
