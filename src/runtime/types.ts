/** Comparing types that come from an engine, which knows no nullability, with declared ones. */
import { isInteger, typeText, type Type } from "../values/type.ts";

/** The type as people read it, without the nullability that an engine's type does not have. */
export const plainTypeText = (type: Type): string => typeText(type).replaceAll("?", "");

/** Equal but for what may be null inside. */
export function sameType(a: Type, b: Type): boolean {
  return a === b || fits(a, b, (x, y) => x === y);
}

/** Whether every value of `found` is a value of `declared`, so that reading changes none. */
export function readableAs(found: Type, declared: Type): boolean {
  return fits(found, declared, widens);
}

function fits(found: Type, declared: Type, scalars: (found: Type, declared: Type) => boolean): boolean {
  if (found.kind === "list") return declared.kind === "list" && fits(found.element.type, declared.element.type, scalars);
  if (found.kind === "map") return declared.kind === "map" && fits(found.key, declared.key, scalars) && fits(found.value.type, declared.value.type, scalars);
  if (found.kind === "struct") {
    return declared.kind === "struct" && declared.fields.length === found.fields.length && declared.fields.every((field, i) => {
      const other = found.fields[i];
      return other !== undefined && other.name === field.name && fits(other.type, field.type, scalars);
    });
  }
  return scalars(found, declared);
}

const DIGITS: Readonly<Partial<Record<Type["kind"], number>>> = { int8: 3, uint8: 3, int16: 5, uint16: 5, int32: 10, uint32: 10, int64: 19, uint64: 20 };
const BITS: Readonly<Partial<Record<Type["kind"], number>>> = { int8: 8, uint8: 8, int16: 16, uint16: 16, int32: 32, uint32: 32, int64: 64, uint64: 64 };

function widens(found: Type, declared: Type): boolean {
  if (found === declared) return true;
  // A column of nothing but nulls has any type.
  if (found.kind === "null") return true;
  if (isInteger(found) && isInteger(declared)) {
    const [from, to] = [BITS[found.kind] as number, BITS[declared.kind] as number];
    if (declared.kind.startsWith("u")) return found.kind.startsWith("u") && from <= to;
    return found.kind.startsWith("u") ? from < to : from <= to;
  }
  if (declared.kind === "decimal") {
    if (isInteger(found)) return (DIGITS[found.kind] as number) <= declared.precision - declared.scale;
    return found.kind === "decimal" && found.scale <= declared.scale && found.precision - found.scale <= declared.precision - declared.scale;
  }
  return found.kind === "float32" && declared.kind === "float64";
}
