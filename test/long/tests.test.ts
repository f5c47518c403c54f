/** 400 tests of a generated pack: none fails on the evaluator, and each has the same verdict on DuckDB. RULEC_TEST_NODES sets the size of the pack (default: 285, 200 of them rules). */
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { program, root, rulecJson, useBuilt } from "../support/cli.ts";
import { packFolder, temporaryFolder } from "../support/pack.ts";

useBuilt();

type Verdicts = { readonly failing: number; readonly tests: readonly { readonly title: string; readonly engine: string; readonly holds: boolean; readonly problems: readonly { readonly says: string; readonly missing: readonly string[]; readonly surplus: readonly string[] }[] }[] };

test("tests of the packs that come with the program hold on DuckDB, too", () => {
  for (const pack of ["test/std", "rules/codeintel"]) expect([pack, rulecJson(["test", "--engine", "all", "--pack", join(root, pack)])]).toMatchObject([pack, { exit: 0, document: { failing: 0 } }]);
  for (const name of ["previous", "fresh", "whole-language", "modes"]) {
    const folder = packFolder({});
    cpSync(join(root, "test/cases", name), folder, { recursive: true });
    expect([name, rulecJson(["test", "--engine", "all", "--pack", folder])]).toMatchObject([name, { exit: 0, document: { failing: 0 } }]);
  }
});

test("tests hold on the evaluator and on DuckDB; where rows are changed, the same ones fail on both, with the same rows", () => {
  const folder = temporaryFolder();
  const nodes = Number(process.env["RULEC_TEST_NODES"] ?? 285);
  execFileSync(process.execPath, [join(root, "bench/tests.mjs"), "--write", folder, String(nodes)], { env: { ...process.env, RULEC: program } });
  const rules = nodes - Math.floor(nodes * 0.3);
  const verdicts = (): Verdicts => rulecJson(["test", "--engine", "all", "--pack", folder]).document as Verdicts;
  const { failing, tests } = verdicts();
  expect([failing, tests.length]).toEqual([0, rules * 4]);
  // A row of every seventh rule that has one changes.
  const files = new Set(tests.map(({ title }) => title.split(" ")[0] as string));
  for (const [i, name] of [...files].entries()) {
    if (i % 7 !== 0) continue;
    const path = join(folder, "rules", `g${String(Math.floor(Number(name.slice(4)) / 50)).padStart(3, "0")}`, `${name}.rule`);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("qty: 2,", "qty: 4,").replaceAll("amount: 422.75", "amount: 9.25"));
  }
  const changed = verdicts();
  expect(changed.failing).toBeGreaterThan(rules / 10);
  const on = (engine: string): readonly unknown[] => changed.tests.filter((one) => one.engine === engine).map(({ title, holds, problems }) => [title, holds, problems.map(({ says, missing, surplus }) => [says, missing, surplus])]);
  expect(on("duckdb")).toEqual(on("evaluator"));
});
