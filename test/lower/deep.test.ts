import { describe, expect, test } from "vitest";
import type { Expr } from "../../src/ir/expr.ts";
import { isRefusal, lowerRule, PRETTY } from "../../src/lower/index.ts";
import { database, kit, lowered, naming, rowsOf, type T } from "./kit.ts";

const DEEP = 5_000;

describe("length costs length, never depth", () => {
  test("a condition of 5,000 conjuncts", async () => {
    const k = kit();
    const t = k.scan("t", { a: "int64" });
    const many = Array.from({ length: DEEP }, (_, i) => k.fn("gt", k.col(t.c["a"]!), k.int(i)));
    const left = many.reduce((one, other) => k.fn("and", one, other));
    const right = many.toReversed().reduce((one, other) => k.fn("and", other, one));
    for (const predicate of [left, right]) {
      const { text } = lowered(k.rule(k.filter(t, predicate)));
      expect(await rowsOf(await database("create table t as select unnest([5000, 4999])::bigint as a"), text)).toEqual([["5000"]]);
    }
  });

  test("an alternative of 5,000", async () => {
    const k = kit();
    const t = k.scan("t", { a: "int64" });
    const any = Array.from({ length: DEEP }, (_, i) => k.fn("eq", k.col(t.c["a"]!), k.int(i * 2))).reduce((one, other) => k.fn("or", one, other));
    expect(await rowsOf(await database("create table t as select unnest([9998, 3])::bigint as a"), lowered(k.rule(k.filter(t, any))).text)).toEqual([["9998"]]);
  });

  test("a sum and a text of 5,000 parts", async () => {
    const long = (parts: number): string => {
      const k = kit();
      const t = k.scan("t", { a: "int64", s: "string" });
      const sum = Array.from({ length: parts }, (_, i) => k.int(i)).reduce<Expr>((one, other) => k.fn("add", one, other), k.col(t.c["a"]!));
      const words = Array.from({ length: parts }, () => k.str("x")).reduce<Expr>((one, other) => k.fn("concat", one, other), k.col(t.c["s"]!));
      return lowered(k.rule(k.select(t, { sum, words }))).text;
    };
    expect(long(DEEP).match(/\+/g)).toHaveLength(DEEP);
    // DuckDB itself takes far longer than twice as long for twice as many.
    const connection = await database("create table t as select 1::bigint as a, 's' as s");
    expect(await rowsOf(connection, `select sum, length(words) from (${long(300)})`)).toEqual([[String(1 + (300 * 299) / 2), "301"]]);
  });

  test("a pipeline of 5,000 stages", () => {
    const k = kit();
    let t: T = k.scan("t", { a: "int64" });
    for (let i = 0; i < DEEP; i++) t = i % 2 === 0 ? k.filter(t, k.fn("gt", k.col(t.c["a"]!), k.int(i))) : k.select(t, { a: "a" });
    expect(lowered(k.rule(t)).text.match(/select/g)).toHaveLength(1);
  });

  test("a list of 5,000 values", () => {
    const k = kit();
    const t = k.scan("t", { a: "int64" });
    const some = k.filter(t, k.fn("in", k.col(t.c["a"]!), ...Array.from({ length: DEEP }, (_, i) => k.int(i))));
    expect(lowered(k.rule(some)).text).toContain("4999");
  });

  test("twice the size is twice the text, and about twice the work", () => {
    const sizes = [1000, 2000, 4000].map((size) => {
      const k = kit();
      let t: T = k.scan("t", { a: "int64", b: "int64" });
      for (let i = 0; i < size / 20; i++) t = k.derive(k.filter(t, k.fn("gt", k.col(t.c["a"]!), k.int(i))), { [`c${i}`]: k.fn("add", k.col(t.c["b"]!), k.int(i)) });
      return lowered(k.rule(t)).text.length;
    });
    expect(sizes[2]! / sizes[1]!).toBeLessThan(2.5);
  });
});

describe("parts that an expression shares", () => {
  const doubled = (depth: number) => {
    const k = kit();
    const t = k.scan("t", { a: "int64" });
    let sum: Expr = k.col(t.c["a"]!);
    for (let i = 0; i < depth; i++) sum = k.fn("greatest", sum, sum);
    return lowerRule(k.rule(k.select(t, { sum })), naming, PRETTY);
  };

  test("are written once per place while that is bearable", () => expect(isRefusal(doubled(8))).toBe(false));

  test("are refused where the text would never end, at once", () => {
    const refusal = doubled(60);
    expect(isRefusal(refusal) && refusal.what).toBe("expression");
  });
});
