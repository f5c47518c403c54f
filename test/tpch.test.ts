import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerOf, differences, openTpch, orderOf, QUERIES, referenceOf, refined, ruleOrder, specification, type Bench } from "./support/tpch.ts";
import { OTHER_VALUES } from "./tpch/other-values.ts";

const folder = mkdtempSync(join(tmpdir(), "rulec-tpch-"));
const generator = join(import.meta.dirname, "../rules/tpch/data.mjs");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  execFileSync(process.execPath, [generator, "--scale", "0.01", "--out", join(folder, "data")]);
});

describe("the rules of TPC-H give the rows of the specification's queries", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openTpch(folder);
    await bench.workspace.run();
  });
  test.each(QUERIES)("%s: the same rows, and some, in an order that refines the query's", async (query) => {
    const [rule, sql] = [bench.ruleOf(query), specification(query)];
    const ours = await answerOf(bench, rule);
    expect(differences(rule, ours, await referenceOf(bench, refined(sql, rule)))).toEqual([]);
    expect(ours.rows.length).toBeGreaterThan(0);
    expect(ours.rows.flat()).not.toContain(null);
    expect(ruleOrder(rule).slice(0, orderOf(sql).length)).toEqual(orderOf(sql));
  });
});

describe("with other substitution parameters", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openTpch(folder, Object.assign({}, ...Object.values(OTHER_VALUES).map(({ params }) => params)));
    await bench.workspace.run();
  });
  test.each(QUERIES)("%s gives what the query gives with them", async (query) => {
    const [rule, values] = [bench.ruleOf(query), OTHER_VALUES[query]];
    const sql = refined(specification(query, values?.sql), rule);
    const ours = await answerOf(bench, rule);
    expect(differences(rule, ours, await referenceOf(bench, sql))).toEqual([]);
    expect(ours.rows.length).toBeGreaterThan(0);
  });
  test("every parameter of the queries is given another value", () => {
    const declared = [...bench.workspace.compiled.params.keys()].filter((name) => name.startsWith("q")).toSorted();
    expect(Object.values(OTHER_VALUES).flatMap(({ params }) => Object.keys(params)).toSorted()).toEqual(declared);
  });
});
