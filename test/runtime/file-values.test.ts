/** What a rule writes as CSV or JSON is read back as it was, to the sign of a zero; what such a file cannot hold does not compile. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sqlType } from "../../src/ir/functions/index.ts";
import { unheldIn } from "../../src/ir/storage.ts";
import { copyStatement, scanOfFile } from "../../src/runtime/run/outputs.ts";
import { parseType } from "../../src/values/parse-type.ts";
import { typeText, type Type } from "../../src/values/type.ts";
import { nastyValues, NESTED_TYPES, SCALAR_TYPES } from "../evaluate/nasty.ts";
import { valueSql } from "../evaluate/on-duckdb.ts";
import { sessionIn, temporaryFolder } from "./helpers.ts";
import { rule } from "./plans.ts";

const folder = temporaryFolder();
const session = sessionIn(folder);
const MORE = ["list<decimal(38, 10)?>", "list<float32?>", "struct<a: decimal(38, 2)?, b: list<float64?>?>", "map<string, decimal(38, 10)?>", "map<date, float64?>"].map((text) => parseType(text) as Type);
/** What parts fields and lines, and what begins files. */
const TEXTS = [",", ";", "|", "a,b;c|d", "\r", "\r\n", "a\rb", '"', '""', "\"\n\"", "\uFEFFx", "#x", "null", "NULL", "nan", "\\N", "\\", "{}", "[1, 2]", " , "];
const TYPES = [...SCALAR_TYPES, ...NESTED_TYPES, ...MORE];

test.each([["csv", {}], ["csv", { delimiter: ";" }], ["csv", { delimiter: "\t" }], ["csv", { delimiter: "|" }], ["json", {}], ["json", { format: "array" }]] as const)("%s with %o gives back every value of the types that it holds", async (kind, options) => {
  const types = TYPES.filter((type) => unheldIn(kind, type) === null);
  expect(types.length).toBeGreaterThan(20);
  const values = types.map((type) => [null, ...nastyValues(type), ...(type.kind === "string" ? TEXTS : [])]);
  const count = Math.max(...values.map((of) => of.length));
  const of = await session;
  const name = `v_${kind}_${Object.values(options).map((value) => value.charCodeAt(0)).join("")}`;
  const lists = types.map((type, i) => `unnest([${Array.from({ length: count }, (_, row) => valueSql(type, values[i]?.[row] ?? null)).join(", ")}]::${sqlType(type)}[]) AS c${i}`);
  await of.run({ text: `CREATE TABLE ${name} AS SELECT unnest(range(${count})) AS n, ${lists.join(", ")}` });
  const columns = [{ name: "n", type: parseType("int64") as Type, sqlType: "BIGINT", nullable: false }, ...types.map((type, i) => ({ name: `c${i}`, type, sqlType: sqlType(type), nullable: true }))];
  const made = { ...rule("m.r", "n: int64", "n", ""), columns, storage: { kind, path: "r", options } };
  const path = `${folder}/${name}.${kind}`;
  const [before, after] = copyStatement(made, kind, path);
  await of.run({ text: `${before}FROM ${name} ORDER BY n${after}` });
  const differs = types.map((_, i) => `count(*) FILTER (a.c${i} IS DISTINCT FROM b.c${i} OR a.c${i}::VARCHAR IS DISTINCT FROM b.c${i}::VARCHAR)`);
  const { rows } = await of.query({ text: `SELECT count(*), ${differs.join(", ")} FROM ${name} a FULL JOIN ${scanOfFile(made, kind, path)} b USING (n)` });
  expect(Number(rows[0]?.[0])).toBe(count);
  expect(types.map((type, i) => `${typeText(type)}: ${Number(rows[0]?.[i + 1])}`)).toEqual(types.map((type) => `${typeText(type)}: 0`));
  // Any reader of JSON takes it.
  if (kind === "json") for (const line of "format" in options ? [readFileSync(path, "utf8")] : readFileSync(path, "utf8").trimEnd().split("\n")) JSON.parse(line);
});

test("one column of nulls and empty texts comes back from CSV", async () => {
  const of = await session;
  const made = { ...rule("m.one", "s: string?", "", ""), storage: { kind: "csv" as const, path: "one.csv", options: {} } };
  const [before, after] = copyStatement(made, "csv", `${folder}/one.csv`);
  await of.run({ text: `${before}FROM (VALUES ('a'), (NULL), (''), (NULL)) t(s)${after}` });
  expect((await of.query({ text: `SELECT s FROM ${scanOfFile(made, "csv", `${folder}/one.csv`)}` })).rows).toEqual([["a"], [null], [""], [null]]);
});
