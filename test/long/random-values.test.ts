/**
 * Random numbers through every cast and operator of numbers. `RULEC_RANDOM_VALUES` (400) says how many for each pair of types, `RULEC_RANDOM_SEED` which.
 */
import { expect, test } from "vitest";
import { resolveCall } from "../../src/ir/functions/index.ts";
import { canCast } from "../../src/values/coerce.ts";
import { textOf } from "../../src/values/value-text.ts";
import { compareCastsOnDuckDB, compareOnDuckDB, type Call, type GivenArg } from "../evaluate/differential.ts";
import { random, randomValue } from "../evaluate/random-values.ts";
import { typeOf } from "../functions/engine.ts";
import type { Type } from "../../src/values/type.ts";

const EACH = Number(process.env["RULEC_RANDOM_VALUES"] ?? 400);
const chance = random(Number(process.env["RULEC_RANDOM_SEED"] ?? 42));

const NUMBERS = [
  "int8", "int32", "int64", "uint64", "float32", "float64", "decimal(4, 3)", "decimal(9, 4)", "decimal(15, 5)", "decimal(16, 1)", "decimal(18, 2)", "decimal(18, 17)", "decimal(20, 5)", "decimal(38, 10)",
].map(typeOf);
const TYPES = [...NUMBERS, typeOf("string")];
const pairs = (types: readonly Type[]): (readonly [Type, Type])[] => types.flatMap((a) => types.map((b) => [a, b] as const));

test("casts between numbers and texts", async () => {
  const casts = pairs(TYPES).filter(([from, to]) => from !== to && canCast(from, to)).flatMap(([from, to]) =>
    Array.from({ length: EACH }, () => ({ value: randomValue(from, chance), from, to, onError: "null" as const })));
  const { mismatches } = await compareCastsOnDuckDB(casts);
  expect(mismatches.slice(0, 50)).toEqual([]);
});

const given = (type: Type): GivenArg => ({ type, value: randomValue(type, chance), nullable: false, literal: false, name: null });
const resolves = ({ fn, args }: Call): boolean =>
  resolveCall(fn, args.map(({ type, value, literal }) => ({ name: null, type, nullable: false, literal: literal ? textOf(type, value) : undefined }))).ok;

test.each(["add", "subtract", "multiply", "divide", "int_divide", "modulo", "eq", "lt", "is_not_distinct", "greatest", "least", "nullif", "pow", "atan2"])("%s of two numbers", async (fn) => {
  const calls = pairs(NUMBERS).flatMap(([a, b]) => Array.from({ length: Math.ceil(EACH / 8) }, (): Call => ({ fn, args: [given(a), given(b)] })));
  const { mismatches } = await compareOnDuckDB(calls.filter(resolves));
  expect(mismatches.slice(0, 50)).toEqual([]);
});

test.each(["round", "trunc", "floor", "ceil", "abs", "sign", "negate", "sqrt", "exp", "ln", "log10", "log2", "sin", "cos", "tan", "asin", "acos", "atan"])("%s of a number", async (fn) => {
  const digits = (n: number): readonly GivenArg[] => (fn === "round" ? [{ ...given(typeOf("int64")), value: BigInt(n % 16), literal: true }] : []);
  const calls = NUMBERS.flatMap((type) => Array.from({ length: EACH }, (_, n): Call => ({ fn, args: [given(type), ...digits(n)] })));
  const { mismatches } = await compareOnDuckDB(calls.filter(resolves));
  expect(mismatches.slice(0, 50)).toEqual([]);
});
