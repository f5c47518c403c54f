import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import type { LiteralValue } from "../../src/ir/expr.ts";
import { MISFIT, misfitOf, scanSource, type ScannedSource } from "../../src/lower/index.ts";
import { database, field, rowsOf } from "./kit.ts";

const dir = mkdtempSync(join(tmpdir(), "rulec-scan-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let files = 0;
function file(content: string | Uint8Array, ending: string): string {
  const path = join(dir, `f${files++}.${ending}`);
  writeFileSync(path, content);
  return path;
}

const source = (kind: "csv" | "json" | "parquet", columns: Readonly<Record<string, string>>, options: Readonly<Record<string, LiteralValue>> = {}): ScannedSource =>
  ({ provider: { kind, paths: [], options }, columns: Object.entries(columns).map(([name, type]) => ({ name, type: field(type).type })) });

const read = async (of: ScannedSource, ...paths: string[]): Promise<unknown[][]> => rowsOf(await database(), scanSource(of, paths));
const csv = (content: string, columns: Readonly<Record<string, string>>, options: Readonly<Record<string, LiteralValue>> = {}): Promise<unknown[][]> => read(source("csv", columns, options), file(content, "csv"));

describe("csv", () => {
  test("an unquoted empty field is null, a quoted one is an empty text", async () => {
    expect(await csv('a,b\n,""\n"",\n', { a: "string", b: "string" })).toEqual([[null, ""], ["", null]]);
  });

  test("columns go by name, in any order, beside others, in each file by itself", async () => {
    const of = source("csv", { id: "int64", name: "string" });
    expect(await read(of, file("name,extra,id\nx,1,7\n", "csv"))).toEqual([["7", "x"]]);
    expect(await read(of, file("id,name\n1,a\n", "csv"), file("name,id\nb,2\n", "csv"))).toEqual([["1", "a"], ["2", "b"]]);
  });

  test("without a header they go by place", async () => {
    expect(await csv("1,a\n2,b\n", { id: "int64", name: "string" }, { header: false })).toEqual([["1", "a"], ["2", "b"]]);
  });

  test("the delimiter, the quote, what means null and the packing are as said", async () => {
    expect(await csv("id;name\n1;'a;b'\n2;-\n", { id: "int64", name: "string" }, { delimiter: ";", quote: "'", null: "-" })).toEqual([["1", "a;b"], ["2", null]]);
    expect(await read(source("csv", { id: "int64" }), file(gzipSync("id\n5\n"), "csv.gz"))).toEqual([["5"]]);
    expect(await read(source("csv", { id: "int64" }, { compression: "gzip" }), file(gzipSync("id\n5\n"), "dat"))).toEqual([["5"]]);
  });

  test("a byte order mark, CRLF and a line break in a field are no content of others", async () => {
    expect(await csv('\uFEFFid,name\r\n1,"a\r\nb"\r\n', { id: "int64", name: "string" })).toEqual([["1", "a\r\nb"]]);
  });

  test.each([
    ["int64", "1.5"], ["int64", " 12"], ["int64", "1e3"], ["int32", "2147483648"], ["bool", "t"], ["bool", "1"], ["date", "2026-1-5"], ["date", "31.01.2026"], ["decimal(4, 2)", "1000"],
    ["float64", "inf"], ["timestamp", "2026-01-01 10:00:00.1234567"], ["uuid", "x"],
  ])("a %s is never %j", async (type, text) => {
    await expect(csv(`id,v\n1,"${text}"\n`, { id: "int64", v: type })).rejects.toThrow(MISFIT);
  });

  test("what does not fit is named: column, value, type, and where it stands", async () => {
    const of = source("csv", { id: "int64", amount: "decimal(12, 2)" });
    const path = file('id,amount\n1,1.50\n2,"1 000"\n', "csv");
    const error = await read(of, path).catch((problem: Error) => problem);
    expect(MISFIT.exec((error as Error).message)?.groups).toEqual({ column: "amount", value: "1 000", type: "decimal(12, 2)" });
    expect(await rowsOf(await database(), misfitOf(of, path, of.columns[1]!)!)).toEqual([["2", "1 000"]]);
    expect(await rowsOf(await database(), misfitOf(of, path, of.columns[0]!)!)).toEqual([]);
  });

  test("every scalar type is read", async () => {
    const columns = { a: "bool", b: "int8", c: "uint64", d: "float32", e: "decimal(10, 3)", f: "uuid", g: "date", h: "time", i: "timestamp", j: "timestamptz", k: "binary", l: "json" };
    const line = 'true,-5,18446744073709551615,0.5,1.2350,00000000-0000-0000-0000-00000000000a,2026-01-31,10:00:00,2026-01-31T10:00:00,2026-01-31 10:00:00Z,é,"[1]"';
    const rows = await rowsOf(await database("set timezone = 'UTC'"), scanSource(source("csv", columns), [file(`${Object.keys(columns).join(",")}\n${line}\n`, "csv")]));
    expect(rows).toEqual([[true, -5, "18446744073709551615", 0.5, "1.235", "00000000-0000-0000-0000-00000000000a", "2026-01-31", "10:00:00", "2026-01-31 10:00:00", "2026-01-31 10:00:00+00", "\\xC3\\xA9", "[1]"]]);
  });

  test("names with quotes, spaces and capitals are columns", async () => {
    expect(await csv('"it\'s ""x""",Order\n1,2\n', { "it's \"x\"": "int64", Order: "int64" })).toEqual([["1", "2"]]);
  });
});

describe("json", () => {
  test("objects a line or in an array, missing members being null", async () => {
    const of = source("json", { id: "int64", name: "string", xs: "list<struct<a: int64>>" });
    expect(await read(of, file('{"id": 1, "name": "a", "xs": [{"a": 5}]}\n{"id": 2}\n', "json"))).toEqual([["1", "a", [{ a: "5" }]], ["2", null, null]]);
    expect(await read(of, file('[{"id": 1, "extra": 0}]', "json"))).toEqual([["1", null, null]]);
    expect(await read(source("json", { id: "int64" }, { format: "lines" }), file('{"id": null}\n', "json"))).toEqual([[null]]);
  });

  test.each([["int64", "1.5"], ["bool", "1"], ["int64", '"x"'], ["date", '"2026-1-5"'], ["int64", "[1]"]])("a %s is never %s", async (type, text) => {
    await expect(read(source("json", { v: type }), file(`{"v": ${text}}\n`, "json"))).rejects.toThrow(MISFIT);
  });
});

describe("parquet and tables", () => {
  test("columns by name, as the declared types", async () => {
    const connection = await database(`copy (select 7::integer as id, 'a' as name, 1 as extra) to '${join(dir, "p.parquet")}'`);
    const sql = scanSource(source("parquet", { name: "string", id: "int64" }), [join(dir, "p.parquet")]);
    expect(await rowsOf(connection, sql)).toEqual([["a", "7"]]);
    expect((await rowsOf(connection, `describe ${sql}`)).map(([, type]) => type)).toEqual(["VARCHAR", "BIGINT"]);
  });

  test("a folder that looks like a partition makes no column", async () => {
    const connection = await database();
    const { mkdirSync } = await import("node:fs");
    mkdirSync(join(dir, "id=99"));
    await connection.run(`copy (select 1 as id) to '${join(dir, "id=99", "p.parquet")}'`);
    expect(await rowsOf(connection, scanSource(source("parquet", { id: "int64" }), [join(dir, "id=99", "p.parquet")]))).toEqual([["1"]]);
  });

  test("a table by its path", async () => {
    const connection = await database("create schema raw", 'create table raw."odd.name" as select 1 as id');
    expect(await rowsOf(connection, scanSource({ provider: { kind: "table", table: 'raw."odd.name"' }, columns: [{ name: "id", type: field("int64").type }] }, []))).toEqual([["1"]]);
  });
});

test("the scan of a source reads like one that a person would write", () => {
  expect(scanSource(source("csv", { id: "int64", name: "string" }), ["/data/a.csv"])).toMatchInlineSnapshot(`
    "select
      coalesce(try_cast(regexp_extract(id, '^([+-]?\\d+)(?:[.]0+)?$', 1) as bigint), error('column "id": "' || id || '" is not int64')) as id,
      name
    from read_csv(
      ['/data/a.csv'],
      header = true,
      all_varchar = true,
      skip = 0,
      comment = '',
      delim = ',',
      quote = '"',
      escape = '"',
      nullstr = '',
      allow_quoted_nulls = false,
      strict_mode = true,
      union_by_name = false,
      hive_partitioning = false
    )"
  `);
});
