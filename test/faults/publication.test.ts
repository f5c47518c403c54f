import { readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cleanPack, cleanablePack, openEngine } from "../../src/runtime/index.ts";
import type { Cleanable } from "../../src/runtime/run/clean.ts";
import { DATA, LEAN, failsAndRecovers, keeps, meddling, openPack, pack, publishedPack } from "./kit.ts";
import { kindOf } from "./points.ts";
import { leftovers } from "./state.ts";

const MODES = `rule merged as table(mode: "merge", key: [id]) ordered by [id] { from base }
rule per_day as table(mode: "by_time", time: day, grain: "day", lookback: 2, start: date "2026-01-28") ordered by [day, id] {
  from base |> derive { day: date "2026-01-30" } |> where day >= $from and day < $to
}
rule added as table(mode: "append") ordered by [id] { from base }
`;

describe("a publication that fails", () => {
  const parts = (text: string): string[] => text.split(/;\n(?=[A-Z])/);

  test("at a statement, the insert behind a delete, a renaming, the ledger's, the commit, changes nothing, says so, and the next run publishes", async () => {
    const of = await publishedPack({ "m.rule": `${LEAN}${MODES}` });
    let kinds: string[] = [];
    await of.run(2, {}, meddling((text) => void (text.includes("RENAME") && (kinds = parts(text).map(kindOf)))));
    expect(kinds.indexOf("DELETE FROM")).toBeGreaterThan(0);
    const places = [kinds.indexOf("INSERT INTO", kinds.indexOf("DELETE FROM")), ...["ALTER TABLE", "UPDATE __rulec_runs", "COMMIT"].map((kind) => kinds.lastIndexOf(kind))];
    expect(places).not.toContain(-1);
    for (const at of places) {
      const open = meddling((text) => (text.includes("RENAME") ? parts(text).map((part, i) => (i === at ? "SELECT error('the disk has a hole')" : part)).join(";\n") : undefined));
      const outcome = await keeps(of, () => of.run(3 + at, {}, open));
      expect(outcome).toMatchObject({ status: "failed", diagnostics: [{ code: "publication-lost", severity: "error" }] });
    }
    expect(await of.run(100)).toMatchObject({ status: "published", diagnostics: [] });
    expect(await of.workspace.rows("from counted |> select { version, n }")).toEqual([[100, 3]]);
    expect(await leftovers(of.workspace.input)).toEqual([]);
  });

  test("since its commit was lost without a word is noticed by what the ledger says", async () => {
    const of = await publishedPack();
    await failsAndRecovers(of, ["publication-lost"], () => of.run(2, {}, meddling((text) => (text.includes("RENAME") ? text.replace(/COMMIT$/, "ROLLBACK") : undefined))));
  });

  test("when a file cannot take its place is said, and the next run finishes it", async () => {
    const of = await publishedPack();
    // Between the transaction and the files somebody puts a file where the folder was.
    const outcome = await of.run(2, {}, meddling(() => undefined, (text) => {
      if (!text.includes("RENAME")) return;
      renameSync(join(of.folder, "out"), join(of.folder, "gone"));
      writeFileSync(join(of.folder, "out"), "");
    }));
    expect(outcome).toMatchObject({ status: "failed", diagnostics: [{ code: "publication-unfinished" }] });
    rmSync(join(of.folder, "out"));
    renameSync(join(of.folder, "gone"), join(of.folder, "out"));
    expect(await of.workspace.rows("from counted |> select { version, n }")).toEqual([[2, 3]]);
    expect(await of.workspace.rows("from kept |> group { version } { n: count() }")).toEqual([[2, 3]]);
    expect(await of.run(3)).toMatchObject({ status: "published", diagnostics: [] });
  });
});

test("a run that is interrupted after a COPY publishes nothing, and its file goes with the next run", async () => {
  const of = await publishedPack();
  const stop = new AbortController();
  const outcome = await keeps(of, () => of.run(2, { signal: stop.signal }, meddling(() => undefined, (text) => void (text.startsWith("COPY") && stop.abort()))));
  expect(outcome).toMatchObject({ status: "interrupted", diagnostics: [{ code: "interrupted" }] });
  expect(readdirSync(join(of.folder, "out")).filter((name) => !name.startsWith("."))).toEqual(["kept.parquet", "parts"]);
  expect(await of.run(3)).toMatchObject({ status: "published" });
  expect(await leftovers(of.workspace.input)).toEqual([]);
});

test("a statement that fails after a COPY publishes nothing, and its file goes with the next run", async () => {
  const of = await publishedPack();
  const outcome = await keeps(of, () => of.run(2, {}, meddling((text) => (text.startsWith("CREATE TABLE") && text.includes("counted") ? "SELECT error('no')" : undefined))));
  expect(outcome).toMatchObject({ status: "failed", diagnostics: [{ code: "engine-invalid-input" }] });
  expect(await of.run(3)).toMatchObject({ status: "published" });
  expect(await leftovers(of.workspace.input)).toEqual([]);
});

