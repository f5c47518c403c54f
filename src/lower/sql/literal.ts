/** Literals as DuckDB text that has exactly the value, and exactly the type where the place does not give it. */
import type { Literal, LiteralValue } from "../../ir/expr.ts";
import type { Origin } from "../../ir/id.ts";
import { DECIMAL_MAX, isFloat, isInteger, type Type, type TypeKind } from "../../values/type.ts";
import { refuse } from "../options.ts";
import { PREC, castTo, text, type Sql } from "./ast.ts";
import { stringLiteral } from "./quote.ts";
import { sqlType } from "../../ir/functions/duckdb-types.ts";

/**
 * `typed`: with its type in any place. `bare`: beside an operand that has the type, where DuckDB widens the literal to it without loss.
 */
export type Want = "typed" | "bare";

export const literalSql = (literal: Literal, want: Want): Sql => valueSql(literal.at, literal.type, literal.value, want);

export function valueSql(at: Origin, type: Type, value: LiteralValue, want: Want): Sql {
  if (value === null) return want === "bare" || type.kind === "null" ? text(at, "null") : castTo(at, text(at, "null"), sqlType(type));
  if (typeof value === "boolean") return text(at, String(value));
  if (isInteger(type)) return number(at, value, type, want === "bare" || naturalInteger(value) === type.kind);
  if (type.kind === "decimal") return decimal(at, value, type, want);
  if (isFloat(type)) return float(at, value, type, want);
  return TEXTS[type.kind]?.(at, value, type) ?? refuse(at, "literal", `there is no literal of type ${type.kind}`);
}

const temporal = (at: Origin, value: string, { kind }: Type): Sql => text(at, `${kind} ${stringLiteral(value)}`);
const castText = (at: Origin, value: string, type: Type): Sql => castTo(at, text(at, stringLiteral(value)), sqlType(type));

const TEXTS: Readonly<Partial<Record<TypeKind, (at: Origin, value: string, type: Type) => Sql>>> = {
  string: (at, value) => text(at, stringLiteral(value)),
  date: temporal, time: temporal, timestamp: temporal, timestamptz: temporal,
  interval: (at, value) => text(at, intervalLiteral(value)),
  binary: (at, value) => castTo(at, text(at, `'${value.replaceAll(/../g, (byte) => `\\x${byte.toUpperCase()}`)}'`), "blob"),
  uuid: castText, json: castText,
};

const signed = (at: Origin, digits: string): Sql => text(at, digits, digits.startsWith("-") ? PREC.negate : PREC.atom);

const number = (at: Origin, digits: string, type: Type, asIs: boolean): Sql => (asIs ? signed(at, digits) : castTo(at, signed(at, digits), sqlType(type)));

/** What DuckDB takes digits for, and then a minus before them. */
function naturalInteger(digits: string): "int32" | "int64" | "wider" {
  if (digits.length < 10) return "int32";
  const value = BigInt(digits.replace("-", ""));
  return value < 2n ** 31n ? "int32" : value < 2n ** 63n || digits === LEAST ? "int64" : "wider";
}

/** The one number whose digits alone are wider. */
export const LEAST = "-9223372036854775808";

/** DuckDB's type of a number with a point: all written digits, a leading zero too. */
export function naturalDecimal(digits: string): { readonly precision: number; readonly scale: number } {
  const [whole, fraction] = digits.replace("-", "").split(".") as [string, string | undefined];
  return { precision: Math.max(1, whole.length + (fraction?.length ?? 0)), scale: fraction?.length ?? 0 };
}

function decimal(at: Origin, written: string, type: Type & { kind: "decimal" }, want: Want): Sql {
  // DuckDB counts a zero before the point, and makes a float of more digits than a decimal has.
  const digits = naturalDecimal(written).precision > DECIMAL_MAX ? written.replace(/^(-?)0\./, "$1.") : written;
  if (want === "bare") return signed(at, digits);
  const natural = naturalDecimal(digits);
  return number(at, digits, type, digits.includes(".") && natural.precision === type.precision && natural.scale === type.scale);
}

const SPECIAL_FLOATS: ReadonlySet<string> = new Set(["NaN", "Infinity", "-Infinity"]);
/** Up to so many digits, and a scale below 23, a decimal becomes the nearest float when it is widened. */
const EXACT_DIGITS = 15;

function float(at: Origin, value: string, type: Type, want: Want): Sql {
  if (SPECIAL_FLOATS.has(value)) return castTo(at, text(at, stringLiteral(value)), sqlType(type));
  const exact = !/e/i.test(value) && value.replace("-", "").replace(".", "").length <= EXACT_DIGITS;
  if (want === "bare" && exact) return signed(at, value);
  // With an exponent DuckDB reads a double; it rounds to a float as the language does.
  const double = signed(at, /e/i.test(value) ? value : `${value}e0`);
  return type.kind === "float64" ? double : castTo(at, double, sqlType(type));
}

const UNITS: readonly (readonly [bigint, string])[] = [
  [3_600_000_000n, "hour"], [60_000_000n, "minute"], [1_000_000n, "second"], [1n, "microsecond"],
];

/** From `<months> <days> <microseconds>`, in the largest units that are whole: `interval '1 month 5 minutes'`. */
export function intervalLiteral(value: string): string {
  const [months, days, micros] = value.split(" ").map((part) => BigInt(part)) as [bigint, bigint, bigint];
  const unit = UNITS.find(([size]) => micros % size === 0n) as readonly [bigint, string];
  const parts: readonly (readonly [bigint, string])[] = [[months, "month"], [days, "day"], [micros / unit[0], unit[1]]];
  const words = parts.filter(([count]) => count !== 0n).map(([count, word]) => `${count} ${word}${count === 1n ? "" : "s"}`);
  return `interval '${words.length === 0 ? "0 days" : words.join(" ")}'`;
}

/** The interval with its sign turned, for frames. */
export const negatedInterval = (value: string): string => value.split(" ").map((part) => String(-BigInt(part))).join(" ");
