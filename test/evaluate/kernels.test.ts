/** No function is complete without its kernel, and no kernel is there that no function names. */
import { expect, test } from "vitest";
import { FUNCTIONS, type FunctionRow } from "../../src/ir/functions/index.ts";
import { AGGREGATE_KERNELS, LAMBDA_KERNELS, SCALAR_KERNELS, WINDOW_KERNELS } from "../../src/values/kernels/index.ts";

const TABLES = { scalar: SCALAR_KERNELS, lambda: LAMBDA_KERNELS, aggregate: AGGREGATE_KERNELS, window: WINDOW_KERNELS };
type Kind = keyof typeof TABLES;

const kindOf = ({ kind, args }: FunctionRow): Kind => (kind === "scalar" && args.some(({ type }) => type === "lambda" || type === "predicate") ? "lambda" : kind);

test("each function has one kernel, of its kind", () => {
  const wrong = FUNCTIONS.flatMap((row) => {
    const found = (Object.keys(TABLES) as Kind[]).filter((kind) => row.name in TABLES[kind]);
    return found.length === 1 && found[0] === kindOf(row) ? [] : [`${row.name}: ${kindOf(row)}, and there is ${found.join(", ") || "none"}`];
  });
  expect(wrong).toEqual([]);
});

test("each kernel is that of a function", () => {
  const names = new Set(FUNCTIONS.map(({ name }) => name));
  expect(Object.values(TABLES).flatMap((table) => Object.keys(table)).filter((name) => !names.has(name))).toEqual([]);
});
