import { describe, expect, test } from "vitest";
import { columnsOf, mistakes, repaired, ruleOf, stagesOf } from "./bind-kit.ts";

const column = (body: string): string => /x: (.*?) ->/.exec(stagesOf(ruleOf(body))[0] ?? "")?.[1] ?? "";
const over = (expr: string): string => column(`from orders |> derive { x: ${expr} }`);
const wrong = (expr: string): string[] => mistakes(`from orders |> derive { x: ${expr} }`);

describe("windows", () => {
  test("an aggregate in derive or where is a window over the relation, or its own", () => {
    expect(over("sum(amount)")).toBe("decimal(38, 2) = sum.decimal(amount) over ()");
    expect(over("sum(amount) over (by [customer_id])")).toBe("decimal(38, 2) = sum.decimal(amount) over (by [customer_id])");
    expect(stagesOf(ruleOf("from orders |> where amount > avg_decimal(amount)"))[0]).toContain("avg_decimal(amount) over ()");
    expect(columnsOf("from orders |> select { order_id, n: count() over (by [status]) }")).toBe("order_id: int64, n: int64");
  });

  test("a sorted aggregate says its frame; the fix writes one that means the same with ties or without", () => {
    expect(wrong("sum(amount) over (by [customer_id] sort [placed_at])")).toEqual(["frame-missing: by [customer_id] sort [placed_at]"]);
    expect(repaired("from orders |> derive { x: sum(amount) over (by [customer_id] sort [placed_at]) }").body).toContain("sort [placed_at] range ..0)");
    expect(repaired("from orders |> derive { x: sum(amount) over (by [customer_id] sort [order_id]) }").body).toContain("sort [order_id] rows ..0)");
  });

  test("frames in rows need an order without ties; the fix adds the key", () => {
    expect(wrong("sum(amount) over (by [customer_id] sort [placed_at] rows ..0)")).toEqual(["window-not-total: [placed_at]"]);
    const { body, left } = repaired("from orders |> derive { x: sum(amount) over (by [customer_id] sort [placed_at desc] rows ..0) }");
    expect(body).toContain("sort [placed_at desc, order_id] rows ..0");
    expect(left).toEqual([]);
    expect(over("sum(amount) over (sort [placed_at] rows ..)")).toBe("decimal(38, 2) = sum.decimal(amount) over (sort [placed_at] rows ..)");
    expect(over("sum(amount) over (sort [placed_at] range ..0)")).toBe("decimal(38, 2) = sum.decimal(amount) over (sort [placed_at] range ..0)");
  });

  test("functions that give a row its place need such an order too, ranks do not", () => {
    for (const call of ["row_number()", "lag(amount)", "lead(amount, 2)", "ntile(4)"]) {
      expect(wrong(`${call} over (by [status] sort [amount])`)).toEqual(["window-not-total: [amount]"]);
      expect(wrong(`${call} over (by [status] sort [amount, order_id])`)).toEqual([]);
      expect(wrong(`${call} over (by [status])`)).toEqual([`window-needs-sort: ${call}`]);
    }
    expect(wrong("rank() over (by [status] sort [amount])")).toEqual([]);
    expect(wrong("first(amount) over (by [status] sort [placed_at] rows ..0)")).toEqual(["window-not-total: [placed_at]"]);
    expect(wrong("row_number()")).toEqual(["window-missing: row_number()"]);
    expect(wrong("row_number() over (sort [order_id] rows ..0)")).toEqual(["frame-misplaced: row_number()"]);
  });

  test("a row number is a key within its partition", () => {
    expect(mistakes("from orders |> derive { n: row_number() over (by [customer_id] sort [order_id]) } |> select { customer_id, n } |> sort [customer_id, n] |> limit 3")).toEqual([]);
  });

  test("frames are constant, and in values measure the sorted column", () => {
    expect(over('sum(amount) over (sort [placed_at] range -interval "6 days"..0)')).toContain('range interval "0 -6 0"..0');
    expect(wrong("sum(amount) over (sort [placed_at] range -6..0)")).toEqual(["frame-bound: range -6..0"]);
    expect(wrong("count() over (sort [amount::decimal(4, 4)] range -2..0)")).toEqual(["frame-bound: range -2..0"]);
    expect(wrong("count() over (sort [order_id] range -0.5..0)")).toEqual(["frame-bound: range -0.5..0"]);
    expect(wrong("sum(amount) over (sort [order_id] rows 3..1)")).toEqual(["frame-bound: rows 3..1"]);
  });

  test("a frame that may hold no row gives null", () => {
    expect(over("sum(amount) over (sort [order_id] rows -3..-1)")).toMatch(/^decimal\(38, 2\)\? = /);
    expect(over("sum(amount) over (sort [order_id] rows -3..0)")).toMatch(/^decimal\(38, 2\) = /);
    expect(over("count(where: qty > 1) over (by [status])")).toMatch(/^int64 = /);
    expect(over("sum(amount, where: qty > 1) over (by [status])")).toMatch(/^decimal\(38, 2\)\? = /);
  });

  test("the window stage gives one window to many", () => {
    const rule = ruleOf("from orders |> window by [customer_id] sort [order_id] rows -9..0 { ma: avg(amount), n: row_number(), all: count() over () }");
    expect(stagesOf(rule)[0]).toContain("ma: float64 = avg.decimal(amount) over (by [customer_id] sort [order_id] rows -9..0), n: int64 = row_number() over (by [customer_id] sort [order_id]), all: int64 = count() over ()");
    expect(mistakes("from orders |> window by [status] sort [placed_at] rows -9..0 { a: avg(amount), b: avg(qty) }")).toEqual(["window-not-total: [placed_at]"]);
  });

  test("stand in no condition of a join, in no group and in no other window", () => {
    expect(mistakes("from orders |> group [status] { x: sum(amount) over (by [status]) }")).toEqual(["window-misplaced: sum(amount)"]);
    expect(wrong("sum(lag(amount) over (sort [order_id])) over ()")).toEqual(["aggregate-nested: lag(amount)"]);
    expect(wrong("upper(status) over (by [status])")).toEqual(["over-misplaced: upper(status)"]);
  });
});
