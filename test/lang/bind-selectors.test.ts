import { describe, expect, test } from "vitest";
import { columnsOf, mistakes, ruleOf, stagesOf } from "./bind-kit.ts";

const chosen = (set: string): string[] => {
  const rule = ruleOf(`from orders |> select ${set}`);
  return rule.root.outputs.map((id) => rule.columns[id]?.name ?? "");
};

describe("selectors", () => {
  test("pick columns by type, name, place, tag, key and nulls, in the order of the table", () => {
    expect(chosen("@numeric")).toEqual(["order_id", "customer_id", "amount", "fee", "qty", "weight"]);
    expect(chosen("@integer")).toEqual(["order_id", "customer_id", "qty"]);
    expect(chosen("@float | @temporal")).toEqual(["placed_at", "weight"]);
    expect(chosen('@type("decimal")')).toEqual(["amount", "fee"]);
    expect(chosen('@type("decimal(12, 2)", "json")')).toEqual(["amount", "fee", "meta"]);
    expect(chosen("@nested")).toEqual(["items", "tags", "attrs"]);
    expect(chosen('@ends("_id")')).toEqual(["order_id", "customer_id"]);
    expect(chosen('@starts("st", "e")')).toEqual(["status", "email"]);
    expect(chosen('@matches(r"^.t")')).toEqual(["status", "qty", "items", "attrs"].filter((name) => /^.t/.test(name)));
    expect(chosen('@contains("mou")')).toEqual(["amount"]);
    expect(chosen("@first(2)")).toEqual(["order_id", "customer_id"]);
    expect(chosen("@last(1)")).toEqual(["meta"]);
    expect(chosen("@index(0, 2)")).toEqual(["order_id", "status"]);
    expect(chosen("@between(status, amount)")).toEqual(["status", "placed_at", "amount"]);
    expect(chosen("@nullable")).toEqual(["fee", "email", "weight", "items", "attrs", "meta"]);
    expect(chosen("@key")).toEqual(["order_id"]);
    expect(chosen('@tag("pii")')).toEqual(["email"]);
  });

  test("combine as sets; only a bare list of names keeps its own order", () => {
    expect(chosen("[status, order_id]")).toEqual(["status", "order_id"]);
    expect(chosen("[status, order_id] | [qty]")).toEqual(["order_id", "status", "qty"]);
    expect(chosen("@integer - [qty]")).toEqual(["order_id", "customer_id"]);
    expect(chosen("@integer & ~@key")).toEqual(["customer_id", "qty"]);
  });

  test("that match nothing are a mistake where columns are needed", () => {
    expect(mistakes('from orders |> select @starts("zzz")')).toEqual(['empty-selection: @starts("zzz")']);
    expect(mistakes('from orders |> drop @starts("zzz")')).toEqual([]);
    expect(mistakes('from orders |> where if_any(@starts("zzz"), _ is null)')).toEqual(['empty-condition: @starts("zzz")']);
  });

  test("that do not exist name the nearest", () => {
    expect(mistakes("from orders |> select @numerc")).toEqual(["unknown-selector: @numerc"]);
    expect(mistakes("from orders |> select amount * 2")).toEqual(["not-columns: amount * 2"]);
    expect(mistakes("from orders |> select [amount desc]")).toEqual(["direction-misplaced: amount"]);
    expect(mistakes("from orders |> derive { x: @numeric }")).toEqual(["not-a-value: @numeric"]);
  });
});

describe("across", () => {
  test("applies an expression to each column, and names what comes out", () => {
    expect(columnsOf("from orders |> select { order_id, ...across([amount, fee], _ * 2) }")).toBe("order_id: int64, amount: decimal(13, 2), fee: decimal(13, 2)?");
    expect(columnsOf('from orders |> select { ...across([amount, fee], c -> c is null, names: "no_{col}") }')).toBe("no_amount: bool, no_fee: bool");
    expect(columnsOf("from orders |> aggregate { ...across([amount, fee], { lo: min(_), hi: max(_) }) }")).toBe(
      "lo_amount: decimal(12, 2)?, hi_amount: decimal(12, 2)?, lo_fee: decimal(12, 2)?, hi_fee: decimal(12, 2)?",
    );
  });
  test("stands in a row alone", () => {
    expect(mistakes("from orders |> where across(@numeric, _ > 1)")).toEqual(["not-a-value: across(@numeric, _ > 1)"]);
  });
  test("names that clash are refused", () => {
    expect(mistakes('from orders |> select { order_id, ...across([amount, fee], _ * 2, names: "x") }')).toEqual(["duplicate-column: _ * 2"]);
    expect(mistakes('from orders |> select { order_id, ...across([amount], _ * 2, names: "{name}_x") }')).toEqual(['option-value: "{name}_x"']);
  });
});

test("a set may stand in `group`, `sort` and windows through a macro's parameter", () => {
  const macro = "macro table ranked(t: table, keys: columns, by: column<any>) = from t |> derive { n: rank() over (by keys_of sort [by desc]) }".replace("by keys_of", "by [keys]");
  expect(stagesOf(ruleOf("from orders |> ranked([status, customer_id], amount)", macro))[0]).toContain("rank() over (by [status, customer_id] sort [amount desc])");
});
