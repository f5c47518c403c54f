/** What selectors select. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { NO_FACTS, select, type Selectable, type SelectFacts } from "../src/cli/select.ts";
import { factsOf } from "../src/cli/select-facts.ts";
import { temporaryFolder } from "./support/pack.ts";

const rule = (name: string, reads: readonly string[], tags: readonly string[] = [], file = "rules/m.rule"): Selectable => ({ name: `m.${name}`, tags, reads: reads.map((read) => `m.${read}`), file });
/** a → b → c → d, and b → e, which reads the source t too. */
const RULES = [rule("a", ["s"], ["nightly"]), rule("b", ["a"]), rule("c", ["b"], ["nightly"], "rules/deep/n.rule"), rule("d", ["c"]), rule("e", ["b", "t"])];
const FACTS: SelectFacts = {
  ...NO_FACTS, sources: [{ name: "m.s", file: "rules/sources.rule" }, { name: "m.t", file: "rules/t.rule" }],
  state: () => (name, state) => state === "modified" && name === "m.c", result: () => (name, result) => result === "error" && name === "m.b",
  git: (ref) => (ref === "main" ? { files: new Set(["rules/t.rule", "rules/deep/n.rule"]) } : { problem: `git:${ref}: bad revision '${ref}'` }),
};
const selected = (args: readonly string[], exclude: readonly string[] = []): string => {
  const found = select(args, RULES, FACTS, exclude);
  return found.ok ? [...found.names].map((name) => name.slice(2)).sort().join("") : found.problem;
};

describe("a selector", () => {
  test.each([
    [[], "abcde"], [["b"], "b"], [["m.b", "c"], "bc"], [["?"], "abcde"], [["#nightly"], "ac"], [["rules/deep/"], "c"],
    [["+c"], "abc"], [["b+"], "bcde"], [["+b+"], "abcde"], [["1+c"], "bc"], [["2+d"], "bcd"], [["a+1"], "ab"], [["a+2"], "abce"], [["0+c"], "c"], [["1+c+1"], "bcd"],
    [["#nightly,b+"], "c"], [["#nightly&rules/deep/"], "c"], [["+c,b+"], "bc"], [["a+1,c+1"], ""], [["source:s"], "a"], [["source:s+1"], "ab"], [["source:t", "a"], "ae"],
    [["state:modified"], "c"], [["state:modified+"], "cd"], [["state:new"], ""], [["result:error+1"], "bce"], [["git:main"], "ce"],
    [["nothing"], "nothing selects no rule; `rulec ls` lists them"], [["#weekly"], "no rule has the tag #weekly"], [["stat:new"], "there is no selector stat:, did you mean state:?"],
    [["state:modifed"], "state: takes new, modified, modified.sql, modified.contract, unchanged, not modifed; did you mean state:modified?"],
    [["tag:nightly"], "there is no selector tag:; a tag is written #nightly"], [["path:rules/deep"], "there is no selector path:; a path is written rules/deep"],
    [["result:fail"], "result: takes error, warned, skipped, built, reused, not fail; did you mean result:error?"], [["state:fail"], "state: takes new, modified, modified.sql, modified.contract, unchanged, not fail"],
    [["source:q"], "there is no source q, did you mean s?"], [["git:nope"], "git:nope: bad revision 'nope'"],
  ] as const)("%j", (args, expected) => {
    expect(selected(args)).toBe(expected);
  });

  test("is left out by exclusion, which takes all that selectors do", () => {
    expect(selected([], ["b+"])).toBe("a");
    expect(selected(["+d"], ["#nightly", "d"])).toBe("b");
    expect(selected([], ["z"])).toContain("z selects no rule");
  });
});

test("git: files that differ from a commit, added or not, below the pack's folder; without a repository, or with no such commit, it says so", () => {
  const folder = temporaryFolder();
  const pack = join(folder, "pack");
  mkdirSync(pack);
  const facts = factsOf({ root: pack, target: join(pack, "target"), cwd: pack, state: undefined, record: null }, { declared: [], rules: [], sources: [], tests: [], params: new Map(), diagnostics: [], allowed: [], prepared: null, shape: null as never, timings: null as never });
  expect(facts.git("HEAD")).toMatchObject({ problem: expect.stringContaining("not a git repository") });
  const git = (...args: string[]): void => {
    const { status, stderr } = spawnSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main", ...args], { encoding: "utf8" });
    expect([args, status, status === 0 ? "" : stderr]).toEqual([args, 0, ""]);
  };
  for (const name of ["a.rule", "b.rule", "ä b.rule"]) writeFileSync(join(pack, name), "");
  git("init", "-q");
  git("add", "-A");
  git("commit", "-q", "-m", "x");
  writeFileSync(join(folder, "beside.rule"), "");
  writeFileSync(join(pack, "ä b.rule"), "changed");
  writeFileSync(join(pack, "new.rule"), "");
  expect(facts.git("HEAD")).toEqual({ files: new Set(["ä b.rule", "new.rule"]) });
  expect(facts.git("main")).toEqual({ files: new Set(["ä b.rule", "new.rule"]) });
  expect(facts.git("nope")).toEqual({ problem: "git:nope: bad revision 'nope'" });
  expect(facts.git("--output=x")).toMatchObject({ problem: expect.stringContaining("names no commit") });
  expect(facts.state()).toMatchObject({ problem: expect.stringContaining("is not there") });
});
