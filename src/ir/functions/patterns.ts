/** What arguments take, by name. A pattern says what type the argument becomes, or that it does not fit. */
import { minimalDecimal } from "../../values/literal.ts";
import { canWiden, integerRange } from "../../values/coerce.ts";
import { intervalParts } from "../../values/temporal.ts";
import {
  BINARY, BOOL, DATE, DECIMAL_FLOAT, FLOAT64, INT32, INT64, INTERVAL, NULL, STRING, UINT64,
  isComparable, isFloat, isInteger, isNumeric, isSortable, isTemporal, scalar, type Field, type Type, type TypeKind,
} from "../../values/type.ts";
import type { LiteralValue } from "../expr.ts";

/**
 * `literal`: a constant's value, where it is known when compiling. `constant`: the same for all rows; `param`: a `$param` as it is; unknown counts as both.
 * `lambda`: `type` is that of its body.
 */
export type CallArg = {
  readonly name: string | null;
  readonly type: Type;
  readonly nullable: boolean;
  readonly literal: LiteralValue | undefined;
  readonly constant?: boolean;
  readonly param?: boolean;
  readonly lambda?: true;
};

/** `accepts` gives the type that the argument becomes; `before` is what those before it became. `wanted` is what a cast would have to reach. */
export type Pattern = { readonly says: string; readonly wanted: Type | null; readonly accepts: (arg: CallArg, before: readonly Type[]) => Type | null };

/** A null that nothing has typed yet becomes what is wanted. */
const exactly = (type: Type, says: string): Pattern => ({ says, wanted: type, accepts: (arg) => (arg.type === type || arg.type === NULL ? type : null) });

const oneOf = (says: string, wanted: Type | null, fits: (type: Type, arg: CallArg) => boolean): Pattern => ({
  says, wanted, accepts: (arg) => (arg.type === NULL ? wanted : fits(arg.type, arg) ? arg.type : null),
});

/** A literal integer fits where its value does, whatever its own type. */
export function literalFits(arg: CallArg, type: Type): boolean {
  const range = integerRange(type);
  return range !== null && isInteger(arg.type) && typeof arg.literal === "string" && BigInt(arg.literal) >= range.min && BigInt(arg.literal) <= range.max;
}

const wideInteger = (type: Type): Type => (type === UINT64 ? UINT64 : INT64);

/** Integers and narrow decimals become float64 exactly as the engine itself does it; float32 would stay narrow there, wide decimals lose a bit. */
const nearestFloat = (type: Type): Type => (type.kind === "float32" || (type.kind === "decimal" && type.precision > DECIMAL_FLOAT) ? FLOAT64 : type);

/** Within an interval's literal: nothing below a day. */
const isCalendar = (arg: CallArg): boolean => arg.type === INTERVAL && typeof arg.literal === "string" && intervalParts(arg.literal).micros === 0;

const TEXTUAL: ReadonlySet<TypeKind> = new Set<TypeKind>(["decimal", "bool", "string", "uuid", "date", "time", "timestamp", "timestamptz"]);
const hasText = (type: Type): boolean => isInteger(type) || TEXTUAL.has(type.kind);

/** Types of one row that must meet; `same` in resolve.ts finds where. */
const same = (says: string, fits: (type: Type) => boolean): Pattern =>
  ({ says, wanted: null, accepts: ({ type }) => (type === NULL || fits(type) ? type : null) });

const ofKind = (says: string, fits: (type: Type) => boolean): Pattern => ({ says, wanted: null, accepts: ({ type }) => (fits(type) ? type : null) });

const isEntry = ({ type, nullable }: Field): boolean =>
  !nullable && type.kind === "struct" && type.fields.length === 2 && type.fields[0]?.name === "key" && !type.fields[0].nullable && type.fields[1]?.name === "value";

/** An element or key becomes what the list or map holds; a literal may do so where its value fits. */
function heldType(arg: CallArg, held: Type): Type | null {
  if (canWiden(arg.type, held) || literalFits(arg, held)) return held;
  return typeof arg.literal === "string" && isInteger(arg.type) && canWiden(minimalDecimal(arg.literal), held) ? held : null;
}

