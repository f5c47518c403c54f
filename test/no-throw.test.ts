/** What the search for inputs that stop the compiler has found, and a small slice of it. The search itself: `node scripts/no-throw.mjs`. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { judge, search } from "./no-throw/search.ts";
import { SOURCE } from "./no-throw/shapes.ts";
import type { Input } from "./no-throw/inputs.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const file = (text: string): Input => ({ of: "pack", kind: "found", files: [{ path: "rules/a.rule", text }], at: 0 });
const rule = (body: string): Input => file(`${SOURCE}rule r ordered by [id] { from t |> ${body} }\n`);

const FOUND: readonly (readonly [says: string, input: Input])[] = [
  ["a type with a number that no number holds", rule(`derive { z: s::decimal(${"9".repeat(400)}, 2) }`)],
  ["types in each other, a thousand deep", file(`source t = csv("t.csv") { id: int64, x: ${"map<string, ".repeat(1_000)}int64${">".repeat(1_000)} }\n`)],
  ["a mistake in every column of one long line", file(`source t = csv("t.csv") { id: int64, ${Array.from({ length: 400 }, (_, i) => `c${i}: nope`).join(", ")} }\n`)],
  ["four hundred columns that are never null, as a run verifies them", file(`source t = csv("t.csv") { ${Array.from({ length: 400 }, (_, i) => `c${i}: int64`).join(", ")} }\nrule r unordered { from t }\n`)],
  ["table macros that double", file(`${SOURCE}macro table m0(t: table) -> table = from t |> where true\n${Array.from({ length: 60 }, (_, i) => `macro table m${i + 1}(t: table) -> table = from t |> m${i}() |> m${i}()`).join("\n")}\nrule r ordered by [id] { from t |> m60() }\n`)],
  ["two thousand joins, none of which leaves a column out", rule(Array.from({ length: 2_000 }, (_, i) => `join t as t${i} on id == t${i}.id`).join(" |> "))],
  ["conditions over columns, each in another", rule(`where ${"if_any(@all, ".repeat(60)}_ is null${")".repeat(60)}`)],
  ["a closer for which nothing is open, four thousand times", file("}".repeat(4_000))],
];

test.each(FOUND)("%s", (_, input) => {
  expect(judge(input, 5)).toMatchObject({ what: null });
});

test("no input of these makes the compiler throw or run long", () => {
  const { failures } = search({ seed: 1, from: 0, inputs: 200, budget: 2_500, allowance: 5 }, root);
  expect(failures.map(({ number, kind, what, message }) => `${what} (input ${number}, ${kind}): ${message}`)).toEqual([]);
});
