import { describe, expect, test } from "vitest";
import { FLOAT64 } from "../../src/values/type.ts";
import { JOIN_CASES } from "./fuse-joins.ts";
import { A, ROW_CASES, TABLES, col, random } from "./fuse-rows.ts";
import { database, kit, rowsOf, selects, sqlOf } from "./kit.ts";
import { asBag, staged } from "./one-by-one.ts";

describe("stages share a select where that gives the same rows, and only there", () => {
  test.each([...ROW_CASES, ...JOIN_CASES])("%s", async (_promise, wanted, make) => {
    const connection = await database(...TABLES);
    const k = kit();
    const rule = k.rule(make(k));
    const sql = sqlOf(rule);
    expect(asBag(await rowsOf(connection, sql)), sql).toEqual(asBag(await rowsOf(connection, await staged(connection, rule))));
    expect(selects(sql), sql).toBe(wanted);
  });
});

describe("what is not the same twice is computed once", () => {
  test("a volatile value that two columns read is one value", async () => {
    const k = kit();
    const a = k.scan("a", A);
    const drawn = k.derive(a, { drawn: random(k) });
    const sql = sqlOf(k.rule(k.select(drawn, { id: "id", one: k.fn("add", col(k, drawn, "drawn"), k.lit(FLOAT64, "1")), two: "drawn" })));
    expect(sql.match(/random/g)).toHaveLength(1);
    const rows = await rowsOf(await database(...TABLES), sql);
    expect(rows.every(([, one, two]) => Math.abs((one as number) - 1 - (two as number)) < 1e-12)).toBe(true);
  });

  test("a condition on a volatile value holds for the value that is returned", async () => {
    const k = kit();
    const a = k.scan("a", A);
    const drawn = k.derive(a, { drawn: random(k) });
    const sql = sqlOf(k.rule(k.select(k.filter(drawn, k.fn("lt", col(k, drawn, "drawn"), k.lit(FLOAT64, "0.5"))), { drawn: "drawn" })));
    expect(sql.match(/random/g)).toHaveLength(1);
    const connection = await database("create table a as select i as id, i as x, i as y, [i] as xs from range(200) r(i)");
    expect((await rowsOf(connection, sql)).every(([drawn]) => (drawn as number) < 0.5)).toBe(true);
  });

  test("the winner of a dedupe by a volatile value has the value that it won by", async () => {
    const k = kit();
    const a = k.scan("a", A);
    const drawn = k.derive(a, { drawn: random(k) });
    const sql = sqlOf(k.rule(k.select(k.dedupe(drawn, ["y"], ["drawn"]), { y: "y", drawn: "drawn" })));
    expect(sql.match(/random/g)).toHaveLength(1);
    expect(selects(sql)).toBe(2);
  });

  test("distinct rows with a volatile value beside each are as many as before", async () => {
    const k = kit();
    const a = k.scan("a", A);
    const drawn = k.derive(k.distinct(k.select(a, { y: "y" })), { drawn: random(k) });
    expect(await rowsOf(await database(...TABLES), sqlOf(k.rule(drawn)))).toHaveLength(3);
  });

  test("a volatile condition draws for the rows that it stands over, not for fewer or more", () => {
    const k = kit();
    const a = k.scan("a", A);
    const rows = k.distinct(k.select(a, { x: "x" }));
    const sql = sqlOf(k.rule(k.filter(rows, k.fn("lt", random(k), k.lit(FLOAT64, "0.5")))));
    expect(selects(sql)).toBe(2);
  });
});
