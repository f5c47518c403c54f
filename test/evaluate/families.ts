/** Which rows are compared with which types. */
import { SCALAR_TYPES, NESTED_TYPES, NUMBER_TYPES, DECIMAL_TYPES, INTEGER_TYPES, FLOAT_TYPES } from "./nasty.ts";
import type { Type } from "../../src/values/type.ts";
import { typeOf } from "../functions/engine.ts";

type Family = { readonly rows: readonly string[]; readonly types: readonly Type[] };

const INTEGERS_OF_64 = ["int64", "uint64"].map(typeOf);
const ALL: readonly Type[] = [...SCALAR_TYPES, ...NESTED_TYPES];

export const FAMILIES: Readonly<Record<string, Family>> = {
  arithmetic: { rows: ["add", "subtract", "multiply", "modulo", "divide", "int_divide", "int_divide.float"], types: NUMBER_TYPES },
  sign: { rows: ["negate", "negate.decimal", "negate.float", "abs", "abs.decimal", "abs.float", "sign"], types: NUMBER_TYPES },
  rounding: {
    rows: ["round", "trunc", "floor", "ceil"].flatMap((name) => [name, `${name}.decimal`, `${name}.integer`]),
    types: NUMBER_TYPES,
  },
  "exact division": { rows: ["div"], types: [...DECIMAL_TYPES, ...INTEGERS_OF_64] },
  "functions of float64": {
    rows: ["sqrt", "exp", "ln", "log10", "log2", "sin", "cos", "tan", "asin", "acos", "atan", "is_nan", "is_finite"],
    types: NUMBER_TYPES,
  },
  "functions of two float64": { rows: ["pow", "atan2"], types: [...FLOAT_TYPES, ...INTEGERS_OF_64, ...DECIMAL_TYPES.slice(1, 4)] },
  bits: { rows: ["bit_and", "bit_or", "bit_xor", "bit_not", "shift_left", "shift_right"], types: INTEGER_TYPES },
  comparisons: { rows: ["eq", "ne", "lt", "le", "gt", "ge", "is_not_distinct", "nullif"], types: ALL },
  "comparisons of several": { rows: ["in", "between", "greatest", "least", "coalesce"], types: ALL },
  "elements among lists": { rows: ["in.list"], types: ALL },
  logic: { rows: ["and", "or", "not", "is_null"], types: ALL },
  "parts and texts": { rows: ["index", "index.map", "index.member", "index.element", "json_type", "concat", "concat.list"], types: ALL },
  hashes: { rows: ["md5", "sha256", "hash_id"], types: SCALAR_TYPES },
};

/** What stands for arguments that must be literals. */
export const LITERALS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  digits: [["int64", "0"], ["int64", "1"], ["int64", "2"], ["int64", "15"]],
  scale: [["int64", "0"], ["int64", "2"], ["int64", "6"], ["int64", "38"]],
  prefix: [["string", "file"], ["string", ""]],
};
