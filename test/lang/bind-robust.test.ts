import { assert, constantFrom, integer, nat, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { work } from "../../src/ir/walk.ts";
import { bindProgram } from "../../src/lang/bind-program.ts";
import { bindRule } from "../../src/lang/bind-rule.ts";
import type { Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { parse } from "../../src/lang/parser/index.ts";
import { ruleOrder } from "../../src/lang/rule-order.ts";
import { bound, host, manifest, parsed } from "./program.ts";
import { ruleOf, withRule } from "./bind-kit.ts";

/** Rules that use most of the language, each with what stands before it. */
const RULES: readonly (readonly [body: string, before: string])[] = [
  ['from orders |> where status == "paid" and placed_at.date() < $as_of |> explode items as item, index: line_no, base: 1, keep_empty: true |> select { order_id, line_no, item.sku, line_total: item.qty * item.price }', ""],
  ["from orders as o |> join left customers as c on o.customer_id == c.id |> where c.region is not null |> derive { day: placed_at.date(), net: amount - (fee ?? 0) } |> group { day, c.region } { revenue: sum(net), orders: count() } |> sort [day, region] |> limit 10", ""],
  ['let z = (_ - avg(_)) / stddev(_) from orders |> where if_all(@ends("mount"), _ is not null) |> derive { ...across(@numeric - [order_id, qty], z, names: "{col}_z") } |> select { order_id, ...@ends("_z"), ...(@string & ~@tag("pii")) }', ""],
  [
    "from orders |> newest([order_id], placed_at) |> window by [customer_id] sort [order_id] rows -9..0 { ma: avg(amount), n: row_number() } |> derive { p: lag(amount) over (by [customer_id] sort [order_id]) } |> where p > 3",
    'macro table newest(t: table, keys: columns, ts: column<timestamp>) -> table =\n from t |> dedupe on keys keep first by [ts desc nulls last], ties: "error"',
  ],
  ['let churned = from customers |> where status == "churned" |> select { id } from (from customers |> select { id, src: "web" }) |> union all (from payments |> select { id: payment_id, src: "x" }) |> join anti churned as x on _.id == x.id |> distinct |> check key [id] |> check count() > 3 else warn "few"', ""],
  [
    'from orders |> derive { r: ratio(amount, qty), h: half(weight) } |> rename { rr: r } |> drop [h] |> select [rr, order_id] |> sort [rr desc, order_id] |> check rr > 0 else warn "{order_id}"',
    "macro expr ratio(num: expr<float64>, den: expr<float64>) = num / den\nfunction half(x: float64?) -> float64? = x / 2",
  ],
];

/** As `bound`, of a text that may be unreadable in parts. */
function diagnosticsOf(text: string): Diagnostic[] {
  const path = "rules/main.rule";
  const { ast, diagnostics } = parse(path, text);
  const all = [...diagnostics];
  const report = (d: Diagnostic): void => void all.push(d);
  const { program, interfaces } = bindProgram([{ path, text, ast }], manifest, host, report);
  for (const declared of ruleOrder(program, report)) {
    const rule = bindRule(declared, program, { interfaces, host });
    all.push(...rule.diagnostics);
    if (rule.interface !== null) interfaces.set(declared.name, rule.interface);
  }
  return all;
}

describe("one mistake makes one diagnostic", () => {
  test.each(RULES)("when any word of this is misspelt: %s", (body, before) => {
    for (const word of body.matchAll(/(?<![\w"@$])[A-Za-z_]\w*/g)) {
      const files = withRule(`${body.slice(0, word.index)}zzz${body.slice(word.index + word[0].length)}`, before);
      try {
        parsed(files);
      } catch {
        continue;
      }
      const errors = bound(files).diagnostics.filter(({ severity }) => severity === "error");
      expect(errors.length, `${word[0]} at ${word.index}: ${errors.map((d) => `${d.code} ${d.title}`).join("; ")}`).toBeLessThanOrEqual(1);
    }
  });
});

test("mistakes that have nothing to do with each other are all said", () => {
  const files = withRule("from orders |> derive { x: upper(qty), y: nothing } |> limit 10", "");
  expect(bound(files).diagnostics.map(({ code }) => code)).toEqual(["argument-type", "unknown-column", "limit-needs-order"]);
});

describe("no text stops the compiler", () => {
  const diagnosed = (body: string, before: string): unknown => diagnosticsOf(withRule(body, before)["main"] as string);
  test("whatever is cut out of a rule", () => {
    assert(property(constantFrom(...RULES), nat(), integer({ min: 1, max: 40 }), ([body, before], at, length) => {
      const from = at % body.length;
      diagnosed(body.slice(0, from) + body.slice(from + length), before);
    }), { numRuns: 200 });
  });
  test("whatever words of a rule change places", () => {
    assert(property(constantFrom(...RULES), nat(), nat(), ([body, before], a, b) => {
      const words = body.split(/(?<=\W)(?=\w)|(?<=\w)(?=\W)/);
      const [i, j] = [a % words.length, b % words.length];
      [words[i], words[j]] = [words[j] as string, words[i] as string];
      diagnosed(words.join(""), before);
    }), { numRuns: 200 });
  });
});

describe("size", () => {
  test("chains of operators as long as the parser takes do not run out of stack", () => {
    const sum = Array.from({ length: 400 }, () => "qty").join(" + ");
    const all = Array.from({ length: 400 }, (_, i) => `qty != ${i}`).join(" and ");
    const branches = `${Array.from({ length: 80 }, (_, i) => `if qty == ${i} then ${i}`).join(" else ")} else 0`;
    expect(ruleOf(`from orders |> select { order_id, s: ${sum} }`).nodes).toBeGreaterThan(400);
    expect(ruleOf(`from orders |> where ${all}`).nodes).toBeGreaterThan(400);
    expect(ruleOf(`from orders |> select { order_id, b: ${branches} }`).nodes).toBeGreaterThan(160);
  });

  test("a macro that doubles at every level is stopped before it fills memory", () => {
    const levels = Array.from({ length: 30 }, (_, i) => `macro expr m${i}(x: expr<any>) = ${i === 0 ? "x + x" : `m${i - 1}(x) + m${i - 1}(x)`}`).join("\n");
    const { diagnostics } = bound(withRule("from orders |> derive { x: m29(qty) }", levels));
    expect(diagnostics.map(({ code }) => code)).toEqual(["expansion-too-large"]);
  });

  test.each([
    ["macros with long bodies, each used twice", "from orders |> derive { x: m14(qty) }", (i: number) => `macro expr m${i}(x: expr<any>) = ${i === 0 ? "x + 1" : `m${i - 1}(x) + m${i - 1}(x)`}${" + x".repeat(100)}`],
    ["long arguments, used often", `from orders |> derive { x: m0(${"qty + ".repeat(390)}qty) }`, () => `macro expr m0(x: expr<any>) = ${"x + ".repeat(390)}x`],
    ["table macros, each used twice", "from orders |> m14()", (i: number) => `macro table m${i}(t: table) -> table = from t |> ${i === 0 ? "where true" : `m${i - 1}() |> m${i - 1}()`}`],
    ["selector macros, each used twice", "from orders |> select @m14", (i: number) => `macro selector m${i}() = ${i === 0 ? "@all" : `@m${i - 1} | @m${i - 1}`}`],
  ])("%s: what is bound ends", (_, body, macro) => {
    const before = work.visits;
    const { diagnostics } = bound(withRule(body, Array.from({ length: body.includes("m0") ? 1 : 15 }, (_, i) => macro(i)).join("\n")));
    expect(diagnostics.map(({ code }) => code)).toEqual(["expansion-too-large"]);
    expect(work.visits - before).toBeLessThan(50_000);
  });

  test("joins that hand on all columns end where their rows have millions of them, and with what they need are as many as one likes", () => {
    const joins = (n: number, then: string): string => `from orders ${Array.from({ length: n }, (_, i) => `|> join orders as o${i} on order_id == o${i}.order_id ${then}`).join(" ")} |> select { order_id }`;
    expect(bound(withRule(joins(2_000, ""), "")).diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code)).toEqual(["joins-too-wide"]);
    expect(bound(withRule(joins(1_500, "|> select { order_id: order_id }"), "")).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("macros in a circle, each used twice, are told once and end", () => {
    const before = work.visits;
    const { diagnostics } = bound(withRule("from orders |> derive { x: m0(qty) }", Array.from({ length: 40 }, (_, i) => `macro expr m${i}(x: expr<any>) = m${(i + 1) % 40}(x) + m${(i + 1) % 40}(x)`).join("\n")));
    expect(diagnostics.map(({ code }) => code)).toEqual(["expansion-recursive"]);
    expect(work.visits - before).toBeLessThan(5_000);
  });

  test("work grows with the text, not faster", () => {
    const nodes = (n: number): number =>
      ruleOf(`from orders ${Array.from({ length: n }, (_, i) => `|> derive { c${i}: ${i === 0 ? "qty" : `c${i - 1}`} + 1 } |> where c${i} > 0`).join(" ")} |> select { order_id, c${n - 1} }`).nodes;
    const [small, large] = [nodes(50), nodes(100)];
    expect(large / small).toBeLessThan(2.2);
  });
});
