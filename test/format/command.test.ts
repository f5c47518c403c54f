/** `rulec fmt` over files: what it writes, and what it leaves alone. */
import { chmodSync, lstatSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applyPatch, parsePatch } from "diff";
import { expect, test } from "vitest";
import { packFolder } from "../support/pack.ts";
import { rulec, rulecJson, useBuilt } from "../support/cli.ts";

useBuilt();

const UGLY = "rule a   ordered by [n]{from values [{n:1}]} -- kept\n";
const LAID_OUT = "rule a ordered by [n] { from values [{ n: 1 }] }  -- kept\n";
const read = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");

test("--diff writes nothing and prints what makes the files as fmt would", () => {
  const folder = packFolder({ "a.rule": UGLY, "sub/b.rule": UGLY.replace("rule a", "rule b"), "fine.rule": LAID_OUT.replace("rule a", "rule c") });
  const { exit, stdout } = rulec(["fmt", "--diff"], { cwd: folder });
  expect(exit).toBe(3);
  expect(read(folder, "a.rule")).toBe(UGLY);
  const patches = parsePatch(stdout);
  expect(patches.map(({ oldFileName, newFileName }) => [oldFileName, newFileName])).toEqual([["a/a.rule", "b/a.rule"], ["a/sub/b.rule", "b/sub/b.rule"]]);
  expect(applyPatch(UGLY, patches[0] as NonNullable<(typeof patches)[0]>)).toBe(LAID_OUT);
  expect(rulecJson(["fmt", "--diff"], { cwd: folder })).toMatchObject({ exit: 3, document: { changed: ["a.rule", "sub/b.rule"], files: 3, diff: stdout, diagnostics: [] } });
  expect(rulec(["fmt", "--diff", "fine.rule"], { cwd: folder })).toMatchObject({ exit: 0, stdout: "" });
});

test("a file with a mistake, or that is not UTF-8, keeps its bytes, and the others are laid out", () => {
  const folder = packFolder({ "a.rule": UGLY, "broken.rule": "rule b {   from\n" });
  const bytes = Buffer.concat([Buffer.from("rule c   unordered { from values [{ n: \""), Buffer.from([0xe9]), Buffer.from("\" }] }\n")]);
  writeFileSync(join(folder, "latin.rule"), bytes);
  const { exit, stdout, stderr } = rulec(["fmt", "none.rule", "."], { cwd: folder });
  expect([exit, stdout]).toEqual([1, "a.rule\n"]);
  for (const said of ["none.rule cannot be read (ENOENT)", "latin.rule cannot be read (not UTF-8)", "broken.rule:1:8"]) expect(stderr).toContain(said);
  expect(readFileSync(join(folder, "latin.rule"))).toEqual(bytes);
  expect(read(folder, "broken.rule")).toBe("rule b {   from\n");
  expect(read(folder, "a.rule")).toBe(LAID_OUT);
});

test("a file keeps its mode, a link stays a link, and nothing is left beside them", () => {
  const folder = packFolder({ "a.rule": UGLY });
  writeFileSync(join(folder, "elsewhere"), UGLY);
  symlinkSync("elsewhere", join(folder, "link.rule"));
  chmodSync(join(folder, "a.rule"), 0o640);
  const before = readdirSync(folder).toSorted();
  expect(rulec(["fmt", "a.rule", "link.rule"], { cwd: folder })).toMatchObject({ exit: 0, stdout: "a.rule\nlink.rule\n" });
  expect(statSync(join(folder, "a.rule")).mode & 0o777).toBe(0o640);
  expect(lstatSync(join(folder, "link.rule")).isSymbolicLink()).toBe(true);
  expect(read(folder, "elsewhere")).toBe(LAID_OUT);
  expect(readdirSync(folder).toSorted()).toEqual(before);
});

test("standard input goes to standard output, or tells whether it would change", () => {
  expect(rulec(["fmt", "--stdin", "--check"], { input: UGLY })).toMatchObject({ exit: 3, stdout: "" });
  expect(rulec(["fmt", "--stdin", "--check"], { input: LAID_OUT })).toMatchObject({ exit: 0, stdout: "" });
  expect(rulec(["fmt", "--stdin", "--diff", "x.rule"], { input: UGLY })).toMatchObject({ exit: 3, stdout: expect.stringContaining("+++ b/x.rule\n") });
  expect(rulec(["fmt", "--stdin", "x.rule"], { input: "rule a {" })).toMatchObject({ exit: 1, stdout: "", stderr: expect.stringContaining("x.rule:1:8") });
  expect(rulecJson(["fmt", "--stdin"], { input: UGLY })).toMatchObject({ exit: 0, document: { changed: ["<stdin>"], text: LAID_OUT } });
});

test("a pack is laid out though what it depends on is not there", () => {
  const folder = packFolder({ "a.rule": UGLY });
  const manifest = JSON.parse(read(folder, "rulepack.json")) as object;
  writeFileSync(join(folder, "rulepack.json"), JSON.stringify({ ...manifest, dependencies: { other: { path: "../nowhere" } } }));
  mkdirSync(join(folder, "target"));
  writeFileSync(join(folder, "target", "made.rule"), UGLY);
  expect(rulec(["fmt"], { cwd: folder })).toMatchObject({ exit: 0, stdout: "a.rule\n", stderr: "" });
});
