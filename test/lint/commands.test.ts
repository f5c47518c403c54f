import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createOutput } from "../../src/cli/output.ts";
import { COMMANDS } from "../../src/cli/registry.ts";
import { packFolder } from "../support/pack.ts";

type Said = { readonly exit: number; readonly stdout: string; readonly stderr: string };

/** A command as the program runs it, in this process. */
async function rulec(cwd: string, name: "check" | "lint", args: readonly string[], options: Readonly<Record<string, unknown>> = {}): Promise<Said> {
  let [stdout, stderr] = ["", ""];
  const put = { print: (line: string) => void (stdout += `${line}\n`), note: (line: string) => void (stderr += `${line}\n`), document: (value: unknown) => void (stdout += JSON.stringify(value)) };
  const out = { ...createOutput({ json: options["json"] === true, env: {} }), ...put };
  const { default: command } = await (COMMANDS.find((one) => one.name === name) ?? { load: () => Promise.reject(new Error(name)) }).load();
  return { exit: await command.run({ args, options, out, cwd, env: {} }), stdout, stderr };
}

const RULES = `source orders = csv("orders.csv") { id: int64, day: date, key [id] }
rule daily ordered by [day] {
  let unused = _ + 1 -- for later
  from orders
  |> sort [id]
  |> group { day } { orders: count() }
}
`;
const MENDED = `source orders = csv("orders.csv") { id: int64, day: date, key [id] }
rule daily ordered by [day] {
  -- for later
  from orders
  |> group { day } { orders: count() }
}
`;

test("check warns of lints, lint fails by them, and --fix applies their edits and leaves the rest of the file alone", async () => {
  const cwd = packFolder({ "a.rule": RULES });
  expect(await rulec(cwd, "check", [])).toMatchObject({ exit: 0, stderr: expect.stringMatching(/warning\[unused-let\][^]*warning\[sort-unused\][^]*2 warnings, 2 repairable/) });
  expect(await rulec(cwd, "lint", [], { only: ["unused-let"] })).toMatchObject({ exit: 1, stderr: expect.stringContaining("1 warning, 1 repairable") });
  expect(await rulec(cwd, "lint", [], { only: ["unused-lett"] })).toMatchObject({ exit: 2, stderr: "rulec: there is no lint unused-lett, did you mean unused-let?\n" });
  expect(await rulec(cwd, "check", [], { fix: true })).toMatchObject({ exit: 0, stderr: expect.stringContaining("2 edits applied") });
  expect(readFileSync(join(cwd, "a.rule"), "utf8")).toBe(MENDED);
  expect(await rulec(cwd, "lint", [])).toMatchObject({ exit: 0 });
});

test("lint mends the files of the rules that it is asked about, and no others", async () => {
  const other = RULES.replaceAll(/daily/g, "weekly");
  const cwd = packFolder({ "a.rule": RULES, "b.rule": other });
  expect(await rulec(cwd, "lint", ["a.*"], { fix: true })).toMatchObject({ exit: 0 });
  expect([readFileSync(join(cwd, "a.rule"), "utf8"), readFileSync(join(cwd, "b.rule"), "utf8")]).toEqual([MENDED, other]);
});

test("a lint that rulepack.json raises fails check, and what is allowed is told to other tools", async () => {
  const cwd = packFolder({ "a.rule": RULES.replace("|> sort [id]", "|> sort [id] -- allow sort-unused: as the page shows it"), "rulepack.json": JSON.stringify({ name: "shop", version: "0.1.0", language: 1, lint: { "unused-let": { level: "error" } } }) });
  const { exit, stdout } = await rulec(cwd, "lint", [], { json: true });
  expect([exit, JSON.parse(stdout)]).toMatchObject([1, { diagnostics: [{ code: "unused-let", severity: "error" }], allowed: [{ reason: "as the page shows it", diagnostic: { code: "sort-unused" } }] }]);
  expect(await rulec(cwd, "check", [], { format: "github" })).toMatchObject({ exit: 1, stdout: expect.stringMatching(/^::error file=a\.rule,line=3,[^\n]*title=unused-let::[^\n]*\n$/) });
  expect(JSON.parse((await rulec(cwd, "check", [], { format: "sarif" })).stdout)).toMatchObject({ version: "2.1.0", runs: [{ results: [{ ruleId: "unused-let" }, { ruleId: "sort-unused", suppressions: [{}] }] }] });
  expect(await rulec(cwd, "check", [], { format: "xml" })).toMatchObject({ exit: 2, stderr: "rulec: --format takes text, json, github, sarif, not xml\n" });
});

test("a file that must not be written, and one with bytes that are no text, are left as they are", async () => {
  const cwd = packFolder({ "a.rule": RULES });
  const bytes = Buffer.concat([Buffer.from(RULES.replaceAll("daily", "weekly")), Buffer.from([0x2d, 0x2d, 0xff, 0x0a])]);
  writeFileSync(join(cwd, "b.rule"), bytes);
  chmodSync(join(cwd, "a.rule"), 0o444);
  const { exit, stdout } = await rulec(cwd, "check", [], { fix: true, json: true });
  const told = (JSON.parse(stdout) as { readonly diagnostics: readonly { readonly code: string; readonly at: { readonly file: string } }[] }).diagnostics.filter(({ code }) => code === "file-unwritable").map(({ at }) => at.file);
  expect(readFileSync(join(cwd, "b.rule"))).toEqual(bytes);
  // Whoever is root may write anything.
  if (process.getuid?.() !== 0) expect([told, readFileSync(join(cwd, "a.rule"), "utf8")]).toEqual([["a.rule", "b.rule"], RULES]);
  expect([exit, told]).toEqual([1, expect.arrayContaining(["b.rule"])]);
});
