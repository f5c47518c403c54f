import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { packFolder, temporaryFolder } from "../support/pack.ts";
import { expectNoTrace, filesBelow, program, rulec, rulecJson, startRulec, surroundings, useBuilt, type Ended } from "../support/cli.ts";

useBuilt();

let template = "";
beforeAll(() => {
  template = join(temporaryFolder(), "shop");
  rulec(["init", template]);
  expect(rulec(["run"], { cwd: template }).exit).toBe(0);
});

/** The pack of `init` in a folder of its own, run once. */
function shop(): string {
  const folder = join(temporaryFolder(), "shop");
  cpSync(template, folder, { recursive: true });
  return folder;
}

const edit = (file: string, change: (text: string) => string): void => writeFileSync(file, change(readFileSync(file, "utf8")));
/** Of every rule what would change with its rows. */
const PUBLISHED = `from order_lines |> aggregate { rule: max("order_lines"), n: count(), total: sum(line_total), last: max(sku) }
  |> union all (from best_customers |> aggregate { rule: max("best_customers"), n: count(), total: sum(revenue), last: max(name) })
  |> union all (from daily_revenue |> aggregate { rule: max("daily_revenue"), n: count(), total: sum(revenue), last: max(country) }) |> sort [rule, n, total, last]`;
const published = (folder: string): unknown => (rulecJson(["show", "-e", PUBLISHED], { cwd: folder }).document as { rows: unknown }).rows;
const AS_BEFORE = [["best_customers", 3, "168.10", "Grace"], ["daily_revenue", 4, "168.10", "US"], ["order_lines", 7, "168.10", "tea"]];

/** It fails with this code, says what is expected, keeps what was published, and says that. */
function expectFailure(folder: string, code: string, ...says: readonly (string | RegExp)[]): void {
  const { exit, stderr } = rulec(["run"], { cwd: folder });
  expect([exit, stderr]).toEqual([1, expect.stringContaining(`error[${code}]`)]);
  for (const one of says) expect(stderr).toMatch(one);
  expect(stderr).toContain("nothing was published");
}

/** Data is put back before looking, as sources are part of what can be shown. */
const expectAsBefore = (folder: string): void => expect(published(folder)).toEqual(AS_BEFORE);

describe("data that is not what it was", () => {
  test("a file that is gone is named, with where it was looked for", () => {
    const folder = shop();
    unlinkSync(join(folder, "data/customers.csv"));
    const { exit, stderr } = rulec(["run"], { cwd: folder });
    expect([exit, stderr]).toEqual([1, expect.stringMatching(/error\[source-missing\]: sources\.customers: there is no file data\/customers\.csv\n.*rules\/sources\.rule:4:8/)]);
    expectAsBefore(folder);
    expect(rulecJson(["run"], { cwd: folder })).toMatchObject({ exit: 1, document: { status: "failed", diagnostics: [{ code: "source-missing", at: { file: "rules/sources.rule", line: 4 } }] } });
  });

  test("a value that is not of its type is named with its file, line and column", () => {
    const folder = shop();
    edit(join(folder, "data/customers.csv"), (text) => text.replace(/^2,/m, "two,"));
    expectFailure(folder, "source-value", /"two" is no int64 \(data\/customers\.csv, line 3, column customer_id\)/);
    expectAsBefore(folder);
  });

  test("a column that is gone is named, with what it may be called now", () => {
    const folder = shop();
    edit(join(folder, "data/customers.csv"), (text) => text.replace("country", "land"));
    expectFailure(folder, "source-column-missing", "data/customers.csv has no column `country`", /the data has: customer_id, name, land, email/);
    expectAsBefore(folder);
  });

  test("a line with too few fields, a JSON document that is cut short, a Parquet file that is none", () => {
    const folder = shop();
    edit(join(folder, "data/customers.csv"), (text) => text.replace(/^3,.*$/m, "3,Edsger"));
    expectFailure(folder, "source-value", /line 4/);
    cpSync(join(template, "data/customers.csv"), join(folder, "data/customers.csv"));
    edit(join(folder, "data/orders.json"), (text) => text.slice(0, text.length >> 1));
    expectFailure(folder, "source-unreadable", /data\/orders\.json/);
    cpSync(join(template, "data/orders.json"), join(folder, "data/orders.json"));
    edit(join(folder, "rules/sources.rule"), (text) => text.replace('csv("data/customers.csv")', 'parquet("data/customers.csv")'));
    expectFailure(folder, "source-unreadable", /data\/customers\.csv/);
    expectAsBefore(folder);
  });

  test("rows that break a claim are counted and shown", () => {
    const folder = shop();
    edit(join(folder, "data/customers.csv"), (text) => `${text.trimEnd()}\n1,Twice,GB,\n`);
    expectFailure(folder, "key-violated", "`customer_id` is no key of sources.customers: 1 row too many", "for example customer_id = 1, rows = 2");
    expectAsBefore(folder);
  });
});

