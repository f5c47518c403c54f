/** Rows as text, so that equal ones are the same text: a NaN is one and a zero has no sign, as which of equal values a group shows is anybody's. */
import type { Rule } from "../../src/ir/rule.ts";
import type { Value } from "../../src/values/value.ts";
import { callsOf, isApproximate, SPREADS } from "./functions.ts";

export const rowText = (row: readonly Value[]): string => row.map((value) => valueText(value, exactly)).join(" | ");

function valueText(value: Value, float: (x: number) => string): string {
  if (typeof value === "number") return float(value);
  if (typeof value === "bigint") return `${value}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map((item) => valueText(item, float)).join(", ")}]`;
  if (value instanceof Uint8Array) return `x${Buffer.from(value).toString("hex")}`;
  return Object.values(value as unknown as Record<string, bigint>).join(" ");
}

const exactly = (x: number): string => (x === 0 ? "0.0" : Number.isInteger(x) ? `${x}.0` : String(x));
/** So many digits are the same where a function is approximate, or adds floats in another order. */
const DIGITS = 9;
/** Of how far great numbers that lie close together spread, fewer digits hang on the order. */
const DIGITS_OF_SPREAD = 6;
const roughly = (digits: number, by = 1) => (x: number): string => (Math.abs(x) < 1e-9 ? "0" : (x * by).toPrecision(digits));

/** Whether the rows are the same but for the last digits of floats, where the rule may have others. */
export function near(a: readonly (readonly Value[])[], b: readonly (readonly Value[])[], rule: Rule, listed: boolean): boolean {
  if (!isApproximate(rule)) return false;
  const digits = callsOf(rule).some(({ fn }) => SPREADS.test(fn)) ? DIGITS_OF_SPREAD : DIGITS;
  const texts = (rows: readonly (readonly Value[])[], float: (x: number) => string): readonly string[] => {
    const made = rows.map((row) => row.map((value) => valueText(value, float)).join(" | "));
    return listed ? made : made.toSorted();
  };
  // What lies where one rounding changes, as 674.4375 does, is far from where the other one does.
  return [roughly(digits), roughly(digits, 1 + 0.37 * 10 ** -digits)].some((float) => {
    const [x, y] = [texts(a, float), texts(b, float)];
    return x.every((text, i) => text === y[i]);
  });
}
