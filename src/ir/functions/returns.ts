/** What functions give, by name: from what the arguments become. */
import { arithmetic, asDecimal, type ArithmeticOp } from "../../values/coerce.ts";
import {
  BINARY, BOOL, DATE, DECIMAL_MAX, FLOAT64, INT64, NULL, STRING, TIMESTAMP, UINT64, decimal, isFloat, isInteger, list, map, scalar, struct,
  type DecimalType, type ListType, type MapType, type NamedField, type StructType, type Type,
} from "../../values/type.ts";
import type { CallArg } from "./patterns.ts";

/** `to` is given where the result decides what the operands become. */
export type Returned = { readonly type: Type; readonly to?: readonly Type[] };
/** `types`: what the arguments become; `args`: as they were written, defaults filled in; `same`: where the arguments of one type met. */
type Rule = (types: readonly Type[], args: readonly CallArg[], same: Type) => Returned | "too-wide" | null;

const fixed = (type: Type): Rule => () => ({ type });
const number = (types: readonly Type[]): DecimalType => asDecimal(types[0] as Type) as DecimalType;
const literalNumber = (arg: CallArg | undefined): number => (typeof arg?.literal === "string" ? Number(arg.literal) : 0);

/** A null that nothing has typed takes the type of the other operand. */
const operation = (op: ArithmeticOp): Rule => ([a = NULL, b = NULL]) => {
  const result = arithmetic(op, a === NULL ? b : a, b === NULL ? a : b);
  return result === null || result === "too-wide" ? result : { type: result.type, to: [result.left, result.right] };
};

const element = (type: Type | undefined): Type => (type as ListType).element.type;

const entry = ({ key, value }: MapType): StructType => struct([{ name: "key", type: key, nullable: false }, { name: "value", ...value }]);

/** The sum of such numbers: int64 (uint64 stays), decimal(38, s), float64. */
const sumType = (of: Type): Type => (of === UINT64 ? UINT64 : isInteger(of) ? INT64 : of.kind === "decimal" ? decimal(DECIMAL_MAX, of.scale) : FLOAT64);

export const RETURNS = {
  bool: fixed(BOOL),
  int64: fixed(INT64),
  float64: fixed(FLOAT64),
  string: fixed(STRING),
  binary: fixed(BINARY),
  date: fixed(DATE),
  time: fixed(scalar("time")),
  timestamp: fixed(TIMESTAMP),
  timestamptz: fixed(scalar("timestamptz")),
  json: fixed(scalar("json")),
  stringList: fixed(list({ type: STRING, nullable: false })),
  int64List: fixed(list({ type: INT64, nullable: false })),
  jsonList: fixed(list({ type: scalar("json"), nullable: false })),
  dateList: fixed(list({ type: DATE, nullable: false })),
  nullableStringList: fixed(list({ type: STRING, nullable: true })),
  /** What the first argument becomes. */
  first: ([type]) => (type === undefined ? null : { type }),
  second: ([, type]) => (type === undefined ? null : { type }),
  same: (_types, _args, type) => ({ type }),
  add: operation("add"),
  subtract: operation("subtract"),
  multiply: operation("multiply"),
  modulo: operation("modulo"),
  /** Of `//` and bits: int64, or uint64 of two of them. */
  sameInteger: (types) => operation("modulo")(types, [], types[0] as Type),
  /** Floats on both sides, once one is. */
  floats: (types) => (types.some(isFloat) ? { type: FLOAT64, to: types.map(() => FLOAT64) } : null),
  /** A time moved by an interval: a date becomes a timestamp. */
  shifted: ([type]) => ({ type: type === DATE ? TIMESTAMP : (type as Type) }),
  sum: ([type]) => (type === undefined ? null : { type: sumType(type) }),
  sumOfElements: ([type]) => ({ type: sumType(element(type)) }),
  /** decimal(38, s + 4) */
  averageDecimal: (types) => {
    const { scale } = number(types);
    return scale + 4 > DECIMAL_MAX ? "too-wide" : { type: decimal(DECIMAL_MAX, scale + 4) };
  },
  /** decimal(38, n), `n` being the third argument. */
  quotient: (_types, args) => ({ type: decimal(DECIMAL_MAX, literalNumber(args[2])) }),
  /** A decimal that keeps at most as many digits as the second argument says. */
  rounded: (types, args) => ({ type: decimal(number(types).precision, Math.min(number(types).scale, literalNumber(args[1]))) }),
  /** A decimal without fraction. */
  whole: (types) => ({ type: decimal(number(types).precision, 0) }),
  element: ([type]) => ({ type: element(type) }),
  mapValue: ([type]) => ({ type: (type as MapType).value.type }),
  /** The keys of a map, none of them null. */
  keys: ([type]) => ({ type: list({ type: (type as MapType).key, nullable: false }) }),
  mapValues: ([type]) => ({ type: list((type as MapType).value) }),
  /** Structs of key and value. */
  mapEntries: ([type]) => ({ type: list({ type: entry(type as MapType), nullable: false }) }),
  mapOfEntries: ([type]) => {
    const [key, value] = (element(type) as StructType).fields as [NamedField, NamedField];
    return { type: map(key.type, { type: value.type, nullable: value.nullable }) };
  },
  /** The same elements, none of them null. */
  elementsNotNull: ([type]) => ({ type: list({ type: element(type), nullable: false }) }),
  flattened: ([type]) => ({ type: element(type) }),
  listOfFirst: ([type], args) => ({ type: list({ type: type as Type, nullable: args[0]?.nullable ?? true }) }),
  listOfSecond: ([, type], args) => ({ type: list({ type: type as Type, nullable: args[1]?.nullable ?? true }) }),
} as const satisfies Record<string, Rule>;

export type ReturnName = keyof typeof RETURNS;
