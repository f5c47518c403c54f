/** What a row says of itself, in words: for `rulec functions` and docs/functions.md; no compile needs it. */
import { typeText } from "../../values/type.ts";
import type { NullRule } from "./nulls.ts";
import { PATTERNS } from "./patterns.ts";
import type { ReturnName } from "./returns.ts";
import { writtenName, type ArgSpec, type FunctionRow } from "./row.ts";

/** `default` as one would write it; null where the argument must be given. `constant`: a literal ("literal"), that or a `$param` ("param"), or one value for all rows ("constant"). */
export type ArgumentText = { readonly name: string; readonly takes: string; readonly default: string | null; readonly constant: "literal" | "param" | "constant" | null };
export type RowText = {
  readonly row: string;
  readonly signature: string;
  readonly arguments: readonly ArgumentText[];
  readonly returns: string;
  readonly nulls: string;
  readonly doc: string;
  readonly examples: FunctionRow["examples"];
};

const RETURNS_SAY: Readonly<Record<ReturnName, string>> = {
  bool: "bool", int64: "int64", float64: "float64", string: "string", binary: "binary", date: "date", time: "time", timestamp: "timestamp",
  timestamptz: "timestamptz", json: "json", stringList: "list<string>", nullableStringList: "list<string?>", int64List: "list<int64>",
  dateList: "list<date>", jsonList: "list<json>",
  first: "what the first argument is", second: "what the second argument is", same: "the type in which the arguments meet",
  add: "a number (Arithmetic in docs/types.md says of which type)", subtract: "a number (Arithmetic in docs/types.md says of which type)",
  multiply: "a number (Arithmetic in docs/types.md says of which type)", modulo: "a number (Arithmetic in docs/types.md says of which type)",
  sameInteger: "int64, or uint64 of two of them", floats: "float64", shifted: "timestamp, or what the first argument is",
  sum: "int64 of integers (uint64 stays), decimal(38, s) of decimals, float64 of floats", sumOfElements: "as `sum` of the elements",
  averageDecimal: "decimal(38, s + 4)",
  quotient: "decimal(38, scale)", rounded: "a decimal with at most so many digits behind the point", whole: "a decimal without a fraction",
  element: "an element",
  mapValue: "a value of the map", keys: "a list of keys", mapValues: "a list of values", mapEntries: "a list of structs", mapOfEntries: "a map",
  elementsNotNull: "a list of such elements, none null", flattened: "a list", listOfFirst: "a list of such values",
  listOfSecond: "a list of what the lambda gives",
};

const NULLS_SAY: Readonly<Record<NullRule, string>> = {
  propagate: "Null when an argument is.", never: "Never null.", always: "May be null where no argument is.", all: "Null when all arguments are.",
  first: "Null when the first argument is.", divisor: "Null when an argument is, and by zero.", step: "Null when an argument is, and for a step of 0.",
  decided: "Null when an argument is, unless another decides.", aggregate: "Skips nulls; null over no values.",
  collect: "Keeps nulls; null over no rows.", default: "Null when the value or the default is.",
};

const literal = ({ default: given }: ArgSpec): string | null =>
  given === undefined ? null : typeof given.value === "string" && typeText(given.type) === "string" ? JSON.stringify(given.value) : String(given.value);

function signature(row: FunctionRow): string {
  if (row.operator !== undefined) return operatorText(row, row.operator);
  const args = row.args.map((spec) => (spec.default === undefined ? spec.name : `${spec.name}: ${literal(spec) ?? ""}`));
  return `${writtenName(row)}(${args.join(", ")}${row.variadic === undefined ? "" : ", …"})`;
}

function operatorText({ args, name }: FunctionRow, operator: string): string {
  const [a = "", b = "", c = ""] = args.map((spec) => spec.name);
  if (operator === "[]") return `${a}[${b}]`;
  if (operator === "between") return `${a} between ${b} and ${c}`;
  if (name === "is_null") return `${a} is null`;
  if (name === "in") return `${a} in [${b}, …]`;
  return args.length === 1 ? `${operator}${/\w$/.test(operator) ? " " : ""}${a}` : `${a} ${operator} ${b}`;
}

export const describeRow = (row: FunctionRow): RowText => ({
  row: row.name,
  signature: signature(row),
  arguments: row.args.map((spec) => ({ name: spec.name, takes: PATTERNS[spec.type].says, default: literal(spec), constant: spec.constant ?? null })),
  returns: RETURNS_SAY[row.returns],
  nulls: NULLS_SAY[row.nulls],
  doc: row.doc,
  examples: row.examples,
});
