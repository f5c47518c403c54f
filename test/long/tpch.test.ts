/**
 * The specification's own rows, by tpchgen-cli from PyPI: Python 3 with venv must be there, and a network the first time (kept below
 * rules/tpch/target/). RULEC_TPCH_SCALES names other scales than 0.01 and 0.1.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failed, type Outcome } from "../../src/evaluate/index.ts";
import { jsonOf } from "../../src/values/value-text.ts";
import { closeTables, evaluatePack } from "../evaluate/tables.ts";
import { openFolder } from "../support/pack.ts";
import { answerOf, differences, openTpch, QUERIES, referenceOf, refined, specification, type Bench } from "../support/tpch.ts";

const folder = mkdtempSync(join(tmpdir(), "rulec-tpch-"));
const data = join(import.meta.dirname, "../../rules/tpch/data.mjs");
const scales = (process.env["RULEC_TPCH_SCALES"] ?? "0.01,0.1").split(",");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(scales)("TPC-H at scale %s", (scale) => {
  let bench: Bench;
  beforeAll(async () => {
    const pack = join(folder, scale);
    execFileSync(process.execPath, [data, "--tpchgen", "--scale", scale, "--out", join(pack, "data")], { stdio: ["ignore", "ignore", "inherit"] });
    bench = await openTpch(pack);
    await bench.workspace.run();
  }, 600_000);
  test.each(QUERIES)("%s: the rows of the specification's query, in its order", async (query) => {
    const rule = bench.ruleOf(query);
    const [ours, theirs] = [await answerOf(bench, rule), await referenceOf(bench, refined(specification(query), rule))];
    expect(differences(rule, ours, theirs)).toEqual([]);
    if (Number(scale) >= 0.1) expect(ours.rows.length).toBeGreaterThan(0);
  });
});

/** So that ten suppliers and 200 parts are enough for some rows of each query. */
const WIDE = {
  "q02.size": "45", "q02.type": "TIN", "q02.region_name": "AMERICA", "q07.nation1": "UNITED STATES", "q07.nation2": "PERU", "q11.nation_name": "CANADA",
  "q18.quantity": "240", "q20.color": "d", "q20.nation_name": "UNITED STATES", "q21.nation_name": "UNITED STATES",
};

describe("the evaluator gives the rows of the engine, to the last bit", () => {
  const pack = join(folder, "made");
  let bench: Bench;
  let outcomes: ReadonlyMap<string, Outcome>;
  beforeAll(async () => {
    execFileSync(process.execPath, [data, "--scale", "0.001", "--out", join(pack, "data")]);
    bench = await openTpch(pack, WIDE);
    await bench.workspace.run();
    ({ outcomes } = await evaluatePack(openFolder(pack), "optimised"));
  }, 600_000);
  afterAll(closeTables);
  test.each(QUERIES)("%s", async (query) => {
    const rule = bench.ruleOf(query);
    const outcome = outcomes.get(rule.name);
    if (outcome === undefined || failed(outcome)) throw outcome ?? new Error(`${rule.name} was not evaluated`);
    const rows = outcome.table.rows.map((row) => row.map((value, i) => jsonOf(outcome.table.columns[i]!.type, value)));
    expect(rows).toEqual((await answerOf(bench, rule)).rows);
    expect(outcome.broken).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
  });
});
