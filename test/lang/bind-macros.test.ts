import { describe, expect, test } from "vitest";
import { bound, shown } from "./program.ts";
import { columnsOf, mistakes, mistakesIn, ruleOf, SOURCES, stagesOf, withRule } from "./bind-kit.ts";

const NEWEST = `macro table newest(t: table, keys: columns, ts: column<timestamp>) -> table =
  from t |> dedupe on keys keep first by [ts desc], ties: "error"`;
const RATIO = "macro expr ratio(num: expr<float64>, den: expr<float64>) -> expr<float64> = num / den";

describe("table macros", () => {
  test("as a stage get the pipeline as their first argument", () => {
    expect(stagesOf(ruleOf("from orders |> where qty > 1 |> newest([customer_id], placed_at)", NEWEST))).toEqual([
      "filter qty > 1", "dedupe on [customer_id] keep first by [placed_at desc] (a tie is an error)",
      'ties [customer_id, placed_at] over 1 else error "rows tie for the one that a dedupe keeps"',
    ]);
  });
  test("as a relation take one by name", () => {
    expect(stagesOf(ruleOf("from newest(orders, [customer_id], placed_at)", NEWEST))[0]).toBe("dedupe on [customer_id] keep first by [placed_at desc] (a tie is an error)");
  });
  test("reach the columns of their parameter through its name", () => {
    const net = "macro table net_of(t: table) = from t |> derive { net: t.amount - (t.fee ?? 0) }";
    expect(columnsOf("from orders |> select { order_id, amount, fee } |> net_of()", net)).toBe("order_id: int64, amount: decimal(12, 2), fee: decimal(12, 2)?, net: decimal(13, 2)");
  });
  test("read an argument that they use twice once", () => {
    const twice = "macro table twice(t: table) = from t |> union all t";
    const rule = ruleOf("from orders |> where qty > 1 |> select { order_id } |> twice()", twice);
    expect(rule.locals.map(({ name }) => name)).toEqual(["t"]);
    expect(stagesOf(rule).filter((line) => line.startsWith("filter"))).toHaveLength(1);
  });
  test("bind an expression in the row of the stage that uses it", () => {
    const scored = "macro table scored(t: table, score: expr<numeric>) = from t |> derive { bonus: 2 } |> derive { score: score }";
    expect(columnsOf("from orders |> select { order_id, qty } |> scored(qty * 2)", scored)).toBe("order_id: int64, qty: int32, bonus: int64, score: int64");
  });
  test("name nothing but their parameters", () => {
    expect(mistakes("from orders |> attach()", "macro table attach(t: table) = from t |> join customers as c on t.customer_id == c.id")[0]).toBe("macro-outside-name: customers");
    expect(mistakes("from orders |> attach(customers) |> select { order_id }", "macro table attach(t: table, u: table) = from t |> join u on t.customer_id == u.id |> select { t.order_id, u.region }")).toEqual([]);
  });
  test("take what they say they take", () => {
    expect(mistakes("from orders |> newest([customer_id], amount)", NEWEST)).toEqual(["macro-argument: amount"]);
    expect(mistakes("from orders |> newest([customer_id])", NEWEST)).toEqual(["argument-count: newest([customer_id])"]);
    expect(mistakes("from orders |> newest([customer_id], ts: placed_at, x: 1)", NEWEST)).toEqual(["argument-name: x"]);
    expect(mistakes("from orders |> newwest([customer_id], placed_at)", NEWEST)).toEqual(["unknown-function: newwest"]);
    expect(mistakes("from orders |> ratio(1, 2)", RATIO)).toEqual(["macro-misplaced: ratio"]);
  });
  test("a mistake that comes through one says through which, where it was used", () => {
    const files = withRule("from orders |> net_of()", "macro table net_of(t: table) = from t |> derive { net: t.ammount }");
    const { diagnostics } = bound(files);
    expect(shown(files, diagnostics)).toEqual(["unknown-column: ammount"]);
    expect(diagnostics[0]?.via.map(({ name, at }) => [name, (files["main"] ?? "").slice(at.start, at.end)])).toEqual([["net_of", "net_of()"]]);
  });
  test("nodes that come through one keep the call they came through", () => {
    const rule = ruleOf("from orders |> newest([customer_id], placed_at)", NEWEST);
    const { rows } = rule.origins;
    expect(rule.root.kind).toBe("dedupe");
    expect(rows[rule.root.at * 4 + 3]).toBeGreaterThanOrEqual(0);
  });
  test("never lead back to themselves", () => {
    expect(mistakes("from orders |> a()", "macro table a(t: table) = from t |> b()\nmacro table b(t: table) = from t |> a()")).toEqual(["expansion-recursive: a()"]);
  });
});

