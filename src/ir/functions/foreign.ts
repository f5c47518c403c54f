/** What people write who come from other languages and engines, by what they mean here. */
const MEANT: Readonly<Record<string, string>> = {
  substr: "substring mid", length: "len char_length character_length cardinality array_length list_length size", byte_length: "strlen octet_length",
  lower: "lcase", upper: "ucase", position: "instr strpos charindex indexof locate", split: "string_split str_split",
  regexp_matches: "regexp_like regexp_match rlike", "||": "concat", coalesce: "ifnull nvl", "is null": "isnull", "if … then … else": "iif if_else",
  "::": "cast convert", "::?": "try_cast safe_cast", pow: "power", ceil: "ceiling", trunc: "truncate", "%": "mod", "/": "divide", ln: "log",
  $run_at: "now today current_date current_timestamp getdate localtimestamp", strftime: "to_char date_format format_date", date_diff: "datediff",
  weekday: "dayofweek dow isodow", day_of_year: "dayofyear", week: "weekofyear isoweek", iso_year: "isoyear", epoch_micros: "epoch_us",
  "::timestamp": "strptime to_timestamp parse_timestamp str_to_date parse_datetime", "::date": "to_date parse_date",
  last_day: "end_of_month eomonth", list: "array_agg collect_list list_agg", string_agg: "group_concat listagg",
  first: "first_value any_value arbitrary", last: "last_value", stddev: "stddev_samp std stdev", variance: "var_samp var", avg: "mean average",
  bool_and: "every", "count(where: …)": "count_if countif", count_distinct: "approx_count_distinct countdistinct", sha256: "sha2",
  transform: "list_transform list_apply array_map", filter: "list_filter array_filter", list_distinct: "array_distinct",
  list_sort: "array_sort sort_array", explode: "unnest flatten_array",
};

const BY_NAME = new Map(Object.entries(MEANT).flatMap(([meant, names]) => names.split(" ").map((name) => [name, meant] as const)));

/** The name, operator or parameter to write instead; null for names that are known nowhere. */
export const meantBy = (name: string): string | null => BY_NAME.get(name.toLowerCase()) ?? null;
