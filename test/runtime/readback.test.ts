import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { SortedName } from "../../src/ir/rule.ts";
import { misplacedRows, readBack } from "../../src/runtime/run/readback.ts";
import { outsideYears } from "../../src/runtime/run/years.ts";
import { DATE, INT64, STRING, TIMESTAMP, list, map, struct, type Field, type Type } from "../../src/values/type.ts";
import { sessionIn, temporaryFolder } from "./helpers.ts";

const folder = temporaryFolder();
const session = sessionIn(folder);

test("rows that ORDER BY has sorted are in order, and a pair in the wrong order or alike is found, nulls and NaN included", async () => {
  const s = await session;
  const sorted = fc.record({ desc: fc.boolean(), nullsFirst: fc.boolean() });
  const value = fc.option(fc.constantFrom("0", "1", "2", "-0.0", "'NaN'", "'-Infinity'"), { nil: "NULL" });
  await fc.assert(
    fc.asyncProperty(fc.tuple(sorted, sorted), fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 8 }), async (flags, rows) => {
      const order: SortedName[] = flags.map((flag, i) => ({ name: `k${i}`, ...flag }));
      const by = order.map(({ name, desc, nullsFirst }) => `${name} ${desc ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`).join(", ");
      const values = `(VALUES ${rows.map(([a, b], i) => `(${i}, (${a})::DOUBLE, (${b})::DOUBLE)`).join(", ")}) v(n, k0, k1)`;
      // The engine's own ranks say how many rows do not come strictly after the one that stands before them.
      const expected = `SELECT count(*) FILTER (WHERE r <= p) FROM (SELECT r, lag(r) OVER (ORDER BY n) p FROM (SELECT n, dense_rank() OVER (ORDER BY ${by}) r FROM ${values}))`;
      const check = readBack(values, order, []);
      expect((await s.query({ text: check?.text ?? "" })).rows[0]).toEqual([rows.length, (await s.query({ text: expected })).rows[0]?.[0]]);
    }),
    { numRuns: 60 },
  );
});

test.each([1, 2, 8])("a table and a Parquet file of many row groups are read in the order they were written in, at %i threads", async (threads) => {
  const s = await sessionIn(folder, { threads });
  const file = `${folder}/ordered-${threads}.parquet`;
  await s.run({ text: "CREATE TABLE ordered AS SELECT r AS k, hash(r) AS h FROM range(400000) q(r) ORDER BY k" });
  await s.run({ text: `COPY (SELECT * FROM ordered) TO '${file}' (ROW_GROUP_SIZE 20480)` });
  await s.run({ text: "CREATE TABLE swapped AS SELECT CASE r WHEN 250000 THEN 250001 WHEN 250001 THEN 250000 ELSE r END AS k FROM range(400000) q(r)" });
  const order: SortedName[] = [{ name: "k", desc: false, nullsFirst: false }];
  const count = async (from: string): Promise<unknown> => (await s.query({ text: readBack(from, order, [["h"], ["k", "h"]].slice(from === "swapped" ? 2 : 0))?.text ?? "" })).rows[0];
  expect(await count("ordered")).toEqual([400_000, 0, 0]);
  expect(await count(`read_parquet('${file}')`)).toEqual([400_000, 0, 0]);
  expect(await count("swapped")).toEqual([400_000, 1]);
  expect((await s.query({ text: misplacedRows("swapped", order, 5) })).rows).toEqual([[250_002, 250_000]]);
});

test("a key that holds the columns of a strict order needs no statement of its own", () => {
  const order: SortedName[] = [{ name: "a", desc: false, nullsFirst: false }];
  expect(readBack("t", order, [["a"], ["b", "a"]])?.keys).toEqual([]);
  expect(readBack("t", order, [["b"]])?.keys).toEqual([["b"]]);
  expect(readBack("t", [], [])).toBeNull();
});

test("rows that are alike in all columns may stand together where the order has no key, and nowhere else", async () => {
  const s = await session;
  const order: SortedName[] = ["a", "b"].map((name) => ({ name, desc: false, nullsFirst: false }));
  const count = async (rows: string): Promise<unknown> => (await s.query({ text: readBack(`(VALUES ${rows}) v(a, b)`, order, [["a", "b"]], true)?.text ?? "" })).rows[0];
  expect(await count("(1, NULL), (1, NULL), (2, 1), (2, 1)")).toEqual([4, 0, 2]);
  expect(await count("(1, 2), (2, 1), (1, 2)")).toEqual([3, 1, 1]);
});

test("rows too many for a key are counted, equal nulls among them", async () => {
  const s = await session;
  const from = "(VALUES (1, NULL), (1, NULL), (1, 2), (NULL, 2), (NULL, 2), (NULL, 2)) v(a, b)";
  expect((await s.query({ text: readBack(from, [], [["a", "b"], ["b"], []])?.text ?? "" })).rows).toEqual([[3, 4, 5]]);
});

test("a date that arithmetic has carried out of the years 1 to 9999 is found in each row, also within structs, lists and maps", async () => {
  const s = await session;
  await s.run({ text: `CREATE TABLE dated AS SELECT * FROM (VALUES
    (1, DATE '9999-12-31' + 1, {'a b': [DATE '2000-01-01', DATE '0001-01-01' - 1]}, MAP {'k': TIMESTAMP '9999-12-31 23:59:59.999999'}, TIMESTAMPTZ '9999-12-31 23:59:59+00' + INTERVAL 1 SECOND),
    (2, DATE '9999-12-31', NULL, MAP {'k': TIMESTAMP '0001-01-01 00:00:00' - INTERVAL 1 SECOND}, NULL), (3, NULL, {'a b': NULL}, NULL, TIMESTAMPTZ '0001-01-01 00:00:00+00')) v(k, d, st, m, z)` });
  const nullable = (type: Type): Field => ({ type, nullable: true });
  const columns = [{ name: "k", type: INT64 }, { name: "d", type: DATE }, { name: "st", type: struct([{ name: "a b", ...nullable(list(nullable(DATE))) }]) }, { name: "m", type: map(STRING, nullable(TIMESTAMP)) }, { name: "z", type: { kind: "timestamptz" } as const }];
  const check = readBack("dated", [], [["k"]], false, null, outsideYears("dated", columns));
  expect(check?.dates).toEqual(["d", "st", "m", "z"]);
  expect((await s.query({ text: check?.text ?? "" })).rows).toEqual([[0, 1, 1, 1, 1]]);
  expect((await s.query({ text: readBack("dated", [], [], false, null, outsideYears("dated", columns, true))?.text ?? "" })).rows).toEqual([[2]]);
  expect(readBack("dated", [], [], false, null, outsideYears("dated", columns.slice(0, 1), true))).toBeNull();
});
