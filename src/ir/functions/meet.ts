/** Where values of several types meet: the type in which they are compared or stand side by side, literals taking part by their value. */
import { asDecimal, commonType } from "../../values/coerce.ts";
import { minimalDecimal } from "../../values/literal.ts";
import { DECIMAL_FLOAT, DECIMAL_MAX, FLOAT64, NULL, UINT64, isFloat, isInteger, isNumeric, type Type } from "../../values/type.ts";
import type { LiteralValue } from "../expr.ts";
import { literalFits, type CallArg } from "./patterns.ts";

type Typed = { readonly type: Type; readonly literal: LiteralValue | undefined };

const isIntegerLiteral = ({ type, literal }: Typed): boolean => typeof literal === "string" && isInteger(type);
const isDecimalLiteral = ({ type, literal }: Typed): boolean => typeof literal === "string" && type.kind === "decimal";
const isNumberLiteral = (value: Typed): boolean => isIntegerLiteral(value) || isDecimalLiteral(value);

/**
 * As `commonType` over any number of values, but for literals: an integer literal is of any integer type that holds it, and has its own
 * digits beside a decimal. Type `null` where all are null; null where two do not meet.
 */
export function commonTypeOf(values: readonly Typed[]): Type | null {
  const [{ type: first } = { type: NULL }] = values;
  if (values.every(({ type }) => type === first)) return first;
  let common: Type = NULL;
  // Integer literals last: only then is known what they stand beside.
  for (const turn of [(value: Typed) => !isNumberLiteral(value), isDecimalLiteral, isIntegerLiteral]) {
    for (const value of values.filter(turn)) {
      const next = commonType(common, turn === isIntegerLiteral ? integerType(value, common) : value.type);
      if (next === null) return null;
      common = next;
    }
  }
  return common;
}

/** What an integer literal counts as beside values of a type. */
function integerType(value: Typed, beside: Type): Type {
  if (beside.kind === "decimal") return minimalDecimal(value.literal as string);
  return literalFits({ ...value, name: null, nullable: false }, beside) ? beside : value.type;
}

/**
 * What a value becomes that meets others in `common`. Numbers that the engine itself brings together, exactly so, are left as they are:
 * SQL without casts is better read, and filters on files keep working. Not so float32 (the engine would stay narrow), decimals that need
 * more than 38 digits (it would give up scale) or more than 15 beside a float (it would round twice).
 */
export function meetingType(value: Typed, common: Type, all: readonly Type[]): Type {
  if (isNumberLiteral(value) || !isNumeric(common) || !isNumeric(value.type)) return common;
  if (isInteger(common)) return value.type;
  if (common === FLOAT64) return isInteger(value.type) || (value.type.kind === "decimal" && value.type.precision <= DECIMAL_FLOAT) ? value.type : FLOAT64;
  return digitsNeeded(all) > DECIMAL_MAX ? common : value.type;
}

function digitsNeeded(types: readonly Type[]): number {
  const decimals = types.map(asDecimal).filter((type) => type !== null);
  return Math.max(...decimals.map(({ precision, scale }) => precision - scale)) + Math.max(...decimals.map(({ scale }) => scale));
}

/** The operands of arithmetic with literals typed by what they stand beside: an integer has its own digits beside a decimal, and may be a uint64. */
export function operandTypes(operands: readonly CallArg[]): Type[] {
  const types = operands.map(({ type }) => type);
  return operands.map((operand, i) => {
    if (!isIntegerLiteral(operand)) return operand.type;
    const others = types.filter((_, j) => j !== i);
    if (others.some((type) => type.kind === "decimal") && !others.some(isFloat)) return minimalDecimal(operand.literal as string);
    return others.includes(UINT64) && literalFits(operand, UINT64) ? UINT64 : operand.type;
  });
}
