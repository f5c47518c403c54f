/** DuckDB's types in the language's terms. */
import { DuckDBTypeId as ID, type DuckDBType } from "@duckdb/node-api";
import { decimal, list, map, scalar, struct, type Field, type ScalarKind, type Type } from "../../values/type.ts";

const SCALARS: Readonly<Record<number, ScalarKind>> = {
  [ID.BOOLEAN]: "bool", [ID.TINYINT]: "int8", [ID.SMALLINT]: "int16", [ID.INTEGER]: "int32", [ID.BIGINT]: "int64",
  [ID.UTINYINT]: "uint8", [ID.USMALLINT]: "uint16", [ID.UINTEGER]: "uint32", [ID.UBIGINT]: "uint64", [ID.FLOAT]: "float32", [ID.DOUBLE]: "float64",
  [ID.VARCHAR]: "string", [ID.BLOB]: "binary", [ID.UUID]: "uuid", [ID.DATE]: "date", [ID.TIME]: "time", [ID.TIMESTAMP]: "timestamp", [ID.TIMESTAMP_TZ]: "timestamptz",
  [ID.INTERVAL]: "interval", [ID.SQLNULL]: "null",
};

/** The language's type that means exactly the same; null when there is none (an enum, a hugeint, a timestamp in nanoseconds …). */
export function languageType(type: DuckDBType): Type | null {
  if (isJson(type)) return scalar("json");
  const kind = SCALARS[type.typeId];
  if (kind !== undefined) return scalar(kind);
  // One case a nested kind: its parts are read from the class that the number stands for.
  if (type.typeId === ID.DECIMAL) return decimal(type.width, type.scale);
  if (type.typeId === ID.LIST) {
    const element = languageType(type.valueType);
    return element === null ? null : list(nullable(element));
  }
  if (type.typeId === ID.MAP) {
    const [key, value] = [languageType(type.keyType), languageType(type.valueType)];
    return key === null || value === null ? null : map(key, nullable(value));
  }
  if (type.typeId === ID.STRUCT) {
    const types = type.entryTypes.map(languageType);
    if (types.includes(null)) return null;
    return struct(type.entryNames.map((name, index) => ({ name, ...nullable(types[index] as Type) })));
  }
  return null;
}

/** DuckDB's columns may all hold nulls; what may not is known from data or declared. */
const nullable = (type: Type): Field => ({ type, nullable: true });

export const isJson = (type: DuckDBType): boolean => type.typeId === ID.VARCHAR && type.alias === "JSON";
