import { describe, expect, test } from "vitest";
import { columnsOf, mistakes, repaired, ruleOf, stagesOf } from "./bind-kit.ts";

describe("the row of a stage", () => {
  test("derive replaces a column in its place and appends new ones", () => {
    expect(columnsOf("from customers |> derive { status: upper(status), n: 1 }")).toBe("id: int64, status: string, region: string?, since: date, n: int64");
  });

  test("entries of one row do not see each other: the fix is a second derive", () => {
    const body = "from orders |> derive { net: amount - 1, tax: net * 2 }";
    expect(mistakes(body)).toEqual(["sibling-column: net"]);
    const { body: after, left } = repaired(body);
    expect(after).toBe("from orders |> derive { net: amount - 1 } |> derive { tax: net * 2 }");
    expect(left).toEqual([]);
  });

  test("an entry that replaces a column reads the old one, and so does its neighbour", () => {
    expect(stagesOf(ruleOf("from payments |> derive { paid: paid * 2, tenth: paid / 10 }"))[0]).toMatch(/paid#2: decimal\(13, 2\) = paid \* 2, tenth: float64 = paid \/ 10/);
  });

  test("a bare path keeps its last name, any other expression needs one", () => {
    expect(columnsOf("from orders as o |> explode items as item |> select { o.order_id, item.sku }")).toBe("order_id: int64, sku: string");
    expect(mistakes("from orders |> select { order_id, amount * 2 }")).toEqual(["unnamed-entry: amount * 2"]);
    expect(repaired("from orders |> select { order_id, amount * 2 }").body).toBe("from orders |> select { order_id, value: amount * 2 }");
  });

  test("two columns of one name are refused, those that a spread brings included", () => {
    expect(mistakes("from customers |> select { id, ...@all }")).toEqual(["duplicate-column: ...@all"]);
    expect(mistakes("from customers |> select { id, id: 1 }")).toEqual(["duplicate-column: id"]);
  });

  test("rename keeps the place of a column, and refuses a name that is taken", () => {
    expect(columnsOf("from customers |> rename { key: id, state: status }")).toBe("key: int64, state: string, region: string?, since: date");
    expect(columnsOf("from customers |> rename { id: status, status: id }")).toBe("status: int64, id: string, region: string?, since: date");
    expect(mistakes("from customers |> rename { status: id }")).toEqual(["column-exists: status"]);
  });

  test("drop and select take rows and sets", () => {
    expect(columnsOf("from customers |> drop [region, since]")).toBe("id: int64, status: string");
    expect(columnsOf("from customers |> drop { region, since }")).toBe("id: int64, status: string");
    expect(columnsOf("from customers |> select [since, id]")).toBe("since: date, id: int64");
    expect(mistakes("from customers |> drop @all")).toEqual(["empty-selection: @all"]);
  });

  test("a column that a stage left out is gone", () => {
    expect(mistakes("from orders |> select { order_id } |> where amount > 0")).toEqual(["unknown-column: amount"]);
  });

  test("a misspelt column is corrected by one edit", () => {
    expect(repaired("from orders |> where ammount > 0").body).toBe("from orders |> where amount > 0");
    expect(repaired("from orders as o |> where o.ammount > 0").body).toBe("from orders as o |> where o.amount > 0");
  });

  test("`_.c` is a column of the row, `_` alone is no value", () => {
    expect(mistakes("from orders |> where _.amount > 0")).toEqual([]);
    expect(mistakes("from orders |> derive { x: _ }")).toEqual(["underscore-misplaced: _"]);
  });

  test("columns that hold no null are known after a filter", () => {
    expect(columnsOf("from customers |> where region is not null |> select { id, region }")).toBe("id: int64, region: string");
  });

  test("tags and documentation stay with a column that is renamed", () => {
    const rule = ruleOf("from orders |> select { order_id, mail: email }");
    expect(rule.root.outputs.map((id) => rule.columns[id]).map((def) => [def?.name, def?.tags])).toEqual([["order_id", []], ["mail", ["pii"]]]);
  });
});

describe("aliases", () => {
  test("live until select, group, aggregate, distinct, a set verb or a macro", () => {
    expect(mistakes("from orders as o |> where o.amount > 0 |> sort [o.order_id] |> limit 5 |> derive { x: o.amount }")).toEqual([]);
    expect(mistakes("from orders as o |> select { order_id } |> where o.order_id > 0")).toEqual(["alias-ended: o.order_id"]);
    expect(repaired("from orders as o |> select { order_id } |> where o.order_id > 0").body).toBe("from orders as o |> select { order_id } |> where order_id > 0");
    expect(mistakes("from customers as c |> distinct |> where c.id > 0")).toEqual(["alias-ended: c.id"]);
  });

  test("may not equal a column's name, nor each other", () => {
    expect(mistakes("from orders as status |> where amount > 0")).toEqual(["alias-is-column: status"]);
    expect(mistakes("from orders as o |> derive { o: 1 }")).toEqual(["alias-is-column: o"]);
    expect(mistakes("from orders as o |> join customers as o on customer_id == o.id")).toEqual(["alias-taken: o"]);
  });

  test("an alias is no value", () => {
    expect(mistakes("from orders as o |> derive { x: o }")).toEqual(["not-a-value: o"]);
  });

  test("a column that a stage replaced is told apart from the old one", () => {
    expect(mistakes("from orders as o |> derive { amount: amount * 2 } |> where o.amount > 10")).toEqual(["column-replaced: o.amount"]);
  });
});
