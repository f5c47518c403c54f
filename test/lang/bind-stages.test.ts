import { describe, expect, test } from "vitest";
import { columnsOf, mistakes, repaired, ruleOf, stagesOf } from "./bind-kit.ts";

describe("group and aggregate", () => {
  test("give the keys first, then aggregates over them", () => {
    expect(columnsOf("from orders |> group { day: placed_at.date(), status } { revenue: sum(amount), n: count(), share: sum(amount) / count() }")).toBe(
      "day: date, status: string, revenue: decimal(38, 2), n: int64, share: float64?",
    );
    expect(columnsOf("from orders |> group [status] { top: max(fee) }")).toBe("status: string, top: decimal(12, 2)?");
  });
  test("over a whole relation, which may be empty, only counts are never null", () => {
    expect(columnsOf("from orders |> aggregate { n: count(), total: sum(amount) }")).toBe("n: int64, total: decimal(38, 2)?");
    expect(columnsOf("from orders |> group [status] { late: sum(amount, where: qty > 3) }")).toBe("status: string, late: decimal(38, 2)?");
  });
  test("entries read keys and aggregates only", () => {
    expect(mistakes("from orders |> group [status] { amount, n: count() }")).toEqual(["column-not-grouped: amount"]);
    expect(mistakes("from orders |> aggregate { x: sum(amount) - fee }")).toEqual(["column-not-grouped: fee"]);
    expect(columnsOf("from orders |> group { m: placed_at.month() } { label: f\"m{m}\", n: count() }")).toBe("m: int64, label: string, n: int64");
    expect(mistakes("from orders |> group [status] { status, n: count() }")).toEqual(["duplicate-column: status"]);
  });
  test("an aggregate inside an aggregate is refused", () => {
    expect(mistakes("from orders |> group [status] { x: max(sum(amount)) }")).toEqual(["aggregate-nested: sum(amount)"]);
  });
  test("an aggregate elsewhere is refused, with where it would belong", () => {
    expect(mistakes("from orders |> select { total: sum(amount) }")).toEqual(["aggregate-misplaced: sum(amount)"]);
    expect(mistakes("from orders |> join customers as c on customer_id == max(c.id) |> select { c.region }")).toEqual(["aggregate-misplaced: max(c.id)"]);
    expect(mistakes("from orders |> group { x: max(amount) } { n: count() }")).toEqual(["aggregate-misplaced: max(amount)"]);
  });
  test("what has no equality is no key", () => {
    expect(mistakes("from orders |> group [attrs] { n: count() }")).toEqual(["not-comparable: attrs"]);
    expect(mistakes("from orders |> group @none { n: count() }")).toEqual(["empty-selection: @none"]);
    expect(mistakes("from orders |> select { }")).toEqual(["empty-selection: { }"]);
  });
  test("aggregates that depend on the order say which, and it leaves no ties", () => {
    expect(mistakes("from orders |> group [status] { x: list(amount) }")).toEqual(["aggregate-needs-sort: list(amount)"]);
    expect(mistakes("from orders |> group [status] { x: first(amount, sort: [placed_at]) }")).toEqual(["aggregate-not-total: [placed_at]"]);
    expect(mistakes("from orders |> group [status] { x: first(amount, sort: [placed_at, order_id]), y: list(amount, sort: [amount desc]) }")).toEqual([]);
  });
  test("float sums in the canonical tier are added in the order of the key", () => {
    const rule = ruleOf("from orders |> group [status] { w: sum(weight) }", "", "ordered by [status]");
    expect(stagesOf(rule)[0]).toContain("sum.float(weight, sort: [order_id])");
    expect(mistakes("from events |> derive { f: 1e0 } |> group [name] { w: sum(f) }", "", "ordered by [name]")).toEqual(["float-sum-needs-key: sum(f)"]);
    expect(stagesOf(ruleOf("from orders |> group [status] { w: sum(weight) }"))[0]).toContain("sum.float(weight)");
  });
});