describe("rulepack.json", () => {
  test.each([
    ['{ "name": "shop", ', "manifest-unreadable", 1], ['{\n  "name": "shop",\n  "version": "0.1.0",\n  "language": 1,\n  "profles": {}\n}', "manifest-unknown-property", 5],
    ['{ "name": "shop", "version": "0.1.0" }', "manifest-missing-property", 1], ['{\n "name": "shop", "version": "0.1.0", "language": 2\n}', "manifest-value", 2],
    ['{\n "name": "shop", "version": "0.1.0", "language": 1,\n "profile": "prod", "profiles": { "dev": {} }\n}', "unknown-profile", 3], ["", "manifest-unreadable", 1], ["[1]", "manifest-value", 1],
    ['{ "name": "shop", "version": "0.1.0", "language": 1, "profiles": { "dev": { "memory": "lots" } } }', "manifest-value", 1],
  ])("%j is told at its line, by every command", (text, code, line) => {
    const folder = packFolder({ "rulepack.json": text, "m.rule": "rule r ordered by [n] { from values [{ n: 1 }] }\n" });
    for (const args of [["check"], ["run"], ["compile"]]) {
      const { exit, document } = rulecJson(args, { cwd: folder });
      expect([exit, document]).toEqual([1, expect.objectContaining({ diagnostics: expect.arrayContaining([expect.objectContaining({ code, at: expect.objectContaining({ file: "rulepack.json", line }) })]) })]);
    }
    expect(filesBelow(folder)).toEqual(["m.rule", "rulepack.json"]);
  });
});

/** Whether a process of nobody's can start the program here: then root, who may write anywhere, can see what others see. */
const NOBODY = 65534;
const asOther = process.getuid?.() !== 0 ? {} : spawnSync(process.execPath, [program, "--version"], { uid: NOBODY, encoding: "utf8" }).status === 0 ? { uid: NOBODY } : null;

