import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { Ajv } from "ajv";
import { assert, boolean, nat, property } from "fast-check";
import { describe, expect, test } from "vitest";
import functionsSchema from "../../grammar/schemas/engine-functions.json" with { type: "json" };
import viewsSchema from "../../grammar/schemas/views.json" with { type: "json" };
import claimsSchema from "../../grammar/schemas/claims.json" with { type: "json" };
import resultsSchema from "../../grammar/schemas/run-results.json" with { type: "json" };
import { openEngine, runPlan } from "../../src/runtime/index.ts";
import { writeIfChanged, writePiecesIfChanged } from "../../src/runtime/record/files.ts";
import { prune, readRecord, runsIn, summary } from "../../src/runtime/record/history.ts";
import { timeOf } from "../../src/runtime/run/ids.ts";
import { holderOf } from "../../src/runtime/run/lock.ts";
import { readWarehouse } from "../../src/runtime/run/warehouse.ts";
import { temporaryFolder } from "./helpers.ts";
import { file, input, promise, rule, source } from "./plans.ts";

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, formats: { "date-time": true } });
const valid = (schema: object, value: unknown): unknown => {
  const validate = ajv.compile(schema);
  return validate(value) ? null : validate.errors;
};

describe("the record of a run", () => {
  test("fits its schema, whatever happens, and holds no path of the machine", async () => {
    const root = temporaryFolder();
    writeFileSync(path.join(root, "s.csv"), "id\n1\n2\n");
    const s = source("m.s", { kind: "csv", path: "s.csv" }, "id: int64", { claims: [promise("key", "SELECT 0", "SELECT 1", { columns: ["id"] })] });
    const rules = [
      rule("m.good", "id: int64", "id", "SELECT id FROM s ORDER BY id", { reads: ["@m.s"], scans: [promise("check", "SELECT 1", "SELECT 7 AS id", { severity: "warn", message: "{id} is odd" })] }),
      rule("m.file", "id: int64", "id", "SELECT id FROM good ORDER BY id", { reads: ["m.good"], storage: file("parquet", "out/f.parquet") }),
      rule("m.bad", "id: int64", "id", `SELECT error('no ' || '${root}/x')::BIGINT AS id FROM good ORDER BY id`, { reads: ["m.good"] }),
      rule("m.after", "id: int64", "id", "SELECT id FROM bad ORDER BY id", { reads: ["m.bad"] }),
    ];
    const kinds = [];
    for (const of of [rules, rules.slice(0, 2), []]) {
      await runPlan(input(root, of, { sources: [s], values: new Map([["m.p", "1"]]) }));
      const text = readFileSync(path.join(root, "target/test/run-results.jsonl"), "utf8");
      const lines = text.trim().split("\n").map((line) => JSON.parse(line) as { kind: string; status?: string });
      for (const line of lines) expect(valid(resultsSchema, line), JSON.stringify(line)).toBeNull();
      expect(text).not.toContain(root);
      kinds.push(lines.map(({ kind, status }) => (status === undefined ? kind : `${kind} ${status}`)));
    }
    expect(kinds).toEqual([
      ["run", "source", "diagnostic", "rule built", "diagnostic", "rule failed", "rule skipped", "rule built", "end failed"],
      ["run", "source", "diagnostic", "rule built", "rule built", "published", "end published"],
      ["run", "end nothing"],
    ]);
    expect(valid(claimsSchema, JSON.parse(readFileSync(path.join(root, "target/test/state/claims.json"), "utf8")))).toBeNull();
  });

});

const target = (root: string): string => path.join(root, "target/test");
const of = (root: string, run: string): string => path.join(target(root), "runs", run, "run-results.jsonl");
const one = rule("m.one", "id: int64", "id", "SELECT 1::BIGINT AS id ORDER BY id");
async function runs(root: string, count: number): Promise<string[]> {
  const names: string[] = [];
  for (let i = 0; i < count; i++) names.push((await runPlan(input(root, [one], { fullRefresh: true }))).run);
  return names;
}

