import { integerRange } from "../../src/values/coerce.ts";
import type { Field } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";

/** Whether a value is one of what was inferred: null only where it may be, parts included, and within the digits of its type. */
export function isOf({ type, nullable }: Field, value: Value): boolean {
  if (value === null) return nullable;
  const parts = value as readonly Value[];
  if (type.kind === "list") return parts.every((part) => isOf(type.element, part));
  if (type.kind === "struct") return type.fields.every((field, i) => isOf(field, parts[i] ?? null));
  if (type.kind === "map") return (value as readonly (readonly [Value, Value])[]).every(([key, of]) => isOf({ type: type.key, nullable: false }, key) && isOf(type.value, of));
  const range = type.kind === "decimal" ? { min: 1n - 10n ** BigInt(type.precision), max: 10n ** BigInt(type.precision) - 1n } : integerRange(type);
  return range === null || ((value as bigint) >= range.min && (value as bigint) <= range.max);
}
