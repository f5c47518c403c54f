import { describe, expect, test } from "vitest";
import { database, kit, rowsOf, sqlOf } from "./kit.ts";

type Options = Parameters<ReturnType<typeof kit>["explode"]>[3];

/** What comes out of one row with this list, as (element, index). */
async function exploded(list: string, options: Options): Promise<unknown[][]> {
  const k = kit();
  const t = k.scan("t", { xs: "list<int64?>?" });
  const out = k.explode(t, [k.col(t.c["xs"]!)], ["e"], { index: "i", drop: ["xs"], ...options });
  return rowsOf(await database(`create table t as select ${list}::bigint[] as xs`), sqlOf(k.rule(out, ["i"])));
}

describe("explode gives the table of the language, line by line", () => {
  test.each([
    ["[10, 20]", false, [["10", "0"], ["20", "1"]]],
    ["[10, 20]", true, [["10", "0"], ["20", "1"]]],
    ["[null]", false, [[null, "0"]]],
    ["[null]", true, [[null, "0"]]],
    ["[]", false, []],
    ["[]", true, [[null, null]]],
    ["null", false, []],
    ["null", true, [[null, null]]],
  ])("%s with keep_empty %s", async (list, keepEmpty, rows) => {
    expect(await exploded(list, { keepEmpty })).toEqual(rows);
    expect(await exploded(list, { keepEmpty, base: 1 })).toEqual(rows.map(([e, i]) => [e, i === null ? null : String(Number(i) + 1)]));
  });
});

/** Two lists side by side, and a column that stays. */
async function zipped(xs: string, ys: string, options: Options): Promise<unknown[][]> {
  const k = kit();
  const t = k.scan("t", { id: "int64", xs: "list<int64?>?", ys: "list<string?>?" });
  const out = k.explode(t, [k.col(t.c["xs"]!), k.col(t.c["ys"]!)], ["x", "y"], { index: "i", base: 0, drop: ["xs", "ys"], ...options });
  return rowsOf(await database(`create table t as select 7::bigint as id, ${xs}::bigint[] as xs, ${ys}::varchar[] as ys`), sqlOf(k.rule(k.select(out, { id: "id", x: "x", y: "y", i: "i" }), ["i"])));
}

describe("several lists are zipped", () => {
  test("of equal lengths", async () => {
    expect(await zipped("[1, 2]", "['a', null]", {})).toEqual([["7", "1", "a", "0"], ["7", "2", null, "1"]]);
    expect(await zipped("[]", "null", {})).toEqual([]);
    expect(await zipped("[]", "null", { keepEmpty: true })).toEqual([["7", null, null, null]]);
    expect(await zipped("[1]", "['a']", { keepEmpty: true, base: 1 })).toEqual([["7", "1", "a", "1"]]);
  });

  test("of unequal lengths they stop the run, unless padded", async () => {
    await expect(zipped("[1, 2]", "['a']", {})).rejects.toThrow("unequal lengths");
    await expect(zipped("[1]", "null", {})).rejects.toThrow("unequal lengths");
    await expect(zipped("[]", "['a']", { keepEmpty: true })).rejects.toThrow("unequal lengths");
    expect(await zipped("[1, 2]", "['a']", { pad: true })).toEqual([["7", "1", "a", "0"], ["7", "2", null, "1"]]);
    expect(await zipped("null", "['a', 'b']", { pad: true, base: 1 })).toEqual([["7", null, "a", "1"], ["7", null, "b", "2"]]);
    expect(await zipped("null", "[]", { pad: true })).toEqual([]);
    expect(await zipped("null", "[]", { pad: true, keepEmpty: true })).toEqual([["7", null, null, null]]);
    expect(await zipped("[1]", "[]", { pad: true, keepEmpty: true })).toEqual([["7", "1", null, "0"]]);
  });

  test("lengths are compared even where only one list is read", async () => {
    const k = kit();
    const t = k.scan("t", { xs: "list<int64?>?", ys: "list<int64?>?" });
    const out = k.explode(t, [k.col(t.c["xs"]!), k.col(t.c["ys"]!)], ["x", "y"], { drop: ["xs", "ys"] });
    const connection = await database("create table t as select [1, 2]::bigint[] as xs, [1]::bigint[] as ys");
    await expect(rowsOf(connection, sqlOf(k.rule(k.select(out, { y: "y" }))))).rejects.toThrow("unequal lengths");
  });
});