describe("sort and limit", () => {
  test("sort takes columns only, of types that have an order", () => {
    expect(mistakes("from orders |> sort [amount * 2]")).toEqual(["sort-not-column: amount * 2"]);
    expect(mistakes("from orders |> sort [tags]")).toEqual(["not-sortable: tags"]);
    expect(stagesOf(ruleOf("from orders |> sort [amount desc, order_id nulls first]"))[0]).toBe("sort amount desc, order_id nulls first");
  });
  test("limit needs a total order; the fix sorts by the key", () => {
    expect(mistakes("from orders |> limit 10")).toEqual(["limit-needs-order: limit 10"]);
    expect(repaired("from orders |> limit 10").body).toBe("from orders |> sort [order_id] |> limit 10");
    expect(repaired("from orders |> sort [amount desc] |> limit 10").body).toBe("from orders |> sort [amount desc] |> sort [amount desc, order_id] |> limit 10");
    expect(repaired("from orders |> sort [amount desc] |> limit 10").left).toEqual([]);
    expect(mistakes("from orders |> aggregate { n: count() } |> limit 10")).toEqual([]);
  });
  test("any rows will do only in the tier best_effort", () => {
    expect(mistakes("from orders |> limit 10, arbitrary: true")).toEqual(["limit-arbitrary: true"]);
    expect(mistakes("from orders |> limit 10, arbitrary: true", "", "unordered tier best_effort")).toEqual([]);
  });
  test("counts are constants", () => {
    expect(mistakes("from orders |> sort [order_id] |> limit qty")).toEqual(["unknown-column: qty"]);
    expect(mistakes("from orders |> sort [order_id] |> limit -1")).toEqual(["option-value: -1"]);
    expect(stagesOf(ruleOf("from orders |> sort [order_id] |> limit 10, offset: 20"))[1]).toBe("limit 10 offset 20");
  });
});

describe("dedupe", () => {
  test("keeps one row by an order that keys prove total", () => {
    const rule = ruleOf("from orders |> dedupe on [customer_id] keep last by [placed_at, order_id]");
    expect(stagesOf(rule)[0]).toBe("dedupe on [customer_id] keep first by [placed_at desc nulls first, order_id desc nulls first]");
    expect(rule.obligations).toEqual([]);
  });
  test("an order with ties needs `ties: \"error\"`, which a run checks", () => {
    const body = "from orders |> dedupe on [customer_id] keep first by [placed_at desc]";
    expect(mistakes(body)).toEqual(["dedupe-not-total: [placed_at desc]"]);
    expect(repaired(body)).toMatchObject({ body: body.replace("desc]", "desc, order_id]"), left: [] });
    const keyless = "from events |> dedupe on [order_id] keep last by [at]";
    expect(repaired(keyless).body).toBe(`${keyless}, ties: "error"`);
    expect(mistakes(`${keyless}, ties: "any"`)).toEqual(['option-value: "any"']);
    const rule = ruleOf(`${body}, ties: "error"`);
    expect(rule.obligations.map(({ kind, columns }) => [kind, columns.map((id) => rule.columns[id]?.name)])).toEqual([["ties", ["customer_id", "placed_at"]]]);
  });
  test("sorts by expressions as well", () => {
    const rule = ruleOf('from orders |> dedupe on [customer_id] keep first by [amount * qty desc], ties: "error"');
    expect(rule.obligations[0]?.over.kind).toBe("project");
  });
});

describe("set verbs", () => {
  test("match columns by name and widen their types", () => {
    expect(columnsOf("from customers |> select { id, n: 1::int32 } |> union all (from payments |> select { n: 2.5, id: payment_id })")).toBe("id: int64, n: decimal(11, 1)");
    expect(mistakes("from customers |> select { id } |> union (from payments |> select { payment_id })")).toEqual(["set-columns: (from payments |> select { payment_id })"]);
    expect(mistakes("from customers |> select { id } |> union (from payments |> select { id: \"x\" })")).toEqual(['set-types: (from payments |> select { id: "x" })']);
  });
  test("`fill: true` adds missing columns as null", () => {
    const unlike = "from customers |> select { id } |> union all (from payments |> select { paid })";
    expect(mistakes(`${unlike}, fill: false`)).toEqual(["set-columns: (from payments |> select { paid })"]);
    expect(mistakes(`${unlike}, fill: "null"`)).toEqual(['option-value: "null"']);
    expect(mistakes(`${unlike}, fil: true`)).toEqual(["unknown-option: fil"]);
    expect(columnsOf("from customers |> select { id, region: \"EU\" } |> union all (from payments |> select { id: payment_id, paid }), fill: true")).toBe("id: int64, region: string?, paid: decimal(12, 2)?");
  });
  test("know which rows are left", () => {
    expect(columnsOf("from customers |> select { x: region } |> intersect (from customers |> select { x: status })")).toBe("x: string");
    expect(columnsOf("from customers |> select { x: region } |> except (from customers |> select { x: status })")).toBe("x: string?");
  });
});

