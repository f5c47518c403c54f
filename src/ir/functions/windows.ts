import { INT64 } from "../../values/type.ts";
import { arg, rows } from "./row.ts";

const steps = arg("n", "integer", { constant: "literal", value: "natural", default: { value: "1", type: INT64 } });

/** Of the rows around this one, in an order. */
export const WINDOWS = rows([
  {
    name: "row_number", kind: "window", unfiltered: true, args: [], returns: "int64", nulls: "never", duckdb: "row_number(){over}",
    doc: "The number of the row in its partition, from 1.", examples: [["row_number() over (sort [k])", "2"]],
  },
  {
    name: "rank", kind: "window", unfiltered: true, args: [], returns: "int64", nulls: "never", duckdb: "rank(){over}",
    doc: "One more than the number of rows before this one and its equals.", examples: [["rank() over (sort [xs // 3])", "1"]],
  },
  {
    name: "dense_rank", kind: "window", unfiltered: true, args: [], returns: "int64", nulls: "never", duckdb: "dense_rank(){over}",
    doc: "The number of different places up to this row.", examples: [["dense_rank() over (sort [k // 2])", "1"]],
  },
  {
    name: "percent_rank", kind: "window", unfiltered: true, args: [], returns: "float64", nulls: "never", duckdb: "percent_rank(){over}",
    doc: "Which part of the other rows stands before this one and its equals: (rank - 1) / (rows - 1), 0 over one row.",
    examples: [["percent_rank() over (sort [k])", "0.5e0"]],
  },
  {
    name: "cume_dist", kind: "window", unfiltered: true, args: [], returns: "float64", nulls: "never", duckdb: "cume_dist(){over}",
    doc: "Which part of the rows stands before this one or is its equal.", examples: [["cume_dist() over (sort [k])", "2 / 3"]],
  },
  {
    name: "ntile", kind: "window", unfiltered: true, args: [arg("n", "integer", { constant: "literal", value: "positive" })], returns: "int64",
    nulls: "never", duckdb: "ntile({n}){over}",
    doc: "Which of n parts of nearly equal size the row is in, from 1.", examples: [["ntile(2) over (sort [k])", "1"]],
  },
  {
    name: "lag", kind: "window", unfiltered: true, args: [arg("x", "any"), steps], returns: "first", nulls: "always", duckdb: "lag({x}, {n}){over}",
    doc: "The value n rows before; null where there is no such row.", examples: [["lag(xs) over (sort [k])", "1"], ["lag(xs, 2) over (sort [k])", "null"]],
  },
  {
    name: "lag.default", kind: "window", unfiltered: true, args: [arg("x", "same"), steps, arg("default", "same")], returns: "same", nulls: "default",
    duckdb: "lag({x}, {n}, {default}){over}",
    doc: "The value n rows before, or the default where there is no such row.",
    examples: [["lag(xs, 2, 0) over (sort [k])", "0"], ["lag(default: 0, x: xs) over (sort [k])", "1"]],
  },
  {
    name: "lead", kind: "window", unfiltered: true, args: [arg("x", "any"), steps], returns: "first", nulls: "always", duckdb: "lead({x}, {n}){over}",
    doc: "The value n rows behind; null where there is no such row.", examples: [["lead(xs) over (sort [k])", "null"]],
  },
  {
    name: "lead.default", kind: "window", unfiltered: true, args: [arg("x", "same"), steps, arg("default", "same")], returns: "same",
    nulls: "default", duckdb: "lead({x}, {n}, {default}){over}",
    doc: "The value n rows behind, or the default where there is no such row.", examples: [["lead(xs, 2, 0) over (sort [k])", "0"]],
  },
]);
