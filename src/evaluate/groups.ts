/** Items that agree in some values, nulls equal. */
import { keyOfRow } from "../values/compare.ts";
import type { Type } from "../values/type.ts";
import type { Value } from "../values/value.ts";

/** In the order of their first items; items in the order in which they came. */
export function groupedBy<T>(items: readonly T[], types: readonly Type[], of: (item: T) => readonly Value[]): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOfRow(types, of(item));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