describe("a target that cannot be written", () => {
  const inPlaceOf = (folder: string, what: string): void => {
    rmSync(join(folder, what), { recursive: true, force: true });
    writeFileSync(join(folder, what), "in the way");
  };

  test("since a file has the folder's name", () => {
    const folder = shop();
    const before = rulecJson(["show", "best_customers"], { cwd: folder }).document;
    inPlaceOf(folder, "out");
    const { exit, stderr } = rulec(["run"], { cwd: folder });
    expect([exit, stderr]).toEqual([1, expect.stringMatching(/error\[target-not-writable\]: out\S* cannot be written/)]);
    expect([rulecJson(["show", "best_customers"], { cwd: folder }).document, readFileSync(join(folder, "out"), "utf8")]).toEqual([before, "in the way"]);
    inPlaceOf(folder, "target");
    for (const args of [["run"], ["compile"]]) expect(rulec(args, { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringMatching(/error\[target-not-writable\]: target\S* cannot be written/) });
    inPlaceOf(folder, "golden");
    rmSync(join(folder, "target"));
    expect(rulec(["compile", "--golden"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("error[target-not-writable]: golden") });
    expect(rulec(["clean", "--yes"], { cwd: folder }).exit).toBe(0);
  });

  test("since nobody gave permission", () => {
    // Where no other user can start the program, a folder's place is taken by a file: the test above.
    if (asOther === null) return expect(process.getuid?.()).toBe(0);
    const folder = shop();
    chmodSync(join(folder, ".."), 0o755);
    for (const one of [".", "target", "target/shop", "out", "rules"]) chmodSync(join(folder, one), 0o555);
    for (const args of [["run"], ["compile"]]) {
      const { exit, stderr } = rulec(args, { cwd: folder, ...asOther });
      expect([args, exit, stderr]).toEqual([args, 1, expect.stringMatching(/error\[(target-not-writable|warehouse-unreadable)\]: \S*target\S* cannot be (written|opened)/)]);
    }
    expect(rulec(["init", join(folder, "new")], { cwd: folder, ...asOther })).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^rulec: \S*new cannot be made \(EACCES\)/) });
    // Reading needs no permission to write.
    for (const args of [["check"], ["ls"], ["fmt", "--check"], ["show", "daily_revenue"]]) expect([args, rulec(args, { cwd: folder, ...asOther })]).toEqual([args, expect.objectContaining({ exit: 0 })]);
    edit(join(folder, "rules/sources.rule"), (text) => `  ${text}`);
    expect(rulec(["fmt"], { cwd: folder, ...asOther })).toMatchObject({ exit: 1, stdout: "", stderr: expect.stringContaining("rules/sources.rule cannot be written (EACCES)") });
    for (const one of [".", "target", "target/shop", "out", "rules"]) chmodSync(join(folder, one), 0o755);
    expect(rulec(["run"], { cwd: folder }).exit).toBe(0);
  });

  test("since the disk is full: the old state stays, and the next run publishes", () => {
    const folder = packFolder({ "m.rule": 'param n: int64 = 1\nrule r as parquet("out/r.parquet") ordered by [id] { from values [{ id: 1 }, { id: 2 }] |> derive { n: $n } }\n' });
    expect(rulec(["run"], { cwd: folder }).exit).toBe(0);
    edit(join(folder, "m.rule"), (text) => `${text}source a = csv("a.csv") { id: int64, x: float64, key [id] }\nrule big ordered by [id] { from a |> derive { t: sha256(id::string) } }\n`);
    writeFileSync(join(folder, "a.csv"), `id,x\n${Array.from({ length: 150_000 }, (_, i) => `${i},${Math.sin(i)}`).join("\n")}\n`);
    const full = onFullDisk(folder, ["run", "--param", "n=2"]);
    expect([full.exit, full.stderr]).toEqual([1, expect.stringMatching(/error\[(target-full|engine-io)\]/)]);
    expect(rulecJson(["show", "r"], { cwd: folder }).document).toMatchObject({ rows: [[1, 1], [2, 1]] });
    expect(rulec(["run", "--param", "n=2"], { cwd: folder })).toMatchObject({ exit: 0 });
    expect(rulecJson(["show", "r"], { cwd: folder }).document).toMatchObject({ rows: [[1, 2], [2, 2]] });
  });

  test("since the disk is full, for artifacts", () => {
    const folder = shop();
    const full = onFullDisk(folder, ["compile"], 1);
    expect([full.exit, full.stderr]).toEqual([1, expect.stringMatching(/error\[target-full\]: there is no space left for target/)]);
    expect(rulec(["compile"], { cwd: folder }).exit).toBe(0);
  });
});

/** A limit of a file's size stands for the full disk: it needs no privilege, and a write fails in the same place. In kB. */
function onFullDisk(folder: string, args: readonly string[], limit = 2000): Ended {
  const { status, signal, stdout, stderr } = spawnSync("bash", ["-c", `ulimit -f ${limit}; exec "$0" "$@"`, process.execPath, program, ...args], { cwd: folder, env: surroundings(undefined), encoding: "utf8" });
  expectNoTrace({ stdout, stderr });
  return { exit: status, signal, stdout, stderr };
}

describe("a file system without space", () => {
  /** A small file system in memory where the system lets us make one; else the limit of a file's size. */
  test("a run that fills it up leaves what was there", () => {
    const folder = temporaryFolder();
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=6m", "tmpfs", folder]).status === 0;
    try {
      packFolder({ "a.csv": "id\n1\n2\n", "m.rule": 'source a = csv("a.csv") { id: int64, key [id] }\nrule r ordered by [id] { from a }\n' }, folder);
      expect(rulec(["run"], { cwd: folder }).exit).toBe(0);
      edit(join(folder, "m.rule"), (text) => `${text}rule big as parquet("out/big.parquet") ordered by [id, k] { from a |> derive { xs: split(repeat("a,", 400000), ",") } |> explode xs as x, index: k, base: 1 |> select { id, k, t: sha256(f"{id} {k}") } }\n`);
      const { exit, stderr } = mounted ? rulec(["run"], { cwd: folder }) : onFullDisk(folder, ["run"]);
      expect([exit, stderr]).toEqual([1, expect.stringMatching(/error\[(target-full|engine-io|engine-out-of-memory)\]/)]);
      expect(rulecJson(["show", "r"], { cwd: folder })).toMatchObject({ exit: 0, document: { rows: [[1], [2]] } });
      edit(join(folder, "m.rule"), (text) => text.slice(0, text.indexOf("rule big")));
      expect(rulec(["run"], { cwd: folder })).toMatchObject({ exit: 0, stderr: "" });
      expect(readdirSync(folder).includes("out") ? readdirSync(join(folder, "out")) : []).toEqual([]);
    } finally {
      if (mounted) spawnSync("umount", [folder]);
    }
  });
});

