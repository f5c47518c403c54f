import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runPlan } from "../../src/runtime/index.ts";
import type { CompiledRule, CompiledSource } from "../../src/runtime/plan-types.ts";
import type { RunEvent } from "../../src/runtime/run/events.ts";
import type { RunInput } from "../../src/runtime/run/work.ts";
import { glob } from "../../src/runtime/sources/glob.ts";
import { engineIn, sessionIn, temporaryFolder } from "./helpers.ts";
import { input, promise, rule, source } from "./plans.ts";

const write = (root: string, files: Readonly<Record<string, string>>): string => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
};
const made = (files: Readonly<Record<string, string>>): string => write(temporaryFolder(), files);
const copy = (of: CompiledSource, columns = "id: int64", select = `SELECT id FROM ${of.claimName} ORDER BY id`): CompiledRule => rule("m.copy", columns, "id", select, { reads: [`@${of.name}`] });
const runOf = (root: string, of: CompiledSource, more: Partial<RunInput> = {}) => runPlan(input(root, [copy(of)], { sources: [of], ...more }));

describe("patterns of paths", () => {
  const root = made({ "a/1.csv": "", "a/2.csv": "", "a/b/3.csv": "", "a/.hidden.csv": "", "a/x[1].csv": "", "z.csv": "" });
  const names = (pattern: string): string[] => glob(root, pattern).map((file) => path.relative(root, file));

  test.each([
    ["a/1.csv", ["a/1.csv"]], ["a/*.csv", ["a/1.csv", "a/2.csv", "a/x[1].csv"]], ["a/?.csv", ["a/1.csv", "a/2.csv"]], ["a/[12].csv", ["a/1.csv", "a/2.csv"]], ["a/[!1].csv", ["a/2.csv"]],
    ["**/*.csv", ["a/1.csv", "a/2.csv", "a/b/3.csv", "a/x[1].csv", "z.csv"]], ["a/**", ["a/1.csv", "a/2.csv", "a/b/3.csv", "a/x[1].csv"]], ["*/*/3.csv", ["a/b/3.csv"]], ["./a//2.csv", ["a/2.csv"]], ["a/.h*", ["a/.hidden.csv"]], ["none/*.csv", []], ["a", []],
  ])("%s", (pattern, files) => expect(names(pattern)).toEqual(files));

  test("a link in a circle is not followed for ever", () => {
    symlinkSync(root, path.join(root, "a/again"));
    expect(names("**/3.csv")).toEqual(["a/b/3.csv"]);
  });
});

