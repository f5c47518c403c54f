/** DuckDB's values as plain JSON, by type. */
import { DuckDBTypeId as ID, type DuckDBType, type DuckDBValue } from "@duckdb/node-api";
import type { JsonValue } from "../engine.ts";

type Entries = Readonly<Record<string, DuckDBValue>>;

export function jsonValue(value: DuckDBValue, type: DuckDBType): JsonValue {
  if (value === null) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (type.typeId === ID.LIST || type.typeId === ID.ARRAY) {
    return (value as { readonly items: readonly DuckDBValue[] }).items.map((item) => jsonValue(item, type.valueType));
  }
  if (type.typeId === ID.STRUCT) {
    const entries = (value as { readonly entries: Entries }).entries;
    return Object.fromEntries(type.entryNames.map((name, index) => [name, jsonValue(entries[name] ?? null, type.entryTypes[index] as DuckDBType)]));
  }
  if (type.typeId === ID.MAP) {
    const entries = (value as { readonly entries: readonly { readonly key: DuckDBValue; readonly value: DuckDBValue }[] }).entries;
    return entries.map((entry) => ({ key: jsonValue(entry.key, type.keyType), value: jsonValue(entry.value, type.valueType) }));
  }
  if (type.typeId === ID.BLOB) return Buffer.from((value as { readonly bytes: Uint8Array }).bytes).toString("hex");
  // Each of DuckDB's value classes prints itself as DuckDB does.
  return (value as { toString(): string }).toString();
}