/** A pack whose run takes a while; `version` is in every row that it publishes. */
const SLOW = `param version: int64 = 1
source a = csv("a.csv") { id: int64, key [id] }
rule first ordered by [id] { from a |> select { id, version: $version } }
rule slow ordered by [id] { from a |> derive { xs: split(repeat("a,", 20000), ",") } |> explode xs as x, index: k, base: 1 |> group { id } { last: max(sha256(f"{id} {k}")) } |> derive { version: $version } }
rule file as parquet("out/file.parquet") ordered by [id] { from slow |> select { id, version } }
`;
const ROWS = 40;
const slowPack = (): string => packFolder({ "m.rule": SLOW, "a.csv": `id\n${Array.from({ length: ROWS }, (_, i) => i).join("\n")}\n` });
const VERSIONS = `${["first", "slow", "file"].map((name) => `from ${name} |> select { rule: "${name}", version }`).map((of, i) => (i === 0 ? of : `|> union all (${of})`)).join(" ")} |> group { rule, version } { n: count() } |> sort [rule, version]`;
/** The versions that each rule's rows have: two of one rule are a mixture. */
const versions = (folder: string): unknown => (rulecJson(["show", "-e", VERSIONS], { cwd: folder }).document as { rows: unknown }).rows;
const all = (version: number): unknown => ["file", "first", "slow"].map((name) => [name, version, ROWS]);

async function until(what: () => boolean): Promise<void> {
  for (let waited = 0; !what(); waited += 5) {
    if (waited > 30_000) throw new Error("waited in vain");
    await sleep(5);
  }
}
const isLocked = (folder: string): boolean => existsSync(join(folder, "target")) && readdirSync(join(folder, "target")).some((name) => name.endsWith(".lock"));