test("a result without rows is a file without rows that can be read, with all its columns", async () => {
  const of = pack({ "m.rule": `${LEAN}rule nothing as parquet("out/nothing.parquet") ordered by [id] { from base |> where id > 5 }\nrule no_parts as parquet("out/no_parts", partition_by: [text]) ordered by [id] { from nothing }\nrule reads ordered by [id] { from no_parts }\n` });
  expect(await of.run(1)).toMatchObject({ status: "published", diagnostics: [] });
  expect(await of.workspace.rows("from nothing |> union all (from no_parts) |> union all (from reads)")).toEqual([]);
  const engine = await openEngine({ warehouse: ":memory:", policy: "service", directories: [of.folder], threads: 1, memory: null, temp: null });
  const columns = await (await engine.session()).describe(`FROM read_parquet('${of.folder}/out/nothing.parquet')`);
  engine.close();
  expect(columns.map(({ name, sqlType }) => `${name} ${sqlType}`)).toEqual(["id BIGINT", "text VARCHAR", "version BIGINT"]);
});

test("a source file that is deleted, cut or replaced between the plan and its use stops the run: rules never read different rows", async () => {
  const of = await publishedPack({ "m.rule": `${LEAN}rule later ordered by [id] { from a |> select { id, text } }\n` });
  const file = join(of.folder, "data/a.csv");
  const changes: Readonly<Record<string, () => void>> = {
    deleted: () => rmSync(file),
    emptied: () => truncateSync(file, 0),
    "cut in a row": () => truncateSync(file, DATA.length - 8),
    replaced: () => writeFileSync(file, DATA.replace("three", "drei")),
    "replaced by one of the same size": () => writeFileSync(file, DATA.replace("three", "trois")),
  };
  let version = 1;
  for (const [what, change] of Object.entries(changes)) {
    // After the first rule the others would read something else.
    for (const when of what.startsWith("replaced") ? ["before the first rule", "after the first rule"] : ["after the first rule"]) {
      let done = false;
      const once = (text: string): void => {
        if (done || !text.startsWith("CREATE TABLE")) return;
        done = true;
        change();
      };
      const nothing = (): void => undefined;
      const outcome = await of.run(++version, {}, when.startsWith("before") ? meddling(once) : meddling(nothing, once));
      expect([what, when, done, outcome.status, [...new Set(outcome.diagnostics.map(({ code }) => code))]]).toEqual([what, when, true, "failed", ["source-changed"]]);
      writeFileSync(file, DATA);
    }
  }
  expect(await of.workspace.rows("from base |> select { version, text }")).toEqual([[1, "one"], [1, "two"], [1, "three"]]);
  // What such a run has staged was made of another file than it was planned for: nobody takes it up, though the file is the first one again.
  expect(await of.run(version)).toMatchObject({ status: "published", diagnostics: [] });
  expect(await of.workspace.rows("from later |> select { text }")).toEqual([["one"], ["two"], ["three"]]);
  expect(await of.workspace.rows("from base |> select { text }")).toEqual([["one"], ["two"], ["three"]]);
});

test("rules that are deleted or renamed are read by nobody, and what they published goes with clean alone", async () => {
  const of = await publishedPack({ "m.rule": LEAN });
  writeFileSync(join(of.folder, "m.rule"), LEAN.replace("rule kept as parquet(\"out/kept.parquet\")", "rule file as parquet(\"out/file.parquet\")").replace("from kept", "from file"));
  const renamed = openPack(of.folder);
  expect(await renamed.run(2)).toMatchObject({ status: "published", diagnostics: [] });
  expect(await renamed.workspace.rows("from counted |> select { version, n }")).toEqual([[2, 3]]);
  await expect(renamed.workspace.rows("from kept")).rejects.toThrow("unknown-relation");
  // Nobody asked for it to go: it is there, and the ledger knows it.
  expect((await renamed.state()).filter((line) => line.includes("out/kept.parquet") || line.startsWith("file kept.parquet"))).toHaveLength(2);
  const what = (await cleanablePack(renamed.workspace.input, true)) as Cleanable;
  expect(what.objects.map(({ name }) => name)).toEqual(expect.arrayContaining(["out/kept.parquet", "out/file.parquet", "base", "counted"]));
  expect(await cleanPack(renamed.workspace.input, what)).toBeNull();
  expect(readdirSync(join(of.folder, "out"))).toEqual([]);
});

test("a rule that was a table and is a view now, or a file, takes its place: no ghost stays under its name", async () => {
  const of = await publishedPack({ "m.rule": LEAN });
  writeFileSync(join(of.folder, "m.rule"), LEAN.replace("rule counted ordered", 'rule counted as parquet("out/counted.parquet") ordered'));
  const moved = openPack(of.folder);
  expect(await moved.run(2)).toMatchObject({ status: "published", diagnostics: [] });
  expect(await moved.workspace.rows("from counted |> select { version, n }")).toEqual([[2, 3]]);
  writeFileSync(join(of.folder, "m.rule"), LEAN);
  const back = openPack(of.folder);
  expect(await back.run(3)).toMatchObject({ status: "published", diagnostics: [] });
  expect(await back.workspace.rows("from counted |> select { version, n }")).toEqual([[3, 3]]);
});
