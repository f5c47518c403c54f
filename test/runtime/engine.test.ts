import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Session } from "../../src/runtime/engine.ts";
import { engineIn, sessionIn, temporaryFolder } from "./helpers.ts";

const folder = temporaryFolder();
const shared = sessionIn(folder);
const rowsOf = async (session: Session, text: string): Promise<number> => {
  let rows = 0;
  for await (const batch of session.stream({ text })) rows += batch.numRows;
  return rows;
};

describe("a stream that the engine cuts short is an error, never a short result", () => {
  test.each([10, 250_000, 900_000, 1_499_999])("a failure at row %i", async (at) => {
    const session = await shared;
    await expect(rowsOf(session, `SELECT CASE WHEN r = ${at} THEN error('boom') ELSE r END FROM range(1500000) q(r)`)).rejects.toMatchObject({ kind: "invalid_input", message: "boom" });
    expect(await rowsOf(session, "SELECT 1"), "the session goes on").toBe(1);
  });

  test("the position of the failure is that in the statement, though it is counted in bytes", async () => {
    const text = "SELECT 'é𝄞' AS x, (CASE WHEN r = 400000 THEN 'n/a' ELSE r::VARCHAR END)::INTEGER FROM range(500000) q(r)";
    await expect(rowsOf(await shared, text)).rejects.toMatchObject({ kind: "conversion", position: text.indexOf("::INTEGER") });
  });

  test("an interrupt in the middle", async () => {
    const session = await shared;
    const read = async (): Promise<void> => {
      let batches = 0;
      for await (const _ of session.stream({ text: "SELECT a.r FROM range(100000) a(r), range(100000) b(r)" })) if (++batches === 2) session.interrupt();
    };
    await expect(read()).rejects.toMatchObject({ kind: "interrupted" });
  });

  test("another statement on the same session is refused while a stream is open", async () => {
    const session = await shared;
    const stream = session.stream({ text: "SELECT r FROM range(1000000) q(r)" });
    await stream.next();
    await expect(session.query({ text: "SELECT 1" })).rejects.toMatchObject({ kind: "busy" });
    await stream.return();
    expect((await session.query({ text: "SELECT 1" })).rows).toEqual([[1]]);
  });

  test("a reader that stops early leaves the session as it was", async () => {
    const session = await shared;
    for await (const batch of session.stream({ text: "SELECT r FROM range(1000000) q(r)" }, { batchRows: 5000 })) {
      expect(batch.numRows).toBeLessThan(10_000);
      break;
    }
    expect(await rowsOf(session, "SELECT r FROM range(70000) q(r)")).toBe(70_000);
  });

  test("a slow reader does not make the result pile up", async () => {
    const session = await shared;
    const before = process.memoryUsage().rss;
    let rows = 0;
    for await (const batch of session.stream({ text: "SELECT r, 'some text that is long enough ' || r AS t FROM range(3000000) q(r)" })) {
      rows += batch.numRows;
      if (rows % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(rows).toBe(3_000_000);
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(250);
  });
});

describe("errors", () => {
  test.each([
    ["syntax", "SELECT 1 +", null],
    ["binder", "SELECT 'é' AS a, nope", "nope"],
    ["binder", "FROM no_such_table", "no_such_table"],
    ["conversion", "SELECT 'é' AS a, ('x' || r)::DATE FROM range(3) q(r)", "::DATE"],
    ["out_of_range", "SELECT 9223372036854775807 + r FROM range(3) q(r)", null],
    ["invalid_input", "SELECT error('boom')", null],
    ["io", "FROM read_parquet('gone.parquet')", "read_parquet"],
  ])("%s: %s", async (kind, text, at) => {
    const session = await shared;
    const error = await session.query({ text }).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: "EngineError", kind: kind === "io" ? expect.stringMatching(/io|permission/) : kind });
    if (at !== null && kind !== "io") expect((error as { position: number }).position).toBe(text.indexOf(at));
  });

  test("what does not fit into memory and may not spill is out_of_memory, and the engine lives on", async () => {
    const session = await sessionIn(folder, { memory: "60MB", temp: null });
    await expect(session.run({ text: "CREATE TABLE t AS SELECT r, repeat('x', 100) || r AS s FROM range(3000000) q(r) ORDER BY hash(r)" })).rejects.toMatchObject({ kind: "out_of_memory" });
    expect((await session.query({ text: "SELECT 1" })).rows).toEqual([[1]]);
  });

  test("a result larger than the memory limit streams", async () => {
    const session = await sessionIn(folder, { memory: "100MB", temp: null });
    expect(await rowsOf(session, "SELECT r, repeat('x', 200) || r AS s FROM range(1000000) q(r)")).toBe(1_000_000);
  });

  test("an interrupt ends a statement at once", async () => {
    const session = await shared;
    const started = performance.now();
    setTimeout(session.interrupt, 50);
    await expect(session.run({ text: "SELECT count(*) FROM range(1000000) a(r), range(1000000) b(r) WHERE a.r * b.r % 7 = 3" })).rejects.toMatchObject({ kind: "interrupted" });
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe("parameters", () => {
  test("values of every type arrive as what their text says", async () => {
    const session = await shared;
    const params = [
      ["b", "BOOLEAN", true], ["i", "BIGINT", "9007199254740993"], ["d", "DECIMAL(12,2)", "-1.50"], ["f", "DOUBLE", "0.1"], ["s", "VARCHAR", "it's; --"], ["day", "DATE", "2026-01-31"],
      ["ts", "TIMESTAMP", "2026-01-31 10:00:00.000001"], ["tz", "TIMESTAMPTZ", "2026-01-31 10:00:00+02"], ["u", "UUID", "550e8400-e29b-41d4-a716-446655440000"], ["bin", "BLOB", "00ff"], ["n", "INTEGER", null],
    ] as const;
    const text = `SELECT ${params.map(([name]) => `$${name}`).join(", ")}, ${params.map(([name]) => `typeof($${name})`).join(", ")}`;
    const { rows } = await session.query({ text, params: params.map(([name, sqlType, value]) => ({ name, sqlType, value })) });
    expect(rows[0]).toEqual([
      true, "9007199254740993", "-1.50", 0.1, "it's; --", "2026-01-31", "2026-01-31 10:00:00.000001", "2026-01-31 08:00:00+00", "550e8400-e29b-41d4-a716-446655440000", "00ff", null,
      "BOOLEAN", "BIGINT", "DECIMAL(12,2)", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "UUID", "BLOB", '"NULL"',
    ]);
  });

  test("they reach a table that is created, and a stream", async () => {
    const session = await shared;
    const params = [{ name: "n", sqlType: "INTEGER", value: "3" }];
    expect(await session.run({ text: "CREATE TEMP TABLE made AS SELECT r FROM range(10) q(r) WHERE r < $n", params })).toEqual({ rows: 3 });
    let rows = 0;
    for await (const batch of session.stream({ text: "SELECT r FROM range(10) q(r) WHERE r >= $n", params })) rows += batch.numRows;
    expect(rows).toBe(7);
  });

  test("a text keeps the U+FEFF that it begins with, given and read, alone and in others", async () => {
    const mark = "\uFEFF";
    const text = `SELECT $x::VARCHAR, chr(65279), chr(65279) || repeat('b', 20), [chr(65279)], {'k': chr(65279)}, map {chr(65279): chr(65279)}, chr(65279)::ENUM ('${mark}')`;
    const { rows } = await (await shared).query({ text, params: [{ name: "x", sqlType: "VARCHAR", value: `${mark}x` }] });
    expect(rows).toEqual([[`${mark}x`, mark, mark + "b".repeat(20), [mark], { k: mark }, [{ key: mark, value: mark }], mark]]);
    expect((await (await shared).query({ text: `SELECT 1 AS "${mark}x"` })).columns.map(({ name }) => name)).toEqual([`${mark}x`]);
  });

  test("a value that is none of its type is a typed error that names the parameter", async () => {
    const query = (await shared).query({ text: "SELECT $when", params: [{ name: "when", sqlType: "DATE", value: "yesterday" }] });
    await expect(query).rejects.toMatchObject({ kind: "conversion", message: expect.stringContaining("when") });
  });
});

describe("the policy `service`", () => {
  const inside = temporaryFolder();
  const outside = temporaryFolder();
  mkdirSync(path.join(inside, "data"));
  writeFileSync(path.join(inside, "data", "a.csv"), "id\n1\n");
  writeFileSync(path.join(outside, "secret.csv"), "id\n1\n");
  symlinkSync(outside, path.join(inside, "link"));
  const session = sessionIn(inside);

  test("reads and writes inside its folders", async () => {
    const s = await session;
    expect((await s.query({ text: `SELECT count(*) FROM read_csv('${inside}/data/a.csv')` })).rows).toEqual([[1]]);
    await s.run({ text: `COPY (SELECT 1 AS x) TO '${inside}/out.parquet'` });
  });

  test.each([
    ["a file outside", `FROM read_csv('${outside}/secret.csv')`],
    ["a way around by ..", `FROM read_csv('${inside}/../${path.basename(outside)}/secret.csv')`],
    ["a link that leads out", `FROM read_csv('${inside}/link/secret.csv')`],
    ["a neighbour whose name begins alike", `COPY (SELECT 1) TO '${inside}-neighbour.csv'`],
    ["standard input", "FROM read_csv('/dev/stdin')"],
    ["another database", `ATTACH '${outside}/x.duckdb'`],
    ["an extension", "INSTALL httpfs"],
    ["more memory", "SET memory_limit = '10GB'"],
    ["the way back", "SET enable_external_access = true"],
    ["another time zone", "SET TimeZone = 'Europe/Berlin'"],
  ])("refuses %s", async (_what, text) => {
    await expect((await session).run({ text })).rejects.toMatchObject({ name: "EngineError" });
  });

  test("every session has the engine's meaning, whatever the machine's zone is", async () => {
    const engine = await engineIn(inside);
    for (const s of [await engine.session(), await engine.session()]) {
      expect((await s.query({ text: "SELECT current_setting('TimeZone'), TIMESTAMPTZ '2026-07-01 12:00:00+02'::TIMESTAMP" })).rows).toEqual([["UTC", "2026-07-01 10:00:00"]]);
      await expect(s.query({ text: "SELECT nope" })).rejects.toMatchObject({ kind: "binder", position: 7 });
    }
    expect(engine.settings).toMatchObject({ TimeZone: "UTC", enable_external_access: "false", lock_configuration: "true", threads: "2" });
  });
});

test("a warehouse that this process has open is not opened twice", async () => {
  const warehouse = path.join(folder, "twice.duckdb");
  const engine = await engineIn(folder, { warehouse });
  await expect(engineIn(folder, { warehouse: path.join(folder, ".", "twice.duckdb") })).rejects.toMatchObject({ kind: "locked", pid: process.pid });
  engine.close();
  (await engineIn(folder, { warehouse })).close();
});

test("columns of a query are known without executing it, in the language's types where it has them", async () => {
  const columns = await (await shared).describe("SELECT error('never')::INTEGER AS a, [{'x': 1.50}] AS b, MAP {'k': DATE '2026-01-01'} AS c, '{}'::JSON AS d, 1::HUGEINT AS e, 'x'::ENUM('x') AS f");
  expect(columns.map(({ name, type, sqlType }) => [name, type?.kind ?? null, sqlType])).toEqual([
    ["a", "int32", "INTEGER"], ["b", "list", 'STRUCT("x" DECIMAL(3,2))[]'], ["c", "map", "MAP(VARCHAR, DATE)"], ["d", "json", "JSON"], ["e", null, "HUGEINT"], ["f", null, "ENUM('x')"],
  ]);
});
