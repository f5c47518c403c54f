import { INT64 } from "../../values/type.ts";
import { arg, rows } from "./row.ts";

const steps = arg("n", "integer", { constant: "literal", value: "natural", default: { value: "1", type: INT64 } });

/** Of the rows around this one, in an order. */
export const WINDOWS = rows([
  {
    name: "row_number", kind: "window", unfiltered: true, args: [], returns: "int64", nulls: "never", duckdb: "row_number(){over}",
    doc: "The number of the row in its partition, from 1.", examples: [],
  },
  {
    name: "rank", kind: "window", unfiltered: true, args: [], returns: "int64", nulls: "never", duckdb: "rank(){over}",
    doc: "One more than the number of rows before this one and its equals.", examples: [],
  },
  {
    name: "dense_rank", kind: "window", unfiltered: true, args: [], returns: "int64", nulls: "never", duckdb: "dense_rank(){over}",
    doc: "The number of different places up to this row.", examples: [],
  },
  {
    name: "percent_rank", kind: "window", unfiltered: true, args: [], returns: "float64", nulls: "never", duckdb: "percent_rank(){over}",
    doc: "Which part of the other rows stands before this one and its equals: (rank - 1) / (rows - 1), 0 over one row.", examples: [],
  },
  {
    name: "cume_dist", kind: "window", unfiltered: true, args: [], returns: "float64", nulls: "never", duckdb: "cume_dist(){over}",
    doc: "Which part of the rows stands before this one or is its equal.", examples: [],
  },
  {
    name: "ntile", kind: "window", unfiltered: true, args: [arg("n", "integer", { constant: "literal", value: "positive" })], returns: "int64",
    nulls: "never", duckdb: "ntile({n}){over}",
    doc: "Which of n parts of nearly equal size the row is in, from 1.", examples: [],
  },
  {
    name: "lag", kind: "window", unfiltered: true, args: [arg("x", "any"), steps], returns: "first", nulls: "always", duckdb: "lag({x}, {n}){over}",
    doc: "The value n rows before; null where there is no such row.", examples: [],
  },
  {
    name: "lag.default", kind: "window", unfiltered: true, args: [arg("x", "same"), steps, arg("default", "same")], returns: "same", nulls: "default",
    duckdb: "lag({x}, {n}, {default}){over}",
    doc: "The value n rows before, or the default where there is no such row.", examples: [],
  },
  {
    name: "lead", kind: "window", unfiltered: true, args: [arg("x", "any"), steps], returns: "first", nulls: "always", duckdb: "lead({x}, {n}){over}",
    doc: "The value n rows behind; null where there is no such row.", examples: [],
  },
  {
    name: "lead.default", kind: "window", unfiltered: true, args: [arg("x", "same"), steps, arg("default", "same")], returns: "same",
    nulls: "default", duckdb: "lead({x}, {n}, {default}){over}",
    doc: "The value n rows behind, or the default where there is no such row.", examples: [],
  },
]);
