/** The rules of TPC-H without an engine: what the evaluator says of a little data is what a run publishes. */
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CompiledRule } from "../../src/compile/types.ts";
import { failed, type Outcome } from "../../src/evaluate/index.ts";
import { jsonOf } from "../../src/values/value-text.ts";
import { rowsText } from "../support/cases.ts";
import { openFolder, publishedRows, runAll, temporaryFolder, type Opened } from "../support/pack.ts";
import { QUERIES } from "../support/tpch.ts";
import { closeTables, evaluatePack } from "../evaluate/tables.ts";

const pack = join(import.meta.dirname, "../../rules/tpch");
/** A few thousand rows: a join is two loops. */
const SCALE = process.env["RULEC_TPCH_EVALUATED"] ?? "0.001";

let opened: Opened;
let outcomes: ReadonlyMap<string, Outcome>;
beforeAll(async () => {
  const folder = temporaryFolder();
  for (const part of ["rules", "rulepack.json"]) cpSync(join(pack, part), join(folder, part), { recursive: true });
  execFileSync(process.execPath, [join(pack, "data.mjs"), "--scale", SCALE, "--out", join(folder, "data")]);
  opened = openFolder(folder);
  expect(await runAll(opened)).toMatchObject({ status: "published" });
  outcomes = await evaluatePack(opened, "optimised");
});
afterAll(closeTables);

test.each(QUERIES)("%s", async (query) => {
  const rule = opened.compiled?.rules.find(({ module }) => module === query) as CompiledRule;
  const outcome = outcomes.get(rule.name) as Outcome;
  if (failed(outcome)) throw outcome;
  const rows = outcome.table.rows.map((row) => row.map((value, i) => jsonOf((rule.columns[i] as CompiledRule["columns"][number]).type, value)));
  expect(rowsText(rule, rows)).toBe(rowsText(rule, await publishedRows(opened, rule)));
});
