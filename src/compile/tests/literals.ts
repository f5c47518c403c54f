/** Values and rows as a test writes them. */
import type { Table } from "../../evaluate/index.ts";
import { literalOf, nameOf, stringOf } from "../../lang/decompile/text.ts";
import { FLOAT64, typeText, type Type } from "../../values/type.ts";
import type { Value } from "../../values/value.ts";
import { textOf } from "../../values/value-text.ts";

/** In a place of the type: what is taken for it there as it stands is as short as it can be. Bytes that are no text have no literal: their hex digits stand for them. */
export function valueText(type: Type, value: Value): string {
  return nested(type, value, true);
}

/** `light`: the place has the type; else the text says it. */
function nested(type: Type, value: Value, light: boolean): string {
  if (value !== null && light && type === FLOAT64) {
    const text = String(textOf(type, value));
    return /^-?\d+\.\d+$/.test(text) ? text : /^-?\d+$/.test(text) ? `${text}.0` : literalOf(text, type, true).text;
  }
  if (value !== null && type.kind === "list") {
    const items = value as readonly Value[];
    return items.length === 0 ? (light ? "[]" : `[]::${typeText(type)}`) : `[${items.map((item) => nested(type.element.type, item, light)).join(", ")}]`;
  }
  if (value !== null && type.kind === "struct") return `{ ${type.fields.map((field, i) => `${nameOf(field.name)}: ${nested(field.type, (value as readonly Value[])[i] ?? null, light)}`).join(", ")} }`;
  if (value !== null && type.kind === "map") {
    const entries = (value as readonly (readonly [Value, Value])[]).map(([key, of]) => `{ key: ${nested(type.key, key, false)}, value: ${nested(type.value.type, of, false)} }`);
    return `map_from_entries([${entries.join(", ")}]${entries.length === 0 ? `::list<struct<key: ${typeText(type.key)}, value: ${typeText(type.value.type)}>>` : ""})`;
  }
  if (value !== null && type.kind === "binary") return bytesText(value as Uint8Array) ?? String(textOf(type, value));
  return literalOf(textOf(type, value), type, light).text;
}

function bytesText(bytes: Uint8Array): string | null {
  try {
    return `${stringOf(new TextDecoder("utf8", { fatal: true, ignoreBOM: true }).decode(bytes))}::binary`;
  } catch {
    return null;
  }
}

/** `{ id: 1, name: "a" }` */
export const rowText = (columns: Table["columns"], row: readonly Value[]): string =>
  (columns.length === 0 ? "{}" : `{ ${columns.map(({ name, type }, i) => `${nameOf(name)}: ${valueText(type, row[i] ?? null)}`).join(", ")} }`);
