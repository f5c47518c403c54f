/** Expressions over nasty values of every type that once gave something else on DuckDB than they mean: value, type, and error or not. */
import { expect, test } from "vitest";
import { dataOf } from "./expressions/columns.ts";
import { differences, explained } from "./expressions/compare.ts";
import { bind, type Bound } from "./expressions/engine.ts";
import { SCALARS, shapes } from "./expressions/calls.ts";

const FOUND = [
  // Digits beyond 38, with a zero before the point.
  '"0.33333333333333333333333333333333333333"::decimal(38, 38)', '"-0.99999999999999999999999999999999999999"::decimal(38, 38) + c_decimal_38_38',
  // The least int64 has no counterpart, and the two signs are the grammar's.
  "- (-9223372036854775808)",
  // Nulls that the engine works out before it looks at types.
  "n_decimal_38_0 % 0.0000000000", "c_decimal_18_2 % (9007199254740993)::?int8", "c_int32 % (300)::?int8", "c_int8 % trunc(-0.0000000007)",
  // A factor with more than 38 zeros: null and zero have quotients all the same.
  "div(n_decimal_18_2, n_decimal_20_5, 38)",
  // Compared before it is cast, which makes a number of what has no counterpart.
  "c_int16::?int8 < 1", "c_decimal_1_0::?uint32 between 0 and 5", "n_int64::?int8 <=> 1", "n_uint64::?decimal(1, 0) in [1, 2]", "substr(c_string, n_decimal_38_0::?uint32)", "(c_decimal_38_10::?decimal(9, 3)) <= 3",
  // Constants of uint64 that the engine would move to the other side of a comparison.
  "18446744073709551615 - c_uint64 between 1 and 31", "c_uint64 + 0::uint64 >= 18446744073709551615", "nullif(n_uint64 * 1::uint64, 18446744073709551615)", "make_date(18446744073709551615 - c_uint64, 2, 1)",
  // Nulls without a type.
  'json_keys(if n_string == substr(null::string, n_int16) then "12"::json else null)', "json_elements(n_json[-8])", 'json_keys("12"::json[n_string])', "if c_bool then abs(null::decimal(20, 5)) else null", 'null::list<date?>[-2] - interval "1 month"', "year(null::list<date?>[1])",
  '(c_list_date_n)[300::?int8] - interval "400 days"', "timestamp((null::list<date?>)[c_uint64], c_time)", "greatest(nullif(3::int32, 0::int16), n_int8)", "coalesce(n_int8, 3::int32)",
  // DuckDB's `~` holds looser than what calculates.
  "bit_not(n_int8) // 3", "bit_not(n_int8) + 3", "bit_and(bit_not(n_int8), 5)", "2 * bit_not(c_int16)", "bit_or(1, bit_not(c_int16))", "- bit_not(c_int8)", "bit_not(bit_not(c_int8))", "bit_not(c_int8)::string",
  // A lambda that is a constant.
  "transform(n_list_float64, x1 -> null::float32)", "any_of(n_list_string, x -> null::bool)",
  // A NaN with a sign.
  "format(list_sum([1e308 * 10, -1e308 * 10]), 15)", "format(list_sum(c_list_float64_n), 2)",
  // More digits than `round` has an eye for, and two numbers that are as near.
  "format(117404632968.8280792236328125e0 * (if c_bool then 1 else -1), 15)", "format(8589934592.000030517578125e0 * c_uint8, 14)",
  // Constants that the passes have made.
  "abs((if false then c_float64 else 1e38)::?decimal(38, 38))",
  // Elements behind the one that decides.
  "all_of(c_list_list_string, x -> any_of(x::list<date?>, y -> c_bool))", "any_of([c_int64, n_int8], x -> x // 2 + 9223372036854775807 > 0)",
];

test("what was found to differ gives on DuckDB what it gives on the evaluator", async () => {
  const data = dataOf(7, 40);
  const bounds = FOUND.map((text): Bound => {
    const bound = bind(text);
    if ("code" in bound) throw new Error(`${bound.code}: ${text}`);
    return bound;
  });
  const found = await differences(bounds, data);
  const told = await Promise.all(found.flatMap((difference, i) => (difference === null ? [] : [explained(bounds[i] as Bound, difference, data)])));
  expect(told).toEqual([]);
});

test("every scalar function can be called with some types and literals, so that the random search meets it", () => {
  expect(SCALARS.filter((row) => shapes(row).length === 0).map(({ name }) => name)).toEqual([]);
});
