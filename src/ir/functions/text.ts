import { INT64, STRING } from "../../values/type.ts";
import { arg, rows } from "./row.ts";

const BLANK = { value: " ", type: STRING };
const pattern = arg("pattern", "string", { constant: "param", value: "regex" });

/** Lengths and places count code points from 1. */
export const TEXT = rows([
  {
    name: "length", args: [arg("s", "string")], returns: "int64", nulls: "propagate", duckdb: "length({s})",
    doc: "The number of code points of a text.", examples: [['length("héllo")', "5"], ['length("")', "0"]],
  },
  {
    name: "byte_length", args: [arg("s", "string")], returns: "int64", nulls: "propagate", duckdb: "strlen({s})",
    doc: "The number of bytes of a text in UTF-8.", examples: [['byte_length("é😀")', "6"]],
  },
  {
    name: "substr", args: [arg("s", "string"), arg("start", "anyInteger"), arg("length", "anyInteger")], returns: "string", nulls: "propagate",
    duckdb: { special: "substr" },
    doc: "The part of s in [start, start + length): places before 1 count, and hold nothing.",
    examples: [['substr("héllo", 2, 3)', '"éll"'], ['substr("abc", 0, 2)', '"a"'], ['substr("abc", -3, 2)', '""'], ['substr("abc", 2, -1)', '""']],
  },
  {
    name: "substr.from", args: [arg("s", "string"), arg("start", "anyInteger")], returns: "string", nulls: "propagate",
    duckdb: "substring({s}, {start#1})",
    doc: "The part of s from start to its end.", examples: [['substr("héllo", 3)', '"llo"'], ['substr("abc", -1)', '"abc"']],
  },
  {
    name: "left", args: [arg("s", "string"), arg("n", "anyInteger")], returns: "string", nulls: "propagate", duckdb: "left({s}, {n#0})",
    doc: "The first n code points.", examples: [['left("héllo", 2)', '"hé"'], ['left("abc", -1)', '""']],
  },
  {
    name: "right", args: [arg("s", "string"), arg("n", "anyInteger")], returns: "string", nulls: "propagate", duckdb: "right({s}, {n#0})",
    doc: "The last n code points.", examples: [['right("héllo", 2)', '"lo"'], ['right("abc", -1)', '""']],
  },
  {
    name: "lower", args: [arg("s", "string")], returns: "string", nulls: "propagate", duckdb: "lower({s})",
    doc: "In small letters, one code point to one.", examples: [['lower("Ab")', '"ab"']],
  },
  {
    name: "upper", args: [arg("s", "string")], returns: "string", nulls: "propagate", duckdb: "upper({s})",
    doc: "In capital letters, one code point to one.", examples: [['upper("é")', '"É"']],
  },
  {
    name: "trim", args: [arg("s", "string"), arg("characters", "string", { default: BLANK })], returns: "string", nulls: "propagate",
    duckdb: "trim({s}, {characters})",
    doc: "Without these characters at both ends; U+0020 and nothing else where none are given.",
    examples: [['trim(" x ")', '"x"'], ['trim("(x)", "()")', '"x"']],
  },
  {
    name: "ltrim", args: [arg("s", "string"), arg("characters", "string", { default: BLANK })], returns: "string", nulls: "propagate",
    duckdb: "ltrim({s}, {characters})",
    doc: "Without these characters at the start.", examples: [['ltrim(" x ")', '"x "']],
  },
  {
    name: "rtrim", args: [arg("s", "string"), arg("characters", "string", { default: BLANK })], returns: "string", nulls: "propagate",
    duckdb: "rtrim({s}, {characters})",
    doc: "Without these characters at the end.", examples: [['rtrim(" x ")', '" x"']],
  },
  {
    name: "lpad", args: [arg("s", "string"), arg("length", "int32"), arg("fill", "string", { default: BLANK })], returns: "string", nulls: "always",
    duckdb: "lpad({s}, {length}, nullif({fill}, ''))",
    doc: "Filled up at the start to a length, or cut to it; null when there is nothing to fill with.",
    examples: [['lpad("7", 3, "0")', '"007"'], ['lpad("abcd", 2, "0")', '"ab"']],
  },
  {
    name: "rpad", args: [arg("s", "string"), arg("length", "int32"), arg("fill", "string", { default: BLANK })], returns: "string", nulls: "always",
    duckdb: "rpad({s}, {length}, nullif({fill}, ''))",
    doc: "Filled up at the end to a length, or cut to it; null when there is nothing to fill with.", examples: [['rpad("a", 3, ".")', '"a.."']],
  },
  {
    name: "repeat", args: [arg("s", "string"), arg("n", "integer")], returns: "string", nulls: "propagate", duckdb: "repeat({s}, {n})",
    doc: "The text n times; empty when n is negative.", examples: [['repeat("ab", 2)', '"abab"'], ['repeat("ab", -1)', '""']],
  },
  {
    name: "replace", args: [arg("s", "string"), arg("part", "string"), arg("by", "string")], returns: "string", nulls: "propagate",
    duckdb: "replace({s}, {part}, {by})",
    doc: "With every occurrence of a part replaced; an empty part occurs nowhere.",
    examples: [['replace("a-b-c", "-", "")', '"abc"'], ['replace("abc", "", "x")', '"abc"']],
  },
  {
    name: "reverse", args: [arg("s", "string")], returns: "string", nulls: "propagate", duckdb: "array_to_string(list_reverse(string_split({s}, '')), '')",
    doc: "The code points from last to first. A list is turned by `list_reverse`.", examples: [['reverse("añ😀")', '"😀ña"']],
  },
  {
    name: "translate", args: [arg("s", "string"), arg("from", "string"), arg("to", "string")], returns: "string", nulls: "propagate",
    duckdb: "translate({s}, {from}, {to})",
    doc: "With each code point of `from` made the one at its place in `to`, or left out where `to` is shorter.",
    examples: [['translate("1.234,5", ".,", ",.")', '"1,234.5"'], ['translate("a-b_c", "-_", "")', '"abc"']],
  },
  {
    name: "unicode", args: [arg("s", "string")], returns: "int64", nulls: "always", duckdb: "nullif(unicode({s}), -1)::bigint",
    doc: "The number of the first code point; null for an empty text.", examples: [['unicode("é")', "233"], ['unicode("")', "null"]],
  },
  {
    name: "chr", args: [arg("n", "integer")], returns: "string", nulls: "always",
    duckdb: "case when {n} between 1 and 55295 or {n} between 57344 and 1114111 then chr({n}::integer) end",
    doc: "The text of one code point; null where there is none of that number.", examples: [["chr(233)", '"é"'], ["chr(55296)", "null"]],
  },
  {
    name: "position", args: [arg("s", "string"), arg("part", "string")], returns: "int64", nulls: "always", duckdb: "nullif(instr({s}, {part}), 0)",
    doc: "Where a part begins first, counted from 1; null where it does not occur.",
    examples: [['position("héllo", "l")', "3"], ['position("abc", "z")', "null"]],
  },
  {
    name: "contains", args: [arg("s", "string"), arg("part", "string")], returns: "bool", nulls: "propagate", duckdb: "contains({s}, {part})",
    doc: "Whether a part occurs.", examples: [['contains("abc", "bc")', "true"]],
  },
  {
    name: "starts_with", args: [arg("s", "string"), arg("part", "string")], returns: "bool", nulls: "propagate", duckdb: "starts_with({s}, {part})",
    doc: "Whether the text begins with a part.", examples: [['starts_with("abc", "ab")', "true"]],
  },
  {
    name: "ends_with", args: [arg("s", "string"), arg("part", "string")], returns: "bool", nulls: "propagate", duckdb: "ends_with({s}, {part})",
    doc: "Whether the text ends in a part.", examples: [['ends_with("abc", "bc")', "true"]],
  },
  {
    name: "like", args: [arg("s", "string"), arg("pattern", "string")], returns: "bool", nulls: "propagate", duckdb: { special: "like" },
    doc: "Whether the whole text fits: `%` is any text, `_` one code point, `\\` takes the next character as it is, and stands for itself at the end.",
    examples: [['like("a%b", "a\\\\%b")', "true"], ['like("axb", "a_b")', "true"], ['like("axb", "a\\\\_b")', "false"]],
  },
  {
    name: "split", args: [arg("s", "string"), arg("separator", "string", { notNull: true })], returns: "stringList", nulls: "propagate",
    duckdb: "string_split({s}, {separator})",
    doc: "The parts between separators; with an empty one, the code points.",
    examples: [['split("a,b,", ",")', '["a", "b", ""]'], ['split("", ",")', '[""]']],
  },
  {
    name: "concat_ws", args: [arg("separator", "string"), arg("xs", "string")], variadic: 1, returns: "string", nulls: "first",
    duckdb: "concat_ws({separator}, {xs...})",
    doc: "Texts with a separator between them; nulls are skipped.", examples: [['concat_ws("-", "a", null::string, "b")', '"a-b"']],
  },
  {
    name: "regexp_matches", args: [arg("s", "string"), pattern], returns: "bool", nulls: "propagate", duckdb: "regexp_matches({s}, {pattern})",
    doc: "Whether the pattern occurs. Patterns are RE2's, with `\\w \\d \\s \\b` and `(?i)` in ASCII and without `\\B`; `.` takes no newline, `$` is the very end.",
    examples: [['regexp_matches("abc1", r"\\d")', "true"], ['regexp_matches("ABC", r"(?i)^abc$")', "true"]],
  },
  {
    name: "regexp_extract",
    args: [arg("s", "string"), pattern, arg("group", "int32", { constant: "literal", value: "group", default: { value: "0", type: INT64 } })],
    returns: "string", nulls: "always", duckdb: "regexp_extract_all({s}, {pattern}, {group})[1]",
    doc: "The first match, or a group of it; null when there is none.",
    examples: [
      ['regexp_extract("a12b3", r"\\d+")', '"12"'],
      ['regexp_extract("k=v", r"(\\w)=(\\w)", 2)', '"v"'],
      ['regexp_extract("a", r"\\d")', "null"],
    ],
  },
  {
    name: "regexp_extract_all",
    args: [arg("s", "string"), pattern, arg("group", "int32", { constant: "literal", value: "group", default: { value: "0", type: INT64 } })],
    returns: "nullableStringList", nulls: "propagate", duckdb: { special: "regexp_extract_all" },
    doc: "All matches that are not empty, or a group of each; a group that took no part is null.", examples: [['regexp_extract_all("a12b3", r"\\d+")', '["12", "3"]']],
  },
  {
    name: "regexp_replace", args: [arg("s", "string"), pattern, arg("by", "string", { constant: "literal", value: "replacement" })],
    returns: "string", nulls: "propagate",
    duckdb: "regexp_replace({s}, {pattern}, {by}, 'g')", doc: "With every match replaced; `$1` is a group, `$0` the match, `$$` a dollar sign.",
    examples: [['regexp_replace("a1b2", r"\\d", "#")', '"a#b#"'], ['regexp_replace("john smith", r"(\\w+) (\\w+)", "$2 $1")', '"smith john"']],
  },
  {
    name: "format", args: [arg("x", "float"), arg("digits", "int32", { constant: "literal", value: "floatDigits" })], returns: "string",
    nulls: "propagate", duckdb: { special: "format_float" },
    doc: "A float as text with so many digits behind the point, rounded as `round` does it; `nan`, `inf` and `-inf` where it is none.",
    examples: [["format(2.675e0, 2)", '"2.68"'], ["format(1e3, 0)", '"1000"']],
  },
  {
    name: "format.exact", args: [arg("x", "exact"), arg("digits", "int32", { constant: "literal", value: "floatDigits" })], returns: "string",
    nulls: "propagate", duckdb: { special: "format_exact" },
    doc: "An integer or decimal as text with so many digits behind the point, half away from zero.",
    examples: [["format(1.005, 2)", '"1.01"'], ["format(3, 2)", '"3.00"']],
  },
  {
    name: "utf16_prefix_bytes", args: [arg("s", "string"), arg("n", "integer")], returns: "int64", nulls: "always",
    duckdb: { special: "utf16_prefix_bytes" },
    doc:
      "The UTF-8 bytes of the first n UTF-16 units of s: a column of an editor as a byte offset. Null when n is outside of 0 to the length, " +
      "or splits a character beyond U+FFFF.",
    examples: [
      ['utf16_prefix_bytes("é=1", 1)', "2"],
      ['utf16_prefix_bytes("😀x", 2)', "4"],
      ['utf16_prefix_bytes("😀x", 1)', "null"],
      ['utf16_prefix_bytes("ab", 3)', "null"],
    ],
  },
]);
