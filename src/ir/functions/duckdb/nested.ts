import type { EngineFamily } from "./family.ts";

const VECTORS = "vectors of floats: added in an order that engines choose; `list_sum` of products is added in the order of the elements";
const FIXED = "lists of a fixed length are no type of the language";

export const LISTS_OF_DUCKDB: EngineFamily = {
  family: "Lists",
  in: [
    ["[a, b]", "list_value list_pack"], ["xs[i]", "list_extract list_element array_extract"], ["xs[1]", "list_first"], ["filter(xs, x -> x is not null)[1]", "list_any_value"],
    ["xs[length(xs)]", "list_last"], ["slice", "list_slice array_slice"], ["contains", "list_contains list_has array_contains array_has"],
    ["position", "list_position list_indexof array_position array_indexof"], ["xs || ys", "list_concat list_cat array_concat array_cat"],
    ["xs || [x]", "list_append array_append array_push_back"], ["[x] || xs", "list_prepend array_prepend array_push_front"],
    ["slice(xs, 1, length(xs) - 1)", "array_pop_back"], ["slice(xs, 2, length(xs))", "array_pop_front"], ["list_sort", "list_sort array_sort"],
    ["list_reverse(list_sort(xs))", "list_reverse_sort array_reverse_sort"], ["list_reverse", "list_reverse array_reverse"],
    ["list_distinct", "list_distinct array_distinct"], ["length(list_distinct(xs))", "list_unique array_unique"],
    ["list_distinct(filter(xs, x -> contains(ys, x)))", "list_intersect array_intersect"], ["flatten", "flatten"],
    ["transform", "list_transform list_apply array_transform array_apply apply"], ["filter", "list_filter array_filter filter"],
    ["any_of", "list_bool_or"], ["all_of", "list_bool_and"], ["list_min", "list_min"], ["list_max", "list_max"], ["list_sum", "list_sum"],
    ["length(filter(xs, x -> x is not null))", "list_count"], ["list_sum(xs) / length(filter(xs, x -> x is not null))", "list_avg"],
    ["list_join", "list_string_agg array_to_string array_to_string_comma_default"], ["sequence", "generate_series"],
    ["sequence(from, to - 1)", "range"], ["explode, group and the aggregate", "list_aggregate list_aggr array_aggregate array_aggr aggregate"],
    ["explode [xs, ys] as { x, y }", "list_zip array_zip"], ["transform(sequence(1, length(xs)), i -> xs[i])", "list_resize array_resize"],
  ],
  later: [
    ["a lambda of two parameters: its rules are still to be written", "list_reduce array_reduce reduce"],
    ["after `explode`, the aggregate of that name does it", "list_median list_mode list_product list_stddev_pop list_stddev_samp list_var_pop list_var_samp list_bit_and list_bit_or list_bit_xor list_sem list_mad list_entropy list_kurtosis list_kurtosis_pop list_skewness list_histogram"],
    ["the places of the sorted elements: `explode` with `index`, then `sort`", "list_grade_up array_grade_up grade_up"],
    ["a list of booleans or places picks elements: `filter` says it in words", "list_select array_select list_where array_where"],
  ],
  out: [
    ["an estimate", "list_approx_count_distinct"],
    [VECTORS, "list_distance list_cosine_distance list_cosine_similarity list_dot_product list_inner_product list_negative_dot_product list_negative_inner_product <-> <=>"],
    [`${FIXED}; ${VECTORS}`, "array_distance array_cosine_distance array_cosine_similarity array_dot_product array_inner_product array_negative_dot_product array_negative_inner_product array_cross_product array_value"],
    ["made by the engine for its own `unpivot`: the verb `unpivot` does it", "unpivot_list"], ["made for PostgreSQL's catalogue", "generate_subscripts"],
  ],
};

export const MAPS_OF_DUCKDB: EngineFamily = {
  family: "Maps and structs",
  in: [
    ["map_from_entries([{ key: k, value: v }])", "map"], ["m[key]", "map_extract_value map_extract element_at"], ["length", "cardinality"], ["contains", "map_contains"], ["map_keys", "map_keys"],
    ["map_values", "map_values"], ["contains(map_values(m), v)", "map_contains_value"], ["m[key] <=> v", "map_contains_entry"], ["map_entries", "map_entries"],
    ["map_from_entries", "map_from_entries"], ["{ a: x }", "struct_pack row"], ["s.a", "struct_extract struct_extract_at"],
    ["{ a: s.a, b: x }", "struct_insert struct_update struct_concat remap_struct"],
  ],
  later: [["which value stays for a key that both maps have is still to be fixed", "map_concat"]],
  out: [
    ["the fields of a struct are known when compiling", "struct_keys struct_values struct_contains struct_has struct_position struct_indexof row_to_json"],
  ],
};

const DOCUMENTS = "makes JSON: how a float, a time or a decimal is written there is still to be fixed for every engine";

export const JSON_OF_DUCKDB: EngineFamily = {
  family: "JSON",
  in: [
    ["s::json", "json"], ["j[\"key\"], j[1]", "json_extract json_extract_path"], ["j[\"key\"]::string", "json_extract_string json_extract_path_text json_value"],
    ["j[\"key\"] is not null", "json_exists"], ["json_type", "json_type"], ["s::?json is not null", "json_valid"], ["json_keys", "json_keys"], ["json_array_length", "json_array_length"],
    ["j[\"a\"]::T, for each part", "from_json from_json_strict json_transform json_transform_strict"],
  ],
  later: [
    [DOCUMENTS, "to_json array_to_json json_object json_array json_quote json_group_array json_group_object json_merge_patch json_pretty"],
    ["equality of JSON documents is still to be fixed", "json_contains"],
  ],
  out: [
    ["a schema is written, or made by `rulec infer`, and does not depend on the rows", "json_structure json_group_structure"],
    ["takes the engine's SQL apart", "json_serialize_sql json_deserialize_sql json_serialize_plan"],
  ],
};