describe("expression macros", () => {
  test("stand for their body, typed", () => {
    expect(columnsOf("from orders |> select { r: ratio(amount, qty) }", RATIO)).toBe("r: float64?");
    expect(mistakes("from orders |> derive { r: ratio(status, qty) }", RATIO)).toEqual(["macro-argument: status"]);
    expect(columnsOf("from orders |> group [status] { r: ratio(sum(amount), count()) }", RATIO)).toBe("status: string, r: float64?");
  });
  test("see no column of the row but through their arguments", () => {
    expect(mistakes("from orders |> derive { r: net() }", "macro expr net() = amount - fee")).toEqual(["macro-outside-name: amount", "macro-outside-name: fee"]);
  });
  test("see the parameters of their module", () => {
    expect(columnsOf("from orders |> select { late: is_late(placed_at) }", "macro expr is_late(t: expr<timestamp>) = t.date() > $as_of")).toBe("late: bool");
  });
});

describe("selector macros", () => {
  test("are sets of columns by name", () => {
    const money = 'macro selector money(suffix: string) = @type("decimal") & @ends(suffix)';
    expect(columnsOf('from orders |> select @money("ee")', money)).toBe("fee: decimal(12, 2)?");
    expect(columnsOf('from orders |> select money("t") | @key', money)).toBe("order_id: int64, amount: decimal(12, 2)");
  });
});

describe("functions", () => {
  const MID = "function mid(a: float64?, b: float64?) -> float64? = (a + b) / 2";
  test("are put in place, their arguments cast to what they declare", () => {
    expect(columnsOf("from orders |> select { m: mid(weight, 1) }", MID)).toBe("m: float64?");
    expect(mistakes("from orders |> derive { m: mid(status, 1) }", MID)).toEqual(["argument-type: status"]);
    expect(mistakes("from orders |> derive { m: half(fee) }", "function half(a: decimal(12, 2)) -> float64 = a / 2")).toEqual(["argument-null: fee"]);
  });
  test("are checked once, where they are declared", () => {
    expect(mistakes("from orders |> derive { x: f(qty), y: f(qty) }", "function f(a: int64) -> string = a + 1")).toEqual(["function-result: a + 1"]);
    expect(mistakes("from orders", "function f(a: int64?) -> int64 = a + 1")).toEqual(["function-result: a + 1"]);
    expect(mistakes("from orders", "function f(a: int64) -> int64 = b + 1")).toEqual(["macro-outside-name: b"]);
    expect(mistakes("from orders", "function f(a: int46) -> int64 = 1")).toEqual(["unknown-type: int46"]);
  });
  test("take the arguments that they declare", () => {
    expect(mistakes("from orders |> derive { m: mid(weight) }", MID)).toEqual(["argument-count: mid(weight)"]);
    expect(columnsOf("from orders |> select { m: weight.mid(b: 2) }", MID)).toBe("m: float64?");
  });
  test("of a module of code are not there yet", () => {
    expect(mistakes("from orders |> derive { s: soundex(status) }", 'function soundex(s: string) -> string from "./udf.js" tier arrow')).toEqual(["function-needs-consent: soundex(status)"]);
  });
});

