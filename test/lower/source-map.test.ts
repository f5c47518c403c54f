import { describe, expect, test } from "vitest";
import { columnRef } from "../../src/ir/build.ts";
import type { Expr } from "../../src/ir/expr.ts";
import { NO_ORIGIN, type Origin } from "../../src/ir/id.ts";
import { CANONICAL, fromByteOffset, originAt } from "../../src/lower/index.ts";
import { database, kit, lowered, type T } from "./kit.ts";

type Kit = ReturnType<typeof kit>;

/** A rule in which every part has a place of its own. */
function placed(): { readonly k: Kit; readonly t: T; readonly places: Readonly<Record<string, Origin>> } {
  const k = kit();
  const names = ["scan", "filter", "project", "cast", "amount", "one", "sum", "condition", "status", "text"] as const;
  const places = Object.fromEntries(names.map((name, i) => [name, k.at(i * 10)])) as Record<(typeof names)[number], Origin>;
  const at = <E extends Expr | T["rel"]>(node: E, name: (typeof names)[number]): E => ({ ...node, at: places[name] });
  const t = k.scan("orders", { status: "string", amount: "string" });
  const scan: T = { c: t.c, rel: at(t.rel, "scan") };
  const status = at(columnRef(k.b, NO_ORIGIN, t.c["status"]!, false), "status");
  const some = k.filter(scan, at(k.fn("eq", status, at(k.str("paid"), "text")), "condition"));
  const filtered: T = { c: t.c, rel: at(some.rel, "filter") };
  const cast = at(k.cast(at(columnRef(k.b, NO_ORIGIN, t.c["amount"]!, false), "amount"), "int64"), "cast");
  const out = k.select(filtered, { total: at(k.fn("add", cast, at(k.int(1), "one")), "sum") });
  return { k, t: { c: out.c, rel: at(out.rel, "project") }, places };
}

describe("a place in the SQL is a place in the rule", () => {
  test("every part points to the innermost text that it comes from", () => {
    const { k, t, places } = placed();
    const { text, sourceMap } = lowered(k.rule(t));
    const placeOf = (words: string): string => {
      const offset = text.indexOf(words);
      expect(offset, text).toBeGreaterThanOrEqual(0);
      return Object.entries(places).find(([, origin]) => origin === originAt(sourceMap, offset))?.[0] ?? "none";
    };
    expect(placeOf("orders")).toBe("scan");
    expect(placeOf("status")).toBe("status");
    expect(placeOf("= 'paid'")).toBe("condition");
    expect(placeOf("'paid'")).toBe("text");
    expect(placeOf("amount")).toBe("amount");
    expect(placeOf("try_cast")).toBe("cast");
    expect(placeOf("+ 1")).toBe("sum");
    expect(placeOf("1 as total")).toBe("one");
    expect(placeOf("as total")).toBe("sum");
  });

  test("marks are ascending, and the same with and without line breaks", () => {
    const { k, t } = placed();
    const rule = k.rule(t);
    for (const options of [{ width: 100 }, { width: 20 }, CANONICAL]) {
      const { text, sourceMap } = lowered(rule, options);
      const offsets = Array.from({ length: sourceMap.length / 2 }, (_, i) => sourceMap[i * 2]!);
      expect(offsets).toEqual([...offsets].toSorted((a, b) => a - b));
      expect(new Set(offsets).size).toBe(offsets.length);
      expect(offsets.at(-1)).toBeLessThan(text.length);
    }
  });

  test("what DuckDB says is wrong is found in the rule", async () => {
    const { k, t, places } = placed();
    const { text, sourceMap } = lowered(k.rule(t));
    const connection = await database("create table orders (status varchar, amounts varchar)", "set errors_as_json = true");
    const error = await connection.run(text).then(() => null, (problem: Error) => problem);
    const { position } = JSON.parse(error!.message) as { position: string };
    expect(originAt(sourceMap, fromByteOffset(text, Number(position)))).toBe(places["amount"]);
  });

  test("text that comes from no place says so", () => {
    const k = kit();
    const { sourceMap } = lowered(k.rule(k.scan("t", { a: "int64" })));
    expect(originAt(sourceMap, 0)).toBe(NO_ORIGIN);
    expect(originAt(new Int32Array(), 5)).toBe(NO_ORIGIN);
  });
});

test("offsets in bytes become offsets in UTF-16 units", () => {
  const text = "a'é名😀'b";
  const encoder = new TextEncoder();
  for (let at = 0; at <= text.length; at++) {
    if (at > 0 && text.codePointAt(at - 1)! > 0xffff) continue;
    expect(fromByteOffset(text, encoder.encode(text.slice(0, at)).length)).toBe(at);
  }
  expect(fromByteOffset(text, 3)).toBe(2);
  expect(fromByteOffset(text, 99)).toBe(text.length);
});
