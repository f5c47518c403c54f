import type { EngineFamily } from "./family.ts";

const ESTIMATE = "an estimate: another engine, or the same with other threads, gives another";
const MOMENTS = "adds powers of floats: to be had in the order of the key, and nothing has needed it yet";

export const AGGREGATES_OF_DUCKDB: EngineFamily = {
  family: "Aggregates",
  in: [
    ["count()", "count_star"], ["count", "count"], ["count(where: condition)", "count_if countif"], ["sum", "sum"], ["avg, avg_decimal", "avg mean"], ["min", "min"], ["max", "max"],
    ["sum(x * weight) / sum(weight)", "weighted_avg wavg"], ["exp(avg(ln(x)))", "geomean geometric_mean"], ["stddev", "stddev stddev_samp"], ["stddev_pop", "stddev_pop"],
    ["stddev_pop(x) / sqrt(count(x))", "sem"], ["variance", "variance var_samp"], ["var_pop", "var_pop"], ["corr", "corr"], ["covar", "covar_samp"],
    ["covar(x, y) * (n - 1) / n, n being count(x + y)", "covar_pop"], ["median", "median"], ["mode", "mode"], ["quantile", "quantile_cont"], ["quantile_disc", "quantile_disc quantile"], ["bool_and", "bool_and"], ["bool_or", "bool_or"],
    ["first(x, sort: [..])", "first arbitrary first_value"], ["last(x, sort: [..])", "last last_value"],
    ["first(x, sort: [..], where: x is not null)", "any_value"],
    ["first(x, sort: [by desc nulls last])", "arg_max argmax max_by arg_max_null arg_max_nulls_last"],
    ["first(x, sort: [by])", "arg_min argmin min_by arg_min_null arg_min_nulls_last"],
    ["list", "list array_agg"], ["string_agg", "string_agg group_concat listagg"],
    ["group { x } { n: count() }", "histogram histogram_exact"],
  ],
  later: [
    [MOMENTS, "kurtosis kurtosis_pop skewness entropy product regr_*"],
    ["the median of distances from the median: two stages say it", "mad"],
    ["bits over rows; the names are those of the functions of two integers", "bit_and bit_or bit_xor"],
  ],
  out: [
    [ESTIMATE, "approx_count_distinct approx_quantile approx_top_k reservoir_quantile"],
    ["another way of adding floats: `sum` adds in the order of the key, decimals are exact", "favg fsum kahan_sum sumkahan sum_no_overflow"],
    ["strings of bits are no type of the language", "bitstring_agg"], ["states of aggregates: the engine's own", "combine finalize"],
  ],
};

export const WINDOWS_OF_DUCKDB: EngineFamily = {
  family: "Windows",
  in: [
    ["row_number", "row_number"], ["rank", "rank"], ["dense_rank", "dense_rank rank_dense"], ["percent_rank", "percent_rank"], ["cume_dist", "cume_dist"], ["ntile", "ntile"],
    ["lag", "lag"], ["lead", "lead"],
  ],
  later: [
    ["`list(x) over (…)[n]` says it; a form that does not hold the frame is to come", "nth_value"],
    ["fills gaps by a straight line between neighbours: floats, in an order", "fill"],
  ],
  out: [],
};