describe("records of earlier runs", () => {
  test("stay, each in a folder of its own, and the last has a name that does not change", async () => {
    const root = temporaryFolder();
    const names = await runs(root, 3);
    expect(runsIn(target(root))).toEqual(names.toReversed());
    for (const name of names) expect(readRecord(target(root), name)).toMatchObject({ damage: null, lines: [{ kind: "run", run: name }, { kind: "rule", rule: "m.one", rows: 1 }, { kind: "published" }, { kind: "end", status: "published", rules: { built: 1, failed: 0, skipped: 0 } }] });
    expect(readFileSync(path.join(target(root), "run-results.jsonl"), "utf8")).toBe(readFileSync(of(root, names[2] as string), "utf8"));
    expect(readdirSync(path.join(target(root), "runs", names[2] as string))).toEqual(["run-results.jsonl"]);
  });

  /** As a run leaves it that is killed: nobody has said the end, and its process is gone. */
  const killed = (root: string, name: string, cut: (text: string) => string): void => {
    const file = of(root, name);
    writeFileSync(file, cut(readFileSync(file, "utf8").replace(/.*"kind":"end".*\n/, "")));
    writeFileSync(path.join(path.dirname(file), "process.json"), JSON.stringify({ format: 1, pid: 2 ** 22 + 1, host: hostname(), started: "never", run: name, since: "" }));
  };

  test("are ended by the next run where theirs did not: published if the warehouse says so, else killed; a part of a line goes", async () => {
    const root = temporaryFolder();
    const [first = "", second = ""] = await runs(root, 2);
    killed(root, first, (text) => text);
    killed(root, second, (text) => `${text}{"kind":"pub`);
    const reader = await readWarehouse(input(root, []), openEngine);
    if (reader === null || "code" in reader) throw new Error("the warehouse cannot be read");
    reader.close();
    const warehouse = await openEngine({ ...input(root, []).profile, directories: [root], temp: null });
    await (await warehouse.session()).run({ text: `UPDATE __rulec_runs SET status = 'killed' WHERE run = '${second}'` });
    warehouse.close();
    expect([first, second].map((name) => summary(target(root), name).status)).toEqual(["killed", "killed"]);
    const [last = ""] = await runs(root, 1);
    expect([first, second].map((name) => readRecord(target(root), name))).toMatchObject([
      { damage: null, lines: [{}, {}, {}, { kind: "end", status: "published", by: last, ms: null, rules: { built: 1 } }] }, { damage: null, lines: [{}, {}, {}, { kind: "end", status: "killed", by: last }] },
    ]);
    expect([first, second].map((name) => existsSync(path.join(path.dirname(of(root, name)), "process.json")))).toEqual([false, false]);
  });

  test("of a run that still works, on another warehouse of the pack, are left alone", async () => {
    const root = temporaryFolder();
    const [first = ""] = await runs(root, 1);
    killed(root, first, (text) => text);
    writeFileSync(path.join(path.dirname(of(root, first)), "process.json"), JSON.stringify(holderOf(first)));
    await runs(root, 1);
    expect(readRecord(target(root), first)?.lines.at(-1)).toMatchObject({ kind: "published" });
    expect(summary(target(root), first)).toMatchObject({ status: "running", ms: null });
    expect(prune(target(root), { keep: 0 })).toEqual([]);
  });

  test("go when there are more than are kept, or older than asked, and never the last", async () => {
    const root = temporaryFolder();
    const names = await runs(root, 4);
    expect(prune(target(root), { keep: 3 })).toEqual([names[0]]);
    expect(prune(target(root), { before: timeOf(names[2] as string) })).toEqual([names[1]]);
    expect(prune(target(root), { keep: 0 })).toEqual([names[2]]);
    expect(runsIn(target(root))).toEqual([names[3]]);
  });

  test("that are cut or changed anywhere are read up to there, never thrown at anybody; a newer format is not read at all", async () => {
    const root = temporaryFolder();
    const [name = ""] = await runs(root, 1);
    const file = of(root, name);
    const text = readFileSync(file);
    assert(property(nat(text.length - 1), nat(7), boolean(), (at, bit, cuts) => {
      const bytes = Buffer.from(cuts ? text.subarray(0, at) : text);
      if (!cuts) bytes[at] = (bytes[at] as number) ^ (1 << bit);
      writeFileSync(file, bytes);
      const record = readRecord(target(root), name);
      for (const line of record?.lines ?? []) expect(valid(resultsSchema, line)).toBeNull();
      expect(summary(target(root), name).run).toBe(name);
    }), { numRuns: 150 });
    writeFileSync(file, text.toString().replace('"format":1', '"format":2'));
    expect(readRecord(target(root), name)).toMatchObject({ lines: [], damage: { line: 1, newer: true } });
    writeFileSync(file, text.toString().replace('"rows":1', '"rows":-1'));
    expect(readRecord(target(root), name)).toMatchObject({ lines: [{ kind: "run" }], damage: { line: 2, newer: false, problem: expect.stringContaining("/rows must be >= 0") } });
    expect((await runPlan(input(root, [one], { fullRefresh: true }))).status).toBe("published");
  });
});