export const PATTERNS = {
  any: same("any value", (type) => type !== INTERVAL),
  bool: exactly(BOOL, "a bool"),
  string: exactly(STRING, "a string"),
  json: exactly(scalar("json"), "json"),
  binary: exactly(BINARY, "binary"),
  date: exactly(DATE, "a date"),
  time: exactly(scalar("time"), "a time"),
  timestamp: exactly(scalar("timestamp"), "a timestamp"),
  timestamptz: exactly(scalar("timestamptz"), "a timestamptz"),
  interval: exactly(INTERVAL, "an interval"),
  calendarInterval: { says: "an interval without hours", wanted: null, accepts: (arg) => (isCalendar(arg) ? INTERVAL : null) },
  textOrBinary: oneOf("a string or binary", STRING, (type) => type === STRING || type === BINARY),
  /** What a part of an id may be: all that has one text on every engine. */
  hashable: oneOf("a value with a text (no float, nested value or json)", STRING, hasText),
  /** Any integer, as it is. */
  anyInteger: oneOf("an integer", INT64, isInteger),
  /** A place or a number of things. The engine's functions take no uint64. */
  integer: { says: "an integer", wanted: INT64, accepts: ({ type }) => (type === NULL || type === UINT64 ? INT64 : isInteger(type) ? type : null) },
  /** Any integer, as int64; uint64 stays. */
  wideInteger: { says: "an integer", wanted: INT64, accepts: ({ type }) => (type === NULL ? INT64 : isInteger(type) ? wideInteger(type) : null) },
  signedInteger: {
    says: "an integer that may be negative", wanted: INT64, accepts: ({ type }) => (type === NULL || (isInteger(type) && type !== UINT64) ? INT64 : null),
  },
  /** The engine's functions that take 32 bits take no more. */
  int32: { says: "an integer", wanted: INT64, accepts: (arg) => (arg.type === NULL || isInteger(arg.type) ? INT32 : null) },
  /** What the engine adds to a date, 32 bits too. */
  days: { says: "a number of days", wanted: INT64, accepts: (arg) => (arg.type === NULL || isInteger(arg.type) ? INT32 : null) },
  decimal: oneOf("a decimal", null, (type) => type.kind === "decimal"),
  /** A decimal or an integer, as it is. */
  exact: oneOf("a decimal or an integer", null, (type) => type.kind === "decimal" || isInteger(type)),
  float: { says: "a float", wanted: FLOAT64, accepts: ({ type }) => (isFloat(type) ? FLOAT64 : null) },
  /** A number, as float64 in the end. */
  number: { says: "a number", wanted: FLOAT64, accepts: ({ type }) => (type === NULL ? FLOAT64 : isNumeric(type) ? nearestFloat(type) : null) },
  /** A number, as float64 at once: the engine's function would answer in other types. */
  float64: { says: "a number", wanted: FLOAT64, accepts: ({ type }) => (type === NULL || isNumeric(type) ? (isInteger(type) ? type : FLOAT64) : null) },
  /** The operands of `+ - * %`; their types come from the return rule. */
  operand: same("a number", isNumeric),
  dated: oneOf("a date or timestamp", DATE, (type) => isTemporal(type) && type.kind !== "time"),
  timed: oneOf("a timestamp", scalar("timestamp"), (type) => type.kind === "timestamp" || type.kind === "timestamptz"),
  clock: oneOf("a time or timestamp", scalar("timestamp"), (type) => isTemporal(type) && type !== DATE),
  same: same("values of one type", (type) => type !== INTERVAL),
  sameComparable: same("values that can be compared", (type) => isComparable(type) && type !== INTERVAL),
  sameSortable: same("values that have an order", (type) => isSortable(type) && type !== INTERVAL),
  comparable: same("a value that can be compared", (type) => isComparable(type) && type !== INTERVAL),
  sortable: same("a value that has an order", (type) => isSortable(type) && type !== INTERVAL),
  sameDated: oneOf("a date or timestamp", DATE, (type) => isTemporal(type) && type.kind !== "time"),
  sameTimed: oneOf("a timestamp", scalar("timestamp"), (type) => type.kind === "timestamp" || type.kind === "timestamptz"),
  list: ofKind("a list", (type) => type.kind === "list"),
  comparableList: ofKind("a list whose elements can be compared", (type) => type.kind === "list" && isComparable(type.element.type)),
  sortableList: ofKind("a list whose elements have an order", (type) => type.kind === "list" && isSortable(type.element.type)),
  numberList: ofKind("a list of numbers", (type) => type.kind === "list" && isNumeric(type.element.type)),
  textList: ofKind("a list of strings", (type) => type.kind === "list" && type.element.type === STRING),
  listOfLists: ofKind("a list of lists", (type) => type.kind === "list" && type.element.type.kind === "list"),
  sameList: ofKind("a list", (type) => type.kind === "list"),
  /** What a map is made of: no key is null. */
  entryList: ofKind("a list of structs with a `key` and a `value`, no key null", (type) => type.kind === "list" && isEntry(type.element)),
  map: ofKind("a map", (type) => type.kind === "map"),
  /** Of the list before it. */
  element: { says: "an element of the list", wanted: null, accepts: (arg, [list]) => (list?.kind === "list" ? heldType(arg, list.element.type) : null) },
  /** The list of what stands before it. */
  listOfFirst: {
    says: "a list of such values", wanted: null,
    accepts: ({ type }, [of]) => (type.kind === "list" && of !== undefined && isComparable(of) && canWiden(of, type.element.type) ? type : null),
  },
  /** Of the map before it. */
  key: { says: "a key of the map", wanted: null, accepts: (arg, [map]) => (map?.kind === "map" ? heldType(arg, map.key) : null) },
  predicate: {
    says: "a lambda that gives a bool", wanted: null, accepts: ({ lambda, type }) => (lambda === true && (type === BOOL || type === NULL) ? BOOL : null),
  },
  lambda: { says: "a lambda", wanted: null, accepts: (arg) => (arg.lambda === true ? arg.type : null) },
} as const satisfies Record<string, Pattern>;

export type PatternName = keyof typeof PATTERNS;

/** Which patterns share one type among the arguments of a row. */
export const isShared = (pattern: PatternName): boolean => pattern.startsWith("same");
