import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEngine, runPlan } from "../../src/runtime/index.ts";
import { readRecord, runsIn } from "../../src/runtime/record/history.ts";
import type { RunEvent } from "../../src/runtime/run/events.ts";
import { newRunId, timeOf } from "../../src/runtime/run/ids.ts";
import { acquireLock, readHolder } from "../../src/runtime/run/lock.ts";
import { readWarehouse, type Reader } from "../../src/runtime/run/warehouse.ts";
import { versioned } from "./child/plan.ts";
import { temporaryFolder } from "./helpers.ts";

// Beside node_modules, so that the child finds the database.
const child = path.resolve("node_modules/.cache/rulec-tests", `child-${process.pid}.mjs`);
beforeAll(() => build({ entryPoints: ["test/runtime/child/run.ts"], outfile: child, bundle: true, platform: "node", format: "esm", external: ["@duckdb/*", "apache-arrow"] }));
afterAll(() => rmSync(child, { force: true }));

type Told = { readonly status: string; readonly codes: readonly string[]; readonly asked: number };
function childRun(root: string, version: number, killAt = 0, when = "before"): { readonly signal: string | null; readonly told: Told | null; readonly stderr: string } {
  const { signal, stdout, stderr } = spawnSync(process.execPath, [child, root, String(version), String(killAt), when], { encoding: "utf8" });
  return { signal, told: stdout.trim() === "" ? null : (JSON.parse(stdout.trim().split("\n").at(-1) as string) as Told), stderr };
}

/** The version that each published thing holds; two in a list: a mixture. */
async function versions(root: string): Promise<Record<string, unknown>> {
  const reader = (await readWarehouse(versioned(root, 0), openEngine)) as Reader;
  try {
    const of = async (from: string): Promise<unknown> => (await reader.session.query({ text: `SELECT list(DISTINCT version), count(*) FROM ${from}` })).rows[0];
    return { base: await of("base"), seen: await of("seen"), last: (await reader.session.query({ text: "FROM last" })).rows, parquet: await of(`read_parquet('${root}/out/p.parquet')`), csv: await of(`read_csv('${root}/out/c.csv')`) };
  } finally {
    reader.close();
  }
}
const all = (version: number): Record<string, unknown> => ({ base: [[version], 1000], seen: [[version], 1000], last: [[version, 1000]], parquet: [[version], 1000], csv: [[version], 1000] });

const leftovers = async (root: string): Promise<unknown[]> => {
  const reader = (await readWarehouse(versioned(root, 0), openEngine)) as Reader;
  const { rows } = await reader.session.query({ text: "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, '__rulec_0')" });
  reader.close();
  return [...rows, ...readdirSync(path.join(root, "out")).filter((name) => name.startsWith(".")), ...readdirSync(path.join(root, "target")).filter((name) => /\.lock|\.spill/.test(name))];
};

async function published(version: number): Promise<string> {
  const root = temporaryFolder();
  expect(await runPlan(versioned(root, version))).toMatchObject({ status: "published" });
  return root;
}

describe("SIGKILL in the middle of a run", () => {
  let asked = 0;
  beforeAll(async () => {
    asked = childRun(await published(1), 2).told?.asked ?? 0;
  });

  // Every point between two things asked of the engine, thinned (all of them: test/faults): the publication is among the last ones, and is never left out.
  const LAST = 5;
  const POINTS = 8;
  test.each(Array.from({ length: POINTS }, (_, i) => i))("leaves all old or all new, and the next run completes (point %i)", async (i) => {
    expect(asked).toBeGreaterThan(20);
    const at = i < LAST ? asked - i : Math.max(1, Math.round(((i - LAST) * (asked - LAST)) / (POINTS - LAST)));
    for (const when of i < LAST ? ["before", "after"] : ["after"]) {
      const root = await published(1);
      expect(childRun(root, 2, at, when).signal).toBe("SIGKILL");
      expect([all(1), all(2)], `${when} ${at} of ${asked}`).toContainEqual(await versions(root));
      expect(await runPlan(versioned(root, 3))).toMatchObject({ status: "published", diagnostics: [] });
      expect(await versions(root)).toEqual(all(3));
      expect(await leftovers(root)).toEqual([]);
    }
  });

  test("the record of the run that died is finished for it and kept", async () => {
    const root = await published(1);
    childRun(root, 2, Math.round(asked / 2), "after");
    await runPlan(versioned(root, 3));
    const [last, killed, first] = runsIn(path.join(root, "target/test")).map((run) => readRecord(path.join(root, "target/test"), run));
    expect([last, killed, first].map((record) => [record?.damage, record?.lines[0]?.kind, record?.lines.at(-1)])).toEqual([
      [null, "run", expect.objectContaining({ status: "published" })],
      [null, "run", expect.objectContaining({ kind: "end", status: "killed", run: killed?.run, by: last?.run })],
      [null, "run", expect.objectContaining({ status: "published" })],
    ]);
  });
});

describe("two processes on one warehouse", () => {
  test("the second says who holds it, or waits until it is free", async () => {
    const root = await published(1);
    const holder = spawn(process.execPath, [child, root, "2", "12", "hold", "1500"], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => holder.on("exit", resolve));
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    expect(await runPlan(versioned(root, 3))).toMatchObject({ status: "failed", diagnostics: [{ code: "warehouse-locked", hint: expect.stringContaining(`process ${holder.pid}, run `) }] });
    expect(await readWarehouse(versioned(root, 3), openEngine)).toMatchObject({ code: "warehouse-locked", hint: expect.stringContaining(`process ${holder.pid}`) });
    const events: RunEvent[] = [];
    expect(await runPlan(versioned(root, 3, { wait: 20_000, onEvent: (event) => void events.push(event) }))).toMatchObject({ status: "published" });
    expect(events[0]).toMatchObject({ kind: "waiting", holder: expect.stringContaining(String(holder.pid)) });
    await ended;
    expect(await versions(root)).toEqual(all(3));
  });

  test("two runs of one process do not meet either", async () => {
    const root = temporaryFolder();
    const [one, two] = await Promise.all([runPlan(versioned(root, 1)), runPlan(versioned(root, 2))]);
    expect([one.status, two.status].sort()).toEqual(["failed", "published"]);
    expect(one.status === "failed" ? one.diagnostics : two.diagnostics).toMatchObject([{ code: "warehouse-locked" }]);
  });
});

