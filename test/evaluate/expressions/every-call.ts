/** Every scalar function with every combination of types and literals, over columns of nasty values; what the table has no row for is not forgotten. */
import type { FunctionRow } from "../../../src/ir/functions/index.ts";
import { BOOL, INT64, INTERVAL, TIMESTAMP, type Type } from "../../../src/values/type.ts";
import { callText, shapes, type Place, type Shape } from "./calls.ts";
import { columnName } from "./columns.ts";

/** Bodies of lambdas by their type: what looks at the element, what may be null, and what is the same for all. */
const bodies = (type: Type): readonly string[] => {
  if (type === BOOL) return ["x is not null", "null::bool", "n_bool"];
  return type === INT64 ? ["1", "n_int64"] : ["x", '"a"'];
};

/** What stands at a place where columns may be null, or may not: they have other SQL for some rows. */
function textsAt({ type, literal, lambda, nullable }: Place, withNulls: boolean): readonly string[] {
  if (literal !== null) return [literal];
  return lambda ? bodies(type).map((body) => `x -> ${body}`) : [columnName(type, withNulls && nullable)];
}

/** No column holds an interval: one is added to a time. */
const inColumn = (text: string, result: Type): string => (result === INTERVAL ? `${columnName(TIMESTAMP, false)} + (${text})` : text);

function textsOf({ row, places, result }: Shape): readonly string[] {
  const texts = [true, false].flatMap((withNulls) => {
    let calls: (readonly string[])[] = [[]];
    for (const place of places) calls = calls.flatMap((before) => textsAt(place, withNulls).map((text) => [...before, text]));
    return calls.map((args) => inColumn(callText(row, args), result));
  });
  return [...new Set(texts)];
}

/** `all`: every literal that `literalTexts` has for a place, or the first. */
export const callTexts = (row: FunctionRow, literals: "one" | "all" = "all"): readonly string[] => shapes(row, literals).flatMap(textsOf);

/** Aggregates and functions of windows, as a pipeline over `t` whose one column `e` is the call: over groups, and over each row's frame. */
export function pipelinesOf(row: FunctionRow): readonly string[] {
  const calls = shapes(row, "all").flatMap((shape) => textsOf(shape));
  const sorted = (call: string): string => (row.ordered === "sort" ? call.replace(/\)$/, call.endsWith("()") ? "sort: [k])" : ", sort: [k])") : call);
  return calls.flatMap((call) => [
    ...(row.kind === "aggregate" ? [`from t |> group { g: k % 3 } { e: ${sorted(call)} } |> sort [g]`, `from t |> where k < 0 |> aggregate { e: ${sorted(call)} }`] : []),
    `from t |> window by [c_bool] sort [k] { e: ${call} } |> select { k, e } |> sort [k]`,
  ]);
}
