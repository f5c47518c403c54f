import { describe, expect, test } from "vitest";
import { effectsOf, TOTAL_FUNCTIONS } from "../../src/ir/effects.ts";
import type { Expr } from "../../src/ir/expr.ts";
import { FUNCTIONS } from "../../src/ir/functions/index.ts";
import type { Origin } from "../../src/ir/id.ts";
import { parseType } from "../../src/values/parse-type.ts";
import { INT64, type Type } from "../../src/values/type.ts";
import { kit } from "./kit.ts";

test("functions that cannot fail are functions that there are", () => {
  const names = new Set(FUNCTIONS.map((row) => row.name));
  expect([...TOTAL_FUNCTIONS].filter((name) => !names.has(name))).toEqual([]);
});

describe("a cast can fail", () => {
  const type = (text: string): Type => parseType(text) as Type;
  test.each([
    ["int32", "int64", false], ["int64", "int32", true], ["uint32", "int64", false], ["uint64", "int64", true], ["int8", "uint64", true],
    ["int64", "decimal(21, 2)", false], ["int64", "decimal(20, 2)", true], ["uint64", "decimal(20, 0)", false], ["decimal(12, 2)", "decimal(14, 4)", false], ["decimal(12, 2)", "decimal(13, 4)", true],
    ["decimal(12, 2)", "decimal(12, 1)", true], ["int64", "float64", false], ["float32", "float64", false], ["float64", "int64", true], ["string", "float64", true], ["string", "date", true],
    ["date", "timestamp", false], ["timestamp", "date", true], ["int64", "string", false], ["timestamp", "string", false], ["list<int64>", "string", true], ["null", "int32", false],
  ] as const)("%s to %s: %s", (from, to, fails) => {
    const k = kit({ t: { columns: { x: from } } });
    expect(effectsOf(k.cast(k.ref(k.scan("t"), "x"), type(to))).fails).toBe(fails);
    expect(effectsOf(k.cast(k.ref(k.scan("t"), "x"), type(to), "null")).fails).toBe(false);
  });
});

test("a lambda's own parameters are not columns of the row", () => {
  const k = kit({ t: { columns: { x: "int64" } } });
  const param = k.newColumn("e", INT64);
  const body = k.fn("add", [{ ...k.ref(k.scan("t"), "x"), column: param } as Expr, k.ref(k.scan("t"), "x")]);
  const lambda: Expr = { kind: "lambda", id: k.b.newNode(), at: -1 as Origin, type: INT64, nullable: false, shape: "row", params: [param], body };
  expect(effectsOf(k.fn("transform", [lambda])).reads.map(k.nameOf)).toEqual(["x"]);
});
