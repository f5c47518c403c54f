import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packFolder, temporaryFolder } from "../support/pack.ts";
import { filesBelow, program, root, rulec, rulecJson, useBuilt } from "../support/cli.ts";

useBuilt();

const contents = (folder: string, below: readonly string[]): Record<string, string> =>
  Object.fromEntries(below.flatMap((part) => filesBelow(join(folder, part)).map((file) => [`${part}/${file}`, createHash("sha256").update(readFileSync(join(folder, part, file))).digest("hex")])));

describe("compiling the same pack elsewhere", () => {
  const HERE = { TZ: "UTC", LANG: "C", umask: "022", UV_THREADPOOL_SIZE: "4" };
  const THERE = { TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", umask: "077", UV_THREADPOOL_SIZE: "1", NODE_OPTIONS: "--max-semi-space-size=1", FORCE_COLOR: "1", CI: "1", COLUMNS: "40" };

  /** In a folder of its own, which lies deeper the second time. */
  function compiled(pack: string, { umask, ...env }: typeof HERE | typeof THERE, deeper: string): { readonly folder: string; readonly files: Record<string, string> } {
    const folder = join(temporaryFolder(), deeper);
    mkdirSync(join(folder, ".."), { recursive: true });
    cpSync(join(root, pack), folder, { recursive: true, filter: (from) => !/\/(target|out|node_modules|out\.\w+)$/.test(from) });
    packFolder({}, folder);
    const { status, stderr } = spawnSync("sh", ["-c", `umask ${umask}; exec "$0" "$@"`, process.execPath, program, "compile", "--golden"], { cwd: folder, encoding: "utf8", env: { PATH: process.env["PATH"], ...env } });
    expect([status, stderr]).toEqual([0, expect.stringContaining("compiled")]);
    return { folder, files: contents(folder, ["target", "golden"]) };
  }

  test.each(["rules/quickstart", "rules/codeintel", "test/cases/names", "test/cases/macros", "test/cases/imports"])("%s: the same files with the same bytes, whatever the time zone, language, umask, threads and folder are", (pack) => {
    const [here, there] = [compiled(pack, HERE, "p"), compiled(pack, THERE, "a much/deeper folder/p")];
    expect(Object.keys(here.files).length).toBeGreaterThan(7);
    expect(there.files).toEqual(here.files);
    // No place of this machine, and nothing of when it was.
    for (const file of Object.keys(here.files)) {
      const text = readFileSync(join(here.folder, file), "utf8");
      expect([file, text.includes(here.folder) || text.includes(root) || text.includes(new Date().toISOString().slice(0, 10))]).toEqual([file, false]);
    }
    // What is unchanged is not written again.
    expect(rulecJson(["compile"], { cwd: here.folder })).toMatchObject({ exit: 0, document: { written: 0 } });
  });
});

describe("running the same pack with 1, 2 and 8 threads", () => {
  test("rules/quickstart gives the same bytes of Parquet and the same rows", () => {
    const results = [1, 2, 8].map((threads) => {
      const folder = join(temporaryFolder(), "shop");
      rulec(["init", folder]);
      expect(rulec(["run", "--threads", String(threads)], { cwd: folder }).exit).toBe(0);
      return { files: contents(folder, ["out"]), rows: ["order_lines", "best_customers"].map((name) => rulecJson(["show", name], { cwd: folder }).document) };
    });
    expect(Object.keys(results[0]?.files ?? {})).toEqual(["out/daily_revenue.parquet"]);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  test("so do rules over more rows than one thread takes at a time, with floats, ties, lists and nulls", () => {
    const random = mulberry(7);
    const pick = (n: number): number => Math.floor(random() * n);
    const lines = Array.from({ length: 160_000 }, (_, id) => `${id},${pick(50)},${pick(9) === 0 ? "" : pick(1000)},${(random() * 10 ** pick(12)).toFixed(6)},${"abcdefgh".slice(0, pick(8))}`);
    const made = (threads: number): Record<string, string> => {
      const folder = packFolder({ "big.csv": `id,site,n,x,s\n${lines.join("\n")}\n`, "m.rule": BIG });
      const { exit, stderr } = rulec(["run", "--threads", String(threads)], { cwd: folder });
      expect([exit, stderr]).toEqual([0, ""]);
      return contents(folder, ["out"]);
    };
    const one = made(1);
    expect(Object.keys(one)).toHaveLength(6);
    expect(made(2)).toEqual(one);
    expect(made(8)).toEqual(one);
  });
});

const BIG = `source big = csv("big.csv") { id: int64, site: int64, n: int64?, x: float64, s: string?, key [id] }

rule sums as parquet("out/sums.parquet") ordered by [site] {
  from big |> group { site } { rows: count(), total: sum(x), mean: avg(x), spread: stddev(x), names: count_distinct(s), last: last(s, sort: [n nulls first, id]) }
}
rule running as parquet("out/running.parquet") ordered by [id] {
  from big |> derive { sofar: sum(x) over (by [site] sort [id] rows ..0), place: rank() over (by [site] sort [n desc]), before: lag(n) over (sort [id]) }
}
rule letters as parquet("out/letters.parquet") ordered by [id, at] {
  from big |> where n < 500 |> explode split(s, "c") as part, index: at, base: 0
}
rule newest as parquet("out/newest.parquet") ordered by [site, s] {
  from big |> dedupe on [site, s] keep first by [n desc nulls last, id]
}
rule by_text as parquet("out/by_text.parquet") ordered by [s nulls first, n desc] then all {
  from big |> select { s, n }
}
rule joined as parquet("out/joined.parquet") ordered by [id] {
  from big as b |> join sums as t on b.site == t.site |> where x > t.mean |> select { id, share: x / t.total, s }
}
`;

/** Mulberry32: small, seeded, the same everywhere. */
function mulberry(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

test("a run in another order of the files, in another folder and at another time gives the same rows", () => {
  const folders = ["a", "b/c"].map((name) => {
    const folder = join(temporaryFolder(), name);
    mkdirSync(folder, { recursive: true });
    const files = ["1.csv", "2.csv", "10.csv"];
    for (const file of name === "a" ? files : files.toReversed()) {
      mkdirSync(join(folder, "in"), { recursive: true });
      writeFileSync(join(folder, "in", file), `id,x\n${file.slice(0, -4)}00,1\n${file.slice(0, -4)}01,2\n`);
    }
    return packFolder({ "m.rule": 'source s = csv("in/*.csv") { id: int64, x: int64, key [id] }\nrule r as parquet("out/r.parquet") ordered by [x, id] { from s }\n' }, folder);
  });
  const [a, b] = folders.map((folder, i) => {
    expect(rulec(["run"], { cwd: folder, env: { TZ: i === 0 ? "UTC" : "Pacific/Chatham" } }).exit).toBe(0);
    return contents(folder, ["out"]);
  });
  expect(b).toEqual(a);
});