describe("explode", () => {
  test("replaces a bare column by what comes out, then the index", () => {
    expect(columnsOf("from orders |> select { order_id, tags, qty } |> explode tags as tag, index: n, base: 1")).toBe("order_id: int64, tag: string, n: int64, qty: int32");
    expect(columnsOf("from orders |> select { order_id, tags, qty } |> explode tags as tag, keep_empty: true")).toBe("order_id: int64, tag: string?, qty: int32");
  });
  test("appends what an expression gives", () => {
    expect(columnsOf('from customers |> select { id, region, status } |> explode split(status, ",") as part')).toBe("id: int64, region: string?, status: string, part: string");
  });
  test("unpacks structs, takes maps apart, zips lists", () => {
    expect(columnsOf("from orders |> select { order_id, items } |> explode items as { sku, qty }")).toBe("order_id: int64, sku: string, qty: int32");
    expect(columnsOf("from orders |> select { order_id, attrs } |> explode attrs as { key, value }")).toBe("order_id: int64, key: string, value: string");
    expect(columnsOf("from orders |> select { a: tags, b: [1, 2] } |> explode [a, b] as { x, y }")).toBe("x: string, y: int64");
  });
  test("an index needs its base, and the fix writes one", () => {
    expect(mistakes("from orders |> explode tags as tag, index: n")).toEqual(["explode-base-missing: n"]);
    expect(repaired("from orders |> explode tags as tag, index: n").body).toBe("from orders |> explode tags as tag, index: n, base: 1");
  });
  test("refuses what is no list, and names that do not fit", () => {
    expect(mistakes("from orders |> explode status as s")).toEqual(["explode-type: status"]);
    expect(mistakes("from orders |> explode tags as { a }")).toEqual(["explode-names: a"]);
    expect(mistakes("from orders |> explode items as { skuu }")).toEqual(["no-field: skuu"]);
    expect(mistakes("from orders |> explode tags as status")).toEqual(["column-exists: status"]);
    expect(mistakes("from orders |> explode attrs as a")).toEqual(["explode-names: a"]);
  });
});

describe("check", () => {
  test("is an obligation over the rows that stand there", () => {
    const rule = ruleOf('from orders |> check amount >= 0 else warn "{order_id} is {amount}" |> select { order_id }');
    expect(rule.obligations).toHaveLength(1);
    expect(rule.obligations[0]).toMatchObject({ kind: "check", severity: "warn", message: "{order_id} is {amount}", over: { kind: "scan" } });
    expect(mistakes('from orders |> check amount >= 0 else warn "{oder_id}"')).toEqual(['unknown-column: "{oder_id}"']);
  });
  test("with an aggregate it is about the relation", () => {
    const rule = ruleOf("from orders |> check count() > 10");
    expect(rule.obligations[0]?.over).toMatchObject({ kind: "aggregate", by: [] });
    expect(mistakes("from orders |> check amount < max(amount)")).toEqual(["column-not-grouped: amount"]);
  });
  test("a checked key orders what follows", () => {
    expect(mistakes("from events |> check key [order_id, at] |> sort [order_id, at] |> limit 5")).toEqual([]);
    expect(ruleOf("from events |> check key [order_id, at]").obligations).toHaveLength(1);
  });
});

