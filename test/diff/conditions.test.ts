/** Conditions and decisions: those that have one text decide alike for all values that there are, nulls among them. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateRule } from "../../src/evaluate/index.ts";
import { meaningOf } from "../../src/compile/equal/index.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { bindModule } from "../fuzz/bind.ts";

const ATOMS = [
  "a == 2", "a != 2", "a < 2", "a <= 1", "a >= 2", "2 < a", "a > 2", "a is null", "a in [1, 3]", "a not in [2]", "a between 1 and 2", "a <=> 2", "b == 1", "b < 2", "b is not null", "a == b", "a < b", "b >= a", "a <=> b",
  "(a ?? 0) > 1", "(a ?? b) == 1", "nullif(a, 2) == 1", "a + b > 2", "b + a <= 2", "s == \"x\"", "s < \"y\"", "s is null", "s in [\"x\", \"y\"]", "t", "not t", "t is null", "t == true", "t <=> false", "true", "false",
  "(if t then a else b) == 1", "(case { a == 1 -> t, b == 1 -> false }) ?? true", "d == date \"2026-01-01\"", "p.date() == date \"2026-01-01\"", "p < timestamp \"2026-01-02 00:00:00\"", "p >= timestamp \"2026-01-01 00:00:00\"",
];
const condition: fc.Arbitrary<string> = fc.letrec<{ readonly node: string }>((tie) => ({
  node: fc.oneof({ depthSize: "small", withCrossShrink: true }, fc.constantFrom(...ATOMS), fc.tuple(tie("node"), fc.constantFrom("and", "or"), tie("node")).map(([x, op, y]) => `(${x} ${op} ${y})`), tie("node").map((x) => `not (${x})`),
    fc.tuple(tie("node"), tie("node"), tie("node")).map(([c, x, y]) => `(if ${c} then ${x} else ${y})`)),
})).node;

const SOURCE = { name: "r", text: 'source r = json("r.json") { id: int64, a: int64?, b: int64?, s: string?, t: bool?, d: date, p: timestamp, key [id] }' };
const DAY = 86_400_000_000n;
const values = [[null, 1n, 2n, 3n], [null, 1n, 2n], [null, "x", "y", "z"], [null, true, false], [20_454n], [20_454n * DAY - 1n, 20_454n * DAY, 20_455n * DAY - 1n, 20_455n * DAY]] as const;
const rows = values.reduce<readonly (readonly (bigint | string | boolean | null)[])[]>((made, of) => made.flatMap((row) => of.map((value) => [...row, value])), [[]]).map((row, i) => [BigInt(i), ...row]);

/** So many at a time are compared with each other. */
const TOGETHER = 60;

test("what has one text gives the same rows and values, whatever it is made of", () => {
  let met = 0;
  fc.assert(fc.property(fc.array(condition, { minLength: TOGETHER, maxLength: TOGETHER }), (conditions) => {
    const of = conditions.flatMap((text, i) => [{ name: `w${i}`, text: `rule w${i} unordered { from r |> where ${text} |> select { id } }` }, { name: `v${i}`, text: `rule v${i} unordered { from r |> select { id, v: ${text} } }` }]);
    const { rules, env } = bindModule([SOURCE, ...of]);
    const columns = [...env.interfaces.get("p.r")?.columns ?? []];
    const inputs = { tables: new Map([["p.r", { columns, rows }]]), previous: null, params: new Map() };
    const known = new Map<string, { readonly name: string; readonly gives: string }>();
    for (const { name, text } of of) {
      const rule: Rule | null = rules.get(name)?.rule ?? null;
      if (rule === null) continue;
      const meaning = meaningOf({ rule, env }, { columns: rule.root.outputs.map((column) => rule.columns[column]?.name ?? ""), shared: null });
      if (!("text" in meaning)) continue;
      const gives = evaluateRule(rule, inputs).table.rows.map(String).join("\n");
      const other = known.get(meaning.text);
      if (other !== undefined) met++;
      expect([text, other?.name, other?.gives ?? gives]).toEqual([text, other?.name, gives]);
      known.set(meaning.text, other ?? { name: text, gives });
    }
  }), { numRuns: Number(process.env["RULEC_CONDITIONS"] ?? 1) });
  expect(met).toBeGreaterThan(3);
});
