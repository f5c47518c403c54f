/** Some value of a type, where an engine is asked about types only. It is no null: DuckDB forgets the type of a null that it can work with at once. */
import { sqlType } from "../../ir/functions/duckdb-types.ts";
import type { Type, TypeKind } from "../../values/type.ts";
import { stringLiteral } from "./quote.ts";

const TEXTS: Readonly<Partial<Record<TypeKind, string>>> = {
  bool: "true", decimal: "0", string: "a", binary: "a", uuid: "00000000-0000-0000-0000-000000000000", json: "1", date: "2000-01-01", time: "00:00:00",
  timestamp: "2000-01-01 00:00:00", timestamptz: "2000-01-01 00:00:00+00", interval: "1 day",
};

/** An expression of one word of precedence: it may stand anywhere. */
export function sampleSql(type: Type): string {
  const parts = type.kind === "list" ? `[${sampleSql(type.element.type)}]`
    : type.kind === "struct" ? `{${type.fields.map((field) => `${stringLiteral(field.name)}: ${sampleSql(field.type)}`).join(", ")}}`
      : type.kind === "map" ? `map([${sampleSql(type.key)}], [${sampleSql(type.value.type)}])` : stringLiteral(TEXTS[type.kind] ?? "1");
  return `(${parts}::${sqlType(type)})`;
}