describe("a source whose data is not what it says stops the run before any row is used", () => {
  const orders = source("m.orders", { kind: "csv", path: "orders.csv" }, "id: int64, amount: decimal(12, 2)");

  test("a file that is not there", async () => {
    expect(await runOf(temporaryFolder(), orders)).toMatchObject({ status: "failed", diagnostics: [{ code: "source-missing", params: { path: "orders.csv" }, at: orders.at }] });
  });

  test("a file outside the pack, by .. or by a link", async () => {
    const outside = made({ "secret.csv": "id\n1\n" });
    const root = temporaryFolder();
    symlinkSync(path.join(outside, "secret.csv"), path.join(root, "link.csv"));
    for (const at of [`../${path.basename(outside)}/secret.csv`, "link.csv", path.join(outside, "secret.csv")]) {
      const of = source("m.s", { kind: "csv", path: at }, "id: int64");
      expect(await runOf(root, of), at).toMatchObject({ diagnostics: [{ code: "source-outside" }] });
    }
    const of = source("m.s", { kind: "csv", path: "link.csv" }, "id: int64");
    const { profile } = input(root, []);
    expect(await runOf(root, of, { profile: { ...profile, policy: "admin" } })).toMatchObject({ status: "published" });
  });

  test("a column that the header has not, with the name that it may mean", async () => {
    const root = made({ "orders.csv": "id,Amount\n1,2.50\n" });
    expect(await runOf(root, orders)).toMatchObject({ diagnostics: [{ code: "source-column-missing", params: { column: "amount", meant: "Amount", file: "orders.csv" }, at: { file: "rules/sources.rule", start: 101 } }] });
  });

  test("one mistake a column, however many files have it", async () => {
    const root = made({ "d/1.csv": "id\n1\n", "d/2.csv": "id\n1\n" });
    expect((await runOf(root, source("m.s", { kind: "csv", path: "d/*.csv" }, "id: int64, a: string, b: string"))).diagnostics.map(({ params }) => [params["column"], params["file"]])).toEqual([["a", "d/1.csv"], ["b", "d/1.csv"]]);
  });

  test("a value that is none of its type, with file, line and column, though no rule reads that column", async () => {
    const root = made({ "orders.csv": `id,amount\n${Array.from({ length: 5000 }, (_, i) => `${i},1.00\n`).join("")}9000,n/a\n` });
    expect(await runOf(root, orders)).toMatchObject({
      status: "failed", rules: [{ status: "skipped" }],
      diagnostics: [{ code: "source-value", title: 'm.orders: "n/a" is no decimal(12, 2) (orders.csv, line 5002, column amount)', at: { start: 101 } }],
    });
  });

  test("a line with too many fields", async () => {
    const root = made({ "orders.csv": "id,amount\n1,2.00\n2,3.00,4\n" });
    expect(await runOf(root, orders)).toMatchObject({ diagnostics: [{ code: "source-value", params: { line: 3, value: "a line of 3 fields where 2 are expected" } }] });
  });

  test("a file without a byte", async () => {
    expect(await runOf(made({ "orders.csv": "" }), orders)).toMatchObject({ diagnostics: [{ code: "source-empty", params: { file: "orders.csv" } }] });
  });

  test("JSON: a value that does not fit, a text that is no JSON, a name that no object has", async () => {
    const of = source("m.j", { kind: "json", path: "j.json" }, "id: int64, price: decimal(12, 2)?");
    expect(await runOf(made({ "j.json": '{"id": 1, "price": 1.5}\n{"id": "n/a"}\n' }), of)).toMatchObject({ diagnostics: [{ code: "source-value", params: { file: "j.json", line: 2, value: '"n/a"' } }] });
    expect(await runOf(made({ "j.json": '{"id": 1, "price": 1.5}\n{"id": 2 "price": 1}\n' }), of)).toMatchObject({ diagnostics: [{ params: { file: "j.json" } }] });
    expect(await runOf(made({ "j.json": '{"id": 1, "prize": 1.5}\n' }), of)).toMatchObject({ diagnostics: [{ code: "source-column-missing", params: { column: "price", meant: "prize" } }] });
  });

  test("JSON: a name that only a late object has is there", async () => {
    const of = source("m.j", { kind: "json", path: "j.json" }, "id: int64, rare: string?");
    const root = made({ "j.json": Array.from({ length: 25_000 }, (_, i) => `{"id": ${i}${i === 24_999 ? ', "rare": "x"' : ""}}\n`).join("") });
    expect(await runOf(root, of)).toMatchObject({ status: "published", diagnostics: [] });
  });

  test("Parquet: types that would have to change values, in any of the files", async () => {
    const root = made({ "x": "" });
    const s = await sessionIn(root);
    const to = (name: string, select: string) => s.run({ text: `COPY (${select}) TO '${root}/${name}.parquet'` });
    await to("p1", "SELECT 1::BIGINT AS id, 2::INTEGER AS n, {'a': 1} AS st");
    await to("p2", "SELECT 1::BIGINT AS id, 2.5::DOUBLE AS n, {'a': 1} AS st");
    await to("p3", "SELECT 3::BIGINT AS id, 2::INTEGER AS n, {'a': 1} AS st");
    const of = (columns: string, at = "p*.parquet") => runOf(root, source("m.p", { kind: "parquet", path: at }, columns));
    expect(await of("id: int64, n: int64")).toMatchObject({ diagnostics: [{ code: "source-type-differs", params: { column: "n", declared: "int64", found: "float64", file: "p2.parquet" } }] });
    expect(await of("id: int64, n: int64, st: struct<a: int64>", "p[13].parquet")).toMatchObject({ status: "published", diagnostics: [] });
    expect(await of("id: int32, st: struct<b: int32>", "p1.parquet")).toMatchObject({ diagnostics: [{ params: { column: "id", found: "int64" } }, { params: { column: "st", found: "struct<a: int32>" } }] });
    writeFileSync(path.join(root, "p4.parquet"), "PAR1 and then nothing of the kind");
    expect(await of("id: int64", "p4.parquet")).toMatchObject({ diagnostics: [{ code: "source-unreadable", params: { file: "p4.parquet" } }] });
  });

  test("a table that the warehouse has not, with those that it has", async () => {
    const root = temporaryFolder();
    const of = source("m.t", { kind: "table", table: "raw.orders" }, "id: int64");
    const engine = await engineIn(root, { warehouse: input(root, []).profile.warehouse });
    await (await engine.session()).run({ text: "CREATE SCHEMA raw; CREATE TABLE raw.order_items AS SELECT 1::BIGINT AS id" });
    engine.close();
    expect(await runOf(root, of)).toMatchObject({ diagnostics: [{ code: "source-table-missing", params: { table: "raw.orders", known: ["raw.order_items"] } }] });
    expect(await runOf(root, { ...of, provider: { kind: "table", table: "raw.order_items" } })).toMatchObject({ status: "published", rules: [{ rows: 1 }] });
  });
});

