/** DuckDB's name of each type. */
import type { ScalarKind, Type } from "../../values/type.ts";

const SCALARS: Readonly<Record<ScalarKind, string>> = {
  bool: "boolean", int8: "tinyint", int16: "smallint", int32: "integer", int64: "bigint",
  uint8: "utinyint", uint16: "usmallint", uint32: "uinteger", uint64: "ubigint",
  float32: "float", float64: "double", string: "varchar", binary: "blob", uuid: "uuid", json: "json", date: "date", time: "time", timestamp: "timestamp",
  timestamptz: "timestamptz", interval: "interval",
  // Neither reaches an engine: a null has found its type, and nothing with an error in it is lowered.
  null: "integer", error: "integer",
};

/** Field names always stand in double quotes. */
export function sqlType(type: Type): string {
  if (type.kind === "decimal") return `decimal(${type.precision}, ${type.scale})`;
  if (type.kind === "list") return `${sqlType(type.element.type)}[]`;
  if (type.kind === "map") return `map(${sqlType(type.key)}, ${sqlType(type.value.type)})`;
  if (type.kind === "struct") return `struct(${type.fields.map(({ name, type }) => `"${name.replaceAll('"', '""')}" ${sqlType(type)}`).join(", ")})`;
  return SCALARS[type.kind];
}
