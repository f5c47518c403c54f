import { arg, rows } from "./row.ts";

/** What is written between or before operands. `x is not null` is not(is_null(x)), `!=` is ne, `??` coalesce. */
export const OPERATORS = rows([
  {
    name: "add", operator: "+", args: [arg("a", "operand"), arg("b", "operand")], returns: "add", nulls: "propagate", duckdb: "{a} + {b}",
    doc: "The sum of two numbers: int64 of integers, float64 where one is a float, of decimals with room for the carry. Overflow is an error.",
    examples: [["1 + 2", "3"], ["1.50 + 2", "3.50"], ["9.99 + 0.1", "10.09"]],
  },
  {
    name: "add.days", operator: "+", args: [arg("a", "date"), arg("b", "days")], returns: "date", nulls: "propagate", duckdb: "{a} + {b}",
    doc: "A date so many days later.", examples: [['date "2024-02-28" + 2', 'date "2024-03-01"']],
  },
  {
    name: "add.calendar", operator: "+", args: [arg("a", "date"), arg("b", "calendarInterval")], returns: "date", nulls: "propagate",
    duckdb: "({a} + {b})::date",
    doc: "A date so many years, months and days later; a day that the month lacks becomes its last.",
    examples: [['date "2024-01-31" + interval "1 month"', 'date "2024-02-29"']],
  },
  {
    name: "add.interval", operator: "+", args: [arg("a", "dated"), arg("b", "interval")], returns: "shifted", nulls: "propagate",
    duckdb: { special: "add_interval" },
    doc: "A time so much later; a date and hours give a timestamp.",
    examples: [
      ['timestamp "2024-01-31 10:00:00" + interval "1 month 2 hours"', 'timestamp "2024-02-29 12:00:00"'],
      ['date "2024-01-31" + interval "36 hours"', 'timestamp "2024-02-01 12:00:00"'],
    ],
  },
  {
    name: "subtract", operator: "-", args: [arg("a", "operand"), arg("b", "operand")], returns: "subtract", nulls: "propagate", duckdb: "{a} - {b}",
    doc: "The difference of two numbers, with the types of `+`.", examples: [["1 - 2", "-1"], ["1.5 - 0.25", "1.25"]],
  },
  {
    name: "subtract.days", operator: "-", args: [arg("a", "date"), arg("b", "days")], returns: "date", nulls: "propagate", duckdb: "{a} - {b}",
    doc: "A date so many days earlier.", examples: [['date "2024-03-01" - 1', 'date "2024-02-29"']],
  },
  {
    name: "subtract.dates", operator: "-", args: [arg("a", "date"), arg("b", "date")], returns: "int64", nulls: "propagate", duckdb: "{a} - {b}",
    doc: "The number of days from b to a. Between timestamps say which measure: `micros_between`, `date_diff`.",
    examples: [['date "2024-03-01" - date "2024-02-01"', "29"]],
  },
  {
    name: "subtract.calendar", operator: "-", args: [arg("a", "date"), arg("b", "calendarInterval")], returns: "date", nulls: "propagate",
    duckdb: "({a} - {b})::date",
    doc: "A date so many years, months and days earlier.", examples: [['date "2024-03-31" - interval "1 month"', 'date "2024-02-29"']],
  },
  {
    name: "subtract.interval", operator: "-", args: [arg("a", "dated"), arg("b", "interval")], returns: "shifted", nulls: "propagate",
    duckdb: { special: "subtract_interval" },
    doc: "A time so much earlier.", examples: [['timestamp "2024-03-01 00:00:00" - interval "1 second"', 'timestamp "2024-02-29 23:59:59"']],
  },
  {
    name: "multiply", operator: "*", args: [arg("a", "operand"), arg("b", "operand")], returns: "multiply", nulls: "propagate", duckdb: "{a} * {b}",
    doc: "The product of two numbers: int64 of integers, float64 where one is a float, of decimals with the digits of both. Overflow is an error.",
    examples: [["6 * 7", "42"], ["1.5 * 0.25", "0.375"]],
  },
  {
    name: "divide", operator: "/", args: [arg("a", "number"), arg("b", "number")], returns: "float64", nulls: "divisor", duckdb: "{a} / {b!0}",
    doc: "The quotient as float64, whatever is divided; null by zero. `div` divides decimals, `//` whole numbers.",
    examples: [["1 / 4", "0.25e0"], ["1 / 0", "null"]],
  },
  {
    name: "int_divide", operator: "//", args: [arg("a", "wideInteger"), arg("b", "wideInteger")], returns: "sameInteger", nulls: "divisor",
    duckdb: "{a} // {b!0}",
    doc: "The quotient without its fraction, towards zero; null by zero.", examples: [["7 // 2", "3"], ["-7 // 2", "-3"], ["7 // 0", "null"]],
  },
  {
    name: "int_divide.float", operator: "//", args: [arg("a", "operand"), arg("b", "operand")], returns: "floats", nulls: "divisor",
    duckdb: "trunc({a} / {b!0})",
    doc: "The quotient of floats without its fraction.", examples: [["7.5e0 // 2", "3e0"]],
  },
  {
    name: "modulo", operator: "%", args: [arg("a", "operand"), arg("b", "operand")], returns: "modulo", nulls: "divisor", duckdb: "{a} % {b!0}",
    doc: "What `//` leaves, with the sign of a; null by zero.", examples: [["7 % 3", "1"], ["-7 % 3", "-1"], ["5.5 % 2", "1.5"], ["7 % 0", "null"]],
  },
  {
    name: "negate", operator: "-", args: [arg("x", "signedInteger")], returns: "first", nulls: "propagate", duckdb: "-{x}",
    doc: "The number with the other sign.", examples: [["-(1 + 2)", "-3"]],
  },
  {
    name: "negate.decimal", operator: "-", args: [arg("x", "decimal")], returns: "first", nulls: "propagate", duckdb: "-{x}",
    doc: "The decimal with the other sign.", examples: [["-(1.00 + 0.50)", "-1.50"]],
  },
  {
    name: "negate.float", operator: "-", args: [arg("x", "float")], returns: "first", nulls: "propagate", duckdb: "-{x}",
    doc: "The float with the other sign.", examples: [["-(1e3 + 0)", "-1000e0"]],
  },
  {
    name: "negate.interval", operator: "-", args: [arg("x", "interval")], returns: "first", nulls: "propagate", duckdb: "-{x}",
    doc: "As far the other way.", examples: [['timestamp "2024-03-01 00:00:00" + -(interval "1 second")', 'timestamp "2024-02-29 23:59:59"']],
  },
  {
    name: "concat", operator: "||", args: [arg("a", "string"), arg("b", "string")], returns: "string", nulls: "propagate", duckdb: "{a} || {b}",
    doc: "Two texts, one behind the other; null where one is. `concat_ws` skips nulls.",
    examples: [['"a" || "b"', '"ab"'], ['"a" || null::string', "null"]],
  },
  {
    name: "concat.list", operator: "||", args: [arg("a", "sameList"), arg("b", "sameList")], returns: "same", nulls: "propagate",
    duckdb: "{a} || {b}",
    doc: "The elements of two lists, one behind the other.", examples: [["[1, 2] || [3]", "[1, 2, 3]"]],
  },
  {
    name: "and", operator: "and", args: [arg("a", "bool"), arg("b", "bool")], returns: "bool", nulls: "decided", duckdb: "{a} and {b}",
    doc: "True when both are; false when one is false, even beside a null.",
    examples: [["true and false", "false"], ["false and null::bool", "false"], ["true and null::bool", "null"]],
  },
  {
    name: "or", operator: "or", args: [arg("a", "bool"), arg("b", "bool")], returns: "bool", nulls: "decided", duckdb: "{a} or {b}",
    doc: "True when one is, even beside a null.", examples: [["true or null::bool", "true"], ["false or null::bool", "null"]],
  },
  {
    name: "not", operator: "not", args: [arg("x", "bool")], returns: "bool", nulls: "propagate", duckdb: "not {x}",
    doc: "True for false, false for true, null for null.", examples: [["not true", "false"]],
  },
  {
    name: "is_null", operator: "is null", args: [arg("x", "any")], returns: "bool", nulls: "never", duckdb: "{x} is null",
    doc: "Whether there is no value. `is not null` is its opposite.", examples: [["null::int64 is null", "true"], ["0 is null", "false"]],
  },
  {
    name: "coalesce", args: [arg("xs", "same")], variadic: 1, returns: "same", nulls: "all", duckdb: "coalesce({xs...})",
    doc: "The first value that is not null; `a ?? b` is the same.",
    examples: [["coalesce(null::int64, 2, 3)", "2"], ["null::string ?? \"x\"", '"x"']],
  },
  {
    name: "index", operator: "[]", args: [arg("xs", "list"), arg("i", "integer")], returns: "element", nulls: "always", duckdb: "{xs}[{i@0}]",
    doc: "The element at place i, counted from 1; null where there is none.",
    examples: [["[10, 20][1]", "10"], ["[10, 20][3]", "null"], ["[10, 20][-1]", "null"]],
  },
  {
    name: "index.map", operator: "[]", args: [arg("m", "map"), arg("key", "key")], returns: "mapValue", nulls: "always", duckdb: "{m}[{key}]",
    doc: "The value of a key; null where the map has no such key.", examples: [['map_from_entries([{ key: "a", value: 1 }])["a"]', "1"], ['map_from_entries([{ key: "a", value: 1 }])["b"]', "null"]],
  },
  {
    name: "index.member", operator: "[]", args: [arg("j", "json"), arg("key", "string")], returns: "json", nulls: "always",
    duckdb: { special: "json_member" },
    doc: "The member of a json object; null where there is none. `::T` extracts its value.",
    examples: [['"{\\"a\\": 1}"::json["a"]::int64', "1"], ['"[1]"::json["a"]', "null"]],
  },
  {
    name: "index.element", operator: "[]", args: [arg("j", "json"), arg("i", "integer")], returns: "json", nulls: "always",
    duckdb: { special: "json_element" },
    doc: "The element of a json array at place i, counted from 1; null where there is none.",
    examples: [['"[7, 8]"::json[1]::int64', "7"], ['"[7, 8]"::json[0]', "null"]],
  },
]);
