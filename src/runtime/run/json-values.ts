/** Values as JSON can give them back: it has no NaN and no infinities, and its readers take numbers for float64. */
import { isFloat, type Type } from "../../values/type.ts";
import { identifier, stringLiteral } from "../sql-text.ts";

/** Digits that a float64 holds, whatever they are. */
const DOUBLE_DIGITS = 15;

/** The SQL of what is written for the value `x`: decimals of more digits than a float64 holds, and floats that are no numbers, as texts, wherever they stand. */
export function jsonValue(type: Type, x: string, depth = 1): string {
  if (!isOther(type)) return x;
  if (type.kind === "decimal") return `${x}::VARCHAR`;
  if (type.kind === "list") return `list_transform(${x}, lambda e${depth}: ${jsonValue(type.element.type, `e${depth}`, depth + 1)})`;
  if (type.kind === "map") return `CASE WHEN ${x} IS NOT NULL THEN map(map_keys(${x}), list_transform(map_values(${x}), lambda e${depth}: ${jsonValue(type.value.type, `e${depth}`, depth + 1)})) END`;
  if (type.kind === "struct") {
    const fields = type.fields.map((field) => `${identifier(field.name)}: ${jsonValue(field.type, `struct_extract(${x}, ${stringLiteral(field.name)})`, depth)}`);
    return `CASE WHEN ${x} IS NOT NULL THEN {${fields.join(", ")}} END`;
  }
  return `CASE WHEN isnan(${x}) THEN '"NaN"'::JSON WHEN isinf(${x}) THEN CASE WHEN ${x} > 0 THEN '"Infinity"'::JSON ELSE '"-Infinity"'::JSON END ELSE to_json(${x}) END`;
}

const known = new Map<Type, boolean>();

/** Whether a part of the type is written otherwise than as it is. */
function isOther(type: Type): boolean {
  const before = known.get(type);
  if (before !== undefined) return before;
  const other = type.kind === "list" ? isOther(type.element.type) : type.kind === "map" ? isOther(type.value.type) : type.kind === "struct" ? type.fields.some((field) => isOther(field.type))
    : type.kind === "decimal" ? type.precision > DOUBLE_DIGITS : isFloat(type);
  known.set(type, other);
  return other;
}
