/** Rows in folders called by their values. */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { foldersOf } from "../../src/runtime/run/partitions.ts";
import { moveFiles } from "../../src/runtime/run/publish.ts";
import { openFolder, packFolder, publishedRows, runAll } from "../support/pack.ts";
import { engineIn, temporaryFolder } from "./helpers.ts";

const RULES = (least: number): string => `source s = csv("s.csv") { id: int64, part: string, key [id] }
rule parted as parquet("out/parted", partition_by: [part]) ordered by [id desc] { from s |> where id >= ${least} }
`;
const filesIn = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
const packOf = (least: number, rows: number): string => packFolder({ "m.rule": RULES(least), "s.csv": `id,part\n${Array.from({ length: rows }, (_, i) => `${(i * 7919) % rows},p${i % 3}`).join("\n")}\n` });

describe("a rule that is parted into files", () => {
  test("keeps its order in each, and gives the same bytes again", async () => {
    const folder = packOf(0, 30_000);
    expect((await runAll(openFolder(folder))).status).toBe("published");
    const files = filesIn(join(folder, "out"));
    expect(files).toEqual(["p0", "p1", "p2"].map((part) => `parted/part=${part}/part-0.parquet`));
    const bytes = files.map((file) => readFileSync(join(folder, "out", file)).toString("latin1"));
    const session = await (await engineIn(folder)).session();
    for (const file of files) {
      const { rows } = await session.query({ text: `SELECT count(*) FILTER (WHERE id >= before), count(*), min(part) = max(part) FROM (SELECT id, part, lag(id) OVER () AS before FROM read_parquet('${join(folder, "out", file)}', hive_partitioning = false))` });
      expect(rows).toEqual([[0, 10_000, true]]);
    }
    expect((await runAll(openFolder(folder), { fullRefresh: true })).status).toBe("published");
    expect(files.map((file) => readFileSync(join(folder, "out", file)).toString("latin1"))).toEqual(bytes);
  });

  test("has none of the partitions that went, and nothing beside them", async () => {
    const folder = packFolder({ "m.rule": RULES(0), "s.csv": "id,part\n1,a\n2,b\n3,b\n" });
    await runAll(openFolder(folder));
    expect(filesIn(join(folder, "out"))).toEqual(["parted/part=a/part-0.parquet", "parted/part=b/part-0.parquet"]);
    writeFileSync(join(folder, "m.rule"), RULES(2));
    await runAll(openFolder(folder));
    expect(filesIn(join(folder, "out"))).toEqual(["parted/part=b/part-0.parquet"]);
    expect(readdirSync(join(folder, "out"))).toEqual(["parted"]);
    const opened = openFolder(folder);
    const [rule] = opened.compiled?.rules ?? [];
    expect(rule === undefined ? null : await publishedRows(opened, rule)).toEqual([[3, "b"], [2, "b"]]);
  });

  test("never replaces a folder with somebody else's file in it, and takes up what a lost warehouse knew", async () => {
    const folder = packFolder({ "m.rule": RULES(0), "s.csv": "id,part\n1,a\n", "out/parted/notes.txt": "mine" });
    expect((await runAll(openFolder(folder))).diagnostics.map(({ code }) => code)).toEqual(["target-not-owned"]);
    expect(readFileSync(join(folder, "out/parted/notes.txt"), "utf8")).toBe("mine");
    rmSync(join(folder, "out"), { recursive: true });
    expect((await runAll(openFolder(folder))).status).toBe("published");
    rmSync(join(folder, "target"), { recursive: true });
    expect((await runAll(openFolder(folder))).status).toBe("published");
  });
});

describe("a folder takes its place", () => {
  const made = (): string => {
    const root = temporaryFolder();
    for (const [folder, text] of [["out/seen", "old"], ["out/.seen.rulec-1", "new"]] as const) {
      mkdirSync(join(root, folder), { recursive: true });
      writeFileSync(join(root, folder, text), text);
    }
    return root;
  };
  const files = [{ from: "out/.seen.rulec-1", to: "out/seen" }];
  const settled = (root: string): void => {
    moveFiles(root, files);
    expect(readdirSync(join(root, "out"))).toEqual(["seen"]);
    expect(readdirSync(join(root, "out/seen"))).toEqual(["new"]);
  };

  test("of one that is there, or of none, and a second time nothing changes", () => {
    const root = made();
    settled(root);
    settled(root);
    const empty = made();
    rmSync(join(empty, "out/seen"), { recursive: true });
    settled(empty);
  });

  test("wherever a run died in between", () => {
    const away = made();
    renameSync(join(away, "out/seen"), join(away, "out/.seen.rulec-1.old"));
    settled(away);
    const both = made();
    cpSync(join(both, "out/seen"), join(both, "out/.seen.rulec-1.old"), { recursive: true });
    settled(both);
    const moved = made();
    renameSync(join(moved, "out/seen"), join(moved, "out/.seen.rulec-1.old"));
    renameSync(join(moved, "out/.seen.rulec-1"), join(moved, "out/seen"));
    settled(moved);
    expect(existsSync(join(moved, "out/.seen.rulec-1.old"))).toBe(false);
  });
});

test("folders are called by their values so that no two are one on any system", () => {
  expect(foldersOf(["a", "b c"], [["x", null], ["x", ""], ["X", "1"], ["x", "__HIVE_DEFAULT_PARTITION__"], ["é/=%", "."]])).toEqual([
    "a=x/b%20c=__HIVE_DEFAULT_PARTITION__", "a=x/b%20c=", "a=%58/b%20c=1", "a=x/b%20c=__%48%49%56%45_%44%45%46%41%55%4C%54_%50%41%52%54%49%54%49%4F%4E__", "a=%C3%A9%2F%3D%25/b%20c=.",
  ]);
});
