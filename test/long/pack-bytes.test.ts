/** Every stored rule of the packs that is `canonical` makes the same bytes with 1, 2 and 8 threads, over sources whose rows stand in another order and in other row groups. */
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { DuckDBInstance } from "@duckdb/node-api";
import { indexed, root } from "../support/codeintel.ts";
import { tpchWorkspace } from "../support/tpch.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";

const temp = mkdtempSync(join(tmpdir(), "rulec-pack-bytes-"));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

const LAYOUTS = [{ threads: 1, group: null }, { threads: 2, group: 4_096 }, { threads: 8, group: 2_048 }] as const;

/** Rewrites the Parquet files of a folder with their rows in another order. */
async function shuffle(folder: string, group: number): Promise<void> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".parquet"))) {
    const file = join(folder, name);
    await connection.run(`copy (select * exclude (place) from (select *, row_number() over () as place from read_parquet('${file}')) order by md5(place || '-${group}')) to '${file}.new' (format parquet, row_group_size ${group})`);
    renameSync(`${file}.new`, file);
  }
  connection.closeSync();
}

/** What each rule of the tier `canonical` made, as it stands there: a hash of its rows in a Parquet file, or of its own file. */
async function made({ compiled, input }: Workspace): Promise<Readonly<Record<string, string>>> {
  const instance = await DuckDBInstance.create(input.profile.warehouse, { threads: "1" });
  const connection = await instance.connect();
  const out: Record<string, string> = {};
  for (const { name, schema, table, storage, tier } of compiled.rules) {
    if (tier !== "canonical" || (storage.kind !== "table" && storage.kind !== "parquet")) continue;
    const file = join(temp, "read-back.parquet");
    if (storage.kind === "table") await connection.run(`copy (from "${schema}"."${table}") to '${file}' (format parquet)`);
    else cpSync(join(input.root, storage.path), file);
    out[name] = createHash("sha256").update(readFileSync(file)).digest("hex");
  }
  connection.closeSync();
  instance.closeSync();
  return out;
}

async function sameInEach(open: (folder: string) => Workspace, original: string, data: string, least: number): Promise<void> {
  const results: Readonly<Record<string, string>>[] = [];
  for (const { threads, group } of LAYOUTS) {
    const folder = join(temp, `${data.replaceAll("/", "-")}-${threads}`);
    cpSync(original, folder, { recursive: true });
    if (group !== null) await shuffle(join(folder, data), group);
    const workspace = open(folder);
    await workspace.run({ profile: { ...workspace.input.profile, threads } });
    results.push(await made(workspace));
  }
  const [first, ...others] = results as [(typeof results)[number], ...typeof results];
  expect(Object.keys(first).length).toBeGreaterThanOrEqual(least);
  for (const other of others) expect(other).toEqual(first);
}

test("rules/tpch, at scale 0.01", async () => {
  const original = join(temp, "tpch");
  execFileSync(process.execPath, [join(root, "rules/tpch/data.mjs"), "--scale", "0.01", "--out", join(original, "data")]);
  await sameInEach((folder) => tpchWorkspace(folder), original, "data", 22);
}, 300_000);

test("rules/codeintel, on a project of 200 files", async () => {
  const original = join(temp, "codeintel");
  const { input } = await indexed(original, join(root, "node_modules/rxjs/src"));
  rmSync(input.profile.warehouse);
  const index = readdirSync(join(original, "target/index"), { recursive: true, encoding: "utf8" }).find((file) => file.endsWith("files.parquet")) as string;
  await sameInEach((folder) => openWorkspace(folder), original, join("target/index", index, ".."), 20);
}, 600_000);
