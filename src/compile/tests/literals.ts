/** Values and rows as a test writes them. */
import type { Table } from "../../evaluate/index.ts";
import { literalOf, nameOf } from "../../lang/decompile/text.ts";
import { isFloat, typeText, type Type } from "../../values/type.ts";
import type { Value } from "../../values/value.ts";
import { textOf } from "../../values/value-text.ts";

/** In a place of the type: what is taken for it there as it stands is as short as it can be. A value of a map, or of bytes that are no text, has no literal: its canonical text stands for it. */
export function valueText(type: Type, value: Value): string {
  if (value !== null && isFloat(type)) {
    const text = String(textOf(type, value));
    return /^-?\d+\.\d+$/.test(text) ? text : /^-?\d+$/.test(text) ? `${text}.0` : literalOf(text, type, true).text;
  }
  return nested(type, value, true);
}

function nested(type: Type, value: Value, light: boolean): string {
  if (value !== null && type.kind === "list") {
    const items = value as readonly Value[];
    return items.length === 0 ? (light ? "[]" : `[]::${typeText(type)}`) : `[${items.map((item) => nested(type.element.type, item, false)).join(", ")}]`;
  }
  if (value !== null && type.kind === "struct") return `{ ${type.fields.map((field, i) => `${nameOf(field.name)}: ${nested(field.type, (value as readonly Value[])[i] ?? null, false)}`).join(", ")} }`;
  if (value !== null && (type.kind === "map" || type.kind === "binary")) return String(textOf(type, value));
  return literalOf(textOf(type, value), type, light).text;
}

/** `{ id: 1, name: "a" }` */
export const rowText = (columns: Table["columns"], row: readonly Value[]): string =>
  (columns.length === 0 ? "{}" : `{ ${columns.map(({ name, type }, i) => `${nameOf(name)}: ${valueText(type, row[i] ?? null)}`).join(", ")} }`);