describe("a lock", () => {
  const take = (file: string, run = newRunId()) => acquireLock(file, run, 0, () => undefined);
  const held = (over: object): string => JSON.stringify({ ...readHolder(path.join(temporaryFolder(), "none")), format: 1, pid: process.pid, host: hostname(), started: "", run: "OLD", since: "2026-01-01T00:00:00.000Z", ...over });

  test("of a process that is gone is taken over, and so is one whose number another process has now", async () => {
    for (const of of [{ pid: 2 ** 22 - 3 }, { pid: process.pid, started: "another boot/1" }]) {
      const file = path.join(temporaryFolder(), "w.lock");
      writeFileSync(file, held(of));
      const got = await take(file);
      expect(got).toMatchObject({ ok: true, lock: { stale: { run: "OLD" } } });
      if (got.ok) got.lock.release();
      expect(existsSync(file)).toBe(false);
    }
  });

  test("of a process on another machine is left alone", async () => {
    const file = path.join(temporaryFolder(), "w.lock");
    writeFileSync(file, held({ host: "elsewhere", pid: 2 ** 22 - 3 }));
    expect(await take(file)).toMatchObject({ ok: false, holder: { host: "elsewhere" } });
  });

  test("that nobody finished writing is taken over once it is old", async () => {
    const file = path.join(temporaryFolder(), "w.lock");
    writeFileSync(file, "");
    expect(await take(file)).toMatchObject({ ok: false, holder: null });
    utimesSync(file, new Date(0), new Date(0));
    expect(await take(file)).toMatchObject({ ok: true });
  });

  test("is had by one of many that ask at once", async () => {
    const file = path.join(temporaryFolder(), "w.lock");
    writeFileSync(file, held({ pid: 2 ** 22 - 3 }));
    const got = await Promise.all(Array.from({ length: 10 }, () => take(file)));
    expect(got.filter(({ ok }) => ok)).toHaveLength(1);
  });
});

describe("a target that cannot be written", () => {
  // Root may write anywhere: then the folder's place is taken by a file.
  const asRoot = process.getuid?.() === 0;
  const forbid = (folder: string): void => {
    if (asRoot) {
      rmSync(folder, { recursive: true, force: true });
      writeFileSync(folder, "");
    } else {
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, 0o500);
    }
  };

  test("for the warehouse is a diagnostic", async () => {
    const root = temporaryFolder();
    const of = versioned(root, 1);
    forbid(path.join(root, "closed"));
    const outcome = await runPlan({ ...of, profile: { ...of.profile, warehouse: path.join(root, "closed/deeper/dev.duckdb") } });
    expect(outcome).toMatchObject({ status: "failed", diagnostics: [{ code: "target-not-writable", params: { path: expect.stringContaining("closed") } }] });
  });

  test("for a file is a diagnostic at the rule that writes it, and what was published stays", async () => {
    const root = await published(1);
    const before = statSync(path.join(root, "out/p.parquet")).mtimeMs;
    const of = versioned(root, 2);
    forbid(path.join(root, "closed"));
    const rules = of.rules.map((rule) => (rule.name === "m.csv" ? { ...rule, storage: { kind: "csv" as const, path: "closed/c.csv", options: {} } } : rule));
    expect(await runPlan({ ...of, rules })).toMatchObject({ status: "failed", diagnostics: [{ code: "target-not-writable", params: { path: expect.stringContaining("closed") }, at: { file: "rules/test.rule" } }] });
    expect(statSync(path.join(root, "out/p.parquet")).mtimeMs).toBe(before);
    expect(await versions(root)).toEqual(all(1));
  });

  test("for the artifacts is a diagnostic", async () => {
    const root = temporaryFolder();
    const of = versioned(root, 1);
    forbid(path.join(root, "closed"));
    expect(await runPlan({ ...of, target: path.join(root, "closed/test") })).toMatchObject({ status: "failed", diagnostics: [{ code: "target-not-writable", params: { path: expect.stringContaining("closed") } }] });
  });

  test.skipIf(process.platform === "win32")("that is full is a diagnostic, and what was published stays", async () => {
    const root = await published(1);
    // The shell's limit of a file's size stands for a disk without space: a write fails in the same place.
    const { stdout } = spawnSync("bash", ["-c", `ulimit -f 2000; exec "$0" "$@"`, process.execPath, child, root, "2", "0", "before", "0", "3000000"], { encoding: "utf8" });
    expect(JSON.parse(stdout)).toMatchObject({ status: "failed", codes: ["target-full"] });
    expect(await versions(root)).toEqual(all(1));
    expect(await runPlan(versioned(root, 3))).toMatchObject({ status: "published", diagnostics: [] });
  });
});

test("names of runs sort by time, also when the clock goes back", () => {
  const now = Date.now();
  const later = newRunId(null, now + 5);
  expect(newRunId(null, now) < later).toBe(true);
  expect(newRunId(later, now - 1000) > later).toBe(true);
  expect(timeOf(newRunId(null, now))).toBe(now);
});
