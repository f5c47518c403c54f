/** Which rows are compared with which types. */
import { functionNamed, type FunctionRow } from "../../src/ir/functions/index.ts";
import type { Type } from "../../src/values/type.ts";
import { typeOf } from "../functions/engine.ts";
import type { Call } from "./differential.ts";
import { DECIMAL_TYPES, FLOAT_TYPES, INTEGER_TYPES, NESTED_TYPES, NUMBER_TYPES, SCALAR_TYPES, TEMPORAL_TYPES } from "./nasty.ts";
import { asLiterals, callsOf, type Slice } from "./shapes.ts";

/** `literals`: the places that are tried with literals, too. */
type Family = { readonly rows: readonly string[]; readonly types: readonly Type[]; readonly literals?: readonly number[] };

const types = (...names: readonly string[]): readonly Type[] => names.map(typeOf);
const ALL: readonly Type[] = [...SCALAR_TYPES, ...NESTED_TYPES];
const SORTABLE: readonly Type[] = [...NUMBER_TYPES, ...types("bool", "string", "binary", "uuid"), ...TEMPORAL_TYPES];

export const FAMILIES: Readonly<Record<string, Family>> = {
  "sums and products": { rows: ["add", "subtract", "multiply"], types: NUMBER_TYPES, literals: [0, 1] },
  quotients: { rows: ["modulo", "divide", "int_divide", "int_divide.float"], types: NUMBER_TYPES, literals: [0, 1] },
  signs: { rows: ["negate", "negate.decimal", "negate.float", "abs", "abs.decimal", "abs.float", "sign"], types: NUMBER_TYPES },
  rounding: { rows: ["round", "trunc", "floor", "ceil"].flatMap((name) => [name, `${name}.decimal`, `${name}.integer`]), types: NUMBER_TYPES },
  "exact division": { rows: ["div"], types: [...DECIMAL_TYPES, ...types("int64", "uint64")], literals: [0, 1] },
  "functions of float64": {
    rows: ["sqrt", "exp", "ln", "log10", "log2", "sin", "cos", "tan", "asin", "acos", "atan", "is_nan", "is_finite"], types: NUMBER_TYPES,
  },
  "functions of two float64": {
    rows: ["pow", "atan2"], types: [...FLOAT_TYPES, ...types("int64", "uint64", "decimal(4, 2)", "decimal(18, 2)", "decimal(38, 10)")], literals: [1],
  },
  bits: { rows: ["bit_and", "bit_or", "bit_xor", "bit_not", "shift_left", "shift_right"], types: INTEGER_TYPES, literals: [1] },
  equality: { rows: ["eq", "ne", "is_not_distinct", "nullif"], types: ALL, literals: [1] },
  order: { rows: ["lt", "le", "gt", "ge"], types: SORTABLE, literals: [0] },
  "one of several": { rows: ["in", "coalesce"], types: ALL, literals: [1] },
  "extremes and between": { rows: ["between", "greatest", "least"], types: SORTABLE, literals: [1] },
  "elements of lists": { rows: ["in.list"], types: ALL },
  logic: { rows: ["and", "or", "not"], types: types("bool") },
  "is null": { rows: ["is_null"], types: ALL },
  parts: { rows: ["index", "index.map"], types: [...NESTED_TYPES, ...INTEGER_TYPES, ...types("string", "decimal(4, 2)")], literals: [1] },
  json: { rows: ["index.member", "index.element", "json_type"], types: types("json", "string", "int32", "int64"), literals: [1] },
  concat: { rows: ["concat", "concat.list"], types: [...types("string"), ...NESTED_TYPES] },
  hashes: { rows: ["md5", "sha256", "hash_id"], types: SCALAR_TYPES },
};

/** What stands for arguments that must be literals. */
export const LITERALS: Readonly<Record<string, readonly (readonly [type: string, text: string])[]>> = {
  digits: [["int64", "0"], ["int64", "1"], ["int64", "2"], ["int64", "15"]],
  scale: [["int64", "0"], ["int64", "2"], ["int64", "6"], ["int64", "38"]],
  prefix: [["string", "file"], ["string", ""]],
};

/** A literal's SQL folds into the call, so each literal is an expression of its own, and few of them do. */
const EACH_LITERAL = 17;

/** At least one shape of each row, however small the slice. */
export function familyCalls({ rows, types, literals = [] }: Family, slice: Slice): readonly Call[] {
  return rows.flatMap((name) => {
    const calls = callsOf(functionNamed(name) as FunctionRow, types, LITERALS, slice);
    return [...calls, ...literals.flatMap((at) => asLiterals(calls, at).filter((_, i) => i % EACH_LITERAL === 0))];
  });
}
