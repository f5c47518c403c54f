import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { cleanPack, cleanablePack, openEngine } from "../../src/runtime/index.ts";
import type { Cleanable } from "../../src/runtime/run/clean.ts";
import type { RunInput } from "../../src/runtime/run/work.ts";
import { filesBelow } from "../support/cli.ts";
import { packFolder, temporaryFolder } from "../support/pack.ts";
import { DATA, LEAN, expectPlain, openPack, pack, publishedPack, sayings, type Pack } from "./kit.ts";

/** Statements of somebody else's, in the pack's warehouse. */
async function elsewhere({ profile }: RunInput, text: string): Promise<readonly (readonly unknown[])[]> {
  const engine = await openEngine({ ...profile, policy: "admin", directories: [], temp: null });
  try {
    return (await (await engine.session()).query({ text })).rows;
  } finally {
    engine.close();
  }
}
const counted = (of: Pack): Promise<unknown> => of.workspace.rows("from counted |> select { version, n }");

/** With one bit turned, or cut in half. */
const flipped = (bytes: Buffer, at: number): Buffer => {
  const out = Buffer.from(bytes);
  out[at] = (out[at] as number) ^ 16;
  return out;
};
const damages: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ["cut", (bytes) => bytes.subarray(0, bytes.length >> 1)],
  ["a bit turned", (bytes) => flipped(bytes, bytes.length >> 1)],
];

describe("what is damaged", () => {
  test("in the warehouse is told and left as it is; put back, all of it is there", async () => {
    const of = await publishedPack({ "m.rule": LEAN });
    const file = of.workspace.input.profile.warehouse;
    const whole = readFileSync(file);
    const cases = [whole.subarray(0, 100), whole.subarray(0, whole.length >> 1), flipped(whole, 10), flipped(whole, 4200), flipped(whole, 12_288 + 40)];
    for (const [i, bytes] of cases.entries()) {
      writeFileSync(file, bytes);
      const outcome = await of.run(2);
      expectPlain(of, outcome);
      expect([i, outcome.diagnostics.map(({ code }) => code)]).toEqual([i, ["warehouse-unreadable"]]);
      expect(await cleanablePack(of.workspace.input, true)).toMatchObject({ code: "warehouse-unreadable" });
      expect(readFileSync(file).equals(bytes)).toBe(true);
    }
    writeFileSync(file, whole);
    expect(await counted(of)).toEqual([[1, 3]]);
  });

  test.each(damages)("in records, artifacts and what is remembered of sources (%s) is made anew", async (_, damage) => {
    const of = await publishedPack({ "m.rule": LEAN });
    const target = of.workspace.input.target;
    const files = filesBelow(target);
    expect(files).toEqual(expect.arrayContaining(["state/claims.json", "run-results.jsonl"]));
    for (const file of files) writeFileSync(join(target, file), damage(readFileSync(join(target, file))));
    expect(await of.run(2)).toMatchObject({ status: "published", diagnostics: [] });
    expect(await counted(of)).toEqual([[2, 3]]);
    for (const file of filesBelow(target).filter((name) => name.startsWith("state/") && name.endsWith(".json"))) JSON.parse(readFileSync(join(target, file), "utf8"));
  });

  test.each(damages)("in a file that was published (%s) is put right by the next run, and told to whoever only reads it", async (_, damage) => {
    const of = await publishedPack({ "m.rule": LEAN });
    const file = join(of.folder, "out/kept.parquet");
    const whole = readFileSync(file);
    writeFileSync(file, damage(whole));
    const reading = await of.run(1, { selected: (rule) => rule.endsWith("counted") });
    // A bit within a value that nobody needs may go unnoticed by who reads; nothing else may.
    if (reading.status === "failed") expectPlain(of, reading);
    else expect(await counted(of)).toEqual([[1, 3]]);
    expect(await of.run(1)).toMatchObject({ status: "published", diagnostics: [] });
    expect(readFileSync(file).equals(whole)).toBe(true);
  });

  test("in the ledger is told: what it does not know is nobody's to replace, and a newer one is left alone", async () => {
    const of = await publishedPack({ "m.rule": LEAN });
    const { input } = of.workspace;
    const whole = readFileSync(input.profile.warehouse);
    for (const [damage, code] of [["DELETE FROM __rulec_objects", "target-not-owned"], ["DROP TABLE __rulec_objects", "warehouse-unreadable"], ["UPDATE __rulec_meta SET format = 99", "warehouse-newer"]] as const) {
      writeFileSync(input.profile.warehouse, whole);
      await elsewhere(input, damage);
      const outcome = await of.run(2);
      expect([damage, outcome.status, outcome.diagnostics[0]?.code]).toEqual([damage, "failed", code]);
      for (const one of outcome.diagnostics) expect(sayings(one)).not.toContain(of.folder);
      expect(await elsewhere(input, "SELECT DISTINCT version FROM base")).toEqual([[1]]);
    }
  });
});