describe("maps are exploded by ascending key", () => {
  const over = async (map: string, options: Options): Promise<unknown[][]> => {
    const k = kit();
    const t = k.scan("t", { m: "map<string, int64?>?" });
    const out = k.explode(t, [k.col(t.c["m"]!)], ["key", "value"], { index: "i", base: 0, drop: ["m"], ...options });
    return rowsOf(await database(`create table t as select ${map}::map(varchar, bigint) as m`), sqlOf(k.rule(out, ["i"])));
  };

  test("each with its value, be it null", async () => {
    expect(await over("map {'b': 2, 'a': null, 'B': 3}", {})).toEqual([["B", "3", "0"], ["a", null, "1"], ["b", "2", "2"]]);
  });

  test("an empty or missing one gives no row, or one of nulls", async () => {
    expect(await over("map {}", {})).toEqual([]);
    expect(await over("null", {})).toEqual([]);
    expect(await over("map {}", { keepEmpty: true })).toEqual([[null, null, null]]);
    expect(await over("null", { keepEmpty: true })).toEqual([[null, null, null]]);
    expect(await over("map {'a': 1}", { keepEmpty: true, base: 1 })).toEqual([["a", "1", "1"]]);
  });
});

describe("what is read of an explode decides nothing about its rows", () => {
  const tables = ["create table t as select * from (values (1, [10, 20]), (2, []), (3, null), (4, [null])) v(id, xs)"];
  const read = async (columns: readonly string[], options: Options): Promise<unknown[][]> => {
    const k = kit();
    const t = k.scan("t", { id: "int64", xs: "list<int64?>?" });
    const out = k.explode(t, [k.col(t.c["xs"]!)], ["e"], { index: "i", base: 0, drop: ["xs"], ...options });
    return rowsOf(await database(...tables), sqlOf(k.rule(k.select(out, Object.fromEntries(columns.map((name) => [name, name]))), columns)));
  };

  test("another column alone", async () => {
    expect(await read(["id"], {})).toEqual([[1], [1], [4]]);
    expect(await read(["id"], { keepEmpty: true })).toEqual([[1], [1], [2], [3], [4]]);
  });

  test("the index alone", async () => {
    expect(await read(["id", "i"], {})).toEqual([[1, "0"], [1, "1"], [4, "0"]]);
    expect(await read(["id", "i"], { keepEmpty: true })).toEqual([[1, "0"], [1, "1"], [2, null], [3, null], [4, "0"]]);
  });

  test("nothing but their number", async () => {
    const k = kit();
    const t = k.scan("t", { id: "int64", xs: "list<int64?>?" });
    const out = k.explode(t, [k.col(t.c["xs"]!)], ["e"], { drop: ["xs"] });
    expect(await rowsOf(await database(...tables), sqlOf(k.rule(k.group(out, [], { n: k.agg("count") }))))).toEqual([["3"]]);
  });
});

test("an explode is the select list's, never a lateral join", () => {
  const k = kit();
  const t = k.scan("t", { id: "int64", xs: "list<int64?>?" });
  const out = k.explode(t, [k.col(t.c["xs"]!)], ["e"], { index: "i", base: 0, keepEmpty: true, drop: ["xs"] });
  expect(sqlOf(k.rule(out, ["id", "i"]))).toMatchInlineSnapshot(`
    "select id, unnest(if(len(xs) > 0, xs, [null])) as e, generate_subscripts(xs, 1) - 1 as i
    from t
    order by id nulls last, i nulls last"
  `);
});

test("an index of another type than int64 has it", async () => {
  const k = kit();
  const t = k.scan("t", { xs: "list<int64?>?" });
  const out = k.explode(t, [k.col(t.c["xs"]!)], ["e"], { index: "i", drop: ["xs"] });
  k.b.columns[out.c["i"]!] = { ...k.def(out.c["i"]!), type: k.cast(k.int(1), "int32").type };
  expect(await rowsOf(await database("create table t as select [5]::bigint[] as xs"), `select typeof(i) from (${sqlOf(k.rule(out))})`)).toEqual([["INTEGER"]]);
});
