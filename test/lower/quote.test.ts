import { array, assert, asyncProperty, constantFrom, oneof, string, uniqueArray } from "fast-check";
import { describe, expect, test } from "vitest";
import { identifier, path, stringLiteral } from "../../src/lower/index.ts";
import { folded } from "../../src/lower/sql/quote.ts";
import { STRING } from "../../src/values/type.ts";
import { database, kit, rowsOf, sqlOf } from "./kit.ts";

const nasty = oneof(
  string({ unit: "binary", minLength: 1, maxLength: 12 }), string({ unit: "grapheme", minLength: 1, maxLength: 8 }), string({ minLength: 300, maxLength: 300 }),
  constantFrom('"', '""', "'", "a b", "select", "Select", "ORDER", "a.b", "a--b", "/*", ";", "$1", "ß", "É", "é", "名前", "😀", " ", "\n", "%", "\\", "unnest", "a\"b", "1a", "_", "rowid", "count"),
).filter((name) => !name.includes("\0"));

describe("names", () => {
  test("any name reaches DuckDB as it is: as a table, as columns, in a subquery and in an order", { timeout: 120_000 }, async () => {
    const connection = await database();
    await assert(asyncProperty(nasty, uniqueArray(nasty, { minLength: 2, maxLength: 4, selector: folded }), async (table, names) => {
      await connection.run(`create or replace table ${identifier(table)} (${names.map((name) => `${identifier(name)} integer`).join(", ")})`);
      await connection.run(`insert into ${identifier(table)} values (${names.map((_, i) => i).join(", ")})`);
      const k = kit();
      const scan = k.scan("x", Object.fromEntries(names.map((name) => [name, "int32"])));
      const named = { ...scan.rel, of: { kind: "source" as const, name: table } };
      const first = names[0] as string;
      const distinct = k.distinct({ c: scan.c, rel: named });
      const kept = k.filter(k.derive(distinct, { [`${first}_2`]: k.win("count", []) }), k.fn("ge", k.col(scan.c[first]!), k.lit(k.cast(k.int(1), "int32").type, "0")));
      const rule = k.rule(k.select(kept, Object.fromEntries(names.map((name) => [name, name]))), [...names]);
      const { lowerRule, PRETTY } = await import("../../src/lower/index.ts");
      const lowered = lowerRule(rule, { relation: () => [table], param: (name) => name, pattern: (name) => name }, PRETTY);
      if (!("text" in lowered)) throw new Error(lowered.reason);
      const result = await connection.runAndReadAll(lowered.text);
      expect(result.columnNames()).toEqual(names);
      expect(result.getRowsJson()).toEqual([names.map((_, i) => i)]);
    }), { numRuns: 200 });
  });

  test("only names that need quotes have them", () => {
    expect(["order_id", "a1", "_x", "date", "value", "user", "key", "type", "name", "year"].map(identifier)).toEqual(["order_id", "a1", "_x", "date", "value", "user", "key", "type", "name", "year"]);
    expect(["Order", "order", "1a", "a b", "left", "é", ""].map(identifier)).toEqual(['"Order"', '"order"', '"1a"', '"a b"', '"left"', '"é"', '""']);
    expect(path(["raw", "Orders", "select"])).toBe('raw."Orders"."select"');
  });

  test("every word that DuckDB knows is quoted where it must be", async () => {
    const connection = await database();
    const words = (await rowsOf(connection, "select keyword_name from duckdb_keywords()")).map(([word]) => word as string);
    for (const word of words) {
      const name = identifier(word);
      const sql = `with ${name} as (select 1 as ${name}) select ${name}, ${name}.${name}, ${name} + 1, max(${name}) as ${name} from ${name} group by ${name} order by ${name}`;
      await connection.run(sql).catch((error: Error) => expect.fail(`${sql}: ${error.message}`));
    }
  });

  test("DuckDB takes names that differ in the case of ASCII letters alone for one, and no others", async () => {
    const connection = await database();
    for (const [a, b, same] of [["a", "A", true], ["é", "É", false], ["aé", "Aé", true], ["ß", "SS", false], ["ı", "I", false]] as const) {
      const made = connection.run(`create or replace table t (${identifier(a)} integer, ${identifier(b)} integer)`);
      if (same) await expect(made).rejects.toThrow();
      else await made;
      expect(folded(a) === folded(b)).toBe(same);
    }
  });

  test("columns that differ by case alone are refused, by name", async () => {
    const k = kit();
    const t = k.scan("t", { id: "int64", Id: "int64" });
    expect(() => sqlOf(k.rule(t))).toThrow("id and Id");
  });
});

describe("texts", () => {
  test("any text reaches DuckDB as it is, quotes, backslashes and NULs too", { timeout: 60_000 }, async () => {
    const connection = await database();
    const text = oneof(string({ unit: "binary", maxLength: 20 }), array(constantFrom("'", "''", "\\", "\n", "\0", "$", "{", "a"), { maxLength: 8 }).map((parts) => parts.join("")));
    await assert(asyncProperty(text, async (value) => {
      const k = kit();
      const one = k.values({ v: "string" }, [[k.lit(STRING, value)]]);
      expect(await rowsOf(connection, sqlOf(k.rule(one)))).toEqual([[value]]);
      expect(await rowsOf(connection, `select ${stringLiteral(value)} = ${stringLiteral(value)}`)).toEqual([[true]]);
    }), { numRuns: 200 });
  });
});
