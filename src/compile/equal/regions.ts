/** The regions that an operand can lie in: null, and what its constants cut its values into. */
import { compareValues } from "../../values/compare.ts";
import { decimalText, textOf, valueOf } from "../../values/value-text.ts";
import { BOOL, type Type } from "../../values/type.ts";
import type { Value } from "../../values/value.ts";
import type { LiteralTerm } from "./term.ts";

/** Types whose values are all multiples of one step: between neighbours there is nothing. */
const isDiscrete = ({ kind }: Type): boolean => ["decimal", "date", "time", "timestamp", "timestamptz"].includes(kind) || /^u?int\d/.test(kind);
export const isOrdered = (type: Type): boolean => isDiscrete(type) || ["string", "float64", "float32", "bool"].includes(type.kind);

/** An operand with the constants that it is compared with. `pair`: two operands beside each other, whose regions are below, equal and above. */
export type Variable = { readonly key: string; readonly type: Type; readonly constants: Value[]; readonly pair: boolean; readonly nulls: boolean };
export type Region = { readonly null: boolean; readonly low: Value | undefined; readonly high: Value | undefined; readonly lowIn: boolean; readonly highIn: boolean };

/** The value is one of those by which regions were cut: a region lies on one side of it, or is it. */
export function compareRegion(type: Type, { low, high, lowIn, highIn }: Region, value: Value): number {
  if (low !== undefined) {
    const order = compareValues(type, low, value);
    if (order > 0 || (order === 0 && !lowIn)) return 1;
    if (order === 0 && high !== undefined && highIn && compareValues(type, high, value) === 0) return 0;
  }
  if (high !== undefined) {
    const order = compareValues(type, high, value);
    if (order < 0 || (order === 0 && !highIn)) return -1;
  }
  // Cut at the value, so that what begins at it in a type of steps ends before the next cut.
  return low !== undefined && compareValues(type, low, value) >= 0 ? 1 : -1;
}

export function regionsOf(of: Variable): Region[] {
  const point = { null: false, lowIn: true, highIn: true };
  const nulls: Region[] = of.nulls ? [{ null: true, low: undefined, high: undefined, lowIn: false, highIn: false }] : [];
  if (of.pair) return [-1, 0, 1].map((order) => ({ ...point, low: order, high: order }));
  if (of.type === BOOL && of.constants.length > 0) return [...nulls, ...[false, true].map((value) => ({ ...point, low: value, high: value }))];
  const cuts = of.constants.toSorted((a, b) => compareValues(of.type, a, b));
  const out: Region[] = [...nulls];
  const step = isDiscrete(of.type);
  let low: Value | undefined;
  for (const cut of cuts) {
    if (!step || low === undefined || (cut as bigint) - (low as bigint) > 1n) out.push({ null: false, low, high: cut, lowIn: false, highIn: false });
    out.push({ ...point, low: cut, high: cut });
    low = cut;
  }
  out.push({ null: false, low, high: undefined, lowIn: false, highIn: false });
  return out;
}

/** The regions of a class as one text: touching ones are joined, so that a cut at which nothing happens leaves no trace. */
export function classText(of: Variable, regions: readonly Region[]): string {
  if (of.pair) return regions.map(({ low }) => "<=>"[Number(low) + 1]).join("");
  const shown = (value: Value | undefined): string => (value === undefined ? "" : literalText({ kind: "literal", type: of.type, value: textOf(of.type, value), nullable: false }));
  const step = isDiscrete(of.type);
  const spans: { low: Value | undefined; high: Value | undefined; lowIn: boolean; highIn: boolean }[] = [];
  let nulls = "";
  for (const region of regions) {
    if (region.null) {
      nulls = "null ";
      continue;
    }
    let { low, high, lowIn, highIn } = region;
    if (step) {
      if (low !== undefined && !lowIn) [low, lowIn] = [(low as bigint) + 1n, true];
      if (high !== undefined && !highIn) [high, highIn] = [(high as bigint) - 1n, true];
    }
    const last = spans.at(-1);
    const touches = last?.high !== undefined && low !== undefined && (step ? (last.high as bigint) + 1n === low : compareValues(of.type, last.high, low) === 0 && (last.highIn || lowIn));
    if (last !== undefined && touches) [last.high, last.highIn] = [high, highIn];
    else spans.push({ low, high, lowIn, highIn });
  }
  return nulls + spans.map(({ low, high, lowIn, highIn }) => `${lowIn ? "[" : "("}${shown(low)}..${shown(high)}${highIn ? "]" : ")"}`).join("");
}

/** Quoted where it could hold anything, so that no text can look like another. */
export function literalText({ type, value }: LiteralTerm): string {
  if (type.kind === "decimal" && value !== null) return decimalText(valueOf(type, value) as bigint, type.scale);
  return type.kind === "string" || !/^[\w.:+ -]*$/.test(String(value)) ? JSON.stringify(value) : String(value);
}
