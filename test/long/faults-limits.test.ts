import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { namespaceProblem, onDisk, readOnly, withFiles } from "../faults/limits.ts";
import { filesBelow, rulec, rulecJson, useBuilt, type Ended } from "../support/cli.ts";
import { packFolder } from "../support/pack.ts";

useBuilt();
beforeAll(() => {
  expect(namespaceProblem()).toBeNull();
});

const MANIFEST = (memory: string): string => JSON.stringify({ name: "limits", version: "0.1.0", language: 1, profiles: { dev: { threads: 2, memory } } });
/** `rows` is how much there is to do. */
const RULES = `param version: int64 = 1
param rows: int64 = 10
source a = csv("data/a*.csv") { id: int64, key [id] }
rule small as parquet("out/small.parquet") ordered by [id] { from a |> select { id, version: $version } }
rule kept as table(mode: "append") ordered by [id] { from a |> select { id, version: $version } }
rule big ordered by [id, k] { from a |> derive { xs: split(repeat("a,", $rows), ",") } |> explode xs as x, index: k, base: 1 |> select { id, k, text: sha256(f"{id} {k}"), version: $version } }
`;
const BIG = `${RULES}rule file as parquet("out/file.parquet") ordered by [id, k] { from big }
`;
const IDS = 40;

function pack(rules: string, memory = "1GB"): string {
  const folder = packFolder({ "rulepack.json": MANIFEST(memory), "m.rule": rules, "data/a.csv": `id\n${Array.from({ length: IDS }, (_, i) => i).join("\n")}\n` });
  expect(rulec(["run"], { cwd: folder })).toMatchObject({ exit: 0 });
  return folder;
}

const SEEN = 'from small |> group { version } { rule: max("small"), n: count() } |> union all (from kept |> group { version } { rule: max("kept"), n: count() }) |> union all (from big |> group { version } { rule: max("big"), n: count() }) |> sort [rule, version]';
const seen = (folder: string): unknown => (rulecJson(["show", "-e", SEEN], { cwd: folder }).document as { rows?: unknown }).rows;

/** It fails with one of these codes; what was published is whole; the next run publishes, and nothing else is left beside it. */
function expectKept(folder: string, codes: RegExp, fail: (folder: string) => Ended, repair: () => void = () => undefined): void {
  const [before, files] = [seen(folder), filesBelow(join(folder, "out"))];
  const { exit, stderr } = fail(folder);
  expect([exit, stderr]).toEqual([1, expect.stringMatching(codes)]);
  expect(seen(folder)).toEqual(before);
  repair();
  expect(rulec(["run", "--param", "version=3"], { cwd: folder })).toMatchObject({ exit: 0 });
  expect(seen(folder)).toEqual([[3, "big", IDS * 11], [1, "kept", IDS], [3, "kept", IDS], [3, "small", IDS]]);
  expect(filesBelow(join(folder, "out"))).toEqual(files);
}

describe("a disk that is full", () => {
  test.each([["while a table is built", RULES, "5m"], ["while a file is written", BIG, "9m"]])("%s: told, what was published is whole, and the next run publishes", (_, rules, size) => {
    expectKept(pack(rules), /error\[(target-full|engine-io)\]/, (folder) => onDisk(folder, size, ["run", "--param", "version=2", "--param", "rows=4000"]));
  });

  test("before anything is there: told", () => {
    const folder = packFolder({ "rulepack.json": MANIFEST("1GB"), "m.rule": RULES, "data/a.csv": "id\n1\n" });
    expect(onDisk(folder, "64k", ["run"])).toMatchObject({ exit: 1, stderr: expect.stringMatching(/error\[(target-full|engine-io|target-not-writable|warehouse-unreadable)\]/) });
    expect(rulec(["run"], { cwd: folder })).toMatchObject({ exit: 0 });
  });
});

describe("a file system that cannot be written", () => {
  test.each(["out", "target", "target/limits", "."])("at %s: told, what was published is whole, reading goes on", (part) => {
    const folder = pack(RULES);
    expectKept(folder, /error\[target-not-writable\]/, () => {
      if (part !== "out") expect(readOnly(folder, part, ["show", "small"])).toMatchObject({ exit: 0 });
      return readOnly(folder, part, ["run", "--param", "version=2"]);
    });
  });
});

test("a memory limit that a rule does not keep to: told at the rule, with the limit's name", () => {
  const folder = pack(`${RULES}rule whole ordered by [version] { from big |> group { version } { all: string_agg(text, "", sort: [text, id, k]) } }\n`);
  expectKept(folder, /error\[engine-out-of-memory\]/, () => {
    writeFileSync(join(folder, "rulepack.json"), MANIFEST("30MB"));
    return rulec(["run", "--param", "version=2", "--param", "rows=40000"], { cwd: folder });
  }, () => writeFileSync(join(folder, "rulepack.json"), MANIFEST("1GB")));
});

test("a limit of open files: told, never fewer rows", () => {
  const folder = pack(RULES.replace("data/a*.csv", "data/**/a*.csv"));
  const rest = readFileSync(join(folder, "data/a.csv"), "utf8").split("\n").slice(1, -1);
  // As many files as rows, each in a folder of its own.
  packFolder(Object.fromEntries(rest.map((id) => [`data/${id}/a${id}.csv`, `id\n${id}\n`])), folder);
  writeFileSync(join(folder, "data/a.csv"), "id\n");
  const exits: (number | null)[] = [];
  for (const files of [24, 32, 36, 37, 38, 39, 40, 64]) {
    const { exit, stderr } = withFiles(folder, files, ["run", "--param", "version=1"]);
    exits.push(exit);
    if (exit !== 0) expect([files, exit, stderr]).toEqual([files, 1, expect.stringMatching(/EMFILE|too many open files/i)]);
  }
  expect([exits[0], exits.at(-1)]).toEqual([1, 0]);
  expect(rulec(["run", "--param", "version=1"], { cwd: folder })).toMatchObject({ exit: 0 });
  expect((rulecJson(["show", "-e", "from small |> aggregate { n: count() }"], { cwd: folder }).document as { rows: unknown }).rows).toEqual([[IDS]]);
});