describe("unpivot", () => {
  test("turns columns into rows of names and values", () => {
    expect(columnsOf("from orders |> select { order_id, amount, fee, qty } |> unpivot [amount, fee, qty], names_to: \"what\", values_to: \"much\"")).toBe("order_id: int64, what: string, much: decimal(12, 2)?");
    expect(mistakes("from orders |> unpivot [amount, status]")).toEqual(["branch-types: status"]);
  });
});

describe("options", () => {
  test("that a stage does not have are refused with the nearest", () => {
    expect(mistakes("from orders |> explode tags as t, kepp_empty: true")).toEqual(["unknown-option: kepp_empty"]);
    expect(mistakes('from orders |> explode tags as t, keep_empty: "yes"')).toEqual(['option-value: "yes"']);
  });
});

describe("what is not there yet", () => {
  test("says so, and nothing else", () => {
    expect(mistakes("from previous orders |> where nothing > 3")).toEqual(["previous-not-stored: orders"]);
  });
});

describe("pivot", () => {
  test("has a column for each value, about the rows of that value", () => {
    const rule = ruleOf('from orders |> pivot by [customer_id] on status values ["paid", "open"] { rev: sum(amount), n: count(where: qty > 1) }');
    expect(rule.root.outputs.map((id) => rule.columns[id]?.name)).toEqual(["customer_id", "rev_paid", "n_paid", "rev_open", "n_open"]);
    expect(stagesOf(rule)[0]).toContain('rev_paid: decimal(38, 2)? = sum.decimal(amount, where: status == "paid"), n_paid: int64 = count(where: status == "paid" and qty > 1)');
    expect(columnsOf('from orders |> pivot by [customer_id] on status values ["paid"] { rev: sum(amount) }, names: "{agg}_of_{value}"')).toBe("customer_id: int64, rev_of_paid: decimal(38, 2)?");
    expect(mistakes('from orders |> pivot by [customer_id] on status values ["paid"] { rev: sum(amount) }, names: "{fn}_{value}"')).toEqual(['option-value: "{fn}_{value}"']);
  });
  test("takes literals of the column's type", () => {
    expect(mistakes("from orders |> pivot by [customer_id] on status values [1] { rev: sum(amount) }")).toEqual(["option-value: 1"]);
    expect(mistakes('from orders |> pivot by [customer_id] on status values ["a"] { rev: fee }')).toEqual(["column-not-grouped: fee"]);
  });
});

describe("recurse", () => {
  const step = 'from r |> join payments as c on dst == c.order_id, cardinality: "n:m" |> select { src, dst: c.payment_id }';
  test("reads the rows of the last round under its alias, and has the seed's columns", () => {
    expect(columnsOf(`from payments |> select { src: order_id, dst: payment_id } |> recurse as r, depth: steps { ${step} }`)).toBe("src: int64, dst: int64, steps: int64");
    expect(columnsOf(`from customers |> select { src: id, dst: id, via: region } |> recurse as r { ${step.replace("{ src,", "{ src, via,")} }`)).toBe("src: int64, dst: int64, via: string?");
  });
  test("a column that a round may leave empty is nullable in every round", () => {
    const body = 'from payments |> select { src: order_id, dst: payment_id } |> recurse as r { from r |> join left payments as c on dst == c.order_id, cardinality: "n:m" |> select { src, dst: c.payment_id } }';
    expect(columnsOf(body)).toBe("src: int64, dst: int64?");
  });
  test("computed columns need a limit", () => {
    expect(mistakes("from payments |> select { n: order_id } |> recurse as r { from r |> select { n: n + 1 } }")).toEqual(["recurse-endless: recurse as r { from r |> select { n: n + 1 } }"]);
    expect(mistakes("from payments |> select { n: order_id } |> recurse as r, max_depth: 9 { from r |> select { n: n + 1 } }")).toEqual([]);
  });
  test("the alias is read once, the columns agree", () => {
    expect(mistakes("from payments |> select { n: order_id } |> recurse as r { from r |> union all r }")).toEqual(["recurse-alias: r"]);
    expect(mistakes("from payments |> select { n: order_id } |> recurse as r { from r |> select { m: n } }")).toEqual(["set-columns: from r |> select { m: n }"]);
  });
});
