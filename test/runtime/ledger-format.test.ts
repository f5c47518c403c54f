/** A warehouse that an older rulec wrote is brought to today's format, with all that it knows; a newer one is left alone. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { Engine } from "../../src/runtime/engine.ts";
import { readRows, runPlan } from "../../src/runtime/index.ts";
import { FORMAT } from "../../src/runtime/run/ledger-format.ts";
import { engineIn, temporaryFolder } from "./helpers.ts";
import { file, input, rule } from "./plans.ts";

/** As format 1 wrote it: a published table and view, one run whose file has still to be moved, and one that was killed while it built. */
const FORMAT_1 = `
CREATE TABLE main.__rulec_runs (run VARCHAR NOT NULL, pack VARCHAR NOT NULL, status VARCHAR NOT NULL, started VARCHAR NOT NULL, tables JSON NOT NULL, files JSON NOT NULL, after_files JSON NOT NULL);
CREATE TABLE main.__rulec_objects (schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL, rule VARCHAR NOT NULL, pack VARCHAR NOT NULL, run VARCHAR NOT NULL);
CREATE TABLE main.__rulec_meta (format INTEGER NOT NULL);
INSERT INTO main.__rulec_meta VALUES (1);
CREATE TABLE main.kept AS SELECT * FROM (VALUES (1::BIGINT), (2)) t(id) ORDER BY id;
CREATE VIEW main.seen AS SELECT * FROM main.kept;
CREATE TABLE main.__rulec_01jd0000000000000000000003_kept AS SELECT 9::BIGINT AS id;
INSERT INTO main.__rulec_objects VALUES ('main', 'kept', 'table', 'm.kept', 'test', '01JD0000000000000000000001'), ('main', 'seen', 'view', 'm.seen', 'test', '01JD0000000000000000000001'),
  ('', 'out.csv', 'file', 'm.out', 'test', '01JD0000000000000000000002');
INSERT INTO main.__rulec_runs VALUES
  ('01JD0000000000000000000001', 'test', 'published', '2026-01-01T00:00:00.000Z', '[]', '[]', '[]'),
  ('01JD0000000000000000000002', 'test', 'moving', '2026-01-02T00:00:00.000Z', '[]', '[{"from":".out.csv.rulec-01jd0000000000000000000002","to":"out.csv"}]', '[]'),
  ('01JD0000000000000000000003', 'test', 'building', '2026-01-03T00:00:00.000Z', '[{"schema":"main","table":"__rulec_01jd0000000000000000000003_kept"}]', '[]', '[]')`;

/** As format 2 wrote it: a table and an interval, of which it did not know what was promised and by which definition it was computed. */
const FORMAT_2 = `
CREATE TABLE main.__rulec_runs (run VARCHAR NOT NULL, pack VARCHAR NOT NULL, status VARCHAR NOT NULL, started VARCHAR NOT NULL, tables JSON NOT NULL, files JSON NOT NULL, after_files JSON NOT NULL);
CREATE TABLE main.__rulec_objects (schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL, rule VARCHAR NOT NULL, pack VARCHAR NOT NULL, run VARCHAR NOT NULL, key VARCHAR, "rows" BIGINT, fingerprint VARCHAR, "columns" VARCHAR, mode VARCHAR);
CREATE TABLE main.__rulec_intervals (pack VARCHAR NOT NULL, rule VARCHAR NOT NULL, start VARCHAR NOT NULL, stop VARCHAR NOT NULL, run VARCHAR NOT NULL);
CREATE TABLE main.__rulec_actions (run VARCHAR NOT NULL, seq INTEGER NOT NULL, action VARCHAR NOT NULL, schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL, rule VARCHAR NOT NULL);
CREATE TABLE main.__rulec_inputs (pack VARCHAR NOT NULL, source VARCHAR NOT NULL, fingerprint VARCHAR NOT NULL, files VARCHAR NOT NULL);
CREATE TABLE main.__rulec_meta (format INTEGER NOT NULL);
INSERT INTO main.__rulec_meta VALUES (2);
CREATE TABLE main.kept AS SELECT * FROM (VALUES (1::BIGINT), (2)) t(id) ORDER BY id;
INSERT INTO main.__rulec_objects VALUES ('main', 'kept', 'table', 'm.kept', 'test', '01JD0000000000000000000001', 'k', 2, NULL, '[{"name":"id","type":"int64","sqlType":"BIGINT","nullable":false}]', NULL);
INSERT INTO main.__rulec_intervals VALUES ('test', 'm.daily', '2026-01-01', '2026-01-02', '01JD0000000000000000000001');
INSERT INTO main.__rulec_runs VALUES ('01JD0000000000000000000001', 'test', 'published', '2026-01-01T00:00:00.000Z', '[]', '[]', '[]')`;

const KEPT = rule("m.kept", "id: int64", "id", "SELECT i AS id FROM (VALUES (1::BIGINT), (2)) t(i) ORDER BY 1");
const SEEN = rule("m.seen", "id: int64", "id", "SELECT * FROM kept", { reads: ["m.kept"], storage: { kind: "view" } });
const OUT = rule("m.out", "id: int64", "id", "SELECT 1::BIGINT AS id", { storage: file("csv", "out.csv") });

