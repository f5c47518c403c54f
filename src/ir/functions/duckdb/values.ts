import type { EngineFamily } from "./family.ts";

const BYTES = "counts bytes, where the language counts code points: `é` against `e` would be two steps";
const LOCALE = "depends on Unicode tables of the engine's own version";

export const OPERATORS_OF_DUCKDB: EngineFamily = {
  family: "Operators and comparison",
  in: [
    ["a + b", "+ add"], ["a - b, -x", "- subtract"], ["a * b", "* multiply"], ["a / b (float64), div(a, b, scale: n) (decimal)", "/"], ["floor(a / b)", "fdiv"], ["a // b", "// divide"],
    ["a % b", "% mod"], ["(a % b + b) % b", "fmod"], ["a || b", "|| concat"], ["bit_and(a, b)", "&"], ["bit_or(a, b)", "|"], ["bit_xor(a, b)", "xor"], ["bit_not(x)", "~"],
    ["shift_left(x, n)", "<<"], ["shift_right(x, n)", ">>"], ["pow(x, y)", "** ^ pow power"], ["abs(x)", "@ abs"], ["like(s, pattern)", "~~ like_escape"],
    ["not like(s, pattern)", "!~~ not_like_escape"], ["like(lower(s), lower(pattern))", "~~* ilike_escape"], ["not like(lower(s), lower(pattern))", "!~~* not_ilike_escape"],
    ["starts_with(s, part)", "^@ starts_with prefix"], ["all_of(xs, x -> contains(ys, x))", "<@ @> list_has_all array_has_all"],
    ["any_of(xs, x -> contains(ys, x))", "&& list_has_any array_has_any"], ["nullif", "nullif"],
    ["greatest", "greatest"], ["least", "least"], ["case { … }", "switch"], ["j[\"key\"]::string", "->>"],
  ],
  later: [["exact only for small integers; wait for a use", "!__postfix factorial"]],
  out: [
    ["matches file names (globs), not text", "~~~"], ["a plan's own: says nothing of values", "constant_or_null alias"],
    ["a run is stopped by checks, which say which rows they mean", "error"],
  ],
};

export const TEXT_OF_DUCKDB: EngineFamily = {
  family: "Text",
  in: [
    ["length", "length len char_length character_length array_length"], ["byte_length", "strlen"], ["byte_length(s), byte_length(b::string)", "octet_length"],
    ["byte_length(s) * 8", "bit_length"], ["lower", "lower lcase"], ["upper", "upper ucase"], ["trim", "trim"], ["ltrim", "ltrim"], ["rtrim", "rtrim"], ["lpad", "lpad"],
    ["rpad", "rpad"], ["left", "left"], ["right", "right"], ["substr", "substr substring"], ["position", "instr strpos position"], ["contains", "contains"],
    ["ends_with", "ends_with suffix"], ["replace", "replace"], ["repeat", "repeat"], ["reverse", "reverse"], ["translate", "translate"], ["unicode", "unicode ord ascii"],
    ["chr", "chr"], ["concat_ws", "concat_ws"], ["split", "string_split split str_split string_to_array"], ["split(s, separator)[n]", "split_part"],
    ["format(x, digits), f\"{x}\"", "format printf"], ["regexp_matches", "regexp_matches"], ["regexp_matches(s, r\"^(?:…)$\")", "regexp_full_match"],
    ["regexp_extract", "regexp_extract"], ["regexp_extract_all", "regexp_extract_all"], ["regexp_replace", "regexp_replace"],
    ["regexp_extract(path, r\"[^/]*$\")", "parse_filename"], ["split(path, \"/\")[1]", "parse_dirname"], ["regexp_replace(path, r\"/?[^/]*$\", \"\")", "parse_dirpath"],
    ["split(path, \"/\")", "parse_path"],
  ],
  later: [
    ["what an empty match splits is still to be fixed for every engine", "regexp_split_to_array regexp_split_to_table string_split_regex str_split_regex"],
    ["graphemes: " + LOCALE, "left_grapheme right_grapheme length_grapheme substring_grapheme"],
    [LOCALE, "strip_accents nfc_normalize"],
    [BYTES, "levenshtein editdist3 damerau_levenshtein hamming mismatches jaccard jaro_similarity jaro_winkler_similarity"],
    ["a text for people; each reader has its own", "format_bytes formatReadableSize formatReadableDecimalSize pg_size_pretty parse_formatted_bytes"],
  ],
  out: [
    ["patterns are literals, where nothing has to be escaped", "regexp_escape"], ["draws a picture", "bar"],
    ["no locale: texts compare by their UTF-8 bytes, so that every engine sorts alike", "icu_collate_* icu_sort_key"],
  ],
};

export const NUMBERS_OF_DUCKDB: EngineFamily = {
  family: "Numbers and bits",
  in: [
    ["sign", "sign"], ["round", "round"], ["trunc", "trunc"], ["floor", "floor"], ["ceil", "ceil ceiling"], ["sqrt", "sqrt"], ["cbrt", "cbrt"], ["exp", "exp"],
    ["ln", "ln"], ["log10", "log10 log"], ["log2", "log2"], ["sin", "sin"], ["cos", "cos"], ["tan", "tan"], ["asin", "asin"], ["acos", "acos"], ["atan", "atan"], ["atan2", "atan2"],
    ["1 / tan(x)", "cot"], ["degrees", "degrees"], ["radians", "radians"], ["pi", "pi"], ["gcd", "gcd greatest_common_divisor"], ["lcm", "lcm least_common_multiple"],
    ["is_nan", "isnan"], ["is_finite", "isfinite"], ["not is_finite(x) and not is_nan(x)", "isinf"], ["bit_count", "bit_count"],
  ],
  later: [
    ["approximate, and nothing has needed it yet", "sinh cosh tanh asinh acosh atanh gamma lgamma"],
    ["rounding half to even: the language rounds half away from zero", "round_even roundbankers"],
    ["nothing has needed it yet", "even to_base"],
    ["which edges are nice is the engine's choice; `case` and `//` make bins that one can read", "equi_width_bins is_histogram_other_bin"],
  ],
  out: [
    ["the next float: `==` on floats is no better for it", "nextafter"], ["there is one zero: `-0.0 == 0.0`", "signbit"],
    ["strings of bits are no type of the language; integers have bits: `bit_and(shift_right(x, n), 1)`", "bitstring bit_position get_bit set_bit"],
    ["another draw each time: a rule gives the same rows again. `sample` draws by key, `hash_id` makes ids", "random setseed"],
  ],
};

export const TYPES_OF_DUCKDB: EngineFamily = {
  family: "Types, enums, unions, variants",
  in: [["x::T", "cast_to_type"]],
  later: [],
  out: [
    ["what type a value has is known when compiling: `rulec show RULE --schema`", "typeof pg_typeof get_type make_type replace_type can_cast_implicitly format_type format_pg_type map_to_pg_oid"],
    ["enums are strings with a `check`", "enum_code enum_first enum_last enum_range enum_range_boundary"],
    ["unions and variants are no types of the language: a struct with a column that says which, or json", "union_extract union_tag union_value variant_*"],
  ],
};
