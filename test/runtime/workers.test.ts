import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runPlan } from "../../src/runtime/index.ts";
import type { RunEvent } from "../../src/runtime/run/events.ts";
import type { RunInput } from "../../src/runtime/run/work.ts";
import { engineIn, temporaryFolder } from "./helpers.ts";
import { file, input, promise, rule, source } from "./plans.ts";

/** Two sources, rules of both, rules of those; one breaks its check, and two read it. */
function pack(root: string, workers: number): RunInput {
  writeFileSync(path.join(root, "a.csv"), "id,v\n1,10\n2,20\n3,30\n");
  writeFileSync(path.join(root, "b.csv"), "id,v\n1,5\n2,6\n");
  const sources = [source("m.a", { kind: "csv", path: "a.csv" }, "id: int64, v: int64"), source("m.b", { kind: "csv", path: "b.csv" }, "id: int64, v: int64")];
  const first = Array.from({ length: 6 }, (_, n) => rule(`m.s${n}`, "id: int64, v: int64", "id", `SELECT id, v + ${n} AS v FROM ${n % 2 === 0 ? "a" : "b"} ORDER BY id`, { reads: [n % 2 === 0 ? "@m.a" : "@m.b"] }));
  const second = Array.from({ length: 6 }, (_, n) => rule(`m.t${n}`, "id: int64, w: int64", "id", `SELECT x.id, x.v + coalesce(y.v, 0) AS w FROM s${n} x LEFT JOIN s${(n + 1) % 6} y USING (id) ORDER BY id`, {
    reads: [`m.s${n}`, `m.s${(n + 1) % 6}`],
    ...(n === 3 ? { scans: [promise("check", "SELECT count(*) FILTER (WHERE w > 0) FROM __rulec_result", "SELECT * FROM __rulec_result")] } : {}),
  }));
  const out = rule("m.out", "id: int64, w: int64", "id", "SELECT * FROM t2 ORDER BY id", { reads: ["m.t2"], storage: file("parquet", "out/out.parquet") });
  const lost = [rule("m.u", "id: int64", "id", "SELECT id FROM t3 ORDER BY id", { reads: ["m.t3"] }), rule("m.w", "id: int64", "id", "SELECT id FROM u ORDER BY id", { reads: ["m.u"] })];
  const of = input(root, [...first, ...second, out, ...lost], { sources });
  return { ...of, profile: { ...of.profile, threads: 4, workers } };
}

const withoutTimes = (text: string): unknown => JSON.parse(text, (key, value: unknown) => (["ms", "at", "run", "started", "phases", "fingerprint"].includes(key) ? undefined : value));
/** Its lines stand in the order in which things happened. */
const record = (root: string): unknown[] => readFileSync(path.join(root, "target/test/run-results.jsonl"), "utf8").trim().split("\n").map((line) => JSON.stringify(withoutTimes(line))).sort();
const healthy = (of: RunInput): RunInput => ({ ...of, rules: of.rules.map((one) => ({ ...one, scans: [] })) });

describe("rules over several connections", () => {
  test("one that fails takes its readers with it and no other; outcome and what is told stand in the same order as over one, and the record says the same", async () => {
    const [one, more] = await Promise.all([1, 4].map(async (workers) => {
      const root = temporaryFolder();
      const told: string[] = [];
      const outcome = await runPlan({ ...pack(root, workers), onEvent: (event: RunEvent) => void (event.kind === "building" || event.kind === "made" || told.push(`${event.kind} ${"rule" in event ? event.rule : ""}`)) });
      return { told, record: record(root), rules: outcome.rules.map(({ rule: name, status, rows }) => [name, status, rows]), codes: outcome.diagnostics.map(({ code }) => code) };
    }));
    expect(more).toEqual(one);
    expect(more?.rules.filter(([, status]) => status !== "built")).toEqual([["m.t3", "failed", 2], ["m.u", "skipped", null], ["m.w", "skipped", null]]);
    expect(more?.codes).toEqual(["check-failed"]);
  });

  test("publish the same bytes and rows as over one", async () => {
    const [one, more] = await Promise.all([1, 4].map(async (workers) => {
      const root = temporaryFolder();
      const of = healthy(pack(root, workers));
      expect((await runPlan(of)).status).toBe("published");
      const engine = await engineIn(root, { warehouse: of.profile.warehouse, readOnly: true });
      const { rows } = await (await engine.session()).query({ text: "SELECT 't' || n, sum(id), sum(w), count(*) FROM (SELECT 0 n, * FROM t0 UNION ALL SELECT 5, * FROM t5) GROUP BY ALL ORDER BY ALL" });
      engine.close();
      // What it was made by, a run's name, is in the file.
      const bytes = readFileSync(path.join(root, "out/out.parquet")).toString("latin1").replaceAll(/\d{8}T?\d+[-_a-zA-Z0-9]*/g, "");
      rmSync(root, { recursive: true });
      return { rows, bytes };
    }));
    expect(more).toEqual(one);
  });

  test("an interrupt reaches all of them at once", async () => {
    const root = temporaryFolder();
    const long = (name: string) => rule(name, "n: int64", "n", "SELECT count(*) AS n FROM range(3000000) a(x) JOIN range(3000000) b(y) ON x % 7 < y % 5 ORDER BY n");
    const of = input(root, [long("m.a"), long("m.b"), long("m.c")]);
    const abort = new AbortController();
    const building = new Set<string>();
    const began = performance.now();
    let stopped = Number.POSITIVE_INFINITY;
    const outcome = await runPlan({ ...of, profile: { ...of.profile, workers: 2 }, signal: abort.signal, onEvent: (event) => {
      if (event.kind === "building") building.add(event.rule);
      if (building.size < 2 || abort.signal.aborted) return;
      stopped = performance.now() - began;
      abort.abort();
    } });
    expect(outcome.status).toBe("interrupted");
    expect(outcome.diagnostics.map(({ code }) => code)).toEqual(["interrupted"]);
    expect(outcome.rules.map(({ status }) => status)).toEqual(["failed", "failed", "skipped"]);
    expect(performance.now() - began - stopped).toBeLessThan(3000);
  });
});
