/** A parameter's value as an expression: texts are bound and cast one by one, lists and structs are put together of them, so that no text is ever read as SQL. */
import { sqlType } from "../../ir/functions/duckdb-types.ts";
import { intervalParts } from "../../values/temporal.ts";
import type { Type } from "../../values/type.ts";
import { stringLiteral } from "../sql-text.ts";
import type { SqlParam } from "../engine.ts";

type Part = string | boolean | null | readonly Part[] | { readonly [name: string]: Part };

/** `texts` are the values of the expression's own parameters. */
export function valueSql(value: SqlParam["value"], type: Type | undefined, as: string): { readonly text: string; readonly texts: Record<string, string | null> } {
  const texts: Record<string, string | null> = {};
  const scalar = (part: string | boolean | null, to: string): string => {
    const name = `v${Object.keys(texts).length}`;
    texts[name] = part === null ? null : String(part);
    return to.toLowerCase() === "blob" ? `unhex($${name}::VARCHAR)` : `CAST($${name}::VARCHAR AS ${to})`;
  };
  const nested = (part: Part, of: Type): string => {
    if (part === null) return `NULL::${sqlType(of)}`;
    if (of.kind === "list") return `[${(part as readonly Part[]).map((item) => nested(item, of.element.type)).join(", ")}]::${sqlType(of)}`;
    if (of.kind === "struct") {
      const fields = of.fields.map((field) => `${stringLiteral(field.name)}: ${nested((part as Readonly<Record<string, Part>>)[field.name] ?? null, field.type)}`);
      return `{${fields.join(", ")}}::${sqlType(of)}`;
    }
    return scalar(engineText(part as string | boolean, of), sqlType(of));
  };
  if (type === undefined || (type.kind !== "list" && type.kind !== "struct")) return { text: scalar(type === undefined ? value : engineText(value, type), as), texts };
  return { text: nested(value === null ? null : (JSON.parse(String(value)) as Part), type), texts };
}

/** An interval's three numbers in words: DuckDB reads no bare numbers. All other texts it reads as they are. */
function engineText(value: string | boolean | null, { kind }: Type): string | boolean | null {
  if (kind !== "interval" || typeof value !== "string") return value;
  const { months, days, micros } = intervalParts(value);
  return `${months} months ${days} days ${micros} microseconds`;
}
