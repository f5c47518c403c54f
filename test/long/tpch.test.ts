/**
 * The specification's own rows, by tpchgen-cli from PyPI: Python 3 with venv must be there, and a network the first time (kept below
 * rules/tpch/target/). RULEC_TPCH_SCALES names other scales than 0.01 and 0.1.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
