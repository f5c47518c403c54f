import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import claimsSchema from "../../grammar/schemas/claims.json" with { type: "json" };
import resultsSchema from "../../grammar/schemas/run-results.json" with { type: "json" };
import { runPlan } from "../../src/runtime/index.ts";
import { writeIfChanged, writePiecesIfChanged } from "../../src/runtime/record/files.ts";
import { openResults } from "../../src/runtime/record/results.ts";
import { temporaryFolder } from "./helpers.ts";
import { SHAPE, file, input, promise, rule, source } from "./plans.ts";

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

  test("of a run that was killed in the middle of a line loses that line alone", () => {
    const folder = temporaryFolder();
    const results = openResults(folder);
    results.write({ kind: "run", format: 1, run: "01JD0000000000000000000000", pack: "p", profile: "dev", compiler: "0", started: "2026-01-01T00:00:00.000Z", shape: SHAPE, engine: { name: "duckdb", version: "1", settings: {} }, params: {}, plan: [] });
    results.close();
    writeFileSync(path.join(folder, "run-results.jsonl"), `${readFileSync(path.join(folder, "run-results.jsonl"), "utf8")}{"kind": "ru`);
    openResults(folder).close();
    const kept = readFileSync(path.join(folder, "run-results.01JD0000000000000000000000.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line) as unknown);
    expect(kept).toMatchObject([{ kind: "run" }, { kind: "end", status: "killed", ms: null }]);
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
