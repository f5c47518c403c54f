import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { scanSource } from "../../src/lower/scan-source.ts";
import { inferSource, sourceName, type Inferred } from "../../src/runtime/sources/infer.ts";
import { sourceBlock } from "../../src/runtime/sources/infer-print.ts";
import { engineIn, temporaryFolder } from "./helpers.ts";

const folder = temporaryFolder();
const engine = engineIn(folder);

async function inferred(name: string, content: string): Promise<Inferred> {
  writeFileSync(path.join(folder, name), content);
  const session = await (await engine).session();
  const found = await inferSource(session, { root: folder, pattern: name });
  session.close();
  if ("code" in found) throw new Error(`${found.code}: ${found.title}`);
  return found;
}
const csv = async (content: string, name = "t.csv"): Promise<string> => sourceBlock(await inferred(name, content));
const types = async (...values: readonly string[]): Promise<string> => (/ {2}v: (.+),\n/.exec(await csv(`x,v\n${values.map((value, i) => `${i},${value}\n`).join("")}`)) as RegExpExecArray)[1] as string;

describe("a CSV file", () => {
  test("gives the block that a person would write", async () => {
    expect(await csv([
      "order_id,customer_id,status,placed_at,day,amount,fee,paid,note,zip",
      "100,1,paid,2026-01-05 09:12:00,2026-01-05,1234.50,1.5,true,,01234",
      "101,2,open,2026-01-05 10:40:00,2026-01-05,7.00,,false,\"a, b\",10115",
      "102,2,paid,2026-01-06T08:01:30.25,2026-01-06,0.99,0.75,true,,99999",
    ].join("\n"), "orders.csv")).toBe(`source orders = csv("orders.csv") {
  order_id: int64,
  customer_id: int64,
  status: string,
  placed_at: timestamp,
  day: date,
  amount: decimal(12, 2),
  fee: decimal(12, 2)?,
  paid: bool,
  note: string?,
  zip: string,
  key [order_id],
}
`);
  });

  test.each([
    ["int32", ["1", "-20", "+3"]], ["int64", ["1", "5000000000"]], ["decimal(38, 0)", ["1", "12345678901234567890"]], ["decimal(12, 2)", ["1.50", "2", "-0.5"]], ["decimal(18, 4)", ["1234567890.1234"]],
    ["float64", ["1.5", "1e-3"]], ["float64", ["0.1234567", "1"]], ["bool", ["true", "false"]], ["string", ["true", "yes"]], ["date", ["2026-01-31", "1999-12-01"]], ["string", ["2026-01-31", "31.01.2026"]],
    ["timestamp", ["2026-01-31 10:00:00", "2026-01-31T10:00:00.123456"]], ["timestamptz", ["2026-01-31T10:00:00Z", "2026-01-31 10:00:00+02:00"]], ["time", ["10:00:00", "23:59:59.5"]],
    ["uuid", ["550e8400-e29b-41d4-a716-446655440000"]], ["string", ["007", "8"]], ["string", ["1", "n/a"]], ["string?", ["", "x"]], ["int32?", ["", "7"]], ["string?", ["", ""]],
  ])("%s from %j", async (type, values) => expect(await types(...values)).toBe(type));

  test("of another dialect says so in its options", async () => {
    expect(await csv("id;price;text\n1;1.5;'a;b'\n2;2.5;c\n", "semi.csv")).toContain('source semi = csv("semi.csv", delimiter: ";"');
    expect(await csv("id\tv\n1\tx\n2\ty\n", "tabs.tsv")).toContain('csv("tabs.tsv", delimiter: "\\t")');
    expect(await csv("1,2.5\n2,3.5\n", "plain.csv")).toContain('csv("plain.csv", header: false) {\n  column_1: int32,\n  column_2: decimal(12, 2),');
  });

  test("whose header is all that tells it from its rows has a header all the same", async () => {
    expect(await csv("name,country\nAda,GB\nGrace,US\n", "people.csv")).toContain("  name: string,\n  country: string,\n  key [name],");
  });

  test("is looked at to its last row: a late value changes the type, the nulls and the key", async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `${i},${i % 100},x`);
    const late = await csv(`id,n,s\n${[...rows, "5,1.25,"].join("\n")}\n`, "late.csv");
    expect(late).toContain("  id: int64,\n  n: decimal(12, 2),\n  s: string?,\n}");
  });

  test("with names that are no words, and with nothing but a header", async () => {
    expect(await csv("country code,from,id\nDE,a,1\nFR,b,2\n", "odd.csv")).toContain("  `country code`: string,\n");
    expect(await csv("id,v\n", "none.csv")).toBe('source none = csv("none.csv") {\n  id: string?,\n  v: string?,\n}\n');
  });

  test("that is torn is a diagnostic with the line", async () => {
    writeFileSync(path.join(folder, "torn.csv"), "id,v\n1,2\n3,4,5\n6,7\n");
    const session = await (await engine).session();
    expect(await inferSource(session, { root: folder, pattern: "torn.csv" })).toMatchObject({ code: "source-value", params: { line: 3 } });
    expect(await inferSource(session, { root: folder, pattern: "gone.csv" })).toMatchObject({ code: "source-missing" });
    session.close();
  });
});

