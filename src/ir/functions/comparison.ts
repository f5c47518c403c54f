import { arg, rows } from "./row.ts";

const ordering = [arg("a", "sameSortable"), arg("b", "sameSortable")];
const equality = [arg("a", "sameComparable"), arg("b", "sameComparable")];

/** Texts by their UTF-8 bytes; NaN equals NaN and is above all; nulls within lists and structs are equal. */
export const COMPARISONS = rows([
  {
    name: "eq", operator: "==", args: equality, returns: "bool", nulls: "propagate", duckdb: "{a} = {b}",
    doc: "Whether two values are equal; null where one is null.", examples: [["1 == 1.0", "true"], ["null::int64 == 1", "null"]],
  },
  {
    name: "ne", operator: "!=", args: equality, returns: "bool", nulls: "propagate", duckdb: "{a} <> {b}",
    doc: "Whether two values differ; null where one is null.", examples: [['"a" != "A"', "true"]],
  },
  {
    name: "lt", operator: "<", args: ordering, returns: "bool", nulls: "propagate", duckdb: "{a} < {b}", doc: "Whether a is below b.",
    examples: [["1 < 2", "true"], ['"Z" < "a"', "true"]],
  },
  {
    name: "le", operator: "<=", args: ordering, returns: "bool", nulls: "propagate", duckdb: "{a} <= {b}", doc: "Whether a is b or below.",
    examples: [["2 <= 2.0", "true"]],
  },
  {
    name: "gt", operator: ">", args: ordering, returns: "bool", nulls: "propagate", duckdb: "{a} > {b}", doc: "Whether a is above b.",
    examples: [["1 > 2", "false"]],
  },
  {
    name: "ge", operator: ">=", args: ordering, returns: "bool", nulls: "propagate", duckdb: "{a} >= {b}", doc: "Whether a is b or above.",
    examples: [['date "2024-02-01" >= date "2024-01-31"', "true"]],
  },
  {
    name: "is_not_distinct", operator: "<=>", args: equality, returns: "bool", nulls: "never", duckdb: "{a} is not distinct from {b}",
    doc: "Whether two values are equal or both null; never null itself.",
    examples: [["null::int64 <=> 1", "false"], ["null::int64 <=> null::int64", "true"]],
  },
  {
    name: "in", operator: "in", args: [arg("x", "sameComparable"), arg("xs", "sameComparable")], variadic: 0, returns: "bool", nulls: "decided",
    duckdb: "{x} in ({xs...})",
    doc: "Whether x is one of the values; null when it is none of them and one is null.",
    examples: [["2 in [1, 2]", "true"], ["3 in [1, null::int64]", "null"]],
  },
  {
    name: "in.list", operator: "in", args: [arg("x", "comparable"), arg("xs", "listOfFirst")], returns: "bool", nulls: "always",
    duckdb: { special: "in_list" },
    doc: "Whether x is an element of a list that a column or parameter holds; in an empty list there is nothing.", examples: [['"b" in split("a,b", ",")', "true"], ["2 in list_distinct([1, 1])", "false"]],
  },
  {
    name: "between", operator: "between", args: [arg("x", "sameSortable"), arg("low", "sameSortable"), arg("high", "sameSortable")], returns: "bool",
    nulls: "decided",
    duckdb: "{x} between {low} and {high}", doc: "Whether x is low, high or between them.",
    examples: [["2 between 1 and 3", "true"], ["4 between 1 and 3", "false"]],
  },
  {
    name: "nullif", args: [arg("a", "sameComparable"), arg("b", "sameComparable")], returns: "first", nulls: "always", duckdb: "nullif({a}, {b})",
    doc: "a, or null where it equals b.", examples: [['nullif("", "")', "null"], ['nullif("x", "")', '"x"']],
  },
  {
    name: "greatest", args: [arg("xs", "sameSortable")], variadic: 1, returns: "same", nulls: "all", duckdb: "greatest({xs...})",
    doc: "The greatest of the values that are not null.", examples: [["greatest(1, 3, 2)", "3"], ["greatest(1, null::int64)", "1"]],
  },
  {
    name: "least", args: [arg("xs", "sameSortable")], variadic: 1, returns: "same", nulls: "all", duckdb: "least({xs...})",
    doc: "The least of the values that are not null.", examples: [["least(1.5, 3)", "1.5"]],
  },
]);