describe("beside the records", () => {
  test("lie the engine's functions, sorted and hashed, made once a version and again when damaged", async () => {
    const root = temporaryFolder();
    await runs(root, 1);
    const [name = ""] = readdirSync(target(root)).filter((file) => file.startsWith("engine-functions-"));
    const file = path.join(target(root), name);
    const text = readFileSync(file, "utf8");
    const [head, ...lines] = text.trimEnd().split("\n");
    const validate = ajv.compile(functionsSchema);
    for (const line of [head, ...lines]) expect([line, validate(JSON.parse(line as string))]).toEqual([line, true]);
    const { hash, count, version } = JSON.parse(head as string) as { hash: string; count: number; version: string };
    expect([name, count, lines]).toEqual([`engine-functions-duckdb-${version}.jsonl`, lines.length, lines.toSorted()]);
    expect(lines.length).toBeGreaterThan(2000);
    utimesSync(file, new Date(0), new Date(0));
    const [run = ""] = await runs(root, 1);
    expect(readRecord(target(root), run)?.lines[0]).toMatchObject({ engine: { functions: hash } });
    expect(statSync(file).mtimeMs).toBe(0);
    writeFileSync(file, text.replace("lower", "LOWER"));
    await runs(root, 1);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("lies the registry of views, the same bytes as long as the views are the same", async () => {
    const root = temporaryFolder();
    const views = ["b", "a"].map((name) => rule(`m.${name}`, "id: int64", "", "SELECT id FROM one", { reads: ["m.one"], storage: { kind: "view" } }));
    const ask = async (rules: Parameters<typeof input>[1]): Promise<{ readonly text: string; readonly hash: unknown }> => {
      const { run, status } = await runPlan(input(root, rules, { fullRefresh: true }));
      expect(status).toBe("published");
      const [first] = readRecord(target(root), run)?.lines ?? [];
      return { text: readFileSync(path.join(target(root), "views.json"), "utf8"), hash: first?.kind === "run" ? first.views : null };
    };
    const first = await ask([one, ...views]);
    expect(valid(viewsSchema, JSON.parse(first.text))).toBeNull();
    expect(JSON.parse(first.text)).toMatchObject({ format: 1, views: [{ name: "m.a", view: "a", plan: "plan of m.a", reads: ["m.one"], sql: "SELECT id FROM one" }, { name: "m.b" }] });
    expect(await ask([...views.toReversed(), one])).toEqual(first);
    expect((await ask([one, views[0] as typeof one])).hash).not.toBe(first.hash);
  });
});

describe("an artifact", () => {
  test("that did not change is not written again", () => {
    const to = path.join(temporaryFolder(), "deep/er/a.sql");
    expect(writeIfChanged(to, "SELECT 1\n")).toBe(true);
    utimesSync(to, new Date(0), new Date(0));
    expect(writeIfChanged(to, Buffer.from("SELECT 1\n"))).toBe(false);
    expect(statSync(to).mtimeMs).toBe(0);
    expect(writeIfChanged(to, "SELECT 2\n")).toBe(true);
    expect(readFileSync(to, "utf8")).toBe("SELECT 2\n");
    expect(readdirSync(path.dirname(to))).toEqual(["a.sql"]);
  });

  test("that comes in pieces is compared and written piece by piece, however long it is", () => {
    const to = path.join(temporaryFolder(), "long.jsonl");
    const pieces = (last: string): string[] => [...Array.from({ length: 40 }, (_, i) => `${i}é${"x".repeat(100_000)}\n`), last];
    expect(writePiecesIfChanged(to, pieces("end"))).toBe(true);
    expect(readFileSync(to, "utf8")).toBe(pieces("end").join(""));
    utimesSync(to, new Date(0), new Date(0));
    expect(writePiecesIfChanged(to, pieces("end"))).toBe(false);
    expect(statSync(to).mtimeMs).toBe(0);
    for (const [last, changed] of [["End", true], ["End of it", true], ["End", true], ["End", false]] as const) expect(writePiecesIfChanged(to, pieces(last))).toBe(changed);
    expect(readFileSync(to, "utf8")).toBe(pieces("End").join(""));
    expect(writePiecesIfChanged(to, [])).toBe(true);
    expect(readdirSync(path.dirname(to))).toEqual(["long.jsonl"]);
  });

  test("that cannot be written leaves the old one and no draft", () => {
    const folder = temporaryFolder();
    const to = path.join(folder, "a.sql");
    mkdirSync(to);
    expect(() => writeIfChanged(to, "x")).toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
    expect(readdirSync(folder)).toEqual(["a.sql"]);
    chmodSync(folder, 0o700);
  });
});
