/** What a command is asked for and cannot mean is told, and nothing is done. In process: options as they come from the registry. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import clean from "../src/cli/commands/clean.ts";
import init from "../src/cli/commands/init.ts";
import run from "../src/cli/commands/run.ts";
import { createOutput } from "../src/cli/output.ts";
import type { Command } from "../src/cli/spec.ts";
import { packFolder } from "./support/pack.ts";

async function said(command: Command, cwd: string, options: Readonly<Record<string, unknown>>, args: readonly string[] = []): Promise<readonly [exit: number, ...notes: string[]]> {
  const notes: string[] = [];
  return [await command.run({ args, options, out: { ...createOutput({ json: false, env: {} }), note: (line) => void notes.push(line) }, cwd, env: {} }), ...notes];
}

test("a trial takes nothing that is about publishing, storing or recording, and no plan", async () => {
  const folder = packFolder({ "m.rule": "rule r ordered by [n] { from values [{ n: 1 }] }\n" });
  const told = (option: string, without: string): readonly [number, string] => [2, `rulec: ${option} tries rules in memory and keeps nothing of it: without ${without}`];
  expect(await said(run, folder, { sample: "10", fullRefresh: true })).toEqual(told("--sample", "--full-refresh"));
  expect(await said(run, folder, { sample: "10", openlineage: "events.jsonl" })).toEqual(told("--sample", "--openlineage"));
  expect(await said(run, folder, { empty: true, dryRun: true })).toEqual(told("--empty", "--dry-run"));
  expect(await said(run, folder, { empty: true, from: "2026-01-01", to: "2026-02-01" })).toEqual(told("--empty", "--from"));
  expect(await said(run, folder, { sample: "10", keepFailures: true })).toEqual(told("--sample", "--keep-failures"));
  expect(existsSync(join(folder, "target"))).toBe(false);
});

test("clean takes an age, and that is about staged tables alone", async () => {
  const folder = packFolder({ "m.rule": "" });
  expect(await said(clean, folder, { olderThan: "soon" })).toEqual([2, "rulec: --older-than takes an age such as 30d or 12h, not soon"]);
  expect(await said(clean, folder, { olderThan: "1d", warehouse: true })).toEqual([2, "rulec: --older-than is about staged tables: without --warehouse"]);
});

test("a pack that cannot be begun where it should be is a mistake that is told, also on a file system that makes no folders", async () => {
  const folder = packFolder({});
  writeFileSync(join(folder, "file"), "");
  expect(await said(init, folder, {}, ["file/x"])).toEqual([1, "rulec: file/x cannot be made (ENOTDIR); name another one: rulec init my-pack"]);
  if (process.platform === "linux") expect(await said(init, folder, {}, ["/proc/x/y"])).toEqual([1, "rulec: /proc/x/y cannot be made (ENOENT); name another one: rulec init my-pack"]);
});
