/** What people write who come from other languages and engines (SQL's dialects, dbt, pandas, PRQL, Spark), by what they mean here. */
const MEANT: Readonly<Record<string, string>> = {
  // Text.
  substr: "substring mid substring_index", length: "len char_length character_length cardinality array_length list_length array_size size strlength",
  byte_length: "strlen octet_length", lower: "lcase lowercase", upper: "ucase uppercase", trim: "strip btrim", ltrim: "lstrip", rtrim: "rstrip",
  position: "instr strpos charindex indexof index_of locate list_position array_position list_indexof", split: "string_split str_split string_to_array strsplit",
  "split(s, separator)[n]": "split_part split_to_part", contains: "str_contains contains_substr list_contains array_contains array_has list_has includes",
  starts_with: "startswith prefix", ends_with: "endswith suffix", replace: "str_replace", reverse: "strrev", unicode: "ascii ord codepoint", chr: "char nchar",
  "||": "concat", regexp_matches: "regexp_like regexp_match regexp_contains regexp_full_match rlike", regexp_extract: "regexp_substr regexp_extract_group",
  regexp_extract_all: "regexp_substr_all findall", regexp_replace: "regexp_replace_all", "like(lower(s), lower(pattern))": "ilike", format: "printf format_number",
  to_hex: "hex", from_hex: "unhex", to_base64: "base64 base64_encode", from_base64: "unbase64 base64_decode", url_encode: "urlencode", url_decode: "urldecode",
  // Nulls, branches, casts.
  coalesce: "ifnull nvl fillna zeroifnull combine_first", "is null": "isnull isna", "is not null": "notnull notna", "<=>": "equal_null eq_null_safe", in: "isin",
  "if … then … else": "iif if_else ifelse nvl2", "case { … }": "switch case_when multiif", "::": "cast convert astype", "::?": "try_cast safe_cast try_convert",
  // Numbers.
  pow: "power", ceil: "ceiling", trunc: "truncate", "%": "mod fmod", "/": "divide safe_divide div0", ln: "log", sign: "sgn signum", is_nan: "isnan",
  is_finite: "isfinite", gcd: "greatest_common_divisor", lcm: "least_common_multiple", greatest: "pmax", least: "pmin", bit_and: "bitand bitwise_and",
  bit_or: "bitor bitwise_or", bit_xor: "xor bitxor bitwise_xor", bit_not: "bitnot bitwise_not", bit_count: "popcount", shift_left: "shiftleft bitshiftleft bitwise_left_shift",
  shift_right: "shiftright bitshiftright bitwise_right_shift", sample: "random rand",
  // Time.
  $run_at: "now today current_date current_time current_timestamp get_current_timestamp getdate curdate sysdate systimestamp utcnow localtime localtimestamp",
  strftime: "to_char date_format format_date format_timestamp format_datetime", 'strftime(t, "%A")': "dayname", 'strftime(t, "%B")': "monthname",
  date_diff: "datediff timestampdiff timestamp_diff datetime_diff", date_trunc: "datetrunc timestamp_trunc datetime_trunc floor_date time_slice",
  't + interval "…"': "date_add dateadd adddate timestamp_add date_sub timestampadd", "year(t), month(t), …": "date_part datepart extract",
  weekday: "dayofweek dow isodow", day: "dayofmonth", day_of_year: "dayofyear", week: "weekofyear isoweek", iso_year: "isoyear", epoch_micros: "epoch_us unix_micros",
  "epoch_micros(t) // 1_000_000": "epoch unix_timestamp unix_seconds to_unixtime", "epoch_micros(t) // 1000": "epoch_ms unix_millis",
  from_epoch_micros: "timestamp_micros", "from_epoch_micros(n * 1_000_000)": "from_unixtime timestamp_seconds", "from_epoch_micros(n * 1000)": "timestamp_millis make_timestamp_ms",
  parse_timestamp: "strptime try_strptime str_to_date parse_datetime", "::timestamp": "to_timestamp to_datetime", "::date": "to_date", last_day: "end_of_month eomonth",
  make_date: "datefromparts date_from_parts", make_time: "timefromparts time_from_parts", "timestamp(make_date(…), make_time(…))": "make_timestamp timestamp_from_parts datetimefromparts",
  at_zone: "timezone convert_timezone convert_tz from_utc_timestamp to_utc_timestamp tz_convert",
  // Lists, maps, structs, json.
  transform: "map list_transform list_apply array_map array_transform array_apply", filter: "list_filter array_filter", list_distinct: "array_distinct array_unique",
  list_sort: "array_sort sort_array", list_reverse: "array_reverse", list_join: "array_to_string array_join list_string_agg", list_sum: "array_sum", list_min: "array_min",
  list_max: "array_max", slice: "list_slice array_slice", flatten: "array_flatten", any_of: "any_match array_any", all_of: "all_match array_all", explode: "unnest flatten_array posexplode",
  "xs || ys": "list_concat array_concat array_cat list_append array_append", sequence: "generate_series generate_array generate_date_array array_generate_range range arange date_range date_spine",
  map_from_entries: "map_from_arrays", map_entries: "map_items", "m[key]": "element_at map_extract map_get", "{ a: x }": "struct_pack named_struct object_construct", "s.a": "struct_extract",
  'j["key"]': "json_extract json_value json_query json_extract_scalar json_extract_string json_extract_path get_json_object", "::json": "parse_json",
  // Aggregates and windows.
  list: "array_agg collect_list list_agg", string_agg: "group_concat listagg", first: "first_value any_value arbitrary", last: "last_value",
  "first(x, sort: [by desc nulls last])": "arg_max argmax max_by", "first(x, sort: [by])": "arg_min argmin min_by", stddev: "stddev_samp std stdev", stddev_pop: "stdevp stdev_pop",
  variance: "var_samp var", var_pop: "variance_pop varp", covar: "covar_samp covariance cov", corr: "correlation", avg: "mean average", median: "percentile_50",
  quantile: "percentile_cont quantile_cont percentile approx_percentile approx_quantile", quantile_disc: "percentile_disc",
  bool_and: "every logical_and", bool_or: "logical_or", "count(where: …)": "count_if countif", count_distinct: "approx_count_distinct countdistinct nunique n_distinct uniq",
  dense_rank: "rank_dense", row_number: "rownum row_num", lag: "shift", "sum(x) over (sort [..] rows ..0)": "cumsum",
  // Hashes and ids.
  sha256: "sha2 sha2_hex", md5: "md5_hex", hash_id: "generate_surrogate_key surrogate_key uuid gen_random_uuid generate_uuid newid uuidv4",
};

const BY_NAME = new Map(Object.entries(MEANT).flatMap(([meant, names]) => names.split(" ").map((name) => [name, meant] as const)));

/** The name, operator or parameter to write instead; null for names that are known nowhere. */
export const meantBy = (name: string): string | null => BY_NAME.get(name.toLowerCase()) ?? null;