describe("lets", () => {
  test("hold expressions that are applied", () => {
    expect(stagesOf(ruleOf("let z = (_ - avg(_)) / stddev(_) from payments |> derive { x: z(order_id) }"))[0]).toContain("(order_id::float64 - avg(order_id) over ()) / stddev(order_id) over ()");
    expect(columnsOf("let half = x -> x / 2 from payments |> select { h: half(paid) }")).toBe("h: float64");
    expect(columnsOf("let late = _.amount > 5 from orders |> select { late }")).toBe("late: bool");
    expect(mistakes("let z = _ + 1 from payments |> derive { x: z(1, 2) }")).toEqual(["argument-count: z(1, 2)"]);
  });
  test("hold relations: named once they stand where they are named, named twice they are read from one place", () => {
    expect(ruleOf("let big = from orders |> where qty > 5 from big |> select { order_id }").locals).toEqual([]);
    const rule = ruleOf("let big = from orders |> where qty > 5 |> select { order_id } from big |> union all big");
    expect(rule.locals.map(({ name }) => name)).toEqual(["big"]);
  });
  test("see those before them", () => {
    expect(mistakes("let a = from orders |> where qty > 5 let b = from a |> select { order_id } from b")).toEqual([]);
    expect(mistakes("let b = from a let a = from orders from b")).toEqual(["unknown-relation: a"]);
    expect(mistakes("let a = from orders let a = from customers from a")).toEqual(["duplicate-let: a"]);
  });
  test("apply inside groups as outside", () => {
    expect(columnsOf("let share = sum(_) / count() from orders |> group [status] { x: share(amount) }")).toBe("status: string, x: float64?");
  });
});

describe("inline rules and instances", () => {
  const INLINE = "rule big(least: int32 = 5) as inline { from orders |> where qty > $least |> select { order_id, qty } }";
  test("stand for their bodies", () => {
    expect(stagesOf(ruleOf("from big", INLINE))).toEqual(["filter qty > 5", "project -> order_id, qty"]);
    expect(stagesOf(ruleOf("from big(least: 9)", INLINE))[0]).toBe("filter qty > 9");
    expect(stagesOf(ruleOf("from big(9)", INLINE))[0]).toBe("filter qty > 9");
  });
  test("that are named twice with equal arguments are bound once", () => {
    expect(ruleOf("from big |> union all big", INLINE).locals).toHaveLength(1);
    expect(ruleOf("from big(least: 1) |> union all big(least: 2)", INLINE).locals.length).toBeLessThanOrEqual(2);
  });
  test("take constants of the types that they declare", () => {
    expect(mistakes('from big(least: "x")', INLINE)).toEqual(['macro-argument: "x"']);
    expect(mistakes("from big(most: 1)", INLINE)).toEqual(["argument-name: most"]);
  });
  test("diamonds of inline rules stay linear", () => {
    const levels = 14;
    const rules = Array.from({ length: levels }, (_, i) =>
      ["a", "b"].map((side) => `rule ${side}${i} as inline { from ${i === 0 ? "payments" : `a${i - 1}`} |> union all ${i === 0 ? "payments" : `b${i - 1}`} }`).join("\n")).join("\n");
    expect(ruleOf(`from a${levels - 1} |> union all b${levels - 1}`, rules).nodes).toBeLessThan(levels * 60);
  });
});

describe("values", () => {
  test("are rows of constants", () => {
    expect(columnsOf('from values [{ id: 1, name: "a" }, { id: 2.5, name: null }]')).toBe("id: decimal(2, 1), name: string?");
    expect(mistakes("from values [{ id: 1 }, { key: 2 }]")).toEqual(["rows-shape: { key: 2 }"]);
    expect(mistakes('from values [{ id: 1 }, { id: "x" }]')).toEqual(['branch-types: "x"']);
  });
});

describe("relations", () => {
  test("that do not exist silence what follows", () => {
    expect(mistakes("from oders |> where nothing == 3 |> group [x] { y: sum(z) }")).toEqual(["unknown-relation: oders"]);
    expect(mistakes("from as_of |> where x")).toEqual(["not-a-relation: as_of"]);
  });
  test("whose rule is in error say nothing of it", () => {
    expect(mistakesIn({ main: `${SOURCES}\nrule a unordered { from nowhere }\nrule b unordered { from a |> where x > 1 |> select { y: x + 1 } }` })).toEqual(["unknown-relation: nowhere"]);
  });
});