async function written(ledger: string): Promise<{ readonly root: string; readonly of: ReturnType<typeof input> }> {
  const root = temporaryFolder();
  const of = input(root, [KEPT, SEEN, OUT]);
  const engine = await engineIn(root, { warehouse: of.profile.warehouse });
  await (await engine.session()).run({ text: ledger });
  engine.close();
  if (ledger === FORMAT_1) writeFileSync(path.join(root, ".out.csv.rulec-01jd0000000000000000000002"), "id\n1\n");
  return { root, of };
}

async function query(engine: Engine, text: string): Promise<readonly (readonly unknown[])[]> {
  return (await (await engine.session()).query({ text })).rows;
}

test("a warehouse of format 1 keeps what it holds, finishes what it owes, and takes part in the next run", async () => {
  const { root, of } = await written(FORMAT_1);
  expect(await runPlan({ ...of, selected: (name) => name === "m.seen" })).toMatchObject({ status: "published", diagnostics: [] });
  expect(readFileSync(path.join(root, "out.csv"), "utf8")).toBe("id\n1\n");
  const engine = await engineIn(root, { warehouse: of.profile.warehouse, readOnly: true });
  expect(await query(engine, "SELECT format FROM __rulec_meta")).toEqual([[FORMAT]]);
  expect(await query(engine, "SELECT name, kind, key, \"rows\", fingerprint FROM __rulec_objects WHERE name <> 'seen' ORDER BY name")).toEqual([["kept", "table", null, null, null], ["out.csv", "file", null, null, null]]);
  expect(await query(engine, "SELECT run, status FROM __rulec_runs WHERE run < '01JE' ORDER BY run")).toEqual([["01JD0000000000000000000001", "published"], ["01JD0000000000000000000002", "published"], ["01JD0000000000000000000003", "killed"]]);
  expect(await query(engine, "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '\\_\\_rulec\\_01%' ESCAPE '\\'")).toEqual([]);
  expect(await query(engine, "SELECT id FROM seen")).toEqual([[1], [2]]);
  engine.close();
});

test("an upgrade is one transaction: what stops it leaves a whole warehouse of format 1, which the next run upgrades", async () => {
  const { root, of } = await written(FORMAT_1);
  // A table of somebody else has a name that format 2 needs, with other columns.
  const engine = await engineIn(root, { warehouse: of.profile.warehouse });
  await (await engine.session()).run({ text: "ALTER TABLE __rulec_objects ADD COLUMN fingerprint INTEGER" });
  engine.close();
  expect((await runPlan(of)).status).toBe("failed");
  const between = await engineIn(root, { warehouse: of.profile.warehouse });
  expect(await query(between, "SELECT format FROM __rulec_meta")).toEqual([[1]]);
  expect(await query(between, "SELECT column_name FROM duckdb_columns() WHERE table_name = '__rulec_objects' ORDER BY column_index")).toEqual([["schema_name"], ["name"], ["kind"], ["rule"], ["pack"], ["run"], ["fingerprint"]]);
  await (await between.session()).run({ text: "ALTER TABLE __rulec_objects DROP COLUMN fingerprint" });
  between.close();
  expect(await runPlan(of)).toMatchObject({ status: "published" });
});

test("a warehouse of format 1 can be read as it is, without being changed", async () => {
  const { root, of } = await written(FORMAT_1);
  const engine = await engineIn(root, { warehouse: of.profile.warehouse });
  await (await engine.session()).run({ text: "DELETE FROM __rulec_runs WHERE status = 'moving'" });
  engine.close();
  expect(await readRows(of, KEPT, 10)).toMatchObject({ rows: [[1], [2]] });
  const after = await engineIn(root, { warehouse: of.profile.warehouse, readOnly: true });
  expect(await query(after, "SELECT format FROM __rulec_meta")).toEqual([[1]]);
  after.close();
});

test("a warehouse of format 2 keeps what it holds; its promises are known once they are published again", async () => {
  const { root, of } = await written(FORMAT_2);
  expect(await readRows(of, KEPT, 10)).toMatchObject({ rows: [[1], [2]] });
  expect(await runPlan({ ...of, selected: (name) => name === "m.seen" })).toMatchObject({ status: "published", diagnostics: [] });
  const state = "SELECT format, (SELECT promises FROM __rulec_objects WHERE name = 'kept'), (SELECT start || coalesce(hash, ' by nobody knows what') FROM __rulec_intervals) FROM __rulec_meta";
  const between = await engineIn(root, { warehouse: of.profile.warehouse, readOnly: true });
  expect(await query(between, state)).toEqual([[FORMAT, null, "2026-01-01 by nobody knows what"]]);
  between.close();
  expect(await runPlan(of)).toMatchObject({ status: "published" });
  const after = await engineIn(root, { warehouse: of.profile.warehouse, readOnly: true });
  expect(await query(after, state)).toEqual([[FORMAT, '{"keys":[["id"]],"order":[{"name":"id","desc":false,"nullsFirst":false}]}', "2026-01-01 by nobody knows what"]]);
  after.close();
});
