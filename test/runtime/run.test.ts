import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../src/runtime/engine.ts";
import { runPlan } from "../../src/runtime/index.ts";
import type { RunEvent } from "../../src/runtime/run/events.ts";
import { scalar } from "../../src/values/type.ts";
import type { CompiledRule } from "../../src/runtime/plan-types.ts";
import { engineIn, temporaryFolder } from "./helpers.ts";
import { file, input, promise, rule, scan, source, sql } from "./plans.ts";

async function rowsIn(root: string, text: string): Promise<readonly (readonly JsonValue[])[]> {
  const engine = await engineIn(root, { warehouse: path.join(root, "target", "dev.duckdb"), readOnly: true });
  try {
    return (await (await engine.session()).query({ text })).rows;
  } finally {
    engine.close();
  }
}
const lines = (root: string): Record<string, unknown>[] => readFileSync(path.join(root, "target/test/run-results.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);

const NUMBERS = rule("m.numbers", "n: int64", "n", "SELECT r AS n FROM range(10) q(r) ORDER BY n");
const SQUARES = rule("m.squares", "n: int64, square: int64", "n", "SELECT n, n * n AS square FROM numbers ORDER BY n", { reads: ["m.numbers"] });

describe("a run", () => {
  test("builds rules after what they read and publishes all of them in order", async () => {
    const root = temporaryFolder();
    const outcome = await runPlan(input(root, [SQUARES, NUMBERS]));
    expect(outcome).toMatchObject({ status: "published", diagnostics: [], published: { tables: 2, views: 0, files: 0 } });
    expect(outcome.rules.map(({ rule: name, status, rows }) => [name, status, rows])).toEqual([["m.numbers", "built", 10], ["m.squares", "built", 10]]);
    expect(await rowsIn(root, "FROM squares LIMIT 3")).toEqual([[0, 0], [1, 1], [2, 4]]);
    expect(await rowsIn(root, "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '\\_\\_rulec\\_0%' ESCAPE '\\'")).toEqual([]);
  });

  test("replaces what an earlier run published", async () => {
    const root = temporaryFolder();
    await runPlan(input(root, [NUMBERS, SQUARES]));
    const fewer = { ...NUMBERS, select: sql("SELECT r AS n FROM range(3) q(r) ORDER BY n") };
    expect(await runPlan(input(root, [fewer, SQUARES]))).toMatchObject({ status: "published" });
    expect(await rowsIn(root, "SELECT count(*) FROM squares")).toEqual([[3]]);
  });

  test("publishes Parquet, CSV, JSON and views with what tables they read", async () => {
    const root = temporaryFolder();
    const rules = [
      NUMBERS,
      rule("m.p", "n: int64, t: timestamp", "n", "SELECT n, TIMESTAMP '2026-01-01' AS t FROM numbers ORDER BY n", { reads: ["m.numbers"], storage: file("parquet", "out/p.parquet") }),
      rule("m.c", "n: int64, d: decimal(4, 1)", "n", "SELECT n, 1.5::DECIMAL(4, 1) AS d FROM p ORDER BY n", { reads: ["m.p"], storage: file("csv", "out/c.csv") }),
      rule("m.j", "n: int64, l: list<int64>", "n", "SELECT n, [n, n] AS l FROM c ORDER BY n", { reads: ["m.c"], storage: file("json", "out/folder") }),
      rule("m.v", "n: int64, l: list<int64>", "", "SELECT j.n, j.l FROM j JOIN numbers USING (n)", { reads: ["m.j", "m.numbers"], storage: { kind: "view" } }),
      rule("m.w", "s: int64", "s", "SELECT sum(n)::BIGINT AS s FROM v ORDER BY s", { reads: ["m.v"] }),
    ];
    expect(await runPlan(input(root, rules))).toMatchObject({ status: "published", diagnostics: [], published: { tables: 2, views: 1, files: 3 } });
    expect(readFileSync(path.join(root, "out/c.csv"), "utf8").split("\n").slice(0, 2)).toEqual(["n,d", "0,1.5"]);
    expect(readFileSync(path.join(root, "out/folder/part-0.json"), "utf8").split("\n")[1]).toBe('{"n":1,"l":[1,1]}');
    expect(await rowsIn(root, "FROM w")).toEqual([[45]]);
    expect(await rowsIn(root, "SELECT count(*), sum(n)::INTEGER FROM v")).toEqual([[10, 45]]);
    expect(await rowsIn(root, `SELECT decode(value) FROM parquet_kv_metadata('${root}/out/p.parquet') WHERE key = 'rulec'::BLOB`)).toEqual([[expect.stringContaining('"ordered_by":[{"name":"n"')]]);
    expect(readdirSync(path.join(root, "out")).sort()).toEqual(["c.csv", "folder", "p.parquet"]);
    // A part of it again: what is not selected is read as it was published.
    expect(await runPlan(input(root, rules, { selected: (name) => name === "m.w" || name === "m.j", fullRefresh: true }))).toMatchObject({ status: "published", diagnostics: [] });
  });

  test("gives the same bytes and the same rows in the same order at 1, 2 and 8 threads", async () => {
    const made = [];
    for (const threads of [1, 2, 8]) {
      const root = temporaryFolder();
      const rules = [
        rule("m.t", "k: int64, g: int32, s: string?, d: decimal(18, 2)", "k", "SELECT r AS k, (r % 7)::INTEGER AS g, CASE WHEN r % 3 > 0 THEN 'text ' || hash(r) END AS s, (r / 8)::DECIMAL(18, 2) AS d FROM range(300000) q(r) ORDER BY k"),
        rule("m.p", "k: int64, g: int32, s: string?, d: decimal(18, 2)", "s, k", "SELECT * FROM t ORDER BY s, k", { reads: ["m.t"], storage: file("parquet", "out/p.parquet") }),
        rule("m.g", "g: int32, n: int64, d: decimal(38, 2)", "g", "SELECT g, count(*) AS n, sum(d)::DECIMAL(38, 2) AS d FROM p GROUP BY g ORDER BY g", { reads: ["m.p"], storage: file("parquet", "out/g.parquet") }),
      ];
      const of = input(root, rules);
      expect(await runPlan({ ...of, profile: { ...of.profile, threads } })).toMatchObject({ status: "published", diagnostics: [] });
      const hash = (name: string): string => createHash("sha256").update(readFileSync(path.join(root, "out", name))).digest("hex");
      made.push([hash("p.parquet"), hash("g.parquet"), await rowsIn(root, "SELECT md5(string_agg(concat_ws('|', rowid, t), '' ORDER BY rowid)) FROM t")]);
    }
    expect(made[1]).toEqual(made[0]);
    expect(made[2]).toEqual(made[0]);
  });

  test("binds parameters and compares what the engine made with what was promised", async () => {
    const root = temporaryFolder();
    const params = [{ name: "m.top", sqlName: "top", type: scalar("int32"), sqlType: "INTEGER" }];
    const values = new Map([["m.top", "4"]]);
    const good = rule("m.r", "n: int64", "n", "SELECT r AS n FROM range(10) q(r) WHERE r < $top::INTEGER ORDER BY n", { params });
    expect((await runPlan(input(root, [good], { values }))).rules).toMatchObject([{ rows: 4 }]);
    const bad = await runPlan(input(root, [{ ...good, columns: [{ ...(good.columns[0] as CompiledRule["columns"][number]), name: "m" }] }], { values }));
    expect(bad).toMatchObject({ status: "failed", diagnostics: [{ code: "result-differs", params: { column: "m", found: "n: int64" } }] });
  });
});

describe("promises", () => {
  const WARNED = promise("check", "SELECT count(*) FROM __rulec_result WHERE NOT n < 8", "SELECT n FROM __rulec_result WHERE NOT n < 8 ORDER BY n LIMIT 20", { severity: "warn", message: "{n} is much" });

  test("a check that warns lets the run go on, and is counted with rows that fail", async () => {
    const root = temporaryFolder();
    const outcome = await runPlan(input(root, [{ ...NUMBERS, scans: [WARNED] }]));
    expect(outcome).toMatchObject({ status: "published", diagnostics: [{ code: "check-warned", severity: "warning", title: "m.numbers: 8 is much (the first of 2 rows)", at: { file: "rules/test.rule", start: 10, end: 20 } }] });
    expect(outcome.rules[0]?.promises).toMatchObject([{ kind: "check", failing: 2, samples: [{ n: 8 }, { n: 9 }] }, { kind: "order", failing: 0 }]);
  });

  test("a check, a key or an order that does not hold publishes nothing, and rules that do not depend on it are verified still", async () => {
    const root = temporaryFolder();
    await runPlan(input(root, [NUMBERS, SQUARES]));
    const rules = [
      { ...NUMBERS, select: sql("SELECT r + 100 AS n FROM range(10) q(r) ORDER BY n"), scans: [{ ...WARNED, promises: WARNED.promises.map((of) => ({ ...of, severity: "error" as const })) }] },
      SQUARES,
      rule("m.unordered", "n: int64", "n", "SELECT 9 - r AS n FROM range(10) q(r)"),
      rule("m.single", "n: int64", "", "SELECT r AS n FROM range(3) q(r)", { keys: [[]] }),
      rule("m.twice", "n: int64, o: int64", "o", "SELECT r // 2 AS n, r AS o FROM range(10) q(r) ORDER BY o", { keys: [["n"], ["o"]] }),
    ];
    const outcome = await runPlan(input(root, rules));
    expect(outcome.status).toBe("failed");
    expect(outcome.diagnostics.map(({ code, title }) => [code, title])).toEqual([
      ["check-failed", "m.numbers: 100 is much (the first of 10 rows)"],
      ["key-violated", "m.single has more than one row: 2 rows too many"],
      ["key-violated", "`n` is no key of m.twice: 5 rows too many"],
      ["order-not-kept", "m.unordered was not written in the order n (9 rows out of place)"],
    ]);
    expect(outcome.rules.map(({ rule: name, status }) => [name, status])).toEqual([["m.numbers", "failed"], ["m.single", "failed"], ["m.squares", "skipped"], ["m.twice", "failed"], ["m.unordered", "failed"]]);
    expect(outcome.rules[1]?.promises).toMatchObject([{ kind: "key", columns: [], says: "at most one row" }]);
    expect(await rowsIn(root, "SELECT max(n), (SELECT count(*) FROM squares) FROM numbers")).toEqual([[9, 10]]);
    // What it staged is gone after the next run.
    await runPlan(input(root, [NUMBERS]));
    expect(await rowsIn(root, "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, '__rulec_0') ORDER BY 1")).toEqual([]);
  });
});

describe("an engine's error lands on the author's line", () => {
  const CAST = "SELECT n, ('é' || n)::INTEGER AS x FROM numbers ORDER BY n";
  const origins = { files: ["rules/test.rule", "rules/macros.rule"], rows: Int32Array.of(0, 30, 60, -1, 1, 5, 12, 2, 0, 40, 52, -1) };
  const texts: Record<string, string> = { "rules/test.rule": `${" ".repeat(40)}clean(x, 1)          ` };

  test("through the macro that the text came through", async () => {
    const broken = rule("m.broken", "n: int64, x: int32", "n", "", { reads: ["m.numbers"], select: sql(CAST, [0, 0, CAST.indexOf("("), 1, CAST.indexOf(" AS x"), 0]), origins });
    const outcome = await runPlan(input(temporaryFolder(), [NUMBERS, broken], { textOf: (name) => texts[name] }));
    expect(outcome.diagnostics).toMatchObject([{
      code: "engine-conversion", title: "'é0' is not an int32", at: { file: "rules/macros.rule", start: 5, end: 12 }, via: [{ name: "clean", at: { file: "rules/test.rule", start: 40, end: 52 } }],
    }]);
  });

  test("in the view that the text lies in, not in the rule that reads it", async () => {
    const view = rule("m.view", "n: int64, x: int32", "", CAST.replace(" ORDER BY n", ""), { reads: ["m.numbers"], storage: { kind: "view" }, select: sql(CAST, [0, 0, CAST.indexOf("("), 1]), origins });
    const reader = rule("m.reader", "n: int64, y: int32", "n", "SELECT n, x + 1 AS y FROM view ORDER BY n", { reads: ["m.view"], select: sql("SELECT n, 1 + x AS y FROM view ORDER BY n", [0, 0]) });
    const outcome = await runPlan(input(temporaryFolder(), [NUMBERS, view, reader]));
    expect(outcome.diagnostics).toMatchObject([{ code: "engine-conversion", at: { file: "rules/macros.rule", start: 5 } }]);
  });

  test("an overflow, which has no position, is that of the only such operation", async () => {
    const text = "SELECT n, n * 9223372036854775807 AS x FROM numbers ORDER BY n";
    const broken = rule("m.broken", "n: int64, x: int64", "n", text, { reads: ["m.numbers"], select: sql(text, [0, 0, text.indexOf("n *"), 1]), origins });
    const outcome = await runPlan(input(temporaryFolder(), [NUMBERS, broken]));
    expect(outcome.diagnostics).toMatchObject([{ code: "engine-out-of-range", title: "2 * 9223372036854775807 overflows int64 (multiplication)", at: { file: "rules/macros.rule", start: 5 } }]);
  });

  test("more memory than the profile gives is said, and what was published stays", async () => {
    const root = temporaryFolder();
    await runPlan(input(root, [NUMBERS]));
    const large = rule("m.large", "l: list<string>", "", "SELECT list(repeat('x', 200) || r ORDER BY hash(r)) AS l FROM range(2000000) q(r)");
    const of = input(root, [NUMBERS, large]);
    const outcome = await runPlan({ ...of, profile: { ...of.profile, memory: "60MB" } });
    expect(outcome.diagnostics).toMatchObject([{ code: "engine-out-of-memory", params: { rule: "m.large" } }]);
    expect(await rowsIn(root, "SELECT count(*) FROM numbers")).toEqual([[10]]);
  });
});

describe("what a run will not touch", () => {
  test("a table that somebody else made", async () => {
    const root = temporaryFolder();
    const of = input(root, [NUMBERS]);
    const engine = await engineIn(root, { warehouse: of.profile.warehouse });
    await (await engine.session()).run({ text: "CREATE TABLE numbers AS SELECT 'mine' AS x" });
    engine.close();
    expect(await runPlan(of)).toMatchObject({ status: "failed", diagnostics: [{ code: "target-not-owned", params: { name: "main.numbers", kind: "table" } }] });
    expect(await rowsIn(root, "FROM numbers")).toEqual([["mine"]]);
  });

  test("a file that somebody else made, until it says that it is rulec's", async () => {
    const root = temporaryFolder();
    const rules = [{ ...NUMBERS, storage: file("parquet", "n.parquet") }, { ...SQUARES, storage: file("csv", "s.csv") }];
    writeFileSync(path.join(root, "s.csv"), "mine\n");
    expect(await runPlan(input(root, rules))).toMatchObject({ diagnostics: [{ code: "target-not-owned", params: { name: "s.csv", kind: "file" } }] });
    expect(readFileSync(path.join(root, "s.csv"), "utf8")).toBe("mine\n");
    expect(await runPlan(input(root, rules.slice(0, 1)))).toMatchObject({ status: "published" });
    // Another warehouse, which knows nothing of the file: the file itself does.
    const of = input(root, rules.slice(0, 1));
    expect(await runPlan({ ...of, profile: { ...of.profile, warehouse: path.join(root, "other.duckdb") } })).toMatchObject({ status: "published" });
  });

  test("a warehouse that a newer rulec wrote", async () => {
    const root = temporaryFolder();
    const of = input(root, [NUMBERS]);
    await runPlan(of);
    const engine = await engineIn(root, { warehouse: of.profile.warehouse });
    await (await engine.session()).run({ text: "UPDATE __rulec_meta SET format = 99" });
    engine.close();
    expect(await runPlan(of)).toMatchObject({ status: "failed", diagnostics: [{ code: "warehouse-newer", params: { format: 99 } }] });
  });

  test("a file that is no database", async () => {
    const root = temporaryFolder();
    const of = input(root, [NUMBERS]);
    writeFileSync(of.profile.warehouse, "something else entirely, and long enough to be looked at ".repeat(100));
    expect(await runPlan(of)).toMatchObject({ status: "failed", diagnostics: [{ code: "warehouse-unreadable" }] });
    expect(readFileSync(of.profile.warehouse, "utf8")).toContain("something else entirely");
  });
});

test("an upstream that is not selected is read as last published, and the message offers + where it never was", async () => {
  const root = temporaryFolder();
  const part = input(root, [NUMBERS, SQUARES], { selected: (name) => name === "m.squares" });
  expect(await runPlan(part)).toMatchObject({ status: "failed", diagnostics: [{ code: "upstream-not-published", hint: expect.stringContaining("+m.squares") }] });
  await runPlan(input(root, [NUMBERS, SQUARES]));
  expect(await runPlan({ ...part, fullRefresh: true })).toMatchObject({ status: "published", plan: [{ rule: "m.numbers", action: "skip", reason: { kind: "read-by", of: ["m.squares"] } }, { rule: "m.squares", action: "build" }] });
});

test("an interrupt ends the run at once, says so, and publishes nothing", async () => {
  const root = temporaryFolder();
  await runPlan(input(root, [NUMBERS]));
  const slow = rule("m.slow", "n: int64", "", "SELECT count(*) AS n FROM range(1000000) a(r), range(1000000) b(r) WHERE a.r * b.r % 7 = 3");
  const stop = new AbortController();
  const started = performance.now();
  setTimeout(() => stop.abort(), 150);
  const outcome = await runPlan(input(root, [{ ...NUMBERS, select: sql("SELECT 0::BIGINT AS n") }, slow], { signal: stop.signal }));
  expect(performance.now() - started).toBeLessThan(3000);
  expect(outcome).toMatchObject({ status: "interrupted", diagnostics: [{ code: "interrupted" }] });
  expect(await rowsIn(root, "SELECT count(*) FROM numbers")).toEqual([[10]]);
  expect(lines(root).at(-1)).toMatchObject({ kind: "end", status: "interrupted" });
});

test("a run tells what it does while it does it, with the progress of what takes long", async () => {
  const root = temporaryFolder();
  writeFileSync(path.join(root, "s.csv"), "n\n1\n2\n");
  const events: RunEvent[] = [];
  const rules = [rule("m.r", "n: int64", "n", "SELECT n FROM s ORDER BY n", { reads: ["@m.s"] }), rule("m.slow", "n: int64", "", "SELECT count(*) AS n FROM range(9000) a(r), range(9000) b(r) WHERE a.r * b.r % 7 = 3")];
  await runPlan(input(root, rules, { sources: [source("m.s", { kind: "csv", path: "s.csv" }, "n: int64")], onEvent: (event) => void events.push(event) }));
  // On a busy machine the first rule takes long enough to be told of, too.
  const told = events.filter((event) => !(event.kind === "building" && event.rule === "m.r"));
  const kinds = told.map((event) => event.kind).filter((kind, index, all) => kind !== all[index - 1]);
  expect(kinds.filter((kind) => kind !== "phase")).toEqual(["started", "source", "built", "verified", "made", "building", "built", "verified", "made", "published", "finished"]);
  expect(told.find((event) => event.kind === "building")).toMatchObject({ rule: "m.slow", index: 1, of: 2 });
});

test("rules in several schemas are published where they belong", async () => {
  const root = temporaryFolder();
  const rules = [{ ...NUMBERS, schema: "a b" }, { ...SQUARES, schema: "other" }];
  expect(await runPlan(input(root, rules))).toMatchObject({ status: "published" });
  expect(await rowsIn(root, 'SELECT (SELECT count(*) FROM "a b".numbers), (SELECT count(*) FROM other.squares)')).toEqual([[10, 10]]);
  expect(existsSync(path.join(root, "target/dev.duckdb.lock"))).toBe(false);
  void scan;
});