describe("a clock that goes back", () => {
  afterEach(() => void vi.useRealTimers());

  test("does not make a later run older, nor what changed look as it was", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2099-01-01T00:00:00Z") });
    const of = await publishedPack({ "m.rule": LEAN });
    const future = new Date("2098-01-01T00:00:00Z");
    utimesSync(join(of.folder, "data/a.csv"), future, future);
    expect(await of.run(1)).toMatchObject({ diagnostics: [] });
    vi.useRealTimers();
    // The same size and the same time of change, as a copy with its times would have them.
    writeFileSync(join(of.folder, "data/a.csv"), DATA.replace("two", "TWO"));
    utimesSync(join(of.folder, "data/a.csv"), future, future);
    expect(await of.run(1)).toMatchObject({ status: "published", diagnostics: [] });
    expect(await of.workspace.rows("from base |> select { text }")).toEqual([["one"], ["TWO"], ["three"]]);
    const runs = (await elsewhere(of.workspace.input, "SELECT run FROM __rulec_runs ORDER BY rowid")).flat() as string[];
    expect(runs).toEqual(runs.toSorted());
    // Its rows are held to its claims anew.
    writeFileSync(join(of.folder, "data/a.csv"), DATA.replace("2,two", "1,two"));
    utimesSync(join(of.folder, "data/a.csv"), future, future);
    expect(await of.run(1)).toMatchObject({ status: "failed", diagnostics: [{ code: "key-violated" }] });
  });
});

describe("what somebody else keeps beside it", () => {
  test("is there after a run and after clean: tables, views, schemas, rows and files", async () => {
    const view = "rule seen as view { from base |> select { id, version } }\n";
    const of = await publishedPack({ "m.rule": LEAN + view });
    const { input } = of.workspace;
    await elsewhere(input, "CREATE SCHEMA theirs; CREATE TABLE theirs.base AS SELECT 7 AS x; CREATE TABLE mine AS SELECT 8 AS x; CREATE VIEW over_ours AS SELECT id, version FROM base; SELECT 1");
    writeFileSync(join(of.folder, "out/notes.txt"), "theirs");
    // Below their view and ours, which is not part of the run, the table changes; what the views read is there still.
    writeFileSync(join(of.folder, "m.rule"), LEAN.replace("version: $version }", "version: $version, more: upper(text) }") + view);
    const wider = openPack(of.folder);
    expect(await wider.run(2, { selected: (rule) => !rule.endsWith("seen") })).toMatchObject({ status: "published", diagnostics: [] });
    expect(await elsewhere(input, "SELECT DISTINCT version FROM over_ours UNION ALL SELECT DISTINCT version FROM seen")).toEqual([[2], [2]]);
    const what = (await cleanablePack(input, true)) as Cleanable;
    expect(what.objects.map(({ name }) => name).sort()).toEqual(["base", "counted", "out/kept.parquet", "seen"]);
    expect(await cleanPack(input, what)).toBeNull();
    expect(await elsewhere(input, "SELECT table_name FROM information_schema.tables WHERE NOT starts_with(table_name, '__rulec_') ORDER BY 1")).toEqual([["base"], ["mine"], ["over_ours"]]);
    expect(await elsewhere(input, "SELECT x FROM theirs.base UNION ALL SELECT x FROM mine ORDER BY x")).toEqual([[7], [8]]);
    expect(filesBelow(join(of.folder, "out"))).toEqual(["notes.txt"]);
  });

  test("is not read by a copy of the pack: a view reads the files of the folder that it is in", async () => {
    const of = await publishedPack({ "m.rule": `${LEAN}rule seen as view { from kept |> select { version } }\n` });
    const folder = join(temporaryFolder(), "copy");
    cpSync(of.folder, folder, { recursive: true, preserveTimestamps: true });
    const copied = openPack(folder);
    expect(await copied.run(1)).toMatchObject({ status: "published", diagnostics: [] });
    expect(await of.run(2)).toMatchObject({ status: "published" });
    expect(await elsewhere(copied.workspace.input, "SELECT DISTINCT version FROM seen")).toEqual([[1]]);
  });

  test("is not written through: a link in the place of a file makes way, and what it leads to stays", async () => {
    const of = await publishedPack({ "m.rule": LEAN });
    const precious = join(temporaryFolder(), "precious");
    writeFileSync(precious, "theirs");
    rmSync(join(of.folder, "out/kept.parquet"));
    symlinkSync(precious, join(of.folder, "out/kept.parquet"));
    expect(await of.run(2)).toMatchObject({ status: "published" });
    expect([readFileSync(precious, "utf8"), await counted(of)]).toEqual(["theirs", [[2, 3]]]);
  });
});

