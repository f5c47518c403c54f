import { describe, expect, test } from "vitest";
import { bound, columnsOf, mistakes, repaired, ruleOf, stagesOf, withRule } from "./bind-kit.ts";

/** The type that an expression over `orders` has, and the text of its column. */
const typed = (expr: string): string => columnsOf(`from orders |> select { x: ${expr} }`).slice(3);
const wrong = (expr: string): string[] => mistakes(`from orders |> derive { x: ${expr} }`);
const text = (expr: string): string => /x: [^=]*= (.*) ->/.exec(stagesOf(ruleOf(`from orders |> select { x: ${expr} }`))[0] ?? "")?.[1] ?? "";

describe("literals", () => {
  test("have the types that the language gives them", () => {
    expect([typed("1"), typed("1.50"), typed("1e3"), typed('"a"'), typed("true"), typed('date "2026-01-31"'), typed("-9223372036854775808")]).toEqual(
      ["int64", "decimal(3, 2)", "float64", "string", "bool", "date", "int64"],
    );
  });
  test("that are none are refused where they stand", () => {
    expect(wrong('date "2026-02-30"')).toEqual(['literal-invalid: date "2026-02-30"']);
    expect(wrong('"12x"::int64')).toEqual(['literal-invalid: "12x"']);
  });
  test("take the type of what they stand beside, without a cast in the SQL", () => {
    expect(text("order_id + 1")).toBe("order_id + 1");
    expect(text("amount - 0")).toBe("amount - 0");
    expect(text("fee ?? 0")).toBe("fee ?? 0.00");
    expect(typed("fee ?? 0")).toBe("decimal(12, 2)");
  });
  test("a null that nothing types needs its type", () => {
    expect(wrong("null")).toEqual(["untyped-null: x"]);
    expect(typed("null::string")).toBe("string?");
    expect(typed("if qty > 0 then amount else null")).toBe("decimal(12, 2)?");
  });
  test("an interval is no column", () => {
    expect(wrong('interval "1 day"')).toEqual(["interval-stored: x"]);
    expect(typed('placed_at + interval "1 day"')).toBe("timestamp");
  });
  test("an interval is no part of a column either, wherever the column comes from", () => {
    expect(wrong('[interval "1 day"]')).toEqual(["interval-stored: x"]);
    expect(wrong('{ every: interval "1 day" }')).toEqual(["interval-stored: x"]);
    expect(mistakes('from values [{ every: interval "1 day" }]')).toEqual(['interval-stored: interval "1 day"']);
    expect(mistakes('from orders |> explode [[interval "1 day"]] as { every }')).toEqual(['interval-stored: [interval "1 day"]']);
  });
});

