import { arg, rows } from "./row.ts";

const aggregate = { kind: "aggregate", nulls: "aggregate" } as const;

const fraction = arg("p", "exact", { constant: "literal", value: "fraction" });

/** In a struct a null is no null, so that only the rows are left out for which the condition does not hold. */
const present = (name: string): string => `struct_extract(${name}(case when {where} then {{'value': {x}}} end ignore nulls){over}, 'value')`;

/** Aggregates skip nulls; over no rows `count` is 0, all others are null. All may stand in a window. */
export const AGGREGATES = rows([
  {
    name: "count", kind: "aggregate", args: [], returns: "int64", nulls: "never", duckdb: "count(*){over}", doc: "The number of rows.",
    examples: [["count()", "3"]],
  },
  {
    name: "count.value", kind: "aggregate", args: [arg("x", "any")], returns: "int64", nulls: "never", duckdb: "count({x}){over}",
    doc: "The number of rows where x is not null.", examples: [["count(xs)", "2"]],
  },
  {
    name: "count_distinct", kind: "aggregate", args: [arg("x", "comparable")], returns: "int64", nulls: "never", duckdb: "count(distinct {x}){over}",
    doc: "The number of different values, nulls not counted.", examples: [["count_distinct(xs)", "2"]],
  },
  {
    name: "sum", ...aggregate, args: [arg("x", "wideInteger")], returns: "sum", duckdb: "sum({x}){over}::{type}",
    doc: "The sum of integers as int64 (uint64 stays); one that does not fit is an error.", examples: [["sum(xs)", "3"]],
  },
  {
    name: "sum.decimal", ...aggregate, args: [arg("x", "decimal")], returns: "sum", duckdb: { special: "sum_decimal" },
    doc: "The exact sum of decimals, as decimal(38, s).", examples: [["sum(xs * 0.5)", "1.5"]],
  },
  {
    name: "sum.float", ...aggregate, args: [arg("x", "float")], returns: "sum", ordered: "float", duckdb: "sum({x}{order}){over}",
    doc: "The sum of floats, added in the order of the relation's key in the canonical tier.", examples: [["sum(xs * 0.5e0)", "1.5e0"]],
  },
  {
    name: "avg", ...aggregate, args: [arg("x", "anyInteger")], returns: "float64", duckdb: "sum({x}){over}::double / count({x}){over}",
    doc: "The mean of integers: the exact sum, divided once.", examples: [["avg(xs)", "1.5e0"]],
  },
  {
    name: "avg.decimal", ...aggregate, args: [arg("x", "decimal")], returns: "float64", duckdb: { special: "mean_of_decimals" },
    doc: "The mean of decimals as float64: the float64 nearest to the exact sum, divided once.", examples: [["avg(xs * 0.5)", "0.75e0"]],
  },
  {
    name: "avg.float", ...aggregate, args: [arg("x", "float")], returns: "float64", ordered: "float", duckdb: "avg({x}{order}){over}",
    doc: "The mean of floats, added in the order of the key.", examples: [["avg(xs * 0.5e0)", "0.75e0"]],
  },
  {
    name: "avg_decimal", ...aggregate, args: [arg("x", "exact")], returns: "averageDecimal", duckdb: { special: "avg_decimal" },
    doc: "The mean of integers or decimals as decimal(38, s + 4), half away from zero.", examples: [["avg_decimal(xs)", "1.5000"]],
  },
  {
    name: "stddev", kind: "aggregate", nulls: "always", args: [arg("x", "number")], returns: "float64", ordered: "float",
    duckdb: "stddev_samp({x}{order}){over}",
    doc:
      "The standard deviation of the sample, by Welford's update in the order of the key; null over fewer than two values, an " +
      "error where it is infinite or NaN.",
    examples: [["stddev(xs) == sqrt(variance(xs))", "true"]],
  },
  {
    name: "variance", kind: "aggregate", nulls: "always", args: [arg("x", "number")], returns: "float64", ordered: "float",
    duckdb: "var_samp({x}{order}){over}",
    doc: "The variance of the sample, as `stddev`.", examples: [["variance(xs)", "0.5e0"]],
  },
  {
    name: "stddev_pop", kind: "aggregate", nulls: "aggregate", args: [arg("x", "number")], returns: "float64", ordered: "float",
    duckdb: "stddev_pop({x}{order}){over}",
    doc: "The standard deviation of the values themselves, as `stddev`; 0 over one value.", examples: [["stddev_pop(xs)", "0.5e0"]],
  },
  {
    name: "var_pop", kind: "aggregate", nulls: "aggregate", args: [arg("x", "number")], returns: "float64", ordered: "float",
    duckdb: "var_pop({x}{order}){over}",
    doc: "The variance of the values themselves, as `stddev`; 0 over one value.", examples: [["var_pop(xs)", "0.25e0"]],
  },
  {
    name: "covar", kind: "aggregate", nulls: "always", args: [arg("x", "number"), arg("y", "number")], returns: "float64", ordered: "float",
    duckdb: "covar_samp({x}, {y}{order}){over}",
    doc: "The covariance of the sample, over rows where neither is null, added in the order of the key; null over fewer than two.",
    examples: [["covar(xs, xs * 2)", "1e0"]],
  },
  {
    name: "corr", kind: "aggregate", nulls: "always", args: [arg("x", "number"), arg("y", "number")], returns: "float64", ordered: "float",
    duckdb: "nullif(corr({x}, {y}{order}){over}, 'nan'::double)",
    doc: "Pearson's correlation, over rows where neither is null, added in the order of the key; null where one of them does not vary.",
    examples: [["corr(xs, -xs) < -0.999999999e0", "true"]],
  },
  {
    name: "quantile", ...aggregate, args: [arg("x", "float64"), fraction], returns: "float64", duckdb: "quantile_cont({x}::double, {p}){over}",
    doc: "The value at the part p of the way from the least to the greatest, between two neighbours by a straight line, as float64; p = 0.5 is the median.",
    examples: [["quantile(xs, 0.25)", "1.25e0"], ["quantile(p: 0.5, x: xs, where: xs > 1)", "2e0"]],
  },
  {
    name: "quantile_disc", ...aggregate, args: [arg("x", "sortable"), fraction], returns: "first", duckdb: "quantile_disc({x}, {p}){over}",
    doc: "The least value that the part p of all values does not exceed: one of the values, of any type that has an order.",
    examples: [["quantile_disc(xs, 0.75)", "2"]],
  },
  {
    name: "median", ...aggregate, args: [arg("x", "float64")], returns: "float64", duckdb: "median({x}){over}",
    doc: "The value in the middle, or the mean of the two in the middle, as float64.", examples: [["median(xs)", "1.5e0"]],
  },
  {
    name: "mode", ...aggregate, args: [arg("x", "hashable")], returns: "first", duckdb: "mode({x} order by {x}){over}",
    doc: "The most frequent value; of several, the least.", examples: [["mode(xs // 2)", "0"]],
  },
  {
    name: "min", ...aggregate, args: [arg("x", "sortable")], returns: "first", duckdb: "min({x}){over}", doc: "The least value.",
    examples: [["min(xs)", "1"]],
  },
  {
    name: "max", ...aggregate, args: [arg("x", "sortable")], returns: "first", duckdb: "max({x}){over}", doc: "The greatest value; NaN is above all.",
    examples: [["max(xs)", "2"]],
  },
  {
    name: "bool_and", ...aggregate, args: [arg("x", "bool")], returns: "bool", duckdb: "bool_and({x}){over}", doc: "Whether all values are true.",
    examples: [["bool_and(xs > 0)", "true"]],
  },
  {
    name: "bool_or", ...aggregate, args: [arg("x", "bool")], returns: "bool", duckdb: "bool_or({x}){over}", doc: "Whether some value is true.",
    examples: [["bool_or(xs > 1)", "true"]],
  },
  {
    name: "list", kind: "aggregate", nulls: "collect", args: [arg("x", "any")], returns: "listOfFirst", ordered: "sort",
    duckdb: "list({x}{order}){over}",
    doc: "The values as a list, nulls among them, in the order of `sort:`.", examples: [["list(xs, sort: [xs desc nulls last])", "[2, 1, null]"]],
  },
  {
    name: "string_agg", ...aggregate, args: [arg("x", "string"), arg("separator", "string", { constant: "constant", notNull: true })],
    returns: "string", ordered: "sort",
    duckdb: "string_agg({x}, {separator}{order}){over}", doc: "The texts with a separator between them, in the order of `sort:`; nulls are skipped.",
    examples: [['string_agg(xs::string, "-", sort: [xs])', '"1-2"']],
  },
  {
    name: "first", ...aggregate, args: [arg("x", "any")], returns: "first", ordered: "sort", duckdb: "first({x}{order}){over}", filtered: present("first"), skipping: "first({x} ignore nulls){over}",
    doc: "The value of the first row in the order of `sort:`, be it null; in a window, of the first row of the frame.",
    examples: [["first(xs, sort: [xs desc nulls last])", "2"]],
  },
  {
    name: "last", ...aggregate, args: [arg("x", "any")], returns: "first", ordered: "sort", duckdb: "last({x}{order}){over}", filtered: present("last"), skipping: "last({x} ignore nulls){over}",
    doc:
      "The value of the last row in the order of `sort:`, be it null; in a window, of the last row of the frame. With `where: " +
      "x is not null` over `rows ..0` it fills gaps.",
    examples: [["last(xs, sort: [xs nulls first])", "2"]],
  },
]);
