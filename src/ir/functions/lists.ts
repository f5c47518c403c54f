import { INT64 } from "../../values/type.ts";
import { arg, rows } from "./row.ts";

const ONE = { value: "1", type: INT64 };
/** So that one wrong bound is an error and does not take the machine's memory. */
const LONGEST = 1_000_000;

/** Lists, maps and json. Places count from 1. */
export const LISTS = rows([
  {
    name: "length.list", args: [arg("xs", "list")], returns: "int64", nulls: "propagate", duckdb: "len({xs})",
    doc: "The number of elements, nulls among them.", examples: [["length([1, 2])", "2"]],
  },
  {
    name: "length.map", args: [arg("m", "map")], returns: "int64", nulls: "propagate", duckdb: "cardinality({m})::bigint", doc: "The number of keys.",
    examples: [['length(map_from_entries([{ key: "a", value: 1 }]))', "1"]],
  },
  {
    name: "contains.list", args: [arg("xs", "comparableList"), arg("x", "element")], returns: "bool", nulls: "propagate",
    duckdb: "list_contains({xs}, {x})",
    doc: "Whether x is an element. Unlike `in`, a null among the elements makes nothing null.", examples: [["contains([1, 2], 2)", "true"]],
  },
  {
    name: "contains.map", args: [arg("m", "map"), arg("key", "key")], returns: "bool", nulls: "propagate", duckdb: "map_contains({m}, {key})",
    doc: "Whether the map has a key.", examples: [['contains(map_from_entries([{ key: "a", value: 1 }]), "a")', "true"]],
  },
  {
    name: "position.list", args: [arg("xs", "comparableList"), arg("x", "element")], returns: "int64", nulls: "always",
    duckdb: { special: "list_position" },
    doc: "The first place of x; null where it is none of the elements.", examples: [["position([3, 5], 5)", "2"], ["position([3, 5], 4)", "null"]],
  },
  {
    name: "slice", args: [arg("xs", "list"), arg("from", "integer"), arg("to", "integer")], returns: "first", nulls: "propagate",
    duckdb: "{xs}[{from@1}:{to@0}]",
    doc: "The elements at the places from … to, as far as there are any.",
    examples: [["slice([1, 2, 3], 2, 9)", "[2, 3]"], ["slice([1, 2, 3], -1, 1)", "[1]"]],
  },
  {
    name: "list_sort", args: [arg("xs", "sortableList")], returns: "first", nulls: "propagate", duckdb: "list_sort({xs}, 'asc', 'nulls last')",
    doc: "The elements in ascending order, nulls last.", examples: [["list_sort([3, 1, 2])", "[1, 2, 3]"]],
  },
  {
    name: "list_reverse", args: [arg("xs", "list")], returns: "first", nulls: "propagate", duckdb: "list_reverse({xs})",
    doc: "The elements from last to first.", examples: [["list_reverse([1, 2])", "[2, 1]"]],
  },
  {
    name: "list_distinct", args: [arg("xs", "sortableList")], returns: "elementsNotNull", nulls: "propagate",
    duckdb: { special: "list_distinct" },
    doc: "Each element once, in ascending order, without nulls.", examples: [["list_distinct([3, 1, 3])", "[1, 3]"]],
  },
  {
    name: "list_min", args: [arg("xs", "sortableList")], returns: "element", nulls: "always", duckdb: "list_min({xs})",
    doc: "The least element; null where there is none.", examples: [["list_min([3, 1])", "1"]],
  },
  {
    name: "list_max", args: [arg("xs", "sortableList")], returns: "element", nulls: "always", duckdb: "list_max({xs})",
    doc: "The greatest element; null where there is none.", examples: [["list_max([3, 1])", "3"]],
  },
  {
    name: "list_sum", args: [arg("xs", "numberList")], returns: "sumOfElements", nulls: "always", duckdb: { special: "list_sum" },
    doc: "The sum of the elements, added in their order; null where there is none.", examples: [["list_sum([1, 2])", "3"]],
  },
  {
    name: "list_join", args: [arg("xs", "textList"), arg("separator", "string", { constant: "constant", notNull: true })], returns: "string",
    nulls: "propagate", duckdb: { special: "list_join" },
    doc: "The texts with a separator between them; nulls are skipped.", examples: [['list_join(["a", "b"], "-")', '"a-b"']],
  },
  {
    name: "flatten", args: [arg("xs", "listOfLists")], returns: "flattened", nulls: "propagate", duckdb: "flatten({xs})",
    doc: "The elements of all lists, one list behind the other.", examples: [["flatten([[1], [2, 3]])", "[1, 2, 3]"]],
  },
  {
    name: "sequence", args: [arg("from", "signedInteger"), arg("to", "signedInteger"), arg("step", "signedInteger", { default: ONE })], returns: "int64List",
    nulls: "step",
    // A cast that fails with these words: the engine's `error` counts as volatile, and what holds it stays where it is.
    duckdb:
      `generate_series({from}, case when ({to}::hugeint - {from}) // {step!0} >= ${LONGEST} ` +
      `then 'a sequence has at most ${LONGEST} elements'::bigint else {to} end, {step!0})`,
    doc: `The integers from … to, both among them, by steps that may be negative; none where a step leads away, null for a step of 0. At most ${LONGEST} elements.`,
    examples: [["sequence(1, 3)", "[1, 2, 3]"], ["sequence(5, 1, step: -2)", "[5, 3, 1]"], ["length(sequence(1, 0))", "0"]],
  },
  {
    name: "sequence.dates", args: [arg("from", "date"), arg("to", "date"), arg("step", "int32", { default: ONE })], returns: "dateList", nulls: "step",
    // By numbers of days: the lambda must not hold an argument, which could name a parameter like its own.
    duckdb:
      "list_transform(generate_series({from} - date '1970-01-01', {to} - date '1970-01-01', {step!0}), " +
      "lambda day: date '1970-01-01' + day::integer)",
    doc: "The days from … to, both among them, by steps of so many days.",
    examples: [['sequence(date "2024-02-28", date "2024-03-01")', '[date "2024-02-28", date "2024-02-29", date "2024-03-01"]']],
  },
  {
    name: "transform", args: [arg("xs", "list"), arg("f", "lambda")], returns: "listOfSecond", nulls: "first", duckdb: "list_transform({xs}, {f})",
    doc: "What a lambda gives for each element.",
    examples: [["transform([1, 2], x -> x * 10)", "[10, 20]"], ["transform(f: x -> x * 10, xs: [1, 2])", "[10, 20]"]],
  },
  {
    name: "filter", args: [arg("xs", "list"), arg("f", "predicate")], returns: "first", nulls: "first", duckdb: "list_filter({xs}, {f})",
    doc: "The elements for which a lambda is true.", examples: [["filter([1, 2, 3], x -> x > 1)", "[2, 3]"], ["filter(f: _ > 1, xs: [1, 2, 3])", "[2, 3]"]],
  },
  {
    name: "any_of", args: [arg("xs", "list"), arg("f", "predicate")], returns: "bool", nulls: "first", duckdb: "len(list_filter({xs}, {f})) > 0",
    doc: "Whether a lambda is true for some element.", examples: [["any_of([1, 2], x -> x > 1)", "true"]],
  },
  {
    name: "all_of", args: [arg("xs", "list"), arg("f", "predicate")], returns: "bool", nulls: "first",
    duckdb: "len(list_filter({xs}, {f})) = len({xs})",
    doc: "Whether a lambda is true for every element.", examples: [["all_of([1, 2], x -> x > 1)", "false"]],
  },
  {
    name: "map_keys", args: [arg("m", "map")], returns: "keys", nulls: "propagate", duckdb: "list_sort(map_keys({m}), 'asc', 'nulls last')",
    doc: "The keys in ascending order.", examples: [['map_keys(map_from_entries([{ key: "a", value: 1 }]))', '["a"]']],
  },
  {
    name: "map_values", args: [arg("m", "map")], returns: "mapValues", nulls: "propagate",
    duckdb: "list_transform(list_sort(map_entries({m}), 'asc', 'nulls last'), lambda entry: entry.value)",
    doc: "The values in the ascending order of their keys.",
    examples: [["map_values(map_from_entries([{ key: 2, value: 10 }, { key: 1, value: 20 }]))", "[20, 10]"]],
  },
  {
    name: "map_entries", args: [arg("m", "map")], returns: "mapEntries", nulls: "propagate", duckdb: "list_sort(map_entries({m}), 'asc', 'nulls last')",
    doc: "Structs of `key` and `value` in the ascending order of keys.",
    examples: [["map_entries(map_from_entries([{ key: 2, value: 10 }, { key: 1, value: 20 }]))[1].value", "20"]],
  },
  {
    name: "map_from_entries", args: [arg("xs", "entryList")], returns: "mapOfEntries", nulls: "propagate", duckdb: "map_from_entries({xs})",
    doc: "The map of a list of structs with `key` and `value`; a key that stands twice is an error.",
    examples: [['map_from_entries([{ key: "a", value: 1 }])["a"]', "1"]],
  },
  {
    name: "json_keys", args: [arg("j", "json")], returns: "stringList", nulls: "always",
    duckdb: "case when json_type({j}) = 'OBJECT' then list_sort(list_distinct(json_keys({j})), 'asc', 'nulls last')::{type} end",
    doc: "The keys of a json object, each once, in ascending order; null for anything else.",
    examples: [['json_keys("{\\"b\\": 1, \\"a\\": 2}"::json)', '["a", "b"]'], ['json_keys("[1]"::json)', "null"]],
  },
  {
    name: "json_elements", args: [arg("j", "json")], returns: "jsonList", nulls: "always",
    // Of a null that DuckDB works out by itself it says that it is no list.
    duckdb: "case when json_type({j}) = 'ARRAY' then json_extract({j}, '$[*]')::json[] end",
    doc: "The elements of a json array as a list, for `explode`; null for anything else.",
    examples: [['json_elements("[1, null, \\"x\\"]"::json)[3]::string', '"x"'], ['json_elements("{}"::json) is null', "true"]],
  },
  {
    name: "json_array_length", args: [arg("j", "json")], returns: "int64", nulls: "always",
    duckdb: "case when json_type({j}) = 'ARRAY' then json_array_length({j})::bigint end",
    doc: "The number of elements of a json array; null for anything else.",
    examples: [['json_array_length("[1, null]"::json)', "2"], ['json_array_length("{}"::json)', "null"]],
  },
  {
    name: "json_type", args: [arg("j", "json")], returns: "string", nulls: "propagate",
    duckdb:
      "case json_type({j}) when 'OBJECT' then 'object' when 'ARRAY' then 'array' when 'VARCHAR' then 'string' when 'BOOLEAN' then 'bool' " +
      "when 'NULL' then 'null' when 'BIGINT' then 'number' when 'UBIGINT' then 'number' when 'DOUBLE' then 'number' end",
    doc: "object, array, string, number, bool or null.", examples: [['json_type("[1]"::json)', '"array"']],
  },
]);