describe("names", () => {
  test.each(["it's \"q\" `b` $HOME", "a[b]*{c,d} 100%41", "名前 é 😀;--\n \\"])("of folders, files and values such as %j work", async (name) => {
    // DuckDB finds no pattern below a folder with a backslash in its name.
    const folder = join(temporaryFolder(), name.replaceAll("\\", "_"));
    // In the paths of a rule those that stand for others may not be, nor the backslash.
    const inFile = name.replaceAll(/[*[\]{}\\]/g, "_");
    const inText = inFile.replaceAll('"', '\\"').replaceAll("\n", "\\n");
    // And what a run writes has no control characters in its name.
    const written = inText.replaceAll("\\n", "_");
    // Another pack, whose files a pattern of the first one's name would find.
    const neighbour = join(folder, "..", name.replaceAll("[b]", "b").replaceAll("*", "x"));
    mkdirSync(folder);
    if (neighbour !== folder) packFolder({ "out/p a_b___c,d_ 100%41/x.parquet": "theirs" }, neighbour);
    const rules = LEAN.replace("data/a.csv", `data/${inText}.csv`).replace("out/kept.parquet", `out/${written}/${written}.parquet`);
    const of = openPack(packFolder({ "m.rule": `${rules}rule parts as parquet("out/p ${written}", partition_by: [text]) ordered by [id] { from base }\n`, [`data/${inFile}.csv`]: DATA.replace("one", `"${name.replaceAll('"', '""')}"`) }, folder));
    expect(await of.run(1)).toMatchObject({ status: "published", diagnostics: [] });
    expect(await of.run(2)).toMatchObject({ status: "published", diagnostics: [] });
    expect(await of.workspace.rows("from parts |> sort [id] |> limit 1 |> select { text, version }")).toEqual([[name, 2]]);
  });

  test("of 300 characters work where the file system has no part in them, and are told where it has", async () => {
    const long = "n".repeat(300);
    expect(await pack({ "m.rule": LEAN.replaceAll("counted", long) }).run(1)).toMatchObject({ status: "published" });
    // 255 bytes is what a file system takes.
    const longest = pack({ "m.rule": LEAN.replace("kept.parquet", `${"n".repeat(247)}.parquet`) });
    expect(await longest.run(1)).toMatchObject({ status: "published" });
    expect(filesBelow(join(longest.folder, "out"))).toEqual([`${"n".repeat(247)}.parquet`]);
    for (const [rules, data, code] of [[LEAN.replace("kept.parquet", `${long}.parquet`), DATA, "target-not-writable"], [LEAN.replace("data/a.csv", `data/${long}.csv`), DATA, "source-unreadable"], [LEAN.replace('parquet("out/kept.parquet")', 'parquet("out/kept", partition_by: [text])'), DATA.replace("one", long), "target-not-writable"]] as const) {
      const of = pack({ "m.rule": rules, "data/a.csv": data });
      const outcome = await of.run(1);
      expect(outcome).toMatchObject({ status: "failed", diagnostics: [{ code }] });
      expect(outcome.diagnostics.map(sayings).join()).toMatch(/ENAMETOOLONG/);
    }
  });

  test("with a ? on the way to the warehouse are told: DuckDB would put its log elsewhere", async () => {
    const folder = join(temporaryFolder(), "what?");
    mkdirSync(folder);
    expect(await openPack(packFolder({ "m.rule": LEAN, "data/a.csv": DATA }, folder)).run(1)).toMatchObject({ status: "failed", diagnostics: [{ code: "warehouse-unreadable", title: expect.stringContaining("a ?") }] });
  });

  test("files with a byte order mark and Windows line ends mean the same", async () => {
    const marked = (text: string): string => `\uFEFF${text.replaceAll("\n", "\r\n")}`;
    const of = pack({ "m.rule": marked(LEAN), "data/a.csv": marked(DATA) });
    expect(await of.run(1)).toMatchObject({ status: "published", diagnostics: [] });
    expect(await of.workspace.rows("from kept")).toEqual([[1, "one", 1], [2, "two", 1], [3, "three", 1]]);
  });

  test("that are links work within the pack; those that lead nowhere, in circles or out of it are told or passed by", async () => {
    const folder = packFolder({ "m.rule": LEAN.replace("data/a.csv", "data/**/*.csv"), "data/real.txt": DATA });
    for (const [to, name] of [["real.txt", "a.csv"], ["nowhere", "b.csv"], ["circle", "circle"]] as const) symlinkSync(to, join(folder, "data", name));
    mkdirSync(join(folder, "elsewhere"));
    symlinkSync("elsewhere", join(folder, "out"));
    const link = join(temporaryFolder(), "link");
    symlinkSync(folder, link);
    expect(await openPack(link).run(1)).toMatchObject({ status: "published", diagnostics: [] });
    expect([existsSync(join(folder, "elsewhere/kept.parquet")), await counted(openPack(link))]).toEqual([true, [[1, 3]]]);
    const outside = temporaryFolder();
    rmSync(join(folder, "out"));
    symlinkSync(outside, join(folder, "out"));
    expect(await openPack(folder).run(2)).toMatchObject({ status: "failed", diagnostics: [{ code: "target-not-writable", title: expect.stringContaining("outside of the pack") }] });
    writeFileSync(join(folder, "m.rule"), LEAN.replace("data/a.csv", "data/circle"));
    expect(await openPack(folder).run(2)).toMatchObject({ status: "failed", diagnostics: [{ code: "source-unreadable" }] });
    expect([filesBelow(outside), await counted(openPack(folder))]).toEqual([[], [[1, 3]]]);
  });
});