describe("claims of a source", () => {
  const key = promise("key", "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) n FROM s GROUP BY id)", "SELECT id, count(*) AS rows FROM s GROUP BY id HAVING count(*) > 1 LIMIT 20", { columns: ["id"] });
  const of = source("m.s", { kind: "csv", path: "s.csv" }, "id: int64", { claims: [key] });
  const sourceEvents = async (root: string, which: CompiledSource): Promise<{ readonly outcome: Awaited<ReturnType<typeof runOf>>; readonly said: readonly RunEvent[] }> => {
    const said: RunEvent[] = [];
    // What reads the source is built each time, so that it is looked at each time.
    return { outcome: await runOf(root, which, { fullRefresh: true, onEvent: (event) => void (event.kind === "source" && said.push(event)) }), said };
  };

  test("are verified before the first rule that reads it, and a broken one stops what depends on it", async () => {
    const root = made({ "s.csv": "id\n1\n1\n2\n" });
    const { outcome } = await sourceEvents(root, of);
    expect(outcome).toMatchObject({ status: "failed", rules: [{ status: "skipped" }], diagnostics: [{ code: "key-violated", title: "`id` is no key of m.s: 1 row too many", hint: "for example id = 1, rows = 2" }] });
  });

  test("are verified once for the same files, again when a file changes, and again when the claims do", async () => {
    const root = made({ "s.csv": "id\n1\n2\n" });
    const reused = async (which = of): Promise<unknown> => (await sourceEvents(root, which)).said.map((event) => event.kind === "source" && event.reused);
    expect(await reused()).toEqual([false]);
    expect(await reused()).toEqual([true]);
    expect(await reused({ ...of, claims: [{ ...key, count: { ...key.count, text: `${key.count.text} -- another` } }] })).toEqual([false]);
    utimesSync(path.join(root, "s.csv"), new Date(0), new Date(0));
    expect(await reused()).toEqual([false]);
    writeFileSync(path.join(root, "s.csv"), "id\n3\n3\n");
    expect((await sourceEvents(root, of)).outcome.status).toBe("failed");
    expect((await sourceEvents(root, of)).outcome.status).toBe("failed");
  });

  test("are verified again when what is remembered is damaged", async () => {
    const root = made({ "s.csv": "id\n1\n2\n" });
    await sourceEvents(root, of);
    writeFileSync(path.join(root, "target/test/state/claims.json"), '{"format": 1, "sour');
    expect((await sourceEvents(root, of)).said).toMatchObject([{ reused: false }]);
    expect(JSON.parse(readFileSync(path.join(root, "target/test/state/claims.json"), "utf8"))).toMatchObject({ format: 1, sources: { "m.s": {} } });
  });

  test("are believed where the source is trusted, but values that cannot be read are found all the same", async () => {
    const trusted = { ...of, trusted: true };
    expect((await sourceEvents(made({ "s.csv": "id\n1\n1\n" }), trusted)).outcome).toMatchObject({ status: "failed", diagnostics: [{ code: "order-not-kept" }] });
    expect((await sourceEvents(made({ "s.csv": "id\n1\nx\n" }), trusted)).outcome).toMatchObject({ diagnostics: [{ code: "source-value" }] });
  });
});