describe("a JSON file", () => {
  test("gives lists, structs, decimals and what may be null inside", async () => {
    const rows = [
      { order_id: 100, status: "paid", placed_at: "2026-01-05 09:12:00", fee: 1.5, items: [{ sku: "tea", qty: 2, price: 4.2 }, { sku: "cup", qty: 1, price: 9 }], tags: ["a", null], zip: "007" },
      { order_id: 101, status: "open", placed_at: "2026-01-05 10:40:00", fee: null, items: [{ sku: "pot", qty: 1, price: 24.5, note: "x" }], tags: [], zip: "1" },
    ];
    expect(sourceBlock(await inferred("orders.json", rows.map((row) => JSON.stringify(row)).join("\n")))).toBe(`source orders = json("orders.json") {
  order_id: int64,
  status: string,
  placed_at: timestamp,
  fee: decimal(12, 2)?,
  items: list<struct<sku: string, qty: int32, price: decimal(12, 2), note: string?>>,
  tags: list<string?>,
  zip: string,
  key [order_id],
}
`);
  });

  test("is looked at to its last row", async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `{"id": ${i}, "n": ${i % 100}, "o": {"d": 1.5}}`);
    expect(sourceBlock(await inferred("late.json", [...rows, '{"id": 70000, "n": 1.25, "o": {"d": 1.123}}'].join("\n")))).toContain("  id: int64,\n  n: decimal(12, 2),\n  o: struct<d: decimal(12, 3)>,\n");
  });

  test("one array of objects, too", async () => {
    expect(sourceBlock(await inferred("array.json", '[{"id": 1, "m": 1e300}, {"id": 2, "m": 2}]'))).toContain("  id: int64,\n  m: float64,\n  key [id],");
  });
});

describe("Parquet files and tables", () => {
  test("give their own types, nullability from the data, and note what the language has not", async () => {
    const session = await (await engine).session();
    await session.run({ text: `COPY (SELECT r::SMALLINT AS line, r // 3 AS doc, [{'a': r::UTINYINT, 'b': CASE WHEN r > 2 THEN 'x' END}] AS l, MAP {'k': r} AS m, r::DECIMAL(9, 3) AS d, '{}'::JSON AS j, CAST(md5(r::VARCHAR) AS UUID) AS u, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS t FROM range(9) q(r)) TO '${folder}/typed.parquet'` });
    expect(sourceBlock((await inferSource(session, { root: folder, pattern: "typed.*quet" })) as Inferred)).toBe(`source source = parquet("typed.*quet") {
  line: int16,
  doc: int64,
  l: list<struct<a: uint8, b: string?>>,
  m: map<string, int64>,
  d: decimal(9, 3),
  j: json,
  u: uuid,
  t: timestamptz,
  key [u],
}
`);
    await session.run({ text: "CREATE SCHEMA raw; CREATE TABLE raw.calls AS SELECT 'f' || r // 4 AS src, 'g' || r % 4 AS dst, '101'::BIT AS bits, r AS amount FROM range(16) q(r)" });
    expect(sourceBlock((await inferSource(session, { table: "raw.calls" })) as Inferred)).toBe(`-- bits is left out: the language has no BIT
source calls = table("raw.calls") {
  src: string,
  dst: string,
  amount: int64,
  key [src, dst],
}
`);
    expect(await inferSource(session, { table: "raw.gone" })).toMatchObject({ code: "source-table-missing" });
    session.close();
  });

  test("several files are one source, with what is true of all of them", async () => {
    const session = await (await engine).session();
    for (const part of [1, 2]) await session.run({ text: `COPY (SELECT r AS id, CASE WHEN r + ${part} < 11 THEN r END AS v FROM range(${part * 5 - 5}, ${part * 5}) q(r)) TO '${folder}/part-${part}.parquet'` });
    expect(await inferSource(session, { root: folder, pattern: "part-*.parquet", name: "parts" })).toMatchObject({ name: "parts", files: 2, rows: 10, keys: [["id"]], columns: [{ nullable: false }, { nullable: true }] });
    session.close();
  });
});

describe("what is inferred", () => {
  test("is what the source then reads, without an error and with the same rows", async () => {
    const found = await inferred("again.csv", "id,t,d,n\n1,2026-01-31T10:00:00,1.5,\n2,2026-02-01 00:00:00.5,-0.25,7\n");
    const session = await (await engine).session();
    const scan = scanSource({ provider: { kind: "csv", paths: [], options: found.provider.options }, columns: found.columns }, [path.join(folder, "again.csv")]);
    expect((await session.query({ text: scan })).rows).toEqual([[1, "2026-01-31 10:00:00", "1.50", null], [2, "2026-02-01 00:00:00.5", "-0.25", 7]]);
    session.close();
  });

  test("has the same keys each time, and a pair only where no single column will do", async () => {
    expect(await csv("a_id,b_id,amount\n1,1,5\n1,2,6\n2,1,7\n", "pairs.csv")).toContain("key [a_id, b_id],");
    expect(await csv("src,dst,line\nf,g,1\nf,g,2\nf,h,1\ng,g,1\n", "triples.csv")).toContain("key [src, dst, line],");
    expect(await csv("flag,amount\ntrue,1.50\nfalse,1.25\n", "flags.csv")).not.toContain("key");
    expect(await csv("x,y\n1,1\n1,1\n", "repeats.csv")).not.toContain("key");
  });

  test.each([["data/orders.csv", "orders"], ["data/orders/*.parquet", "orders"], ["raw.Order-Items", "order_items"], ["2026-01.csv.gz", "t_2026_01"], ["*.csv", "source"]])("%s is called %s", (of, name) => expect(sourceName(of)).toBe(name));
});
