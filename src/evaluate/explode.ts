/** Rows of elements. Meaning: docs/language.md, "Explode". */
import type { Explode } from "../ir/rel.ts";
import { compareValues } from "../values/compare.ts";
import { Failure } from "../values/failure.ts";
import type { Value } from "../values/value.ts";
import { evaluate } from "./expr.ts";
import { envOf, type Scope } from "./scope.ts";
import type { Row } from "./types.ts";

/** The rows of one row stay together, in the order of the elements. */
export function explodeRows(node: Explode, scope: Scope, [input]: readonly (readonly Row[])[]): readonly Row[] {
  return (input as readonly Row[]).flatMap((row) => {
    const lists = node.lists.map((list) => (evaluate(list, envOf(scope, row)) ?? []) as readonly Value[]);
    const columns = node.source === "map" ? entriesOf(node, lists[0] as readonly Value[]) : lists;
    const longest = Math.max(...columns.map(({ length }) => length));
    if (!node.pad && columns.some(({ length }) => length !== longest)) throw new Failure("argument", "the lists to explode have unequal lengths");
    const elements = Array.from({ length: longest }, (_, i) => withElements(row, node, columns.map((list) => list[i] ?? null), BigInt(i + node.base)));
    return elements.length === 0 && node.keepEmpty ? [withElements(row, node, columns.map(() => null), null)] : elements;
  });
}

function withElements(row: Row, { as, index }: Explode, values: readonly Value[], place: Value): Row {
  const out = new Map(row);
  as.forEach((column, i) => out.set(column, values[i] ?? null));
  if (index !== null) out.set(index, place);
  return out;
}

/** The keys in ascending order, and the value of each. */
function entriesOf({ lists: [map] }: Explode, pairs: readonly Value[]): readonly (readonly Value[])[] {
  const type = map?.type;
  if (type?.kind !== "map") throw new Error("explode of a map is given none");
  const sorted = (pairs as readonly (readonly [Value, Value])[]).toSorted(([a], [b]) => compareValues(type.key, a, b));
  return [sorted.map(([key]) => key), sorted.map(([, value]) => value)];
}