describe("a process that ends in the middle of a run", () => {
  let pack = "";
  beforeAll(() => {
    pack = slowPack();
    expect(rulec(["run"], { cwd: pack }).exit).toBe(0);
    expect(versions(pack)).toEqual(all(1));
  });
  const copy = (): string => {
    const folder = join(temporaryFolder(), "p");
    cpSync(pack, folder, { recursive: true });
    return folder;
  };

  /** Until it is at work: from then on it has the warehouse open. */
  const atWork = async ({ child, said }: ReturnType<typeof startRulec>): Promise<void> => until(() => said().includes("to build") || child.exitCode !== null);

  test.each([0, 100, 600])("by SIGKILL, %i ms after it began to work: what was published is whole, and the next run puts the rest right", async (delay) => {
    const folder = copy();
    const run = startRulec(["run", "--param", "version=2"], { cwd: folder });
    await atWork(run);
    await sleep(delay);
    run.child.kill("SIGKILL");
    await run.ended;
    expect([all(1), all(2)]).toContainEqual(versions(folder));
    expect(rulec(["run", "--param", "version=3"], { cwd: folder })).toMatchObject({ exit: 0 });
    expect(versions(folder)).toEqual(all(3));
    expect(isLocked(folder)).toBe(false);
    expect(filesBelow(join(folder, "out"))).toEqual(["file.parquet"]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("by %s: it stops, says so, exits with 130 or by the signal where the engine does not let go, and nothing is published", async (signal) => {
    const folder = copy();
    const run = startRulec(["run", "--param", "version=2"], { cwd: folder });
    await atWork(run);
    run.child.kill(signal);
    const { exit, signal: by, stderr } = await run.ended;
    expect([by === signal ? 130 : exit, stderr]).toEqual([130, expect.stringContaining("interrupted")]);
    expect([versions(folder), isLocked(folder)]).toEqual([all(1), by === signal]);
  });

  test("by a halt: another one waits and says for whom, and whoever only reads is told at once", async () => {
    const folder = copy();
    const first = startRulec(["run", "--param", "version=2"], { cwd: folder });
    await atWork(first);
    first.child.kill("SIGSTOP");
    const second = startRulec(["run", "--param", "version=3"], { cwd: folder });
    const reader = rulec(["show", "first"], { cwd: folder });
    expect([reader.exit, reader.stderr]).toEqual([1, expect.stringContaining("error[warehouse-locked]")]);
    expect(reader.stderr).toContain(`process ${first.child.pid}`);
    await until(() => second.said().includes("waiting for the warehouse"));
    expect(second.said()).toContain(`process ${first.child.pid}`);
    first.child.kill("SIGCONT");
    expect((await first.ended).exit).toBe(0);
    expect((await second.ended).exit).toBe(0);
    expect(versions(folder)).toEqual(all(3));
  });
});

describe("what rulec keeps", () => {
  test("may be damaged: a run makes it anew, and a warehouse that is none is left alone", () => {
    const folder = shop();
    const state = join(folder, "target/shop");
    for (const file of filesBelow(state)) writeFileSync(join(state, file), "{ damaged");
    expect(rulec(["run", "--full-refresh"], { cwd: folder })).toMatchObject({ exit: 0, stderr: "" });
    expect(JSON.parse(readFileSync(join(state, "state/claims.json"), "utf8"))).toMatchObject({ format: 1 });
    writeFileSync(join(folder, "target/dev.duckdb"), "this is no database");
    for (const args of [["run"], ["show", "best_customers"], ["clean", "--yes", "--warehouse"]]) {
      expect([args, rulec(args, { cwd: folder })]).toEqual([args, expect.objectContaining({ exit: 1, stderr: expect.stringContaining("error[warehouse-unreadable]") })]);
    }
    expect(readFileSync(join(folder, "target/dev.duckdb"), "utf8")).toBe("this is no database");
  });

  test("a table that somebody else made under a rule's name is not replaced", async () => {
    const folder = packFolder({ "m.rule": "rule r ordered by [n] { from values [{ n: 1 }] }\n" });
    mkdirSync(join(folder, "target"));
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const instance = await DuckDBInstance.create(join(folder, "target/dev.duckdb"));
    const connection = await instance.connect();
    await connection.run("create table r as select 'mine' as n");
    connection.closeSync();
    instance.closeSync();
    expect(rulec(["run"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("error[target-not-owned]") });
  });
});

test("rules of any text at all, and commands on them, end in diagnostics", () => {
  const random = (() => {
    let state = 20_260_131;
    return (n: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return state % n;
    };
  })();
  const texts = ["rules/sales.rule", "rules/sources.rule"].map((file) => readFileSync(join(template, file), "utf8"));
  const pieces = texts.join("\n").split(/(?<=[\s,(){}[\]|>.:])|(?=[,(){}[\]|>.:])/);
  const mutated = (text: string): string => {
    const words = text.split(/(?<=[\s,(){}[\]|>.:])|(?=[,(){}[\]|>.:])/);
    for (let i = 0; i <= random(6); i++) {
      const at = random(words.length);
      const how = random(5);
      if (how === 0) words.splice(at, 1 + random(4));
      else if (how === 1) words.splice(at, 0, pieces[random(pieces.length)] as string);
      else if (how === 2) words[at] = pieces[random(pieces.length)] as string;
      else if (how === 3) words.splice(at, 0, ["\u0000", "\ud800", "'", '"', "`", "```", "--", "/*", "é", "😀", "$", "@", "{", "}", "1e999", "99999999999999999999", "f\"{", "\r"][random(18)] as string);
      else words.splice(at, 0, ...words.slice(at, at + random(20)));
    }
    return words.join("");
  };
  const folder = shop();
  for (let i = 0; i < 40; i++) writeFileSync(join(folder, "rules", `m${i}.rule`), mutated(texts[random(2)] as string));
  for (const args of [["check"], ["check", "--json"], ["ls"], ["compile"], ["run"], ["fmt"], ["show", "order_lines", "--sql"], ["check", "--fix"], ["check"]]) {
    const { exit, stderr } = rulec(args, { cwd: folder });
    expect([args, exit === 0 || exit === 1 || exit === 2, stderr.includes("this should not happen")]).toEqual([args, true, false]);
  }
});