describe("operators", () => {
  test("of unlike types say which, and a literal is written in the type of the column", () => {
    expect(wrong('order_id == "4711"')).toEqual(['operand-types: order_id == "4711"']);
    const mended = (predicate: string): string => {
      const { body, left } = repaired(`from orders |> where ${predicate}`);
      expect(left, predicate).toEqual([]);
      return body.replace("from orders |> where ", "");
    };
    expect(mended('order_id == "4711"')).toBe("order_id == 4711");
    expect(mended('amount > "100"')).toBe("amount > 100");
    expect(mended('"-1.5" < amount')).toBe("-1.5 < amount");
    expect(mended('amount between "1" and "20.5"')).toBe("amount between 1 and 20.5");
    expect(mended('amount in ["1", "2"]')).toBe("amount in [1, 2]");
    expect(mended("status == 5")).toBe('status == "5"');
    expect(mended('placed_at > "2026-03-05"')).toBe('placed_at > timestamp "2026-03-05 00:00:00"');
    expect(mended('placed_at > "2026-03-05 10:00:00"')).toBe('placed_at > timestamp "2026-03-05 10:00:00"');
    expect(mended('"a" + "b" == status')).toBe('"a" || "b" == status');
  });
  test("signs between sets of columns name the word and the function that were meant", () => {
    const hints = (expr: string): readonly (string | null)[] => bound(withRule(`from orders |> derive { x: ${expr} }`)).diagnostics.map(({ hint }) => hint);
    expect(hints("(qty > 1) & (qty < 9)")).toEqual(["`&` is for sets of columns; conditions take `and`, bits `bit_and(a, b)`"]);
    expect(hints("qty | 1")).toEqual(["`|` is for sets of columns; conditions take `or`, bits `bit_or(a, b)`"]);
    expect(hints("~qty")).toEqual(["`~` is for sets of columns; conditions take `not`, bits `bit_not(a)`"]);
  });
  test("names of other languages lead to ours, and never to the opposite", () => {
    expect(wrong('strptime("2026", "%Y")')).toEqual(["unknown-function: strptime"]);
    expect(repaired('from orders |> derive { x: strptime("2026", "%Y") }').body).toContain("parse_timestamp");
    expect(repaired("from orders |> where TRUE and fee is null").body).toContain("where true and");
    expect(wrong("now()")).toEqual(["clock-missing: now()"]);
    expect(wrong("current_date")).toEqual(["clock-missing: current_date"]);
    expect(repaired("from customers |> where since > 2026-01-01").body).toContain('since > date "2026-01-01"');
    const join = "from orders as o |> join left customers on o.customer_id == customers.id |> select { o.order_id }";
    expect(mistakes(join)).toEqual(["alias-missing: customers"]);
    expect(repaired(join).body).toBe(join.replace("customers on", "customers as customers on"));
  });
  test("of unlike types have no edit where no literal says the same", () => {
    const same = (predicate: string, before = ""): void => {
      const body = `from orders |> where ${predicate}`;
      expect(repaired(body, before), predicate).toMatchObject({ body, left: [expect.stringContaining(":")] });
    };
    for (const predicate of ['order_id == "12x"', 'order_id == "007"', 'order_id == "1.5"', "order_id == status", 'amount + "x" > 1', "status + 1 > 2", 'placed_at > "soon"', '1 == "1"'])
      same(predicate);
  });
  test("a comparison with null is an error whose fix is `is null`", () => {
    expect(wrong("fee == null")).toEqual(["compare-null: fee == null"]);
    expect(repaired("from orders |> where fee == null").body).toBe("from orders |> where fee is null");
    expect(repaired("from orders |> where fee != null and qty > 0").body).toBe("from orders |> where fee is not null and qty > 0");
    expect(wrong("fee <=> null")).toEqual([]);
  });
  test("conditions are bool", () => {
    expect(mistakes("from orders |> where qty")).toEqual(["not-a-condition: qty"]);
    expect(mistakes("from orders |> where status and qty > 0")).toEqual(["not-a-condition: status"]);
    expect(wrong("not qty")).toEqual(["not-a-condition: qty"]);
    expect(wrong("if status then 1 else 2")).toEqual(["not-a-condition: status"]);
  });
  test("nulls propagate, and division by what may be zero gives one", () => {
    expect([typed("fee + 1"), typed("amount / qty"), typed("amount / 2"), typed("fee is null"), typed("fee <=> amount")]).toEqual(["decimal(13, 2)?", "float64?", "float64", "bool", "bool"]);
  });
  test("`in` takes a list that is written or held, and is false for an empty one", () => {
    expect(text('status in ["a", "b"]')).toBe('in(status, "a", "b")');
    expect(text("status not in []")).toBe("not(false)");
    expect(typed("status in tags")).toBe("bool?");
    expect(wrong("status in [1]")).toHaveLength(1);
  });
  test("`between`, `is null` and `??` bind as one reads them", () => {
    expect(text("qty between 1 and 3 and fee is not null")).toBe("between(qty, 1, 3) and not(is_null(fee))");
    expect(text("fee ?? amount ?? 0")).toBe("coalesce(fee, amount, 0.00)");
  });
  test("text is joined, and null where a part is", () => {
    expect(typed('status || "x"')).toBe("string");
    expect(typed('f"{status}-{qty}"')).toBe("string");
    expect(typed('f"{email}!"')).toBe("string?");
    expect(wrong('f"{weight}"')).toEqual(["cast-impossible: weight"]);
  });
});

describe("branches", () => {
  test("have one type, and `else if` is one case", () => {
    expect(typed("if qty > 1 then 1 else 2.5")).toBe("decimal(2, 1)");
    expect(text('if qty > 1 then "a" else if qty > 0 then "b" else "c"')).toBe('case { qty > 1 -> "a", qty > 0 -> "b", else -> "c" }');
    expect(wrong('if qty > 1 then 1 else "x"')).toEqual(['branch-types: "x"']);
  });
  test("a case without else gives null", () => {
    expect(typed('case { qty > 1 -> "a" }')).toBe("string?");
    expect(typed('case { qty > 1 -> "a", else -> "b" }')).toBe("string");
  });
});

describe("casts", () => {
  test("that do not exist are refused", () => {
    expect(wrong("weight::string")).toEqual(["cast-impossible: weight::string"]);
    expect(wrong("qty::date")).toEqual(["cast-impossible: qty::date"]);
  });
  test("of literals are done at once", () => {
    expect(text("1::decimal(5, 2)")).toBe("1.00");
    expect(text('"2026-01-31"::date')).toBe('date "2026-01-31"');
  });
  test("that give null for what does not fit are nullable", () => {
    expect([typed("status::int64"), typed("status::?int64"), typed("qty::int64"), typed("qty::?int64")]).toEqual(["int64", "int64?", "int64", "int64"]);
  });
});

describe("values with parts", () => {
  test("structs, lists, maps and json are reached into", () => {
    expect([typed("items[1].sku"), typed('attrs["k"]'), typed('meta["a"]'), typed("tags[1]")]).toEqual(["string?", "string?", "json?", "string?"]);
    expect(wrong("items[1].skew")).toEqual(["no-field: skew"]);
    expect(repaired("from orders |> derive { x: items[1].skuu }").body).toContain("items[1].sku }");
    expect(wrong("status.length")).toEqual(["not-a-struct: length"]);
  });
  test("are written", () => {
    expect([typed("[1, 2.5]"), typed("{ a: 1, status }"), typed("[qty, null]")]).toEqual(["list<decimal(2, 1)>", "struct<a: int64, status: string>", "list<int32?>"]);
    expect(wrong('[1, "a"]')).toEqual(['branch-types: "a"']);
  });
  test("lambdas take the elements of the list before them", () => {
    expect(typed("filter(tags, t -> t != status)")).toBe("list<string>");
    expect(typed("tags.transform(t -> t.length())")).toBe("list<int64>");
    expect(wrong("filter(tags, t -> t.length())")).toHaveLength(1);
    expect(wrong("upper(t -> t)")).toEqual(["lambda-misplaced: t -> t"]);
  });
});

describe("calls", () => {
  test("may be written behind their first argument", () => {
    expect(text("status.upper().substr(1, 3)")).toBe("substr(upper(status), 1, 3)");
  });
  test("of unknown functions name the nearest, and what others call them", () => {
    expect(repaired("from orders |> derive { x: uper(status) }").body).toContain("upper(status)");
    expect(repaired("from orders |> derive { x: substring(status, 1) }").body).toContain("substr(status, 1)");
    expect(wrong("frobnicate(status)")).toEqual(["unknown-function: frobnicate"]);
  });
  test("with a wrong argument point at it and show the cast", () => {
    expect(wrong("substr(qty, 1, 2)")).toEqual(["argument-type: qty"]);
    expect(repaired("from orders |> derive { x: substr(qty, 1, 2) }").left).toEqual([]);
    expect(wrong("upper()")).toEqual(["argument-count: upper()"]);
  });
  test("of parameters that are not declared are told apart from columns", () => {
    expect(wrong("$as_off")).toEqual(["unknown-parameter: $as_off"]);
    expect(typed("$as_of")).toBe("date");
  });
  test("operators are not called by the names of their rows", () => {
    expect(wrong("add(1, 2)")).toEqual(["unknown-function: add"]);
  });
});

describe("the escape into SQL", () => {
  test("is typed by its author, and its holes are bound", () => {
    expect(typed('sql<int64>("len({status})", pure: true)')).toBe("int64");
    expect(wrong('sql<int64>"f({nothing})"')).toEqual(["unknown-column: nothing"]);
  });
});
